"""A book in every field of which stands what would do harm if it were read as anything but text."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from tocsin.model import (
    Attribution,
    Coding,
    Document,
    Entity,
    Event,
    Figure,
    Mention,
    Participant,
    Problem,
    Quantity,
    Quotation,
    Source,
    Span,
    Step,
    When,
    Where,
)
from tocsin.store import open_book

CORPUS = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(2)>",
    "'><svg/onload=alert(3)>",
    "<iframe src=javascript:alert(4)></iframe>",
    "{{ 7*7 }}{% raise %}${7*7}",
    "</script><script>alert(5)</script>",
    "</style><script>alert(6)</script><!--",
    "javascript:alert(7)",
    "<a href=\"javascript:alert(8)\">x</a>",
    "\u202e<b onmouseover=alert(9)>\u2028x",
    "]]><![CDATA[<script>alert(10)</script>",
    "&lt;script&gt;alert(11)&lt;/script&gt;",
    "<math><mi//xlink:href=\"data:x,<script>alert(12)</script>\">",
    "' onfocus=alert(13) autofocus='",
)  # fmt: skip
"""Ways to leave text for mark-up, a script, a style, a template, an address."""


def coding(bad: str, number: int) -> Coding:
    """A report in which `bad` stands wherever anything can stand."""
    text = f"{bad} struck {bad} on {bad}, {bad} said.\n\n{bad}\n"
    at, end = Span(0, len(bad)), len(bad)
    trigger = Span(end + 1, end + 7)
    who = Participant(text=bad, span=at, name=bad, entity="e1", country="BLR", sectors=("LAB",))
    where = Where(
        text=bad, span=at, name=bad, country="BLR", lat=53.9 + number, lon=27.5, geonames=None, level="site",
        rule=bad,
    )  # fmt: skip
    day = dt.date(2024, 1, 1 + number)
    when = When(start=day, end=day, text=bad, span=at, rule=bad)
    size = Quantity(min=10.0 * number, max=None, unit=bad, text=bad, span=at, by=bad)
    event = Event(
        id=f"{number:016x}", type="PROTEST", modes=("strike",), contexts=(bad,), actors=(who,), recipients=(who,),
        place=where, date=when, sizes=(size,), demands=(bad,), part_of=None, status="actual", voice="attributed",
        attribution=Attribution(text=bad, name=bad, span=at), trigger=trigger, sentence=Span(0, len(text) - 2),
        confidence=0.7, steps=(Step(field="type", value=bad, rule=bad, source=bad, span=at, over=(bad,)),),
    )  # fmt: skip
    mention = Mention(kind="name", sentence=0, head=0, first=0, last=0, span=at, text=bad)
    return Coding(
        document=Document(
            id=f"bad{number}", name=bad, text=text, title=bad, language="en", blocks=(),
            source=Source(publisher=bad, author=bad, url=bad, published=day, digest="00", place=bad),
        ),
        events=(event, replace(event, id=f"{number + 100:016x}", trigger=Span(end, end + 7))),
        entities=(Entity(id="e1", name=bad, kind="person", aliases=(bad,), mentions=(mention,), rule=bad),),
        figures=(Figure(what=bad, quantity=size, as_of=when, by=bad),),
        quotations=(Quotation(speaker=bad, span=at),),
        problems=(Problem(stage="read", message=bad, document=bad),),
    )  # fmt: skip


def make(path: Path) -> None:
    """A book of the whole corpus."""
    with open_book(path, create=True) as book:
        for number, bad in enumerate(CORPUS):
            with book.writing() as writing:
                writing.add(coding(bad, number), bad, bad)
        with book.writing() as writing:
            for report in writing.queued(-1):
                writing.done(report)
