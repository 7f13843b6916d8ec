"""How many days lie between two parts of a sentence: `fired on Saturday, a day after a court refused`."""

from __future__ import annotations

from typing import NamedTuple

from tocsin.coding.grammar import Clause
from tocsin.coding.reading import Scene

DAYS = {"day": 1, "week": 7, "hour": 0, "minute": 0}
"""Days of a unit. Hours and minutes seldom reach into another day."""
VAGUE = frozenset(("month", "year", "decade", "century"))
"""Units too long to tell a day by."""
SIGN = {"after": -1, "before": 1}
"""What stands behind `after` was earlier than what stands before it."""
MEANWHILE = "while"
"""A clause that it begins goes on with the main one, wherever the parser hangs it."""
ONE = frozenset(("a", "an", "the", "one"))


class Offset(NamedTuple):
    """How much later than the main clause something is."""

    days: int | None
    """None where the words do not tell it in days."""
    words: str
    """`a day after`; empty where nothing is told."""


NONE = Offset(0, "")


def offset(clause: Clause, scene: Scene, word: int) -> Offset:
    """Of the part of the sentence in which a word stands: that of every `a day after` above it, together."""
    days, words = 0, list[str]()
    for marker in _markers_above(clause, word):
        unit = clause.tokens[marker - 1]
        count = _count(clause, scene, marker - 1)
        words.append(f"{unit.text} {clause.tokens[marker].text}")
        if count is None or unit.lemma in VAGUE:
            return Offset(None, "; ".join(words))
        days += SIGN[clause.tokens[marker].lemma] * count * DAYS[unit.lemma]
    return Offset(days, "; ".join(words)) if words else NONE


def counts_days(clause: Clause, i: int) -> bool:
    """Whether at token `i` days are counted from what follows: `the day after police came`."""
    return _leads_on(clause, i) and clause.tokens[i - 1].lemma in DAYS


def _leads_on(clause: Clause, i: int) -> bool:
    """Whether `after` or `before` leads to a clause or a noun."""
    token = clause.tokens[i]
    if token.lemma not in SIGN:
        return False
    return token.dep == "mark" or any(clause.kids(i, "pobj", "pcomp"))


def _markers_above(clause: Clause, word: int) -> list[int]:
    """Each `after` and `before` with a unit of time right before it that leads to where the word stands."""
    found = []
    for i in (word, *clause.ancestors(word)):
        marks = [c for c in clause.kids(i, "mark") if c < word]
        found += [m for m in (*marks, i) if m != word and _is_marker(clause, m)]
        if any(clause.tokens[m].lemma == MEANWHILE for m in marks):
            break
    return found


def _is_marker(clause: Clause, i: int) -> bool:
    before = clause.tokens[i - 1].lemma if i else ""
    return _leads_on(clause, i) and (before in DAYS or before in VAGUE)


def _count(clause: Clause, scene: Scene, unit: int) -> int | None:
    """How many: `a day`, `three weeks`; none are told of `hours after`, which are none."""
    if DAYS.get(clause.tokens[unit].lemma) == 0:
        return 0
    for number in scene.numbers:
        quantity = number.quantity
        if number.noun == unit and quantity.min is not None and quantity.min == quantity.max:
            return int(quantity.min)
    return 1 if unit and clause.tokens[unit - 1].lemma in ONE else None
