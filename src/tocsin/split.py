"""Where sentences end. Document into Sentences, by rule, on body blocks only.

Knows full stops, abbreviations and quotation marks. Does not know tokens or meaning. One pass over the
text; every look to either side is bounded, so that time is linear whatever the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from tocsin.codebook import tables
from tocsin.model import Alignment, Block, Document, Sentence

MOST_WORDS = 400
MOST_CHARACTERS = 4000
"""A sentence longer than either is cut at a safe point: no parser gains from a longer one."""

_OPENERS = "\"'“‘«([¿¡"
_STOP = re.compile(
    r"(?P<stop>\.{3,4}|…\.?|[.!?]{1,4})(?P<close>[\"'”’»)\]]{0,4}(?:\s[\"”](?=\s))?)(?P<gap>\s+|(?=[A-Z“\"][a-z]))"
)
_WORD_BEFORE = re.compile(r"[^\s\"'“”‘’«»(){}\[\]—–/]{1,20}$")
_WORD_AFTER = re.compile(r"[\"'“”‘’«»(\[¿¡\s—–-]{0,6}([^\W_]+(?:['’.-][^\W_]+){0,3})")
_SAFE_CUT = re.compile(r"[;:,—–]\s|\s")


class _Words(NamedTuple):
    """The classes of the table `abbreviations.txt`."""

    never: frozenset[str]
    number: frozenset[str]
    either: frozenset[str]
    opener: frozenset[str]
    says: frozenset[str]


@cache
def _words() -> _Words:
    found: dict[str, set[str]] = {name: set() for name in _Words._fields}
    for row in tables.read_table(tables.DATA / "abbreviations.txt", tables.DATA, range(2, 3)):
        name, words = row.cells
        if name not in found:
            raise row.error(f"unknown class: {name!r}")
        found[name].update(words.split())
    return _Words(*(frozenset(found[name]) for name in _Words._fields))


def split_document(document: Document) -> tuple[Sentence, ...]:
    """The sentences of the document's body blocks in text order, numbered from 0."""
    found: list[Sentence] = []
    for number, block in enumerate(document.blocks):
        if block.kind == "body":
            for start, end in split_text(block.text):
                found.append(_sentence(len(found), number, block, start, end))
    return tuple(found)


def split_text(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of one readable paragraph, blanks around it left out."""
    start = 0
    for match in _STOP.finditer(text):
        if match.start() > start and _is_boundary(text, match, start):
            yield from _cut(text, start, match.end("close"))
            start = match.end()
    yield from _cut(text, start, len(text))


def _sentence(index: int, number: int, block: Block, start: int, end: int) -> Sentence:
    align = _slice(block.align, start, end)
    return Sentence(
        index=index, block=number, span=align.span(0, end - start), text=block.text[start:end], align=align
    )


def _slice(align: Alignment, start: int, end: int) -> Alignment:
    """The part of `align` for clean `[start:end)`, counted from 0."""
    first, last = bisect_right(align.clean, start), bisect_left(align.clean, end)
    return Alignment(
        (0, *(clean - start for clean in align.clean[first:last])),
        (align.to_raw(start), *align.raw[first:last]),
    )


# ------------------------------------------------------------------ is it an end?


def _is_boundary(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a sentence ends at this stop: judged by the word before, the marks, and the word after."""
    after = _WORD_AFTER.match(text, match.end())
    if after is None:
        return match.end() < len(text) and match["gap"] != ""
    following = after[1]
    if following[0].islower():
        return False
    stop = match["stop"]
    if not match["gap"]:
        return _glued(text, match)
    if stop == "." and not match["close"]:
        return _full_stop(text, match.start(), start, following)
    if (stop[0] in ".…" and len(stop) > 1) or stop == "…":
        return _ellipsis(text, match)
    if match["close"] and _is_reported(text, match.end(), stop[0] in "!?"):
        return False
    return not (match["close"] == ")" and _bracketed_mark(text, match.start()))


def _full_stop(text: str, at: int, start: int, following: str) -> bool:
    found = _WORD_BEFORE.search(text, max(start, at - 20), at)
    word = found.group() if found else ""
    words = _words()
    if len(word) == 1 and word.isalpha() and word.isupper():
        return (
            following in words.opener
            and word != "A"
            and following not in {"A", "I"}
            and not _after_name(text, at)
        )
    if word in words.never:
        return False
    if word in words.number and following[0].isdigit():
        return False
    if word in words.either or (word.count(".") and word.replace(".", "").isalpha() and len(word) < 8):
        return following in words.opener
    item = word.isdigit() and len(word) <= 3 and not text[start : at - len(word)].strip(_OPENERS + " ")
    return not item


def _after_name(text: str, at: int) -> bool:
    """Whether the initial before `at` follows another initial: `J. K. The`."""
    return at >= 4 and text[at - 2] == " " and text[at - 3] == "."


def _glued(text: str, match: re.Match[str]) -> bool:
    """Whether a stop without a space after it ends a sentence: `peaceful.The`, but not `UOL.Com`."""
    before = text[max(0, match.start() - 3) : match.start()]
    return (
        len(before) == 3
        and before.isalpha()
        and before.islower()
        and bool(match["close"] or match["stop"] != "…")
    )


def _ellipsis(text: str, match: re.Match[str]) -> bool:
    """Dots end a sentence where they follow the word directly, not where they stand for words left out."""
    return match.start() > 0 and not text[match.start() - 1].isspace() and text[match.start() - 1] not in "[("


def _bracketed_mark(text: str, at: int) -> bool:
    return text[max(0, at - 1) : at] == "("


def _is_reported(text: str, at: int, asked: bool) -> bool:
    """Whether a quotation's speaker follows it in the same sentence: `"Leave!" Ann Lee shouted at him`.

    After a full stop only where the sentence ends with the verb: `"It is over." Ann Lee said.`
    """
    words = text[at : at + 80].split()[:6]
    says = (word.rstrip(",.:") in _words().says and (asked or word.endswith(".")) for word in words[1:])
    return any(says)


# ------------------------------------------------------------------ very long ones


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch without blanks at its ends, in parts where it is too long."""
    while end - start > MOST_CHARACTERS or (end - start > 2 * MOST_WORDS and _too_many(text, start, end)):
        stop = _safe_point(text, start, end)
        yield from _trimmed(text, start, stop)
        start = stop
    yield from _trimmed(text, start, end)


def _too_many(text: str, start: int, end: int) -> bool:
    return text.count(" ", start, end) >= MOST_WORDS


def _safe_point(text: str, start: int, end: int) -> int:
    """After the last semicolon, else comma, else word within the limits; else at the limit."""
    limit = min(end, start + MOST_CHARACTERS)
    best: dict[str, int] = {}
    for match in islice(_SAFE_CUT.finditer(text, start + 1, limit), MOST_WORDS):
        best[match.group()[0].strip()] = match.end()
    half = start + (max(best.values(), default=limit) - start) // 2
    for mark in (";", ":", ",", "—", "–"):
        if best.get(mark, 0) > half:
            return best[mark]
    return max(best.values(), default=limit)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
