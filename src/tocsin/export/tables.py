"""The tables of `data/`: how PLOVER's codes become other people's, loaded once and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tocsin.codebook.tables import Row, read_table

TABLES = Path(__file__).parent / "data"
CONDITIONS = frozenset({"dead", "injured", "arrested", "armed", "crowd", "forces", "protesters"})
SUB_EVENTS: Mapping[str, frozenset[str]] = {
    "Battles": frozenset(
        {
            "Armed clash",
            "Government regains territory",
            "Non-state actor overtakes territory",
        }
    ),
    "Explosions/Remote violence": frozenset(
        {
            "Chemical weapon",
            "Air/drone strike",
            "Suicide bomb",
            "Shelling/artillery/missile attack",
            "Remote explosive/landmine/IED",
            "Grenade",
        }
    ),
    "Protests": frozenset(
        {"Peaceful protest", "Protest with intervention", "Excessive force against protesters"}
    ),
    "Riots": frozenset({"Violent demonstration", "Mob violence"}),
    "Strategic developments": frozenset(
        {
            "Agreement",
            "Arrests",
            "Change to group/activity",
            "Disrupted weapons use",
            "Headquarters or base established",
            "Looting/property destruction",
            "Non-violent transfer of territory",
            "Other",
        }
    ),
    "Violence against civilians": frozenset({"Sexual violence", "Attack", "Abduction/forced disappearance"}),
}
"""ACLED's event types and their sub-events."""


class Country(NamedTuple):
    """A country in other standards."""

    alpha2: str
    numeric: int
    region: str


class AcledRow(NamedTuple):
    """Which event it takes, and what that becomes."""

    type: str
    mode: str | None
    conditions: frozenset[str]
    event: str
    sub_event: str


class LabourRow(NamedTuple):
    """Which event is labour conflict, and of which kind."""

    type: str
    mode: str | None
    status: str | None
    labour: str | None
    kind: str


class Inter(NamedTuple):
    """What ACLED calls those of a sector, and whether they carry arms."""

    name: str
    armed: bool


@cache
def countries() -> Mapping[str, Country]:
    """Countries by the codebook's code. Raises CodebookError with file and line."""
    found = {}
    for row in _rows("countries.txt", 4):
        code, alpha2, numeric, region = row.cells
        if len(code) != 3 or len(alpha2) != 2 or not numeric.isdecimal() or not region or code in found:
            raise row.error(f"no country, or one that stands twice: {row.cells}")
        found[code] = Country(alpha2, int(numeric), region)
    return found


@cache
def acled_rows(root: Path = TABLES) -> tuple[AcledRow, ...]:
    """The table of ACLED's events. Raises CodebookError with file and line."""
    return tuple(map(_acled, read_table(root / "acled.txt", root, range(5, 6))))


def _acled(row: Row) -> AcledRow:
    kind, mode, conditions, event, sub_event = row.cells
    if unknown := set(conditions.split()) - CONDITIONS:
        raise row.error(f"no condition: {', '.join(sorted(unknown))}")
    if sub_event not in SUB_EVENTS.get(event, ()):
        raise row.error(f"ACLED has no {event!r} / {sub_event!r}")
    return AcledRow(kind, _any(mode), frozenset(conditions.split()), event, sub_event)


@cache
def inters() -> Mapping[str, Inter]:
    """What ACLED calls those of a sector. Raises CodebookError with file and line."""
    found = {}
    for row in _rows("inter.txt", 3):
        sector, name, armed = row.cells
        if armed not in ("yes", "no") or sector in found:
            raise row.error(f"a sector twice, or neither yes nor no: {row.cells}")
        found[sector] = Inter(name, armed == "yes")
    return found


@cache
def labour_rows() -> tuple[LabourRow, ...]:
    """The table of labour conflict. Raises CodebookError with file and line."""
    return tuple(map(_labour, _rows("labour.txt", 5)))


def _labour(row: Row) -> LabourRow:
    kind, mode, status, labour, name = row.cells
    if labour not in ("-", "actor", "recipient", "any"):
        raise row.error(f"labour is actor, recipient, any or -: {labour!r}")
    return LabourRow(kind, _any(mode), _any(status), _any(labour), name)


@cache
def industries() -> Mapping[str, frozenset[str]]:
    """Industries and the words that give them. Raises CodebookError with file and line."""
    found = {}
    for row in _rows("industries.txt", 2):
        words = frozenset(word.strip() for word in row.cells[1].split(","))
        if "" in words or row.cells[0] in found:
            raise row.error("an empty word, or an industry that stands twice")
        found[row.cells[0]] = words
    return found


def page(name: str) -> str:
    """The page in `data/` that explains a format."""
    return (TABLES / name).read_text(encoding="utf-8")


def _rows(name: str, cells: int) -> tuple[Row, ...]:
    return tuple(read_table(TABLES / name, TABLES, range(cells, cells + 1)))


def _any(cell: str) -> str | None:
    return None if cell == "-" else cell
