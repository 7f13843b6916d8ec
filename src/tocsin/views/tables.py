"""Events of a book as a list for the eye, two lines each: when, what, who; where, is it so, source."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from tocsin.model import Event, Held, Participant
from tocsin.views.cards import STATUS_STYLES, STYLE_OF
from tocsin.views.wording import day, shortened, visible

DAY = 11
"""Columns for a day."""
ID = 9
"""Columns for the beginning of an id."""
WHO = 60
"""Characters of those on one side that are shown."""


def list_grid() -> Table:
    """An empty list: day, account, id."""
    table = Table.grid(expand=True, padding=(0, 2, 0, 0))
    table.add_column(width=DAY)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(width=ID, style="dim", no_wrap=True)
    return table


def event_table(held: Iterable[Held]) -> RenderableType:
    """Two lines an event, in the order given."""
    table = list_grid()
    for one in held:
        for event in one.coding.events:
            source = outlet(one)
            when = Text(day(event.date.start)) if event.date else Text("no day", "dim")
            table.add_row(when, Text("\n").join((_what_who(event), _rest(event, source))), event.id[:8])
    return table


def outlet(held: Held) -> str:
    """The publisher, or failing that the end of the file's name or address."""
    document = held.coding.document
    return document.source.publisher or document.name.rstrip("/").rpartition("/")[2] or document.name


def what(type: str, modes: Iterable[str]) -> Text:
    """`PROTEST strike` in the colour of its kind."""
    return Text().append(type, STYLE_OF.get(type, "bold")).append("".join(f" {mode}" for mode in modes))


def _what_who(event: Event) -> Text:
    line = what(event.type, event.modes).append("  ")
    line.append(names(event.actors) or "(nobody named)", "" if event.actors else "dim")
    return line.append(" → ", "bold").append(names(event.recipients)) if event.recipients else line


def _rest(event: Event, source: str) -> Text:
    place = visible(event.place.name) if event.place else "no place"
    status = Text(event.status, STATUS_STYLES.get(event.status, ""))
    return Text(" · ", "dim").join((Text(place, "cyan"), status, Text(shortened(source, 40), "dim")))


def names(people: tuple[Participant, ...]) -> str:
    """Those who take part, in a few words."""
    return shortened(", ".join(dict.fromkeys(visible(p.name or p.text) for p in people)), WHO)
