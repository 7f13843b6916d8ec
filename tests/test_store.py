"""The book: what goes in comes out, once, whole and findable, whoever else writes and whatever is asked."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import factories
from tocsin.model import Coding, Judgement, Selection
from tocsin.store import Book, BookError, open_book
from tocsin.store.connect import FORMS

WHO, WHAT = "tocsin test", "0123456789ab"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with open_book(tmp_path / "book.tocsin", create=True) as opened:
        yield opened


def report(id: str, name: str = "", **more: object) -> Coding:
    """The report of the factories under another id; its events' ids follow."""
    coding = factories.coding(**more)
    document = replace(coding.document, id=id, name=name or f"{id}.txt", blocks=())
    events = tuple(
        replace(e, id=f"{e.id}-{id}", part_of=f"{e.part_of}-{id}" if e.part_of else None)
        for e in coding.events
    )
    return replace(coding, document=document, events=events, sentences=())


def add(book: Book, coding: Coding) -> int | None:
    with book.writing() as writing:
        return writing.add(coding, WHO, WHAT)


def ids(book: Book, **wanted: object) -> list[str]:
    """The events of a selection, without the report's id."""
    page = book.view().events(Selection(**wanted))  # type: ignore[arg-type]
    return [held.coding.events[0].id.partition("-")[0] for held in page.held]


# ------------------------------------------------------------------ in and out


def test_what_goes_in_comes_out(book: Book) -> None:
    coding = report("d1")
    place = add(book, coding)
    assert place is not None
    held = book.view().held(place)
    assert held.coding == coding
    assert (held.coder, held.codebook, held.seen_as, held.copy_of) == (WHO, WHAT, ("d1.txt",), None)
    assert held.episodes == {event.id: f"h{event.id}" for event in coding.events}


def test_the_same_report_again_changes_nothing(book: Book) -> None:
    add(book, report("d1"))
    before = list(book.dump())
    assert add(book, report("d1")) is None
    assert list(book.dump()) == before


def test_a_report_keeps_every_name_it_came_under(book: Book) -> None:
    place = add(book, report("d1", "wire/a.txt"))
    with book.writing() as writing:
        assert writing.see("d1", "https://example.org/a")
        assert not writing.see("d1", "wire/a.txt")
    assert book.view().held(place or 0).seen_as == ("wire/a.txt", "https://example.org/a")


def test_what_fails_in_the_middle_leaves_nothing(book: Book) -> None:
    before = list(book.dump())
    twice = replace(report("d1"), events=(report("d1").events[0],) * 2)
    with pytest.raises(BookError):
        add(book, twice)
    assert list(book.dump()) == before


# ------------------------------------------------------------------ asking


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["aaaa1111", "bbbb3333", "aaaa2222"]),
        ({"types": ("protest",)}, ["aaaa1111", "aaaa2222"]),
        ({"types": ("PROTEST", "ACCUSE"), "modes": ("disapprove",)}, ["bbbb3333"]),
        ({"modes": ("strike",), "countries": ("BLR",)}, ["aaaa1111", "aaaa2222"]),
        ({"places": ("MINSK",)}, ["aaaa1111"]),
        ({"sources": ("harbour  wire",)}, ["aaaa1111", "bbbb3333", "aaaa2222"]),
        ({"sectors": ("gov",)}, ["bbbb3333"]),
        ({"statuses": ("future",)}, ["bbbb3333"]),
        ({"voices": ("attributed",)}, ["bbbb3333"]),
        ({"actors": ("naftan",)}, ["aaaa2222"]),
        ({"text": "walked off"}, ["aaaa1111"]),
        ({"text": "walked", "types": ("ACCUSE",)}, []),
        ({"since": dt.date(2020, 8, 17), "until": dt.date(2020, 8, 17)}, ["aaaa1111"]),
        ({"since": dt.date(2020, 8, 18)}, []),
        ({"until": dt.date(2020, 8, 16)}, []),
        ({"confidence": 0.81}, []),
        ({"report": "d1.txt"}, ["aaaa1111", "bbbb3333", "aaaa2222"]),
        ({"report": "d1", "modes": ("strike",)}, ["aaaa1111", "aaaa2222"]),
        ({"episode": "haaaa2222-d1"}, ["aaaa2222"]),
        ({"types": ("NOSUCH",)}, []),
        ({"text": "!"}, []),
    ],
)
def test_a_selection_finds(book: Book, wanted: dict[str, object], found: list[str]) -> None:
    add(book, report("d1"))
    assert sorted(ids(book, **wanted)) == sorted(found)


def test_newest_first_and_undated_last(book: Book) -> None:
    assert add(book, report("d1"))
    assert ids(book)[0] == "aaaa1111"


def test_pages_give_every_event_once(book: Book) -> None:
    for n in range(7):
        add(book, report(f"d{n}"))
    whole = [held.coding.events[0].id for held in book.view().events(Selection(), most=100).held]
    paged, after = [], None
    while True:
        page = book.view().events(Selection(), after, 4)
        paged += [held.coding.events[0].id for held in page.held]
        if (after := page.after) is None:
            break
    assert paged == whole
    assert len(set(whole)) == 21


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=20))
def test_no_words_that_are_searched_for_are_taken_for_a_query(book: Book, text: str) -> None:
    if not book.view().has("d1"):
        add(book, report("d1"))
    view = book.view()
    view.events(Selection(text=text))
    view.events(Selection(actors=(text,), places=(text,), report=text))
    view.events(Selection(episode=text))
    assert book.view().sizes()["report"] == 1


