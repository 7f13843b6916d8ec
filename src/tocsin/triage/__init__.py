"""Which sentences may hold an event: judged by their words before the model reads them, and by words and
model before they are parsed. Most sentences of a day's news hold none, and need neither.

It learns from the coder itself: `python -m tocsin.gauge` codes reports with every sentence parsed, and fits
the table `triage.txt` to what was found. What the table has never seen of the lexicon is always read.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tocsin.codebook.lexicon import Lexicon
from tocsin.triage.signs import ENTRY, Signs

__all__ = ["TABLE", "Triage", "Weights", "load_triage", "read_weights"]

TABLE = Path(__file__).parent / "triage.txt"
"""The table that ships."""
UNSEEN = 20.0
"""The score of a sentence that a row of the lexicon fits which the table does not know."""


class Weights(NamedTuple):
    """What the table says."""

    signs: Mapping[str, float]
    """How much each sign of a sentence speaks for an event."""
    forms: Mapping[str, tuple[str, ...]]
    """Lemmas of irregular forms."""
    bias: float
    mix: tuple[float, ...]
    """Of the second score: see `mixed`."""
    read: float
    """The words' score from which on a sentence is read by the model."""
    parse: float
    """The second score from which on it is parsed."""
    alone: float
    """The words' score from which on it is parsed where no model reads."""


class Triage:
    """Scores sentences. Holds the table, and what finds its signs."""

    def __init__(self, weights: Weights, signs: Signs, name: str) -> None:
        self.weights = weights
        self.name = name
        """For provenance."""
        self._signs = signs

    def words(self, texts: Sequence[str]) -> tuple[float, ...]:
        """How much the words of each sentence speak for an event, in log odds."""
        return tuple(map(self._words, texts))

    def _words(self, text: str) -> float:
        known, total, signs = 0, 0.0, self.weights.signs
        for sign in self._signs.of(text):
            weight = signs.get(sign)
            if weight:
                known += 1
                total += weight
            elif weight is None and sign.startswith(ENTRY):
                return UNSEEN
        return total / math.sqrt(max(known, 1)) + self.weights.bias

    def reads(self, words: Sequence[float]) -> list[bool]:
        """Which sentences the model is to read."""
        return [score > self.weights.read for score in words]

    def parses(self, words: Sequence[float], chances: Sequence[float] | None) -> list[bool]:
        """Which are to be parsed, by their words' scores and the model's highest probability of an event.

        Without a model (None) by their words alone.
        """
        if chances is None:
            return [score > self.weights.alone for score in words]
        mix, least = self.weights.mix, self.weights.parse
        return [
            score == UNSEEN or mixed(score, p, mix) > least for score, p in zip(words, chances, strict=True)
        ]


def mixed(words: float, chance: float, mix: Sequence[float]) -> float:
    """The second score, in log odds."""
    return sum(weight * value for weight, value in zip(mix, parts_of(words, chance), strict=True))


def parts_of(words: float, chance: float) -> tuple[float, ...]:
    """What the second score is a sum of."""
    odds = math.log((chance + 0.01) / (1.01 - chance))
    return 1.0, odds, odds * odds, words, words * odds, words * words


def load_triage(lexicon: Lexicon, path: Path = TABLE) -> Triage:
    """The triage by the table at `path`. Raises OSError, ValueError."""
    content = path.read_bytes()
    weights, digest = read_weights(content.decode()), hashlib.sha256(content).hexdigest()[:12]
    return Triage(weights, Signs(lexicon, weights.forms), f"triage {digest}")


def read_weights(text: str) -> Weights:
    """Rows `weight TAB sign`, `~form TAB lemmas` and `!name TAB numbers`. Raises ValueError."""
    signs: dict[str, float] = {}
    forms: dict[str, tuple[str, ...]] = {}
    numbers: dict[str, tuple[float, ...]] = {}
    for row in text.split("\n"):
        left, tab, right = row.partition("\t")
        if not tab:
            continue
        if left.startswith("!"):
            numbers[left[1:]] = tuple(map(float, right.split()))
        elif left.startswith("~"):
            forms[left[1:]] = tuple(right.split())
        else:
            signs[right] = float(left)
    try:
        (bias,), (read,), (parse,), (alone,) = (numbers[n] for n in ("bias", "read", "parse", "alone"))
        return Weights(signs, forms, bias, numbers["mix"], read, parse, alone)
    except KeyError as missing:
        raise ValueError(f"no row !{missing.args[0]}") from None


def write_weights(weights: Weights) -> str:
    """The same as text."""
    numbers = {"bias": (weights.bias,), "mix": weights.mix, "read": (weights.read,),
               "parse": (weights.parse,), "alone": (weights.alone,)}  # fmt: skip
    rows = ["# Written by `make triage`: how much each sign of a sentence speaks for an event (log odds)."]
    rows += [f"!{name}\t{' '.join(f'{value:.4f}' for value in values)}" for name, values in numbers.items()]
    rows += [f"~{form}\t{' '.join(lemmas)}" for form, lemmas in sorted(weights.forms.items())]
    rows += [f"{weight:.2f}\t{sign}" for sign, weight in sorted(weights.signs.items())]
    return "\n".join(rows) + "\n"
