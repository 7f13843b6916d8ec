"""How many: the numbers of a sentence with their bounds, units and counted nouns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tocsin.codebook.quantities import Bounds, Fate, QuantityBook, Words
from tocsin.find.bounds import hedged, worth
from tocsin.find.mentions import is_tally
from tocsin.find.numbers import DASHES, THEM, Number, NumberReader
from tocsin.model import Analysis, Quantity, Token

NOUNS = frozenset({"NOUN", "PROPN"})
ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "attr"})
MODIFIERS = frozenset(
    {"nummod", "quantmod", "compound", "amod", "nmod", "advmod", "npadvmod", "punct", "conj", "cc"}
)
PARTICIPLES = frozenset({"VBN", "VBG", "VBD"})
"""Tags that may stand between a number and the noun it counts: `41 pledged delegates`."""
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
QUOTES = frozenset('"“‘')
PEOPLE_AFTER = frozenset({"more", "each", "strong", "others", "apiece", "who"})
"""After these a bare number counts people: `six hundred more`, `two million strong`."""
HOURS_AFTER = frozenset({"at", "since", "by", "until", "till", "before", "after", "around"})
OF_DAY = frozenset(("in", "the", part) for part in ("morning", "afternoon", "evening"))
"""Words behind an hour."""
AGES = range(1, 116)


class QuantityMention(NamedTuple):
    """A quantity in a sentence: tokens `first` to `last` inclusive, hedge and counted noun included."""

    quantity: Quantity
    first: int
    last: int
    noun: int | None
    """Index of the token counted (`miners` in `hundreds of miners`, `them` in `three of them`)."""
    fate: Fate | None
    """Whether the text says that those counted are dead or injured."""


class _Counted(NamedTuple):
    """What a number counts: unit, counted token, last lexeme of the phrase, what one of it is worth."""

    unit: str
    noun: int | None
    last: int
    worth: float = 1.0


def find_quantities(
    analysis: Analysis,
    book: QuantityBook,
    taken: Iterable[tuple[int, int]] = (),
    countries: Sequence[str] = (),
) -> tuple[QuantityMention, ...]:
    """Every quantity of a sentence, in text order, none overlapping.

    `taken` are token ranges (first, last inclusive) that are dates; `countries`, ISO 3166 alpha-3, tell
    whose pesos are meant, first choice first. Bounds are None where open.
    """
    if not analysis.tokens or not book.may_hold(analysis.sentence.text):
        return ()
    return tuple(_Finder(analysis, book, taken, countries).find())


class _Finder:
    """One sentence while its quantities are being looked for."""

    def __init__(
        self,
        analysis: Analysis,
        book: QuantityBook,
        taken: Iterable[tuple[int, int]],
        countries: Sequence[str],
    ) -> None:
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.book = book
        self.countries = countries
        self.taken = {i for first, last in taken for i in range(first, last + 1)}
        self.reader = NumberReader(analysis.sentence.text, self.tokens, book, countries, self.taken)
        self.lexemes = self.reader.lexemes
        self.word = self.reader.word
        self.token = self.reader.token

    def find(self) -> list[QuantityMention]:
        found: list[QuantityMention] = []
        at = 0
        while at < len(self.lexemes):
            number = self.reader.read(at)
            if number is not None:
                mention = self._mention(number)
                if mention is not None and (not found or mention.first > found[-1].last):
                    found.append(mention)
                at = number.last
            at += 1
        return found

    def _mention(self, number: Number) -> QuantityMention | None:
        """The quantity with all that belongs to it, or None where nothing is counted."""
        money = self.reader.money_before(number.first)
        first = number.first - (1 if money else 0)
        if money and self.word(first) == ".":
            first -= 1
        kind, first = self._hedge(first)
        after, last = self._after(number.last)
        counted = _Counted(money, None, last) if money else self._counted(number, last, kind)
        if counted is None:
            return None
        hedge = after if after and kind in (None, "exact") else kind
        bounds = hedged(number, hedge, counted.unit == "percent")
        return self._build(worth(bounds, counted.worth), counted, first)

    def _build(self, bounds: Bounds, counted: _Counted, first: int) -> QuantityMention:
        start, end = self.lexemes[first].start, self.lexemes[counted.last].end
        head = self.token(self.lexemes[counted.last].start)
        quantity = Quantity(
            min=bounds.min,
            max=bounds.max,
            unit=counted.unit,
            text=self.analysis.sentence.text[start:end],
            span=self.analysis.sentence.raw(start, end),
        )
        return QuantityMention(
            quantity, self.token(start), head, counted.noun, self._fate(counted.noun, head)
        )

    # ------------------------------------------------------------ hedges

    def _hedge(self, first: int) -> tuple[str | None, int]:
        """The hedges before lexeme `first`, the innermost that says something, and where they begin."""
        kind: str | None = None
        for _ in range(4):
            length = next((n for n in (3, 2, 1) if self._before(first, n) in self.book.hedges), 0)
            if not length or self._is_particle(first - length):
                break
            found = self.book.hedges[self._before(first, length)]
            kind = found if kind in (None, "exact") else kind
            first -= length
        return kind, first

    def _is_particle(self, at: int) -> bool:
        """Whether a word belongs to the verb before it: `handed over 20 trucks`."""
        token = self._token_at(at)
        if not token or self.tokens[token].dep == "prt":
            return token > 0
        return (self.tokens[token - 1].lemma, self.word(at)) in self.book.particles

    def _before(self, first: int, length: int) -> Words:
        return tuple(x.word for x in self.lexemes[first - length : first]) if first >= length else ()

    def _after(self, last: int) -> tuple[str | None, int]:
        for length in (2, 1):
            words = tuple(x.word for x in self.lexemes[last + 1 : last + 1 + length])
            if words in self.book.after:
                return self.book.after[words], last + length
        return None, last

    # ------------------------------------------------------------ what is counted

    def _counted(self, number: Number, last: int, hedge: str | None) -> _Counted | None:
        """Unit, noun and end of what a number without a currency sign counts."""
        if number.unit == "percent":
            return _Counted("percent", None, last)
        if is_tally(self.tokens, self.token(self.lexemes[number.first].start)):
            return _Counted("votes", None, last)
        after = last + (2 if self.reader.is_dash(last + 1) and not self._spaced(last + 1) else 1)
        direct = self._direct(after)
        if direct is not None:
            return direct
        if number.unit is not None or self._is_age(number):
            return _Counted(number.unit or "years", self.token(self.lexemes[last].start), last)
        noun = self._noun(number, last)
        if noun is None:
            return self._alone(number, last, hedge)
        return _Counted(self._unit_of(self.tokens[noun]), noun, max(last, self.reader.lexeme(noun)))

    def _direct(self, at: int) -> _Counted | None:
        """A measure, money or fate right after: `5 per cent`, `25-day`, `8m pesos`, `40 cents`, `31 dead`."""
        word = self.word(at)
        pair = f"{word} {self.word(at + 1)}"
        if pair in self.book.units:
            return _Counted(self.book.units[pair], self._token_at(at + 1), at + 1)
        if word in self.book.fates and self.book.units.get(word) == "people":
            return _Counted("people", self._token_at(at), at)
        unit = self.book.units.get(word)
        if unit is not None and unit != "people" and not self._names_people(at):
            return _Counted(unit, self._token_at(at), at)
        for i in (at, at + 1):
            code = self.book.currency(self.word(i), self.countries)
            if code is not None and self.word(i) not in self.book.symbols:
                worth = self.book.worth(self.word(i))
                return _Counted("USD" if i > at and word == "us" else code, self._token_at(i), i, worth)
        return None

    def _names_people(self, at: int) -> bool:
        """Whether a unit only says which people are counted: `800 bus drivers`, not `a 25-year veteran`."""
        t = self.tokens[self._token_at(at)]
        apart = t.i == 0 or self.tokens[t.i - 1].text not in DASHES
        return apart and t.dep == "compound" and self._unit_of(self.tokens[t.head]) == "people"

    def _is_age(self, number: Number) -> bool:
        """`aged 25`, `Sirhan, 75, is`: an age."""
        before = self.word(number.first - 1)
        if number.value not in AGES:
            return False
        if before == "aged":
            return True
        name = self.tokens[self.token(self.lexemes[number.first - 2].start)] if number.first > 1 else None
        apart = before == "," and self.word(number.last + 1) in (",", ".")
        return apart and name is not None and name.pos == "PROPN" and number.first == number.last

    def _noun(self, number: Number, last: int) -> int | None:
        """The token counted: by `of`, by the parse, or the nouns that follow."""
        if self.word(last + 1) == "of":
            return self._object_of(number, last + 2)
        if self.reader.is_dash(last + 1) and self._spaced(last + 1):
            return None
        token = self.token(self.lexemes[number.last].start)
        found = self._head(token)
        if found is None:
            found = self._run(self._token_at(last) + 1, self.tokens[token].dep not in ARGUMENTS)
        elif found + 1 < len(self.tokens) and self.tokens[found + 1].text in POSSESSIVE:
            found = self._run(found + 2)
        return None if found is None else self._compounded(found)

    def _head(self, token: int) -> int | None:
        """The noun that the parse says a number modifies."""
        for _ in range(6):
            t = self.tokens[token]
            if t.head <= token or t.dep not in MODIFIERS or t.head - token > 8:
                return None
            token = t.head
            if self.tokens[token].pos in NOUNS and self._wordy(token):
                return token
        return None

    def _wordy(self, token: int) -> bool:
        """Whether a token is a word and no number, neither part of a date."""
        word = self.tokens[token].text.lower()
        number = word in self.book.numbers or word in self.book.scales
        return word[0].isalpha() and not number and token not in self.taken

    def _object_of(self, number: Number, at: int) -> int | None:
        """What comes after `of`, where it is what the number counts."""
        word = self.word(at)
        if word in THEM:
            return self._token_at(at)
        if not (
            number.vague or word in self.book.definite or word[:1].isdecimal() or word in self.book.numbers
        ):
            return None
        return self._run(self._token_at(at))

    def _run(self, token: int, participles: bool = True) -> int | None:
        """The last noun of the unbroken run of adjectives, participles and nouns from `token`."""
        best: int | None = None
        for t in self.tokens[token : token + 9]:
            if t.i in self.taken or (t.pos == "DET" and t.i > token):
                break
            if t.pos in NOUNS and self._wordy(t.i):
                best = t.i
            elif t.text in POSSESSIVE:
                best = None
            elif best is not None or not self._inside(t, participles):
                break
        return best

    def _inside(self, t: Token, participles: bool) -> bool:
        """Whether a token may stand between a number and its noun."""
        if t.tag in PARTICIPLES:
            return participles
        return t.pos in ("ADJ", "DET", "NUM") or t.tag == "PRP$" or t.text in DASHES or t.text in QUOTES

    def _compounded(self, noun: int) -> int:
        """The last part of a hyphened noun: `petitioners` in `78 co-petitioners`."""
        while noun + 2 < len(self.tokens) and self.tokens[noun + 1].text in DASHES:
            t, dash = self.tokens[noun + 2], self.tokens[noun + 1]
            if t.at != dash.at + 1 or t.pos not in NOUNS:
                break
            noun += 2
        return noun

    def _alone(self, number: Number, last: int, hedge: str | None) -> _Counted | None:
        """A number that stands for the people it counts: `hundreds marched`, `ten were killed`."""
        t = self.tokens[self.token(self.lexemes[last].start)]
        if self._is_hour(number) or (number.value == 1 and not hedge and self._idle(t, last)):
            return None
        plain = number.vague or t.dep in ARGUMENTS or self.word(last + 1) in PEOPLE_AFTER
        told = hedge is not None or (t.dep == "conj" and self._fate(t.i, t.i) is not None)
        at = t.dep == "pobj" and self.tokens[t.head].text.lower() in ("at", "of")
        return _Counted("people", t.i, last) if plain or told or at else None

    def _idle(self, one: Token, last: int) -> bool:
        """Whether `one` is a mere pronoun: nothing is done to it."""
        return one.dep != "nsubjpass" and self._fate(one.i, self._token_at(last)) is None

    def _is_hour(self, number: Number) -> bool:
        """Whether a bare number is an hour: `at ten this morning`, `at six in the morning`."""
        nearby = {self.word(number.first - 1), self.word(number.first - 2)}
        small = number.value is not None and number.value <= 24
        behind = tuple(self.word(number.last + step) for step in (1, 2, 3))
        told = self._token_at(number.last + 1) in self.taken or behind in OF_DAY
        return small and bool(nearby & HOURS_AFTER) and told

    def _unit_of(self, noun: Token) -> str:
        word = noun.text.lower()
        if word in THEM:
            return "people"
        for form in (word, plural(noun.lemma)):
            if self.book.is_person(form):
                return "people"
            if form in self.book.units:
                return self.book.units[form]
        name = noun.i > 0 and noun.text[:1].isupper() and noun.text[1:2].islower()
        if noun.tag == "NNPS" or (name and word.endswith("s")):
            return "people"  # Swedes, Tamils
        return word if noun.tag == "NNS" else plural(noun.lemma)

    # ------------------------------------------------------------ dead or injured

    def _fate(self, noun: int | None, last: int) -> Fate | None:
        """Dead or injured: by the noun, the word after it, or the verb or noun that governs it."""
        if noun is None:
            return None
        fates, t = self.book.fates, self.tokens[noun]
        after = self.tokens[last + 1] if last + 1 < len(self.tokens) else None
        said = after is not None and not self._does(t, after) and fates.get(after.text.lower())
        return fates.get(t.text.lower()) or said or self._fate_above(t) or None

    def _does(self, noun: Token, verb: Token) -> bool:
        """Whether the noun does what the verb says to somebody: `seven gunmen killed a guard`."""
        return noun.dep == "nsubj" and noun.head == verb.i and self._has_object(verb)

    def _fate_above(self, t: Token) -> Fate | None:
        """By what governs the phrase: `the deaths of six women`, `killed six women and a man`."""
        for _ in range(6):
            up = self.tokens[t.head]
            if t.dep in ARGUMENTS and up.pos in ("VERB", "AUX"):
                return self._fate_of(t, up)
            linked = t.dep in ("conj", "appos", "prep") or (t.dep == "pobj" and up.text.lower() == "of")
            if not linked:
                return None
            fate = self.book.fates.get(up.text.lower()) if t.dep == "prep" or up.pos == "VERB" else None
            if fate is not None:
                return fate
            t = up
        return None

    def _fate_of(self, t: Token, verb: Token) -> Fate | None:
        """By the verb itself, what it is joined with (`shot and wounded`), or its subject."""
        fates, below = self.book.fates, [self.tokens[c] for c in self.analysis.children[verb.i]]
        if self._does(t, verb):
            return None
        if verb.lemma == "shoot" and any(x.text == "dead" for x in self.tokens[verb.i : verb.i + 4]):
            return "dead"
        own = fates.get(verb.text.lower()) or fates.get(verb.lemma)
        if own is not None or t.dep == "dobj":
            return own
        links = {"nsubj"} if t.dep == "attr" else {"conj", "xcomp", "acomp"}
        joined = (fates.get(x.text.lower()) for x in below if x.dep in links and not self._has_object(x))
        return next((fate for fate in joined if fate), None)

    def _has_object(self, verb: Token) -> bool:
        return any(self.tokens[c].dep == "dobj" for c in self.analysis.children[verb.i])

    def _token_at(self, at: int) -> int:
        return self.token(self.lexemes[at].start) if at < len(self.lexemes) else len(self.tokens) - 1

    def _spaced(self, at: int) -> bool:
        return self.lexemes[at - 1].end != self.lexemes[at].start


def plural(noun: str) -> str:
    """The regular English plural of a lower-case noun."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"
