"""What a larger network says of a text: what a small one can learn from beside hand-coded reports.

Distillation (Hinton and others, 2015): the teacher's probabilities are the pupil's targets. The teacher
learned from the same hand-coded reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tocsin.learn.heads import Matrix
from tocsin.learn.labels import Labels
from tocsin.learn.pieces import Pieces, Window
from tocsin.learn.targets import Targets

NAMED = 0.3
"""Words less probable in any role than this teach nothing of what somebody named by them is."""
Half = npt.NDArray[np.float16]


class Supposed(NamedTuple):
    """A trigger as the teacher sees it; all but its place are probabilities."""

    word: int
    """Number of the word in the text."""
    type: int
    probability: float
    modes: Half
    status: Matrix
    voice: Matrix
    day: Matrix
    roles: Half
    """Roles x words of the teacher's window."""
    first: int
    """Number of that window's first word in the text."""


class Lesson(NamedTuple):
    """A text and the teacher's opinion of it."""

    pieces: tuple[Pieces, ...]
    blocks: tuple[int, ...]
    starts: tuple[int, ...]
    """For each sentence the number of its first word."""
    types: Half
    """Words x types."""
    sectors: Half
    """Words x sectors."""
    events: tuple[Supposed, ...]

    def numbers(self, window: Window) -> list[int]:
        """The window's words as numbers in the text."""
        return [self.starts[s] + k for s, k in zip(window.sentence, window.word, strict=True)]


def lesson_targets(lesson: Lesson, window: Window, labels: Labels) -> Targets:
    """What the teacher says of a window of the pupil's. What it read in another window counts for nothing."""
    numbers = np.array(lesson.numbers(window))
    place = {number: i for i, number in enumerate(numbers.tolist())}
    events = [e for e in lesson.events if e.word in place]
    sure = np.array([[e.probability] for e in events], np.float32).reshape(-1, 1)
    shape = len(labels.roles), len(events), len(numbers)
    roles, count = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for i, event in enumerate(events):
        seen = (numbers >= event.first) & (numbers < event.first + event.roles.shape[1])
        roles[:, i, seen] = event.roles[:, numbers[seen] - event.first]
        count[:, i, seen] = event.probability
    named = roles[:2].max((0, 1), initial=0.0)
    types = lesson.types[numbers].astype(np.float32)
    own = [np.array([of == labels.types[e.type] for of, _ in labels.modes], np.float32) for e in events]
    return Targets(
        types,
        np.ones_like(types),
        np.array([place[e.word] for e in events], np.int64),
        np.array([e.type for e in events], np.int64),
        _rows([e.modes for e in events], len(labels.modes)),
        _rows(own, len(labels.modes)) * sure,
        _rows([e.status for e in events], len(labels.status)) * sure,
        _rows([e.voice for e in events], len(labels.voice)) * sure,
        _rows([e.day for e in events], len(labels.day)) * sure,
        roles,
        count,
        lesson.sectors[numbers].astype(np.float32),
        np.repeat((named * (named > NAMED))[:, None], len(labels.sectors), 1),
    )


def _rows(rows: Sequence[Matrix] | Sequence[Half], width: int) -> Matrix:
    return np.array(rows, np.float32).reshape(len(rows), width)
