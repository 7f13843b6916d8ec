"""The quantity book: number words, vague amounts, hedges, units, currencies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from tocsin.codebook.tables import DATA, Row, holds_any, read_table

Fate = Literal["dead", "injured"]
Words = tuple[str, ...]
NOUGHTS = frozenset({"no", "nobody"})
KINDS = frozenset({"about", "atleast", "atmost", "below", "nearly", "exact"})


class Bounds(NamedTuple):
    """Least and most; None where open."""

    min: float | None
    max: float | None


class QuantityBook:
    """The rows of `data/quantities.txt`, by what they are asked for."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.numbers: dict[str, float] = {}
        self.scales: dict[str, float] = {}
        self.vague: dict[Words, Bounds] = {}
        self.shares: dict[Words, Bounds] = {}
        self.hedges: dict[Words, str] = {}
        self.after: dict[Words, str] = {}
        self._money: dict[str, tuple[tuple[str, str], ...]] = {}
        self._coins: dict[str, float] = {}
        self.particles: frozenset[tuple[str, str]] = frozenset()
        self.definite: frozenset[str] = frozenset()
        self.symbols: frozenset[str] = frozenset()
        self.units: dict[str, str] = {}
        self.fates: dict[str, Fate] = {}
        self.labels: frozenset[str] = frozenset()
        self._persons: Words = ()
        self._things: frozenset[str] = frozenset()
        kinds: dict[str, Callable[[Row], None]] = {
            "number": lambda r: self._values(r, self.numbers),
            "scale": lambda r: self._values(r, self.scales),
            "vague": lambda r: _bounds(r, self.vague),
            "share": lambda r: _bounds(r, self.shares),
            "hedge": lambda r: _kind(r, self.hedges),
            "after": lambda r: _kind(r, self.after),
            "symbol": self._symbol,
            "currency": self._currency,
            "coin": self._coin,
            "definite": self._definite,
            "particle": self._particle,
            "unit": self._unit,
            "person": self._person,
            "thing": self._thing,
            "fate": self._fate,
            "label": self._label,
        }
        for row in rows:
            read = kinds.get(row.cells[0])
            if read is None:
                raise row.error(f"unknown kind of row {row.cells[0]!r}, wanted one of {', '.join(kinds)}")
            read(row)
        self.homes = _homes(self._money.values())
        """By its code the country of each currency whose name no other country's has: NGA of NGN."""
        self.starts = frozenset(w[0] for w in (*self.vague, *self.shares)) | self.numbers.keys() | {"a"}
        longest = {max(words, key=len) for words in (*self.vague, *self.shares)}
        self._anchors = NOUGHTS | longest | self.numbers.keys() | self.scales.keys() | set("0123456789")

    def may_hold(self, text: str) -> bool:
        """Whether `text` may hold a quantity at all: a quick test that many sentences fail."""
        return holds_any(self._anchors, text)

    def is_person(self, noun: str) -> bool:
        """Whether a lower-case plural noun counts people."""
        unit = self.units.get(noun)
        if unit is not None:
            return unit == "people"
        return noun.endswith(self._persons) and noun not in self._things

    def currency(self, word: str, countries: Sequence[str] = ()) -> str | None:
        """The ISO 4217 code that a symbol or a word stands for, if it is money.

        Where several countries call their money so, the first of `countries` (ISO 3166 alpha-3) that does
        decides; a dollar is American unless the very first has its own, for all the world counts in dollars.
        """
        codes = self._money.get(word) or self._money.get(word.lower())
        if codes is None:
            return None
        by_country = dict(codes)
        near = countries[:1] if by_country["*"] == "USD" else countries
        return next((by_country[c] for c in near if c in by_country), by_country["*"])

    def worth(self, word: str) -> float:
        """How much of its currency one coin is: 0.01 for a cent, 1 for whole money."""
        return self._coins.get(word, 1.0)

    def _coin(self, row: Row) -> None:
        try:
            _, words, of, worth = row.cells
            self._coins.update((word, float(worth)) for word in _list(words))
            self._money.update((word, self._money[of]) for word in _list(words))
        except (ValueError, KeyError):
            raise row.error("wanted coins, the money they are of (a row above), and their worth") from None

    def _values(self, row: Row, into: dict[str, float]) -> None:
        try:
            into.update((word, float(row.cells[2])) for word in _list(row.cells[1]))
        except (ValueError, IndexError):
            raise row.error(f"wanted words and a number: {' | '.join(row.cells)!r}") from None

    def _symbol(self, row: Row) -> None:
        self.symbols |= {row.cells[1]}
        self._is_money(row, row.cells[1])

    def _currency(self, row: Row) -> None:
        self._is_money(row, *(word.lower() for word in _list(row.cells[1])))

    def _is_money(self, row: Row, *words: str) -> None:
        self._money.update(dict.fromkeys(words, _codes(row)))

    def _unit(self, row: Row) -> None:
        self.units.update((word, row.cells[2]) for word in _list(row.cells[1]))

    def _person(self, row: Row) -> None:
        self._persons += tuple(_list(row.cells[1]))

    def _thing(self, row: Row) -> None:
        self._things |= set(_list(row.cells[1]))

    def _fate(self, row: Row) -> None:
        if row.cells[2] not in ("dead", "injured"):
            raise row.error(f"fate must be dead or injured, not {row.cells[2]!r}")
        fate: Fate = "dead" if row.cells[2] == "dead" else "injured"
        self.fates.update((word, fate) for word in _list(row.cells[1]))

    def _definite(self, row: Row) -> None:
        self.definite |= set(_list(row.cells[1]))

    def _particle(self, row: Row) -> None:
        self.particles |= {(verb, row.cells[2]) for verb in _list(row.cells[1])}

    def _label(self, row: Row) -> None:
        self.labels |= set(_list(row.cells[1]))


