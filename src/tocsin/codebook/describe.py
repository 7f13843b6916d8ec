"""What the codebook holds, for a person to read: its types, modes, contexts, sectors, words and tables.

Everything is read from the data files themselves, so that what is listed is what is there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tocsin.codebook.tables import Row, read_table

ANY = range(1, 64)
SOURCE = re.compile(r"(?P<file>[\w/-]+\.txt):(?P<line>\d+)")


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


class Rows:
    """The rows of the codebook in `root` as they are written, by `file:line`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lines: dict[str, tuple[str, ...]] = {}

    def written(self, source: str) -> str | None:
        """The row that `source` names (`lexicon/protest.txt:41`); None where it names none."""
        found = SOURCE.fullmatch(source)
        if found is None:
            return None
        lines, line = self._of(found["file"]), int(found["line"])
        return lines[line - 1].strip() if 0 < line <= len(lines) else None

    def _of(self, file: str) -> tuple[str, ...]:
        if file not in self._lines:
            path = self.root / file
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            self._lines[file] = tuple(text.splitlines())
        return self._lines[file]


def _is_entry(table: Table, row: Row) -> bool:
    return table.name.startswith("lexicon/") and len(row.cells) > 1


def _table(path: Path, root: Path) -> Table:
    rows = tuple(read_table(path, root, ANY))
    comments = (line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#"))
    return Table(path.relative_to(root).as_posix(), next(comments, "").lstrip("# ").rstrip(":"), rows)
