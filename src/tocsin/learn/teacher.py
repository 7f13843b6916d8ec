"""A larger network asked for its opinion of a text: lessons for the one that ships."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from tocsin.learn import net
from tocsin.learn.decode import Peak, peaks
from tocsin.learn.heads import Matrix
from tocsin.learn.labels import Labels
from tocsin.learn.lesson import Lesson, Supposed
from tocsin.learn.minilm import Arrays
from tocsin.learn.pieces import Pieces, Window, join, windows

LEAST = 0.2
"""Triggers that the teacher holds for less probable teach nothing but that."""


class Teacher:
    """Holds the weights; its answers depend on one text alone."""

    def __init__(self, weights: Arrays, labels: Labels) -> None:
        self._weights = {name: _ready(name, torch.tensor(array)) for name, array in weights.items()}
        self._labels = labels

    def lesson(self, pieces: Sequence[Pieces], blocks: Sequence[int]) -> Lesson:
        """What it makes of a text, by its sentences and their paragraphs, read in windows as when coding."""
        labels, starts = self._labels, [0]
        for piece in pieces:
            starts.append(starts[-1] + len(piece.first))
        types = np.zeros((starts[-1], len(labels.types)), np.float16)
        sectors = np.zeros((starts[-1], len(labels.sectors)), np.float16)
        events: list[Supposed] = []
        for seam in windows(pieces, labels.window):
            window, first = join(pieces, blocks, seam), starts[seam[0]]
            if window.at:
                place = slice(first, first + len(window.at))
                with torch.no_grad():
                    types[place], sectors[place], found = self._read(window, first)
                events += found
        return Lesson(tuple(pieces), tuple(blocks), tuple(starts[:-1]), types, sectors, tuple(events))

    def _read(self, window: Window, first: int) -> tuple[Matrix, Matrix, list[Supposed]]:
        """Types and sectors of a window's words, and its triggers."""
        words = net.vectors(self._weights, window, self._labels.layers)
        types = torch.sigmoid(net.types(self._weights, words, 0.0)).numpy()
        sectors = torch.sigmoid(net.sectors(self._weights, words, 0.0)).numpy()
        found = [p for p in peaks(types, window.sentence) if p.probability >= LEAST]
        return types, sectors, list(_supposed(self._weights, words, window, found, first))


def _ready(name: str, weight: torch.Tensor) -> torch.Tensor:
    """The encoder's matrices are halved once; for each window it would take most of the time."""
    halved = name.startswith("layer.") and weight.ndim == 2 and net.multiplies_halves()
    return weight.bfloat16() if halved else weight


def _supposed(
    w: net.Weights, words: torch.Tensor, window: Window, found: Sequence[Peak], first: int
) -> Iterator[Supposed]:
    if not found:
        return
    at, kinds = torch.tensor([p.word for p in found]), torch.tensor([p.type for p in found])
    said = net.heads(w, words, at, kinds, torch.tensor(window.sentence), 0.0)
    modes, roles = (torch.sigmoid(part).numpy().astype(np.float16) for part in (said.modes, said.roles))
    others = [torch.softmax(part, -1).numpy() for part in (said.status, said.voice, said.day)]
    for i, peak in enumerate(found):
        status, voice, day = (part[i] for part in others)
        word = first + peak.word
        yield Supposed(word, peak.type, peak.probability, modes[i], status, voice, day, roles[:, i], first)
