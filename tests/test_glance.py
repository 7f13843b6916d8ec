"""What is counted at a glance is what is found one by one, whatever was added, decided or coded again."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import factories
from tocsin.keep import Wish, decide
from tocsin.model import Coding, Selection
from tocsin.store import Book, Glance, open_book

WHO, WHAT = "tocsin test", "0123456789ab"
DAY = dt.date(2020, 8, 17)
WANTED: tuple[dict[str, Any], ...] = (
    {}, {"types": ("PROTEST",)}, {"types": ("PROTEST", "ACCUSE")}, {"modes": ("strike",)},
    {"countries": ("BLR",)}, {"sectors": ("GOV",)}, {"places": ("minsk",)}, {"voices": ("attributed",)},
    {"since": DAY}, {"until": DAY}, {"since": DAY + dt.timedelta(1)}, {"confidence": 0.75},
    {"text": "walked"}, {"actors": ("Workers",)}, {"standings": ("open",)}, {"standings": ("accepted",)},
    {"standings": ("open", "accepted")}, {"sources": ("HARBOUR wire",)}, {"report": "d1"}, {"text": "!"},
    {"types": ("NONE",)},
)  # fmt: skip


def report(id: str) -> Coding:
    coding = factories.coding()
    events = tuple(
        replace(e, id=f"{e.id}-{id}", part_of=f"{e.part_of}-{id}" if e.part_of else None)
        for e in coding.events
    )
    return replace(coding, document=replace(coding.document, id=id, blocks=()), events=events, sentences=())


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with open_book(tmp_path / "book.tocsin", create=True) as opened:
        add(opened, "d1")
        add(opened, "d2")
        yield opened


def add(book: Book, id: str) -> None:
    with book.writing() as writing:
        writing.add(report(id), WHO, WHAT)


def same(glance: Glance, book: Book) -> None:
    glance.keep_up()
    for one, other in itertools.combinations(WANTED, 2):
        wanted = Selection(**{**one, **other})
        assert glance.count(wanted) == book.view().count(wanted), wanted
    for (value, n), kind in [(v, k) for k, vs in glance.facets(Selection()).items() for v in vs]:
        field = {"country": "countries", "status": "statuses"}.get(kind, f"{kind}s")
        wanted = replace(Selection(), **{field: (value,)})  # type: ignore[arg-type]
        assert n == book.view().count(wanted), (kind, value)


def test_what_is_counted_is_what_is_found(book: Book) -> None:
    glance = Glance(book.path)
    same(glance, book)
    assert glance.facets(Selection())["type"][0] == ("PROTEST", 4)


def test_it_keeps_up_with_what_is_added_and_decided(book: Book) -> None:
    glance = Glance(book.path)
    same(glance, book)
    add(book, "d3")
    same(glance, book)
    for verdict, event in (
        ("accepted", "aaaa1111-d1"),
        ("rejected", "aaaa2222-d1"),
        ("unsure", "bbbb3333-d3"),
    ):
        decide(book, Wish(verdict=verdict, event=event), "Ada", dt.datetime.now(dt.UTC))  # type: ignore[arg-type]
        same(glance, book)
    with book.writing() as writing:
        writing.replace(replace(report("d2"), events=()), WHO, WHAT)
    same(glance, book)


def test_days_and_places_add_up(book: Book) -> None:
    glance = Glance(book.path)
    glance.keep_up()
    mask = glance.mask(Selection())
    days, undated = glance.by_day(mask, "type")
    assert sum(days.values()) + undated == glance.count(Selection())
    spots, counts, nowhere = glance.on_the_map(mask)
    assert [(s.lat, s.lon, s.events) for s in spots] == [(53.9, 27.57, 2)]
    assert sum(counts.values()) + nowhere == 6
