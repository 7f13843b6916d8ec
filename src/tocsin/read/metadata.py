"""Date of publication, place, author and publisher, read from what surrounds a report."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from tocsin.codebook.tables import DATA, read_table
from tocsin.model import Block, Span
from tocsin.read.dates import WEEKDAYS, Found, full_dates, month_days, month_years
from tocsin.read.language import is_common

_BYLINE = re.compile(r"(?:by|von|text|words|author)[:\s]\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s[-–—]{1,2}(?:\s|$)|—|:\s")
_AGENCY = re.compile(r"\(([A-Z][^()]{1,60})\)")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19[5-9]|20[0-4])\d\b")
_COPYRIGHT = re.compile(r"(?:\(c\)|©|copyright)[^\n]{0,60}?\b((?:19|20)\d\d)\b", re.IGNORECASE)
_SEGMENT = re.compile(r"(?:[^|·•—–.]|\.(?!\s)|(?<=\b[A-Z][a-z][a-z])\.|(?<=Sept)\.)+")
_PARTS = re.compile(r"\s*(?:[|·•—–]|\s--?\s)\s*")
_DATED = re.compile(r",\s*(?=\d|(?:no|No)\.)|,\s*[A-Z][a-z]+,?\s*\d")
_AROUND = " ,.:-–—*_"
_BY = frozenset(("of", "by", "from"))
_LONGEST = 12
"""Words of a body's name."""
_MOST_WORDS, _LEAST_SMALL = 12, 3
"""First words of a report, and how many of them are small at least."""
_SHORT = 5
"""Words up to which nothing is a report."""
_TELLING = 4
"""Letters of a word that says something."""
_HEAD = 120
"""Characters in which a dateline must end."""


class Dateline(NamedTuple):
    """The head of a wire report: `MINSK, Aug 17 (Continental Wire) - `, as offsets into readable text."""

    end: int
    """Where the report itself begins."""
    place: tuple[int, int]
    agency: str | None
    marked: bool
    """Whether a date, a weekday or an agency stands beside the place."""


class Published(NamedTuple):
    """Date of publication, the span it was read from, and a word of caution where one is due."""

    date: dt.date | None
    span: Span | None = None
    caution: str = ""


@cache
def masthead_words(name: str) -> frozenset[str]:
    """The words of one class of the table `mastheads.txt`: `paper`, `document`, `role` and so on."""
    rows = read_table(DATA / "mastheads.txt", DATA, range(2, 3))
    return frozenset(word for row in rows if row.cells[0] == name for word in row.cells[1].split())


# ------------------------------------------------------------------ people and papers


def is_name(text: str) -> bool:
    """Whether `text` may be a person's name: two to five capitalised words and nothing else."""
    words = text.split()
    small = masthead_words("particle")
    if not 2 <= len(words) <= 5 or text.isupper() or is_paper(text):
        return False
    return all(word[0].isupper() or word in small for word in words) and _only(text, " .'’-")


def is_paper(text: str) -> bool:
    """Whether `text` has a word that newspapers and agencies are named by."""
    return _has_word(text, "paper")


def _has_word(text: str, name: str) -> bool:
    return any(word.strip(".,:()").lower() in masthead_words(name) for word in text.split())


def is_byline(text: str) -> bool:
    """Whether the readable line is a byline by its form: `By Ximena Barraza`."""
    match = _BYLINE.match(text)
    if not match and len(text) < 120:
        name, comma, role = text.partition(",")
        return bool(comma) and is_name(name) and _has_word(role, "role") and not text.endswith(".")
    if not match or len(text) > 160 or (text.endswith((".", "!", "?")) and len(text.split()) > 9):
        return False
    words = text[match.end() :].split()
    if not words or not (words[0][0].isupper() or words[0] in {"our", "a", "the"}):
        return False
    small = masthead_words("particle")
    capitals = sum(word[0].isupper() or not word[0].isalpha() or word in small for word in words)
    return capitals * 2 >= len(words)


def author_of(text: str) -> str | None:
    """The name in a byline, without what follows it."""
    text = re.split(r"\b(?:by|By|BY)\s", text, maxsplit=1)[-1]
    name = re.split(r"\s[|—–-]\s|\||,| in | at |\. |\d", text, maxsplit=1)[0].strip(" .*_")
    return name or None


