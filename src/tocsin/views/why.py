"""One event explained: every value, the words it was read from, the row that gave it, what was dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tocsin.codebook.confidence import Weights
from tocsin.codebook.describe import Rows
from tocsin.coding.weighing import LEFT_OUT
from tocsin.model import Coding, Dropped, Event, Span, Step
from tocsin.views.account import CONFIDENCE, MODEL, Field, fields, is_weighed, weighed
from tocsin.views.cards import STYLE_OF, marked, reasons
from tocsin.views.wording import counted, line_column, quoted, shortened, visible

LABEL = 12
"""Columns for the name of a field."""
ROW = 160
"""Characters of a table's row that are shown. A row of the lexicon is shown whole."""
UNSURE = "too unsure"
"""The reason of drops that are many: the model weighs a good many words."""
PARTS_OF_SPEECH = {"v": "a verb", "n": "a noun", "a": "an adjective"}
RULE = 16
"""Columns for where the rule of an event stands."""


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
        lines += [_drop(d, coding) for d in coding.dropped if d.reason != UNSURE]
    if any(d.reason == UNSURE for d in coding.dropped):
        lines.append(Text(f"what is {UNSURE} can be seen with --recall", "dim"))
    return Group(*lines)


def explanation(
    event: Event, coding: Coding, rows: Rows, weights: Mapping[str, Weights], coloured: bool
) -> RenderableType:
    """Everything that is known of how `event` came about.

    `rows` are those of the codebook in use, `weights` those of the facts by what they speak for:
    `confidence` for the event itself, `actor` and `recipient` for who takes part.
    """
    sentence = next((s for s in coding.sentences if s.span == event.sentence), None)
    where = line_column(coding.document, event.trigger)
    title = Text().append(event.type, STYLE_OF.get(event.type, "bold")).append(f" {' '.join(event.modes)}")
    title.append(f"  {event.id}  {visible(coding.document.name)}:{where}", "dim")
    parts: list[RenderableType] = [title, Text()]
    parts.append(Padding(marked(sentence, event.trigger, event.sentence, coding, coloured), (0, 0, 1, 2)))
    parts.append(_values(event, coding, rows, weights))
    parts += _mentions(event, coding)
    parts += _left_out(event, coding)
    parts.append(
        Text(f"\n  The tables are in {rows.root}; to change a copy: tocsin codebook --copy DIR", "dim")
    )
    return Group(*parts)


# ------------------------------------------------------------------ values and their steps


def _values(event: Event, coding: Coding, rows: Rows, weights: Mapping[str, Weights]) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=2)
    grid.add_column(width=LABEL, style="bold")
    grid.add_column(overflow="fold")
    shown: set[str] = set()
    for field in fields(event, coding):
        grid.add_row("", field.name, _value(field, coding))
        for step in field.steps:
            told = is_weighed(step) and not step.rule.startswith(LEFT_OUT)
            why = _sure(step, weights.get(step.field, {})) if told else ()
            for line in (*_step(step, field.span, coding, rows, shown), *why):
                grid.add_row("", "", Padding(line, (0, 0, 0, 2)))
    return grid


def _value(field: Field, coding: Coding) -> Text:
    line = Text(field.value)
    return line.append(f"  {quoted(coding.document, field.span)}", "dim") if field.span else line


def _step(step: Step, known: Span | None, coding: Coding, rows: Rows, shown: set[str]) -> Iterator[Text]:
    """The rule and its source, the row as it is written, the words where they are not those of the value.

    A row is written out once; `shown` remembers which were.
    """
    written = rows.written(step.source)
    whole = step.source.startswith("lexicon/")
    line = Text() if written and whole else Text(rule_words(step), "dim")
    if step.source and step.source != MODEL:
        line.append(f"{'  ' if line else ''}{visible(step.source)}", "cyan")
    if step.span and step.span != known:
        line.append(f"  {quoted(coding.document, step.span)}", "dim")
    yield line
    if written and step.source not in shown:
        shown.add(step.source)
        yield Text(f"│ {visible(written) if whole else shortened(written, ROW)}", "dim")
    if step.over and not is_weighed(step):
        yield Text(f"rather than {'; '.join(map(visible, step.over))}", "dim")


def _sure(step: Step, weights: Weights) -> Iterator[Text]:
    """What spoke for the event, or for somebody in it, and what against it."""
    found, words = weighed(step, weights), fact_words if step.field == CONFIDENCE else part_words
    for title, sign in (("for it", 1), ("against it", -1)):
        facts = [f"{words(fact)} {load:+.1f}" for fact, load in found if load * sign > 0]
        if facts:
            yield Text(f"{title}: {'; '.join(facts)}", "dim")


def fact_words(fact: str) -> str:
    """A fact of `confidence.txt` for a person: there it begins with who found the event, or ends with it."""
    odds, comma, _ = fact.partition(", ")
    if comma:
        return {"model odds": "the model's odds"}.get(odds, "the model's odds of another type")
    finder, _, rest = fact.partition(" ")
    if not rest:
        return "in the lexicon" if finder == "rule" else "not in the lexicon"
    kind, dot, pos = rest.partition(".")
    return f"{kind} by {PARTS_OF_SPEECH.get(pos, pos)}" if dot else visible(rest)


def part_words(fact: str) -> str:
    """A fact of `participants.txt` for a person: there it begins with who gave the participant."""
    finder, comma, rest = fact.partition(", ")
    if comma:
        return visible(rest.replace("model odds", "the model's odds"))
    given = {
        "rule": "a rule found it",
        "model": "the model alone",
        "other side": "a rule has it on the other side",
    }
    return given.get(finder, visible(finder))


def rule_words(step: Step) -> str:
    """What a step's rule says, for a person who does not know the program."""
    if step.source == MODEL and not step.rule.startswith("the trained model"):
        return "proposed by the trained model; no row of the lexicon gives it"
    return visible(step.rule)


# ------------------------------------------------------------------ mentions and drops


def _mentions(event: Event, coding: Coding) -> Iterator[Text]:
    if len(event.evidence) > 1:
        yield Text("\n  told more than once", "bold")
        for mention in event.evidence:
            line = Text(f"    {quoted(coding.document, mention.trigger)}")
            yield line.append(f"  {visible(mention.rule)}", "cyan")


def _left_out(event: Event, coding: Coding) -> Iterator[Text]:
    near = [d for d in coding.dropped if d.span and d.span.overlaps(event.sentence)]
    if near:
        yield Text("\n  considered in this sentence and left out", "bold")
        yield from (_drop(d, coding) for d in near)


def _drop(drop: Dropped, coding: Coding) -> Text:
    where = f"  {line_column(coding.document, drop.span)}" if drop.span else ""
    return Text(f"    {visible(drop.what)}: {visible(drop.reason)}").append(where, "dim")


def _line(event: Event, coding: Coding) -> Text:
    what = " ".join((event.type, *event.modes))
    rule = event.evidence[0].rule if event.evidence else ""
    line = Text(f"{event.id[:8]}  {event.confidence:.2f}  ", no_wrap=True, overflow="ellipsis")
    line.append(f"{what:<22} ", STYLE_OF.get(event.type, "bold"))
    where = "trained model" if rule == MODEL else visible(rule).removeprefix("lexicon/")
    line.append(f"{where:<{RULE}} ", "cyan")
    line.append(f"{line_column(coding.document, event.trigger):>7}  ", "dim")
    return line.append(f"“{visible(event.trigger.of(coding.document.text))}”", "dim")
