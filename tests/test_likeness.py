"""Two tellings are the more alike the more they agree on; some differences no likeness outvotes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tocsin.codebook.tables import CodebookError
from tocsin.link.likeness import likeness, score
from tocsin.link.telling import NOBODY, Side, Spot, Telling
from tocsin.link.weights import read_weights

DAY = dt.date(2020, 8, 17).toordinal()
MINSK = Spot("minsk", ("mmnsk",), (), "city", "BLR", 53.9, 27.57, True)
GRODNO = Spot("grodno", ("grdn",), (), "city", "BLR", 53.68, 23.83, True)
BELARUS = Spot("belarus", (), (), "country", "BLR", 53.6, 27.8, True)
WORKERS = Side((), False, (), ("worke",), ("BLR",), ("LAB",))
NAFTAN = Side((), True, ("nnftn",), (), ("BLR",), ("LAB",))


def person(*names: str, country: str = "BLR", sector: str = "GOV") -> Side:
    return Side((names,), True, tuple(f"{n[0]}{n}" for n in names), (), (country,), (sector,))


def telling(report: str, **more: Any) -> Telling:
    """A strike of workers in Minsk on 17 August 2020, but for what is given."""
    base = Telling(
        event=f"{report}:1", report=report, type="PROTEST", kind="protest", modes=("strike",),
        status="actual", whole="", actors=WORKERS, recipients=NOBODY, spot=MINSK, first=DAY, last=DAY,
        day_told=True, published=DAY, sizes=(), words=("facto", "tract"), weight=14, trigger=("walke",),
        about=("llkSnk",), home="BLR", names=(), rivals=1,
    )  # fmt: skip
    t = base._replace(**more)
    return t._replace(names=(*t.actors.sounds, *t.recipients.sounds, *(t.spot.sounds if t.spot else ())))


A = telling("a")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (telling("a"), "one report tells them apart"),
        (telling("b", type="ACCUSE", kind="accuse"), "PROTEST is not ACCUSE"),
        (telling("b", spot=GRODNO), "minsk is not grodno"),
        (telling("b", first=DAY + 20, last=DAY + 20), "dates 20 days apart"),
        (telling("b", whole="b:0", actors=NAFTAN), "one is the whole, the other a member"),
    ],
)
def test_some_differences_are_a_veto(other: Telling, why: str) -> None:
    assert likeness(A, other) == (0.0, (why,))
    assert likeness(other, A).score == 0.0


def test_two_people_of_full_name_are_two_and_two_spellings_are_one() -> None:
    one = telling("a", actors=person("yuri", "karayev"))
    assert likeness(one, telling("b", actors=person("carolina", "edwards"))).reasons == ("different people",)
    assert likeness(one, telling("b", actors=person("yury", "karaev"))).score > 0.5


def test_a_member_is_one_with_the_record_that_names_the_same_plant() -> None:
    whole, member = telling("a", actors=NAFTAN), telling("b", whole="b:0", actors=NAFTAN)
    assert likeness(whole, member).score > 0.5


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (telling("b"), telling("b", first=DAY + 4, last=DAY + 4)),
        (telling("b"), telling("b", modes=("demo",))),
        (telling("b"), telling("b", actors=Side((), False, (), ("judge",), ("BLR",), ("JUD",)))),
        (telling("b"), telling("b", words=("potas", "mines"))),
        (telling("b"), telling("b", about=())),
        (telling("b"), telling("b", spot=BELARUS)),
        (telling("b"), telling("b", type="THREATEN", modes=("restrict",))),
    ],
)
def test_what_agrees_more_is_more_alike(nearer: Telling, farther: Telling) -> None:
    assert likeness(A, nearer).score > likeness(A, farther).score > 0


def test_a_denial_is_of_the_same_happening_and_says_so() -> None:
    denial = likeness(A, telling("b", status="negated"))
    assert denial.score == likeness(A, telling("b")).score
    assert "one of them denies it" in denial.reasons


def test_what_was_planned_may_have_happened() -> None:
    assert likeness(A, telling("b", status="future")).score == likeness(A, telling("b")).score


@pytest.mark.parametrize("change", [lambda t: t, lambda t: t._replace(spot=BELARUS, first=None, last=None)])
def test_likeness_is_the_same_both_ways_and_as_the_score_alone(change: Callable[[Telling], Telling]) -> None:
    other = change(telling("b", status="negated", sizes=(("people", 2.0, 9.0),)))
    assert likeness(A, other) == likeness(other, A)
    assert likeness(A, other).score == score(A, other)


def test_reasons_can_be_read() -> None:
    reasons = likeness(A, telling("b", first=DAY + 2, last=DAY + 2)).reasons
    wanted = {"both strike", "dates 2 days apart", "actors of one sector", "same words: tract facto"}
    assert wanted <= set(reasons)


@pytest.mark.parametrize(
    ("row", "error"),
    [("names | many", "w.txt:2: not a number: 'many'"), ("words | 1", "w.txt:2: given twice: words")],
)
def test_a_wrong_weight_is_named_with_file_and_line(tmp_path: Path, row: str, error: str) -> None:
    (tmp_path / "w.txt").write_text(f"words | 2 | 1\n{row}\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=error):
        read_weights(tmp_path / "w.txt")
