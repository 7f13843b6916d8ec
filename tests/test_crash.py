"""Killed at any moment, a book loses nothing. `make bench` kills two hundred times."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))


def test_a_book_whose_writer_is_killed_comes_to_the_same_in_the_end() -> None:
    import crash

    found = crash.run(8, seed=3)
    assert [(one.sound, one.same) for one in found] == [(True, True)] * 8
