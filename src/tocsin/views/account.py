"""How an event came about, as values: its fields in the order of the contract, each with its steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tocsin.codebook.confidence import PARTICIPANTS, Weights
from tocsin.codebook.describe import Rows
from tocsin.model import Coding, Dropped, Event, Participant, Span, Step
from tocsin.views.records import Json, Record, event_record
from tocsin.views.wording import according_to, amount, days, line_column, visible

FIELD_OF = {"event": "type", "mode": "type", "demand": "demands", "actors": "actor", "sizes": "size"}
"""What a step may call a field that the contract calls otherwise."""
MODEL = "model"
"""The source of a step that the trained model gave."""
CONFIDENCE = "confidence"
LEAST = 0.05
"""Facts that weigh less are not worth telling."""


class Field(NamedTuple):
    """One value of an event in words, the span it was read from, and the steps that led to it."""

    name: str
    value: str
    span: Span | None
    steps: tuple[Step, ...]


def fields(event: Event, coding: Coding) -> Iterator[Field]:
    """Every value of the event. Steps of a field with several values come with the last of them."""
    steps = _steps(event, coding)
    shown = list(_values(event))
    for i, (name, value, span) in enumerate(shown):
        last = all(later != name for later, _, _ in shown[i + 1 :])
        yield Field(name, value, span, tuple(steps.pop(name, ())) if last else ())
    for name, others in steps.items():
        for step in others:
            yield Field(name, visible(step.value), step.span, (step,))


def account(event: Event, coding: Coding, rows: Rows) -> Record:
    """The event, its values with their steps, and what was dropped in its sentence, for programs."""
    near = (d for d in coding.dropped if d.span and d.span.overlaps(event.sentence))
    return {
        "event": event_record(event, coding),
        "codebook": str(rows.root),
        "values": [_field(field, coding, rows) for field in fields(event, coding)],
        "left_out": [_left_out(drop, coding) for drop in near],
    }


def is_weighed(step: Step) -> bool:
    """Whether a step's `over` holds facts that were weighed, and not what was passed over."""
    return step.field == CONFIDENCE or step.source == PARTICIPANTS


def weighed(step: Step, weights: Weights) -> tuple[tuple[str, float], ...]:
    """What spoke for (above nought) and against an event or somebody in it, in log odds, heaviest first.

    `step` is one that `is_weighed`: its `over` holds the facts, each as `fact: how much of it`.
    """
    facts = (text.rpartition(": ") for text in step.over)
    loads = ((fact, weights.get(fact, 0.0) * float(amount)) for fact, _, amount in facts)
    return tuple(sorted((pair for pair in loads if abs(pair[1]) >= LEAST), key=lambda pair: -abs(pair[1])))


# ------------------------------------------------------------------ values in words

Value = tuple[str, str, Span | None]
"""A field's name, its value in words and the span it was read from."""


def _values(event: Event) -> Iterator[Value]:
    yield "type", " ".join((event.type, *event.modes)), event.trigger
    yield "context", ", ".join(event.contexts) or "none", None
    yield from _people("actor", event.actors)
    yield from _people("recipient", event.recipients)
    yield ("place", _place_words(event), event.place.span) if event.place else ("place", "none", None)
    yield ("date", days(event.date), event.date.span) if event.date else ("date", "none", None)
    for size in event.sizes:
        yield "size", amount(size) + (f", {according_to(size.by)}" if size.by else ""), size.span
    for demand in event.demands:
        yield "demands", visible(demand), None
    yield "status", event.status, None
    yield "voice", event.voice, None
    if said := event.attribution:
        yield "attribution", visible(said.name or said.text), said.span
    if event.part_of:
        yield "part_of", event.part_of, None
    yield "confidence", f"{event.confidence:.2f}", None


def _people(role: str, people: tuple[Participant, ...]) -> Iterator[Value]:
    for who in people:
        codes = " ".join((who.country or "no country", *who.sectors))
        implied = ", implied" if who.implicit else ""
        yield role, f"{visible(who.name or who.text)} ({codes}{implied})", who.span
    if not people:
        yield role, "none", None


def _place_words(event: Event) -> str:
    where = event.place
    if where is None:
        return "none"
    found = f"GeoNames {where.geonames}" if where.geonames else "not in the gazetteer"
    at = f", {where.lat:.2f} {where.lon:.2f}" if where.lat is not None and where.lon is not None else ""
    return f"{visible(where.name)} ({where.country or 'no country'}, {where.level}, {found}{at})"


# ------------------------------------------------------------------ steps


def _steps(event: Event, coding: Coding) -> dict[str, list[Step]]:
    """The steps by field, in order; participants bring the rule of their codes, a place or date its own."""
    steps: dict[str, list[Step]] = {}
    for step in event.steps:
        steps.setdefault(FIELD_OF.get(step.field, step.field), []).append(step)
    for field, value in (("place", event.place), ("date", event.date)):
        if value and value.rule and field not in steps:
            steps[field] = [Step(field=field, value=value.text, rule=value.rule, source="")]
    for role, people in (("actor", event.actors), ("recipient", event.recipients)):
        steps.setdefault(role, []).extend(_codes(role, people, coding))
    return {field: found for field, found in steps.items() if found}


def _codes(role: str, people: tuple[Participant, ...], coding: Coding) -> Iterator[Step]:
    """Where the country and sector of each participant come from."""
    rules = {entity.id: entity.rule for entity in coding.entities}
    for who in people:
        if rule := rules.get(who.entity or ""):
            codes = " ".join((who.country or "no country", *who.sectors))
            yield Step(field=role, value=codes, rule=f"{codes} of {visible(who.name)}: {rule}", source="")


# ------------------------------------------------------------------ records


def _field(field: Field, coding: Coding, rows: Rows) -> Record:
    steps = [_step(step, coding, rows) for step in field.steps]
    return {"field": field.name, "value": field.value, **_words(field.span, coding), "steps": steps}


def _step(step: Step, coding: Coding, rows: Rows) -> Record:
    return {
        "value": step.value,
        "rule": step.rule,
        "source": step.source,
        "row": rows.written(step.source),
        "over": step.over,
        **_words(step.span, coding),
    }


def _left_out(drop: Dropped, coding: Coding) -> Record:
    return {"what": drop.what, "reason": drop.reason, "stage": drop.stage, **_words(drop.span, coding)}


def _words(span: Span | None, coding: Coding) -> dict[str, Json]:
    if span is None:
        return {"text": None, "start": None, "end": None, "at": None}
    document = coding.document
    text = span.of(document.text)
    return {"text": text, "start": span.start, "end": span.end, "at": line_column(document, span)}
