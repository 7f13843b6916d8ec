"""Physical lines, their marks, and the chunks that they form.

Knows line ends, blank lines, indents and the signs that begin a Markdown line. Does not know
what a chunk is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from tocsin.model import Span
from tocsin.read.furniture import furniture_kind, is_page_number

Mark = Literal["", "#", "-", "1.", "|", "---", "!"]
"""Heading, list item, numbered item, table row, rule, picture; empty for running text."""

_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029\x85]+")
_BREAK = re.compile(r"\r\n|[\r\n\f\v\u2028\u2029\x85]")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|(?=[^\W\d_]))")
_ITEM = re.compile(r"[-*+•‣▪●][ \t]+(?=\S)")
_NUMBER = re.compile(r"\(?\d{1,3}[.)][ \t]+(?=\S)")
_RULE = re.compile(r"([-*_=—–~#])(?:[ \t]?\1){2,}")
_PICTURE = re.compile(r"!\[[^\[\]]{0,500}\]\(\S{0,1000}\)")
_END = re.compile(r"[.!?…:;][\"'”’)\]*_]{0,4}$")


class Line(NamedTuple):
    """One line without its blanks and its mark."""

    start: int
    end: int
    indent: int
    mark: Mark
    level: int
    """Of a heading, from 1; otherwise 0."""
    raw: str
    """The characters from `start` to `end`."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


Chunk = tuple[Line, ...]
"""Lines that belong together: a paragraph, a list item, a heading."""


def read_lines(text: str, start: int) -> Iterator[Line | None]:
    """The lines of `text` from offset `start`; None for a blank one."""
    at = start
    while at < len(text):
        match = _LINE.match(text, at)
        if match:
            yield _read_line(text, at, match.end())
            at = match.end()
        ending = _BREAK.match(text, at)
        if ending:
            at = ending.end()
            if not match:
                yield None


def _read_line(text: str, start: int, end: int) -> Line | None:
    content = text[start:end].strip(" \t\ufeff\u00a0\u200b")
    if not content:
        return None
    first = text.index(content[0], start)
    indent, last = first - start, first + len(content)
    if quote := _QUOTE.match(text, first, last):
        first = quote.end()
    mark, level, first = _read_mark(text, first, last)
    return Line(first, last, indent, mark, level, text[first:last])


def _read_mark(text: str, first: int, last: int) -> tuple[Mark, int, int]:
    if text[first : first + 1] in ("|", "!"):
        if text[first] == "|":
            return "|", 0, first
        if _PICTURE.match(text, first, last):
            return "!", 0, first
    if is_page_number(text[first : min(last, first + 40)]):
        return "", 0, first
    if _RULE.fullmatch(text, first, last):
        return "---", 0, first
    if match := _HEADING.match(text, first, last):
        return "#", len(match[1]), match.end()
    if match := _ITEM.match(text, first, last):
        return "-", 0, match.end()
    if match := _NUMBER.match(text, first, last):
        return "1.", 0, match.end()
    return "", 0, first


def read_chunks(text: str, start: int) -> Iterator[Chunk]:
    """The lines from `start`, in chunks: parted by blank lines, by marks, by first-line indents."""
    chunk: list[Line] = []
    for line in read_lines(text, start):
        if line is None:
            if chunk:
                yield tuple(chunk)
            chunk = []
            continue
        if chunk and _begins_chunk(line, chunk):
            yield tuple(chunk)
            chunk = []
        chunk.append(_as_text(text, line) if chunk else line)
    if chunk:
        yield tuple(chunk)


def ends_sentence(raw: str) -> bool:
    """Whether a line or paragraph ends as sentences do, mark-up and quotation marks aside."""
    return bool(_END.search(raw, max(0, len(raw) - 6)))


def _begins_chunk(line: Line, chunk: list[Line]) -> bool:
    last = chunk[-1]
    if line.mark in ("#", "---", "|", "!") or last.mark in ("#", "---", "!") or last.mark == "|":
        return True
    ended = ends_sentence(last.raw)
    if line.mark in ("-", "1."):
        return ended or chunk[0].mark == line.mark
    if is_page_number(line.raw) or is_page_number(last.raw):
        return True
    if ended and line.indent >= 2 and not last.indent and not chunk[0].mark:
        return True
    return ended and furniture_kind(line.raw) is not None


def _as_text(text: str, line: Line) -> Line:
    """A line inside a chunk, whose dash or number is no list mark but a word of the paragraph."""
    if line.mark not in ("-", "1."):
        return line
    start = line.start
    while text[start - 1] in " \t":
        start -= 1
    while text[start - 1] not in " \t\r\n\f\v>" and start > 0:
        start -= 1
    return line._replace(start=start, raw=text[start : line.end], mark="")
