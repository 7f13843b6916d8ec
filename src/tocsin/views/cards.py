"""A coding for the eye: a header, a card for each event, a footer with the counts.

A card stands in two columns. Left: what happened, the event's id and how sure the coder is. Right: who did
it to whom; where, when, how many, is it so, who says so; and the sentence with the words underlined that
the event was read from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tocsin.model import Coding, Event, Participant, Quantity, Sentence, Span, When, Where
from tocsin.views.listed import everything_else
from tocsin.views.wording import MARKS, according_to, amount, common_nouns, counted, cut, day, days, visible

LEFT = 20
"""Columns for what happened."""
DOUBTFUL = 0.3
"""Somebody who is less sure to take part has a question mark."""
WIDEST = 132
"""Beyond this lines are too long to read."""

TYPE_STYLES = {
    "bold green": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"),
    "bold yellow": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "bold red": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
STYLE_OF = {event_type: style for style, types in TYPE_STYLES.items() for event_type in types}
STATUS_STYLES = {"negated": "bold red", "hypothetical": "magenta", "future": "cyan", "historical": "dim"}


class Cards:
    """The whole coding as a rich renderable. Nothing of the report is read as mark-up."""

    def __init__(self, coding: Coding, everything: bool = False) -> None:
        """`everything`: entities, quotations and figures below the events."""
        self.coding = coding
        self.everything = everything

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        narrow = options.update(width=min(options.max_width, WIDEST))
        coloured = console.color_system is not None and not console.no_color
        more = everything_else(self.coding) if self.everything else ()
        for part in (header(self.coding), *event_cards(self.coding, coloured), *more, footer(self.coding)):
            yield from console.render(part, narrow)


def header(coding: Coding) -> RenderableType:
    """Title; publisher, author, date, file."""
    document, source = coding.document, coding.document.source
    title = Text(visible(document.title or document.name), "bold")
    published = day(source.published) if source.published else "no date of publication"
    facts = [source.publisher, source.author, published, document.name if document.title else None]
    line = Text(" · ".join(visible(f) for f in facts if f), "dim")
    return Group(title, line, Text())


def event_cards(coding: Coding, coloured: bool) -> Iterator[RenderableType]:
    """A card for each event in text order, members indented under their whole."""
    sentences = {s.span: s for s in coding.sentences}
    common = common_nouns(coding)
    members: dict[str, list[Event]] = {}
    known = {e.id for e in coding.events}
    for event in coding.events:
        if event.part_of in known:
            members.setdefault(event.part_of or "", []).append(event)
    for event in coding.events:
        if event.part_of in known:
            continue
        yield card(event, common, _sentence(event, sentences, coding, coloured))
        for member in members.get(event.id, ()):
            same = member.sentence == event.sentence
            yield member_card(
                member, common, None if same else _sentence(member, sentences, coding, coloured)
            )
        yield Text()


def card(event: Event, common: frozenset[str], sentence: Text) -> RenderableType:
    """One event in two columns."""
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(width=LEFT, no_wrap=False, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    left = _what(event).append(f"\n{_handle(event)}", "dim")
    grid.add_row(left, Group(*_body(event, common), sentence))
    return grid


def member_card(event: Event, common: frozenset[str], sentence: Text | None) -> RenderableType:
    """A member of a whole: one line or two, indented, with its sentence only where that is another one."""
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(width=LEFT, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    left = Text(f"  └ {_handle(event)}", "dim")
    grid.add_row(left, Group(*_body(event, common), *([sentence] if sentence else [])))
    return grid


def footer(coding: Coding) -> RenderableType:
    """How many events, figures, quotations; what was dropped and why; problems."""
    parts = [
        counted(len(coding.events), "event"),
        counted(len(coding.figures), "figure"),
        counted(len(coding.quotations), "quotation"),
        counted(len(coding.problems), "problem"),
    ]
    lines = [Text(", ".join(parts))]
    if coding.dropped:
        lines.append(Text(f"left out: {reasons(coding)}", "dim"))
    return Padding(Group(*lines), (0, 0, 1, 0))


def reasons(coding: Coding) -> str:
    """What was dropped, counted by reason, commonest first: `4 forecast, 2 furniture`."""
    counts = Counter(d.reason for d in coding.dropped)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{n} {visible(reason)}" for reason, n in ordered)


# ------------------------------------------------------------------ parts of a card


def _what(event: Event) -> Text:
    text = Text().append(event.type, STYLE_OF.get(event.type, "bold"))
    return text.append("".join(f" {mode}" for mode in event.modes))


def _handle(event: Event) -> str:
    """By what the event can be asked for, and how sure the coder is of it."""
    return f"{event.id[:8]}  {event.confidence:.2f}"


def _body(event: Event, common: frozenset[str]) -> Iterator[Text]:
    yield _who(event)
    yield _circumstances(event, common)
    if event.demands:
        yield Text("demands: " + "; ".join(map(visible, event.demands)))


def _who(event: Event) -> Text:
    line = _people(event.actors) if event.actors else Text().append("(nobody named)", "dim")
    if event.recipients:
        line.append(" → ", "bold").append_text(_people(event.recipients))
    return line


def _people(people: tuple[Participant, ...]) -> Text:
    return Text(", ").join(_person(p) for p in people)


def _person(who: Participant) -> Text:
    codes = " ".join((*((who.country,) if who.country else ()), *who.sectors))
    text = Text(visible(who.name or who.text))
    if who.implicit:
        text.append(" (implied)", "dim italic")
    if who.confidence is not None and who.confidence < DOUBTFUL:
        text.append(" ?", "dim")
    return text.append(f" {codes}", "cyan") if codes else text


def _circumstances(event: Event, common: frozenset[str]) -> Text:
    facts = [Text(_place(event.place)) if event.place else Text("no place", "dim")]
    facts.append(Text(_about(event.date) + days(event.date)) if event.date else Text("no date", "dim"))
    facts += [Text(_size(q, common)) for q in event.sizes]
    facts.append(Text(event.status, STATUS_STYLES.get(event.status, "")))
    facts.append(Text(_voice(event, common)))
    return Text(" · ").join(facts)


def _place(where: Where) -> str:
    country = where.country if where.country and where.level != "country" else None
    return _about(where) + " ".join(visible(part) for part in (where.name or where.text, country) if part)


def _about(told: When | Where) -> str:
    """What is taken from what the report told before is marked."""
    return "" if told.told else "~"


def _size(size: Quantity, common: frozenset[str]) -> str:
    return f"{amount(size)} ({according_to(size.by, common)})" if size.by else amount(size)


def _voice(event: Event, common: frozenset[str]) -> str:
    said = event.attribution
    if event.voice != "attributed" or said is None:
        return event.voice
    return according_to(said.name, common) if said.name else f"“{visible(said.text)}”"


def _sentence(event: Event, sentences: dict[Span, Sentence], coding: Coding, coloured: bool) -> Text:
    return marked(sentences.get(event.sentence), event.trigger, event.sentence, coding, coloured)


def marked(sentence: Sentence | None, trigger: Span, span: Span, coding: Coding, coloured: bool) -> Text:
    """The sentence, dimmed, its trigger underlined or, where there is no colour, in `⟦ ⟧`."""
    if sentence is None:
        return Text(visible(span.of(coding.document.text)), "dim")
    before, hit, after = cut(sentence, trigger)
    if not coloured:
        hit = f"{MARKS[0]}{hit}{MARKS[1]}"
    text = Text().append(before, "dim").append(hit, "underline bold" if coloured else "")
    return text.append(after, "dim")
