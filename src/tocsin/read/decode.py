"""Bytes into text. Line ends and a UTF-8 byte order mark stay, so that offsets are those of the file.

Knows encodings. Does not know lines, mark-up or language.
"""

from __future__ import annotations

from typing import NamedTuple

LIMIT = 20_000_000
"""Bytes of one report at most. A day's whole newspaper has under one million."""

_MAGIC = {
    b"%PDF-": "a PDF file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"PK\x03\x04": "a ZIP archive or office file",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old office file",
    b"SQLite format 3": "a SQLite file",
}
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27})


class Decoded(NamedTuple):
    """Text, or None where the bytes are no text; and what a user should know."""

    text: str | None
    message: str = ""


def decode(data: bytes) -> Decoded:
    """The text of `data`: byte order mark, UTF-8, UTF-16, else Windows-1252. Never raises."""
    if len(data) > LIMIT:
        return Decoded(None, f"too long: {len(data):,} bytes, the limit is {LIMIT:,}")
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            return Decoded(None, f"not text: {name}")
    wide = _wide_encoding(data)
    if wide:
        return _decode_wide(data, wide)
    if len(data.translate(None, _CONTROLS)) < len(data) * 0.99 or b"\0" in data:
        return Decoded(None, "not text: control characters or NUL bytes")
    return _decode_narrow(data)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32, by its mark or by the zero bytes that English text has in them."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = data[0:2000:2], data[1:2000:2]
    if len(odd) < 4:
        return None
    if odd.count(0) > 0.7 * len(odd) and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > 0.7 * len(even) and not odd.count(0) else None


def _decode_wide(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    if "\0" in text or lost * 20 > len(text):
        return Decoded(None, f"not text: marked as {encoding}, but cannot be read as such")
    return Decoded(text, f"{lost} characters could not be read as {encoding}" if lost else "")


def _decode_narrow(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    lost = text.count("\ufffd")
    if sum(not character.isascii() for character in text) > 2 * lost:
        return Decoded(text, f"{lost} characters could not be read as UTF-8")
    # five bytes mean nothing in Windows-1252; Latin-1 gives them a control character
    western = "".join(_WESTERN[byte] for byte in data)
    return Decoded(western, "not UTF-8: read as Windows-1252")


_WESTERN = tuple(
    bytes([i]).decode("latin-1" if i in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "cp1252") for i in range(256)
)
