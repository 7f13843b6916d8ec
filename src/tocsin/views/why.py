"""One event explained: every value, the words it was read from, the rule that gave it, what was dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from tocsin.model import Attribution, Coding, Dropped, Event, Participant, Span, Step
from tocsin.views.cards import STYLE_OF, marked, reasons
from tocsin.views.wording import amount, counted, days, line_column, quoted, visible

LABEL = 13
"""Columns for the name of a field."""


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
    title = Text(event.type, STYLE_OF.get(event.type, "bold")).append(f" {' '.join(event.modes)}")
    title.append(f"  {event.id}  {visible(coding.document.name)}:{where}", "dim")
    parts: list[RenderableType] = [title, Text()]
    parts.append(Padding(marked(sentence, event.trigger, event.sentence, coding, coloured), (0, 0, 1, 2)))
    parts += _fields(event, coding)
    parts += _evidence(event, coding)
    parts += _left_out(event, coding)
    return Group(*parts)


# ------------------------------------------------------------------ values and their steps

Value = tuple[str, str, Span | None]
"""A field's name, its value in words and the span it was read from."""


def values(event: Event) -> Iterator[Value]:
    """Every value of the event, in the order of the contract."""
    yield "type", event.type, event.trigger
    yield "mode", " ".join(event.modes) or "none", None
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


def _fields(event: Event, coding: Coding) -> Iterator[Text]:
    left = list(event.steps)
    if event.place and event.place.rule and not _taken(left, "place"):
        left.append(_rule_step("place", event.place.name, event.place.rule))
    if event.date and event.date.rule and not _taken(left, "date"):
        left.append(_rule_step("date", event.date.text, event.date.rule))
    shown = list(values(event))
    for i, (field, value, span) in enumerate(shown):
        yield _value(field, value, span, coding)
        if any(later == field for later, _, _ in shown[i + 1 :]):
            continue  # the steps of a field come once, under its last value
        mine = [s for s in left if s.field.rstrip("s") == field.rstrip("s")]
        left = [s for s in left if s not in mine]
        for step in mine:
            yield from _step(step, value, coding)
    for step in left:
        yield _value(step.field, step.value, step.span, coding)
        yield from _step(step, step.value, coding)


def _taken(steps: Iterable[Step], field: str) -> bool:
    return any(s.field == field for s in steps)


def _rule_step(field: str, value: str, rule: str) -> Step:
    return Step(field=field, value=value, rule=rule, source="")


def _value(field: str, value: str, span: Span | None, coding: Coding) -> Text:
    line = Text(f"  {field:<{LABEL}}", "bold").append(visible(value), "default not bold")
    if span:
        line.append(f"  {quoted(coding.document, span)}", "dim")
    return line


def _step(step: Step, value: str, coding: Coding) -> Iterator[Text]:
    gap = " " * (LABEL + 2)
    line = Text(gap).append("by ", "dim").append(visible(step.rule))
    if step.source:
        line.append(f"  {visible(step.source)}", "cyan")
    if step.span:
        line.append(f"  {quoted(coding.document, step.span)}", "dim")
    yield line
    if step.over:
        yield Text(f"{gap}rather than {'; '.join(map(visible, step.over))}", "dim")


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
