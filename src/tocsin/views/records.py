"""The contract: what programs read (`docs/schema.json` is its schema).

Every `text` that comes with `start` and `end` is exactly the file's text between them, line breaks
and escapes included; where a value has no span of its own, `start` and `end` are null.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from tocsin.model import (
    Attribution,
    Coding,
    Dropped,
    Entity,
    Event,
    Figure,
    Participant,
    Problem,
    Quantity,
    Quotation,
    Source,
    Span,
    Tenure,
    When,
    Where,
)
from tocsin.views.wording import number

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None
Record: TypeAlias = Mapping[str, Json]

LINE_ENDS = {ord(c): f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"}
"""Characters that JSON allows bare and that many programs break lines at."""


def line(record: Record) -> str:
    """The record as one line of JSON, whatever a reader takes for the end of a line."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False).translate(LINE_ENDS)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"  # lone surrogates


def event_record(event: Event, coding: Coding) -> Record:
    """One event as one line of `--format jsonl` holds it."""
    text = coding.document.text
    return {
        "id": event.id,
        "document": coding.document.name,
        "event": event.type,
        "mode": event.modes,
        "context": event.contexts,
        "actor": [_participant(p, text) for p in event.actors],
        "recipient": [_participant(p, text) for p in event.recipients],
        "place": _place(event.place, text),
        "date": _date(event.date, text),
        "size": [_size(q, text) for q in event.sizes],
        "demands": event.demands,
        "part_of": event.part_of,
        "status": event.status,
        "voice": event.voice,
        "attribution": _attribution(event.attribution, text),
        "trigger": _stretch(event.trigger, text),
        "sentence": _stretch(event.sentence, text),
        "confidence": round(event.confidence, 4),
        "evidence": [{**_stretch(e.trigger, text), "rule": e.rule} for e in event.evidence],
        "source": _source(coding),
    }


def report_record(coding: Coding) -> Record:
    """One report with everything that it gave, as `--format json` holds it."""
    text, name = coding.document.text, coding.document.name
    return {
        "document": name,
        "source": _source(coding),
        "events": [event_record(e, coding) for e in coding.events],
        "figures": [_figure(f, text) for f in coding.figures],
        "quotations": [_quotation(q, text) for q in coding.quotations],
        "entities": [_entity(e, text) for e in coding.entities],
        "problems": [problem_record(p) for p in coding.problems],
        "dropped": [_dropped(d) for d in coding.dropped],
    }


def problem_record(problem: Problem) -> Record:
    """A problem: which stage met it, what it is, whether the document could not be coded at all."""
    return {
        "document": problem.document,
        "stage": problem.stage,
        "message": problem.message,
        "fatal": problem.fatal,
        **_edges(problem.span),
    }


# ------------------------------------------------------------------ parts


def _edges(span: Span | None) -> Record:
    return {"start": span.start if span else None, "end": span.end if span else None}


def _stretch(span: Span, text: str) -> Record:
    return {"text": span.of(text), **_edges(span)}


def _words(written: str, span: Span | None, text: str) -> Record:
    return _stretch(span, text) if span else {"text": written, **_edges(None)}


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _bound(value: float | None) -> int | float | None:
    return None if value is None else number(value)


def _participant(who: Participant, text: str) -> Record:
    return {
        **_words(who.text, who.span, text),
        "name": who.name,
        "country": who.country,
        "sector": who.sectors,
        "implicit": who.implicit,
        "confidence": who.confidence,
        "entity": who.entity,
    }


def _place(where: Where | None, text: str) -> Json:
    if where is None:
        return None
    return {
        **_words(where.text, where.span, text),
        "name": where.name,
        "country": where.country,
        "lat": where.lat,
        "lon": where.lon,
        "geonames": where.geonames,
        "level": where.level,
        "told": where.told,
    }


def _date(when: When | None, text: str) -> Json:
    if when is None:
        return None
    return {
        "start": _iso(when.start),
        "end": _iso(when.end),
        "text": when.span.of(text) if when.span else when.text,
        "text_start": when.span.start if when.span else None,
        "text_end": when.span.end if when.span else None,
        "told": when.told,
    }


def _size(quantity: Quantity, text: str) -> Record:
    return {
        "min": _bound(quantity.min),
        "max": _bound(quantity.max),
        "unit": quantity.unit,
        **_stretch(quantity.span, text),
        "by": quantity.by,
    }


def _attribution(said: Attribution | None, text: str) -> Json:
    return None if said is None else {**_words(said.text, said.span, text), "name": said.name}


def _source(coding: Coding) -> Record:
    document = coding.document
    source: Source = document.source
    return {
        "title": document.title,
        "publisher": source.publisher,
        "author": source.author,
        "published": _iso(source.published),
        "place": source.place,
        "url": source.url,
        "language": document.language,
        "sha256": source.digest,
    }


def _figure(figure: Figure, text: str) -> Record:
    quantity, as_of = figure.quantity, figure.as_of
    return {
        "what": figure.what,
        **_size(quantity, text),
        "as_of": {"start": _iso(as_of.start), "end": _iso(as_of.end)} if as_of else None,
        "by": figure.by or quantity.by,
    }


def _quotation(quotation: Quotation, text: str) -> Record:
    speaker = quotation.speaker_span
    return {
        "speaker": quotation.speaker,
        **_stretch(quotation.span, text),
        "speaker_start": speaker.start if speaker else None,
        "speaker_end": speaker.end if speaker else None,
        "entity": quotation.entity,
    }


def _entity(entity: Entity, text: str) -> Record:
    return {
        "id": entity.id,
        "name": entity.name,
        "kind": entity.kind,
        "aliases": entity.aliases,
        "mentions": [_stretch(m.span, text) for m in entity.mentions],
        "country": entity.countries,
        "sector": entity.sectors,
        "roles": [_tenure(t) for t in entity.roles],
    }


def _tenure(tenure: Tenure) -> Record:
    return {
        "role": tenure.role,
        "organization": tenure.organization,
        "since": tenure.since,
        "until": tenure.until,
        **_edges(tenure.span),
    }


def _dropped(dropped: Dropped) -> Record:
    return {"stage": dropped.stage, "what": dropped.what, "reason": dropped.reason, **_edges(dropped.span)}
