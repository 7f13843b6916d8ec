"""One event explained: every value, the words it was read from, the rule that gave it, what was dropped."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tocsin.model import Attribution, Coding, Dropped, Event, Participant, Span, Step
from tocsin.views.cards import STYLE_OF, marked, reasons
from tocsin.views.wording import amount, counted, days, line_column, quoted, visible

LABEL = 12
"""Columns for the name of a field."""
FIELD_OF = {"event": "type", "mode": "type", "demand": "demands", "actors": "actor", "sizes": "size"}
"""What a step may call a field that the contract calls otherwise."""


def find_event(coding: Coding, prefix: str) -> tuple[Event, ...]:
    """The events whose id begins with `prefix`: one where it is unique and known."""
    exact = tuple(e for e in coding.events if e.id == prefix)
    return exact or tuple(e for e in coding.events if e.id.startswith(prefix))


def event_list(coding: Coding) -> RenderableType:
    """What there is to explain: a line for each event, then the drops by reason."""
    lines = [_line(event, coding) for event in coding.events]
    lines.append(Text(counted(len(coding.events), "event"), "dim"))
    if coding.dropped:
        lines.append(Text(f"left out: {reasons(coding)}", "dim"))
        lines += [_drop(d, coding) for d in coding.dropped]
    return Group(*lines)


def explanation(event: Event, coding: Coding, coloured: bool) -> RenderableType:
    """Everything that is known of how `event` came about."""
    sentence = next((s for s in coding.sentences if s.span == event.sentence), None)
    where = line_column(coding.document, event.trigger)
    title = Text().append(event.type, STYLE_OF.get(event.type, "bold")).append(f" {' '.join(event.modes)}")
    title.append(f"  {event.id}  {visible(coding.document.name)}:{where}", "dim")
    parts: list[RenderableType] = [title, Text()]
    parts.append(Padding(marked(sentence, event.trigger, event.sentence, coding, coloured), (0, 0, 1, 2)))
    parts.append(_fields(event, coding))
    parts += _evidence(event, coding)
    parts += _left_out(event, coding)
    return Group(*parts)


# ------------------------------------------------------------------ values and their steps

Value = tuple[str, str, Span | None]
"""A field's name, its value in words and the span it was read from."""


def values(event: Event) -> Iterator[Value]:
    """Every value of the event, in the order of the contract."""
    yield "type", " ".join((event.type, *event.modes)), event.trigger
    yield "context", ", ".join(event.contexts) or "none", None
    yield from _people("actor", event.actors)
    yield from _people("recipient", event.recipients)
    yield ("place", _place_words(event), event.place.span) if event.place else ("place", "none", None)
    yield ("date", days(event.date), event.date.span) if event.date else ("date", "none", None)
    for size in event.sizes:
        yield "size", amount(size) + (f", says {visible(size.by)}" if size.by else ""), size.span
    for demand in event.demands:
        yield "demands", visible(demand), None
    yield "status", event.status, None
    yield "voice", event.voice, None
    if event.attribution:
        yield "attribution", _said(event.attribution), event.attribution.span
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


def _said(said: Attribution) -> str:
    return visible(said.name or said.text)


def _fields(event: Event, coding: Coding) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=2)
    grid.add_column(width=LABEL, style="bold")
    grid.add_column(overflow="fold")
    for field, line in _lines(event, coding):
        grid.add_row("", field, line)
    return grid


def _lines(event: Event, coding: Coding) -> Iterator[tuple[str, Text]]:
    """Each value under the name of its field, and below it the steps that led to it."""
    steps = _steps(event)
    shown = list(values(event))
    for i, (field, value, span) in enumerate(shown):
        yield field, _value(value, span, coding)
        if any(later == field for later, _, _ in shown[i + 1 :]):
            continue  # the steps of a field come once, under its last value
        for step in steps.pop(field, ()):
            yield from (("", line) for line in _step(step, span, coding))
    for field, others in steps.items():
        for step in others:
            yield field, _value(step.value, None, coding)
            yield from (("", line) for line in _step(step, None, coding))


def _steps(event: Event) -> dict[str, list[Step]]:
    """The steps by field, in order; a place or date brings its rule along where no step says more."""
    steps: dict[str, list[Step]] = {}
    for step in event.steps:
        steps.setdefault(FIELD_OF.get(step.field, step.field), []).append(step)
    for field, value in (("place", event.place), ("date", event.date)):
        if value and value.rule and field not in steps:
            steps[field] = [Step(field=field, value=value.text, rule=value.rule, source="")]
    return steps


def _value(value: str, span: Span | None, coding: Coding) -> Text:
    line = Text(visible(value))
    return line.append(f"  {quoted(coding.document, span)}", "dim") if span else line


def _step(step: Step, known: Span | None, coding: Coding) -> Iterator[Text]:
    """The rule, its source, and the words it was read from where they are not those of the value."""
    line = Text().append("by ", "dim").append(visible(step.rule))
    if step.source:
        line.append(f"  {visible(step.source)}", "cyan")
    if step.span and step.span != known:
        line.append(f"  {quoted(coding.document, step.span)}", "dim")
    yield line
    if step.over:
        yield Text(f"rather than {'; '.join(map(visible, step.over))}", "dim")


# ------------------------------------------------------------------ evidence and drops


def _evidence(event: Event, coding: Coding) -> Iterator[Text]:
    yield Text("\n  mentions", "bold")
    for mention in event.evidence:
        line = Text(f"    {quoted(coding.document, mention.trigger)}")
        yield line.append(f"  {visible(mention.rule)}", "cyan")


def _left_out(event: Event, coding: Coding) -> Iterator[Text]:
    near = [d for d in coding.dropped if d.span and d.span.overlaps(event.sentence)]
    if near:
        yield Text("\n  considered in this sentence and left out", "bold")
        yield from (_drop(d, coding) for d in near)


def _drop(drop: Dropped, coding: Coding) -> Text:
    words = f"  {quoted(coding.document, drop.span)}" if drop.span else ""
    return Text(f"    {visible(drop.what)}: {visible(drop.reason)}").append(f" ({drop.stage}){words}", "dim")


def _line(event: Event, coding: Coding) -> Text:
    line = Text(event.id[:12]).append(f"  {event.type:<9} ", STYLE_OF.get(event.type, "bold"))
    return line.append(f"{'/'.join(event.modes):<12} ").append(quoted(coding.document, event.trigger), "dim")
