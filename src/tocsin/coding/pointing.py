"""What the trained model points to: who takes part, where and when, in this sentence or in another.

The grammar knows the slots of a clause and nothing beyond it; the model has seen where people look. Each
value that a rule gives is held against what the model points to. Bounds are probabilities, set on the
development sets as whole figures (docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tocsin.coding.dates import (
    AHEAD,
    CONTENT,
    is_below,
    is_of_another,
    is_said_before,
    latest_day,
    moved,
    told_when,
)
from tocsin.coding.grammar import NOMINAL, Clause
from tocsin.coding.opinions import MODEL
from tocsin.coding.people import People
from tocsin.coding.reading import Placed, Pointed, Proposed, Reading, Scene
from tocsin.coding.roles import Parts, Seen, is_same
from tocsin.coding.setting import Dated, Located, Narration
from tocsin.coding.shifting import Kind
from tocsin.coding.status import Modality, modality
from tocsin.coding.throughout import is_unknown, known_as
from tocsin.coding.triggers import Senses
from tocsin.coding.voice import Saying
from tocsin.model import Participant, Role, Status, Step, Tense, Voice, When, Where

FILL = 0.5
"""From here on somebody fills an empty role,"""
JOIN = 0.8
"""from here on joins those whom a rule found."""
SECTOR = 0.4
"""From here on a sector is that of somebody of whom no table knows one,"""
SECTOR_OVER = 0.6
"""even where a table knows another."""
MODE = 0.3
"""From here on an event without a mode has this one,"""
MODE_OVER = 0.8
"""and from here on one with another mode that is less likely than that."""
STATUS_PLAIN = 0.6
"""From here on a status is that of what seems plain fact,"""
STATUS_OVER = 0.8
"""and of what a word marks as something else."""
REPORTED = 0.95
"""From here on the paper itself reports what a source seems to state."""
ATTRIBUTED = 0.85
"""From here on a source states what seems its own deed of speech."""
TIME = 0.4
"""From here on a time phrase is the date,"""
TIME_OVER = 0.9
"""even where a rule found another in the clause itself."""
NO_DATE = 0.9
"""From here on there is no date, unless the clause itself has one."""
PUBLISHED = 0.5
"""From here on the date is that of publication, unless the clause itself has one."""
PLACE = 0.3
"""From here on a place phrase is the place,"""
PLACE_NEW = 0.4
"""from here on even one that no table knows,"""
PLACE_OVER = 0.7
"""from here on where a rule found another in the clause itself, or the report tells of it only later."""
THE_MODEL = "the trained model"
POINTED = "the trained model points to it"
"""The rule behind such a value, for `tocsin why`."""
ASIDE = frozenset(("relcl", "acl"))
"""Clauses whose days are not those of what stands above them, even where the model points there."""
MASTERS = frozenset(("BUS", "GOV", "COP"))
"""Sectors of those against whom people protest."""
BEFORE_NOUN = frozenset(("compound", "nmod", "poss"))
"""How a place's name hangs on the noun that it stands before."""
NAMING = frozenset(("NOUN", "PROPN"))
"""Parts of speech that head the phrase of a place."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """What the model says of one trigger. Where it says nothing, all stays as the rules have it."""

    reading: Reading
    readers: tuple[tuple[Clause, Senses], ...]
    """Of each sentence of the report, its clause and what its phrases are."""
    proposal: Proposed

    # ---------------------------------------------------------------- who

    def people(self, parts: Parts, own: Clause, saying: Saying | None) -> Parts:
        """The participants that grammar and model give together; `own` is the trigger's clause."""
        speaker = saying.entity if saying else None
        actors = tuple(
            seen
            for seen in self._seen(self.proposal.actors, own, saying)
            if not self._only_tells(seen.person, speaker)
        )
        recipients = tuple(self._seen(self.proposal.recipients, own, saying))
        parts = replace(parts, seen={"actor": actors, "recipient": recipients})
        return self._role(self._role(parts, "actor", speaker, own), "recipient", speaker, own)

    def _only_tells(self, person: Participant, speaker: str | None) -> bool:
        """Whether somebody who speaks of a protest has no part in it: `their employer says it is illegal`."""
        told = speaker is not None and person.entity == speaker and self.proposal.type == "PROTEST"
        return told and not MASTERS.isdisjoint(person.sectors[:1])

    def _role(self, parts: Parts, role: Role, speaker: str | None, own: Clause) -> Parts:
        """`speaker`: who tells of it, and so joins nobody whom a rule found."""
        seen = parts.seen[role]
        here, taken = parts.of(role), (*parts.actors, *parts.recipients)
        left_open = role == "actor" and own.leaves_open(self.proposal.head)
        bound, new = JOIN if here or left_open else FILL, list[Participant]()
        for person, sure, _ in seen:
            if here and speaker is not None and person.entity == speaker:
                continue
            if sure >= bound and not any(is_same(person, p) for p in (*taken, *new)):
                new.append(person)
        people = tuple(_with_sector(person, seen) for person in (*here, *new))
        return _with(parts, role, people, new) if people else parts

    def _seen(self, pointed: tuple[Pointed, ...], own: Clause, saying: Saying | None) -> Iterator[Seen]:
        for where in pointed:
            (clause, senses), scene = self.readers[where.sentence], self.reading.scenes[where.sentence]
            if clause.tokens[where.head].pos in NOMINAL and not _is_sum(scene, where.head):
                said = saying if clause is own else None  # who speaks here need not speak there
                people = People(self.reading, clause, where.head, senses, said)
                person = people.somebody(where.head, name=True, adjective=False)
                yield Seen(person or people.participant(where.head), where.sure, where.sectors)

    # ---------------------------------------------------------------- what

    def kind(self, kind: Kind) -> Kind:
        """The kind with the likeliest mode by the model, where no row gave any, or only unlikely ones."""
        if kind.type != self.proposal.type:
            return kind
        said = dict(self.proposal.modes)
        if kind.modes and max(said.get(mode, 0.0) for mode in kind.modes) >= MODE:
            return kind
        bound = MODE_OVER if kind.modes else MODE
        modes = tuple(mode for mode, sure in self.proposal.modes[:1] if sure >= bound)
        return replace(kind, modes=modes, source=MODEL) if modes else kind

    # ---------------------------------------------------------------- whether, and who says so

    def mood(self, mood: Modality) -> Modality:
        """The status; `mood` is what the rules say."""
        status, sure = next(iter(self.proposal.status), (mood.status, 0.0))
        bound = STATUS_PLAIN if mood.status == "actual" else STATUS_OVER
        return Modality(status, THE_MODEL, MODEL) if sure >= bound and status != mood.status else mood

    def voice(self, voice: Voice, saying: Saying | None) -> Voice:
        """Who says so: the paper or its source; `voice` is what the rules say."""
        said = dict(self.proposal.voice)
        if voice == "attributed" and said.get("reported", 0.0) >= REPORTED:
            return "reported"
        if voice == "reported" and saying is not None and said.get("attributed", 0.0) >= ATTRIBUTED:
            return "attributed"
        return voice

    # ---------------------------------------------------------------- when

    def date(self, found: Dated | None, clause: Clause, status: Status) -> Dated | None:
        """The date; `found` is what the rules say, `clause` the trigger's."""
        own = found is not None and found.own
        for pointed in self.proposal.dates:
            if pointed.sure >= (TIME_OVER if own else TIME) and (when := self._when(pointed, clause, status)):
                return Dated(when, POINTED)
        if own:
            return found
        sure, published = dict(self.proposal.day), self.reading.document.source.published
        if sure.get("none", 0.0) >= NO_DATE:
            return None
        if sure.get("published", 0.0) >= PUBLISHED and published:
            today = When(start=published, end=published, text="", span=None, rule="publication")
            return Dated(today, "the trained model holds it to be of that day")
        return found

    def _when(self, pointed: Pointed, own: Clause, status: Status) -> When | None:
        (clause, _), scene = self.readers[pointed.sentence], self.reading.scenes[pointed.sentence]
        tense: Tense = "future" if self._tells_ahead(clause, pointed.head, own, status) else "past"
        speaks = self.proposal.type in self.reading.cues["content"] and status not in AHEAD
        apart = CONTENT if speaks else ASIDE
        latest = latest_day(own, self.proposal.head, status, self.reading.document.source.published)
        for timed in scene.times:
            if not timed.first <= pointed.head <= timed.last:
                continue
            if clause is own and is_below(own, self.proposal.head, timed, apart, frozenset()):
                continue  # `offered to meet on Thursday`: not on Thursday
            there = clause is own and told_when(own, self.proposal.head, timed)
            when = timed.itself("past", None) if there else timed.resolve(tense, None)
            if clause is own:
                when = moved(own, scene, self.proposal.head, timed, when)
            if when:
                late = bool(latest and when.start > latest)
                another = not there and is_of_another(clause, timed, when, status)
                return None if late or another else when
        return None

    def _tells_ahead(self, clause: Clause, time: int, own: Clause, status: Status) -> bool:
        """Whether the words around a time look ahead: those of its own clause, if that is another one."""
        verb = next(iter(clause.verbs_above(time)), time)
        if clause is own and (verb == time or verb in own.verbs_above(self.proposal.head)):
            return status in AHEAD and not is_said_before(own, self.proposal.head, time)
        return modality(clause, verb, frozenset((verb,)), self.reading.cues).status in AHEAD

    # ---------------------------------------------------------------- where

    def place(self, found: Located | None, own: Clause, narration: Narration) -> Located | None:
        """The place; `found` is what the rules say, `narration` what has been told of places."""
        told, here = found is not None and found.own, own.analysis.sentence.index
        for pointed in self.proposal.places:
            scene = self.reading.scenes[pointed.sentence]
            later = scene.analysis.sentence.index > here
            known = next((p for p in scene.places if p.first <= pointed.head <= p.last), None)
            bound = PLACE_OVER if told or later else PLACE if known else PLACE_NEW
            placed = (known or self._unknown(scene, pointed.head)) if pointed.sure >= bound else None
            if placed is not None:
                return narration.pointed_place(scene, placed, POINTED)
        return found

    def _unknown(self, scene: Scene, head: int) -> Placed | None:
        """The phrase of a noun as a site of which no table knows: `the ore quay`."""
        head = _behind_front(scene, head)
        if scene.analysis.tokens[head].pos not in NAMING or _is_sum(scene, head):
            return None
        first, last = self.reading.phrase(scene.analysis, head)
        if (part := self._before_noun(scene, head) or self._in_name(scene, first, last, head)) is not None:
            return part
        text = scene.analysis.text(first, last)
        within = self.reading.place_in(text) or self.reading.home
        where = Where(
            text=text, span=scene.analysis.span(first, last), name=text, level="site", rule=MODEL,
            country=within.country if within else None, lat=None, lon=None, geonames=None,
        )  # fmt: skip
        return Placed(first, last, head, "", where)

    def _before_noun(self, scene: Scene, head: int) -> Placed | None:
        """The place that a word before a noun names: `the Kenya Medical Association said` tells of Kenya."""
        told = self.reading.place_in(scene.analysis.text(head, head))
        if told is None or scene.analysis.tokens[head].dep not in BEFORE_NOUN:
            return None
        return Placed(head, head, head, "", replace(told, span=scene.analysis.span(head, head)))

    def _in_name(self, scene: Scene, first: int, last: int, head: int) -> Placed | None:
        """Of words within a longer name the place that it tells: `Quebec` of `the Quebec Teachers' Union`."""
        name = next((n for n in scene.analysis.names if n.first <= first and last < n.last), None)
        where = self.reading.place_in(scene.analysis.text(name.first, name.last)) if name else None
        if name is None or where is None:
            return None
        return Placed(first, last, head, "", replace(where, span=scene.analysis.span(name.first, name.last)))


