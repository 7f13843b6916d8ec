"""Where and when: the place and time phrases of a sentence given to its events.

A phrase belongs to the clause it hangs in. An event without one of its own takes it from the narration
it stands in: its paragraph, else the episode that the report leads with, else where the report plays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.coding.grammar import VERBAL, Clause
from tocsin.coding.reading import Placed, Reading, Scene, Tense
from tocsin.model import Status, When, Where

FAR = 9
"""Distance of a phrase that belongs to another clause."""
LEAD = 6
"""Sentences at the head of a report that tell the episode it is about."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date and how it was found."""

    when: When
    rule: str


@dataclass(frozen=True, slots=True)
class Located:
    """A place and how it was found."""

    where: Where
    rule: str


class Narration:
    """What a report has told so far: the dates and places that later sentences take for granted."""

    def __init__(self, reading: Reading) -> None:
        self._published = reading.document.source.published
        self._home = reading.home
        self._block = -1
        self._date: When | None = None
        self._place: Where | None = None
        self._episode: When | None = None
        self._scene_of_it = _main_place(reading.scenes)

    def enter(self, scene: Scene) -> None:
        """Go on to a sentence: a new paragraph forgets the dates and places of the one before."""
        if scene.analysis.sentence.block != self._block:
            self._block = scene.analysis.sentence.block
            self._date = self._place = None

    def date(self, scene: Scene, clause: Clause, head: int, status: Status) -> Dated | None:
        """The date of the event triggered at `head`."""
        own = find_date(scene, clause, head, status, self._date or self._episode)
        if own:
            self._date = own
            if self._episode is None and scene.analysis.sentence.index < LEAD and status == "actual":
                self._episode = own
            return Dated(own, "time phrase of its clause")
        if status == "ongoing" and self._published:
            today = When(start=self._published, end=self._published, text="", span=None, rule="publication")
            return Dated(today, "goes on: day of publication")
        if status in ("future", "hypothetical"):
            return None
        if self._date:
            return Dated(self._date, "narrated in its paragraph")
        if self._episode and clause.is_past(head):
            return Dated(self._episode, "episode of the report")
        return None

    def place(self, scene: Scene, clause: Clause, head: int) -> Located | None:
        """The place of the event triggered at `head`."""
        own = find_place(scene, clause, head)
        if own:
            if _is_named(own.where):
                self._place = own.where
            return own
        if self._place:
            return Located(self._place, "same paragraph")
        if self._scene_of_it:
            return Located(self._scene_of_it, "same episode")
        if self._home:
            return Located(self._home, "where the report plays")
        return None


def _main_place(scenes: Sequence[Scene]) -> Where | None:
    """The town or named site that the report speaks of most; the first of equals."""
    told: dict[str, list[Where]] = {}
    for scene in scenes:
        for placed in scene.places:
            if placed.where.level in ("site", "city") and _is_named(placed.where):
                told.setdefault(placed.where.name, []).append(placed.where)
    return max(told.values(), key=len)[0] if told else None


def _is_named(where: Where) -> bool:
    """`Lenin Shipyard` or `Oruro`, not `his office`: only a name can be taken for granted later."""
    return where.geonames is not None or any(word[:1].isupper() for word in where.text.split()[-2:])


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


def find_place(scene: Scene, clause: Clause, head: int) -> Located | None:
    """The place phrase nearest to the trigger: behind a preposition, or what the trigger is done to."""
    objects = set(clause.slots(head).get("object", ()))
    best: tuple[tuple[int, int, int], Placed] | None = None
    for placed in scene.places:
        near = distance(clause, head, placed.head)
        if near >= FAR or not (placed.preposition or placed.head in objects):
            continue
        key = (near, -_fineness(placed), abs(placed.head - head))
        if best is None or key < best[0]:
            best = key, placed
    if best is None:
        return None
    return Located(best[1].where, f"{best[1].preposition or 'object'}: {best[1].where.text}")


def _fineness(placed: Placed) -> int:
    return ("area", "country", "region", "city", "site").index(placed.where.level)


def distance(clause: Clause, head: int, phrase: int) -> int:
    """How far the clause of `phrase` is from the trigger at `head`: 0 its own, FAR somewhere else."""
    if head == phrase:
        return FAR
    own = clause.verbs_above(head)
    its = clause.verbs_above(phrase)
    if _below(clause, phrase, head):
        return 0
    if not own or not its:
        return 3
    if its[0] in own:
        return min(own.index(its[0]), 3)
    if own[0] in its:
        return 2 + min(its.index(own[0]), 3)
    shared = [v for v in own if v in its]
    return 5 if shared else FAR


def _below(clause: Clause, i: int, top: int) -> bool:
    """Whether `i` hangs below `top` with no other verb between."""
    for above in clause.ancestors(i):
        if above == top:
            return True
        if clause.tokens[above].pos in VERBAL:
            return False
    return False


def _tense(clause: Clause, head: int, status: Status) -> Tense:
    if status == "future":
        return "future"
    return "past" if clause.is_past(head) else "present"
