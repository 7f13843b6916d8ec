"""One input into its reports: containers are walked through, whatever they hold is told apart by its bytes.

Two steps, so that a process which dies over one report can be replaced by one that goes on after it:
`read_members` finds the reports and reads none, `read_member` reads one.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from tocsin.intake import feeds, mail, tables, warc, zips
from tocsin.intake.days import instant_of
from tocsin.intake.docx import read_docx
from tocsin.intake.html import Extracted, read_fragment, read_html
from tocsin.intake.limits import Budget, LimitReached, Limits, Unreadable
from tocsin.intake.pdf import read_pdf
from tocsin.intake.sniff import HEAD, Kind, kind_of, what_other
from tocsin.intake.unpack import Counted, Damaged, Gunzip, Stream, Unzstd, read_all
from tocsin.intake.web import read_answer
from tocsin.model import About, Problem, Report

PAGES = ("html", "pdf", "docx", "text", "mail")
"""Kinds that are one report each (a letter: one and its attachments)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A report found and not yet read: its bytes, what they are, and what is known of it so far."""

    name: str
    kind: Kind | None
    """None for the record of a crawl, which must be unpacked to be told."""
    data: bytes
    about: About
    depth: int
    markup: str | None = None
    """For an entry of a feed or a row: its text, if that is not the bytes."""
    charset: str | None = None
    """The encoding that a server said the text is in."""


def read_members(source: BinaryIO, name: str, budget: Budget) -> Iterator[Found | Problem]:
    """All reports in an input, unread, in its order, and a Problem for each that cannot be had.

    Never raises: what ends an input before its time is the last Problem, and a fatal one.
    """
    try:
        yield from _members(Counted(source, budget), name, budget, 0, About())
    except (LimitReached, Unreadable, Damaged) as error:
        yield problem(name, str(error))


def read_answered(block: bytes, name: str, about: About, budget: Budget) -> Iterator[Found | Problem]:
    """All reports in what a server answered (its head and body as they came), likewise."""
    try:
        budget.packed += len(block)
        answer = read_answer(block, budget)
        head = answer.body[:HEAD]
        if "html" in answer.media and kind_of(head) == "text":
            budget.member()
            yield Found(name, "html", answer.body, about, 0, charset=answer.charset)
            return
        for found in _members(io.BytesIO(answer.body), name, budget, 0, about):
            if isinstance(found, Found) and found.name == name:  # the answer is the report
                found = replace(found, charset=answer.charset)
            yield found
    except (LimitReached, Unreadable, Damaged) as error:
        yield problem(name, str(error))


def read_member(found: Found, budget: Budget) -> Iterator[Report | Problem]:
    """What was found, read: one Report or Problem, more of them for a letter with attachments."""
    try:
        if found.kind == "mail":
            yield from _read_letter(found, budget)
        elif found.kind is None:
            yield _read_record(found, budget)
        else:
            yield _report(found, _extract(found, budget))
    except (LimitReached, Unreadable, Damaged) as error:
        yield problem(found.name, str(error))


def problem(name: str, message: str, fatal: bool = True) -> Problem:
    """What is wrong with an input or a member of it."""
    return Problem(stage="open", message=message, document=name, fatal=fatal)


# ------------------------------------------------------------------ containers

Members = Iterator["Found | Problem"]


def _members(stream: Stream, name: str, budget: Budget, depth: int, about: About) -> Members:
    limits = budget.limits
    if depth > limits.depth:
        raise LimitReached(f"containers in containers, deeper than {limits.depth}")
    whole = _Peeked(stream)
    kind = kind_of(whole.head)
    if kind in PAGES:
        budget.member()
        yield Found(name, kind, read_all(whole, limits.report), about, depth)
    elif kind == "other":
        raise Unreadable(f"{what_other(whole.head)}: no report")
    elif isinstance(stream, Counted) and kind == "zip":
        stream.seek(0)
        yield from _zip(stream, name, budget, depth, about)
    else:
        yield from _CONTAINERS[kind](whole, name, budget, depth, about)


class _Peeked:
    """A stream whose head has been looked at, and is read again; damage within the head comes after it."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._damage: Damaged | None = None
        self.head = b""
        try:
            while len(self.head) < HEAD and (piece := stream.read(HEAD - len(self.head))):
                self.head += piece
        except Damaged as damage:
            self._damage = damage
        self._left = self.head

    def read(self, size: int, /) -> bytes:
        """As of the stream."""
        if self._left:
            piece, self._left = self._left[:size], self._left[size:]
            return piece
        if self._damage:
            damage, self._damage = self._damage, None
            raise damage
        return self._stream.read(size)

    def resume(self) -> bool:
        """After damage, as of the decoder below."""
        return isinstance(self._stream, Gunzip | Unzstd) and self._stream.resume()


