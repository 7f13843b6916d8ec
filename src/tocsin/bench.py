"""Where the time goes: the coder by stage, beside the bare linguistic library on the same text."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.analyse.bare import load_bare
from tocsin.inputs import named
from tocsin.model import Coding, Report
from tocsin.pipeline import Coder

LEAST_WORDS = 20_000
"""Short texts are read again until there are as many: a second is too short to measure."""
PACKAGED = Path(__file__).parent / "samples"
CHECKED_OUT = Path(__file__).parents[2] / "samples"


@dataclass(frozen=True, slots=True)
class Timing:
    """Processor seconds for `words` words: the whole coder, its stages, and the bare library."""

    words: int
    coder: float
    bare: float
    stages: Mapping[str, float]


def samples() -> tuple[str, ...]:
    """The sample reports: in the package, or beside it in a checkout."""
    return named((str(PACKAGED if PACKAGED.is_dir() else CHECKED_OUT),))


def measure(coder: Coder, files: Sequence[Report], model: str | None, least: int = LEAST_WORDS) -> Timing:
    """Code `files`, again until there are `least` words, and the bare library on the same paragraphs."""
    bare = load_bare(model)
    codings = [coder.code_report(file) for file in files]
    texts = [text for coding in codings for text in paragraphs(coding)]
    words = bare(texts)  # both have now been run once
    rounds = max(1, -(-least // max(words, 1)))
    stages: Counter[str] = Counter()
    coder_seconds = bare_seconds = 0.0
    for _ in range(rounds):
        start = time.process_time()
        codings = [coder.code_report(file) for file in files]
        middle = time.process_time()
        bare(texts)
        bare_seconds += time.process_time() - middle
        coder_seconds += middle - start
        for coding in codings:
            stages.update(coding.seconds)
    return Timing(words * rounds, coder_seconds, bare_seconds, dict(stages))


def paragraphs(coding: Coding) -> tuple[str, ...]:
    """The paragraphs that are coded, as readable text."""
    return tuple(block.text for block in coding.document.blocks if block.kind == "body")


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
