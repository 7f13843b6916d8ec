"""Where bars, circles and lines stand."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

import factories
from tocsin.model import Span
from tocsin.views.gold import gold_text
from tocsin.views.marked import Mark, marks_of, pieces
from tocsin.views.plots import (
    circles,
    equal_earth,
    framed,
    intervals,
    label_of,
    next_start,
    scale_of,
    start_of,
    timeline,
)

DAY = dt.date(2020, 8, 19)
DAYS = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


@pytest.mark.parametrize(
    ("step", "start", "label"),
    [("day", "2020-08-19", "19 Aug 2020"), ("week", "2020-08-17", "week of 17 Aug 2020"),
     ("month", "2020-08-01", "Aug 2020"), ("quarter", "2020-07-01", "Q3 2020"),
     ("year", "2020-01-01", "2020")],
)  # fmt: skip
def test_stretches_of_time(step: str, start: str, label: str) -> None:
    first = start_of(DAY, step)  # type: ignore[arg-type]
    assert (first.isoformat(), label_of(first, step)) == (start, label)  # type: ignore[arg-type]


@given(DAYS, st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_every_day_lies_in_its_stretch(day: dt.date, step: str) -> None:
    if step == "week" and day < dt.date(1, 1, 7):
        return
    first = start_of(day, step)  # type: ignore[arg-type]
    assert first <= day < next_start(first, step) or next_start(first, step) == dt.date.max  # type: ignore[arg-type]


@given(
    st.dictionaries(
        st.tuples(st.integers(700000, 740000), st.sampled_from("abc")), st.integers(1, 50), min_size=1
    )
)
def test_a_timeline_loses_nothing(counts: dict[tuple[int, str], int]) -> None:
    drawn = timeline(counts, None, width=900, height=300)
    assert sum(bar.events for bar in drawn.bars) == sum(counts.values())
    assert all(part.y >= -0.1 for bar in drawn.bars for part in bar.parts)
    assert all(0 <= bar.x <= 900 for bar in drawn.bars)


@pytest.mark.parametrize(
    ("lat", "lon", "point"),
    [(0, 0, (500, 243.3)), (0, 180, (1000, 243.3)), (90, 0, (500, 0)), (51.5, -0.13, (499.71, 65.04)),
     (-33.4, -70.6, (319.55, 364.5))],
)  # fmt: skip
def test_the_map_is_the_one_that_d3_draws(lat: float, lon: float, point: tuple[float, float]) -> None:
    assert equal_earth(lat, lon) == pytest.approx(point, abs=0.1)


@given(
    st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 486), st.integers(1, 99)), min_size=1, max_size=40)
)
def test_circles_hold_every_event(points: list[tuple[float, float, int]]) -> None:
    frame = framed((x, y) for x, y, _ in points)
    assert sum(c.events for c in circles(points, frame)) == sum(n for *_, n in points)


@pytest.mark.parametrize(
    ("greatest", "scale"), [(1, (0, 1)), (9, (0, 5, 10)), (38, (0, 10, 20, 30, 40)), (0, (0, 1))]
)
def test_scales_are_round(greatest: float, scale: tuple[int, ...]) -> None:
    assert scale_of(greatest) == scale


def test_an_open_figure_points_on() -> None:
    (closed, opened), _ = intervals([(10, 20), (30, None)], 100)
    assert (closed.open_right, opened.open_right) == (False, True)
    assert opened.right > opened.left


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["actor", "place"]))),
)
def test_pieces_are_the_text(text: str, edges: list[tuple[int, int, str]]) -> None:
    found = pieces(text, [Mark(kind, Span(a, b), f"e{a}") for a, b, kind in edges])
    assert "".join(piece.text for piece in found) == text
    for piece in found:
        for a, b, kind in edges:
            inside = 0 <= a < b <= len(text) and a <= piece.start < b
            assert not inside or (kind in piece.kinds and f"e{a}" in piece.events)


def test_a_report_is_marked_where_it_was_read() -> None:
    coding = factories.coding()
    found = pieces(coding.document.text, marks_of(coding))
    (trigger,) = [piece for piece in found if "aaaa1111" in piece.triggers]
    assert trigger.text == "walked off the job"
    assert trigger.kinds[0] == "trigger"


def test_gold_is_read_by_score(tmp_path: object) -> None:
    from pathlib import Path

    from tocsin.score import read_gold

    coding, folder = factories.coding(), Path(str(tmp_path))
    gold = folder / "gold.yaml"
    gold.write_text(gold_text(coding), encoding="utf-8")
    name = gold_text(coding).splitlines()[0].removeprefix("document: ")
    (folder / name).write_text(coding.document.text, encoding="utf-8")
    _, cases = read_gold(gold)
    assert [case.trigger for case in cases] == [event.trigger for event in coding.events]
    assert [case.type for case in cases] == [event.type for event in coding.events]
