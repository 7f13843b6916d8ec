"""The time book: which words make an expression of time, and which meaning each has.

`TimeBook.lex` cuts text into lexemes, `TimeBook.match` reads the longest expression at one of them.
What a reading comes to in days is worked out in `tocsin.resolve.times`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from tocsin.codebook.tables import DATA, Row, holds_any, read_table

CAPITALISED = frozenset({"WEEKDAY", "MONTH"})
"""Classes whose words count only with a capital: `May` and `may`, `March` and `march`."""


FIGURES = frozenset({"DAY", "DAYTH", "YEAR", "YY"})
RARE = ("WEEKDAY", "MONTH", "SEASON", "DECADE", "UNIT", "UNITS", "DAYPART")


COMMON = frozenset({
    "the", "that", "same", "this", "a", "in", "of", "on", "at", "next", "last", "its", "their", "for", "over",
    "from", "before", "after", "past", "to", "and", "later", "earlier",
})  # fmt: skip
"""Words too common to tell a sentence with a time from one without."""


class Lexeme(NamedTuple):
    """A word, a number or a mark: lower-case word, offsets in the text, whether capitalised."""

    word: str
    start: int
    end: int
    capital: bool


class Slots(NamedTuple):
    """What an expression names, as far as it does."""

    year: int | None = None
    month: int | None = None
    month2: int | None = None
    day: int | None = None
    day2: int | None = None
    weekday: int | None = None
    """1 is Monday."""
    number: int | None = None
    unit: str | None = None
    part: str | None = None
    """early, mid or late"""


class Reading(NamedTuple):
    """An expression of time understood, but not yet counted from any day."""

    meaning: str
    shift: int
    slots: Slots
    rule: str
    """`file:line` of the form."""
    weak: bool = False
    relation: str = ""
    """since, until, by ... where a word before the expression says so."""
    other: Reading | None = None
    """The far end, where two expressions bound a range."""


class Match(NamedTuple):
    """A reading of lexemes `first` to `last` inclusive."""

    first: int
    last: int
    reading: Reading


Key = tuple[str, int | str]
"""A class and the value that a lexeme gives it."""


@dataclass(slots=True)
class _Node:
    """A place in the tree of forms."""

    next: dict[str, _Node] = field(default_factory=dict)
    row: Row | None = None


class TimeBook:
    """The forms, words, relations and joins of `data/times.txt`."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._words: dict[str, tuple[Key, ...]] = {}
        self._tree = _Node()
        self.relations: dict[tuple[str, ...], str] = {}
        self.joins: frozenset[str] = frozenset()
        kinds = {"word": self._word, "form": self._form, "relation": self._relation, "join": self._join}
        shorts = sorted({s.strip() for r in rows if r.cells[0] == "word" for s in r.cells[1].split(",")})
        self._lexer = _lexer([s for s in shorts if s.endswith(".")])
        for row in rows:
            if row.cells[0] not in kinds:
                raise row.error(f"unknown kind of row {row.cells[0]!r}, wanted one of {', '.join(kinds)}")
            kinds[row.cells[0]](row)
        self._starts = frozenset(self._tree.next)
        self._anchors = self._find_anchors(rows)

    def may_hold(self, text: str) -> bool:
        """Whether `text` may hold an expression of time at all: a quick test that most sentences fail."""
        return holds_any(self._anchors, text)

    def _find_anchors(self, rows: Sequence[Row]) -> frozenset[str]:
        """For each form the words of which one must be there: a rare class's, or the form's own rarest."""
        words: set[str] = set()
        for row in rows:
            if row.cells[0] == "form":
                for pattern in _spread(row.cells[1]):
                    words |= self._anchor(pattern)
        return frozenset(words)

    def _anchor(self, pattern: tuple[str, ...]) -> set[str]:
        if not FIGURES.isdisjoint(pattern):
            return set("0123456789")
        name = next((n for n in RARE if n in pattern), None)
        if name is None:
            return {max((w for w in pattern if w.islower()), key=lambda w: (w not in COMMON, len(w)))}
        figures = set("0123456789") if name == "DECADE" else set()
        return figures | {w.rstrip(".") for w, keys in self._words.items() if any(k[0] == name for k in keys)}

    def lex(self, text: str) -> list[Lexeme]:
        """The lexemes of `text`. Curly apostrophes and all dashes become straight ones."""
        found = []
        for match in self._lexer.finditer(text):
            word = match[0]
            found.append(
                Lexeme(MARKS.get(word) or word.lower(), match.start(), match.end(), word[0].isupper())
            )
        return found

    def match(self, lexemes: Sequence[Lexeme], first: int) -> Match | None:
        """The longest expression that begins at lexeme `first`, if any."""
        best: Match | None = None
        stack = [(self._tree, first, Slots())]
        while stack:
            node, at, slots = stack.pop()
            if node.row is not None and (best is None or at - 1 > best.last):
                best = Match(first, at - 1, _reading(node.row, slots))
            if at >= len(lexemes):
                continue
            for name, value in self.keys(lexemes[at]):
                after = node.next.get(name)
                if after is not None:
                    stack.append((after, at + 1, _fill(slots, name, value)))
        return best

    def keys(self, lexeme: Lexeme) -> tuple[Key, ...]:
        """What a lexeme may stand for: itself and the classes that it fills."""
        word = lexeme.word
        if word[0].isdigit():
            return _figures(word)
        found = self._words.get(word)
        if found is None:
            return ((word, ""),)
        return found if lexeme.capital else tuple(k for k in found if k[0] not in CAPITALISED)

    def starts(self, lexeme: Lexeme) -> bool:
        """Whether any form may begin here: a quick test that most words fail."""
        word = lexeme.word
        return word in self._starts or word in self._words or word[0].isdigit()

    def _word(self, row: Row) -> None:
        _, spellings, name, value = _cells(row, 4)
        for spelling in spellings.lower().split(","):
            word = spelling.strip()
            own = self._words.get(word, ((word, ""),))
            new: list[Key] = [(name, int(value) if value.isdigit() else value)]
            if name == "UNIT" and word.endswith("s"):
                new.append(("UNITS", value))
            self._words[word] = (*own, *new)

    def _form(self, row: Row) -> None:
        if len(row.cells) < 3:
            raise row.error("a form needs a pattern and a meaning")
        if len(row.cells) > 3 and not re.fullmatch(r"-?\d+", row.cells[3]):
            raise row.error(f"the shift must be a number, not {row.cells[3]!r}")
        for words in _spread(row.cells[1]):
            node = self._tree
            for word in words:
                node = node.next.setdefault(word, _Node())
            node.row = node.row or row

    def _relation(self, row: Row) -> None:
        _, words, meaning = _cells(row, 3)
        self.relations[tuple(words.split())] = meaning

    def _join(self, row: Row) -> None:
        self.joins |= {_cells(row, 2)[1]}


