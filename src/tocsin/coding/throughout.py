"""What the report as a whole tells of somebody: one sector throughout, and a country where none is told.

No table knows a person by name alone; who is a journalist in one sentence is one in the next. Who is told of
without a country is at home where the report plays.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from tocsin.coding.reading import Reading
from tocsin.model import Event, Participant, Step

UNKNOWN = frozenset(("CVL", "UNK"))
"""Sectors of people of whom nothing else is known."""
RULE = "what the report's other events take them for"
OWN_WORDS, AT_HOME = "a word of the phrase", "where the report plays"
"""The rules behind a country that no table gave."""


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


def with_countries(reading: Reading, events: Iterable[Event]) -> tuple[Event, ...]:
    """The events with a country for each actor, and for all others who are known to be somebody."""
    return tuple(_at_home(reading, event) for event in events)


def _at_home(reading: Reading, event: Event) -> Event:
    actors = tuple(_found(reading, person) for person in event.actors)
    recipients = tuple(p if is_unknown(p) else _found(reading, p) for p in event.recipients)
    if (actors, recipients) == (event.actors, event.recipients):
        return event
    both = (("actor", event.actors, actors), ("recipient", event.recipients, recipients))
    steps = (
        Step(
            field=role,
            value=f"{new.country} of {new.name}",
            rule=AT_HOME if _told(reading, new) is None else OWN_WORDS,
            source="throughout",
            span=new.span,
        )
        for role, before, after in both
        for old, new in zip(before, after, strict=True)
        if new is not old
    )
    return replace(event, actors=actors, recipients=recipients, steps=(*event.steps, *steps))


def _found(reading: Reading, person: Participant) -> Participant:
    home = reading.home.country if reading.home else None
    code = None if person.country else _told(reading, person) or home
    return replace(person, country=code) if code else person


def _told(reading: Reading, person: Participant) -> str | None:
    """The country that the phrase itself tells of: `Chadian gunboats`, `riders in Recife`; no one's name."""
    entity = reading.entities.get(person.entity or "")
    own = entity.name.split() if entity is not None and entity.kind == "person" else ()
    words = [word for word in (word.strip(",.'’") for word in person.text.split()) if word not in own]
    code = next((code for word in words if (code := reading.nationality(word))), None)
    place = reading.place_in(" ".join(words)) if code is None else None
    return place.country if place else code


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
