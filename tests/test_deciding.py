"""What people decide holds, is kept for ever, can be taken back, and outlives a second coding."""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tocsin.keep import (
    Conflict,
    Unknown,
    Wish,
    add_report,
    decide,
    faults,
    recode_report,
    redact,
    revision_of,
    take_back_decision,
)
from tocsin.model import Coding, Event, Participant, Selection, Span
from tocsin.pipeline import Coder
from tocsin.review import Decision
from tocsin.store import Book, open_book

NOW = dt.datetime(2026, 11, 30, 9, 0, tzinfo=dt.UTC)
CLOCK = itertools.count()
FIRST = """MINSK, 17 August 2020 (Harbour Wire) - Workers at the Minsk Tractor Works walked off the job on
Monday. Riot police arrested 12 demonstrators in Grodno, the union said. Maria Zhdanovich, a welder,
was fired.
"""
SECOND = """MINSK, 18 August 2020 (North Quay Review) - Employees of the Minsk Tractor Works went on strike
on Monday. Some 200 of them marched through Minsk.
"""


@pytest.fixture
def book(tmp_path: Path, coder: Coder) -> Iterator[Book]:
    with open_book(tmp_path / "book.tocsin", create=True) as opened:
        for name, text in (("first.txt", FIRST), ("second.txt", SECOND)):
            add_report(opened, coder.code(text.encode(), name), coder.made_by, coder.codebook.digest)
        yield opened


def events(book: Book, **wanted: object) -> dict[str, Event]:
    """The events of a selection by the words they were read from."""
    held = book.view().events(Selection(**wanted)).held  # type: ignore[arg-type]
    return {e.trigger.of(h.coding.document.text): e for h in held for e in h.coding.events}


def rule(book: Book, event: Event, verdict: str, **more: object) -> Decision:
    at = NOW + dt.timedelta(minutes=next(CLOCK))
    return decide(book, Wish(verdict=verdict, event=event.id, **more), "Ada", at)  # type: ignore[arg-type]


def recode(book: Book, coder: Coder, change: dict[str, Event] | None = None) -> None:
    """Code everything again; `change` gives what the new coder says of some events, by id."""

    def code_again(coding: Coding) -> Coding:
        again = coder.code_again(coding)
        return replace(again, events=tuple((change or {}).get(e.id, e) for e in again.events if change != {}))

    for place, _ in list(book.view().reports()):
        recode_report(book, place, code_again, "a newer coder", "a newer codebook")


def sound(book: Book) -> bool:
    return not [problem.message for problem in faults(book) if problem]


def test_what_was_accepted_is_certain(book: Book) -> None:
    strike = events(book)["walked off the job"]
    rule(book, strike, "accepted")
    assert events(book, confidence=1.0)["walked off the job"].id == strike.id
    assert sound(book)


def test_what_was_corrected_is_what_is_found_and_shown(book: Book) -> None:
    strike = events(book)["walked off the job"]
    rule(book, strike, "corrected", after=replace(strike, type="COERCE", modes=("arrest",)))
    assert "walked off the job" in events(book, types=("COERCE",))
    assert "walked off the job" not in events(book, types=("PROTEST",))
    assert len(book.view().episode_of(strike.id)[0].events) == 1, "an arrest is no telling of the strike"
    assert sound(book)


def test_what_was_rejected_is_left_out_until_that_is_taken_back(book: Book) -> None:
    before = list(book.dump())
    strike = events(book)["walked off the job"]
    decision = rule(book, strike, "rejected", reason="no event")
    assert "walked off the job" not in events(book)
    assert book.view().episode_of(strike.id) == ()
    assert list(events(book, standings=("rejected",), modes=("strike",))) == ["walked off the job"]
    assert list(events(book, standings=("rejected",), modes=("demo",))) == []
    assert sound(book)
    take_back_decision(book, decision.seq, "Ada", NOW)
    others = ('["decision"', '["judgement"')  # which of two was linked with the other may turn round
    assert [x for x in book.dump() if not x.startswith(others)] == [
        x for x in before if not x.startswith(others)
    ]


def test_what_was_added_stands_in_its_place(book: Book, coder: Coder) -> None:
    report = book.view().held(1).coding
    text = report.document.text
    start = text.index("Tractor Works")
    missed = replace(
        report.events[0], id="0123456789abcdef", trigger=Span(start, start + 13), type="AID", modes=()
    )
    decide(book, Wish(verdict="added", event=missed.id, report=report.document.id, after=missed), "Ada", NOW)
    assert events(book, types=("AID",))["Tractor Works"].confidence == 1.0
    assert sound(book)
    recode(book, coder)
    assert "Tractor Works" in events(book)
    assert sound(book)


def test_decisions_outlive_a_second_coding(book: Book, coder: Coder) -> None:
    found = events(book)
    strike, arrest = found["walked off the job"], found["arrested"]
    rule(book, strike, "corrected", after=replace(strike, status="ongoing"))
    rule(book, arrest, "rejected", reason="no event")
    recode(book, coder)
    assert events(book)["walked off the job"].status == "ongoing"
    assert "arrested" not in events(book)
    assert book.view().again() == ()
    assert sound(book)


