"""Names by spaCy's transition-based entity recogniser, its best move found for all words at once.

Outside a name the recogniser's features are the word alone, inside one they are the word, the one before it
and the first: so the moves of words outside names are one multiplication, and the names that may open are
then followed side by side. The library goes a word at a time, and takes half of its time to ask what is
allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tocsin.analyse.vectors import Matrix, Unfit

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
Layer = tuple[Matrix, Matrix]
"""Weights and bias, a row a move."""


class Found(NamedTuple):
    """A name: label, and its words `start` up to `end` among all words given."""

    label: str
    start: int
    end: int


class NameFinder:
    """Reads the recogniser's own weights. Raises Unfit where it is built otherwise."""

    def __init__(self, recogniser: Any) -> None:
        model = recogniser.model
        unseen = model.attrs.get("unseen_classes")
        if recogniser.cfg.get("beam_width") != 1 or not model.attrs.get("has_upper") or unseen:
            raise Unfit("a recogniser that is not greedy, or has no upper layer")
        lower, upper, narrow = model.get_ref("lower"), model.get_ref("upper"), model.layers[0].layers[-1]
        if narrow.name != "linear" or lower.get_dim("nF") != 3 or lower.get_dim("nP") < 2:
            raise Unfit(f"a recogniser of {lower.get_dim('nF')} features after {narrow.name}")
        self._narrow = np.ascontiguousarray(narrow.get_param("W").T), narrow.get_param("b")
        weights: Matrix = lower.get_param("W")
        features, self._hidden, self._pieces, inner = weights.shape
        self._size = self._hidden * self._pieces
        self._lower = np.ascontiguousarray(weights.transpose(0, 2, 1, 3).reshape(-1, inner).T)
        self._bias = np.ascontiguousarray(lower.get_param("b").T.reshape(-1))
        pad = lower.get_param("pad")[0].transpose(0, 2, 1).reshape(features, -1)
        self._nothing = pad[1], pad[2]
        moves = [recogniser.moves.get_class_name(i) for i in range(recogniser.moves.n_moves)]
        self._moves(moves, upper.get_param("W"), upper.get_param("b"))

    def _moves(self, moves: Sequence[str], weights: Matrix, bias: Matrix) -> None:
        """Sorts the moves: those outside a name, and going on and ending by label."""
        opening = [i for i, move in enumerate(moves) if move[:2] in ("B-", "U-") and move[2:]]
        outside = [*opening, moves.index("O")]
        self._opens = np.array([moves[i][0] == "B" for i in outside])
        self._labels = [moves[i][2:] for i in outside]
        self._outside = np.ascontiguousarray(weights[outside].T), bias[outside]
        self._go_on = self._inside("I-", moves, weights, bias)
        self._end = self._inside("L-", moves, weights, bias)

    def _inside(self, kind: str, moves: Sequence[str], weights: Matrix, bias: Matrix) -> Layer:
        try:
            rows = [moves.index(kind + label) if label else 0 for label in self._labels]
        except ValueError as missing:
            raise Unfit(f"a recogniser without a move: {missing}") from None
        return weights[rows], bias[rows]

    def __call__(self, vectors: Matrix, last: Flags, blank: Flags) -> Iterator[Found]:
        """The names in sentences that follow each other, in text order.

        `vectors` has a row a word, `last` says which words end a sentence, `blank` which are but white space.
        """
        features = ((vectors @ self._narrow[0] + self._narrow[1]) @ self._lower).reshape(len(vectors), 3, -1)
        alone = features[:, 0] + self._nothing[0]
        alone += self._nothing[1]
        scores = self._maxout(alone) @ self._outside[0] + self._outside[1]
        scores[np.ix_(last, self._opens)] = -np.inf
        scores[blank, :-1] = -np.inf
        best = scores.argmax(1)
        starts = np.flatnonzero(best < len(self._labels) - 1)
        ends = starts + 1
        several = np.flatnonzero(self._opens[best[starts]])
        ends[several] = self._ends(features, starts[several], best[starts[several]], last)
        done = 0
        for start, end, move in zip(starts.tolist(), ends.tolist(), best[starts].tolist(), strict=True):
            if start >= done:
                yield Found(self._labels[move], start, end)
                done = end

    def _ends(self, features: Matrix, starts: Places, moves: Places, last: Flags) -> Places:
        """The end of each name that opens at `starts`."""
        ends = starts + 2
        open_ = np.arange(len(starts))
        while len(open_):
            at, label = ends[open_] - 1, moves[open_]
            inside = self._maxout(features[at, 0] + features[starts[open_], 1] + features[at - 1, 2])
            goes_on = _dot(inside, self._go_on, label) >= _dot(inside, self._end, label)
            open_ = open_[goes_on & ~last[at]]
            ends[open_] += 1
        return ends

    def _maxout(self, x: Matrix) -> Matrix:
        x += self._bias
        best = x[:, : self._hidden]
        for piece in range(1, self._pieces):
            best = np.maximum(best, x[:, piece * self._hidden : (piece + 1) * self._hidden])
        return best


def _dot(rows: Matrix, layer: Layer, moves: Places) -> Matrix:
    """Each row's score for its own move."""
    found: Matrix = np.einsum("ij,ij->i", rows, layer[0][moves]) + layer[1][moves]
    return found
