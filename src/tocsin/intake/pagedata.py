"""What a page says of itself: linked data, Open Graph and other meta elements, <time>, <title>.

The better source first: JSON-LD of schema.org, meta elements, <time>, headings, the title of the window.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from tocsin.intake.days import day_of
from tocsin.model import About

_ARTICLES = ("article", "blogposting", "report", "pressrelease")
_META: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "dc.title", "parsely-title", "headline"),
    "author": ("author", "article:author", "dc.creator", "parsely-author", "byl", "sailthru.author"),
    "publisher": ("og:site_name", "dc.publisher", "application-name", "publisher", "copyright"),
    "url": ("og:url",),
    "published": (
        "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued", "dc.date",
        "dcterms.created", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date",
        "date", "og:published_time", "cxenseparse:recs:publishtime",
    ),
    "language": ("og:locale", "content-language", "dc.language", "language"),
}  # fmt: skip
_LEAST_TITLE = 4
"""Characters."""
_MOST_DATA = 2_000_000
"""Characters of linked data that are read."""
_SUFFIX = re.compile(r"\s+(?:[|–—•·»]|-{1,2}|::)\s+")


def page_data(tree: Any, url: str | None) -> About:
    """What the page in `tree` (a resiliparse HTMLTree) says of itself; `url` is where it was found."""
    linked, meta = _linked_data(tree), _meta_data(tree)
    return linked.over(meta).over(_page_itself(tree, meta.publisher or linked.publisher)).over(About(url=url))


# ------------------------------------------------------------------ linked data


def _linked_data(tree: Any) -> About:
    for script in tree.document.query_selector_all('script[type*="ld+json"]'):
        text = script.text_content or ""
        if len(text) > _MOST_DATA:
            continue
        try:
            data = json.loads(text.strip().strip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            if _is_article(node):
                return _about_node(node)
    return About()


def _nodes(data: object, depth: int = 0) -> Iterator[dict[str, object]]:
    """All objects in `data`, outermost first."""
    if depth > 6:
        return
    if isinstance(data, dict):
        yield data
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        if isinstance(part, dict | list):
            yield from _nodes(part, depth + 1)


def _is_article(node: dict[str, object]) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and name.lower().endswith(_ARTICLES) for name in names)


def _about_node(node: dict[str, object]) -> About:
    return About(
        title=_string(node.get("headline")) or _string(node.get("name")),
        author=_name(node.get("author")) or _name(node.get("creator")),
        publisher=_name(node.get("publisher")),
        url=_web(_string(node.get("url")) or _string(node.get("mainEntityOfPage")) or _identity(node)),
        published=_day(_string(node.get("datePublished")) or _string(node.get("dateCreated"))),
        language=_code(_string(node.get("inLanguage"))),
    )


def _identity(node: dict[str, object]) -> str | None:
    page = node.get("mainEntityOfPage")
    return _string(page.get("@id")) if isinstance(page, dict) else None


def _name(value: object) -> str | None:
    """The name of a person or firm, or of several."""
    if isinstance(value, list):
        return ", ".join(name for name in map(_name, value[:10]) if name) or None
    return _string(value.get("name")) if isinstance(value, dict) else _string(value)


# ------------------------------------------------------------------ meta elements


def _meta_data(tree: Any) -> About:
    found: dict[str, str] = {}
    for element in tree.document.query_selector_all("meta")[:500]:
        name = element.getattr("property") or element.getattr("name") or element.getattr("itemprop")
        name = name or element.getattr("http-equiv")
        content = _string(element.getattr("content"))
        if name and content:
            found.setdefault(name.strip().lower(), content)

    def first(what: str) -> str | None:
        return next((found[name] for name in _META[what] if name in found), None)

    days = (day_of(found[name]) for name in _META["published"] if name in found)
    author = first("author")
    return About(
        title=first("title"),
        author=None if author and _web(author) else author,  # some give the author's page
        publisher=first("publisher"),
        url=_web(first("url")),
        published=next((day for day in days if day), None),
        language=_code(first("language")),
    )


# ------------------------------------------------------------------ the page itself


def _page_itself(tree: Any, publisher: str | None) -> About:
    document = tree.document
    heading = next((_string(h.text_content) for h in document.query_selector_all("h1")[:1]), None)
    window = _string(tree.title)
    link = document.query_selector('link[rel="canonical"]')
    root = document.query_selector("html")
    return About(
        title=_title(heading, window, publisher),
        author=_author(document),
        url=_web(link.getattr("href")) if link else None,
        published=_time(document),
        language=_code(root.getattr("lang") or root.getattr("xml:lang")) if root else None,
    )


def _title(heading: str | None, window: str | None, publisher: str | None) -> str | None:
    if heading and len(heading) >= _LEAST_TITLE and (not window or heading[:20] in window):
        return heading
    if not window:
        return heading
    parts = _SUFFIX.split(window)
    best = max(parts, key=lambda part: (part != publisher, len(part)))
    return best if len(best) >= _LEAST_TITLE else window


def _author(document: Any) -> str | None:
    for selector in ('[rel="author"]', '[itemprop="author"] [itemprop="name"]', '[itemprop="author"]'):
        element = document.query_selector(selector)
        words = _string(element.text_content) if element else None
        if words and len(words) < 80:
            return words
    return None


def _time(document: Any) -> dt.date | None:
    """The first <time> of the article, else of the page; one that says it is of publication before others."""
    for selector in (
        '[itemprop="datePublished"]', "time[pubdate]", "article time[datetime]", "main time[datetime]",
        "time[datetime]",
    ):  # fmt: skip
        element = document.query_selector(selector)
        if element:
            said = element.getattr("datetime") or element.getattr("content") or element.text_content
            if day := _day(_string(said)):
                return day
    return None


def address(base: str | None, link: str | None) -> str | None:
    """The web address that `link` on the page `base` leads to; None where it is none."""
    try:
        return _web(urljoin(base or "", link or ""))
    except ValueError:
        return None


# ------------------------------------------------------------------ values


def _string(value: object) -> str | None:
    return " ".join(value.split())[:1000] or None if isinstance(value, str) else None


def _web(text: str | None) -> str | None:
    try:
        return text if text and urlsplit(text).scheme in ("http", "https") else None
    except ValueError:
        return None


def _day(text: str | None) -> dt.date | None:
    return day_of(text) if text else None


def _code(text: str | None) -> str | None:
    """`en` of `en-GB`."""
    return text[:2].lower() if text and re.match(r"[A-Za-z]{2}(?:[-_]|$)", text) else None
