"""Outlets on a server: feeds and the pages that they lead to. No page is the same twice, as in life."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from html import escape

from fetch.site import Answering, Asked, Reply, Site, page
from tocsin.keep import Coded
from tocsin.model import Coding, Document, Problem, Report, Source
from tocsin.read import read_report

NAMES = (
    "Amber",
    "Birch",
    "Cedar",
    "Dune",
    "Elm",
    "Fern",
    "Grove",
    "Heath",
    "Iris",
    "Jasper",
    "Kelp",
    "Larch",
)


def story(town: str) -> str:
    """A report in two sentences."""
    return (
        f"Workers at the plant in {town} walked off the job on Monday over unpaid wages. "
        f"Police arrested 12 of them, the union of {town} said, and the company denied that anybody was hurt."
    )


def pages(text: str) -> Answering:
    """A page with the text, and something round it that is never the same."""
    visits = itertools.count()

    def answer(asked: Asked) -> Reply:
        return page(
            f'<html lang="en"><head><title>{text.split(".")[0]}</title>'
            '<meta property="article:published_time" content="2020-08-17T09:00:00Z"></head><body><article>'
            f"<p>{text}</p></article><footer>visit {next(visits)}</footer></body></html>"
        )

    return answer


def feed(title: str, entries: list[tuple[str, str]]) -> bytes:
    """An RSS feed of addresses and teasers."""
    items = "".join(
        f"<item><title>{escape(teaser.split('.')[0])}</title><link>{escape(link)}</link><guid>{escape(link)}</guid>"
        f"<pubDate>Mon, 17 Aug 2020 09:00:00 GMT</pubDate><description>{escape(teaser)}</description></item>"
        for link, teaser in entries
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()


def conditional(body: Callable[[], bytes]) -> Answering:
    """A feed whose server knows what has not changed."""

    def answer(asked: Asked) -> Reply:
        data = body()
        tag = f'"{hash(data)}"'
        if asked.headers.get("if-none-match") == tag:
            return Reply(304, {"ETag": tag})
        return Reply(200, {"Content-Type": "application/rss+xml", "ETag": tag}, data)

    return answer


def press(site: Site, outlets: int = 2, reports: int = 3) -> list[str]:
    """Put outlets with their feeds and pages on a site; the addresses of the feeds."""
    for outlet in range(outlets):
        entries = []
        for number in range(reports):
            text = story(f"{NAMES[(outlet * reports + number) % 12]}ville {outlet}{number}")
            site.pages[f"/{outlet}/{number}"] = pages(text)
            entries.append((f"/{outlet}/{number}?utm_source=rss", text))
        data = feed(f"Outlet {outlet}", entries)
        site.pages[f"/{outlet}/feed"] = conditional(lambda data=data: data)  # type: ignore[misc]
    return [site.url(f"/{outlet}/feed") for outlet in range(outlets)]


def read_only(read: Report | Problem) -> Coded:
    """A coding without events: what is watched here is what is kept."""
    if isinstance(read, Problem):
        document = Document(
            id="", name=read.document, text="", title=None, language=None, blocks=(), source=Source()
        )
        return Coded(Coding(document=document, problems=(read,)), "reader", "none")
    document_, problems = read_report(read)
    if document_ is None:
        return read_only(problems[0])
    return Coded(Coding(document=replace(document_, blocks=()), problems=problems), "reader", "none")
