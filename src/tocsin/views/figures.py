"""Figures as plain lines: how near the coder comes to people, and how long it takes."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.bench import Timing
from tocsin.score import COUNTS, SLOTS

Figures = Mapping[str, Mapping[str, float | int | None]]


def score_lines(figures: Figures) -> str:
    """Precision, recall and F1 of each count, then the share right of each slot."""
    lines = [_count(name, figures[name]) for name in COUNTS]
    return "\n".join([*lines, "  ".join(f"{slot} {figures[slot]['right']}" for slot in SLOTS)]) + "\n"


def _count(name: str, of: Mapping[str, float | int | None]) -> str:
    return f"{name:<10} P {of['p']:.3f}  R {of['r']:.3f}  F1 {of['f1']:.3f}  (n={of['n']})"


def timing_lines(timing: Timing) -> str:
    """Seconds, share and words a second of each stage, of the whole coder and of the bare library."""
    rows = [(name, seconds) for name, seconds in timing.stages.items()]
    rows += [("whole coder", timing.coder), ("bare library", timing.bare)]
    lines = [f"{'stage':<14} {'seconds':>8} {'share':>6} {'words/s':>9}"]
    lines += [_stage(name, seconds, timing) for name, seconds in rows]
    ratio = timing.bare / timing.coder if timing.coder else 0.0
    lines.append(f"{timing.words:,} words; the coder runs at {ratio:.2f} of the speed of the bare library")
    return "\n".join(lines) + "\n"


def _stage(name: str, seconds: float, timing: Timing) -> str:
    share = seconds / timing.coder if timing.coder else 0.0
    speed = timing.words / seconds if seconds else 0.0
    return f"{name:<14} {seconds:>8.2f} {share:>6.0%} {speed:>9,.0f}"