def _zip(source: BinaryIO | Stream, name: str, budget: Budget, depth: int, about: About) -> Members:
    if not isinstance(source, Counted):
        source = io.BytesIO(read_all(source, budget.limits.nested, "an archive in an archive"))
    for entry in zips.read_members(source, budget):  # type: ignore[arg-type]
        inner = f"{name}!{entry.name}"
        if entry.stream is None:
            yield problem(inner, entry.reason)
        else:
            beside = About(fetched=about.fetched)
            yield from _guarded(_members(entry.stream, inner, budget, depth + 1, beside), inner, budget)


def _guarded(members: Members, name: str, budget: Budget) -> Members:
    """The members of one member, whose end before its time is not the end of its container."""
    try:
        yield from members
    except (Unreadable, Damaged) as error:
        yield problem(name, str(error))
    except LimitReached as error:
        yield problem(name, str(error))
        budget.unpack(0)  # raises where it is the whole input's limit that was reached
        budget.member()


def _gunzip(stream: Stream, name: str, budget: Budget, depth: int, about: About) -> Members:
    return _members(Gunzip(stream, budget), name, budget, depth + 1, about)


def _unzstd(stream: Stream, name: str, budget: Budget, depth: int, about: About) -> Members:
    return _members(Unzstd(stream, budget), name, budget, depth + 1, about)


def _warc(stream: Stream, name: str, budget: Budget, depth: int, about: About) -> Members:
    counts: Counter[str] = Counter()
    for record in warc.read_records(stream, budget.limits.report):
        budget.member()
        if isinstance(record, warc.Passed):
            counts[f"{record.type} records"] += 1
        elif isinstance(record, warc.Bad):
            counts["bad records"] += 1
            yield problem(f"{name}#{record.name}", record.reason)
        elif reason := _no_page(record):
            counts[reason] += 1
        else:
            counts["reports"] += 1
            crawled = About(url=record.url, fetched=instant_of(record.date))
            kind: Kind | None = "text" if record.type == "conversion" else None
            yield Found(f"{name}#{record.url or record.id}", kind, record.block, crawled, depth + 1)
    told = ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items())) or "no records"
    yield problem(name, f"holds {told}", fatal=not counts)


_NO_PAGES = ("image/", "video/", "audio/", "font/", "text/css", "text/javascript", "application/javascript",
             "application/x-javascript", "application/json", "application/octet-stream")  # fmt: skip


def _no_page(record: warc.Record) -> str | None:
    """What a record holds that is no page, by its head; None where it may be one."""
    if record.url and record.url.startswith("dns:"):
        return "DNS records"
    if record.url and record.url.endswith("/robots.txt"):
        return "robots.txt"
    head = record.block[:4096].partition(b"\r\n\r\n")[0].lower() if record.type == "response" else b""
    status = head[9:12]
    if head.startswith(b"http/") and status != b"200":
        return "answers other than 200"
    media = head.partition(b"\ncontent-type:")[2].strip() if head else record.media.lower().encode()
    return "pictures, styles and scripts" if media.startswith(tuple(m.encode() for m in _NO_PAGES)) else None


def _mbox(stream: Stream, name: str, budget: Budget, depth: int, about: About) -> Members:
    for number, data in enumerate(mail.split_mbox(stream, budget.limits), 1):
        budget.member()
        if len(data) > budget.limits.report:
            yield problem(f"{name}#{number}", f"larger than {budget.limits.report // 2**20} MB")
        else:
            yield Found(f"{name}#{number}", "mail", data, About(fetched=about.fetched), depth + 1)


def _feed(stream: Stream, name: str, budget: Budget, depth: int, about: About) -> Members:
    feed = feeds.read_feed(read_all(stream, budget.limits.report, "one feed"), about.url)
    for entry in feed.entries:
        budget.member()
        told = entry.about.over(About(fetched=about.fetched))
        data = "\n".join((entry.id, told.title or "", entry.markup)).encode("utf-8", "replace")
        place = told.url or entry.id or hashlib.sha256(data).hexdigest()[:16]
        yield Found(f"{name}#{place}", "html", data, told, depth + 1, entry.markup)
    if feed.broken:
        yield problem(name, f"{feed.broken}: the {len(feed.entries)} entries before it were read")
    elif not feed.entries:
        yield problem(name, "a feed without entries", fatal=False)


