"""Pages whose text is known: six lay-outs as newspapers have them, around a title and paragraphs given."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import NamedTuple


class Article(NamedTuple):
    """What a page is made from, and what should come out of it again."""

    title: str
    paragraphs: tuple[str, ...]
    published: str = "2020-08-17"
    author: str = "Anna Kovalenko"
    publisher: str = "Harbour Wire"
    url: str = "https://news.example/2020/08/strike"


NAVIGATION = (
    "Home",
    "World",
    "Business",
    "Opinion",
    "Sport",
    "Culture",
    "Subscribe",
    "Sign in",
    "Newsletters",
)
RELATED = (
    "Ten photographs of the summer that you should not miss",
    "Police arrested a man after a robbery in the old town",
    "Minister resigns over contracts for the new harbour bridge",
    "Farmers block motorway in protest at the price of milk",
    "What we know about the fire at the chemical plant",
)
COMMENTS = (
    "I do not believe a word of this. The police have beaten nobody, and everybody in my street knows it.",
    "Thank you for the report. My brother was among those who were arrested on Sunday evening.",
)
COOKIES = (
    "We and our 842 partners store cookies on your device to measure advertising and to personalise content. "
    "You may accept or refuse at any time in your settings."
)
TEASER = "Sign up for our morning newsletter and get the stories that matter, chosen by our editors, every day at six."
RIGHTS = (
    "© 2020 Harbour Wire. All rights reserved. No part of this site may be reproduced without permission."
)
ABOUT = "Anna Kovalenko covers labour and industry. Before she joined us she worked for radio for nine years."


def _links(words: tuple[str, ...], name: str = "") -> str:
    items = "".join(f'<li><a href="/{i}">{escape(w)}</a></li>' for i, w in enumerate(words))
    return f'<ul class="{name}">{items}</ul>'


def _paragraphs(article: Article) -> str:
    return "\n".join(f"<p>{escape(p)}</p>" for p in article.paragraphs)


def _linked_data(article: Article) -> str:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": article.publisher},
            {
                "@type": "NewsArticle",
                "headline": article.title,
                "datePublished": article.published + "T09:30:00+03:00",
                "author": [{"@type": "Person", "name": article.author}],
                "publisher": {"@type": "Organization", "name": article.publisher},
                "mainEntityOfPage": article.url,
            },
        ],
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def _open_graph(article: Article) -> str:
    pairs = {
        "og:title": article.title,
        "og:site_name": article.publisher,
        "og:url": article.url,
        "article:published_time": article.published + "T09:30:00Z",
        "article:author": article.author,
    }
    return "".join(f'<meta property="{k}" content="{escape(v)}">' for k, v in pairs.items())


def semantic(article: Article) -> str:
    """HTML 5 as the standard wants it, with linked data."""
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(article.title)} | {article.publisher}
</title>{_linked_data(article)}<style>p{{margin:0}}</style><script>var a = "<p>no text</p>";</script></head><body>
<header><a href="/">{article.publisher}</a><nav>{_links(NAVIGATION)}</nav></header><main><article>
<h1>{escape(article.title)}</h1><p class="byline">By {article.author}</p><time datetime="{article.published}">17 August</time>
<figure><img src="a.jpg" alt="A gate"><figcaption>The gate of the plant. Photo: A. Reader</figcaption></figure>
{_paragraphs(article)}</article><aside><h2>Most read</h2>{_links(RELATED)}</aside></main>
<footer><p>{RIGHTS}</p>{_links(("About us", "Contact", "Privacy"))}</footer></body></html>"""


def blog(article: Article) -> str:
    """A page of the commonest blogging software: entry-content, sharing, author, related, comments."""
    half = len(article.paragraphs) // 2
    parts = [f"<p>{escape(p)}</p>" for p in article.paragraphs]
    parts.insert(half, f'<div class="newsletter-signup"><p>{TEASER}</p><form><input name="e"></form></div>')
    comments = "".join(f'<li class="comment"><p>{escape(c)}</p></li>' for c in COMMENTS)
    return f"""<!doctype html><html><head><title>{escape(article.title)} – {article.publisher}</title>
{_open_graph(article)}</head><body class="single post"><div id="page"><div id="masthead">{_links(NAVIGATION, "menu")}</div>
<div id="content"><div class="post"><h1 class="entry-title">{escape(article.title)}</h1>
<div class="entry-meta">Posted on <time datetime="{article.published}T09:30:00">August 17, 2020</time> by {article.author}</div>
<div class="entry-content">{"".join(parts)}<div class="sharedaddy">Share this: {_links(("Facebook", "Twitter", "Email"))}</div></div>
<div class="author-box"><p>{ABOUT}</p></div><div class="related-posts"><h3>Related</h3>{_links(RELATED)}</div></div>
<div id="comments"><h2>2 comments</h2><ol>{comments}</ol></div></div>
<div id="secondary" class="sidebar widget-area"><h3>Recent posts</h3>{_links(RELATED)}</div></div>
<div class="site-footer">{RIGHTS}</div></body></html>"""


