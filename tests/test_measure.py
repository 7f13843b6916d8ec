"""How good the machine is and how far people agree: known figures, and none where too little is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

import factories
from tocsin.model import Event
from tocsin.review import Decision, Ruling
from tocsin.review.measure import (
    agreements,
    alpha,
    checked,
    interval,
    nominal,
    precision,
    precision_of_fields,
    sample,
    wilson,
)

AT = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (0, 0, 0.0, 1.0), (50, 50, 0.929, 1.0)],
)
def test_wilsons_interval(right: int, n: int, low: float, high: float) -> None:
    assert wilson(right, n) == pytest.approx((low, high), abs=0.001)


KRIPPENDORFF = [
    (1, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4), (1, 1, 2, 1),
    (2, 2, 2, 2), (5, 5, 5), (1, 1), (3,),
]  # fmt: skip
"""The example with missing values of Krippendorff (2011), Computing Krippendorff's Alpha-Reliability."""


def test_alpha_is_what_krippendorff_computes() -> None:
    data = [unit if i else (1, 1, 1) for i, unit in enumerate(KRIPPENDORFF)]
    assert alpha(data, nominal) == pytest.approx(0.743, abs=0.001)
    assert alpha(data, interval) == pytest.approx(0.849, abs=0.001)


def test_alpha_of_full_agreement_is_one_and_of_one_value_unknown() -> None:
    assert alpha([("a", "a"), ("b", "b")], nominal) == 1
    assert alpha([("a", "a"), ("a", "a")], nominal) is None
    assert alpha([("a",), ("b",)], nominal) is None, "nobody coded what another did"


def decided(number: int, verdict: Ruling, by: str = "Ada", **more: Any) -> Decision:
    event: Event = replace(factories.STRIKE, id=f"{number:04x}")
    given: dict[str, Any] = {"order": "audit", "before": event, **more}
    return Decision(seq=number, event=event.id, report="d1", verdict=verdict, by=by, at=AT, **given)


def test_too_few_pairs_give_no_agreement() -> None:
    few = [decided(n, "accepted", by) for n in range(1, 20) for by in ("Ada", "Ben")]
    assert all(a.alpha is None and "too few" in a.refused for a in agreements(few))


def test_two_who_agree_on_enough_agree() -> None:
    verdicts: list[Ruling] = ["accepted" if n % 3 else "rejected" for n in range(1, 61)]
    both = [
        replace(decided(n, v, by), seq=2 * n + i)
        for n, v in enumerate(verdicts, 1)
        for i, by in enumerate(("Ada", "Ben"))
    ]
    found = {a.name: a for a in agreements(both)}
    assert found["is it an event"].alpha == 1
    assert found["type"].refused == "all values are the same"
    assert found["is it an event"].units == 60


def test_precision_counts_the_sample_alone() -> None:
    decisions = [
        decided(1, "accepted"), decided(2, "rejected", order="uncertain"),
        decided(3, "corrected", after=replace(factories.STRIKE, id="0003", status="ongoing")),
        decided(9, "rejected", order="newest"),
    ]  # fmt: skip
    found = [checked(d, "Wire") for d in sample(decisions)]
    assert [c.event.id for c in found] == ["0001", "0002", "0003"], (
        "what lies behind the audit does not count"
    )
    (whole,) = precision(found, lambda c: c.source)
    assert (whole.right, whole.n) == (2, 3)
    fields = {p.name: (p.right, p.n) for p in precision_of_fields(found)}
    assert fields["status"] == (1, 2)
    assert fields["place"] == (2, 2)


def test_what_was_taken_back_does_not_count() -> None:
    undone = Decision(seq=9, event="0001", report="d1", verdict="undone", by="Ada", at=AT, undoes=1)
    assert sample([decided(1, "accepted"), undone]) == ()
