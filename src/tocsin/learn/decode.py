"""From probabilities to findings: which word is a trigger, which words are a participant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tocsin.learn.heads import Matrix

LEAST = 0.1
"""Triggers less probable than this are not worth a look."""
LEAST_ROLE = 0.15
"""The same of a participant's words."""
DOUBTFUL = LEAST_ROLE / 2
"""A word between two of a participant's may be as improbable as this."""
GAP = 2
"""Words of one type no further apart than this speak of one trigger."""
SURE = 0.4
"""Two words of one type that are both this probable are two triggers, unless they touch."""
NEAR_BEST = 0.35
"""Words at the edges of a phrase must reach this share of its best word's probability."""


class Peak(NamedTuple):
    """The best word of a run: index of word and type, probability."""

    word: int
    type: int
    probability: float


def peaks(probability: Matrix, sentence: Sequence[int]) -> tuple[Peak, ...]:
    """Triggers in `probability` (words x types), in text order. `sentence` is each word's."""
    found: list[Peak] = []
    for kind in np.flatnonzero((probability > LEAST).any(0)).tolist():
        column: list[float] = probability[:, kind].tolist()
        found += (Peak(word, kind, column[word]) for word in _best_of_runs(column, sentence))
    return tuple(sorted(found))


def _best_of_runs(column: Sequence[float], sentence: Sequence[int]) -> Iterator[int]:
    run: list[int] = []
    for word, p in enumerate(column):
        if p > LEAST:
            if run and _breaks(run, word, column, sentence):
                yield max(run, key=column.__getitem__)
                run = []
            run.append(word)
    if run:
        yield max(run, key=column.__getitem__)


def _breaks(run: Sequence[int], word: int, column: Sequence[float], sentence: Sequence[int]) -> bool:
    """Whether `word` begins another run."""
    gap = word - run[-1]
    both_sure = gap > 1 and column[word] > SURE and max(column[i] for i in run) > SURE
    return gap > GAP or sentence[word] != sentence[run[-1]] or both_sure


def phrases(likely: Mapping[int, float], sentence: Sequence[int]) -> tuple[tuple[int, int, float], ...]:
    """Runs of likely words, as first and last word and probability; the best first.

    `likely` holds, in order, the words that are more probable than `DOUBTFUL`.
    """
    found, done = list[tuple[int, int, float]](), 0
    for first, p in likely.items():
        if p > LEAST_ROLE and first >= done:
            last = _end_of_run(likely, sentence, first)
            found.append(_trimmed(likely, first, last))
            done = last + 1
    return tuple(sorted(found, key=lambda phrase: -phrase[2]))


def _end_of_run(likely: Mapping[int, float], sentence: Sequence[int], last: int) -> int:
    """The last word of the run; one doubtful word between two likely ones does not end it."""

    def goes_on(word: int, least: float) -> bool:
        return likely.get(word, 0.0) > least and sentence[word] == sentence[last]

    while goes_on(last + 1, LEAST_ROLE) or (goes_on(last + 1, DOUBTFUL) and goes_on(last + 2, LEAST_ROLE)):
        last += 1
    return last


def _trimmed(likely: Mapping[int, float], first: int, last: int) -> tuple[int, int, float]:
    best = max(likely[i] for i in range(first, last + 1))
    near = [i for i in range(first, last + 1) if likely[i] >= best * NEAR_BEST]
    return near[0], near[-1], best
