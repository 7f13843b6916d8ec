"""Which types may tell one and the same act: the table `kin.txt`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from tocsin.codebook.tables import read_table

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def kin() -> Mapping[str, str]:
    """The group of each type. Raises CodebookError with file and line where the table is wrong."""
    groups: dict[str, str] = {}
    for row in read_table(HERE / "kin.txt", HERE, range(2, 4)):
        for type in row.cells[1].split():
            if type in groups:
                raise row.error(f"{type} stands in two groups")
            groups[type] = row.cells[0]
    return groups


def kind_of(type: str) -> str:
    """The group of `type`; a type that the table does not name is a group of its own."""
    return kin().get(type, type)
