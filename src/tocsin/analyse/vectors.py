"""Word vectors in context: spaCy's convolutional encoder (`Tok2Vec.v2`), evaluated in numpy.

The arithmetic is thinc's, to rounding; what is saved is everything around it: what depends on the word alone
is computed once a word, pieces of a maxout stand in blocks, and no layer is wrapped in another. A model of
another build is Unfit: its own library evaluates it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Keys = npt.NDArray[np.uint64]

MOST_WORDS = 30_000
"""Vectors of words that are kept, some 12 MB an encoder; then all are forgotten."""


class Unfit(Exception):
    """A model is built otherwise than what is evaluated here. The message says how."""


class Maxout:
    """A linear layer of several pieces, of which the greatest counts, then normalised."""

    def __init__(self, layer: Any) -> None:
        self.names(layer, "maxout>>layernorm")
        maxout, norm = layer.layers
        weights: Matrix = maxout.get_param("W")
        self.width, self.pieces, inner = weights.shape
        self.weights = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, inner).T)
        self.bias = np.ascontiguousarray(maxout.get_param("b").T.reshape(-1))
        self.gain, self.shift = norm.get_param("G"), norm.get_param("b")

    @staticmethod
    def names(layer: Any, wanted: str) -> None:
        """Raises Unfit where the layer has another name than `wanted`."""
        if layer.name != wanted:
            raise Unfit(f"{layer.name} in place of {wanted}")

    def __call__(self, x: Matrix) -> Matrix:
        """One row for each of `x`."""
        y = x @ self.weights
        y += self.bias
        best = y[:, : self.width]
        for piece in range(1, self.pieces):
            np.maximum(best, y[:, piece * self.width : (piece + 1) * self.width], out=best)
        centred: Matrix = best - best.mean(1, keepdims=True)
        spread = np.einsum("ij,ij->i", centred, centred) / np.float32(self.width) + np.float32(1e-8)
        centred *= (1 / np.sqrt(spread))[:, None]
        centred *= self.gain
        centred += self.shift
        return centred


class Encoder:
    """`Tok2Vec.v2` of hashed features and a convolution over neighbours. Raises Unfit."""

    def __init__(self, model: Any) -> None:
        if len(model.layers) != 2:
            raise Unfit(f"no Tok2Vec.v2: {model.name[:80]}")
        embed, encode = model.layers
        if [layer.name for layer in embed.layers][:2] != ["extract_features", "list2ragged"]:
            raise Unfit(f"no Tok2Vec.v2 of hashed features: {model.name[:80]}")
        if len(embed.layers) != 5 or not encode.name.startswith("with_array(residual(expand_window"):
            raise Unfit(f"no MaxoutWindowEncoder.v2: {encode.name[:80]}")
        self.columns: tuple[str, ...] = tuple(embed.layers[0].attrs["columns"])
        self.pad: int = encode.attrs["pad"]
        self._hashed = embed.layers[2].layers[0]
        self._mix = Maxout(_before_dropout(embed.layers[3].layers[0]))
        self._layers = [self._layer(residual) for residual in encode.layers[0].layers]
        self.width = self._mix.width

    @staticmethod
    def _layer(residual: Any) -> Maxout:
        chain = residual.layers[0]
        if [layer.name for layer in chain.layers][:1] != ["expand_window"] or len(chain.layers) != 2:
            raise Unfit(f"no window before a maxout: {chain.name}")
        if chain.layers[0].attrs["window_size"] != 1:
            raise Unfit("a window of more than one word to either side")
        return Maxout(_before_dropout(chain.layers[1]))

    def words(self, keys: Keys) -> Matrix:
        """Vectors of words out of context; `keys` has a row a word, in the order of `columns`."""
        return self._mix(self._hashed.predict(keys))

    def __call__(self, x: Matrix, lengths: Sequence[int]) -> Matrix:
        """Vectors in context of sentences that follow each other in `x`, each of so many words."""
        rows = padded(lengths, self.pad)
        inside = np.zeros((len(rows) + self.pad * (len(lengths) + 1), self.width), np.float32)
        inside[rows] = x
        window = np.zeros((len(inside), 3 * self.width), np.float32)
        before, here, after = (slice(i * self.width, (i + 1) * self.width) for i in range(3))
        for layer in self._layers:
            window[1:, before], window[:, here], window[:-1, after] = inside[:-1], inside, inside[1:]
            inside += layer(window)
        return inside[rows]


def padded(lengths: Sequence[int], pad: int) -> npt.NDArray[np.int64]:
    """Where the words of sentences stand when `pad` rows stand before, between and after them."""
    sizes = np.asarray(lengths)
    return np.arange(sizes.sum()) + np.repeat(pad * np.arange(1, len(sizes) + 1), sizes)


def _before_dropout(layer: Any) -> Any:
    """Of `maxout>>layernorm>>dropout` the first two."""
    return layer.layers[0] if layer.name == "maxout>>layernorm>>dropout" else layer


class Lexemes:
    """Vectors of words out of context for several encoders at once, kept for words seen before."""

    def __init__(self, encoders: Sequence[Encoder], columns: Sequence[str]) -> None:
        """`columns` are those of the keys; each encoder takes its own out of them."""
        self.encoders = tuple(encoders)
        self._columns = [[columns.index(name) for name in encoder.columns] for encoder in encoders]
        random = np.random.default_rng(20_201)
        self._mixers: Keys = random.integers(1, 2**63, len(columns), dtype=np.uint64) | np.uint64(1)
        self._forget()

    def _forget(self) -> None:
        self._row: dict[int, int] = {}
        self._tables = [np.zeros((1024, encoder.width), np.float32) for encoder in self.encoders]

    def __call__(self, keys: Keys) -> list[Matrix]:
        """For each encoder a row a word."""
        if len(self._row) > MOST_WORDS:
            self._forget()
        names = ((keys ^ (keys >> np.uint64(29))) * self._mixers).sum(1, dtype=np.uint64).tolist()
        row = self._row
        rows = [row.get(name, -1) for name in names]
        if min(rows, default=0) < 0:
            self._learn(keys, names)
            rows = [row[name] for name in names]
        return [table[rows] for table in self._tables]

    def _learn(self, keys: Keys, names: Sequence[int]) -> None:
        new = {name: i for i, name in enumerate(names) if name not in self._row}
        start, chosen = len(self._row), keys[list(new.values())]
        self._row.update(zip(new, range(start, start + len(new)), strict=True))
        for number, encoder in enumerate(self.encoders):
            table = self._tables[number]
            if len(self._row) > len(table):
                table = np.concatenate([table, np.zeros((len(self._row), encoder.width), np.float32)])
                self._tables[number] = table
            own = np.ascontiguousarray(chosen[:, self._columns[number]])
            table[start : len(self._row)] = encoder.words(own)
