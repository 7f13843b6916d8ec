"""Date of publication, place, author and publisher, read from what surrounds a report."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from tocsin.model import Block, Span
from tocsin.read.dates import WEEKDAYS, Found, full_dates, month_days, month_years

_BYLINE = re.compile(r"(?:by|von|text|words|author)[:\s]\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s[-–—]{1,2}(?:\s|$)|—|:\s")
_AGENCY = re.compile(r"\(([^()]{1,60})\)")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19[5-9]|20[0-4])\d\b")
_COPYRIGHT = re.compile(r"(?:\(c\)|©|copyright)[^\n]{0,60}?\b((?:19|20)\d\d)\b", re.IGNORECASE)
_SMALL = frozenset(
    [
        "and",
        "of",
        "the",
        "de",
        "del",
        "la",
        "el",
        "al",
        "da",
        "do",
        "dos",
        "und",
        "van",
        "von",
        "le",
        "les",
        "di",
        "y",
        "e",
    ]
)
_NOT_PLACES = frozenset(
    [
        "correction",
        "update",
        "updated",
        "live",
        "breaking",
        "exclusive",
        "analysis",
        "opinion",
        "editorial",
        "comment",
        "watch",
        "video",
        "photos",
        "factbox",
        "explainer",
        "note",
        "summary",
        "warning",
        "obituary",
        "stage",
    ]
)
_HEAD = 120
"""Characters in which a dateline must end."""


class Dateline(NamedTuple):
    """The head of a wire report: `MINSK, Aug 17 (Continental Wire) - `, as offsets into readable text."""

    end: int
    """Where the report itself begins."""
    place: tuple[int, int] | None
    agency: str | None


class Published(NamedTuple):
    """Date of publication, the span it was read from, and a word of caution where one is due."""

    date: dt.date | None
    span: Span | None = None
    caution: str = ""


def is_name(text: str) -> bool:
    """Whether `text` may be a person's name: two to five capitalised words and nothing else."""
    words = text.split()
    return (
        2 <= len(words) <= 5
        and all(word[0].isupper() or word in _SMALL for word in words)
        and all(character.isalpha() or character in " .'’-" for character in text)
    )


def is_byline(text: str) -> bool:
    """Whether the readable line is a byline by its form: `By Ximena Barraza`."""
    match = _BYLINE.match(text)
    if not match or len(text) > 160 or (text.endswith((".", "!", "?")) and len(text.split()) > 9):
        return False
    rest = text[match.end() :].split()
    return bool(rest) and (rest[0][0].isupper() or rest[0] in {"our", "a", "the"}) and _mostly_capitals(rest)


def _mostly_capitals(words: list[str]) -> bool:
    return sum(word[0].isupper() or not word[0].isalpha() or word in _SMALL for word in words) * 2 > len(
        words
    )


def author_of(text: str) -> str | None:
    """The name in a byline, without what follows it."""
    text = _BYLINE.sub("", text, count=1) if _BYLINE.match(text) else text
    name = re.split(r"\s[|—–-]\s|\||,| in | at |\. |\d", text, maxsplit=1)[0].strip(" .*_")
    return name or None


def find_dateline(text: str) -> Dateline | None:
    """The dateline that `text` begins with, if it does."""
    for match in _SEPARATOR.finditer(text, 0, _HEAD):
        if match.start() >= 2 and (found := _read_dateline(text, match.start(), match.end(), match.group())):
            return found
        if match.group()[0] == ":":
            break
    head = text[:_HEAD].rstrip()
    if head == text.rstrip() and (_AGENCY.search(head) or next(full_dates(head), None)):
        return _read_dateline(text, len(head), len(text), "")
    return None


def _read_dateline(text: str, stop: int, end: int, mark: str) -> Dateline | None:
    head = text[:stop]
    agency = _AGENCY.search(head)
    dated = next(full_dates(head), None) or next(month_days(head), None)
    day = _WEEKDAY.search(head)
    place_end = min(
        [stop, *(found.start() for found in (agency, day) if found), *([dated.start] if dated else [])]
    )
    place = head[:place_end].strip(" ,.|")
    rest_start = max(
        [place_end, *(found.end() for found in (agency, day) if found), *([dated.end] if dated else [])]
    )
    if head[rest_start:].strip(" .,;") or not place or not _is_place(place, bool(agency or dated or day)):
        return None
    if mark.startswith(":") and not place.split(",")[0].isupper():
        return None
    start = text.index(place)
    return Dateline(end, (start, start + len(place)), agency[1] if agency else None)


def _is_place(text: str, marked: bool) -> bool:
    """Whether `text` may be a dateline's place: capitals, or capitalised words beside a date or agency."""
    words = re.split(r"[\s/,-]+", text)
    if len(words) > 8 or text.split(",")[0].lower() in _NOT_PLACES or any(not word for word in words):
        return False
    if not all(character.isalpha() or character in " .,'’/-" for character in text):
        return False
    if text.split(",")[0].isupper():
        return len(words[0]) > 1
    return marked and all(word[0].isupper() or word in _SMALL for word in words)


def find_published(heads: tuple[Block, ...], feet: tuple[Block, ...], body: str, text: str) -> Published:
    """The date of publication from what stands before the body, else after it.

    A labelled date goes first, then a full date, then day and month with a year from elsewhere, then a month.
    """
    dated = [(block, found) for block in (*heads, *feet) for found in full_dates(block.text)]
    dated.sort(key=lambda pair: not pair[1].labelled)
    for block, found in dated:
        return Published(found.date(), block.align.span(found.start, found.end))
    for block in heads:
        for found in month_days(block.text):
            return _with_year(block, found, body, text)
    for block in (*heads, *feet):
        for found in month_years(block.text):
            date = found.date()
            return Published(
                date, block.align.span(found.start, found.end), f"only month given, {date} taken"
            )
    return Published(None)


def _with_year(block: Block, found: Found, body: str, text: str) -> Published:
    """`Aug 17` with its year: from a copyright line, else the year whose weekday the first lines name."""
    span = block.align.span(found.start, found.end)
    if notice := _COPYRIGHT.search(text):
        return Published(found.date(int(notice[1])), span)
    year = _year_by_weekday(found, body)
    date = found.date(year)
    if date is None:
        return Published(None, None, "day and month given without a year")
    return Published(date, span, f"year {year} worked out from the weekday and the years named")


def _year_by_weekday(found: Found, body: str) -> int | None:
    """The one year not long after the latest year named on which the day was the weekday first named."""
    latest = max((int(match.group()) for match in _YEAR.finditer(body)), default=None)
    weekday = _WEEKDAY.search(body, 0, 600)
    if latest is None or weekday is None:
        return None
    wanted = WEEKDAYS[weekday.group().lower()]
    for year in (latest, latest + 1):
        date = found.date(year)
        if date and date.weekday() == wanted:
            return year
    return None


def metadata_lines(lines: Iterator[str]) -> dict[str, str]:
    """The `key: value` lines of a front matter, keys in lower case; anything else is passed over."""
    pairs = (line.partition(":") for line in lines)
    return {
        key.strip().lower(): value.strip().strip("\"'")
        for key, colon, value in pairs
        if colon and value.strip()
    }
