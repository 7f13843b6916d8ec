"""Expressions of time: which words they are, and which days they mean."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.codebook.tables import CodebookError
from tocsin.codebook.times import load_times
from tocsin.find.times import date_ranges, find_times
from tocsin.model import Tense, Token, When
from tocsin.resolve.times import Reference, narrative, resolve_reading, resolve_time

BOOK = load_times()
PUBLISHED = dt.date(2020, 8, 18)
"""A Tuesday."""


def days(text: str, tense: Tense | None = None, told: str = "", published: str = "2020-08-18") -> str:
    """`from to` of the first expression in `text`, a single day once, `none` where nothing is known."""
    day = dt.date.fromisoformat(published) if published else None
    when = [dt.date.fromisoformat(d) for d in told.split()]
    reference = Reference(day, (when[0], when[-1]) if when else None)
    found = find_times(text, (), BOOK)
    if not found:
        return "none"
    days = resolve_reading(found[0].reading, reference, tense)
    if days is None:
        return "none"
    return " ".join(dict.fromkeys((days.start.isoformat(), days.end.isoformat())))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("They struck yesterday.", "2020-08-17"),
        ("the day before yesterday", "2020-08-16"),
        ("Police came this morning", "2020-08-18"),
        ("arrested overnight", "2020-08-17 2020-08-18"),
        ("It happened last night", "2020-08-17"),
        ("on Monday", "2020-08-17"),
        ("on Tuesday", "2020-08-18"),
        ("on Tues. evening", "2020-08-18"),
        ("last Tuesday", "2020-08-11"),
        ("last Thursday", "2020-08-13"),
        ("of Wednesday last", "2020-08-12"),
        ("on Thursday of last week", "2020-08-13"),
        ("late last week", "2020-08-13 2020-08-14"),
        ("last week", "2020-08-10 2020-08-16"),
        ("earlier this week", "2020-08-17 2020-08-18"),
        ("later this week", "2020-08-18 2020-08-23"),
        ("this weekend", "2020-08-15 2020-08-16"),
        ("over the weekend", "2020-08-15 2020-08-16"),
        ("last weekend", "2020-08-15 2020-08-16"),
        ("In mid-April", "2020-04-11 2020-04-20"),
        ("early in October 2019", "2019-10-01 2019-10-10"),
        ("the end of February 2020", "2020-02-21 2020-02-29"),
        ("this April", "2020-04-01 2020-04-30"),
        ("until last May", "2020-05-31"),
        ("since April", "2020-04-01 2020-08-18"),
        ("since early June", "2020-06-01 2020-08-18"),
        ("since Monday morning", "2020-08-17 2020-08-18"),
        ("last month", "2020-07-01 2020-07-31"),
        ("last year", "2019-01-01 2019-12-31"),
        ("late last year", "2019-10-01 2019-12-31"),
        ("in December", "2019-12-01 2019-12-31"),
        ("in January last year", "2019-01-01 2019-01-31"),
        ("in 1994", "1994-01-01 1994-12-31"),
        ("in the mid-2000s", "2004-01-01 2006-12-31"),
        ("in the 1990s", "1990-01-01 1999-12-31"),
        ("in the sixties", "1960-01-01 1969-12-31"),
        ("in the late 19th century", "1870-01-01 1899-12-31"),
        ("Seventeen years ago", "2003-01-01 2003-12-31"),
        ("in 2010-11", "2010-01-01 2011-12-31"),
        ("from 2008 until 2016", "2008-01-01 2016-12-31"),
        ("in March, 2018", "2018-03-01 2018-03-31"),
        ("last summer", "2019-06-01 2019-08-31"),
        ("two weeks ago", "2020-08-04"),
        ("two years ago", "2018-01-01 2018-12-31"),
        ("for the past three days", "2020-08-15 2020-08-18"),
        ("over the last four years", "2016-08-18 2020-08-18"),
        ("for a third day", "2020-08-16 2020-08-18"),
        ("from Monday to Wednesday", "2020-08-17 2020-08-19"),
        ("8-14 May", "2020-05-08 2020-05-14"),
        ("between 3 and 7 June", "2020-06-03 2020-06-07"),
        ("on the 26th", "2020-07-26"),
        ("on the 16th,", "2020-08-16"),
        ("on Sunday 31 May", "2020-05-31"),
        ("on Aug. 9", "2020-08-09"),
        ("on 10 November", "2019-11-10"),
        ("On October 1st, 2019, they", "2019-10-01"),
        ("2020-08-09", "2020-08-09"),
        ("10 May, Tehran", "2020-05-10"),
        ("on Christmas Eve", "2019-12-24"),
        ("since Christmas", "2019-12-25 2020-08-18"),
        ("on the eve of 1 August", "2020-07-31"),
        ("after Monday", "2020-08-17 2020-08-18"),
        ("before Monday", "none"),
        ("on Super Tuesday", "none"),
        ("the 25-day strike", "none"),
        ("at 7 p.m.", "none"),
        ("police may march in august company", "none"),
        ("She May Be Right", "none"),
        ("30 February 2020", "none"),
    ],
)
def test_past(text: str, wanted: str) -> None:
    assert days(text, "past") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("will meet on Wednesday", "2020-08-19"),
        ("on Monday", "2020-08-24"),
        ("next Tuesday", "2020-08-25"),
        ("by Friday", "2020-08-18 2020-08-21"),
        ("until Saturday", "2020-08-18 2020-08-22"),
        ("by the end of January", "2020-08-18 2021-01-31"),
        ("tomorrow", "2020-08-19"),
        ("tonight", "2020-08-18"),
        ("next month", "2020-09-01 2020-09-30"),
        ("next week", "2020-08-24 2020-08-30"),
        ("at the weekend", "2020-08-22 2020-08-23"),
        ("in the coming weeks", "2020-08-18 2020-09-15"),
        ("over the coming four months", "2020-08-18 2020-12-18"),
        ("in September", "2020-09-01 2020-09-30"),
        ("in June", "2021-06-01 2021-06-30"),
        ("on 10 November", "2020-11-10"),
        ("in three days", "2020-08-21"),
        ("from Monday", "2020-08-24"),
    ],
)
def test_future(text: str, wanted: str) -> None:
    assert days(text, "future") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the same day", "2018-05-12"),
        ("earlier that day", "2018-05-12"),
        ("the next morning", "2018-05-13"),
        ("the previous day", "2018-05-11"),
        ("a day later", "2018-05-13"),
        ("eight days later", "2018-05-20"),
        ("three years later", "2021-01-01 2021-12-31"),
        ("the following Monday", "2018-05-14"),
        ("the year before", "2017-01-01 2017-12-31"),
        ("that month", "2018-05-01 2018-05-31"),
        ("That September", "2018-09-01 2018-09-30"),
        ("on the 24th", "2018-05-24"),
    ],
)
def test_told_from_the_last_date_mentioned(text: str, wanted: str) -> None:
    assert days(text, "past", told="2018-05-12") == wanted


def test_nothing_is_invented() -> None:
    assert days("the same day", "past") == "none"
    assert days("that day", "past", told="2018-01-01 2018-12-31") == "none"
    assert days("yesterday", "past", published="") == "none"
    assert days("in 1994", "past", published="") == "1994-01-01 1994-12-31"
    assert days("9 August 2020", "past", published="") == "2020-08-09"
    assert days("since 2006", "past", published="") == "none"


def test_narrative_moves_with_the_text() -> None:
    start = Reference(PUBLISHED)
    when = resolve_time("12 May 2018", BOOK, start)
    assert when is not None
    assert when.rule.startswith("times.txt:")
    after = narrative(start, when)
    later = resolve_time("the next day", BOOK, after)
    assert later is not None
    assert later.start == dt.date(2018, 5, 13)
    assert narrative(after, None) == after


def test_only_whole_expressions_resolve() -> None:
    assert resolve_time("Monday evening", BOOK, Reference(PUBLISHED)) is not None
    assert resolve_time("the workers", BOOK, Reference(PUBLISHED)) is None
    assert resolve_time("", BOOK, Reference(PUBLISHED)) is None


def _tokens(*rows: tuple[str, str, str, str, int]) -> tuple[str, tuple[Token, ...]]:
    """Text and tokens of (word, pos, tag, dep, head)."""
    tokens, text = [], ""
    for i, (word, pos, tag, dep, head) in enumerate(rows):
        at = len(text)
        tokens.append(Token(i, word, word.lower(), pos, tag, dep, head, at, at, at + len(word)))
        text += word + " "
    return text.rstrip(), tuple(tokens)


def test_grammar_tells_the_month_from_the_person() -> None:
    text, tokens = _tokens(
        ("Theresa", "PROPN", "NNP", "compound", 1), ("May", "PROPN", "NNP", "nsubj", 2),
        ("resigned", "VERB", "VBD", "ROOT", 2), ("in", "ADP", "IN", "prep", 2),
        ("May", "PROPN", "NNP", "pobj", 3),
    )  # fmt: skip
    assert [(m.first, m.last) for m in find_times(text, tokens, BOOK)] == [(4, 4)]


def test_durations_leave_their_numbers_to_quantities() -> None:
    text = "It ends in three days and began on 3 May"
    assert len(find_times(text, (), BOOK)) == 2
    assert len(date_ranges(find_times(text, (), BOOK))) == 1


@given(st.text(max_size=300))
def test_any_text_is_read_and_spans_are_its_words(text: str) -> None:
    for mention in find_times(text, (), BOOK):
        assert text[mention.start : mention.end] == mention.text
        for tense in ("past", "future", None):
            when = resolve_reading(mention.reading, Reference(PUBLISHED, (PUBLISHED, PUBLISHED)), tense)
            assert when is None or when.start <= when.end


WORDS = st.sampled_from(
    """the a last next Monday May 31 1999 9999 two weeks years ago later since until from to - , of early in
    century 2099 decade coming 12th Christmas Eve""".split()  # noqa: SIM905
)


@given(st.lists(WORDS, max_size=30))
def test_any_heap_of_time_words_is_read(words: list[str]) -> None:
    for mention in find_times(" ".join(words), (), BOOK):
        for published in (dt.date.min, PUBLISHED, dt.date.max, None):
            when = resolve_reading(mention.reading, Reference(published, None), "future")
            assert when is None or isinstance(when, When)


@pytest.mark.parametrize("text", ["the last " * 11_000, "May 1 - " * 13_000, "9" * 100_000, "a" * 100_000])
def test_time_is_linear(text: str) -> None:
    start = time.perf_counter()
    find_times(text, (), BOOK)
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize("row", ["form | yesterday | day | soon", "month | May | 5", "word | May | MONTH"])
def test_a_wrong_row_names_its_line(tmp_path: Path, row: str) -> None:
    file = tmp_path / "times.txt"
    file.write_text(f"# times\n{row}\n")
    with pytest.raises(CodebookError, match=r"times\.txt:2"):
        load_times(file)
