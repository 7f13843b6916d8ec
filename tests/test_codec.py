"""The codec: what is written is read back equal, and what is wrong is named where it stands."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import coding
from tocsin.codec import Malformed, decoded, encoded, from_tree, to_tree
from tocsin.model import Analysis, Coding, Episode, Event, Held, Judgement, Selection, Span, When

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(dt.datetime, st.datetimes(timezones=st.just(dt.UTC)))

BUILT = (
    st.builds(Event)
    | st.builds(Judgement)
    | st.builds(Episode)
    | st.builds(Selection)
    | st.builds(Analysis)
    | st.builds(Held, coding=st.just(coding()))
)
"""Values of every noun that a book holds, with whatever text, numbers and dates."""


@settings(max_examples=60, deadline=None)
@given(BUILT)
def test_any_value_comes_back_equal_and_writes_the_same_bytes_again(value: object) -> None:
    line = encoded(value)
    again = decoded(type(value), line)
    assert again == value
    assert encoded(again) == line


def test_a_whole_coding_comes_back_equal() -> None:
    assert decoded(Coding, encoded(coding())) == coding()


def test_the_time_that_coding_took_is_not_kept() -> None:
    assert encoded(coding(seconds={"read": 1.5})) == encoded(coding())


def test_fields_with_their_default_are_left_out_and_spans_are_arrays() -> None:
    day = dt.date(2020, 8, 17)
    when = When(start=day, end=day, text="Monday", span=Span(3, 9), rule="r")
    assert json.loads(encoded(when)) == {
        "start": "2020-08-17", "end": "2020-08-17", "text": "Monday", "span": [3, 9], "rule": "r",
    }  # fmt: skip


def test_a_line_is_one_line_whatever_a_reader_takes_for_its_end() -> None:
    text = "a\u2028b\x85c\nd\x0be\x1cf\u2029\r"
    line = encoded(Episode(id=text, events=()))
    assert len(line.splitlines()) == 1
    assert decoded(Episode, line).id == text


def test_a_lone_surrogate_is_written_as_utf_8_and_comes_back() -> None:
    episode = Episode(id="broken \udc80 é", events=())
    assert decoded(Episode, encoded(episode).encode()) == episode


def test_equal_mappings_give_equal_bytes() -> None:
    held = Held(coding=coding(), coder="c", codebook="b", seen_as=(), episodes={"b": "h1", "a": "h2"})
    assert encoded(held) == encoded(replace(held, episodes={"a": "h2", "b": "h1"}))


def test_what_is_no_number_is_not_written() -> None:
    judgement = Judgement(about="event", left="a", right="b", verdict="same", score=float("nan"), by="x")
    with pytest.raises(ValueError, match="not JSON compliant"):
        encoded(judgement)


GOOD = to_tree(Judgement(about="event", left="a", right="b", verdict="same", score=0.5, by="x"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"left": 3}, "left: no text: 3"),
        ({"verdict": "maybe"}, "verdict: none of different, same, unsure: 'maybe'"),
        ({"score": True}, "score: no number: True"),
        ({"reasons": ["a", 1]}, r"reasons\[1\]: no text: 1"),
        ({"reasons": "a"}, "reasons: no list: 'a'"),
        ({"at": "yesterday"}, "at: no date and time: 'yesterday'"),
        ({"colour": "red"}, "Judgement has no field 'colour'"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change: dict[str, object], message: str) -> None:
    with pytest.raises(Malformed, match=f"^{message}$"):
        from_tree(Judgement, {**GOOD, **change})


def test_a_place_deep_down_is_named_whole() -> None:
    tree = to_tree(Held(coding=coding(), coder="c", codebook="b", seen_as=()))
    tree["coding"]["events"][0]["date"]["start"] = "17 August"
    with pytest.raises(Malformed, match=r"^coding.events\[0\].date.start: no date: '17 August'$"):
        from_tree(Held, tree)


def test_a_missing_field_is_named() -> None:
    with pytest.raises(Malformed, match=r"^Judgement without left, verdict$"):
        from_tree(Judgement, {k: v for k, v in GOOD.items() if k not in ("left", "verdict")})


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, '{"left": NaN}', "9" * 9_000, b"\xff", "[]", "null"]
)
def test_what_is_no_json_object_is_malformed(text: str | bytes) -> None:
    with pytest.raises(Malformed):
        decoded(Judgement, text)


FIELDS = st.sampled_from(["coding", "document", "events", "date", "start", "source", "coder", "span"])
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(FIELDS, x)
)


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_whatever_else_comes_is_malformed_and_nothing_worse(tree: object) -> None:
    with pytest.raises(Malformed):
        from_tree(Held, tree)
