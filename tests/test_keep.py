"""A book in use: what many tell is one episode, people's word goes first, nothing is lost or left behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tocsin.keep import add_report, faults, judge_same, recode_report, redact, take_back
from tocsin.model import Coding, Selection
from tocsin.pipeline import Coder
from tocsin.store import Book, open_book

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)

FIRST = """MINSK, 17 August 2020 (Harbour Wire) - Workers at the Minsk Tractor Works walked off the job on
Monday, demanding that President Alexander Lukashenko resign. Riot police arrested 12 demonstrators in
Grodno, the union said. Maria Zhdanovich, a welder, said she would not go back.
"""
SECOND = """MINSK, 18 August 2020 (North Quay Review) - Employees of the Minsk Tractor Works went on strike
on Monday and called on Alexander Lukashenko to step down. Some 200 of them marched through Minsk.
"""
ELSEWHERE = """TOKORADE, 3 March 2024 (Coast Courier) - Dockers at the port of Takoradi in Ghana went on
strike on Friday over unpaid overtime. The port authority denied that any ship was delayed.
"""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with open_book(tmp_path / "book.tocsin", create=True) as opened:
        yield opened


def add(book: Book, coder: Coder, text: str, name: str) -> Coding:
    coding = coder.code(text.encode(), name)
    add_report(book, coding, coder.made_by, coder.codebook.digest)
    return coding


def told(book: Book) -> list[set[str]]:
    """The episodes that more than one event tells, as the triggers that tell them."""
    view = book.view()
    return [
        {e.trigger.of(h.coding.document.text) for h in view.members(episode) for e in h.coding.events}
        for episode in view.episodes(Selection())
        if len(episode.events) > 1
    ]


def sound(book: Book) -> bool:
    return not [problem.message for problem in faults(book) if problem]


def test_what_two_reports_tell_is_one_episode(book: Book, coder: Coder) -> None:
    for i, text in enumerate((FIRST, ELSEWHERE, SECOND)):
        add(book, coder, text, f"{i}.txt")
    assert {"walked off the job", "went on strike"} in told(book)
    assert sound(book)


def test_fifty_copies_of_one_story_are_one_source(book: Book, coder: Coder) -> None:
    story = (
        FIRST + " ".join(f"The plant makes {n} tractors in its hall number {n}." for n in range(3, 40)) + "\n"
    )
    for i in range(50):
        add(book, coder, f"# Headline number {i}\n\n{story}\nBy agency, paper {i}\n", f"{i}.txt")
    held = list(book.view().every())
    assert [h.copy_of is None for h in held] == [True] + [False] * 49
    assert {h.copy_of for h in held[1:]} == {held[0].coding.document.id}
    assert {len(e.events) for e in book.view().episodes(Selection())} == {50}
    assert sound(book)


def test_a_person_joins_and_parts_and_takes_it_back(book: Book, coder: Coder) -> None:
    for i, text in enumerate((FIRST, ELSEWHERE)):
        add(book, coder, text, f"{i}.txt")
    before = list(book.dump())
    strike, other = (h.coding.events[0].id for h in book.view().every())
    judge_same(book, "event", other, strike, "same", "Ada", NOW)
    assert [len(e.events) for e in book.view().episode_of(strike)] == [2]
    assert book.view().episode_of(other)[0].id == f"h{strike}"
    assert sound(book)
    judge_same(book, "event", strike, other, "different", "Ben", NOW + dt.timedelta(minutes=1))
    assert [e.events for e in book.view().episode_of(other)] == [(other,)]
    assert take_back(book, "event", strike, other, "Ben", NOW)
    assert [line for line in book.dump() if not line.startswith('["judgement"')] == before


def test_a_persons_word_holds_after_coding_again(book: Book, coder: Coder) -> None:
    for i, text in enumerate((FIRST, SECOND)):
        add(book, coder, text, f"{i}.txt")
    one, two = (h.coding.events[0].id for h in book.view().every())
    judge_same(book, "event", one, two, "different", "Ada", NOW)
    assert one not in book.view().episode_of(two)[0].events
    for place, _ in list(book.view().reports()):
        recode_report(book, place, coder.code_again, "a newer coder", "a newer codebook")
    assert one not in book.view().episode_of(two)[0].events
    assert sound(book)


def test_coding_again_with_the_same_coder_changes_nothing(book: Book, coder: Coder) -> None:
    for i, text in enumerate((FIRST, ELSEWHERE, SECOND)):
        add(book, coder, text, f"{i}.txt")
    before = list(book.dump())
    for place, _ in list(book.view().reports()):
        change = recode_report(book, place, coder.code_again, coder.made_by, coder.codebook.digest)
        assert change[:3] == ((), (), ())
    assert list(book.dump()) == before


# ------------------------------------------------------------------ people taken out


def test_nothing_is_left_of_somebody_who_was_taken_out(book: Book, coder: Coder) -> None:
    for name, text in (("maria-zhdanovich.txt", FIRST), ("b.txt", SECOND)):
        add(book, coder, text, name)
    done = redact(book, "Maria Zhdanovich", NOW)
    assert done == (1, True)
    book.close()
    for path in book.path.parent.iterdir():
        assert b"zhdanovich" not in path.read_bytes().lower(), path


def test_the_rest_of_the_report_stands_where_it_stood(book: Book, coder: Coder) -> None:
    coding = add(book, coder, FIRST, "a.txt")
    redact(book, "Maria Zhdanovich", NOW)
    held = next(book.view().every())
    assert len(held.coding.document.text) == len(coding.document.text)
    assert [e.trigger for e in held.coding.events] == [e.trigger for e in coding.events]
    assert sound(book)


def test_who_was_taken_out_does_not_come_again(book: Book, coder: Coder) -> None:
    redact(book, "Maria Zhdanovich", NOW)
    add(book, coder, FIRST, "a.txt")
    assert "Zhdanovich" not in next(book.view().every()).coding.document.text
    assert not book.holds(["Zhdanovich"])


def test_another_name_with_the_same_letters_stays(book: Book, coder: Coder) -> None:
    add(book, coder, FIRST.replace("Maria Zhdanovich", "Ann Lee") + "The annual fleet sails.\n", "a.txt")
    redact(book, "Ann Lee", NOW)
    text = next(book.view().every()).coding.document.text
    assert "annual fleet" in text
    assert "Lee" not in text