def soup(article: Article) -> str:
    """Unnamed boxes in boxes, paragraphs as boxes, a notice on cookies before everything."""
    body = "".join(
        f'<div class="x9f{i % 3}"><span>{escape(p)}</span></div>' for i, p in enumerate(article.paragraphs)
    )
    teasers = "".join(f'<div><a href="/{i}"><div>{escape(r)}</div></a></div>' for i, r in enumerate(RELATED))
    return f"""<html><head><title>{escape(article.title)}</title>{_open_graph(article)}</head><body>
<div class="cookie-banner" role="dialog"><div>{COOKIES}</div><button>Accept</button></div>
<div class="a1"><div class="b2">{"".join(f'<span><a href="/">{n}</a></span>' for n in NAVIGATION)}</div></div>
<div class="q7"><div class="r8"><h1>{escape(article.title)}</h1><div class="s9"><span>{article.author}</span></div>
<div class="t0">{body}</div></div><div class="u1">{teasers}</div></div><div class="v2">{RIGHTS}</div></body></html>"""


def tables(article: Article) -> str:
    """A page of 1999: tables for columns, line breaks for paragraphs, tags never closed."""
    body = "<br><br>\n".join(escape(p) for p in article.paragraphs)
    return f"""<HTML><HEAD><TITLE>{escape(article.title)}</TITLE></HEAD><BODY BGCOLOR=white>
<TABLE WIDTH=780><TR><TD COLSPAN=3><FONT SIZE=5>{article.publisher}</FONT><TR><TD WIDTH=120 VALIGN=top>
{"<BR>".join(f"<A HREF=/{n}>{n}</A>" for n in NAVIGATION)}<TD VALIGN=top><FONT SIZE=4><B>{escape(article.title)}</B></FONT>
<P><I>By {article.author}, August 17, 2020</I><P>{body}
<TD WIDTH=120>{"<BR>".join(f"<A HREF=/{i}>{escape(r)}</A>" for i, r in enumerate(RELATED))}</TABLE>
<CENTER><FONT SIZE=1>{RIGHTS}</FONT></CENTER></BODY></HTML>"""


def broken(article: Article) -> str:
    """Advertisements, promotions and sharing inside the report, nested wrong."""
    parts = []
    for i, paragraph in enumerate(article.paragraphs):
        parts.append(f"<p>{escape(paragraph)}")
        if i % 3 == 1:
            parts.append(
                f'<div class="ad-slot">Advertisement</div><div class="promo-related"><a href="/r">{escape(RELATED[i % 5])}</a></div>'
            )
    return f"""<!DOCTYPE html><html lang=en><head><title>{escape(article.title)} - {article.publisher}</title>
<meta name="author" content="{article.author}"><meta name="date" content="{article.published}"></head><body>
<div class="top-bar"><b><i>{"|".join(NAVIGATION)}</b></i></div><section class="story"><h1>{escape(article.title)}</h1>
<div class="share-tools"><a>Facebook</a><a>Twitter</a></div><div class="story-body">{"".join(parts)}</div></section>
<section class="more-stories"><h2>More stories</h2>{_links(RELATED)}</section><div class="subscribe-box">{TEASER}</div>
<div class="footer">{RIGHTS}</div>"""


def wiki(article: Article) -> str:
    """A page of a wiki: the date in the text, a box beside it, sources below it."""
    sources = "".join(
        f'<li>"<a href="/s{i}">{escape(r)}</a>" — <i>The Paper</i>, August 16, 2020</li>'
        for i, r in enumerate(RELATED)
    )
    return f"""<!DOCTYPE html><html lang="en"><head><title>{escape(article.title)} - {article.publisher}</title></head><body>
<div id="content" class="mw-body"><h1 id="firstHeading">{escape(article.title)}</h1><div id="bodyContent"><div id="mw-content-text">
<table class="infobox"><tr><th>Related articles</th></tr><tr><td>{_links(RELATED[:3])}</td></tr></table>
{_paragraphs(article)}<h2>Sources</h2><ul>{sources}</ul></div></div></div><div id="mw-navigation">{_links(NAVIGATION)}
</div><div id="footer">{RIGHTS}</div></body></html>"""


LAYOUTS: dict[str, Callable[[Article], str]] = {
    page.__name__: page for page in (semantic, blog, soup, tables, broken, wiki)
}
