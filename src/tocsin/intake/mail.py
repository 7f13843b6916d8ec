"""Letters and newsletters: the text of a message, what its head says, and its attachments."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import NamedTuple

from tocsin.intake.days import day_of
from tocsin.intake.limits import Limits, Unreadable
from tocsin.intake.unpack import CHUNK, Stream
from tocsin.model import About

_MOST_PARTS = 200
_DEEPEST = 20
_FROM = re.compile(rb"From \S{1,200} .{0,120}\d{4}")
_HEADER = re.compile(rb">?[A-Za-z][A-Za-z0-9-]{0,60}:")


class Letter(NamedTuple):
    """A message: its text as HTML or plain text (either may be empty), its head, its attachments by name."""

    html: str
    plain: str
    about: About
    attachments: tuple[tuple[str, bytes], ...]


def read_letter(data: bytes) -> Letter:
    """The message in `data`. Raises Unreadable where it is nested beyond reason."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    html, plain, attached = "", "", []
    for i, (part, depth) in enumerate(_parts(message, 0)):
        if i > _MOST_PARTS or depth > _DEEPEST:
            raise Unreadable(f"a letter of more than {_MOST_PARTS} parts, or nested deeper than {_DEEPEST}")
        kind, name = _kind(part), _file_name(part)
        if name or kind not in ("text/html", "text/plain"):
            attached.append((name or f"part-{i}", _bytes(part)))
        elif kind == "text/html":
            html += _text(part)
        else:
            plain += _text(part)
    return Letter(html, plain, _about(message), tuple((name, data) for name, data in attached if data))


def split_mbox(stream: Stream, limits: Limits) -> Iterator[bytes]:
    """The messages of a mailbox, parted by `From ` lines; one that is too large is cut above the limit."""
    held: list[bytes] = []
    size = 0
    before_blank, opening = True, b""
    for line in read_lines(stream, limits.report):
        if opening:  # a `From ` line: only one if a header follows
            if _HEADER.match(line):
                if held:
                    yield b"".join(held)
                held, size = [], 0
            else:
                held.append(opening)
            opening = b""
        if before_blank and _FROM.match(line):
            opening = line
        elif size <= limits.report:
            held.append(line[1:] if line.startswith(b">From ") else line)
            size += len(line)
        before_blank = line.strip() == b""
    if held:
        yield b"".join(held)


def read_lines(stream: Stream, longest: int) -> Iterator[bytes]:
    """The lines of a stream with their ends; a longer one in pieces of at most about `longest` bytes."""
    held = b""
    while piece := stream.read(CHUNK):
        if b"\n" not in piece and len(held) < longest:
            held += piece
            continue
        lines = (held + piece).splitlines(keepends=True) if b"\r" not in piece else _split(held + piece)
        held = b"" if lines[-1].endswith(b"\n") else lines.pop()
        yield from lines
    if held:
        yield held


def _split(data: bytes) -> list[bytes]:
    """At line feeds alone: a carriage return may stand in a cell."""
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _parts(message: EmailMessage, depth: int) -> Iterator[tuple[EmailMessage, int]]:
    """The leaves of a message; of a letter inside the letter, the letter as a whole."""
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        for part in message.get_payload():
            if isinstance(part, EmailMessage):
                yield from _parts(part, depth + 1) if depth <= _DEEPEST else [(part, depth + 1)]
    else:
        yield message, depth


def _kind(part: EmailMessage) -> str:
    return part.get_content_type().lower()


def _file_name(part: EmailMessage) -> str | None:
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError, AttributeError):  # heads that the library trips over
        return "attachment"
    if part.get_content_disposition() != "attachment" and not name:
        return None
    return " ".join((name or "attachment").split())[:200]


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_maintype() == "message":
        inner = part.get_payload()
        return inner[0].as_bytes() if isinstance(inner, list) and inner else b""  # type: ignore[union-attr]
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _text(part: EmailMessage) -> str:
    data = _bytes(part)
    charset = part.get_content_charset() or "utf-8"
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError, ValueError):
        pass
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _about(message: EmailMessage) -> About:
    sender = _header(message, "from")
    name = re.sub(r"<[^<>]*>", "", sender or "").strip(" \t\"'") or sender
    date = _header(message, "date")
    return About(
        title=_header(message, "subject"),
        publisher=name,
        published=day_of(date) if date else None,
        language=(_header(message, "content-language") or "")[:2].lower() or None,
    )


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message.get(name)
    except Exception:  # the library's header parsers raise whatever they like over hostile heads
        return None
    return " ".join(str(value).split())[:1000] or None if value else None