def test_where_the_machine_says_something_else_the_decision_is_shown_again(book: Book, coder: Coder) -> None:
    strike = events(book)["walked off the job"]
    rule(book, strike, "accepted")
    recode(book, coder, {strike.id: replace(strike, status="negated")})
    assert events(book)["walked off the job"].status == strike.status, "a person's word holds meanwhile"
    assert book.view().again() == (strike.id,)
    rule(book, strike, "accepted")
    assert sound(book)


def test_who_accepts_what_another_corrected_is_not_asked_again(book: Book, coder: Coder) -> None:
    strike = events(book)["walked off the job"]
    rule(book, strike, "corrected", after=replace(strike, status="ongoing"))
    rule(book, strike, "accepted")
    assert events(book)["walked off the job"].status == "ongoing"
    assert book.view().again() == ()
    recode(book, coder)
    assert book.view().again() == ()
    assert sound(book)


def test_what_the_machine_finds_no_more_stays_where_a_person_accepted_it(book: Book, coder: Coder) -> None:
    strike = events(book)["walked off the job"]
    rule(book, strike, "accepted")
    recode(book, coder, {})
    assert list(events(book)) == ["walked off the job"]
    assert book.view().again() == (strike.id,)
    rule(book, strike, "accepted")
    assert book.view().again() == (), "who was asked again and stays with it is asked no more"
    assert sound(book)


def test_a_wrong_merge_is_split_and_joined_again(book: Book) -> None:
    found = events(book)
    strike, other = found["walked off the job"], found["went on strike"]
    assert book.view().episode_of(strike.id)[0].events == (strike.id, other.id)
    split = rule(book, other, "split", others=(strike.id,))
    assert book.view().episode_of(strike.id)[0].events == (strike.id,)
    merged = rule(book, other, "merged", others=(strike.id,))
    assert len(book.view().episode_of(strike.id)[0].events) == 2
    take_back_decision(book, merged.seq, "Ada", NOW)
    assert book.view().episode_of(strike.id)[0].events == (strike.id,), "what was decided before holds again"
    take_back_decision(book, split.seq, "Ada", NOW)
    assert len(book.view().episode_of(strike.id)[0].events) == 2
    assert sound(book)


def test_who_decides_on_what_has_changed_is_told_so(book: Book) -> None:
    strike = events(book)["walked off the job"]
    seen = revision_of(strike, ())
    rule(book, strike, "corrected", after=replace(strike, status="ongoing"), revision=seen)
    with pytest.raises(Conflict) as told:
        rule(book, strike, "rejected", revision=seen)
    assert told.value.now is not None
    assert told.value.now.status == "ongoing"


def test_a_second_opinion_changes_nothing(book: Book) -> None:
    strike = events(book)["walked off the job"]
    rule(book, strike, "rejected", blind=True)
    assert "walked off the job" in events(book)


def test_a_decision_can_be_taken_back_once(book: Book) -> None:
    decision = rule(book, events(book)["walked off the job"], "rejected")
    take_back_decision(book, decision.seq, "Ada", NOW)
    with pytest.raises(Unknown):
        take_back_decision(book, decision.seq, "Ada", NOW)


@pytest.mark.parametrize(
    ("meddle", "said"),
    [
        ("UPDATE decision SET data = replace(data, 'Ada', 'Eve') WHERE seq = 2", "was changed"),
        ("UPDATE decision SET seq = 9 WHERE seq = 3", "is missing"),
        ("UPDATE decision SET previous = hash WHERE seq = 2", "does not follow"),
    ],
)
def test_a_log_that_was_meddled_with_is_found_out(book: Book, meddle: str, said: str) -> None:
    for event in list(events(book).values())[:3]:
        rule(book, event, "noted", note="x")
    assert book.view().broken_decisions() == ()
    with sqlite3.connect(book.path) as db:
        db.execute(meddle)
    assert any(said in message for message in book.view().broken_decisions())


def test_a_decision_is_never_deleted(book: Book) -> None:
    rule(book, events(book)["walked off the job"], "noted")
    with sqlite3.connect(book.path) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute("DELETE FROM decision")


def test_who_is_taken_out_is_taken_out_of_decisions_and_the_chain_still_holds(book: Book) -> None:
    fired = events(book)["fired"]
    rule(book, fired, "corrected", after=replace(fired, status="ongoing"), note="see Maria Zhdanovich")
    rule(book, events(book)["arrested"], "rejected", reason="no event")
    assert redact(book, "Maria Zhdanovich", NOW).clean
    assert book.view().broken_decisions() == ()
    assert events(book)["fired"].status == "ongoing"
    assert "arrested" not in events(book)
    assert book.view().again() == ()
    assert sound(book)


def test_participants_keep_their_entities(book: Book, coder: Coder) -> None:
    strike = events(book)["walked off the job"]
    who: Participant = strike.actors[0]
    rule(book, strike, "corrected", after=replace(strike, status="ongoing"))
    recode(book, coder)
    assert events(book)["walked off the job"].actors[0].entity == who.entity
