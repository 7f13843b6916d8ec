"""One report into a Document: its bytes where they are plain text or Markdown, else its extracted text."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import NamedTuple

from tocsin.model import About, Block, Document, Problem, Report, Source, Span
from tocsin.read.blocks import read_blocks
from tocsin.read.clean import readable
from tocsin.read.dates import full_dates
from tocsin.read.decode import decode
from tocsin.read.language import guess_language
from tocsin.read.metadata import (
    Published,
    author_of,
    find_dateline,
    find_published,
    metadata_lines,
    place_in,
    publisher_of,
    sender_of,
)

_DASHES = ("—", "–", "-")
"""What stands before a signature: `— Textile Labour Union`."""
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n((?:[^\r\n]{0,2000}\r?\n){1,60}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)")


class _Front(NamedTuple):
    """The front matter: its keys and where it ends."""

    values: dict[str, str]
    span: Span


def read_document(
    data: bytes, name: str, *, published: dt.date | None = None
) -> tuple[Document | None, tuple[Problem, ...]]:
    """The plain text in `data`, and what a user should know about it: `read_report` of these bytes."""
    return read_report(Report(name=name, data=data), published=published)


def read_report(
    report: Report, *, published: dt.date | None = None
) -> tuple[Document | None, tuple[Problem, ...]]:
    """The report, and what a user should know about it.

    What the report is known to be (`Report.about`) goes before what its text says, and `published` before
    any other date. The document is None where the bytes are no text or say nothing; a fatal problem means
    that it is not to be coded. Offsets are code points into `Document.text`, which is the extracted text,
    else the bytes as decoded. Never raises for any bytes.
    """
    name, text, problems = report.name, report.text, list(report.problems)
    if text is None:
        decoded = decode(report.data)
        if decoded.text is None:
            return None, (*problems, _problem(decoded.message, name, fatal=True))
        problems += [_problem(decoded.message, name)] if decoded.message else []
        text = decoded.text
    if not text.strip("\ufeff \t\r\n\f\v"):
        return None, (*problems, _problem("empty: no text", name, fatal=True))
    document, more = _read_text(text, report, published, hashlib.sha256(report.data).hexdigest())
    return document, (*problems, *more)


def report_id(data: bytes) -> str:
    """The id of the report in these bytes, without reading it: the same bytes are the same report."""
    return hashlib.sha256(data).hexdigest()[:16]


def read_again(document: Document) -> Document:
    """A document that a book kept, with its parts: what `read_report` gave, read from its text alone.

    What was known of it stays. A date of publication that was not read from the text was given, and is given
    again.
    """
    source = document.source
    about = About(
        title=document.title,
        author=source.author,
        publisher=source.publisher,
        url=source.url,
        published=None if source.published_span else source.published,
        language=document.language,
        fetched=source.fetched,
        extractor=source.extractor,
    )
    report = Report(name=document.name, data=b"", about=about, boxes=document.boxes)
    return _read_text(document.text, report, None, source.digest)[0]


def _problem(message: str, name: str, span: Span | None = None, fatal: bool = False) -> Problem:
    return Problem(stage="read", message=message, document=name, span=span, fatal=fatal)


def _read_text(
    text: str, report: Report, published: dt.date | None, digest: str
) -> tuple[Document, tuple[Problem, ...]]:
    front, about = _front_matter(text), report.about
    blocks = read_blocks(text, front.span.end)
    body = " ".join(block.text for block in blocks if block.kind == "body")
    date = _published(text, front, blocks, published or about.published)
    guess = guess_language(body, about.language)
    if front.span.end:
        read = readable(text, (front.span,))
        blocks = (Block(kind="furniture", span=front.span, text=read.text, align=read.align), *blocks)
    document = Document(
        id=digest[:16],
        name=report.name,
        text=text,
        title=about.title or front.values.get("title") or _first(blocks, "title"),
        language=guess.language,
        blocks=blocks,
        source=_source(front, blocks, date, digest, about),
        boxes=report.boxes,
    )
    return document, tuple(_judge(report.name, body, guess.english, guess.language, date))


def _judge(name: str, body: str, english: bool, language: str | None, date: Published) -> list[Problem]:
    if not any(character.isalpha() for character in body):
        return [_problem("no sentences: nothing to code", name, fatal=True)]
    if not english:
        what = f" ({language})" if language else ""
        return [_problem(f"not English{what}, not coded", name, fatal=True)]
    if date.caution:
        return [_problem(f"date of publication: {date.caution}", name, date.span)]
    if date.date is None:
        return [
            _problem(
                "no date of publication: relative dates stay null; --published YYYY-MM-DD gives one", name
            )
        ]
    return []


def _front_matter(text: str) -> _Front:
    match = _FRONT.match(text)
    values = metadata_lines(iter(match[1].splitlines())) if match else {}
    return _Front(values, Span(0, match.end())) if match and values else _Front({}, Span(0, 0))


def _first(blocks: tuple[Block, ...], kind: str) -> str | None:
    return next((block.text for block in blocks if block.kind == kind), None)


def _published(text: str, front: _Front, blocks: tuple[Block, ...], given: dt.date | None) -> Published:
    if given:
        return Published(given)
    if front.span.end and (found := _front_date(text, front)):
        return found
    first = next((i for i, block in enumerate(blocks) if block.kind == "body"), len(blocks))
    feet = tuple(block for block in blocks[first:] if block.kind in ("furniture", "byline", "dateline"))
    return find_published(blocks[:first], feet, text)


def _front_date(text: str, front: _Front) -> Published | None:
    head = text[: front.span.end]
    for line in re.finditer(r"(?im)^(?:date|published|pubdate|datepublished)\s{0,5}:.*$", head):
        for found in full_dates(line.group()):
            return Published(found.date(), Span(line.start() + found.start, line.start() + found.end))
    return None


def _source(front: _Front, blocks: tuple[Block, ...], date: Published, digest: str, about: About) -> Source:
    first = next((i for i, block in enumerate(blocks) if block.kind == "body"), len(blocks))
    heads = tuple(block for block in blocks[:first] if block.span.start >= front.span.end)
    feet = tuple(block for block in blocks[first:] if block.kind == "furniture")
    place = _place(heads)
    byline = _first(heads, "byline")
    return Source(
        publisher=about.publisher
        or front.values.get("publisher")
        or front.values.get("source")
        or _publisher(heads, feet),
        author=about.author or front.values.get("author") or (author_of(byline) if byline else None),
        url=about.url or front.values.get("url"),
        published=date.date,
        published_span=date.span if date.date else None,
        place=place[0] if place else None,
        place_span=place[1] if place else None,
        digest=digest,
        fetched=about.fetched,
        extractor=about.extractor,
    )


def _place(heads: tuple[Block, ...]) -> tuple[str, Span] | None:
    """The place of the last dateline before the report, which is nearest to it."""
    for block in reversed(heads):
        found = place_in(block.text) if block.kind in ("dateline", "byline") else None
        if found:
            return block.text[found[0] : found[1]], block.align.span(*found)
    return None


def _publisher(heads: tuple[Block, ...], feet: tuple[Block, ...]) -> str | None:
    """The agency of a dateline, else the newspaper or body named above the report, else who signs it."""
    for block in heads:
        found = find_dateline(block.text) if block.kind == "dateline" else None
        if found and found.agency:
            return found.agency
    lines = [block.text for block in heads if block.kind != "title"]
    senders = [sender for line in lines if (sender := sender_of(line))]
    papers = [paper for line in lines if (paper := publisher_of(line))]
    signed = (sender_of(block.text) for block in feet if block.text[:1] in _DASHES)
    return next((name for name in (*senders, *papers, *signed) if name), None)
