"""The order of reading on pages of paper: columns, running heads, paragraphs, words cut at line ends.

A page is cut recursively where white runs right through it, first from top to bottom (gutters between
columns), else from side to side (the recursive X-Y cut of Nagy and Seth, 1984).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from tocsin.model import Box, Span

_GUTTER = 7.0
"""Points of white between columns at least."""
_MOST_CUTS = 60
"""Cuts within cuts."""
_END = re.compile(r"[.!?…:][\"'”’)\]]{0,3}$")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_PAGE_NUMBER = re.compile(
    r"[-–—\s]{0,6}(?:page\s{0,3})?\d{1,4}(?:\s{0,3}(?:/|of)\s{0,3}\d{1,4})?[-–—\s]{0,6}", re.I
)


class Piece(NamedTuple):
    """Characters that stand beside one another on one line; points from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """Of the line, which grows with the size of the type."""
        return self.top - self.bottom


class Line(NamedTuple):
    """A line of one column."""

    page: int
    """From 1."""
    column: int
    """Which of the page's blocks of lines it is in: from 0, in the order of reading."""
    piece: Piece
    edge: float
    """Where lines of this block begin on the left."""
    far: float
    """Where they end on the right."""


def laid_out(pages: Iterable[Sequence[Piece]]) -> tuple[str, tuple[Box, ...]]:
    """The text of the pages as it is read, paragraphs apart by blank lines, and where each line stands."""
    by_page = [tuple(_lines(page, number)) for number, page in enumerate(pages, 1)]
    lines = tuple(_without_running_heads(by_page))
    if not lines:
        return "", ()
    size = _usual_size(lines)
    return _written(_joined(tuple(_paragraphs(lines, size)), size), size, _hyphenated(lines))


# ------------------------------------------------------------------ lines in order


def _lines(pieces: Sequence[Piece], page: int) -> Iterator[Line]:
    for column, block in enumerate(_cut(tuple(pieces), 0)):
        rows = _rows(block)
        edge = min(row.left for row in rows)
        far = max(row.right for row in rows)
        yield from (Line(page, column, row, edge, far) for row in rows)


def _cut(pieces: tuple[Piece, ...], depth: int) -> Iterator[tuple[Piece, ...]]:
    """The blocks of a page, in the order of reading."""
    if not pieces:
        return
    if depth < _MOST_CUTS and len(pieces) > 1:
        gutter = _gutter(pieces)
        if gutter is not None:
            yield from _cut(tuple(p for p in pieces if p.left < gutter), depth + 1)
            yield from _cut(tuple(p for p in pieces if p.left >= gutter), depth + 1)
            return
        level = _level(pieces)
        if level is not None:
            yield from _cut(tuple(p for p in pieces if p.bottom >= level), depth + 1)
            yield from _cut(tuple(p for p in pieces if p.bottom < level), depth + 1)
            return
    yield pieces


def _gutter(pieces: tuple[Piece, ...]) -> float | None:
    """Where columns part: the widest white from top to bottom with two lines or more on either side."""
    gaps = _gaps([(p.left, p.right) for p in pieces], _GUTTER)
    for _, at in sorted(gaps, reverse=True):
        left = [p for p in pieces if p.left < at]
        right = [p for p in pieces if p.left >= at]
        if _height_of(left) > 1 and _height_of(right) > 1:
            return at
    return None


def _height_of(pieces: Sequence[Piece]) -> int:
    """Number of lines that the pieces stand on."""
    return len(_gaps([(p.bottom, p.top) for p in pieces], -0.35 * median(p.height for p in pieces))) + 1


def _level(pieces: tuple[Piece, ...]) -> float | None:
    """Where a block parts from side to side, if there is a gutter above or below: the widest white."""
    usual = median(p.height for p in pieces)
    gaps = sorted(_gaps([(p.bottom, p.top) for p in pieces], 0.1 * usual), reverse=True)[:3]
    for _, at in gaps:
        above = tuple(p for p in pieces if p.bottom >= at)
        below = tuple(p for p in pieces if p.bottom < at)
        if above and below and (_gutter(above) or _gutter(below) or _has_levels(above, below)):
            return at
    return None


def _has_levels(above: tuple[Piece, ...], below: tuple[Piece, ...]) -> bool:
    """Whether a second cut from side to side would set columns free: a head above and a foot below them."""
    for block in (above, below):
        usual = median(p.height for p in block)
        for _, at in sorted(_gaps([(p.bottom, p.top) for p in block], 0.1 * usual), reverse=True)[:2]:
            if _gutter(tuple(p for p in block if p.bottom >= at)) or _gutter(
                tuple(p for p in block if p.bottom < at)
            ):
                return True
    return False


def _gaps(stretches: list[tuple[float, float]], least: float) -> list[tuple[float, float]]:
    """The white between stretches on one axis: (its width, where the next stretch begins)."""
    gaps = []
    reached = None
    for start, end in sorted(stretches):
        if reached is not None and start - reached >= least:
            gaps.append((start - reached, start))
        reached = end if reached is None else max(reached, end)
    return gaps


