"""A selection as the query of an address, and back: every view of the desk is a permalink."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from tocsin.model import Selection

MANY: Mapping[str, str] = {
    "type": "types", "mode": "modes", "country": "countries", "sector": "sectors", "source": "sources",
    "status": "statuses", "voice": "voices", "standing": "standings", "place": "places", "actor": "actors",
}  # fmt: skip
"""Parameters that may be given several times, and the field of a Selection that each stands for."""
LONGEST = 400
"""Characters of a value that are looked at."""
MOST = 50
"""Values of one parameter that are looked at."""


class BadQuestion(ValueError):
    """A parameter cannot be understood. The message names it."""


Pairs = Sequence[tuple[str, str]]


def selection_of(pairs: Iterable[tuple[str, str]]) -> Selection:
    """The selection that an address asks for; other parameters are left alone. Raises BadQuestion."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip():
            given.setdefault(name, []).append(_clean(value))
    many = {field: tuple(given.get(name, ())[:MOST]) for name, field in MANY.items()}
    one = {name: values[-1] for name, values in given.items()}
    return Selection(
        **many,
        since=_day("since", one.get("since")),
        until=_day("until", one.get("until")),
        text=one.get("q"),
        confidence=_share(one.get("sure")),
        report=one.get("report"),
        episode=one.get("episode"),
    )


def _clean(value: str) -> str:
    """Without what no database takes: lone surrogates and the null character."""
    return value.strip()[:LONGEST].encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _day(name: str, value: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError:
        raise BadQuestion(f"{name}: a day is written YYYY-MM-DD") from None


def _share(value: str | None) -> float | None:
    try:
        share = float(value) if value else None
    except ValueError:
        share = -1.0
    if share is not None and not 0 <= share <= 1:
        raise BadQuestion("sure: a number from 0 to 1")
    return share


def pairs_of(wanted: Selection) -> list[tuple[str, str]]:
    """The parameters that ask for a selection, always in the same order."""
    pairs = [(name, value) for name, field in MANY.items() for value in getattr(wanted, field)]
    ones = {
        "since": wanted.since and wanted.since.isoformat(),
        "until": wanted.until and wanted.until.isoformat(),
        "q": wanted.text,
        "sure": None if wanted.confidence is None else f"{wanted.confidence:g}",
        "report": wanted.report,
        "episode": wanted.episode,
    }
    return pairs + [(name, value) for name, value in ones.items() if value]


def query_of(wanted: Selection, **more: object) -> str:
    """The query of an address, with its `?`, or nothing where nothing is asked for."""
    pairs = pairs_of(wanted) + [(name, str(value)) for name, value in more.items() if value not in (None, "")]
    return f"?{urlencode(pairs)}" if pairs else ""


def turned(wanted: Selection, name: str, value: str) -> Selection:
    """The selection with one value of a parameter more, or less where it has it."""
    field = MANY[name]
    values: tuple[str, ...] = getattr(wanted, field)
    same = {v for v in values if v.casefold() == value.casefold()}
    changed = tuple(v for v in values if v not in same) if same else (*values, value)
    return replace(wanted, **{field: changed})  # type: ignore[arg-type]


def without(wanted: Selection, name: str, value: str) -> Selection:
    """The selection without one of its parameters."""
    if name in MANY:
        return turned(wanted, name, value)
    field = {"q": "text", "sure": "confidence"}.get(name, name)
    return replace(wanted, **{field: None})  # type: ignore[arg-type]
