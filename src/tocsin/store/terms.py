"""By what an event can be found: its terms (one value of one field each) and its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tocsin.model import Coding, Event, Participant

STEPS = 20
ALL = ("all", "")
"""The term that every event has."""
STANDING = "standing"
"""The kind of term that events have on which a person has decided."""


class Term(NamedTuple):
    """One value of one field, such as `type` PROTEST or `country` BLR."""

    kind: str
    value: str


def terms_of(event: Event, coding: Coding) -> frozenset[Term]:
    """Every term of the event. Names of places and publishers are folded, so that case does not matter."""
    return frozenset(_terms(event, coding))


def _terms(event: Event, coding: Coding) -> Iterator[Term]:
    yield Term(*ALL)
    yield Term("type", event.type)
    yield Term("status", event.status)
    yield Term("voice", event.voice)
    yield Term("sure", sureness(event.confidence))
    yield from (Term("mode", mode) for mode in event.modes)
    for who in _people(event):
        yield from (Term("country", who.country),) if who.country else ()
        yield from (Term("sector", sector) for sector in who.sectors)
    if event.place:
        yield Term("place", folded(event.place.name))
        yield from (Term("country", event.place.country),) if event.place.country else ()
    if publisher := coding.document.source.publisher:
        yield Term("source", folded(publisher))


def _people(event: Event) -> tuple[Participant, ...]:
    return event.actors + event.recipients


def sureness(confidence: float) -> str:
    """The twentieth that a confidence lies in: `00` to `19`; by it the surest are soon found."""
    return f"{min(int(confidence * STEPS), STEPS - 1):02}"


def surer(confidence: float) -> tuple[str, ...]:
    """The twentieths that hold all that is at least so sure."""
    return tuple(f"{step:02}" for step in range(int(sureness(confidence)), STEPS))


def folded(value: str) -> str:
    """A name as it is compared: case and surplus white space do not count."""
    return " ".join(value.casefold().split())


def words_of(event: Event, coding: Coding) -> tuple[str, str]:
    """What a search for words looks through: the sentence, and the names of people and place."""
    text = coding.document.text
    names = [name for who in _people(event) for name in (who.name, who.text)]
    names += [event.place.name] if event.place else []
    sentence = event.sentence.of(text)
    if not (event.sentence.start <= event.trigger.start < event.sentence.end):
        sentence += f" {event.trigger.of(text)}"
    return " ".join(sentence.split()), " | ".join(dict.fromkeys(n for n in names if n))
