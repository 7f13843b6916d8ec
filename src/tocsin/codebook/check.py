"""A user's own codebook: copied from the one that ships, and checked for all of its errors at once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tocsin.codebook import DATA, CodebookError, load_codebook

MOST = 20
"""After so many errors a codebook is not looked at any further."""
GROUNDWORK = ("types.txt", "modes.txt", "classes.txt")
"""Tables that others name rows of: one error in them makes errors in others that are none."""


def copy_codebook(source: Path, target: Path) -> int:
    """Write all tables of `source` to the folder `target`; how many. Raises OSError; overwrites nothing."""
    target.mkdir(parents=True)
    return _copy_tables(source, target)


def find_errors(root: Path) -> tuple[str, ...]:
    """What is wrong with the codebook in `root`, each as `file:line: message`, at most `MOST`."""
    shipped = (path.relative_to(DATA).as_posix() for path in sorted(DATA.rglob("*.txt")))
    missing = tuple(name for name in shipped if not (root / name).is_file())
    if missing:
        hint = "`tocsin codebook --copy DIR` writes a full set of tables"
        return tuple(f"{root / name}: no such table; {hint}" for name in missing[:MOST])
    with tempfile.TemporaryDirectory() as folder:
        workshop = Path(folder)
        _copy_tables(root, workshop)
        return tuple(str(error) for error in _errors(workshop))


def _errors(workshop: Path) -> Iterator[CodebookError]:
    """The errors of a copy that may be changed: each row at fault is taken out, and the rest read again."""
    found: list[CodebookError] = []
    while len(found) < MOST:
        try:
            load_codebook(workshop)
            return
        except CodebookError as error:
            if found and found[-1].file in GROUNDWORK and error.file != found[-1].file:
                return
            yield error
            again = any((e.file, e.line) == (error.file, error.line) for e in found)
            found.append(error)
            if again or not _take_out(workshop / error.file, error.line):
                shutil.copyfile(DATA / error.file, workshop / error.file)


def _take_out(table: Path, line: int) -> bool:
    """Make a comment of a row; False where the line is none, so that something is missing, not wrong."""
    lines = table.read_text(encoding="utf-8", errors="replace").splitlines()
    wrong = line <= len(lines) and not lines[line - 1].lstrip().startswith("#")
    if wrong:
        lines[line - 1] = f"# {lines[line - 1]}"
        table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return wrong


def _copy_tables(source: Path, target: Path) -> int:
    tables = sorted(source.rglob("*.txt"))
    for table in tables:
        copy = target / table.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(table, copy)
    return len(tables)
