"""Which column or key of a table of reports holds what, by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tocsin.intake.days import day_of
from tocsin.model import About

NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "article", "story", "fulltext", "maintext", "articlebody", "articletext",
        "contenthtml", "contenttext", "html", "plaintext", "raw", "rawcontent", "bodytext",
    ),
    "title": ("title", "headline", "head", "articletitle", "subject"),
    "published": (
        "published", "date", "datepublished", "publicationdate", "pubdate", "publishedat", "datepublish",
        "publisheddate", "articledate", "publishdate", "day",
    ),
    "author": ("author", "authors", "byline", "creator", "writer"),
    "publisher": (
        "publisher", "source", "outlet", "newspaper", "publication", "sitename", "sourcedomain", "hostname",
        "medium", "site",
    ),
    "url": ("url", "link", "uri", "address", "sourceurl", "articleurl", "permalink"),
    "language": ("language", "lang"),
    "fetched": ("fetched", "crawled", "datedownload", "retrieved", "crawldate"),
    "id": ("id", "guid", "key", "documentid", "docid", "articleid", "identifier"),
}  # fmt: skip
"""Our name, and what others call it: the best first. Case, blanks, `-` and `_` do not count."""


def column_of(names: Sequence[str], what: str) -> str | None:
    """That of `names` which holds `what` (a key of NAMES), or None."""
    plain = {re.sub(r"[\W_]", "", name.lower()): name for name in reversed(names)}
    return next((plain[name] for name in NAMES[what] if name in plain), None)


def names_columns(cells: Sequence[str]) -> bool:
    """Whether a first row names a column of texts and another one that is known."""
    if len(cells) < 2 or any(len(cell) > 60 for cell in cells) or column_of(cells, "text") is None:
        return False
    return sum(column_of(cells, what) is not None for what in NAMES) >= 2


def about_row(row: Mapping[str, str]) -> About:
    """What the other cells of a row say of the report in it."""

    def cell(what: str) -> str | None:
        name = column_of(tuple(row), what)
        return " ".join(row[name].split())[:1000] or None if name else None

    published, language = cell("published"), cell("language")
    return About(
        title=cell("title"),
        author=cell("author"),
        publisher=cell("publisher"),
        url=cell("url"),
        published=day_of(published) if published else None,
        language=language[:2].lower() if language else None,
    )
