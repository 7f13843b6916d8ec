"""Which lines are furniture, captions or bylines, by the table `furniture.txt`."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple, cast

from tocsin.codebook import tables
from tocsin.codebook.tables import DATA
from tocsin.model import BlockKind

LONGEST = 320
"""Characters of the longest paragraph that can be furniture by its words."""

_SHORT = 160
_BAR = re.compile(r"\s[|·•]\s")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—*_|=\s]{0,10}(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–—*_|=\s]{0,10}|page [ivx]{1,6})",
    re.IGNORECASE,
)
_URL_OR_MAIL = re.compile(
    r"\(?(?:https?://|www\.)?[\w.@+%/-]{1,80}\.[a-z]{2,8}(?:/\S{0,200})?\)?", re.IGNORECASE
)
_MAIL = re.compile(r"[\w.+-]{1,60}@[\w-]{1,60}\.[\w.]{2,30}")


class Furniture(NamedTuple):
    """The phrases of the table, by where they must stand."""

    starts: tuple[tuple[str, BlockKind], ...]
    whole: dict[str, BlockKind]
    has: tuple[tuple[str, BlockKind], ...]
    heads: tuple[str, ...]
    """All of `starts`, for one quick test."""


@cache
def load_furniture() -> Furniture:
    """The table, read once. Raises CodebookError where it is wrong."""
    found: dict[str, list[tuple[str, BlockKind]]] = {"starts": [], "whole": [], "has": []}
    for row in tables.read_table(DATA / "furniture.txt", DATA, range(3, 4)):
        kind, where, words = row.cells
        if where not in found or kind not in {"furniture", "caption", "byline", "body"}:
            raise row.error(f"unknown kind or place: {kind!r}, {where!r}")
        phrases = (phrase.strip().lower() for phrase in words.split(";"))
        found[where] += [(phrase, cast(BlockKind, kind)) for phrase in phrases if phrase]
    starts = tuple(found["starts"])
    return Furniture(starts, dict(found["whole"]), tuple(found["has"]), tuple(words for words, _ in starts))


def furniture_kind(text: str) -> BlockKind | None:
    """What the readable line `text` is by its words; `body` where they say so, else None."""
    if len(text) > LONGEST:
        return None
    table = load_furniture()
    low = text.lower().strip(" *_|·")
    if low.rstrip(".,:! ") in table.whole:
        return table.whole[low.rstrip(".,:! ")]
    if low.startswith(table.heads) and (kind := _kind_by_start(low, table)):
        return kind
    if not any(character.isalnum() for character in low) or is_page_number(low):
        return "furniture"
    for words, kind in table.has:
        if words in low:
            return kind
    return "furniture" if _is_contact(low) else None


def _kind_by_start(low: str, table: Furniture) -> BlockKind | None:
    for words, kind in table.starts:
        if low.startswith(words) and (len(low) <= _SHORT or not words[-1].isalpha()):
            return kind
    return None


def is_menu(text: str) -> bool:
    """Whether the line is a row of short items: `Death notices | Timetables | Contact`."""
    items = _BAR.split(text)
    return len(items) > 2 and len(text) < LONGEST and not text.endswith((".", "!", "?"))


def is_page_number(text: str) -> bool:
    """Whether the line is a page number: `- 2 -`, `Page 3`, `3 of 8`."""
    return len(text) < 40 and bool(_PAGE_NUMBER.fullmatch(text.strip()))


def _is_contact(low: str) -> bool:
    """Whether the line is an address on the web, or a short line with one for mail."""
    if _URL_OR_MAIL.fullmatch(low):
        return True
    return len(low) < 90 and bool(_MAIL.search(low))
