"""Reports as people corrected them, in the form of hand-coded ones: for `tocsin score` and `tocsin train`.

YAML in which each event is a line of JSON: any YAML reader reads it, and nothing of a report is read as YAML.
"""

from __future__ import annotations

import json
import re

from tocsin.model import Coding, Event, Participant

LONGEST = 400
"""Characters of `near` at most."""


def gold_name(coding: Coding) -> str:
    """What the two files of a report are called, without their suffix."""
    stem = re.sub(r"[^A-Za-z0-9]{1,9}", "-", coding.document.name.rpartition("/")[2])[:40].strip("-")
    return f"{stem or 'report'}-{coding.document.id[:8]}"


def gold_text(coding: Coding) -> str:
    """The file of hand-coded events of a report, all of which people have decided on."""
    published = coding.document.source.published
    lines = [f"document: {gold_name(coding)}.txt"]
    lines += [f"published: {published.isoformat()}"] if published else []
    lines += ["events:"] if coding.events else ["events: []"]
    lines += [f"- {json.dumps(_event(e, coding.document.text), ensure_ascii=False)}" for e in coding.events]
    return "\n".join(lines).encode("utf-8", "replace").decode("utf-8") + "\n"


def _event(event: Event, text: str) -> dict[str, object]:
    record: dict[str, object] = {"id": event.id, "trigger": event.trigger.of(text)}
    if near := _near(event, text):
        record["near"] = near
    record.update(
        type=event.type, modes=list(event.modes), actors=[_person(p, text) for p in event.actors],
        recipients=[_person(p, text) for p in event.recipients],
        place=event.place.name if event.place else None,
        date=[event.date.start.isoformat(), event.date.end.isoformat()] if event.date else None,
        status=event.status, voice=event.voice,
    )  # fmt: skip
    if event.sizes:
        record["size"] = [{"min": q.min, "max": q.max, "unit": q.unit, "text": q.text} for q in event.sizes]
    if event.demands:
        record["demands"] = list(event.demands)
    if event.attribution:
        record["by"] = event.attribution.name or event.attribution.text
    return record


def _near(event: Event, text: str) -> str:
    """Words that begin where the trigger does and stand nowhere before, where the trigger's own words do."""
    start = event.trigger.start
    if text.find(event.trigger.of(text)) == start:
        return ""
    for size in range(event.trigger.end - start, LONGEST):
        if text.find(text[start : start + size]) == start:
            return text[start : start + size]
    return ""


def _person(who: Participant, text: str) -> dict[str, object]:
    record: dict[str, object] = {
        "text": who.span.of(text) if who.span else who.text, "country": who.country,
        "sectors": list(who.sectors),
    }  # fmt: skip
    return {**record, "implicit": True} if who.implicit else record
