"""Where the time goes: the coder by stage, beside the bare linguistic library on the same text."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.analyse.bare import load_bare
from tocsin.inputs import Input, named
from tocsin.model import Coding
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


def measure(coder: Coder, files: Sequence[Input], model: str | None) -> Timing:
    """Code `files`, over and over where they are short, and run the bare library on the same paragraphs."""
    bare = load_bare(model)
    codings = [coder.code(file.data, file.name) for file in files]
    texts = [text for coding in codings for text in paragraphs(coding)]
    words = bare(texts)  # both have now been run once
    rounds = max(1, -(-LEAST_WORDS // max(words, 1)))
    stages: Counter[str] = Counter()
    coder_seconds = bare_seconds = 0.0
    for _ in range(rounds):
        start = time.process_time()
        codings = [coder.code(file.data, file.name) for file in files]
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
