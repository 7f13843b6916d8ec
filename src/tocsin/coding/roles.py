"""Who does it and to whom: the slots of a trigger's frame, filled with participants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tocsin.coding.grammar import Clause
from tocsin.coding.people import People, senses_of
from tocsin.coding.reading import Reading
from tocsin.coding.triggers import Senses, Trigger
from tocsin.coding.voice import Saying
from tocsin.model import Participant, Role, Span, Step

__all__ = ["SPEECH", "Parts", "Seen", "find_participants", "is_same", "senses_of"]

SPEECH = "in-speech"
LABOUR, BUSINESS, STATE, ARMY = "LAB", "BUS", "GOV", "MIL"
NAMING = frozenset(("subject", "object", "dative", "possessor", "by", "content"))
"""Slots in which any name is somebody, a capital too: `Asmara has freed`, `accused the South`."""
LAST = ("thing", "owner", "complement", "shared")
"""No slots, but where else to look once all slots are in vain."""
BESIDE = ("with", "between", "among")
"""Slots whose fillers share in what is done jointly."""
OWNERS: dict[Role, tuple[str, ...]] = {
    "actor": ("possessor", "by", "from", "compound"),
    "recipient": ("possessor", "against", "to", "on", "by", "of", "from", "with", "for", "compound"),
}
"""Slots of a thing in which stands whose it is or whom it is for, best first."""
COMPLEMENT = ("dative", "object", "against", "to", "with", "on", "from", "of", "for")
"""Slots of a complement (`threatened to attack X`) in which the one concerned stands, best first."""
SUFFERS = frozenset(("object", "on", "into", "to", "of"))
"""Slots of things that suffer what is done."""
OF_ONES_OWN = frozenset(("RETREAT", "PROTEST", "MOBILIZE"))
"""Types that nobody does to what is his own: `ended her campaign`, `led his deputies out`."""
JUDGING = frozenset(("ACCUSE", "SUPPORT", "REJECT"))
"""Types done to whoever did what is told of: `condemned the arrest of X by Y` is done to Y."""
DEPTH = 2
"""How far to go down from a thing to its owner: `rejected calls for the release of X`."""
NOBODY_ELSE = "none"
"""Last of a row's slots where the frame of its type is not asked: `recipient=from/none`."""


class Seen(NamedTuple):
    """Somebody the trained model points to, how sure it is, and what it takes them for."""

    person: Participant
    sure: float
    sectors: tuple[tuple[str, float], ...]


def _nobody() -> Mapping[Role, tuple[Seen, ...]]:
    return {"actor": (), "recipient": ()}


@dataclass(frozen=True, slots=True)
class Parts:
    """The participants of one trigger and how they were found."""

    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    steps: tuple[Step, ...]
    slots: Mapping[tuple[Role, Span | None], str] = field(default_factory=dict)
    """Where rules found somebody, by role and span of the phrase: `subject`, `possessor`, `thing`."""
    seen: Mapping[Role, tuple[Seen, ...]] = field(default_factory=_nobody)
    """Whom the trained model points to, surest first."""

    def of(self, role: Role) -> tuple[Participant, ...]:
        """Those who have a role."""
        return self.actors if role == "actor" else self.recipients

    def having(self, role: Role, people: tuple[Participant, ...]) -> Parts:
        """The same with these in a role."""
        return replace(self, actors=people) if role == "actor" else replace(self, recipients=people)


def find_participants(
    reading: Reading, clause: Clause, trigger: Trigger, senses: Senses, saying: Saying | None
) -> Parts:
    """Actors and recipients of a trigger by its entry's frame, or the default frame of its type.

    What is an event only as somebody's words (`is unacceptable`) has the speaker for its actor.
    """
    people = People(reading, clause, trigger.head, senses, saying)
    search = _Search(reading, clause, trigger, senses, people)
    if SPEECH in trigger.entry.flags and "actor" not in trigger.entry.roles:
        actors = search.speaker(saying)
    else:
        actors = search.role("actor", ())
    recipients = search.role("recipient", actors.people)
    steps = [s for s in (actors.step, recipients.step) if s is not None]
    both: tuple[tuple[Role, _Found], ...] = (("actor", actors), ("recipient", recipients))
    slots = {(role, person.span): found.slot for role, found in both for person in found.people}
    return Parts(actors.people, recipients.people, tuple(steps), slots)


