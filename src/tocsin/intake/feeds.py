"""Feeds: RSS (0.9 to 2.0, RDF), Atom, JSON Feed, by one set of words for their entries."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from tocsin.intake.days import day_of
from tocsin.intake.limits import Unreadable
from tocsin.intake.pagedata import address
from tocsin.intake.xml import read_xml
from tocsin.model import About


class Entry(NamedTuple):
    """One entry: what it says of itself, and its text or teaser as HTML."""

    id: str
    about: About
    markup: str


class Feed(NamedTuple):
    """A feed: its title, its entries in its order, and where it broke off, if it did."""

    title: str | None
    entries: tuple[Entry, ...]
    broken: str | None = None


def read_feed(data: bytes, url: str | None = None) -> Feed:
    """The feed in `data`, found at `url` (links in it may be relative).

    Raises Unreadable where it is no feed or has a DOCTYPE, LimitReached for one nested too deep. The entries
    before a place where its XML is broken are kept, and `broken` says where that is.
    """
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _read_json(data, url)
    reader = _Reader(url)
    broken = read_xml(data, reader)
    if not reader.is_feed:
        raise Unreadable(broken or "no feed: neither rss nor feed nor RDF at its root")
    return Feed(reader.title, tuple(reader.entries), broken)


# ------------------------------------------------------------------ XML

_ENTRY = frozenset(("item", "entry"))
_CONTENT = ("encoded", "content", "description", "summary")
"""Elements that hold the text, the whole one first."""
_FACTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "author": ("creator", "name", "author"),
    "published": ("pubDate", "published", "date", "issued", "updated", "modified"),
    "id": ("guid", "id"),
    "link": ("link", "origLink"),
    "language": ("language", "lang"),
}
_MARKED_UP = frozenset(("content", "summary", "title", "description"))
_MEDIA = ("media", "itunes", "yahoo")


class _Reader:
    """Told of the elements, gathers the entries."""

    def __init__(self, url: str | None) -> None:
        self.is_feed = False
        self.title: str | None = None
        self.entries: list[Entry] = []
        self._base = url
        self._language: str | None = None
        self._path: list[str] = []
        self._now: dict[str, str] | None = None
        """The words of the entry being read, by element."""
        self._head: dict[str, str] = {}
        self._inner: str | None = None
        """The element whose children are its text (XHTML in Atom)."""
        self._plain = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._path:
            self.is_feed = local in ("rss", "feed", "RDF")
            self._language = attributes.get("http://www.w3.org/XML/1998/namespace lang")
        if self._inner:
            self._add(self._inner, f"<{local}>")
        elif local in _ENTRY:
            self._now = {}
        elif local in _MARKED_UP and attributes.get("type") == "xhtml":
            self._inner = local
        elif local == "link" and "href" in attributes and attributes.get("rel", "alternate") == "alternate":
            self._add("link", attributes["href"])
        self._plain = (
            local in _MARKED_UP and local != "title" and attributes.get("type") in ("text", "text/plain")
        )
        self._path.append("" if any(word in space for word in _MEDIA) else local)

    def end(self, name: str) -> None:
        local = self._path.pop()
        if self._inner and local != self._inner:
            self._add(self._inner, f"</{local}>")
            return
        self._inner = None
        self._plain = False
        if local in _ENTRY and self._now is not None:
            self.entries.append(self._entry(self._now))
            self._now = None
        elif local == "channel" or not self._path:
            self.title = self.title or _plain(self._head.get("title"))

    def text(self, words: str) -> None:
        if not self._path:
            return
        name = self._inner or self._path[-1]
        if name == "link" and not words.strip():
            return
        marked_up = self._inner or self._plain
        self._add(name, escape(words, quote=False) if marked_up else words)

    def _add(self, name: str, words: str) -> None:
        into = self._head if self._now is None else self._now
        if self._now is not None or len(self._path) < 4:
            into[name] = into.get(name, "") + words
        if name == "title" and self._now is None and "item" not in self._path:
            self.title = None

    def _entry(self, found: Mapping[str, str]) -> Entry:
        def fact(what: str) -> str | None:
            return next((_plain(found[name]) for name in _FACTS[what] if found.get(name, "").strip()), None)

        link = address(self._base, fact("link")) or address(None, fact("id"))
        published = fact("published")
        language = fact("language") or self._language or self._head.get("language")
        about = About(
            title=fact("title"),
            author=fact("author"),
            publisher=_plain(found.get("source")) or _plain(self._head.get("title")),
            url=link,
            published=day_of(published) if published else None,
            language=language.strip()[:2].lower() if language else None,
        )
        markup = next((found[name] for name in _CONTENT if found.get(name, "").strip()), "")
        return Entry(fact("id") or link or about.title or "", about, markup)


_TAG = re.compile(r"<[^<>]{0,1000}>")


def _plain(words: str | None) -> str | None:
    """A title without the mark-up that some have in it."""
    from html import unescape

    return " ".join(unescape(_TAG.sub("", words)).split())[:1000] or None if words else None


# ------------------------------------------------------------------ JSON


def _read_json(data: bytes, url: str | None) -> Feed:
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no JSON: {error}") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise Unreadable("no JSON Feed: it has no items")
    title, language = _string(feed.get("title")), _string(feed.get("language"))
    entries = (_json_entry(item, title, language, url) for item in items if isinstance(item, dict))
    return Feed(title, tuple(entries))


def _json_entry(
    item: dict[str, object], publisher: str | None, language: str | None, base: str | None
) -> Entry:
    link = address(base, _string(item.get("url")) or _string(item.get("external_url")))
    published = _string(item.get("date_published")) or _string(item.get("date_modified"))
    spoken = _string(item.get("language")) or language
    about = About(
        title=_plain(_string(item.get("title"))),
        author=_json_author(item),
        publisher=publisher,
        url=link,
        published=day_of(published) if published else None,
        language=spoken[:2].lower() if spoken else None,
    )
    text = _string(item.get("content_text"))
    markup = _string(item.get("content_html")) or (as_markup(text) if text else _string(item.get("summary")))
    return Entry(str(item.get("id") or link or about.title or "")[:1000], about, markup or "")


def _json_author(item: dict[str, object]) -> str | None:
    authors = item.get("authors")
    people = authors if isinstance(authors, list) else [item.get("author")]
    names = (_string(p.get("name")) for p in people[:10] if isinstance(p, dict))
    return ", ".join(name for name in names if name) or None


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def as_markup(text: str) -> str:
    """Plain text as HTML: a paragraph for each."""
    return "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s{0,100}\n", text) if part.strip())
