"""Reduced mark-up of a page's main content into paragraphs, without what is only links to elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import NamedTuple

from tocsin.codebook.tables import DATA, read_table

_TAG = re.compile(
    r"<(/?)(h[1-6]|p|ul|ol|li|pre|br|a|blockquote|table|tr|td|th|dl|dt|dd)(?:\s[^<>]{0,3000})?>|\n"
)
_PROSE = re.compile(r"[.!?…:;][\"'”’)\]]{0,3}$")
_COUNT = re.compile(r"^[\W\d]+|[\W\d]+$")


class Paragraph(NamedTuple):
    """A block of a page: its words, the share of them that are links, and its heading's level (0: none)."""

    text: str
    linked: float
    level: int
    item: bool


def paragraphs(markup: str) -> tuple[Paragraph, ...]:
    """The blocks of `markup` (headings, paragraphs, lists, line breaks and links alone), in order."""
    return tuple(block for block in _blocks(markup) if block.text)


def report_of(blocks: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Those of a page's blocks that are the report's: no lists of links, nothing below what ends it."""
    kept: list[Paragraph] = []
    words = 0
    for block in blocks:
        if words >= 40 and _ends(block):
            break
        if block.linked > 0.6 and (block.item or block.level or not _PROSE.search(block.text)):
            continue
        kept.append(block)
        words += 0 if block.level else len(block.text.split())
    return tuple(kept)


@cache
def _ending() -> dict[str, frozenset[str]]:
    rows = [row.cells for row in read_table(DATA / "page-ends.txt", DATA, range(2, 3))]
    return {
        where: frozenset(words.strip() for place, cell in rows if place == where for words in cell.split(";"))
        for where in ("heading", "line")
    }


def _ends(block: Paragraph) -> bool:
    if len(block.text) > 60:
        return False
    words = _COUNT.sub("", block.text.lower())
    return words in _ending()["line"] or (block.level > 1 and words in _ending()["heading"])


def _blocks(markup: str) -> Iterator[Paragraph]:
    parts: list[str] = []
    level = linked = 0
    item = in_link = broken = False

    def block() -> Paragraph:
        text = " ".join(unescape("".join(parts)).split())
        return Paragraph(text, linked / max(1, len(text)), level, item)

    at = 0
    for match in _TAG.finditer(markup):
        words = markup[at : match.start()]
        parts.append(words)
        linked += len(unescape(words).strip()) if in_link else 0
        at = match.end()
        name, closing = match[2], match[1] == "/"
        if name == "a":
            in_link = not closing
            continue
        if name == "br" and not broken:
            parts.append(" ")
            broken = True
            continue
        if name is None and broken and not words.strip():
            continue
        broken = broken and not words.strip()
        yield block()
        parts, linked = [], 0
        level = int(name[1]) if name and name[0] == "h" and not closing else 0
        item = name == "li" and not closing
    parts.append(markup[at:])
    yield block()