def is_same(one: Participant, other: Participant) -> bool:
    """Whether two phrases stand for one and the same: one entity, one name, or words in common."""
    if one.entity is not None and one.entity == other.entity:
        return True
    overlap = one.span is not None and other.span is not None and one.span.overlaps(other.span)
    return overlap or one.name == other.name


def as_strikers(parts: Parts) -> Parts:
    """The same participants where they strike: a plant on strike is its workers (coding guide)."""
    workers = tuple(
        replace(actor, sectors=(LABOUR, *actor.sectors[1:])) if actor.sectors[:1] == (BUSINESS,) else actor
        for actor in parts.actors
    )
    return replace(parts, actors=workers)


def as_armies(reading: Reading, parts: Parts) -> Parts:
    """The same participants where they fight: a state that attacks does it by its army."""
    armies = tuple(
        replace(actor, sectors=(ARMY, *actor.sectors)) if _is_state(reading, actor) else actor
        for actor in parts.actors
    )
    return replace(parts, actors=armies)


def _is_state(reading: Reading, person: Participant) -> bool:
    entity = reading.entities.get(person.entity) if person.entity else None
    return entity is not None and entity.kind == "country" and person.sectors[:1] == (STATE,)


def as_promised(parts: Parts, subjects: frozenset[Span]) -> Parts:
    """The participants of a meeting to come: who `will meet` promises it to those they will meet.

    `subjects` are the spans of the phrases that stand as subject; where none of the actors does, all stay.
    """
    hosts = tuple(a for a in parts.actors if a.span in subjects)
    guests = tuple(a for a in parts.actors if a.span not in subjects)
    if not hosts or not guests or parts.recipients:
        return parts
    return replace(parts, actors=hosts, recipients=guests)


