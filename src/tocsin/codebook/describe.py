"""What the codebook holds, for a person to read: its types, modes, contexts, sectors, words and tables.

Everything is read from the data files themselves, so that what is listed is what is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tocsin.codebook.tables import Row, read_table

ANY = range(1, 64)


@dataclass(frozen=True, slots=True)
class Table:
    """One data file: what its first comment says it is, and its rows."""

    name: str
    about: str
    rows: tuple[Row, ...]


def tables(root: Path) -> tuple[Table, ...]:
    """Every table below `root`, by name. Raises CodebookError where one is no table."""
    paths = sorted(root.rglob("*.txt"), key=lambda p: p.relative_to(root).as_posix())
    return tuple(_table(path, root) for path in paths)


def lexicon_counts(root: Path) -> Mapping[str, int]:
    """How many entries of the lexicon give each type; `-` counts those that say `no event`."""
    codes = (row.cells[1].split() for table in tables(root) for row in table.rows if _is_entry(table, row))
    return Counter(code[0] for code in codes if code)


def _is_entry(table: Table, row: Row) -> bool:
    return table.name.startswith("lexicon/") and len(row.cells) > 1


def _table(path: Path, root: Path) -> Table:
    rows = tuple(read_table(path, root, ANY))
    comments = (line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#"))
    return Table(path.relative_to(root).as_posix(), next(comments, "").lstrip("# ").rstrip(":"), rows)
