"""The scripts that measure: what they count is what they say."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tocsin.model import Dropped, Span
from tocsin.score import Case
from tocsin.weigh import Bin, bins, calibration_error

HERE = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The script `errors.py`, with `accuracy.py` beside it."""
    monkeypatch.syspath_prepend(str(HERE))
    yield importlib.import_module("errors")
    for name in ("errors", "accuracy", "sets"):
        sys.modules.pop(name, None)


def case(kind: str, start: int, end: int, sentence: Span | None = None) -> Case:
    """A record of a type at some characters, and nothing more."""
    return Case(
        type=kind, trigger=Span(start, end), words="", sentence=sentence, modes=frozenset(), actors=(),
        recipients=(), places=(), date=None, status="actual", voice="reported",
    )  # fmt: skip


def test_confidence_that_means_what_it_says_has_no_error() -> None:
    found = bins([(0.75, True), (0.75, True), (0.75, True), (0.75, False)])
    assert found == [Bin(4, 0.75, 0.75)]
    assert calibration_error(found) == 0


def test_boasting_is_an_error() -> None:
    found = bins([(1.0, True), (1.0, False), (0.0, False), (0.0, False)])
    assert [b.n for b in found] == [2, 2]
    assert calibration_error(found) == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("golds", "found", "dropped", "kinds"),
    [
        ([case("AID", 5, 9)], [], [], ["missed: nothing found at its words"]),
        ([case("AID", 5, 9)], [], [Span(8, 12)], ["missed: left out (too unsure)"]),
        (
            [case("AID", 5, 9)],
            [case("AGREE", 8, 12, Span(0, 50))],
            [],
            ["missed: found as another type", "extra: another type is coded at its words"],
        ),
        (
            [case("AID", 5, 9)],
            [case("AID", 20, 24, Span(0, 50))],
            [],
            [
                "missed: its type was found at other words of the sentence",
                "extra: its type is coded at other words of the sentence",
            ],
        ),
        ([], [case("AID", 5, 9)], [], ["extra: nothing is coded at its words"]),
    ],
)
def test_classes_of_error(
    golds: list[Case], found: list[Case], dropped: list[Span], kinds: list[str], script: ModuleType
) -> None:
    from factories import coding

    drops = tuple(Dropped(stage="code", what="x", reason="too unsure", span=span) for span in dropped)
    report = script.Compared(golds, found, (), (), coding(dropped=drops))
    assert sorted(script.classes([report])) == sorted(kinds)


def test_a_floor_that_is_broken_is_named(script: ModuleType, tmp_path: Path) -> None:
    accuracy = importlib.import_module("accuracy")
    floors = tmp_path / "floors.txt"
    floors.write_text("# comment\nseed | rules | event | 0.5\nseed | both | event | 0.9\n", encoding="utf-8")
    figures = {"seed": {accuracy.RULES: {"event": {"f1": 0.4}}}}
    [line] = accuracy.below(figures, floors)
    assert line == "seed, rules: event 0.400 is below its floor of 0.5"


def test_the_floors_that_ship_can_be_read(script: ModuleType) -> None:
    accuracy = importlib.import_module("accuracy")
    assert list(accuracy.below({}, HERE.parent / "docs" / "floors.txt")) == []