# ------------------------------------------------------------------ coding again


def test_a_second_coding_replaces_the_first(book: Book) -> None:
    coding = report("d1")
    add(book, coding)
    strike, member, refusal = coding.events
    newer = replace(coding, events=(replace(strike, status="negated"), refusal), entities=())
    with book.writing() as writing:
        change = writing.replace(newer, "tocsin newer", WHAT)
    assert (change.gained, change.lost, change.changed) == ((), (member.id,), (strike.id,))
    assert next(book.view().every()).coding == newer
    assert ids(book, statuses=("negated",)) == ["aaaa1111"]
    assert ids(book, actors=("Naftan",)) == []
    assert [f for f in book.check() if f] == []


def test_coding_again_what_has_not_changed_leaves_the_book_as_it_was(book: Book) -> None:
    add(book, report("d1"))
    before = list(book.dump())
    with book.writing() as writing:
        writing.replace(report("d1"), WHO, WHAT)
    assert list(book.dump()) == before


def test_what_a_person_judged_outlives_a_second_coding(book: Book) -> None:
    add(book, report("d1"))
    add(book, report("d2"))
    said = Judgement(
        about="event", left="aaaa1111-d1", right="aaaa1111-d2", verdict="same", score=None, by="Ada",
        reasons=("one strike",), at=dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC),
    )  # fmt: skip
    with book.writing() as writing:
        writing.judge(said)
        writing.judge(replace(said, score=0.9, by="machine", at=None, right="bbbb3333-d2"))
        writing.replace(report("d2"), WHO, "another codebook")
    assert list(book.view().judgements()) == [said]


# ------------------------------------------------------------------ many at once


def _add_many(path: Path, worker: int, reports: int) -> None:
    with open_book(path, create=True) as book:
        for n in range(reports):
            add(book, report(f"w{worker}r{n}"))
            book.view().events(Selection(types=("PROTEST",)), most=5)


def test_twenty_processes_write_and_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "book.tocsin"
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_add_many, args=(path, worker, 5)) for worker in range(20)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 20
    with open_book(path) as book:
        assert book.view().sizes()["event"] == 20 * 5 * 3
        assert [fault for fault in book.check() if fault] == []


# ------------------------------------------------------------------ what goes wrong


def refused(path: Path, *, create: bool = False) -> str:
    with pytest.raises(BookError) as error:
        open_book(path, create=create)
    assert str(path) in str(error.value)
    return str(error.value)


def test_a_missing_book_is_named_and_how_to_make_one(tmp_path: Path) -> None:
    assert "tocsin add" in refused(tmp_path / "none.tocsin")


def test_a_file_that_is_no_book_is_left_alone(tmp_path: Path) -> None:
    text, other = tmp_path / "a.txt", tmp_path / "other.sqlite"
    text.write_text("Workers walked off the job on Monday. " * 50)
    sqlite3.connect(other).execute("CREATE TABLE mine (x)")
    assert "no book" in refused(text, create=True)
    assert "no book" in refused(other, create=True)
    assert text.read_text().startswith("Workers")


def test_a_book_of_a_newer_tocsin_is_left_alone(book: Book) -> None:
    book.db.execute(f"PRAGMA user_version = {max(FORMS) + 1}")
    assert "newer Tocsin" in refused(book.path, create=True)


def test_a_book_sees_each_form_once_in_whatever_order_they_came_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, known = tmp_path / "book.tocsin", dict(FORMS)
    base = tuple(FORMS)
    for more in ((), (903,), (902, 903)):
        numbers = (*base, *more)
        for number in {902, 903} & set(numbers):
            script = tmp_path / f"{number}.sql"
            script.write_text(f"CREATE TABLE form{number} (x TEXT) STRICT;\n")
            known[number] = script
        monkeypatch.setattr("tocsin.store.connect.FORMS", {n: known[n] for n in numbers})
        for _ in range(2):
            with open_book(path, create=True) as opened:
                add(opened, report(f"d{len(numbers)}"))
                named = opened.db.execute("SELECT name FROM sqlite_master WHERE name LIKE 'form9%'")
                assert len(named.fetchall()) == len(more)
    with open_book(path) as opened:
        assert opened.view().sizes()["report"] == 3


def test_a_full_disk_keeps_what_was_there(book: Book) -> None:
    add(book, report("d1"))
    before = list(book.dump())
    pages = book.db.execute("PRAGMA page_count").fetchone()[0]
    book.db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(BookError, match="no space left"):
        add(book, report("d2", problems=tuple(factories.coding().problems) * 5000))
    assert list(book.dump()) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "cannot be opened" in refused(tmp_path / "book.tocsin", create=True)


def test_a_read_only_book_is_told(book: Book) -> None:
    add(book, report("d1"))
    book.db.execute("PRAGMA query_only = ON")
    with pytest.raises(BookError, match="read-only"):
        add(book, report("d2"))


def test_a_wrong_span_is_found(book: Book) -> None:
    add(book, report("d1"))
    book.db.execute("UPDATE report SET text = substr(text, 1, 60)")
    assert any("beside the text" in fault.message for fault in book.check() if fault)


def test_a_lost_posting_is_found(book: Book) -> None:
    add(book, report("d1"))
    book.db.execute("DELETE FROM posting WHERE event = 1")
    assert [fault for fault in book.check() if fault]
