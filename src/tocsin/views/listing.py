"""The codebook for the eye: types with their modes, contexts, sectors, cue words, tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tocsin.codebook.describe import Table, lexicon_counts, tables
from tocsin.views.cards import STYLE_OF
from tocsin.views.wording import counted, visible


def overview(root: Path, in_use: tuple[tuple[str, str], ...]) -> RenderableType:
    """What is in use, types with their modes and lexicon entries, then every table with its size."""
    found = {table.name: table for table in tables(root)}
    return Group(*_in_use(in_use), *_types(found, root), *_words(found), *_tables(found))


def topics(root: Path) -> tuple[str, ...]:
    """What `tocsin codebook WHAT` can show: tables, by file name without its suffix, and types."""
    found = tables(root)
    types = (row.cells[0] for table in found if table.name == "types.txt" for row in table.rows)
    return (*(table.name.removesuffix(".txt") for table in found), *types)


def table_view(root: Path, what: str) -> RenderableType | None:
    """The rows of one table or of one event type's lexicon; None where there is no such thing."""
    found = tables(root)
    for table in found:
        if what in (table.name, table.name.removesuffix(".txt")):
            return Group(Text(table.about, "bold"), _rows(table))
    entries = [t for t in (_of_type(table, what.upper()) for table in found) if t.rows]
    return Group(*(part for t in entries for part in (Text(t.name, "bold"), _rows(t)))) if entries else None


def _of_type(table: Table, event_type: str) -> Table:
    mine = (r for r in table.rows if len(r.cells) > 1 and r.cells[1].split()[:1] == [event_type])
    return Table(table.name, table.about, tuple(mine) if table.name.startswith("lexicon/") else ())


def _in_use(facts: tuple[tuple[str, str], ...]) -> Iterator[RenderableType]:
    grid = _grid()
    for name, value in facts:
        grid.add_row(Text(name, "bold"), Text(visible(value)), Text())
    yield Text("In use", "bold")
    yield grid
    yield Text()


def _types(found: dict[str, Table], root: Path) -> Iterator[RenderableType]:
    counts = lexicon_counts(root)
    modes: dict[str, list[str]] = {}
    for row in found["modes.txt"].rows if "modes.txt" in found else ():
        modes.setdefault(row.cells[0], []).append(row.cells[1])
    grid = _grid()
    for row in found["types.txt"].rows if "types.txt" in found else ():
        name = row.cells[0]
        about = Text(row.cells[-1]).append(f"\n{', '.join(modes.get(name, ['no modes']))}", "dim")
        grid.add_row(Text(name, STYLE_OF.get(name, "bold")), about, Text(f"{counts.get(name, 0):,}", "cyan"))
    yield Text("Event types, their modes, and how many entries of the lexicon give them", "bold")
    yield grid
    if counts.get("-"):
        yield Text(f"{counted(counts['-'], 'entry', 'entries')} say that the words are no event", "dim")
    yield Text()


def _words(found: dict[str, Table]) -> Iterator[RenderableType]:
    grid = _grid()
    for name in ("contexts", "sectors", "cues"):
        rows = found[f"{name}.txt"].rows if f"{name}.txt" in found else ()
        if rows:
            grid.add_row(Text(name, "bold"), Text(", ".join(dict.fromkeys(r.cells[0] for r in rows))), Text())
    yield Text("Codes and kinds of cue words", "bold")
    yield grid
    yield Text()


def _tables(found: dict[str, Table]) -> Iterator[RenderableType]:
    grid = _grid()
    for name, table in found.items():
        size = Text(f"{len(table.rows):,}", "cyan")
        grid.add_row(Text(name.removesuffix(".txt"), "bold"), Text(table.about), size)
    yield Text("Tables (`tocsin codebook NAME` shows one, `tocsin codebook TYPE` a type's lexicon)", "bold")
    yield grid


def _rows(table: Table) -> RenderableType:
    grid = Grid.grid(padding=(0, 2, 0, 0), expand=True)
    width = max((len(r.cells) for r in table.rows), default=0)
    grid.add_column(style="dim", no_wrap=True)
    for _ in range(width):
        grid.add_column(overflow="fold")
    for row in table.rows:
        grid.add_row(str(row.line), *(Text(visible(cell)) for cell in row.cells))
    return grid


def _grid() -> Grid:
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    return grid
