"""How far one phrase of a sentence is from another, counted in clauses."""

from __future__ import annotations

from tocsin.coding.grammar import VERBAL, Clause

FAR = 9
"""Distance of a phrase that belongs to another clause."""


def distance(clause: Clause, head: int, phrase: int) -> int:
    """How far the clause of `phrase` is from the trigger at `head`: 0 its own, FAR somewhere else."""
    if head == phrase or is_parted(clause, head, phrase):
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


def is_parted(clause: Clause, first: int, last: int) -> bool:
    """Whether a semicolon stands between a word and a later one: `offered talks; Mali struck on Sunday`."""
    return any(token.text == ";" for token in clause.tokens[first + 1 : last])


def _below(clause: Clause, i: int, top: int) -> bool:
    """Whether `i` hangs below `top` with no other verb between."""
    for above in clause.ancestors(i):
        if above == top:
            return True
        if clause.tokens[above].pos in VERBAL:
            return False
    return False