MARKS = {"’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "‐": "-"}


def load_times(path: Path = DATA / "times.txt") -> TimeBook:
    """The time book in the file at `path`. Raises CodebookError where it is wrong."""
    return _load(path)


@lru_cache(maxsize=4)
def _load(path: Path) -> TimeBook:
    return TimeBook(tuple(read_table(path, path.parent, range(2, 5))))


def _lexer(shorts: Sequence[str]) -> re.Pattern[str]:
    short = "|".join(re.escape(s) for s in shorts) or "(?!)"
    return re.compile(rf"\b(?:{short})|\d+(?:[.,]\d+)*(?:(?:st|nd|rd|th|s)\b)?|[^\W\d_]+|\S")


def _cells(row: Row, count: int) -> tuple[str, ...]:
    if len(row.cells) != count:
        raise row.error(f"{len(row.cells)} cells, wanted {count}: {' | '.join(row.cells)!r}")
    return row.cells


def _spread(pattern: str) -> Iterator[tuple[str, ...]]:
    """All the word sequences that a pattern stands for."""
    for choice in product(*(_choices(piece) for piece in pattern.split())):
        yield tuple(word for piece in choice for word in piece)


def _choices(piece: str) -> list[tuple[str, ...]]:
    optional = piece.startswith("[")
    words = [tuple(w.split("_")) for w in piece.strip("[]").split("/")]
    found = [tuple(w if w.isupper() and len(w) > 1 else w.lower() for w in word) for word in words]
    return [*found, ()] if optional else found


@lru_cache(maxsize=4096)
def _figures(word: str) -> tuple[Key, ...]:
    digits = word.rstrip("stndrh")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 4:
        return ((word, ""),)
    number, tail = int(digits), word[len(digits) :]
    return tuple(_figure_keys(number, len(digits), tail))


def _figure_keys(number: int, length: int, tail: str) -> Iterator[Key]:
    if tail == "s":
        if length == 4 and number % 10 == 0:
            yield "DECADE", number
        return
    if 1 <= number <= 31 and length <= 2:
        yield "DAY", number
        if tail:
            yield "DAYTH", number
    if tail:
        yield "ORDINAL", number
        return
    yield "NUMBER", number
    if length == 4 and 1500 <= number <= 2099:
        yield "YEAR", number
    if length == 2:
        yield "YY", number


def _fill(slots: Slots, name: str, value: int | str) -> Slots:
    """`slots` with the value of a class put in; the second day or month goes into the second place."""
    if value == "":
        return slots
    if isinstance(value, str):
        return slots._replace(part=value) if name in ("PART", "POINT") else slots._replace(unit=value)
    if name in ("DAY", "DAYTH", "YY"):
        return slots._replace(day=value) if slots.day is None else slots._replace(day2=value)
    if name == "MONTH":
        return slots._replace(month=value) if slots.month is None else slots._replace(month2=value)
    if name in ("YEAR", "DECADE"):
        return slots._replace(year=value) if slots.year is None else slots._replace(number=value)
    if name == "SEASON":
        return slots._replace(month=value)
    if name == "WEEKDAY":
        return slots._replace(weekday=value)
    return slots._replace(number=value) if name in ("NUMBER", "ORDINAL") else slots


def _reading(row: Row, slots: Slots) -> Reading:
    weak = row.cells[2].startswith("weak ")
    shift = int(row.cells[3]) if len(row.cells) > 3 else 0
    return Reading(row.cells[2].removeprefix("weak "), shift, slots, row.source, weak)
