"""Which phrases are somebody, and who that is: names, roles, `we`, `Russian`, names in apposition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from tocsin.coding.grammar import SUBJECTS, Clause
from tocsin.coding.reading import Reading
from tocsin.coding.triggers import Senses
from tocsin.coding.voice import Saying
from tocsin.model import Entity, Mention, Participant, Span, Token
from tocsin.names import is_suffix

WHO = frozenset(("person", "organization", "group", "country"))
SPEAKER = frozenset(("i", "we", "me", "us", "my", "our", "myself", "ourselves"))
PERSONAL = frozenset(("he", "she", "they", "his", "her", "their", "who", "whom", "whose"))
"""Pronouns that stand for somebody even where nobody knows for whom."""
NONE = frozenset(("no", "none", "nobody", "nothing"))
NO_NAMES = frozenset(
    "DATE TIME MONEY PERCENT ORDINAL QUANTITY CARDINAL LAW EVENT LANGUAGE WORK_OF_ART".split()  # noqa: SIM905
)
"""The analyser's labels of names that nobody bears."""
PLURAL = ("NNS", "NNPS")
PAIRED = (frozenset(("both",)), frozenset(("each",)), frozenset(("the", "two")))
STATES = frozenset(("country", "nation", "state", "government", "army", "capital", "neighbour", "neighbor"))
ALONE = frozenset(("both", "each"))
"""Words that stand for the two by themselves: `each accused the other`."""
SIDES = frozenset(("side", "party", *ALONE))
RECIPROCAL = frozenset((("each", "other"), ("one", "another")))
"""Words that name nobody whom their subject does not."""
MUTUAL = frozenset(word for pair in RECIPROCAL for word in pair)
WHERE = frozenset(("in", "at", "near", "outside", "into", "from"))
LATELY = 3
"""Sentences back in which the members of `both sides` are looked for."""


def senses_of(reading: Reading, clause: Clause) -> Senses:
    """What kind of thing each phrase of a sentence is: lemma, kind of participant, sector codes."""
    cache: dict[int, frozenset[str]] = {}
    sentence = clause.analysis.sentence.index

    def senses(i: int) -> frozenset[str]:
        if i not in cache:
            token = clause.tokens[i]
            entity = reading.cast.at(sentence, i)
            labels = {token.lemma}
            if entity is not None:
                labels.update((entity.kind, *entity.sectors))
            armed = entity is not None and entity.kind == "thing" and entity.sectors  # `warships`
            if labels & WHO or armed or _is_speaker(token) or token.lemma in PERSONAL:
                labels.add("who")
            cache[i] = frozenset(labels)
        return cache[i]

    return senses


