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
from tocsin.coding.grammar import NOMINAL, Clause
from tocsin.coding.reading import Reading, Scene, Tense, Timed
from tocsin.model import Status, When

CONTENT = frozenset(("xcomp", "ccomp", "advcl", "pcomp"))
"""Clauses whose times are their own."""
ATTRIBUTES = frozenset(("nummod", "amod", "compound", "nmod", "poss", "npadvmod"))
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
    best: tuple[tuple[int, int, int], When] | None = None
    for timed in scene.times:
        near = distance(clause, head, timed.first)
        if near >= FAR or _is_below(clause, head, timed):
            continue
        if when := timed.resolve(tense, before):
            key = (near, _is_attribute(clause, head, timed), abs(timed.first - head))
            if best is None or key < best[0]:
                best = key, when
    return best[1] if best else None


def _is_below(clause: Clause, head: int, timed: Timed) -> bool:
    """Whether the time is that of a clause below: `urged the government to act by November`."""
    own, its = clause.verbs_above(head), clause.verbs_above(timed.first)
    return bool(own and its) and own[0] in its[1:] and clause.tokens[its[0]].dep in CONTENT


def _is_attribute(clause: Clause, head: int, timed: Timed) -> bool:
    """Whether the time is only part of what a noun is called: `their 2010 award`."""
    inside = range(timed.first, timed.last + 1)
    top = next((i for i in inside if clause.tokens[i].head not in inside), timed.first)
    above = clause.tokens[top].head
    return clause.tokens[top].dep in ATTRIBUTES and above != head and clause.tokens[above].pos in NOMINAL


def _tense(clause: Clause, head: int, status: Status) -> Tense:
    if status in ("future", "hypothetical"):
        return "future"
    return "past" if clause.is_past(head) else "present"
