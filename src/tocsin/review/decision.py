"""What a person decides about one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from tocsin.model import Event

Ruling = Literal["accepted", "corrected", "rejected", "unsure", "added", "merged", "split", "noted", "undone"]
VERDICTS: tuple[Ruling, ...] = get_args(Ruling)
SETTLING: frozenset[Ruling] = frozenset(("accepted", "corrected", "rejected", "unsure", "added"))
"""Verdicts on the event itself; the others are on what it belongs to, or on a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One row of the log: what was decided, on what, by whom. Never changed."""

    seq: int = 0
    """Its number in the book, from 1; 0 until it is kept."""
    event: str
    report: str
    verdict: Ruling
    by: str
    at: dt.datetime
    """UTC."""
    before: Event | None = None
    """What the person saw, without its steps; None where there was nothing (`added`)."""
    machine: Event | None = None
    """What the machine said, where that was something else than what the person saw."""
    unfound: bool = False
    """Whether the machine did not find the event then."""
    after: Event | None = None
    """What the person put in its place (`corrected`, `added`)."""
    reason: str = ""
    """Why it was rejected: one of the reasons of the desk."""
    note: str = ""
    others: tuple[str, ...] = ()
    """Ids of the events that this one was merged with or split from."""
    undoes: int | None = None
    """Number of the decision that this one takes back."""
    order: str = ""
    """The queue that served the event: `audit` is the random sample that precision is measured on."""
    blind: bool = False
    """A second opinion, given without seeing the first: it is compared, and changes nothing."""
    coder: str = ""
    codebook: str = ""
    """Who coded what the person saw."""
    seconds: float | None = None
    """How long the event was on the screen."""


def not_undone(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that are not taken back, in order, those that take back left out."""
    every = tuple(decisions)
    undone = {decision.undoes for decision in every if decision.verdict == "undone"}
    return tuple(d for d in every if d.seq not in undone and d.verdict != "undone")


def in_force(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """For each event the decision that holds: the last on the event itself that nobody took back."""
    return {d.event: d for d in not_undone(decisions) if d.verdict in SETTLING and not d.blind}