@dataclass(frozen=True, slots=True)
class People:
    """The people of one sentence, as the trigger at token `head` sees them."""

    reading: Reading
    clause: Clause
    head: int
    senses: Senses
    saying: Saying | None

    def somebody(self, i: int, *, name: bool, adjective: bool) -> Participant | None:
        """Who token `i` is: any name where `name`, a country's adjective too where `adjective`; or None."""
        token = self.clause.tokens[i]
        if self._is_nobody(i):
            return None
        if _is_speaker(token):
            return self.speaker()
        if token.lemma in PERSONAL and self.entity(i) is None:
            return None
        if "who" in self.senses(i):
            return self.participant(i)
        if adjective or token.pos == "ADJ":
            return self._named_before(i)
        if token.pos == "NOUN" and (named := self._called_so(i)) is not None:
            return named
        if name and token.pos == "PROPN" and not self.is_no_name(i):
            return self.participant(i)
        if name and token.pos == "NOUN" and token.text[0].isupper():  # `Trump`, `ECOWAS`, taken for nouns
            return self.participant(i) if token.text.isupper() else self._named_before(i)
        return None

    def members(self, i: int) -> tuple[int, ...]:
        """`two deputies, A and B`: A and B. `officials, including A`: the officials and A."""
        if self.clause.tokens[i].tag not in PLURAL:
            return (i,)
        named = [c for c in self.clause.kids(i, "appos") if self.clause.tokens[c].pos == "PROPN"]
        listed = tuple(m for c in named for m in self.clause.conjuncts(c))
        joined = any(self.clause.tokens[c].pos == "PROPN" for c in self.clause.kids(i, "conj"))
        if listed and (joined or len(listed) > 1):
            return listed
        return (i, *self.clause.slots(i).get("include", ()))

    def pair(self, i: int) -> tuple[Participant, ...]:
        """The members of `both sides`, `the two countries`: the two such named last; else nobody.

        Sides are those who dealt with each other most so far, where the report tells of that.

        Those who speak, too, where `they` are: `teachers and miners said they would join`.
        """
        token = self.clause.tokens[i]
        if token.lemma == "they":
            return self._tellers(i)
        marks = {self.clause.tokens[c].lemma for c in self.clause.kids(i, "det", "nummod", "predet")}
        if token.lemma in ALONE and token.pos in ("PRON", "DET"):
            marks = {token.lemma}
        kinds = frozenset(("country",)) if token.lemma in STATES else WHO if token.lemma in SIDES else None
        if kinds is None and token.tag == "NNS" and "person" in self.senses(i):
            kinds = frozenset(("person",))
        if kinds is None or not any(marks >= marked for marked in PAIRED):
            return ()
        first, last = self.reading.phrase(self.clause.analysis, i)
        text, span = self.clause.analysis.text(first, last), self.clause.analysis.span(first, last)
        sides = self.reading.dealings.sides(self.reading.entities) if token.lemma in SIDES - ALONE else ()
        found = sides or self._named_lately(i, kinds)
        return tuple(_made(text, span, entity) for entity in found) if len(found) == 2 else ()

    def _tellers(self, i: int) -> tuple[Participant, ...]:
        """Several who are together the subject of the verb whose content token `i` is the subject of."""
        tokens = self.clause.tokens
        verb = tokens[tokens[i].head]
        if tokens[i].dep not in SUBJECTS or verb.dep != "ccomp":
            return ()
        heads = (h for h in self.clause.slots(verb.head).get("subject", ()) if h != i)
        found = tuple(self.participant(h) for h in heads if self.somebody(h, name=True, adjective=False))
        return found if len(found) > 1 else ()

    def _named_lately(self, i: int, kinds: frozenset[str]) -> tuple[Entity, ...]:
        """The last two of these kinds that bear a name, in text order; none that is subject beside them."""
        here = (self.clause.analysis.sentence.index, i)
        others = self._subject_of(i)
        last: list[tuple[tuple[int, int], Entity]] = []
        for entity in self.reading.entities.values():
            named = any(m.kind == "name" and not self._is_where(m) for m in entity.mentions)
            if entity.kind in kinds and named:
                told = [(m.sentence, m.head) for m in entity.mentions]
                places = [at for at in told if at < here]
                if any(sentence == here[0] and head in others for sentence, head in told):
                    continue
                if places and here[0] - max(places)[0] <= LATELY:
                    last.append((max(places), entity))
        return tuple(entity for _, entity in sorted(last, key=lambda pair: pair[0])[-2:])

    def _subject_of(self, i: int) -> frozenset[int]:
        """The words of the subjects to whose verb token `i` is something else."""
        verb = next(iter(self.clause.verbs_above(i)), i)
        subjects = self.clause.slots(verb).get("subject", ())
        phrases = (self.reading.phrase(self.clause.analysis, s) for s in subjects if i not in subjects)
        return frozenset(k for first, last in phrases for k in range(first, last + 1))

    def _is_where(self, mention: Mention) -> bool:
        """Whether a name stands where places do: `talks in Oruro and Potosi`."""
        tokens = self.reading.scenes[mention.sentence].analysis.tokens
        token = tokens[mention.head]
        while token.dep == "conj" and token.head != token.i:
            token = tokens[token.head]
        return token.dep == "pobj" and tokens[token.head].lemma in WHERE

    def entity(self, i: int) -> Entity | None:
        """Who the phrase that token `i` heads stands for."""
        return self.reading.cast.at(self.clause.analysis.sentence.index, i)

    def participant(self, i: int) -> Participant:
        """The phrase that token `i` heads, resolved where the report allows."""
        first, last = self.reading.phrase(self.clause.analysis, i)
        text, entity = self.clause.analysis.text(first, last), self.entity(i)
        person = _made(text, self.clause.analysis.span(first, last), entity)
        if entity is None or all(m.kind != "name" for m in entity.mentions):
            return _renamed(person, self._apposed(i, last))
        return person

    def _called_so(self, i: int) -> Participant | None:
        """The person named beside a noun that no table knows: `the beadle, A. B., said`."""
        named = (c for c in self.clause.kids(i, "appos") if self.clause.tokens[c].pos == "PROPN")
        known = ((c, self.entity(c)) for c in named)
        return next((self.participant(c) for c, entity in known if entity and entity.kind == "person"), None)

    def is_no_name(self, i: int) -> bool:
        """Whether token `i` belongs to the name of a day, a law, a book."""
        return any(n.first <= i <= n.last and n.label in NO_NAMES for n in self.clause.analysis.names)

    def _is_nobody(self, i: int) -> bool:
        """`no one`, `none of them`; `each other`, and `the other` whom each of two does it to; `, Jr.`"""
        if is_suffix(self.clause.tokens[i].text) and self.clause.tokens[i - 1].text == ",":
            return True
        if self.clause.tokens[i].lemma in MUTUAL and self._is_mutual(i):
            return True
        return any(self.clause.tokens[k].lemma in NONE for k in (i, *self.clause.kids(i, "det")))

    def _is_mutual(self, i: int) -> bool:
        pairs = set(pairwise(token.lemma for token in self.clause.tokens[max(i - 1, 0) : i + 2]))
        return bool(pairs & RECIPROCAL) or (("the", "other") in pairs and self._is_of_each(i))

    def _is_of_each(self, i: int) -> bool:
        """Whether the subject of the verb above token `i` is `each`, or `each side`."""
        verb = next(iter(self.clause.verbs_above(i)), i)
        words = (w for c in self.clause.kids(verb, *SUBJECTS) for w in (c, *self.clause.kids(c, "det")))
        return any(self.clause.tokens[w].lemma == "each" for w in words)

    def _apposed(self, i: int, last: int) -> str | None:
        """The name that follows a phrase between commas: `the governor of Puno, A. B., has resigned`."""
        tokens, analysis = self.clause.tokens, self.clause.analysis
        if tokens[i].tag in PLURAL or last + 2 >= len(tokens) or tokens[last + 1].text != ",":
            return None
        for name in analysis.names:
            beside = last + 2 <= name.first <= last + 3 and tokens[name.last].dep != "nsubj"  # `, A. B. said`
            if name.label == "PERSON" and beside:
                known = self.entity(name.last)
                return known.name if known else analysis.text(name.first, name.last)
        return None

    def _named_before(self, i: int) -> Participant | None:
        """Somebody named before a noun: `Russian attack`, `US offer`, `police brutality`."""
        token = self.clause.tokens[i]
        country = self.reading.nationality(token.text)
        entity = self._state(country) if country else self._called(token.text)
        if entity is None and not country:
            return None
        person = _made(token.text, self.clause.analysis.span(i, i), entity)
        return person if entity else _of_state(person, country)

    def _state(self, country: str) -> Entity | None:
        known = self.reading.entities.values()
        return next((e for e in known if e.kind == "country" and country in e.countries), None)

    def _called(self, word: str) -> Entity | None:
        """Whoever the report elsewhere calls by this word alone."""
        for entity in self.reading.entities.values():
            names = (alias.lower().removeprefix("the ") for alias in entity.aliases)
            if entity.kind in WHO and word.lower() in names:
                return entity
        return None

    # ---------------------------------------------------------------- I and we

    def speaker(self) -> Participant | None:
        """Who says `I` and `we`: the source to which the trigger is attributed, else the publisher."""
        saying = self.saying
        if saying is None:
            return self._teller() or self._publisher()
        if saying.speaker is not None and not _is_speaker(self.clause.tokens[saying.speaker]):
            return self.participant(saying.speaker)
        if saying.speaker is None and saying.attribution.name:
            return self._source(saying)
        return self._teller()

    def _source(self, saying: Saying) -> Participant:
        """A speaker named in another sentence."""
        entity = self.reading.entities.get(saying.entity) if saying.entity else None
        person = _made(saying.attribution.text, saying.attribution.span, entity)
        return _renamed(person, saying.attribution.name)

    def _teller(self) -> Participant | None:
        """The subject of the verb of saying that the trigger hangs on."""
        for above in self.clause.ancestors(self.head):
            if self.clause.tokens[above].lemma in self.reading.cues["say"]:
                for i in self.clause.slots(above).get("subject", ()):
                    if not _is_speaker(self.clause.tokens[i]) and "who" in self.senses(i):
                        return self.participant(i)
        return None

    def _publisher(self) -> Participant | None:
        """Who speaks in its own paper."""
        name = self.reading.document.source.publisher
        if not name:
            return None
        known = self.reading.entities.values()
        entity = next((e for e in known if name in (e.name, *e.aliases)), None)
        person = _made(name, None, entity)
        return person if entity else replace(person, sectors=self.reading.sectors_of(name))


def _made(text: str, span: Span | None, entity: Entity | None) -> Participant:
    if entity is None:
        return Participant(text=text, span=span, name=text, entity=None, country=None)
    return Participant(
        text=text,
        span=span,
        name=entity.name,
        entity=entity.id,
        country=next(iter(entity.countries), None),
        sectors=entity.sectors,
    )


def _renamed(person: Participant, name: str | None) -> Participant:
    return replace(person, name=name) if name else person


def _of_state(person: Participant, country: str | None) -> Participant:
    return replace(person, country=country, sectors=("GOV",))


def _is_speaker(token: Token) -> bool:
    """`I`, `we`, `our`; not `US`."""
    return token.pos == "PRON" and token.lemma in SPEAKER and token.text != "US"
