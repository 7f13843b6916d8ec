"""Weights of the facts that speak for or against a finding, read from `confidence.txt`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from tocsin.codebook.tables import read_table
from tocsin.model import CoderName

Weights = Mapping[str, float]

CODERS: tuple[CoderName, ...] = get_args(CoderName)
SETTINGS = ("default", "precise", "recall")


@dataclass(frozen=True, slots=True)
class Confidence:
    """For one coder (`rules`, `model` or `both`): weights by fact, and the probability from which to keep."""

    weights: Weights
    thresholds: Mapping[str, float]
    """By setting: `default`, `precise`, `recall`."""
    threshold: float = 0.0
    """The one in use."""

    def at(self, setting: str) -> Confidence:
        """The same weights with the threshold of `setting`."""
        return replace(self, threshold=self.thresholds.get(setting, 0.0))


def load_confidence(root: Path) -> Mapping[str, Confidence]:
    """The weights by coder. Raises CodebookError with file and line."""
    weights: dict[str, dict[str, float]] = {coder: {} for coder in CODERS}
    for row in read_table(root / "confidence.txt", root, range(3, 4)):
        coder, fact, text = row.cells
        if coder not in weights:
            raise row.error(f"no such coder: {coder!r}")
        try:
            weights[coder][fact] = float(text)
        except ValueError:
            raise row.error(f"not a number: {text!r}") from None
    return {coder: _confidence(table) for coder, table in weights.items()}


def _confidence(table: Mapping[str, float]) -> Confidence:
    thresholds = {
        setting: table[f"threshold {setting}"] for setting in SETTINGS if f"threshold {setting}" in table
    }
    weights = {fact: weight for fact, weight in table.items() if not fact.startswith("threshold")}
    return Confidence(weights, thresholds).at("default")
