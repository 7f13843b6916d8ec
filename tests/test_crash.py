"""Killed at any moment, a book loses nothing. `make bench` kills some hundred times."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))


def test_a_book_whose_writer_is_killed_comes_to_the_same_in_the_end() -> None:
    import crash

    found = crash.run(8, seed=3)
    assert [(one.sound, one.same) for one in found] == [(True, True)] * 8


def test_a_watcher_that_is_killed_neither_loses_nor_doubles_a_report() -> None:
    import watch_crash

    found = watch_crash.run(6, seed=5)
    assert [(one.lost, one.doubled, one.sound) for one in found] == [(0, 0, True)] * len(found)
