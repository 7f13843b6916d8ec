"""What bytes are, told by the bytes. Names are never asked: they lie.

The order matters: signatures first, then what stands at the start of the text, then plain text.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
from typing import Literal

from tocsin.intake.columns import names_columns

Kind = Literal[
    "text", "html", "pdf", "docx", "mail", "mbox", "feed", "json", "jsonl", "csv", "warc", "zip", "gzip",
    "zstd", "other",
]  # fmt: skip
HEAD = 65536
"""Bytes that are enough to tell."""

_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x5d\x2a\x4d\x18", "zstd"),  # the frame that holds the dictionary of a crawl
    (b"WARC/", "warc"),
)
OTHERS = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"RIFF": "a picture or sound",
    b"\xd0\xcf\x11\xe0": "an old office file; save it as DOCX or PDF",
    b"SQLite format 3": "a SQLite file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"{\\rtf": "an RTF file; save it as DOCX or PDF",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive; pack it as ZIP",
    b"Rar!": "a RAR archive; pack it as ZIP",
    b"\xfd7zXZ": "an xz archive; pack it with gzip or zstd",
    b"BZh": "a bzip2 archive; pack it with gzip or zstd",
}
"""What is known and not read."""

_HTML = re.compile(
    r"(?:<\?xml[^>]{0,200}\?>|<!--.{0,2000}?-->|\s){0,20}"
    r"<(?:!doctype\s+html|html|head|body|script|style|title|meta|h1|div|p|table|article|main|section|iframe|font)"
    r"(?:[\s>/]|$)",
    re.IGNORECASE | re.DOTALL,
)
_PREAMBLE = (
    r"(?:<\?.{0,400}?\?>|<!--.{0,2000}?-->|<!DOCTYPE[^>\[]{0,400}(?:\[.{0,60000}?\]\s{0,20})?>|\s){0,20}"
)
_FEED = re.compile(_PREAMBLE + r"<(?:rss|feed|(?:\w{1,20}:)?RDF)[\s>]", re.DOTALL)
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,60}):(?:[ \t]|\r?$)")
_LETTER = frozenset((
    "received", "message-id", "mime-version", "return-path", "delivered-to", "content-type", "dkim-signature",
    "to", "reply-to", "list-id",
))  # fmt: skip

_MBOX = re.compile(r"From \S{1,200} .{0,80}\d{4}[^\n]{0,20}\r?\n(?:>?[A-Za-z][A-Za-z0-9-]{0,60}:)")


def kind_of(head: bytes) -> Kind:
    """What the bytes that begin with `head` (64 KB are enough) are."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return "docx" if kind == "zip" and _is_docx(head) else kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(tuple(OTHERS)):
        return "other"
    text = _start(head)
    return "text" if text is None else _text_kind(text)


def what_other(head: bytes) -> str:
    """In words, what the bytes of kind `other` are."""
    return next((words for start, words in OTHERS.items() if head.startswith(start)), "no text")


def _is_docx(head: bytes) -> bool:
    return b"[Content_Types].xml" in head[:4000] and (b"word/" in head or b"_rels/.rels" in head[:4000])


def _start(head: bytes) -> str | None:
    """The start of the text, or None where it is none that a format could begin with."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) & ~1].decode("utf-16", "replace")
    if b"\0" in head:
        return None
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _text_kind(text: str) -> Kind:
    start = text.lstrip("\ufeff \t\r\n\f")[:1]
    if start == "<":
        return "feed" if _FEED.match(text) else "html" if _HTML.match(text) else "text"
    if start in ("{", "["):
        return _json_kind(text)
    if _MBOX.match(text):
        return "mbox"
    if _is_letter(text):
        return "mail"
    return "csv" if _is_sheet(text) else "text"


def _json_kind(text: str) -> Kind:
    text = text.lstrip("\ufeff \t\r\n\f")
    first, _, rest = text.partition("\n")
    if first.startswith("{") and rest.lstrip()[:1] in ("{", "") and _is_object(first):
        return "jsonl" if "jsonfeed.org/version" not in first else "feed"
    if "jsonfeed.org/version" in text[:2000] and text[:1] == "{":
        return "feed"
    if re.match(r'\{\s*"[^"\n]{1,80}"\s*:|\[\s*\{\s*"[^"\n]{1,80}"\s*:', text):
        return "jsonl" if first.startswith("{") and first.rstrip().endswith("}") else "json"
    return "jsonl" if first.startswith('{"') and not rest and len(text) > HEAD - 10 else "text"


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _is_letter(text: str) -> bool:
    """Whether the text begins with a letter's head: From and Subject or Date, and what only mail has."""
    names = set()
    for line in text.split("\n", 200)[:200]:
        if line.strip() == "":
            break
        match = _HEADER.match(line)
        if match:
            names.add(match[1].lower())
        elif not (line[:1] in " \t" and names):
            return False
    return "from" in names and bool(names & {"subject", "date"}) and len(names & _LETTER) >= 1


def _is_sheet(text: str) -> bool:
    """Whether the first line names columns, one of them that of the text."""
    first = text.partition("\n")[0].strip("\r\ufeff")
    for delimiter in ",;\t|":
        if delimiter in first and len(first) < 4000:
            try:
                cells = next(csv.reader([first], delimiter=delimiter), [])
            except csv.Error:
                continue
            if names_columns(cells):
                return True
    return False
