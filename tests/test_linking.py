"""A made-up book, linked report by report: what many tell is one episode, at a cost that does not grow."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from tocsin.link.episodes import Index, carried, episodes_of, judge
from tocsin.link.memory import EACH, IN_ALL, Memory, nearest
from tocsin.link.telling import Telling, tellings_of
from tocsin.model import Judgement

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from made_up import Made, reports

BOOK = tuple(reports(120, seed=5))


@pytest.fixture(scope="module")
def linked() -> tuple[dict[str, str], tuple[Judgement, ...], dict[str, str]]:
    """Episode by event as joined one by one, the judgements, and the report of each event in order."""
    index, episodes, judgements, order = Memory(), dict[str, str](), list[Judgement](), dict[str, str]()
    for tellings in map(told, BOOK):
        joined = judge(tellings, index)
        same = {j.judgement.right: j.episode for j in joined if j.judgement.verdict == "same"}
        judgements += (j.judgement for j in joined)
        for telling in tellings:
            episodes[telling.event] = same.get(telling.event, f"h{telling.event}")
            order[telling.event] = telling.report
            index.add(telling, episodes[telling.event])
    return episodes, tuple(judgements), order


def told(made: Made) -> tuple[Telling, ...]:
    return tellings_of(made.held.coding)


def test_the_book_is_the_same_each_time_and_its_spans_hold_what_they_say() -> None:
    assert tuple(reports(120, seed=5)) == BOOK
    for made in BOOK:
        text = made.held.coding.document.text
        for event in made.held.coding.events:
            assert event.sentence.of(text).endswith(".")
            assert all(p.span and p.span.of(text) == p.text for p in event.actors)


def test_joining_one_by_one_and_deriving_from_the_judgements_give_the_same_episodes(
    linked: tuple[dict[str, str], tuple[Judgement, ...], dict[str, str]],
) -> None:
    episodes, judgements, order = linked
    derived = {event: e.id for e in episodes_of(judgements, order) for event in e.events}
    assert derived == episodes


def test_no_report_has_two_events_in_one_episode(
    linked: tuple[dict[str, str], tuple[Judgement, ...], dict[str, str]],
) -> None:
    episodes, _, order = linked
    assert max(Counter((episodes[event], report) for event, report in order.items()).values()) == 1


def test_most_of_what_is_told_by_many_is_found_and_little_else_is_joined(
    linked: tuple[dict[str, str], tuple[Judgement, ...], dict[str, str]],
) -> None:
    episodes, _, _ = linked
    truth = {event: happening for made in BOOK for event, happening in made.truth.items()}

    def pairs(groups: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in groups.values())

    right = pairs(Counter((episodes[e], truth[e]) for e in episodes))
    assert right / pairs(Counter(episodes.values())) > 0.85
    assert right / pairs(Counter(truth.values())) > 0.8


def test_the_cost_of_one_more_report_does_not_grow_with_the_book() -> None:
    asked = 0

    class Counted(Memory):
        def near(self, telling: Telling):  # type: ignore[no-untyped-def]
            nonlocal asked
            found = list(super().near(telling))
            asked = max(asked, len(found))
            return found

    index: Index = Counted()
    for made in BOOK:
        judge(told(made), index)
        for telling in told(made):
            index.add(telling, f"h{telling.event}")  # type: ignore[attr-defined]
    assert 0 < asked <= IN_ALL


@pytest.mark.parametrize("day", [0, 3, 50, 99, 200])
def test_of_a_great_block_the_rows_nearest_in_time_are_taken(day: int) -> None:
    block = [at << 32 | number for number, at in enumerate(sorted([*range(0, 100, 2), 7, 7, 7]))]
    found = sorted(abs((row >> 32) - day) for row in nearest(block, day))
    assert found == sorted(abs((row >> 32) - day) for row in block)[:EACH]


def test_the_events_of_a_copy_are_those_of_its_original() -> None:
    by_id = {made.held.coding.document.id: made for made in BOOK}
    copy = next(made for made in BOOK if made.original)
    original = by_id[copy.original or ""]
    judgements = carried(told(copy), told(original))
    assert {j.right for j in judgements} == set(copy.truth)
    assert all(original.truth[j.left] == copy.truth[j.right] for j in judgements)
