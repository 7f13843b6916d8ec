"""Raw stretches into readable text that remembers where each character stood.

Knows mark-up: escapes, entities, emphasis, links, hyphenated line ends. Does not know paragraphs.
One pass of one pattern whose every alternative looks ahead a bounded way: linear time.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from tocsin.codebook.tables import DATA, read_table
from tocsin.model import Alignment, Span

_SPECIAL = re.compile(
    r"(?P<hyphen>(?<=\w)-[ \t]{0,20}(?:\r\n|\r|\n)[ \t>]{0,20}(?=\w))"
    r"|(?P<soft>\u00ad\s{0,20})"
    r"|(?P<space>(?:[^\S ]| (?=\s))\s*(?:(?<=[\r\n])>[> \t]*)?)"
    r"|\\(?P<escape>[!-/:-@\[-`{-~])"
    r"|(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,20});)"
    r"|(?P<drop>[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    r"|!\[[^\[\]]{0,300}\]\([^()\s]{0,600}\)"
    r"|\[(?=[^\[\]]{1,300}\]\([^()\s]{0,600}\))"
    r"|\]\([^()\s]{0,600}\)"
    r"|(?<=[\w.,;:!?\"'”’)])\[\d{1,3}\]"
    r"|</?(?:p|br|b|i|em|strong|span|div|a|u|sup|sub|small|font|q|li|ul|ol)\b[^<>]{0,300}>)"
    r"|(?P<stress>\*{1,3}|_{1,3})"
)
_NEAR = 1000
"""Characters on either side in which a word's own spelling is looked for, so that time stays linear."""


@cache
def _compounds(side: str) -> frozenset[str]:
    rows = read_table(DATA / "compounds.txt", DATA, range(2, 3))
    return frozenset(word for row in rows if row.cells[0] == side for word in row.cells[1].split())


class Readable(NamedTuple):
    """Readable text and the way back from it."""

    text: str
    align: Alignment


class _Writer:
    """Collects readable text and break points; never writes a space at the start or after another."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.clean: list[int] = []
        self.raw: list[int] = []
        self.spaced = True
        self.first = 0

    def write(self, text: str, at: int) -> None:
        """`text`, whose characters stand in the file from offset `at` on."""
        if self.spaced and text.startswith(" "):
            at += len(text) - len(text.lstrip(" "))
            text = text.lstrip(" ")
        if not text:
            return
        if not self.clean or self.raw[-1] + self.length - self.clean[-1] != at:
            self.clean.append(self.length)
            self.raw.append(at)
        self.parts.append(text)
        self.length += len(text)
        self.spaced = text.endswith(" ")

    def result(self) -> Readable:
        text = "".join(self.parts).rstrip(" ")
        return Readable(text, Alignment(tuple(self.clean) or (0,), tuple(self.raw) or (self.first,)))


def readable(raw: str, pieces: Iterable[Span], joins: Iterable[str] = ()) -> Readable:
    """The `pieces` of `raw` as one readable text; `joins` (a space unless told) stand between them."""
    writer = _Writer()
    between = iter(joins)
    last: Span | None = None
    for piece in pieces:
        if last is not None:
            writer.write(next(between, " "), last.end)
        else:
            writer.first = piece.start
        _read_piece(writer, raw, piece)
        last = piece
    return writer.result()


def plain(raw: str, start: int, end: int) -> str:
    """The readable text of one stretch, without the way back."""
    return readable(raw, (Span(start, end),)).text


def _read_piece(writer: _Writer, raw: str, piece: Span) -> None:
    done = piece.start
    for match in _SPECIAL.finditer(raw, piece.start, piece.end):
        if match.start() > done:
            writer.write(raw[done : match.start()], done)
        _read_special(writer, raw, match, piece)
        done = match.end()
    if done < piece.end:
        writer.write(raw[done : piece.end], done)


def _read_special(writer: _Writer, raw: str, match: re.Match[str], piece: Span) -> None:
    at = match.start()
    kind = match.lastgroup
    if kind == "space":
        writer.write(" ", at)
    elif kind == "escape":
        writer.write(match["escape"], at + 1)
    elif kind == "entity":
        _write_entity(writer, match.group(), at)
    elif kind == "hyphen":
        if keeps_hyphen(raw, at, match.end()):
            writer.write("-", at)
    elif kind == "stress" and not _is_stress(raw, match, piece):
        writer.write(match.group(), at)


def _write_entity(writer: _Writer, entity: str, at: int) -> None:
    value = html.unescape(entity)
    if value == entity:
        writer.write(entity, at)
        return
    for character in value:
        if character.isspace():
            writer.write(" ", at)
        elif character.isprintable():
            writer.write(character, at)


def _is_stress(raw: str, match: re.Match[str], piece: Span) -> bool:
    """Whether asterisks or underscores are mark-up: they hug a word on one side only."""
    before = raw[match.start() - 1] if match.start() > piece.start else " "
    after = raw[match.end()] if match.end() < piece.end else " "
    if before.isspace() and after.isspace():
        return False
    return not (before.isalnum() and after.isalnum())


def keeps_hyphen(raw: str, at: int, then: int) -> bool:
    """Whether the hyphen at `at`, before a line end, belongs to the word that goes on at `then`.

    The file's own usage decides where it has any; else lists of words that make compounds.
    """
    first = _word_before(raw, at)
    second = _word_after(raw, then)
    if not second[:1].islower() or first[-1:].isdigit():
        return True
    near = max(0, at - _NEAR), at + _NEAR
    if raw.find(f"{first}-{second}", *near) >= 0:
        return True
    if raw.find(f"{first}{second}", *near) >= 0:
        return False
    return first.lower() in _compounds("before") or second.lower() in _compounds("after")


def _word_before(raw: str, at: int) -> str:
    start = at
    while start > max(0, at - 30) and raw[start - 1].isalnum():
        start -= 1
    return raw[start:at]


def _word_after(raw: str, at: int) -> str:
    end = at
    while end < min(len(raw), at + 30) and raw[end].isalnum():
        end += 1
    return raw[at:end]
