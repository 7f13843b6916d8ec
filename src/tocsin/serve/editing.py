"""What somebody writes about an event, as it comes in a record or a form, made an event of the model."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from tocsin.codebook import Codebook
from tocsin.codebook.countries import ORGANISATIONS
from tocsin.codebook.gazetteer import Entry
from tocsin.model import Attribution, Coding, Event, Participant, PlaceLevel, Quantity, Span, When, Where
from tocsin.serve.asking import BadQuestion

RULE = "given at the desk"
Words = Annotated[str, Field(max_length=600)]
Code = Annotated[str, Field(max_length=24)]
Offset = Annotated[int, Field(ge=0, le=1 << 40)]
Number = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]


class Given(BaseModel):
    """Part of an event as it is given. Unknown fields are let be, so that a record may come back whole."""

    model_config = ConfigDict(extra="ignore")


class Stretch(Given):
    """Words and where they stand in the source; without offsets they are looked for there."""

    text: Words = ""
    start: Offset | None = None
    end: Offset | None = None


class Person(Stretch):
    """Somebody who takes part."""

    name: Words = ""
    country: Code | None = None
    sector: Annotated[list[Code], Field(max_length=9)] = []
    implicit: bool = False


class Place(Stretch):
    """Where it happened. Coordinates are looked up unless they are the ones it had."""

    name: Words
    country: Code | None = None


class Days(Given):
    """When it happened: both days inclusive."""

    start: dt.date
    end: dt.date | None = None
    text: Words = ""
    text_start: Offset | None = None
    text_end: Offset | None = None


class Amount(Stretch):
    """How many."""

    min: Number | None = None
    max: Number | None = None
    unit: Words = "people"
    by: Words | None = None


class Said(Stretch):
    """Who says so."""

    name: Words | None = None


class GivenEvent(Given):
    """An event as `/api/events/ID` gives it and as it may be sent back corrected."""

    event: Code
    mode: Annotated[list[Code], Field(max_length=20)] = []
    actor: Annotated[list[Person], Field(max_length=60)] = []
    recipient: Annotated[list[Person], Field(max_length=60)] = []
    place: Place | None = None
    date: Days | None = None
    size: Annotated[list[Amount], Field(max_length=30)] = []
    demands: Annotated[list[Words], Field(max_length=30)] = []
    status: Literal["actual", "ongoing", "future", "hypothetical", "negated", "historical"] = "actual"
    voice: Literal["reported", "attributed", "editorial"] = "reported"
    attribution: Said | None = None
    trigger: Stretch | None = None
    """The words that state it: needed for an event that is added, ignored for one that is corrected."""


def corrected(base: Event, given: GivenEvent, coding: Coding, codebook: Codebook) -> Event:
    """The event `base` of a report with what was given in place of what it says. Raises BadQuestion.

    Whatever is given as it was keeps its span, its gazetteer entry and its rule.
    """
    _check(given, codebook)
    near, text = base.sentence.start, coding.document.text
    return replace(
        base,
        type=given.event.upper(),
        modes=tuple(dict.fromkeys(mode.lower() for mode in given.mode)),
        actors=_people(given.actor, base.actors, coding, near),
        recipients=_people(given.recipient, base.recipients, coding, near),
        place=_place(given.place, base.place, text, near, codebook),
        date=_date(given.date, base.date, text, near),
        sizes=_sizes(given.size, base.sizes, text, base),
        demands=tuple(line for d in given.demands if (line := d.strip())),
        status=given.status,
        voice=given.voice,
        attribution=_attribution(given.attribution, base.attribution, text, near),
        steps=(),
    )


def added(given: GivenEvent, coding: Coding, codebook: Codebook) -> Event:
    """A new event of a report, from the words that state it. Raises BadQuestion."""
    text = coding.document.text
    trigger = span_of(given.trigger, text, 0) if given.trigger else None
    if trigger is None:
        raise BadQuestion("trigger: say which words of the source state the event")
    what = f"{coding.document.id} {trigger.start} {trigger.end} {given.event.upper()} desk"
    base = Event(
        id=hashlib.sha256(what.encode()).hexdigest()[:16], type=given.event, modes=(), contexts=(), actors=(),
        recipients=(), place=None, date=None, sizes=(), demands=(), part_of=None, status="actual",
        voice="reported", attribution=None, trigger=trigger, sentence=sentence_at(trigger, coding),
        confidence=1.0,
    )  # fmt: skip
    return corrected(base, given, coding, codebook)


def sentence_at(trigger: Span, coding: Coding) -> Span:
    """The sentence round some words: that of another event there, else up to full stops and line ends."""
    for event in coding.events:
        if event.sentence.start <= trigger.start and trigger.end <= event.sentence.end:
            return event.sentence
    text = coding.document.text
    before = [text.rfind(end, 0, trigger.start) + len(end) for end in (". ", ".\n", "\n\n") if end in text]
    after = [at + 1 for end in (". ", ".\n", "\n\n") if (at := text.find(end, trigger.end)) >= 0]
    start, end = max((0, *before)), min((len(text), *after))
    while start < trigger.start and text[start].isspace():
        start += 1
    return Span(start, max(end, trigger.end))


def span_of(given: Stretch, text: str, near: int) -> Span | None:
    """Where the words stand: at the offsets given, else found word for word, first behind `near`."""
    if given.start is not None and given.end is not None:
        if not given.start < given.end <= len(text):
            raise BadQuestion(f"start, end: {given.start}-{given.end} is no stretch of the source")
        return Span(given.start, given.end)
    words = given.text.strip()
    if not words:
        return None
    at = text.find(words, near)
    at = text.find(words) if at < 0 else at
    return Span(at, at + len(words)) if at >= 0 else None


def _check(given: GivenEvent, codebook: Codebook) -> None:
    kind = codebook.types.get(given.event.upper())
    if kind is None:
        raise BadQuestion(f"event: {given.event!r} is none of {', '.join(codebook.types)}")
    if wrong := [mode for mode in given.mode if mode.lower() not in kind.modes]:
        raise BadQuestion(f"mode: {wrong[0]!r} is no mode of {given.event.upper()}")
    for person in (*given.actor, *given.recipient):
        _check_code(person.country, codebook)
        if wrong := [code for code in person.sector if code.upper() not in codebook.agents.sectors]:
            raise BadQuestion(f"sector: {wrong[0]!r} is no sector")
    if given.place:
        _check_code(given.place.country, codebook)
    if given.date and given.date.end and given.date.end < given.date.start:
        raise BadQuestion("date: ends before it begins")
    for amount in given.size:
        if amount.min is not None and amount.max is not None and amount.max < amount.min:
            raise BadQuestion("size: the most is less than the least")


def _check_code(code: str | None, codebook: Codebook) -> None:
    known = not code or code.upper() in ORGANISATIONS or codebook.atlas.countries.name(code.upper())
    if not known:
        raise BadQuestion(f"country: {code!r} is no country's code")


# ------------------------------------------------------------------ parts


def _people(
    given: Sequence[Person], base: Sequence[Participant], coding: Coding, near: int
) -> tuple[Participant, ...]:
    whole = (p for p in given if p.text.strip() or p.name.strip() or p.start is not None)
    return tuple(_person(p, base, coding, near) for p in whole)


def _person(given: Person, base: Sequence[Participant], coding: Coding, near: int) -> Participant:
    country, sectors = (given.country or "").upper() or None, tuple(s.upper() for s in given.sector)
    span = span_of(given, coding.document.text, near)
    words, name = given.text.strip(), given.name.strip()
    words = words or ("" if name or not span else " ".join(span.of(coding.document.text).split()))
    for known in base:
        if _same(words, known.text, known.span, coding.document.text) and name in ("", known.name):
            return replace(known, country=country, sectors=sectors, implicit=given.implicit)
    name = name or words
    entity = next((e.id for e in coding.entities if name in (e.name, *e.aliases)), None)
    return Participant(
        text=words or name, span=span, name=name, entity=entity,
        country=country, sectors=sectors, implicit=given.implicit,
    )  # fmt: skip


def _same(words: str, text: str, span: Span | None, source: str) -> bool:
    """Whether words that came back are those that were sent: as read, as they stand, or on one line."""
    stands = span.of(source) if span else text
    return " ".join(words.split()) in (" ".join(text.split()), " ".join(stands.split()))


def _place(given: Place | None, base: Where | None, text: str, near: int, codebook: Codebook) -> Where | None:
    if given is None or not given.name.strip():
        return None
    name, country = given.name.strip(), (given.country or "").upper() or None
    if base and (name, country) == (base.name, base.country):
        return base
    words = given if given.text.strip() or given.start is not None else Place(text=name, name=name)
    entry = entry_of(name, country, codebook)
    level: PlaceLevel = entry.level if entry else "site"
    return Where(
        text=words.text.strip() or name, span=span_of(words, text, near), name=entry.name if entry else name,
        country=country or (entry.country if entry else None), lat=entry.lat if entry else None,
        lon=entry.lon if entry else None, geonames=entry.id if entry else None, level=level, rule=RULE,
    )  # fmt: skip


def entry_of(name: str, country: str | None, codebook: Codebook) -> Entry | None:
    """The most populous place of that name, in a country where one is given."""
    found = codebook.atlas.gazetteer.find(name)
    return next((e for e in found if country is None or e.country == country), None)


def _date(given: Days | None, base: When | None, text: str, near: int) -> When | None:
    if given is None:
        return None
    start, end = given.start, given.end or given.start
    if base and (start, end) == (base.start, base.end):
        return base
    words = Stretch(text=given.text, start=given.text_start, end=given.text_end)
    return When(start=start, end=end, text=given.text, span=span_of(words, text, near), rule=RULE)


def _sizes(
    given: Sequence[Amount], base: Sequence[Quantity], text: str, event: Event
) -> tuple[Quantity, ...]:
    found = []
    for amount in given:
        if amount.min is None and amount.max is None:
            continue
        bounds = (amount.min, amount.max, amount.unit.strip())
        known = next((q for q in base if (q.min, q.max, q.unit) == bounds), None)
        found.append(
            known
            or Quantity(
                min=amount.min, max=amount.max, unit=amount.unit.strip(), text=amount.text.strip(),
                span=span_of(amount, text, event.sentence.start) or event.trigger, by=amount.by or None,
            )
        )  # fmt: skip
    return tuple(found)


def _attribution(given: Said | None, base: Attribution | None, text: str, near: int) -> Attribution | None:
    words = (given.text or given.name or "").strip() if given else ""
    if given is None or not words:
        return None
    if base and _same(words, base.name or base.text, base.span, text):
        return base
    return Attribution(text=words, name=(given.name or "").strip() or None, span=span_of(given, text, near))


# ------------------------------------------------------------------ forms

Form = Mapping[str, Sequence[str]]


def from_form(form: Form) -> GivenEvent:
    """The event that a form gives. Raises BadQuestion, pydantic's ValidationError."""

    def one(name: str) -> str:
        return (form.get(name) or [""])[-1].strip()

    def number(name: str) -> float | None:
        try:
            return float(one(name).replace(",", "")) if one(name) else None
        except ValueError:
            raise BadQuestion(f"{name}: {one(name)!r} is no number") from None

    def edges(prefix: str) -> dict[str, object]:
        start, end = one(f"{prefix}-start"), one(f"{prefix}-end")
        whole = start.isdecimal() and end.isdecimal()
        return {"start": int(start), "end": int(end)} if whole else {}

    def rows(prefix: str) -> list[str]:
        found = {name.split("-")[1] for name in form if name.startswith(f"{prefix}-")}
        return [f"{prefix}-{n}" for n in sorted((n for n in found if n.isdecimal()), key=int)]

    def person(prefix: str) -> dict[str, object]:
        return {
            "text": one(f"{prefix}-text"), "name": one(f"{prefix}-name"), **edges(prefix),
            "country": one(f"{prefix}-country"), "sector": one(f"{prefix}-sector").split(),
        }  # fmt: skip

    place = {"name": one("place-name"), "country": one("place-country"), "text": one("place-text")}
    date = {"start": one("date-first"), "end": one("date-last") or None, "text": one("date-text")}
    said = {"text": one("attribution-text"), **edges("attribution")}
    tree = {
        "event": one("type"),
        "mode": [mode for mode in form.get("mode", ()) if mode],
        **{role: [person(prefix) for prefix in rows(role)] for role in ("actor", "recipient")},
        "place": {**place, **edges("place")} if place["name"] else None,
        "date": date if date["start"] else None,
        "size": [
            {"min": number(f"{p}-min"), "max": number(f"{p}-max"), "unit": one(f"{p}-unit"),
             "text": one(f"{p}-text"), **edges(p)}
            for p in rows("size")
        ],
        "demands": one("demands").splitlines(),
        "status": one("status") or "actual",
        "voice": one("voice") or "reported",
        "attribution": said if said["text"] else None,
        "trigger": {"text": one("trigger-text"), **edges("trigger")},
    }  # fmt: skip
    return GivenEvent.model_validate(tree)