def _rows(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces that stand on one line, made one, from the top down."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (-p.top, p.left)):
        last = rows[-1][0] if rows else None
        if last and min(last.top, piece.top) - max(last.bottom, piece.bottom) > 0.5 * min(
            last.height, piece.height
        ):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return tuple(_row(sorted(row, key=lambda p: p.left)) for row in rows)


def _row(pieces: Sequence[Piece]) -> Piece:
    return Piece(
        " ".join(p.text for p in pieces),
        min(p.left for p in pieces), min(p.bottom for p in pieces),
        max(p.right for p in pieces), max(p.top for p in pieces),
    )  # fmt: skip


# ------------------------------------------------------------------ running heads


def _without_running_heads(pages: list[tuple[Line, ...]]) -> Iterator[Line]:
    """The lines without those at the head or foot of pages that return on other pages, and page numbers."""
    margins = [_margins(lines) for lines in pages]
    returning = Counter(key for lines in margins for key in {_key(line) for line in lines})
    for lines, edge in zip(pages, margins, strict=True):
        for line in lines:
            again = returning[_key(line)] > 1 and len(line.piece.text) < 100
            if line not in edge or not (again or _PAGE_NUMBER.fullmatch(line.piece.text)):
                yield line


def _margins(lines: tuple[Line, ...]) -> frozenset[Line]:
    """The two uppermost and the two lowest lines of a page."""
    by_height = sorted(lines, key=lambda line: -line.piece.top)
    return frozenset((*by_height[:2], *by_height[-2:]))


def _key(line: Line) -> str:
    return _DIGITS.sub("0", line.piece.text.lower()).strip()


# ------------------------------------------------------------------ paragraphs

Paragraph = tuple[Line, ...]


def _usual_size(lines: tuple[Line, ...]) -> float:
    """The height of most characters."""
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(line.piece.height * 2) / 2] += len(line.piece.text)
    return max(counts, key=lambda size: (counts[size], size))


def _paragraphs(lines: tuple[Line, ...], size: float) -> Iterator[Paragraph]:
    held: list[Line] = []
    leading = _leading(lines, size)
    for line in lines:
        if held and _begins(held, line, size, leading):
            yield tuple(held)
            held = []
        held.append(line)
    if held:
        yield tuple(held)


def _leading(lines: tuple[Line, ...], size: float) -> float:
    """The usual distance from line to line."""
    steps = [
        a.piece.bottom - b.piece.bottom
        for a, b in pairwise(lines)
        if (a.page, a.column) == (b.page, b.column) and 0 < a.piece.bottom - b.piece.bottom < 4 * size
    ]
    return median(steps) if steps else 1.2 * size


def _begins(held: list[Line], line: Line, size: float, leading: float) -> bool:
    last = held[-1]
    if (last.page, last.column) != (line.page, line.column):
        return True
    if abs(last.piece.height - line.piece.height) > 0.15 * size:
        return True
    if last.piece.bottom - line.piece.bottom > 1.3 * max(leading, line.piece.height):
        return True
    indented = 0.6 * size < line.piece.left - line.edge < 5 * size
    ended = bool(_END.search(last.piece.text))
    short = last.far - last.piece.right > 3 * size
    if indented and (last.piece.left - last.edge <= 0.6 * size or ended or short):
        return True
    return ended and short


def _joined(paragraphs: tuple[Paragraph, ...], size: float) -> Iterator[Paragraph]:
    """Paragraphs that a column's or a page's end has cut, made whole."""
    held: Paragraph = ()
    for paragraph in paragraphs:
        if held and _goes_on(held[-1], paragraph[0]):
            held = (*held, *paragraph)
            continue
        if held:
            yield held
        held = paragraph
    if held:
        yield held


def _goes_on(last: Line, line: Line) -> bool:
    if (last.page, last.column) == (line.page, line.column):
        return False
    same = abs(last.piece.height - line.piece.height) <= 0.15 * last.piece.height
    text = last.piece.text
    if not same or _END.search(text):
        return False
    return (
        line.piece.text[:1].islower()
        or text[-1] in ",-\u00ad"
        or last.far - last.piece.right < last.piece.height
    )


# ------------------------------------------------------------------ text


def _hyphenated(lines: tuple[Line, ...]) -> frozenset[str]:
    """Words that have a hyphen within a line: they have it at a line's end too."""
    return frozenset(w.lower() for line in lines for w in _WORD.findall(line.piece.text))


def _written(
    paragraphs: Iterator[Paragraph], size: float, hyphenated: frozenset[str]
) -> tuple[str, tuple[Box, ...]]:
    parts: list[str] = []
    boxes: list[Box] = []
    at = 0
    titled = False
    for paragraph in paragraphs:
        mark = _mark(paragraph, size, titled)
        titled = titled or mark == "# "
        parts.append(mark)
        at += len(mark)
        for line, following in zip(paragraph, (*paragraph[1:], None), strict=True):
            words, gap = _words(line, following, hyphenated)
            p = line.piece
            boxes.append(Box(Span(at, at + len(words)), line.page, p.left, p.bottom, p.right, p.top))
            parts.append(words + gap)
            at += len(words) + len(gap)
    return "".join(parts), tuple(boxes)


def _words(line: Line, following: Line | None, hyphenated: frozenset[str]) -> tuple[str, str]:
    """The line's words, and what stands between them and the next line's."""
    text = line.piece.text.rstrip()
    if following is None:
        return text.replace("\u00ad", "-" if text.endswith("\u00ad") else ""), "\n\n"
    if text[-1] not in "-\u00ad\u2010" or not text[-2:-1].isalpha():
        return text.replace("\u00ad", ""), " "
    soft = text[-1] == "\u00ad"
    text = text.replace("\u00ad", "").rstrip("-\u2010")
    first = following.piece.text.split()[0]
    whole = f"{text.split()[-1]}-{first}".lower().strip(".,;:!?\"'”’)")
    kept = not soft and (whole in hyphenated or not first[:1].islower())
    return text + ("-" if kept else ""), ""


def _mark(paragraph: Paragraph, size: float, titled: bool) -> str:
    """A heading's mark, for what is set larger than the rest and is short."""
    height = max(line.piece.height for line in paragraph)
    words = sum(len(line.piece.text.split()) for line in paragraph)
    if height < 1.15 * size or words > 40:
        return ""
    return "## " if titled or paragraph[0].page > 1 or height < 1.3 * size else "# "
