"""Who does it and to whom: the slots of a trigger's frame, filled with participants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.coding.grammar import Clause
from tocsin.coding.reading import Reading
from tocsin.coding.triggers import Senses, Trigger, slot_fillers
from tocsin.coding.voice import Saying
from tocsin.model import Entity, Participant, Role, Step

SPEECH = "in-speech"
OWNERS = ("possessor", "against", "to", "on", "of", "from", "with", "for")
"""Slots of a thing in which its owner or target stands, best first."""
WHO = frozenset(("person", "organization", "group", "country"))


@dataclass(frozen=True, slots=True)
class Parts:
    """The participants of one trigger and how they were found."""

    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    steps: tuple[Step, ...]


def senses_of(reading: Reading, clause: Clause) -> Senses:
    """What kind of thing each phrase of a sentence is: lemma, kind of participant, sector codes."""
    cache: dict[int, frozenset[str]] = {}
    sentence = clause.analysis.sentence.index

    def senses(i: int) -> frozenset[str]:
        if i not in cache:
            token = clause.tokens[i]
            entity = reading.cast.at(sentence, i)
            labels = {token.lemma, *reading.sectors_of.get(token.lemma, ())}
            if entity is not None:
                labels.update((entity.kind, *entity.sectors))
            if labels & WHO:
                labels.add("who")
            cache[i] = frozenset(labels)
        return cache[i]

    return senses


def find_participants(
    reading: Reading, clause: Clause, trigger: Trigger, senses: Senses, saying: Saying | None
) -> Parts:
    """Actors and recipients of a trigger by its entry's frame, or the default frame of its type.

    What is an event only as somebody's words (`is unacceptable`) has the speaker for its actor.
    """
    if SPEECH in trigger.entry.flags and "actor" not in trigger.entry.roles:
        actors, actor_steps = _speaker(reading, clause, trigger, saying)
    else:
        actors, actor_steps = _fill(reading, clause, trigger, "actor", senses, frozenset())
    taken = frozenset(word for p in actors for word in (p.text, p.name))
    recipients, recipient_steps = _fill(reading, clause, trigger, "recipient", senses, taken)
    return Parts(actors, recipients, actor_steps + recipient_steps)


def _speaker(
    reading: Reading, clause: Clause, trigger: Trigger, saying: Saying | None
) -> tuple[tuple[Participant, ...], tuple[Step, ...]]:
    if saying is None or (saying.speaker is None and saying.attribution.name is None):
        return (), ()
    person = (
        participant(reading, clause, saying.speaker)
        if saying.speaker is not None
        else _known(reading, saying)
    )
    step = Step(
        field="actor",
        value=person.name,
        rule=f"speaker: {saying.rule}",
        source=trigger.entry.source,
        span=person.span,
    )
    return (person,), (step,)


def _known(reading: Reading, saying: Saying) -> Participant:
    """A speaker named in another sentence."""
    name = saying.attribution.name or saying.attribution.text
    entity = reading.entities.get(saying.entity) if saying.entity else None
    return Participant(
        text=saying.attribution.text,
        span=saying.attribution.span,
        name=name,
        entity=saying.entity,
        country=_country(entity),
        sectors=entity.sectors if entity else (),
    )


def _fill(
    reading: Reading, clause: Clause, trigger: Trigger, role: Role, senses: Senses, taken: frozenset[str]
) -> tuple[tuple[Participant, ...], tuple[Step, ...]]:
    entry = trigger.entry
    own = entry.roles.get(role)
    frame = reading.lexicon.frames.get((entry.type or "", entry.pos), {})
    slots = own if own is not None else frame.get(role, ())
    words = tuple(sorted(trigger.words - {trigger.head}))
    over: list[str] = []
    for slot in slots:
        heads = [h for part in slot.split("+") for h in slot_fillers(clause, trigger.head, words, part)]
        found = _people(reading, clause, heads, senses, nominal=slot == "compound")
        fresh = tuple(p for p in found if p.text not in taken and p.name not in taken)
        if fresh:
            step = Step(
                field=role,
                value="; ".join(p.name for p in fresh),
                rule=f"{slot} of {clause.tokens[trigger.head].text!r}",
                source=entry.source if own is not None else "frames.txt",
                span=fresh[0].span,
                over=tuple(over),
            )
            return fresh, (step,)
        over += [f"{slot}: {clause.tokens[h].text} (nobody)" for h in heads]
    if role == "recipient" and own is None:
        return _owner(reading, clause, trigger, senses, taken, tuple(over))
    return (), ()


def _owner(
    reading: Reading,
    clause: Clause,
    trigger: Trigger,
    senses: Senses,
    taken: frozenset[str],
    over: tuple[str, ...],
) -> tuple[tuple[Participant, ...], tuple[Step, ...]]:
    """Whose the object is, where it is a thing: `slashed their tyres`, `stopped deliveries to Riyadh`."""
    words = tuple(sorted(trigger.words - {trigger.head}))
    for thing in slot_fillers(clause, trigger.head, words, "object"):
        slots = clause.slots(thing)
        for slot in OWNERS:
            found = _people(reading, clause, slots.get(slot, ()), senses, nominal=False)
            fresh = tuple(p for p in found if p.text not in taken and p.name not in taken)
            if fresh:
                step = Step(
                    field="recipient",
                    value="; ".join(p.name for p in fresh),
                    rule=f"{slot} of {clause.tokens[thing].text!r}, the object",
                    source="roles",
                    span=fresh[0].span,
                    over=over,
                )
                return fresh, (step,)
    return (), ()


def _people(
    reading: Reading, clause: Clause, heads: Iterable[int], senses: Senses, *, nominal: bool
) -> tuple[Participant, ...]:
    """Those of the phrases that can take part in an event, each entity once."""
    found: dict[str, Participant] = {}
    for head in heads:
        if "who" in senses(head):
            person = participant(reading, clause, head)
        elif nominal or clause.tokens[head].pos == "ADJ":
            if not (country := reading.nationality(clause.tokens[head].text)):
                continue
            token = clause.tokens[head]
            person = Participant(
                text=token.text,
                span=clause.analysis.span(head, head),
                name=token.text,
                entity=None,
                country=country,
                sectors=("GOV",),
            )
        else:
            continue
        found.setdefault(person.entity or person.text, person)
    return tuple(found.values())


def participant(reading: Reading, clause: Clause, head: int) -> Participant:
    """The phrase that `head` heads as a participant, resolved where the report allows."""
    first, last = reading.phrase(clause.analysis, head)
    text = clause.analysis.text(first, last)
    entity = reading.cast.at(clause.analysis.sentence.index, head)
    return Participant(
        text=text,
        span=clause.analysis.span(first, last),
        name=entity.name if entity else text,
        entity=entity.id if entity else None,
        country=_country(entity),
        sectors=entity.sectors if entity else (),
    )


def _country(entity: Entity | None) -> str | None:
    if entity is not None and entity.countries:
        return entity.countries[0]
    return None