def _rows(rows: Iterator[tables.Row], name: str, budget: Budget, depth: int, about: About) -> Members:
    for row in rows:
        budget.member()
        inner = f"{name}#{row.name}"
        if row.reason:
            yield problem(inner, row.reason)
            continue
        data = row.text.encode()
        kind: Kind = "html" if kind_of(data[:HEAD]) == "html" else "text"
        told = row.about.over(About(fetched=about.fetched))
        yield Found(inner, kind, data, told, depth + 1, None if kind == "html" else row.text)


def _sheet(stream: Stream, name: str, budget: Budget, depth: int, about: About) -> Members:
    return _rows(tables.read_sheet(stream, budget.limits), name, budget, depth, about)


def _objects(stream: Stream, name: str, budget: Budget, depth: int, about: About) -> Members:
    return _rows(tables.read_objects(stream, budget.limits), name, budget, depth, about)


def _array(stream: Stream, name: str, budget: Budget, depth: int, about: About) -> Members:
    return _rows(tables.read_array(stream, budget.limits), name, budget, depth, about)


_CONTAINERS: dict[Kind, Callable[[Stream, str, Budget, int, About], Members]] = {
    "zip": _zip,
    "gzip": _gunzip,
    "zstd": _unzstd,
    "warc": _warc,
    "mbox": _mbox,
    "feed": _feed,
    "csv": _sheet,
    "jsonl": _objects,
    "json": _array,
}


# ------------------------------------------------------------------ reports


def _extract(found: Found, budget: Budget) -> Extracted | None:
    """The text of a page; None where it is the bytes as decoded."""
    limits = budget.limits
    if found.kind == "html":
        if found.markup is not None:
            return read_fragment(found.markup, limits)
        return read_html(found.data, limits, found.about.url, found.charset)
    if found.kind == "pdf":
        return read_pdf(found.data, limits)
    if found.kind == "docx":
        return read_docx(found.data, budget)
    return Extracted(found.markup, About()) if found.markup is not None else None


def _report(found: Found, extracted: Extracted | None) -> Report:
    if extracted is None:
        return Report(name=found.name, data=found.data, about=found.about)
    text, about = extracted.text, found.about.over(extracted.about)
    if found.markup is not None and about.title:
        text = f"# {about.title}\n\n{text}"
    return Report(name=found.name, data=found.data, text=text, about=about, boxes=extracted.boxes)


def _read_record(found: Found, budget: Budget) -> Report | Problem:
    """A crawl's record: the answer of a server, or a file as it is."""
    if not found.data.startswith(b"HTTP/"):
        return _read_body(replace(found, kind=kind_of(found.data[:HEAD])), budget)
    answer = read_answer(found.data, budget)
    inner = replace(found, data=answer.body, kind=kind_of(answer.body[:HEAD]), charset=answer.charset)
    if inner.kind == "text" and "html" in answer.media:
        inner = replace(inner, kind="html")
    return _read_body(inner, budget)


def _read_body(found: Found, budget: Budget) -> Report | Problem:
    if found.kind not in ("html", "pdf", "docx", "text"):
        return problem(found.name, f"no page ({found.kind}): not read", fatal=False)
    return _report(found, _extract(found, budget))


def _read_letter(found: Found, budget: Budget) -> Iterator[Report | Problem]:
    letter = mail.read_letter(found.data)
    about = letter.about.over(found.about)
    text = _letter_text(letter, budget.limits)
    if text.strip() or not letter.attachments:
        title = f"# {about.title}\n\n" if about.title else ""
        about = replace(about, extractor="mail 1")
        yield Report(name=found.name, data=found.data, text=title + text if text.strip() else "", about=about)
    for name, data in letter.attachments:
        inner = f"{found.name}!{name}"
        beside = About(publisher=about.publisher, published=about.published)
        members = _members(io.BytesIO(data), inner, budget, found.depth + 1, beside)
        for member in _guarded(members, inner, budget):
            if isinstance(member, Problem):
                yield replace(member, fatal=False)  # a letter's picture is no failure
            else:
                yield from read_member(member, budget)


def _letter_text(letter: mail.Letter, limits: Limits) -> str:
    if letter.html.strip():
        try:
            return read_fragment(letter.html, limits).text
        except Unreadable:
            if not letter.plain.strip():
                raise
    return letter.plain.replace("\r\n", "\n")
