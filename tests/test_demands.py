"""A sentence in, what is demanded and how many they are out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Event

Coder = Callable[[str], tuple[Event, ...]]


@pytest.mark.parametrize(
    ("text", "demands"),
    [
        ("Strikers are demanding his ouster and the holding of new elections.",
         ["his ouster", "the holding of new elections"]),
        ("Britain urged African leaders to isolate Zimbabwe.", ["isolate Zimbabwe"]),
        ("The union called on the minister to raise wages and to reopen the mill.",
         ["raise wages", "reopen the mill"]),
        ("Lithuania is demanding that Lukashenko subordinate himself to a national council.",
         ["subordinate himself to a national council"]),
        ("France called for a review of the mandate.", ["a review of the mandate"]),
        ("Drivers walked out over unpaid wages.", ["unpaid wages"]),
        ("Nurses marched in Minsk, demanding higher pay.", ["higher pay"]),
        ("Nurses struck for three days.", []),
    ],
)  # fmt: skip
def test_demands(events: Coder, text: str, demands: list[str]) -> None:
    found = dict.fromkeys(demand for event in events(text) for demand in event.demands)
    assert list(found) == demands


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("Some 3,000 workers struck for three days.", [("people", 2850)]),
        ("Police arrested 46 protesters.", [("people", 46)]),
        ("Workers at dozens of firms walked off the job.", [("firms", 24)]),
        ("Troops fired on the crowd, killing five and wounding twelve.", [("dead", 5), ("injured", 12)]),
        ("Police fired on the crowd. Four people were killed.", [("dead", 4)]),
        ("He was sentenced to ten years in prison.", []),
        ("No one was arrested.", []),
    ],
)
def test_sizes(events: Coder, text: str, sizes: list[tuple[str, float]]) -> None:
    found = [(s.unit, s.min) for event in events(text) for s in event.sizes]
    assert sorted(set(found), key=str) == sorted(sizes, key=str)
