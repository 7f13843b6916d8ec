"""What one mention says by itself: kind, proper name, role, number, gender, country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tocsin.codebook.countries import Countries, CountryMatch
from tocsin.codebook.sectors import Agents, Part, Pronoun
from tocsin.model import Analysis, EntityKind, Mention
from tocsin.names import SMALL, fold, gender_of_surname, is_abbreviation
from tocsin.resolve.entities.runs import capitalised, name_run, role_words, whole_words

DEFINITE = frozenset({"the", "this", "that", "these", "those", "his", "her", "its", "their", "our", "my"})
LABELS: dict[str, EntityKind] = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "EVENT": "thing",
    "LAW": "thing",
    "WORK_OF_ART": "thing",
}
NO_PERSONS = frozenset({"FAC", "EVENT", "GPE", "LAW"})
AMOUNTS = frozenset(
    {"hundred", "thousand", "dozen", "score", "ten", "million", "number", "majority", "group"}
)
"""Nouns of amount, behind which `of` tells who they are."""
FORMER = frozenset({"former", "ex", "late", "ousted", "deposed", "onetime", "retired"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One mention, read."""

    mention: Mention
    paragraph: int
    kind: EntityKind
    name: tuple[str, ...] = ()
    """Words of the proper name; empty for nouns and pronouns."""
    role: tuple[str, ...] = ()
    """Words of the title before the name, or of the noun phrase: lower case, the last one singular."""
    part: Part | None = None
    """The table row for the role."""
    shape: Part | None = None
    """The table row for a word in the name."""
    country: CountryMatch | None = None
    """What country or organisation the words around the name tell of, or the name itself but a person's."""
    beside: CountryMatch | None = None
    """The same of the words around the name alone: Valeska Paris is not of France."""
    itself: CountryMatch | None = None
    """The country or organisation that the name is."""
    content: tuple[str, ...] = ()
    """Folded words that tell one organisation from another; words of one `same` class alike."""
    definite: bool = False
    plural: bool = False
    gender: str = ""
    guessed: bool = False
    """Whether the gender is only what most who bear the name are."""
    subject: bool = False
    former: bool = False
    pronoun: Pronoun | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Sentence and head token."""
        return self.mention.sentence, self.mention.head


class Reader:
    """Reads mentions by the tables of the codebook."""

    def __init__(self, agents: Agents, countries: Countries) -> None:
        self.agents = agents
        self.countries = countries

    def read(self, analysis: Analysis, mention: Mention) -> Reading:
        """What `mention`, found in `analysis`, says."""
        if mention.kind == "name":
            return self._name(analysis, mention)
        if mention.kind == "noun":
            return self._noun(analysis, mention, self.agents.noun_at(analysis, mention.head))
        return self._pronoun(analysis, mention)

    # ------------------------------------------------------------------ names

    def _name(self, analysis: Analysis, mention: Mention) -> Reading:
        first, last = name_run(analysis, mention)
        words = whole_words(analysis.tokens[i].text for i in range(first, last + 1))
        lower = [self._singular(w.lower().rstrip(".")) for w in words]
        if lower[-1] in self.agents.before_of and (
            part := self.agents.with_of(analysis, mention.head, lower)
        ):
            return self._noun(analysis, mention, part)
        cut = 0 if self._is_organisation(words, mention) else self._title_length(lower)
        if cut == len(words) > 1 and mention.label == "PERSON" and mention.first == first:
            cut = 0  # John Major, Stephen King: a surname that is also a title
        if 0 < cut < len(words) and words[cut] in ("of", "for"):  # Mayor of London Sadiq Khan
            cut = next((i for i in range(cut + 1, len(words) - 1) if self._is_given(words[i])), cut)
        if cut == len(words) or (len(words) == 1 and self._is_bare_shape(words[0], mention)):
            part = self.agents.noun_at(analysis, mention.head) or self._role_part(lower, words)
            return self._noun(analysis, mention, part)
        before = role_words(analysis, mention.first, first)
        role = (*before, *lower[:cut])
        part = self.agents.title(role) if role else self._shared_title(analysis, mention)
        if self._is_of_office(analysis, mention, words[cut:], part):
            role, part = (), None  # member of parliament Ana Ruiz: the office is told by `member`
        return self._named(analysis, mention, words[cut:], role, part, first + cut)

    def _is_of_office(
        self, analysis: Analysis, mention: Mention, name: Sequence[str], part: Part | None
    ) -> bool:
        """Whether the body before a full name is only that of an office: `head of government Ana Ruiz`."""
        body = part is not None and part.kind != "person"
        return body and len(name) > 1 and self._is_given(name[0]) and _hangs_on_of(analysis, mention)

    def _is_organisation(self, words: Sequence[str], mention: Mention) -> bool:
        return mention.label != "PERSON" and self.agents.shapes.ending(words) is not None

    def _is_bare_shape(self, word: str, mention: Mention) -> bool:
        """`the Court`, `the Union`: a noun with a capital, no name."""
        part = self.agents.shapes.ending([word])
        return part is not None and word.lower() in self.agents.nouns and mention.label != "PERSON"

    def _title_length(self, lower: Sequence[str]) -> int:
        """How many words at the start of a run of capitalised words are title and country."""
        for end in range(len(lower), 0, -1):
            word = lower[end - 1]
            if word in self.agents.titles and self.agents.titles.ending(lower[:end]):
                return end
            if end < len(lower) and word in self.agents.nouns and self._is_persons(lower[:end]):
                return end
        return 0

    def _shared_title(self, analysis: Analysis, mention: Mention) -> Part | None:
        """The title of the second name in `Presidents Buhari and Talon`."""
        token = analysis.tokens[mention.head]
        if token.dep != "conj":
            return None
        before = [c for c in analysis.children[token.head] if c < token.head]
        many = [analysis.tokens[c].text.lower() for c in before if analysis.tokens[c].text.endswith("s")]
        return next((p for word in many if (p := self.agents.titles.ending([word[:-1]]))), None)

    def _is_persons(self, words: Sequence[str]) -> bool:
        part = self.agents.nouns.ending(words)
        telling = words[-1] in self.agents.given or words[-1].capitalize() in self.agents.shapes
        return part is not None and part.kind == "person" and not telling

    def _role_part(self, lower: Sequence[str], words: Sequence[str]) -> Part | None:
        return self.agents.noun(lower) or self.agents.shapes.ending(words)

    def _named(
        self,
        analysis: Analysis,
        mention: Mention,
        name: tuple[str, ...],
        role: tuple[str, ...],
        part: Part | None,
        at: int,
    ) -> Reading:
        if (
            _hangs_on_of(analysis, mention)
            and len(name) > 2
            and self._is_given(name[1]) > self._is_given(name[0])
        ):
            name, at = name[1:], at + 1  # Senator from Vermont Bernie Sanders
            mention = replace(mention, label="PERSON")
        text = " ".join(name)
        itself = self.countries.find(text)
        if itself is not None and itself.kind == "adjective" and mention.label == "PERSON":
            itself = None
        shape = self.agents.shapes.within(name)
        kind = self._kind(mention, name, part, shape, itself, analysis)
        titled = (part.gender or "") if part else ""
        beside = self._country(analysis, mention, at)
        return Reading(
            mention=mention,
            paragraph=analysis.sentence.block,
            kind=kind,
            name=name,
            role=role,
            part=part,
            shape=shape if kind != "person" else None,
            itself=itself if kind != "person" else None,
            country=beside if kind == "person" else self._country(analysis, mention, None),
            beside=beside,
            content=self.content(name) if kind != "person" else (),
            definite=True,
            plural=kind == "group" and analysis.tokens[mention.head].tag == "NNPS",
            gender=titled or self._gender(name, kind),
            guessed=not titled,
            subject=_is_subject(analysis, mention.head),
            former=bool(FORMER & set(role)),
        )

    def _singular(self, word: str) -> str:
        """`presidents` as `president`, where that is a title."""
        is_plural = len(word) > 4 and word.endswith("s") and word[:-1] in self.agents.titles
        return word[:-1] if is_plural else word

    def _is_given(self, word: str) -> bool:
        return fold(word) in self.agents.given

    def _kind(
        self,
        mention: Mention,
        name: tuple[str, ...],
        part: Part | None,
        shape: Part | None,
        itself: CountryMatch | None,
        analysis: Analysis,
    ) -> EntityKind:
        if part is not None and part.kind != "group":
            return part.kind
        if itself is not None:
            return self._kind_of_match(itself, analysis, mention)
        if shape is not None and (mention.label != "PERSON" or shape.words[-1] == name[-1]):
            return shape.kind
        if is_abbreviation(name[-1]) or (mention.label == "PERSON" and _has_article(analysis, mention)):
            return "organization"
        if len(name) > 1 and fold(name[0]) in self.agents.given and mention.label not in NO_PERSONS:
            return "person"
        return LABELS.get(mention.label or "", "organization" if len(name) == 1 else "person")

    def _gender(self, name: Sequence[str], kind: EntityKind) -> str:
        """From the given name, else from the ending of the surname."""
        if kind != "person":
            return ""
        given = self.agents.given.get(fold(name[0]), "") if len(name) > 1 else ""
        return given if given in ("he", "she") else gender_of_surname(name[-1])

    def _kind_of_match(self, match: CountryMatch, analysis: Analysis, mention: Mention) -> EntityKind:
        if match.kind == "organisation":
            return "organization"
        if match.kind in ("people", "adjective"):
            return "group"
        if match.kind == "name":
            return "country"
        capital = self.countries.capital(match.code) == analysis.tokens[mention.head].text
        return (
            "country" if capital and _acts(analysis, mention.head) else "place" if capital else "organization"
        )

    def content(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words that tell organisations apart, folded; `Plant`, `Factory`, `Works` become one."""
        out = []
        for word in words:
            small = fold(word).strip(".,'’")
            if not small or small in SMALL or not small[0].isalnum():
                continue
            shape = self.agents.shapes.ending([word[:1].upper() + word[1:]])
            out.append("~" + shape.same if shape and shape.same else small)
        return tuple(out)

    # ------------------------------------------------------------------ nouns

    def _noun(self, analysis: Analysis, mention: Mention, part: Part | None) -> Reading:
        token = analysis.tokens[mention.head]
        role = role_words(analysis, *_told_of(analysis, mention))
        kind: EntityKind = part.kind if part else "person" if token.pos in ("ADJ", "VERB") else "thing"
        plural = (
            token.tag in ("NNS", "NNPS")
            or (kind == "group" and token.tag != "NNP")
            or token.lemma == "police"
        )
        plural = plural or token.pos in ("ADJ", "VERB")
        modifiers = [analysis.tokens[i].text for i in range(mention.first, mention.head + 1)]
        return Reading(
            mention=mention,
            paragraph=analysis.sentence.block,
            kind=kind,
            role=role,
            part=part,
            country=self._country(analysis, mention, None),
            content=self.content([w for w in modifiers if w.lower() not in DEFINITE])
            if kind != "person"
            else (),
            definite=_is_definite(analysis, mention),
            plural=plural,
            gender=(part.gender or "") if part and not plural else "",
            subject=_is_subject(analysis, mention.head),
            former=bool(FORMER & set(role)),
        )

    def _country(self, analysis: Analysis, mention: Mention, name_at: int | None) -> CountryMatch | None:
        """The first country named in the phrase, a person's own name left aside."""
        own = range(name_at, mention.head + 1) if name_at is not None else ()
        for words in capitalised(analysis, mention.first, mention.last, own):
            for _, _, match in self.countries.within(words):
                return match
        return None

    # ------------------------------------------------------------------ pronouns

    def _pronoun(self, analysis: Analysis, mention: Mention) -> Reading:
        token = analysis.tokens[mention.head]
        pronoun = self.agents.pronouns.get(token.text.lower()) or Pronoun("quantity", "many", "")
        is_one = token.text.lower() in ("one", "1")
        return Reading(
            mention=mention,
            paragraph=analysis.sentence.block,
            kind="organization" if pronoun.gender == "it" else "person",
            country=self._country(analysis, mention, None),
            plural=pronoun.number == "many" and not is_one,
            gender=pronoun.gender if pronoun.gender in ("he", "she") else "",
            subject=_is_subject(analysis, mention.head),
            pronoun=pronoun,
        )


