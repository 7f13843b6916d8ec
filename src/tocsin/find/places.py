"""Which phrases name or point at a place, and which preposition leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tocsin.codebook.countries import CountryMatch
from tocsin.codebook.places import Atlas, Leading, NounKind
from tocsin.model import Analysis, Mention, MentionKind, Name, PlaceLevel, Token

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
MISTAKABLE = frozenset({"ORG", "PRODUCT", "PERSON", "WORK_OF_ART", "NORP", "EVENT"})
"""Labels the analyser gives to names that, behind a preposition of place, may be places."""
AT = frozenset({"at", "outside", "inside", "near", "opposite"})
"""Prepositions that make any name the name of a site: `at Belaruskali`."""
IN = AT | {"in", "within", "throughout", "off", "into", "through"}
"""Prepositions behind which a name of the gazetteer is a place, whatever the analyser takes it for."""
ONTO = frozenset({"into", "onto", "off", "throughout", "across"})
"""Prepositions that lead to nothing but places where a proper name follows: `into the lower Naya`."""
BEFORE_NOUN = frozenset({"det", "amod", "compound", "nmod", "nummod", "poss", "predet", "quantmod"})
PART_OF_NOUN = frozenset({"compound", "nmod", "amod", "poss", "npadvmod", "nummod", "quantmod", "case"})
NAMED_AS = frozenset({"pobj", "conj", "dobj", "nsubjpass"})
"""Where in a clause a name may be that of a place though the analyser takes it for another."""
GREAT = 100_000
"""People that make a town known enough to be meant behind `to` or `from`."""
STEPS = 6
"""How far up the parse a preposition is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention(Mention):
    """A phrase that names a place or points at one (`there`, `the city`)."""

    level: PlaceLevel | None
    """What its words alone say: `factory` a site. None for a name that only the gazetteer can tell."""
    preposition: str
    """The preposition that leads to it, lower case; empty where none does, as in `Moscow said`."""
    leading: Leading | None
    """Whether the preposition says in, from, to or through the place."""


def find_places(analysis: Analysis, atlas: Atlas) -> tuple[PlaceMention, ...]:
    """Every place mention of the sentence, in text order, none within another.

    Nationalities (`Belarusian police`) are none. Names the analyser takes for places are found
    anywhere, other names and common nouns (`the factory`) mainly behind a preposition of place.
    """
    return _Finder(analysis, atlas).mentions()


