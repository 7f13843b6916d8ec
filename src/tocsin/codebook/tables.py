"""Reading the codebook's data files: one row a line, cells apart by ` | `, `#` for comments.

Every row remembers its file and line, so that an error, a rule and an explanation can name them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"
"""Folder of the tables that ship."""
_WORD_OR_DIGIT = re.compile(r"[^\W\d_]+|\d")


class CodebookError(Exception):
    """A data file of the codebook is wrong. The message begins with `file:line:`."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file = file
        self.line = line


class Row(NamedTuple):
    """One row of a table: the file's name below the codebook folder, the line (from 1), the cells."""

    file: str
    line: int
    cells: tuple[str, ...]

    @property
    def source(self) -> str:
        """`file:line`, as explanations print it."""
        return f"{self.file}:{self.line}"

    def error(self, message: str) -> CodebookError:
        """An error that names this row."""
        return CodebookError(self.file, self.line, message)


def read_table(path: Path, root: Path, columns: range) -> Iterator[Row]:
    """The rows of the table at `path`; `columns` says how many cells a row may have.

    Raises CodebookError where a row has too few or too many cells or the file is not UTF-8.
    """
    name = path.relative_to(root).as_posix()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise CodebookError(name, 1, f"not UTF-8: {error.reason} at byte {error.start}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        row = Row(name, number, tuple(cell.strip() for cell in line.split("|")))
        if len(row.cells) not in columns:
            wanted = f"{columns.start}" if len(columns) == 1 else f"{columns.start} to {columns.stop - 1}"
            raise row.error(f"{len(row.cells)} cells, wanted {wanted}: {line.strip()!r}")
        yield row


def holds_any(words: Set[str], text: str) -> bool:
    """Whether one of `words` (lower case) or digits stands in `text`: a quick test before a slow one."""
    return not words.isdisjoint(_WORD_OR_DIGIT.findall(text.lower()))
