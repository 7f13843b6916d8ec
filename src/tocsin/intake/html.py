"""Web pages into the text of their article: one door, behind which resiliparse works.

Resiliparse was taken because it is several times as fast as trafilatura and the sieve behind it makes it
as clean: `benchmarks/readers.py` measures both on the same pages.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from importlib.metadata import version
from typing import Any, NamedTuple

from tocsin.intake.limits import LimitReached, Limits, Unreadable
from tocsin.intake.pagedata import page_data
from tocsin.intake.sieve import Paragraph, paragraphs, report_of
from tocsin.model import About, Box

_SKIPPED = (
    "nav", "footer", "aside", "form", "dialog", "figure", "figcaption", "button", "noscript", "template",
    "[role=dialog]", "[role=navigation]", "[role=complementary]", "[role=contentinfo]", "[aria-hidden=true]",
    "[class*=newsletter]", "[class*=subscribe]", "[class*=signup]", "[class*=related]", "[class*=promo]",
    "[class*=cookie]", "[id*=cookie]", "[class*=share]", "[class*=social]", "[class*=author-b]",
    "[class*=comment]", "[id=comments]", "[class*=breadcrumb]", "[class*=ad-slot]", "[class*=advert]",
    "[class*=infobox]", "[class*=navbox]", "[class*=sidebar]", "[id=sidebar]", "[class*=recommend]",
    "[class*=most-read]", "[class*=tag-list]", "[class*=caption]", "[class*=paywall]", "[class*=masthead]",
)  # fmt: skip
"""Elements that are hardly ever the report."""
_LEAST = 0.3
"""Share of the words that must be left without them: else one of these names is the article's own."""
_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w-]{2,40})""", re.IGNORECASE)
_NESTING = re.compile(
    r"<(/?)(?:div|span|section|article|ul|ol|table|blockquote|font|b|i|em|strong|a|u|center|main|small|big)\b",
    re.IGNORECASE,
)


class Extracted(NamedTuple):
    """The text drawn out of bytes, what else they say, and where on paper it stands."""

    text: str
    about: About
    boxes: tuple[Box, ...] = ()


def read_html(data: bytes, limits: Limits, url: str | None = None, charset: str | None = None) -> Extracted:
    """The article of the page in `data`, found at `url`, and what the page says of itself.

    `charset` is what the server said. Paragraphs stand apart by blank lines, headings have Markdown's `#`.
    Raises Unreadable where resiliparse is not installed, LimitReached for a page too deep to be one.
    """
    return _read(decode_html(data, charset), limits, url, main=True)


def read_fragment(markup: str, limits: Limits) -> Extracted:
    """All the text of a piece of mark-up that is nothing but a report: a feed's entry, a letter."""
    return _read(markup, limits, None, main=False)


def decode_html(data: bytes, charset: str | None = None) -> str:
    """The characters of a page: its byte order mark, UTF-8, what server or page say, else a guess."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4096])
    for name in (charset, declared[1].decode("ascii") if declared else None):
        try:
            if name and codecs.lookup(name).name not in ("utf-8", "iso8859-1", "ascii"):
                return data.decode(name, "replace")
        except (LookupError, ValueError):  # no such encoding; or one that is no text's
            continue
    if charset is None and declared is None:
        return _guessed(data)
    latin = (charset or "").lower() not in ("utf-8", "utf8") and not (
        declared and b"utf" in declared[1].lower()
    )
    return data.decode("cp1252" if latin else "utf-8", "replace")


def _guessed(data: bytes) -> str:
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return str(bytes_to_str(data, detect_encoding(data) or "cp1252", errors="replace"))


def _read(markup: str, limits: Limits, url: str | None, main: bool) -> Extracted:
    try:
        from resiliparse.parse.html import HTMLTree
    except ImportError:
        raise Unreadable("web pages need another package: pip install 'tocsin[intake]'") from None
    _check_nesting(markup, limits)
    tree = HTMLTree.parse(markup.replace("\0", ""))
    about = page_data(tree, url) if main else About()
    blocks = _report(tree) if main else _whole(tree)
    return Extracted(_written(blocks, about.title), About(extractor=named("resiliparse")).over(about))


@cache
def named(library: str) -> str:
    """A library with its version, as what drew a text out is kept."""
    return f"{library} {version(library)}"


def _check_nesting(markup: str, limits: Limits) -> None:
    """Raises LimitReached for a page so deep that a parser needs time and memory by the square."""
    depth = deepest = 0
    for match in _NESTING.finditer(markup):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    if deepest > limits.tags:
        raise LimitReached(f"elements nested deeper than {limits.tags:,}")


def _report(tree: Any) -> tuple[Paragraph, ...]:
    whole = report_of(paragraphs(_reduced(tree, main=True, skip=())))
    clean = report_of(paragraphs(_reduced(tree, main=True, skip=_SKIPPED)))
    if _words(clean) >= _LEAST * _words(whole) and clean:
        return clean
    return whole or _whole(tree)


def _whole(tree: Any) -> tuple[Paragraph, ...]:
    blocks = paragraphs(_reduced(tree, main=False, skip=()))
    return report_of(blocks) or blocks


def _words(blocks: tuple[Paragraph, ...]) -> int:
    return sum(len(block.text.split()) for block in blocks if block.linked <= 0.6)


def _reduced(tree: Any, main: bool, skip: tuple[str, ...]) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(
        extract_plain_text(
            tree, preserve_formatting="minimal_html", main_content=main, list_bullets=False, alt_texts=False,
            links=True, form_fields=False, noscript=False, comments=False, post_meta=True,
            skip_elements=list(skip) or None,
        )
    )  # fmt: skip


def _written(blocks: tuple[Paragraph, ...], title: str | None) -> str:
    """The blocks as text. The title stands first, as a heading, whether the blocks have it or not."""
    at = next((i for i, b in enumerate(blocks) if title and b.text.casefold() == title.casefold()), None)
    lines = []
    for i, block in enumerate(blocks):
        mark = "# " if i == at else "#" * block.level + " " if block.level else "* " if block.item else ""
        lines.append(mark + block.text)
    if title and at is None:
        lines.insert(0, f"# {title}")
    return "\n\n".join(lines) + "\n" if lines else ""
