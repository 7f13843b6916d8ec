"""Events as PLOVER 0.8 JSON Lines, with the field names of the manual's chapter 6.

Three things that the manual leaves open are settled so: an event without a date has `date: null`
(nothing is invented); `historical`, `future`, `hypothetical` and `negation` stand in `context`
(manual 2.3); a member of a whole carries the whole's id as `link`, and so does the whole itself.
Fields of our own (`status`, `voice`, `attribution`, `demands`, `confidence`) come last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version

from tocsin.codebook.plover import EventType
from tocsin.model import Coding, Event, Participant, Quantity, Where
from tocsin.views.records import Json, Record
from tocsin.views.wording import number

CODEBOOK = "plover-base-0.8"
AUXILIARY = {
    "historical": "historical",
    "future": "future",
    "hypothetical": "hypothetical",
    "negated": "negation",
}
RESOLUTION = {"site": 5, "city": 4, "region": 2, "country": 1, "area": None}


def plover_records(coding: Coding, types: Mapping[str, EventType]) -> Iterator[Record]:
    """One record an event, in text order."""
    wholes = frozenset(e.part_of for e in coding.events if e.part_of)
    for event in coding.events:
        yield _record(event, coding, types, event.part_of or (event.id if event.id in wholes else None))


def _record(event: Event, coding: Coding, types: Mapping[str, EventType], link: str | None) -> Record:
    text = coding.document.text
    auxiliary = AUXILIARY.get(event.status)
    return {
        "id": event.id,
        "has_event": True,
        "date": event.date.start.isoformat() if event.date else None,
        "enddate": event.date.end.isoformat() if event.date else None,
        "actor": [_person(p) for p in event.actors],
        "recipient": [_person(p) for p in event.recipients],
        "event": [event.type],
        "event_loc": _location(event.place),
        "event_text": [e.trigger.of(text) for e in event.evidence] or [event.trigger.of(text)],
        "quad_code": types[event.type].quad,
        "event_scale": scale(event, types[event.type]),
        "mode": event.modes,
        "context": (*event.contexts, *((auxiliary,) if auxiliary else ())),
        "link": link,
        "text_info": {
            "sequence": event.evidence[0].sentence + 1 if event.evidence else None,
            "start": event.sentence.start,
            "end": event.sentence.end,
        },
        "cite_info": _citation(coding),
        "coder": _coder(),
        "size": _sizes(event.sizes),
        "status": event.status,
        "voice": event.voice,
        "attribution": (event.attribution.name or event.attribution.text) if event.attribution else None,
        "demands": event.demands,
        "confidence": round(event.confidence, 4),
    }


@cache
def _coder() -> str:
    return f"tocsin {version('tocsin')}"


def scale(event: Event, of: EventType) -> float:
    """How cooperative or hostile the event is: the score of the first mode, else that of the type."""
    return next((of.modes[mode].score for mode in event.modes if mode in of.modes), of.score)


def _person(who: Participant) -> Record:
    return {
        "code": who.country,
        "sector": who.sectors,
        "entity_text": who.text,
        "identifier_text": who.name,
    }


def _location(where: Where | None) -> Json:
    if where is None:
        return None
    return {
        "extracted_place": where.text,
        "resolved_place": where.name if where.geonames else None,
        "geonameid": where.geonames,
        "lat": where.lat,
        "lon": where.lon,
        "city": where.name if where.level == "city" else None,
        "province": where.name if where.level == "region" else None,
        "country_code": where.country,
        "resolution": RESOLUTION[where.level],
    }


def _citation(coding: Coding) -> Record:
    document = coding.document
    return {
        "corpus": document.name,
        "url": document.source.url,
        "title": document.title,
        "language": document.language,
        "publication": document.source.publisher,
        "coder": _coder(),
        "codebook": CODEBOOK,
    }


def _sizes(sizes: tuple[Quantity, ...]) -> Record:
    """`dead`, `injured`, `arrested` and other units: a number, a range, or a list where sources differ."""
    counts: dict[str, list[Json]] = {}
    for size in sizes:
        counts.setdefault(size.unit, []).append(_range(size))
    return {unit: found[0] if len(found) == 1 else found for unit, found in counts.items()}


def _range(size: Quantity) -> Json:
    low, high = size.min, size.max
    if low is not None and low == high:
        return number(low)
    edges = ("" if edge is None else str(number(edge)) for edge in (low, high))
    return "-".join(edges)
