"""Weights of the facts that speak for or against a finding, read from `confidence.txt`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tocsin.codebook.tables import read_table

Weights = Mapping[str, float]

CODERS = ("rules", "both")


@dataclass(frozen=True, slots=True)
class Confidence:
    """For one coder (`rules` alone or `both`): weights by fact, and the probability from which to keep."""

    weights: Weights
    threshold: float


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
    return {
        coder: Confidence({f: w for f, w in table.items() if f != "threshold"}, table.get("threshold", 0.0))
        for coder, table in weights.items()
    }
