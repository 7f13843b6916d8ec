"""Countries, their adjectives, people and governments, and the organisations PLOVER sets beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from tocsin.codebook.tables import Row, read_table

COUNTRY_FILE = "countries.txt"
ORGANISATION_FILE = "organisations.txt"
ORGANISATIONS = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
"""PLOVER's codes for what is no country."""

CountryKind = Literal["name", "adjective", "people", "government", "organisation"]


class CountryMatch(NamedTuple):
    """What a word or phrase says of a country: `Belarusian` is an adjective of BLR."""

    code: str
    kind: CountryKind
    name: str
    """The country's, territory's or organisation's usual name."""
    row: Row
    state: bool = False
    """Whether it is the state itself, not a part or a forerunner of it (`Crimea`, `Soviet Union`)."""
    sectors: tuple[str, ...] = ()
    """Sectors its people carry: PRE in disputed lands."""


class Countries:
    """All names of countries and organisations, looked up in constant time."""

    def __init__(self, folded: dict[str, CountryMatch], exact: dict[str, CountryMatch]) -> None:
        self._folded = folded
        self._exact = exact
        self._longest: dict[str, int] = {}
        for text in (*folded, *exact):
            first = _fold(text.replace("-", " ").split(" ", 1)[0])
            self._longest[first] = max(self._longest.get(first, 0), 1 + text.count(" ") + 2 * text.count("-"))

    def without(self, names: Collection[str]) -> Countries:
        """The same but for some names, which mean something else in a report."""
        if not names:
            return self
        away = {_fold(name) for name in names}
        folded = {text: match for text, match in self._folded.items() if text not in away}
        return Countries(folded, self._exact)

    def find(self, text: str) -> CountryMatch | None:
        """What `text` as a whole names, in any case, with or without `the`; None where nothing.

        Abbreviations (US, UN, WHO) are found only as they are written in the table.
        """
        found = self._whole(text)
        return self._whole(text[4:]) if found is None and text[:4].lower() == "the " else found

    def _whole(self, text: str) -> CountryMatch | None:
        return self._exact.get(text) or self._folded.get(_fold(text))

    def nationality(self, text: str) -> str | None:
        """The country whose name, adjective, people or government `text` as a whole is."""
        found = self.find(text)
        return found.code if found and found.kind != "organisation" else None

    def within(self, words: tuple[str, ...]) -> Iterator[tuple[int, int, CountryMatch]]:
        """Every country named in `words`, longest names first, from the left.

        Gives the first and last word (inclusive) and the match. Words are tokens: a hyphen may be one.
        """
        at = 0
        while at < len(words):
            for size in range(min(self._reach(words[at]), len(words) - at), 0, -1):
                if found := self.find(" ".join(words[at : at + size])):
                    yield at, at + size - 1, found
                    at += size
                    break
            else:
                at += 1

    def _reach(self, first: str) -> int:
        """How many words the longest name that begins with `first` has; 0 where none does."""
        return self._longest.get(_fold(first), 0)

    def name(self, code: str) -> str | None:
        """PLOVER's name of the state with `code`."""
        row = self._states.get(code)
        return row.cells[1] if row else None

    def capital(self, code: str) -> str | None:
        """The capital of the state with `code`."""
        row = self._states.get(code)
        capitals = _words(row.cells[5]) if row else ()
        return capitals[0] if capitals else None

    @cached_property
    def _states(self) -> dict[str, Row]:
        return {match.code: match.row for match in self._folded.values() if match.state}


def load_countries(root: Path) -> Countries:
    """The tables `countries.txt` and `organisations.txt` in `root`.

    Raises CodebookError, which names file and line, where a row has the wrong cells, a code that is
    not three capitals, no name, or an organisation's code where a country's is wanted.
    """
    folded: dict[str, CountryMatch] = {}
    exact: dict[str, CountryMatch] = {}
    for text, match in sorted(_entries(root), key=_precedence):
        if text.isupper():
            exact.setdefault(text, match)
        else:
            folded.setdefault(_fold(text), match)
    return Countries(folded, exact)


_ORDER = {"name": 0, "organisation": 1, "adjective": 2, "people": 3, "government": 4}


def _precedence(entry: tuple[str, CountryMatch]) -> tuple[int, bool]:
    return _ORDER[entry[1].kind], not entry[1].state


def _entries(root: Path) -> Iterator[tuple[str, CountryMatch]]:
    """Every word of both tables and what it means."""
    seen: set[str] = set()
    for row in read_table(root / COUNTRY_FILE, root, range(6, 8)):
        yield from _country(_checked(row, organisation=False), state=row.cells[0] not in seen)
        seen.add(row.cells[0])
    for row in read_table(root / ORGANISATION_FILE, root, range(4, 5)):
        yield from _organisation(_checked(row, organisation=True))


def _checked(row: Row, organisation: bool) -> Row:
    code, name = row.cells[:2]
    if len(code) != 3 or not code.isupper() or not code.isascii():
        raise row.error(f"the code must be three capitals: {code!r}")
    if (code in ORGANISATIONS) != organisation:
        wanted = ORGANISATION_FILE if code in ORGANISATIONS else COUNTRY_FILE
        raise row.error(f"{code} belongs into {wanted}")
    if not name:
        raise row.error("no name")
    return row


def _country(row: Row, state: bool) -> Iterator[tuple[str, CountryMatch]]:
    code, name, others, adjectives, people, governments = row.cells[:6]
    sectors = _words(row.cells[6]) if len(row.cells) > 6 else ()
    told: tuple[tuple[CountryKind, tuple[str, ...]], ...] = (
        ("name", (name, *_words(others))),
        ("adjective", _words(adjectives)),
        ("people", _words(people) or tuple(_people(_words(adjectives)))),
        ("government", _words(governments)),
    )
    for kind, texts in told:
        match = CountryMatch(code, kind, name, row, state, sectors)
        yield from ((text, match) for text in texts)


def _organisation(row: Row) -> Iterator[tuple[str, CountryMatch]]:
    code, name, others, adjectives = row.cells
    for text in (name, *_words(others), *_words(adjectives)):
        yield text, CountryMatch(code, "organisation", name, row)


def _people(adjectives: tuple[str, ...]) -> Iterator[str]:
    """`Belarusian`, `Belarusians`; `Chinese` and `Swiss` are their own plurals."""
    for word in adjectives:
        yield word
        if not word.endswith(("s", "sh", "ch", "se", "z")):
            yield word + "s"


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(";") if word.strip())


def _fold(text: str) -> str:
    return text.lower().replace("’", "'").replace(" - ", "-")
