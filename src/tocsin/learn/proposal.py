"""What the trained coder says of one word: plain values, no arrays."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.model import Status, Voice

Scores = tuple[tuple[str, float], ...]
"""Labels with probabilities, most probable first."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A word that the model takes for the head of an event's trigger, and what it makes of the event.

    Offsets are half-open into `Sentence.text`. Probabilities are the model's own, rounded to four
    places; `pipeline` turns them into a calibrated confidence.
    """

    start: int
    end: int
    type: str
    probability: float
    """That an event of this type has its trigger here."""
    types: Scores
    """All types that are not out of the question at this word, `type` among them. They need not sum to 1."""
    modes: Scores
    """Modes of `type`; each by itself, for an event may have several."""
    status: tuple[tuple[Status, float], ...]
    """Sums to 1, most probable first."""
    voice: tuple[tuple[Voice, float], ...]
    """Sums to 1, most probable first."""
    actors: tuple[tuple[int, int, int, float], ...]
    """`Sentence.index`, start, end and probability of each phrase; the best first. Other sentences of the
    same window are looked at too."""
    recipients: tuple[tuple[int, int, int, float], ...]