def publisher_of(text: str) -> str | None:
    """The name of a newspaper in a line of data: `Harbour City Courier — Wednesday, …`."""
    for match in _SEGMENT.finditer(text):
        name = re.split(r",|\s\d|:", match.group(), maxsplit=1)[0].strip()
        if 1 < len(name.split()) < 9 and name[0].isupper() and is_paper(name) and not _is_other(name):
            return name
    return None


def _is_other(text: str) -> bool:
    return is_byline(text) or _has_word(text, "document")


def sender_of(text: str) -> str | None:
    """The body that issues a statement, named in a line of data: `Ministry of Health | Press office`.

    `Bulletin of the Dockers' Union`, `Statement by the Minister of Health` and `Nurses' Union Newsletter` are
    by whom they name.
    """
    for part in _PARTS.split(text):
        if issuer := _issuer(part):
            return issuer
        dated = _DATED.split(part, maxsplit=1)[0]
        for name in (dated, dated.partition(",")[0], part.partition(",")[0]):
            if _is_sender(bare := _without_document(name.strip(_AROUND))):
                return bare
    return None


def _issuer(part: str) -> str | None:
    """Who is named behind a document: `Bulletin of the mineworkers at Driefkop`."""
    document, _, name = part.strip(_AROUND).partition(" ")
    leads, _, name = name.partition(" ")
    issued = document.lower() in masthead_words("issued") and leads.lower() in _BY
    name = _DATED.split(name, maxsplit=1)[0].strip(_AROUND)
    told = 0 < len(name.split()) <= _LONGEST and not any(c.isdigit() for c in name)
    return name if issued and told and not _WEEKDAY.search(name) else None


def _without_document(name: str) -> str:
    """`Cork Nurses Union Bulletin` without what kind of paper it is."""
    body, _, last = name.rpartition(" ")
    return body if body and last.lower() in masthead_words("document") else name


def _is_sender(name: str) -> bool:
    """Whether a name is that of a body: two words or more, capitalised but for small ones, one telling."""
    small = masthead_words("particle") | {"for", "on", "in"}
    words = [word.strip("\"“”«»'()") for word in name.split()]
    proper = name[:1].isalpha() and all(not word[:1].islower() or word in small for word in words)
    return proper and 1 < len(words) <= _LONGEST and _has_word(name, "sender") and not _is_other(name)


# ------------------------------------------------------------------ places


def find_dateline(text: str) -> Dateline | None:
    """The dateline that `text` begins with, if it does."""
    for match in _SEPARATOR.finditer(text, 0, _HEAD):
        if match.start() < 2:
            continue
        found = _read_dateline(text, match.start(), match.end())
        if found and (found.marked or match.group()[0] != ":"):
            return found
    dated = _first_date(text[:_HEAD])
    if dated and text[dated.end : dated.end + 2] == ". " and _goes_on(text[dated.end + 2 :]):
        return _read_dateline(text, dated.end, dated.end + 2)
    head = text[:_HEAD].rstrip()
    if head == text.rstrip() and dated:
        return _read_dateline(text, len(head), len(text))
    return None


def _goes_on(text: str) -> bool:
    """Whether a report follows the stop: `Lima, 12 October 2022. Workers marched …`."""
    words = text.split()
    return len(words) > _SHORT and sum(word[0].islower() for word in words[:_MOST_WORDS]) >= _LEAST_SMALL


def _first_date(text: str) -> Found | None:
    return next(full_dates(text), None) or next(month_days(text), None)


def _read_dateline(text: str, stop: int, end: int) -> Dateline | None:
    head = text[:stop]
    brackets = tuple(_AGENCY.finditer(head))
    found = _place_beside(head, brackets)
    if found is None:
        return None
    place, rest, marked = found
    if head[rest:].strip(" .,;"):
        return None
    return Dateline(end, place, brackets[-1][1] if brackets else None, marked)


def _place_beside(head: str, brackets: Sequence[re.Match[str]]) -> tuple[tuple[int, int], int, bool] | None:
    """Place, end of the date and agency after it, and whether there was any of these."""
    dated = _first_date(head)
    beside = [match.span() for match in (*brackets, _WEEKDAY.search(head)) if match]
    beside += [(dated.start, dated.end)] if dated else []
    place_end = min((start for start, _ in beside), default=len(head))
    place = _without_paper(head[:place_end].strip(" ,.|/"))
    parted = (
        not beside or head[:place_end].rstrip().endswith((",", "|")) or head[place_end : place_end + 1] == "("
    )
    if not place or not (parted or place.isupper()) or not _is_place(place, bool(beside)):
        return None
    at = head.index(place)
    return (at, at + len(place)), max((end for _, end in beside), default=place_end), bool(beside)