def _is_definite(analysis: Analysis, mention: Mention) -> bool:
    token = analysis.tokens[mention.first]
    if token.text.lower() in DEFINITE or token.dep == "poss":
        return True
    return analysis.tokens[mention.head].tag == "NNP" and token.text.lower() not in ("a", "an")


def _told_of(analysis: Analysis, mention: Mention) -> tuple[int, int]:
    """First token and end of the words that say who: `students` in `hundreds of students`."""
    head = mention.head
    if analysis.tokens[head].lemma in AMOUNTS:
        for preposition in analysis.children[head]:
            if analysis.tokens[preposition].lemma == "of":
                for noun in analysis.children[preposition]:
                    if analysis.tokens[noun].dep == "pobj" and noun <= mention.last:
                        return preposition + 1, noun + 1
    return mention.first, head + 1


def _hangs_on_of(analysis: Analysis, mention: Mention) -> bool:
    token = analysis.tokens[mention.head]
    return token.dep == "pobj" and analysis.tokens[token.head].lemma in ("of", "from", "for")


def _has_article(analysis: Analysis, mention: Mention) -> bool:
    return analysis.tokens[mention.first].text.lower() == "the"


def _is_subject(analysis: Analysis, head: int) -> bool:
    return analysis.tokens[head].dep in ("nsubj", "nsubjpass")


def _acts(analysis: Analysis, head: int) -> bool:
    """Whether the grammar makes a capital an actor, not a place: `Moscow said`, `talks with Ankara`."""
    token = analysis.tokens[head]
    if token.dep == "pobj":
        return analysis.tokens[token.head].lemma in ("by", "with", "between")
    return token.dep in ("nsubj", "nsubjpass", "dative") or (
        token.dep == "conj" and _acts(analysis, token.head)
    )