def _behind_front(scene: Scene, head: int) -> int:
    """Of `in front of the prefecture` the prefecture; else the word itself."""
    tokens, children = scene.analysis.tokens, scene.analysis.children
    of = [c for c in children[head] if tokens[c].lemma == "of"] if tokens[head].lemma == "front" else []
    return next((c for i in of for c in children[i] if tokens[c].dep == "pobj"), head)


def _is_sum(scene: Scene, head: int) -> bool:
    """Whether a word is part of a sum of money: `Tk 10,400` is nobody and nowhere."""
    return any(n.first <= head <= n.last for n in scene.numbers if n.quantity.is_money)


def _with_sector(person: Participant, seen: tuple[Seen, ...]) -> Participant:
    """The person with the sector that the model gives, where the tables know none or it is sure enough."""
    code, sure = next((s.sectors[0] for s in seen if s.sectors and is_same(person, s.person)), ("", 0.0))
    if sure < (SECTOR if is_unknown(person) else SECTOR_OVER) or code in person.sectors:
        return person
    return known_as(person, code)


def _with(parts: Parts, role: Role, people: tuple[Participant, ...], new: list[Participant]) -> Parts:
    if new:
        value = "; ".join(p.name for p in people)
        step = Step(field=role, value=value, rule=POINTED, source=MODEL, span=new[0].span)
        parts = replace(parts, steps=(*(s for s in parts.steps if s.field != role), step))
    return parts.having(role, people)
