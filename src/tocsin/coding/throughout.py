"""Somebody is of one sector throughout a report: what one event tells of them holds in the others.

No table knows a person by name alone; who is a journalist in one sentence is one in the next.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from tocsin.model import Event, Participant, Step

UNKNOWN = frozenset(("CVL", "UNK"))
"""Sectors of people of whom nothing else is known."""
RULE = "what the report's other events take them for"


def with_sectors(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events with the sector that most of them give to somebody in place of none."""
    events = tuple(events)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for event in events:
        for person in (*event.actors, *event.recipients):
            if person.entity is not None:
                counts[person.entity]["" if is_unknown(person) else person.sectors[0]] += 1
    known = {entity: count.most_common(1)[0][0] for entity, count in counts.items()}
    return tuple(_known(event, known) for event in events)


def is_unknown(person: Participant) -> bool:
    """Whether nothing is known of what somebody is."""
    return not person.sectors or person.sectors[0] in UNKNOWN


def known_as(person: Participant, code: str) -> Participant:
    """Somebody who is that first, and no longer unknown."""
    return replace(person, sectors=(code, *(s for s in person.sectors if s not in UNKNOWN)))


def _known(event: Event, known: dict[str, str]) -> Event:
    actors, recipients = (tuple(_as(p, known) for p in people) for people in (event.actors, event.recipients))
    if (actors, recipients) == (event.actors, event.recipients):
        return event
    both = (("actor", event.actors, actors), ("recipient", event.recipients, recipients))
    steps = tuple(
        Step(
            field=role, value=f"{new.sectors[0]} of {new.name}", rule=RULE, source="throughout", span=new.span
        )
        for role, before, after in both
        for old, new in zip(before, after, strict=True)
        if new is not old
    )
    return replace(event, actors=actors, recipients=recipients, steps=(*event.steps, *steps))


def _as(person: Participant, known: dict[str, str]) -> Participant:
    code = known.get(person.entity or "") if is_unknown(person) else None
    return known_as(person, code) if code else person
