"""PDF into text: the characters and where they stand, by PDFium; their order is `layout`'s business."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any

from tocsin.intake.html import Extracted, named
from tocsin.intake.layout import Piece, laid_out
from tocsin.intake.limits import LimitReached, Limits, Unreadable
from tocsin.model import About

_MOST_CHARACTERS = 4_000_000
_WORD = re.compile("[^\\s\u200b\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
_NO_CHARACTER = re.compile("[\x00\ud800-\udfff]")
_HYPHENS = {2: "\u00ad", 0xFFFE: "\u00ad", 0xFFFF: None}
"""What PDFium writes for a hyphen at the end of a line; it runs on into the next line without a blank."""
_JUNK = re.compile(
    r"(?i)\.(?:docx?|indd|qxd|qxp|pdf|rtf|odt|pages|tex|dvi)$|^microsoft word|^untitled|^slide 1$"
)


def read_pdf(data: bytes, limits: Limits) -> Extracted:
    """The text of the PDF in `data`, with the page and box of each of its lines.

    Raises Unreadable for what is damaged, locked or without text (scans), LimitReached.
    """
    try:
        import pypdfium2
    except ImportError:
        raise Unreadable("PDF needs another package: pip install 'tocsin[intake]'") from None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable("a PDF locked with a password" if locked else f"no whole PDF ({error})") from None
    with document:
        if len(document) > limits.pages:
            raise LimitReached(f"{len(document):,} pages, the limit is {limits.pages:,}")
        text, boxes = laid_out(_pages(document))
        title, author = _facts(document)
    if not text.strip():
        raise Unreadable("no text in this PDF: a scan must go through OCR first")
    about = About(
        title=title if title and _agrees(title, text) else None,
        author=author,
        extractor=named("pypdfium2"),
    )
    return Extracted(text, about, boxes)


def _facts(document: Any) -> tuple[str | None, str | None]:
    """Title and author as the file says: often those of a template."""
    found = document.get_metadata_dict(skip_empty=True)
    title, author = (" ".join(str(found.get(name, "")).split())[:500] for name in ("Title", "Author"))
    return (None if _JUNK.search(title) else title or None), author or None


def _agrees(title: str, text: str) -> bool:
    """Whether the title stands on the first page, as that of the report does."""
    head = set(re.findall(r"\w+", text[:3000].lower()))
    words = re.findall(r"\w+", title.lower())
    return bool(words) and sum(word in head for word in words) >= 0.8 * len(words)


def _pages(document: Any) -> Iterator[tuple[Piece, ...]]:
    """The pieces of each page in the file's order. A page that cannot be read is an empty one."""
    import pypdfium2

    count = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError:
            yield ()
            continue
        count += text_page.count_chars()
        if count > _MOST_CHARACTERS:
            raise LimitReached(f"more than {_MOST_CHARACTERS:,} characters")
        yield tuple(_pieces(text_page))
        text_page.close()
        page.close()


def _pieces(text_page: Any) -> Iterator[Piece]:
    """Words that stand beside one another on one line without a gap between them."""
    held: list[str] = []
    left = bottom = right = top = 0.0
    for word, (x0, y0, x1, y1) in _words(text_page):
        height = max(y1 - y0, 1.0)
        beside = held and abs(y0 - bottom) < 0.5 * height and -0.5 * height < x0 - right < 1.3 * height
        if beside and abs((top - bottom) - height) < 0.35 * height:
            held.append(word)
            right, top, bottom = max(right, x1), max(top, y1), min(bottom, y0)
            continue
        if held:
            yield Piece(" ".join(held), left, bottom, right, top)
        held, (left, bottom, right, top) = [word], (x0, y0, x1, y1)
    if held:
        yield Piece(" ".join(held), left, bottom, right, top)


Corners = tuple[float, float, float, float]


def _words(text_page: Any) -> Iterator[tuple[str, Corners]]:
    """Each word with its left, bottom, right, top, in the order of the file."""
    text = _units(text_page)
    for match in _WORD.finditer(text):
        first, last = _corners(text_page, match.start()), _corners(text_page, match.end() - 1)
        word = match.group().translate(_HYPHENS)
        if first and last:
            yield word, (
                min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3])
            )  # fmt: skip
        elif first:
            yield word, first


def _units(text_page: Any) -> str:
    """The characters by their number on the page; one that is no character is a space."""
    import pypdfium2.raw as raw

    count = text_page.count_chars()
    buffer = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(text_page, 0, count, buffer) == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return _NO_CHARACTER.sub(" ", text)
    codes = [raw.FPDFText_GetUnicode(text_page, i) for i in range(count)]  # numbers would not be places
    return "".join(chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else " " for c in codes)


def _corners(text_page: Any, i: int) -> Corners | None:
    import pypdfium2.raw as raw

    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text_page, i, ctypes.byref(box)):
        return None
    return box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)
