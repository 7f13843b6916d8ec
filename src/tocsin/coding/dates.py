"""When: which of the times a report tells is the date of an event.

Rules, best first:

    time phrase of its clause     the nearest that fits; `the same day` counts from the date told before
    goes on: day of publication   an ongoing act without a time
    narrated in its paragraph     the last date that the paragraph told
    episode of the report         the date that the lead told

What is to come or might be, and has no time phrase, has no date.
"""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.coding.clauses import FAR, distance
from tocsin.coding.grammar import Clause
from tocsin.coding.reading import Reading, Scene, Tense
from tocsin.model import Status, When

LEAD = 6
"""Sentences at the head of a report that tell the episode it is about."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date and how it was found."""

    when: When
    rule: str


class Dates:
    """The dates a report has told so far, sentence after sentence."""

    def __init__(self, reading: Reading) -> None:
        self._published = reading.document.source.published
        self._told: When | None = None
        self._episode: When | None = None

    def new_paragraph(self) -> None:
        """Forget the date told in the paragraph before."""
        self._told = None

    def of(self, scene: Scene, clause: Clause, head: int, status: Status) -> Dated | None:
        """The date of the event triggered at `head`."""
        own = find_date(scene, clause, head, status, self._told or self._episode)
        if own:
            self._told = own
            if self._episode is None and scene.analysis.sentence.index < LEAD and status == "actual":
                self._episode = own
            return Dated(own, "time phrase of its clause")
        if status == "ongoing" and self._published:
            today = When(start=self._published, end=self._published, text="", span=None, rule="publication")
            return Dated(today, "goes on: day of publication")
        if status in ("future", "hypothetical"):
            return None
        if self._told:
            return Dated(self._told, "narrated in its paragraph")
        if self._episode and clause.is_past(head):
            return Dated(self._episode, "episode of the report")
        return None


def find_date(scene: Scene, clause: Clause, head: int, status: Status, before: When | None) -> When | None:
    """The interval that the time phrase nearest to the trigger names, if its clause has one."""
    tense = _tense(clause, head, status)
    best: tuple[int, int, When] | None = None
    for timed in scene.times:
        near = distance(clause, head, timed.first)
        if near < FAR and (when := timed.resolve(tense, before)):
            key = (near, abs(timed.first - head), when)
            if best is None or key[:2] < best[:2]:
                best = key
    return best[2] if best else None


def _tense(clause: Clause, head: int, status: Status) -> Tense:
    if status == "future":
        return "future"
    return "past" if clause.is_past(head) else "present"