class _Finder:
    def __init__(self, analysis: Analysis, atlas: Atlas) -> None:
        self.analysis, self.tokens = analysis, analysis.tokens
        self.gazetteer, self.countries, self.words = atlas
        self.label = {i: name for name in analysis.names for i in range(name.first, name.last + 1)}

    def mentions(self) -> tuple[PlaceMention, ...]:
        found: list[PlaceMention] = []
        for mention in sorted(self._candidates(), key=lambda m: (m.first, -m.last)):
            if found and mention.first <= found[-1].last:
                continue
            if found and self._is_containment(found[-1], mention):
                found[-1] = self._joined(found[-1], mention)
            else:
                found.append(mention)
        return tuple(found)

    def _candidates(self) -> Iterator[PlaceMention]:
        for name in self.analysis.names:
            if name.label in PLACE_LABELS and (mention := self._place_name(name)):
                yield mention
        for token in self.tokens:
            if mention := self._noun(token) or self._mislabelled(token) or self._adverb(token):
                yield mention

    # -------------------------------------------------------------- names

    def _place_name(self, name: Name) -> PlaceMention | None:
        """A name the analyser takes for a place, without article, year before it and possessive mark."""
        first, last = name.first, name.last
        while first < last and (self.tokens[first].pos in ("DET", "ADP", "PUNCT") or self._is_year(first)):
            first += 1
        while last > first and self.tokens[last].tag in ("POS", "HYPH", ",", "."):
            last -= 1
        first = self._extended(first, last)
        head = self._head(first, last)
        if self._is_nationality(first, last, head):
            return None
        is_country = self.countries.find(self.analysis.text(first, last)) is not None
        kind = self.words.noun(self.tokens[last].lemma) if last > first and not is_country else None
        level = _level(kind) or ("site" if name.label == "FAC" else None)
        return self._mention("name", head, first, last, level, name.label)

    def _is_year(self, i: int) -> bool:
        """`March 24, 2009 MANSFIELD`."""
        return self.tokens[i].text.isdecimal() and len(self.tokens[i].text) == 4

    def _extended(self, first: int, last: int) -> int:
        """`General Santos` where the analyser names `Santos` alone and the gazetteer knows the whole."""
        if first and self.tokens[first - 1].pos == "PROPN" and self.tokens[first - 1].head == last:
            longer = self.analysis.text(first - 1, last)
            return first - 1 if self.gazetteer.find(longer) else first
        return first

    def _is_nationality(self, first: int, last: int, head: int) -> bool:
        found = self.countries.find(self.analysis.text(first, last))
        return found is not None and found.kind in ("adjective", "people", "organisation")

    def _mislabelled(self, token: Token) -> PlaceMention | None:
        """A proper name behind a preposition of place that the analyser does not take for a place."""
        if token.pos != "PROPN" or token.dep not in NAMED_AS or not token.text[0].isupper():
            return None
        name = self.label.get(token.i)
        if name is not None and name.label not in MISTAKABLE and not self._is_town_after_all(name):
            return None
        preposition, leading = self._preposition(token.i)
        if leading is None and token.dep in ("pobj", "conj"):
            return None
        first, last = (name.first, name.last) if name else (self._proper_first(token.i), token.i)
        return self._judged(token.i, first, last, name, preposition)

    def _judged(
        self, head: int, first: int, last: int, name: Name | None, preposition: str
    ) -> PlaceMention | None:
        while first < head and self.tokens[first].pos in ("DET", "PUNCT"):
            first += 1
        last = max(head, min(last, head + 1 if last > head and self.tokens[head + 1].pos == "NUM" else head))
        text = self.analysis.text(first, last)
        label = name.label if name else None
        country = self.countries.find(text)
        if country and not _is_place(country):
            return None
        if country or (preposition in IN and self.gazetteer.find(text)) or self._is_great(text, label):
            return self._mention("name", head, first, last, None, label)
        kind = self._kind_within(first, last)
        if kind or (preposition in AT and label != "PERSON"):
            return self._mention("name", head, first, last, kind or "site", label)
        if preposition in ONTO or (preposition == "in" and label in (None, "PERSON", "PRODUCT")):
            return self._mention("name", head, first, last, None, label)
        return None

    def _is_town_after_all(self, name: Name) -> bool:
        """`In Winnipeg, teachers marched`, though the analyser takes it for a day: a great town's name."""
        alone = name.first == name.last and self._preposition(name.last)[0] in IN
        return alone and self._is_great(self.tokens[name.last].text, None)

    def _kind_within(self, first: int, last: int) -> PlaceLevel | None:
        """What a name calls itself: `Hostel C`, `Plaza de Mayo`, `Foul Point`; of one word it is nothing."""
        if first == last:
            return None
        ends = (self.tokens[last].text, self.tokens[first].text)
        kinds = (_level(self.words.noun(word)) for word in ends)
        return next((kind for kind in kinds if kind in ("site", "area", "city", "region")), None)

    def _is_great(self, text: str, label: str | None) -> bool:
        """Whether a name behind any preposition is that of a great town: `went to Lusaka`."""
        if label == "PERSON" and " " in text:
            return False
        return any(e.population >= GREAT and not e.alias for e in self.gazetteer.find(text))

    def _proper_first(self, head: int) -> int:
        first = head
        while first and self.tokens[first - 1].pos == "PROPN" and self.tokens[first - 1].head == head:
            first -= 1
        return first

    # -------------------------------------------------------------- nouns and adverbs

    def _noun(self, token: Token) -> PlaceMention | None:
        """`the Minsk tractor factory`, `Evin prison`, `the capital`."""
        if token.pos not in ("NOUN", "PROPN") or token.dep in PART_OF_NOUN:
            return None
        kind = self.words.noun(token.lemma)
        if kind is None or kind == "there" or self._is_side(token):
            return None
        leading = self._preposition(token.i)[1]
        first, last = self._left(token.i), self._right(token)
        named = kind in ("city", "region") and last > token.i and self.tokens[last].pos == "PROPN"
        if not (leading or named) and token.dep not in ("dobj", "nsubjpass", "conj"):
            return None
        if self._is_state(token, first, last):
            return None
        name = self.label.get(token.i)
        if name and name.label in ("DATE", "TIME", "PERSON", "GPE"):
            return None
        sort: MentionKind = "name" if token.pos == "PROPN" else "noun"
        return self._mention(sort, token.i, first, last, _level(kind), name.label if name else None)

    def _adverb(self, token: Token) -> PlaceMention | None:
        if token.pos != "ADV" or token.dep not in ("advmod", "pcomp", "pobj"):
            return None
        kind = self.words.nouns.get(token.lemma)
        if kind not in ("there", "country"):
            return None
        return self._mention("pronoun", token.i, token.i, token.i, _level(kind), None, adverb=True)

    def _is_state(self, token: Token, first: int, last: int) -> bool:
        """`in prison`, `in court`, `a state of siege`: how somebody or something is, not where."""
        if token.tag != "NN":
            return False
        bare = first == token.i == last and not self.analysis.children[token.i]
        abstract = last > token.i + 1 and self.tokens[last].pos == "NOUN" and token.lemma == "state"
        return bare or abstract

    def _is_side(self, token: Token) -> bool:
        """Whether the noun only says on which side of a named place: `outskirts of Minsk`."""
        if token.lemma not in self.words.sides:
            return False
        return any(self.tokens[c].lemma == "of" for c in self.analysis.children[token.i] if c > token.i)

    def _left(self, head: int) -> int:
        first = head
        for child in reversed(self.analysis.children[head]):
            if child < first and self.tokens[child].dep in BEFORE_NOUN:
                first = self._edge(child)
        return first

    def _edge(self, token: int) -> int:
        for _ in range(STEPS):
            kids = self.analysis.children[token]
            if not kids or kids[0] > token:
                break
            token = kids[0]
        return token

    def _right(self, token: Token) -> int:
        """The end of `of …`, of a number (`Highway 1`), or of `to …` behind a road."""
        last = token.i
        if last + 1 < len(self.tokens):
            after = self.tokens[last + 1]
            leads = after.lemma == "of" or (after.lemma == "to" and token.lemma in self.words.streets)
            if after.dep == "prep" and leads:
                return self._object_end(after.i)
            if after.head == last and after.pos in ("NUM", "PROPN") and after.dep != "appos":
                return after.i
        return last

    def _object_end(self, preposition: int) -> int:
        for child in self.analysis.children[preposition]:
            if self.tokens[child].dep == "pobj":
                return child
        return preposition - 1

    # -------------------------------------------------------------- prepositions

    def _preposition(self, head: int) -> tuple[str, Leading | None]:
        """The preposition that leads to the noun at `head`, through conjunction, apposition and sides."""
        for _ in range(STEPS):
            token = self.tokens[head]
            above = self.tokens[token.head]
            if token.dep in ("conj", "appos") and above.pos in ("NOUN", "PROPN", "ADP"):
                head = above.i
                if above.pos != "ADP":
                    continue
            if token.dep not in ("pobj", "pcomp", "conj") or above.pos not in ("ADP", "SCONJ", "ADV", "ADJ"):
                break
            if above.lemma == "of" and self.tokens[above.head].lemma == "out":
                return ("out of", "source")
            if above.lemma != "of":
                return (above.lemma, self.words.prepositions.get(above.lemma))
            side = self.tokens[above.head]
            if side.lemma not in self.words.sides:
                break
            if side.pos in ("ADV", "ADJ"):
                return (f"{side.lemma} of", "locative")
            head = side.i
        return ("", None)

    # -------------------------------------------------------------- making mentions

    def _head(self, first: int, last: int) -> int:
        """The token of the stretch that is governed from outside it."""
        for i in range(last, first - 1, -1):
            if not first <= self.tokens[i].head <= last or self.tokens[i].head == i:
                return i
        return last

    def _mention(
        self,
        kind: MentionKind,
        head: int,
        first: int,
        last: int,
        level: PlaceLevel | None,
        label: str | None,
        adverb: bool = False,
    ) -> PlaceMention:
        preposition, leading = self._preposition(head)
        if adverb and not leading:
            preposition, leading = self.tokens[head].lemma, "locative"
        return PlaceMention(
            kind=kind,
            sentence=self.analysis.sentence.index,
            head=head,
            first=first,
            last=last,
            span=self.analysis.span(first, last),
            text=self.analysis.text(first, last),
            label=label,
            level=level,
            preposition=preposition if leading else "",
            leading=leading,
        )

    def _is_containment(self, inner: PlaceMention, outer: PlaceMention) -> bool:
        """Whether two names with a comma between are one place: `Kenosha, Wisconsin`."""
        if inner.kind != "name" or outer.kind != "name" or outer.first != inner.last + 2:
            return False
        if self.tokens[inner.last + 1].text != "," or outer.preposition not in ("", inner.preposition):
            return False
        if self.countries.find(inner.text):
            return False
        country = self.countries.nationality(outer.text)
        regions = {e.region for e in self.gazetteer.find(outer.text) if e.level == "region"}
        return any(
            e.level == "city" and (e.country == country or e.region in regions)
            for e in self.gazetteer.find(inner.text)
        )

    def _joined(self, inner: PlaceMention, outer: PlaceMention) -> PlaceMention:
        return PlaceMention(
            kind=inner.kind,
            sentence=inner.sentence,
            head=inner.head,
            first=inner.first,
            last=outer.last,
            span=self.analysis.span(inner.first, outer.last),
            text=self.analysis.text(inner.first, outer.last),
            label=inner.label,
            level=inner.level,
            preposition=inner.preposition,
            leading=inner.leading,
        )


def _level(kind: NounKind | None) -> PlaceLevel | None:
    if kind == "capital":
        return "city"
    return None if kind is None or kind == "there" else kind


def _is_place(country: CountryMatch) -> bool:
    return country.kind in ("name", "government")
