"""Episodes are what judgements leave joined: a person's win, and taking one back restores what was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.link.episodes import component, episodes_of
from tocsin.model import Judgement, Verdict

EVENTS = "abcdefgh"
ORDER = {event: f"report {event}" for event in EVENTS}


def machine(pair: str, score: float = 0.8, verdict: Verdict = "same") -> Judgement:
    return Judgement(about="event", left=pair[0], right=pair[1], verdict=verdict, score=score, by="tocsin")


def person(pair: str, verdict: Verdict, day: int = 1) -> Judgement:
    at = dt.datetime(2026, 1, day, tzinfo=dt.UTC)
    return Judgement(about="event", left=pair[0], right=pair[1], verdict=verdict, score=None, by="Ada", at=at)


def sets(judgements: Sequence[Judgement], order: dict[str, str] = ORDER) -> str:
    """The episodes of more than one event: `abc de`."""
    return " ".join("".join(e.events) for e in episodes_of(judgements, order) if len(e.events) > 1)


@pytest.mark.parametrize(
    ("judgements", "wanted"),
    [
        ([machine("ab"), machine("bc")], "abc"),
        ([machine("ab"), machine("bc"), person("bc", "different")], "ab"),
        ([machine("ab", 0.6), machine("bc", 0.9), person("ac", "different")], "bc"),
        ([machine("ab"), person("ab", "unsure")], ""),
        ([person("ab", "same"), person("cd", "same"), machine("bd")], "abcd"),
        ([person("ab", "same", 1), person("ab", "different", 2)], ""),
        ([person("ab", "different", 1), person("ab", "same", 2)], "ab"),
        ([person("ab", "same", 1), person("bc", "same", 2), person("ac", "different", 3)], "bc"),
        ([machine("ab", verdict="unsure")], ""),
    ],
)
def test_episodes_follow_people_first_and_then_the_likeliest(
    judgements: list[Judgement], wanted: str
) -> None:
    assert sets(judgements) == wanted


def test_the_machine_never_joins_two_events_of_one_report_but_a_person_may() -> None:
    order = {"a": "r1", "b": "r2", "c": "r1"}
    both = [machine("ab", 0.9), machine("bc", 0.8)]
    assert sets(both, order) == "ab"
    assert sets([*both, person("ac", "same")], order) == "abc"


def test_an_episode_is_named_for_its_first_event_and_every_event_is_in_one() -> None:
    episodes = episodes_of([machine("cb"), machine("bh")], ORDER)
    assert [e.id for e in episodes] == ["ha", "hb", "hd", "he", "hf", "hg"]
    assert episodes[1].events == ("b", "c", "h")


verdicts: st.SearchStrategy[Verdict] = st.sampled_from(("same", "different", "unsure"))
pairs = st.lists(st.sampled_from(EVENTS), min_size=2, max_size=2, unique=True).map("".join)
machines = st.builds(machine, pairs, st.sampled_from((0.5, 0.6, 0.7, 0.8)))
persons = st.builds(person, pairs, verdicts, st.integers(1, 28))
books = st.lists(st.one_of(machines, persons), max_size=16)


@given(books, st.randoms())
def test_the_order_of_judgements_is_no_matter(judgements: list[Judgement], random: object) -> None:
    mixed = list(judgements)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert episodes_of(mixed, ORDER) == episodes_of(judgements, ORDER)


@given(books, pairs, verdicts)
def test_a_person_judging_last_wins(judgements: list[Judgement], pair: str, verdict: Verdict) -> None:
    at = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    last = Judgement(about="event", left=pair[0], right=pair[1], verdict=verdict, score=None, by="Ada", at=at)
    together = any(set(pair) <= set(e.events) for e in episodes_of([*judgements, last], ORDER))
    if verdict == "different":
        assert not together
    elif verdict == "same":
        assert together


@given(books, pairs, verdicts, pairs)
def test_the_episodes_touched_can_be_made_anew_alone(
    judgements: list[Judgement], pair: str, verdict: Verdict, other: str
) -> None:
    judgements = [*judgements, person(pair, verdict, 28)]
    touched = component(pair + other, lambda event: (j for j in judgements if event in (j.left, j.right)))
    alone = episodes_of(judgements, {e: r for e, r in ORDER.items() if e in touched})
    whole = episodes_of(judgements, ORDER)
    assert set(alone) == {e for e in whole if touched & set(e.events)}
