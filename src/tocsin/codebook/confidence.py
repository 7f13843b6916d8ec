"""Weights of the facts that speak for or against a finding, and those who take part in it.

Read from `confidence.txt` and `participants.txt`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from tocsin.codebook.tables import Row, read_table
from tocsin.model import ROLES, CoderName, Role

Weights = Mapping[str, float]

CODERS: tuple[CoderName, ...] = get_args(CoderName)
SETTINGS = ("default", "precise", "recall")
PARTICIPANTS = "participants.txt"
"""The table of who takes part, and so the source of a step that tells how sure the coder is of somebody."""


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


def load_confidence(root: Path) -> Mapping[CoderName, Confidence]:
    """What speaks for or against a finding, by coder. Raises CodebookError with file and line."""
    weights: dict[CoderName, dict[str, float]] = {coder: {} for coder in CODERS}
    for row in read_table(root / "confidence.txt", root, range(3, 4)):
        coder, fact, text = row.cells
        weights[_coder(row, coder)][fact] = _number(row, text)
    return {coder: _confidence(table) for coder, table in weights.items()}


def load_participants(root: Path) -> Mapping[CoderName, Mapping[Role, Confidence]]:
    """What speaks for or against an actor or a recipient, by coder. Raises CodebookError."""
    weights: dict[CoderName, dict[Role, dict[str, float]]] = {
        coder: {role: {} for role in ROLES} for coder in CODERS
    }
    for row in read_table(root / PARTICIPANTS, root, range(4, 5)):
        coder, name, fact, text = row.cells
        role = next((role for role in ROLES if role == name), None)
        if role is None:
            raise row.error(f"neither actor nor recipient: {name!r}")
        weights[_coder(row, coder)][role][fact] = _number(row, text)
    return {
        coder: {role: _confidence(table) for role, table in roles.items()} for coder, roles in weights.items()
    }


def _coder(row: Row, name: str) -> CoderName:
    known = next((coder for coder in CODERS if coder == name), None)
    if known is None:
        raise row.error(f"no such coder: {name!r}")
    return known


def _number(row: Row, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise row.error(f"not a number: {text!r}") from None


def _confidence(table: Mapping[str, float]) -> Confidence:
    thresholds = {
        setting: table[f"threshold {setting}"] for setting in SETTINGS if f"threshold {setting}" in table
    }
    weights = {fact: weight for fact, weight in table.items() if not fact.startswith("threshold")}
    return Confidence(weights, thresholds).at("default")
