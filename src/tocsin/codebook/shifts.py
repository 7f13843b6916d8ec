"""Types that PLOVER codes as another type while they are still to come, read from `shifts.txt`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tocsin.codebook.tables import read_table

CASES = ("to-come", "warned", "conditional")


@dataclass(frozen=True, slots=True)
class Shift:
    """What a type becomes, and the row that says so."""

    type: str
    modes: tuple[str, ...]
    source: str


Shifts = Mapping[tuple[str, str, str], Shift]
"""By case, type and mode (`*` for any)."""


def load_shifts(root: Path, types: Mapping[str, frozenset[str]]) -> Shifts:
    """The table of shifts. Raises CodebookError with file and line."""
    shifts: dict[tuple[str, str, str], Shift] = {}
    for row in read_table(root / "shifts.txt", root, range(4, 5)):
        case, kind, mode, becomes = row.cells
        if case not in CASES:
            raise row.error(f"no such case: {case!r}")
        new, _, new_mode = becomes.partition(" ")
        for each, its in ((kind, mode), (new, new_mode)):
            if each not in types or its not in ("", "*", *types[each]):
                raise row.error(f"no such type or mode: {each} {its}")
        shifts[case, kind, mode] = Shift(new, (new_mode,) if new_mode else (), row.source)
    return shifts


def shift_for(shifts: Shifts, case: str, kind: str, modes: tuple[str, ...]) -> Shift | None:
    """What an event of `kind` becomes in `case`, by its mode or else by any."""
    named = (shifts.get((case, kind, mode)) for mode in modes)
    return next(filter(None, named), None) or shifts.get((case, kind, "*"))
