"""Where and when: the place and time phrases of a sentence given to its events.

A phrase belongs to the clause it hangs in. Events without one of their own take it from the clause
above, then from the paragraph, then (places only) from where the report plays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tocsin.coding.grammar import VERBAL, Clause
from tocsin.coding.reading import Placed, Scene, Tense, Timed
from tocsin.model import Status, When, Where

FAR = 9


@dataclass(frozen=True, slots=True)
class Located:
    """A place with how it was found."""

    where: Where
    rule: str
    distance: int


def find_date(scene: Scene, clause: Clause, head: int, status: Status, before: When | None) -> When | None:
    """The interval that the time phrase nearest to the trigger names, if its clause has one."""
    tense = _tense(clause, head, status)
    best: tuple[int, int, When] | None = None
    for timed in scene.times:
        near = distance(clause, head, _middle(timed))
        if near < FAR and (when := timed.resolve(tense, before)):
            key = (near, abs(timed.first - head), when)
            if best is None or key[:2] < best[:2]:
                best = key
    return best[2] if best else None


def find_place(scene: Scene, clause: Clause, head: int, busy: Callable[[int], bool]) -> Located | None:
    """The place phrase nearest to the trigger. `busy` tells tokens that are participants themselves."""
    best: tuple[tuple[int, int, int], Placed] | None = None
    for placed in scene.places:
        near = distance(clause, head, placed.head)
        if near >= FAR or placed.preposition == "":
            continue
        key = (near + 2 * busy(placed.head), -_fineness(placed), abs(placed.head - head))
        if best is None or key < best[0]:
            best = key, placed
    if best is None:
        return None
    return Located(best[1].where, f"{best[1].preposition or 'named'} {best[1].where.text}", best[0][0])


def _fineness(placed: Placed) -> int:
    return ("area", "country", "region", "city", "site").index(placed.where.level)


def _middle(timed: Timed) -> int:
    return timed.first


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
