"""PDF files written by hand: columns, running heads, hyphens, paragraphs over page breaks. And hostile ones."""

from __future__ import annotations

import textwrap
import zlib
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842
_CHARACTER = 0.5
"""Width of a character of Helvetica in ems, on average."""


class Word(NamedTuple):
    """A line of type: where it stands (points), its size, its words."""

    x: float
    y: float
    size: float
    text: str


def pdf(pages: list[list[Word]], title: str = "", compress: bool = True, filters: int = 1) -> bytes:
    """A PDF of these pages; `filters` times packed, for bombs."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 "
                            b"/BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]  # fmt: skip
    kids = []
    for page in pages:
        stream = b"\n".join(
            b"BT /F1 %.1f Tf %.1f %.1f Td (%s) Tj ET" % (w.size, w.x, w.y, _escaped(w.text)) for w in page
        )
        names = []
        for _ in range(filters if compress else 0):
            stream = zlib.compress(stream)
            names.append(b"/FlateDecode")
        head = b"<< /Length %d /Filter [%s] >>" % (len(stream), b" ".join(names))
        objects.append(head + b"\nstream\n" + stream + b"\nendstream")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % (WIDTH, HEIGHT, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    objects.append(b"<< /Title (%s) >>" % _escaped(title))
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, len(objects), start,
    )  # fmt: skip
    return bytes(data)


def _escaped(text: str) -> bytes:
    data = text.encode("cp1252", "replace")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def set_in_type(
    title: str,
    paragraphs: tuple[str, ...],
    columns: int = 2,
    head: str = "The Harbour Wire",
    size: float = 10,
) -> list[list[Word]]:
    """Pages with a title over columns, a running head with its page number, first lines indented."""
    gutter, margin = 24, 50
    width = (WIDTH - 2 * margin - gutter * (columns - 1)) / columns
    lines: list[tuple[float, str]] = []
    for paragraph in paragraphs:
        broken = hyphenated(paragraph, int(width / (size * _CHARACTER)))
        lines += [(size * 1.2 if i == 0 else 0, line) for i, line in enumerate(broken)]
    pages: list[list[Word]] = []
    while lines or not pages:
        number = len(pages) + 1
        page = [Word(margin, HEIGHT - 30, 8, f"{head}   {number}")]
        top = HEIGHT - 60.0
        if number == 1:
            for i, part in enumerate(textwrap.wrap(title, 45)):
                page.append(Word(margin, HEIGHT - 70 - 24 * i, 20, part))
                top = HEIGHT - 70 - 24 * i - 36
        for column in range(columns):
            y, x = top, margin + column * (width + gutter)
            while lines and y > 60:
                indent, line = lines.pop(0)
                page.append(Word(x + indent, y, size, line))
                y -= size * 1.2
        page.append(Word(WIDTH / 2, 30, 8, str(number)))
        pages.append(page)
    return pages


def hyphenated(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters; a long word that does not fit is cut in two."""
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) + 1 <= width:
            line = f"{line} {word}".strip()
            continue
        room = width - len(line) - 2
        if room >= 3 and len(word) - room >= 3 and word.isalpha() and word.islower():
            lines.append(f"{line} {word[:room]}-")
            line = word[room:]
        else:
            lines.append(line)
            line = word
    return [*lines, line]
