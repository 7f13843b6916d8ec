"""The weights of the facts that speak for or against two tellings being of one happening: `weights.txt`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from tocsin.codebook.tables import read_table

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def weights() -> Mapping[str, float]:
    """The weight of each fact. Raises CodebookError with file and line."""
    return read_weights(HERE / "weights.txt")


def read_weights(path: Path) -> Mapping[str, float]:
    """A table `fact | weight | ...`. Raises CodebookError where a weight is no number or given twice."""
    table: dict[str, float] = {}
    for row in read_table(path, path.parent, range(2, 4)):
        fact = row.cells[0]
        if fact in table:
            raise row.error(f"given twice: {fact}")
        try:
            table[fact] = float(row.cells[1])
        except ValueError:
            raise row.error(f"not a number: {row.cells[1]!r}") from None
    return table