def load_quantities(path: Path = DATA / "quantities.txt") -> QuantityBook:
    """The quantity book in the file at `path`. Raises CodebookError where it is wrong."""
    return _load(path)


@lru_cache(maxsize=4)
def _load(path: Path) -> QuantityBook:
    return QuantityBook(tuple(read_table(path, path.parent, range(2, 5))))


def _list(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(",")]


def _bounds(row: Row, into: dict[Words, Bounds]) -> None:
    if len(row.cells) != 4:
        raise row.error("wanted words, least and most")
    least, most = (float(c) if c else None for c in row.cells[2:])
    into[tuple(row.cells[1].split())] = Bounds(least, most)


def _kind(row: Row, into: dict[Words, str]) -> None:
    if row.cells[2] not in KINDS:
        raise row.error(f"unknown hedge {row.cells[2]!r}, wanted one of {', '.join(sorted(KINDS))}")
    into[tuple(row.cells[1].split())] = row.cells[2]


def _homes(money: Iterable[tuple[tuple[str, str], ...]]) -> dict[str, str]:
    """Code to country, but not where a word like `dollars` may mean several."""
    rows = [dict(codes) for codes in money]
    shared = {code for codes in rows if len(set(codes.values())) > 1 for code in codes.values()}
    return {
        code: country
        for codes in rows
        for country, code in codes.items()
        if country != "*" and code not in shared
    }


def _codes(row: Row) -> tuple[tuple[str, str], ...]:
    """(country, code) pairs; `*` is any country."""
    if ":" not in row.cells[2]:
        return (("*", row.cells[2]),)
    pairs = [(country, code) for country, _, code in (each.partition(":") for each in row.cells[2].split())]
    if "*" not in dict(pairs):
        if len(pairs) > 1:
            raise row.error("no `*:` code for other countries")
        pairs += [("*", pairs[0][1])]
    return tuple(pairs)
