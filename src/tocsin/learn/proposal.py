"""What the trained coder says of one word: plain values, no arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tocsin.learn.labels import Day
from tocsin.model import Status, Voice

Scores = tuple[tuple[str, float], ...]
"""Labels with probabilities, most probable first."""


class Phrase(NamedTuple):
    """Words that are something to an event, in its sentence or in another of the same window."""

    sentence: int
    """`Sentence.index`."""
    start: int
    end: int
    sure: float
    """Probability."""
    sectors: Scores
    """What somebody named by the words is, each by itself; most probable first."""


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
    day: tuple[tuple[Day, float], ...]
    """Whether it has a date; sums to 1, most probable first."""
    actors: tuple[Phrase, ...]
    """The best first; so are the others."""
    recipients: tuple[Phrase, ...]
    places: tuple[Phrase, ...]
    dates: tuple[Phrase, ...]