@dataclass(frozen=True, slots=True)
class _Found:
    people: tuple[Participant, ...] = ()
    step: Step | None = None
    slot: str = ""


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for the participants of one trigger."""

    reading: Reading
    clause: Clause
    trigger: Trigger
    senses: Senses
    people: People

    # ---------------------------------------------------------------- roles

    def speaker(self, saying: Saying | None) -> _Found:
        """Whoever says the words in which the trigger stands."""
        person = self.people.speaker() if saying else None
        if person is None or saying is None:
            return _Found()
        return self._found("actor", (person,), "speaker", f"speaker: {saying.rule}", ())

    def role(self, role: Role, taken: tuple[Participant, ...]) -> _Found:
        """Who fills `role`: the first slot that holds somebody, else where the type's frame looks last."""
        slots = self._slots(role)
        over: list[str] = []
        for slot in slots:
            for heads in self._fillers(slot, role):
                if people := self._fresh(heads, slot, taken):
                    if role == "actor":
                        people = self._joined(people, slot)
                    rule = f"{slot} of {self._word(self.trigger.head)}"
                    return self._found(role, people, slot, rule, tuple(over))
                over += [f"{slot}: {self.clause.tokens[h].text} (nobody)" for h in heads]
        ends = not slots or slots[-1] == NOBODY_ELSE
        return _Found() if ends else self._last(role, slots, taken, tuple(over))

    def _slots(self, role: Role) -> tuple[str, ...]:
        own = self.trigger.entry.roles.get(role)
        return own if own is not None else tuple(s for s in self._frame(role) if s not in LAST)

    def _frame(self, role: Role) -> tuple[str, ...]:
        entry = self.trigger.entry
        return self.reading.lexicon.frames.get((entry.type or "", entry.pos), {}).get(role, ())

    def _joined(self, people: tuple[Participant, ...], slot: str) -> tuple[Participant, ...]:
        """`people` and those with whom they do it, where the type is one of doing together."""
        if self.trigger.entry.type not in self.reading.cues["joint"]:
            return people
        others = [
            p
            for s in BESIDE
            if s != slot
            for f in self._fillers(s, "actor")
            for p in self._fresh(f, s, people)
        ]
        return people + tuple(others)

    def _found(
        self, role: Role, people: tuple[Participant, ...], slot: str, rule: str, over: tuple[str, ...]
    ) -> _Found:
        entry = self.trigger.entry
        step = Step(
            field=role,
            value="; ".join(p.name for p in people),
            rule=rule,
            source=entry.source if role in entry.roles else "frames.txt",
            span=people[0].span,
            over=over,
        )
        return _Found(people, step, slot)

    def _word(self, i: int) -> str:
        return repr(self.clause.tokens[i].text)

    # ---------------------------------------------------------------- slots

    def _fillers(self, slot: str, role: Role = "recipient") -> Iterator[tuple[int, ...]]:
        """What fills a slot of the trigger, of its other words, of its object (`cut credits to Croatia`)."""
        if "+" in slot:
            yield tuple(h for part in slot.split("+") for found in self._fillers(part, role) for h in found)
            return
        head = self.trigger.head
        words = [head, *sorted(self.trigger.words - {head})]
        if role == "actor" and (slot == "possessor" or (slot == "subject" and self.clause.is_passive(head))):
            words = [head]  # the others' suffer it: `a search of X's van`, `X was barred from leaving`
        if role == "recipient" and slot == "subject" and self.clause.is_passive(head):
            slot = "object"  # `was put under investigation`
        things = [] if slot in NAMING else [t for t in self._objects(words) if t not in words]
        if role == "recipient":
            things = [t for t in things if self._doers(t) is None]
        for i in words + things:
            if heads := tuple(h for h in self.clause.slots(i).get(slot, ()) if h != head):
                yield heads

    def _objects(self, words: list[int]) -> list[int]:
        return [
            thing
            for word in words
            for thing in self.clause.slots(word).get("object", ())
            if "who" not in self.senses(thing)
        ]

    # ---------------------------------------------------------------- things

    def _last(
        self, role: Role, slots: tuple[str, ...], taken: tuple[Participant, ...], over: tuple[str, ...]
    ) -> _Found:
        """What the frame looks at last: things that suffer it, owners of things, complements."""
        where = self._frame(role)
        found: tuple[tuple[Participant, ...], str, str] | None = None
        if "owner" in where or "thing" in where:
            found = self._of_things(role, slots, taken, "thing" in where)
        if found is None and "complement" in where:
            found = self._of_complement(role, taken)
        if found is None and "shared" in where:
            found = self._shared(taken)
        return self._found(role, *found, over) if found else _Found()

    def _of_things(
        self, role: Role, slots: tuple[str, ...], taken: tuple[Participant, ...], suffering: bool
    ) -> tuple[tuple[Participant, ...], str, str] | None:
        """Whose the things in the slots are, or the things themselves, where it is done to things."""
        for slot in dict.fromkeys((*slots, "object") if role == "recipient" else slots):
            for thing in (h for found in self._fillers(slot, role) for h in found):
                if suffering and slot in SUFFERS and self._suffers(thing):
                    return self._harmed(thing, taken), "thing", f"{slot}, a thing"
                looked_at = role == "recipient" or slot in NAMING
                if looked_at and (people := self._owners(role, thing, taken, DEPTH)):
                    return people, "owner", f"whose {self._word(thing)} in {slot} is"
        return None

    def _harmed(self, thing: int, taken: tuple[Participant, ...]) -> tuple[Participant, ...]:
        owners = self._fresh(self.clause.slots(thing).get("possessor", ()), "possessor", taken)
        return owners or (self.people.participant(thing),)

    def _of_complement(
        self, role: Role, taken: tuple[Participant, ...]
    ) -> tuple[tuple[Participant, ...], str, str] | None:
        """To whom what is asked, promised or threatened is to be done: `threatened to attack X`."""
        for verb in self.clause.complements(self.trigger.head):
            slots = self.clause.slots(verb)
            for slot in COMPLEMENT:
                heads = slots.get(slot, ())
                owners = (p for h in heads for p in self._owners(role, h, taken, DEPTH))
                if people := self._fresh(heads, slot, taken) or tuple(owners):
                    return people, "complement", f"{slot} of {self._word(verb)}"
        return None

    def _shared(self, taken: tuple[Participant, ...]) -> tuple[tuple[Participant, ...], str, str] | None:
        """The object of the verb it is joined to: `telephoned X and appealed for calm`."""
        token = self.clause.tokens[self.trigger.head]
        if token.dep != "conj":
            return None
        people = self._fresh(self.clause.slots(token.head).get("object", ()), "object", taken)
        return (people, "shared", f"object of {self._word(token.head)}") if people else None

    def _suffers(self, thing: int) -> bool:
        """Whether a thing is what it is done to: no act, no name of a day, nothing it is done with."""
        token = self.clause.tokens[thing]
        an_act = any(e.pos == "n" for e in self.reading.lexicon.by_head.get(token.lemma, ()))
        named = token.pos == "PROPN" and not self.people.is_no_name(thing)
        means = token.lemma in self.reading.cues["means"]
        return not an_act and not means and (named or self._is_told_apart(thing))

    def _is_told_apart(self, thing: int) -> bool:
        """`a bakery`, `two boats`; not what it is done with: `fired birdshot`."""
        kids = self.clause.kids(thing, "det", "nummod", "poss", "predet")
        return self.clause.tokens[thing].pos == "NOUN" and bool(kids)

    def _owners(
        self, role: Role, thing: int, taken: tuple[Participant, ...], depth: int
    ) -> tuple[Participant, ...]:
        slots = self.clause.slots(thing)
        owners = (self._doers(thing) if role == "recipient" else None) or OWNERS[role]
        for slot in owners:
            if people := self._fresh(slots.get(slot, ()), slot, taken):
                return people
        inner = [h for slot in owners if slot != "compound" for h in slots.get(slot, ())]
        if depth > 1:
            for thing in inner:
                if people := self._owners(role, thing, taken, depth - 1):
                    return people
        return ()

    def _doers(self, thing: int) -> tuple[str, ...] | None:
        """Where the doer of what is judged stands, if that is an event: `condemned the army's raid on X`."""
        if self.trigger.entry.type not in JUDGING:
            return None
        for entry in self.reading.lexicon.by_head.get(self.clause.tokens[thing].lemma, ()):
            if entry.pos == "n" and entry.type:
                frame = self.reading.lexicon.frames.get((entry.type, "n"), {}).get("actor", ())
                return (*(s for s in entry.roles.get("actor", frame) if s not in LAST), "compound")
        return None

    # ---------------------------------------------------------------- participants

    def _fresh(
        self, heads: Iterable[int], slot: str, taken: tuple[Participant, ...]
    ) -> tuple[Participant, ...]:
        """Those of the phrases that can take part in an event, each entity once, but nobody taken."""
        known = {word for p in taken for word in (p.text, p.name)}
        found: dict[str, Participant] = {}
        name = not self._naming.isdisjoint(slot.split("+"))
        for head in (m for h in heads for m in self.people.members(h) if not self._is_own(m, taken)):
            one = self.people.somebody(head, name=name, adjective=slot == "compound")
            for person in self.people.pair(head) or ((one,) if one else ()):
                if not known & {person.text, person.name}:
                    found.setdefault(person.entity or person.text, person)
        return tuple(found.values())

    @property
    def _naming(self) -> frozenset[str]:
        own = self.trigger.entry.type in OF_ONES_OWN
        return NAMING - {"object"} if own else NAMING

    def _is_own(self, head: int, taken: tuple[Participant, ...]) -> bool:
        """Whether it belongs to one of those taken, in a type of event that is not done to one's own."""
        if self.trigger.entry.type not in OF_ONES_OWN:
            return False
        owners = (self.people.entity(c) for c in self.clause.kids(head, "poss"))
        mine = {p.entity for p in taken}
        return any(owner is not None and owner.id in mine for owner in owners)
