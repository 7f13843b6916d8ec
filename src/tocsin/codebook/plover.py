"""PLOVER's types and modes, read from `types.txt` and `modes.txt`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tocsin.codebook.tables import CodebookError, read_table


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of doing what its type says: name, PLOVER conflict-cooperation score, meaning."""

    name: str
    score: float
    meaning: str


@dataclass(frozen=True, slots=True)
class EventType:
    """An event type: name, quad class 1 to 4, PLOVER score, meaning, modes by name."""

    name: str
    quad: int
    score: float
    meaning: str
    modes: Mapping[str, Mode]


def load_types(root: Path) -> Mapping[str, EventType]:
    """The event types by name. Raises CodebookError with file and line."""
    modes: dict[str, dict[str, Mode]] = {}
    known = {row.cells[0] for row in read_table(root / "types.txt", root, range(4, 5))}
    for row in read_table(root / "modes.txt", root, range(4, 5)):
        kind, name, score, meaning = row.cells
        if kind not in known:
            raise row.error(f"no such type: {kind!r}")
        modes.setdefault(kind, {})[name] = Mode(name, _number(score, row.error), meaning)
    types = {}
    for row in read_table(root / "types.txt", root, range(4, 5)):
        name, quad, score, meaning = row.cells
        if quad not in ("1", "2", "3", "4"):
            raise row.error(f"quad class is 1 to 4, not {quad!r}")
        types[name] = EventType(name, int(quad), _number(score, row.error), meaning, modes.get(name, {}))
    return types


def _number(text: str, error: Callable[[str], CodebookError]) -> float:
    try:
        return float(text)
    except ValueError:
        raise error(f"not a number: {text!r}") from None
