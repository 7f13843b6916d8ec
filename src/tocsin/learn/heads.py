"""The small networks on top of the encoder, in numpy: mode, status, voice and who takes part.

Each reads the encoder's vectors of the words of one window. `net.py` is the same arithmetic in torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int64]

BUCKETS = (-64, -32, -16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16, 32, 64)
"""Bounds of the classes of distance, in words, from the trigger to a participant."""

LAYERS = ("att", "mode", "status", "voice", "day", "A", "A2", "B", "B2", "R", "sector")
EMBEDDINGS = ("temb", "D", "SS")
"""Of the trigger's type, of distance, of being in the trigger's sentence."""
NAMES = (*(f"{layer}.{part}" for layer in LAYERS for part in "wb"), *EMBEDDINGS)


class Attributes(NamedTuple):
    """Probabilities by trigger: modes each by itself; status, voice and day sum to 1."""

    modes: Matrix
    status: Matrix
    voice: Matrix
    day: Matrix


class Heads:
    """The matrices of `heads.npz`: `name.w` and `name.b` of each layer, and embeddings."""

    def __init__(self, weights: Mapping[str, Matrix], types: int) -> None:
        self.weights = weights
        self._one_hot = np.eye(types, dtype=np.float32)
        self._around = (weights["D"][:, None] + weights["SS"][None]).reshape(-1, weights["D"].shape[1])

    def _linear(self, name: str, x: Matrix) -> Matrix:
        out: Matrix = x @ self.weights[f"{name}.w"] + self.weights[f"{name}.b"]
        return out

    def attributes(self, triggers: Matrix, types: Whole) -> Attributes:
        """For each trigger's vector and type."""
        z = np.concatenate([gelu(self._linear("att", triggers)), self._one_hot[types]], 1)
        return Attributes(
            sigmoid(self._linear("mode", z)),
            softmax(self._linear("status", z)),
            softmax(self._linear("voice", z)),
            softmax(self._linear("day", z)),
        )

    def roles(self, words: Matrix, at: Whole, types: Whole, sentence: Whole) -> Matrix:
        """Probability by role (`Labels.roles`), trigger and word.

        `words` are the vectors of all words of a window, `at` the triggers among them, `sentence` the
        position of each word's sentence.
        """
        distance = np.searchsorted(BUCKETS, np.arange(len(words))[None] - at[:, None])
        same = (sentence[None] == sentence[at][:, None]).astype(np.int64)
        z = self._linear("A", words[at])[:, None] * self._linear("B", words)[None]
        z += (self._linear("A2", words[at]) + self.weights["temb"][types])[:, None]
        z += self._linear("B2", words)[None]
        z += self._around[2 * distance + same]
        out: Matrix = sigmoid(self._linear("R", np.maximum(z, 0.0, out=z))).transpose(2, 0, 1)
        return out

    def sectors(self, words: Matrix) -> Matrix:
        """Probability by word and sector, each by itself: what a participant named by the word is."""
        return sigmoid(self._linear("sector", words))


def read_heads(path: Path, types: int) -> Heads:
    """Raises FileNotFoundError, and ValueError where the file is none of ours."""
    try:
        with np.load(path) as stored:
            weights = {name: stored[name].astype(np.float32) for name in stored.files}
    except (BadZipFile, EOFError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from None
    if not set(NAMES) <= set(weights) or len(weights["temb"]) != types:
        raise ValueError(f"{path.name}: not the heads of a coder of {types} types")
    return Heads(weights, types)


def gelu(x: Matrix) -> Matrix:
    """The tanh form, which is near enough and needs no erf."""
    t: Matrix = x * x
    t *= 0.044715 * 0.7978845608
    t += 0.7978845608
    t *= x
    np.tanh(t, out=t)
    t += 1.0
    t *= x
    t *= 0.5
    return t


def sigmoid(x: Matrix) -> Matrix:
    """Of each number."""
    out: Matrix = np.reciprocal(1 + np.exp(-x))
    return out


def softmax(x: Matrix) -> Matrix:
    """Of each row."""
    e: Matrix = np.exp(x - x.max(-1, keepdims=True))
    out: Matrix = e / e.sum(-1, keepdims=True)
    return out