def _without_paper(text: str) -> str:
    """`The Northern Standard, London` without the paper's name."""
    paper, _, place = text.partition(", ")
    return place if place and is_paper(paper) else text


def _is_place(text: str, marked: bool) -> bool:
    """Whether `text` may be a dateline's place: capitals, or capitalised words beside a date or agency."""
    words = [word for word in re.split(r"[\s/,]+", text) if word != "-"]
    if not 0 < len(words) <= 8 or not all(words) or not _only(text, " .,'’/-"):
        return False
    town, _, country = text.partition(",")
    if is_paper(town if _has_word(country, "state") else text) or _has_word(text, "document"):
        return False
    if (
        words[0].lower() in masthead_words("label") or sum(map(is_common, words)) > 1
    ):  # `WE WILL NOT BE MOVED`
        return False
    if town.isupper():
        return len(words[0]) > 1
    small = masthead_words("particle")
    return marked and words[0][0].isupper() and all(word[0].isupper() or word in small for word in words)


def _only(text: str, marks: str) -> bool:
    return all(character.isalpha() or character in marks for character in text)


def place_in(text: str) -> tuple[int, int] | None:
    """The place in a line of data: `Press release 88/19 | Oslo, 11 April 2019`, as offsets into `text`."""
    if is_byline(text):
        return None
    if dateline := find_dateline(text):
        return dateline.place
    for match in _SEGMENT.finditer(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        segment = text[start : match.end()].rstrip()
        found = _place_beside(segment, ()) if _first_date(segment) else None
        if found:
            return start + found[0][0], start + found[0][1]
    return None


# ------------------------------------------------------------------ dates


def has_date(text: str) -> bool:
    """Whether the line gives a day or a month with its year."""
    return any(True for _ in full_dates(text)) or any(True for _ in month_years(text))


def is_dated_sentence(text: str) -> bool:
    """Whether a line with a date is a sentence: `Gunmen killed Juan Perez in Tijuana on May 3, 2021.`"""
    date = next((found for dates in (full_dates, month_years) for found in dates(text)), None)
    if date is None:
        return False
    before = [word for word in text[: date.start].lower().split() if word.strip(",") not in WEEKDAYS]
    beside = f"{text[: date.start]} {text[date.end :]}".split()
    small = (word.strip(".,;:") for word in beside if word[0].islower())
    told = any(len(word) >= _TELLING and not _has_word(word, "data") for word in small)
    return told and bool(before) and before[-1] in masthead_words("lead")


def find_published(heads: tuple[Block, ...], feet: tuple[Block, ...], text: str) -> Published:
    """The date of publication from what stands before the body, else after it.

    A labelled date goes first, then a full date, then day and month with a year from elsewhere, then a month.
    """
    dated = [(block, found) for block in (*heads, *feet) for found in full_dates(block.text)]
    dated.sort(key=lambda pair: not pair[1].labelled)
    for block, found in dated:
        return Published(found.date(), block.align.span(found.start, found.end))
    for block in heads:
        for found in month_days(block.text):
            return _with_year(block, found, (*heads, *feet), text)
    for block in (*heads, *feet):
        for found in month_years(block.text):
            date, span = found.date(), block.align.span(found.start, found.end)
            return Published(date, span, f"only a month given, its last day {date} taken")
    return Published(None)


def _with_year(block: Block, found: Found, around: Iterable[Block], text: str) -> Published:
    """`Aug 17` with its year from a copyright line or from another line around the report. Never guessed."""
    notice = _COPYRIGHT.search(text)
    years = {match.group() for other in around for match in _YEAR.finditer(other.text)}
    year = notice[1] if notice else years.pop() if len(years) == 1 else None
    date = found.date(int(year)) if year else None
    if date is None:
        return Published(None, None, "day and month given without a year: relative dates stay null")
    return Published(date, block.align.span(found.start, found.end))


def metadata_lines(lines: Iterator[str]) -> dict[str, str]:
    """The `key: value` lines of a front matter, keys in lower case; anything else is passed over."""
    parts = ((key.strip().lower(), value.strip().strip("\"'")) for key, _, value in map(_partition, lines))
    return {key: value for key, value in parts if value}


def _partition(line: str) -> tuple[str, str, str]:
    return line.partition(":")
