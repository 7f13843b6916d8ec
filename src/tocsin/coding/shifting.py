"""What is still to come may be another type: a meeting is an agreement, a strike `unless` a threat."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.codebook.contents import content_for
from tocsin.codebook.shifts import shift_for
from tocsin.coding.grammar import Clause
from tocsin.coding.reading import Reading
from tocsin.coding.roles import Parts
from tocsin.coding.triggers import Trigger
from tocsin.coding.voice import Saying
from tocsin.model import Status

CONDITIONS = frozenset(("unless", "if"))
OURSELVES = frozenset(("we", "i"))
DONE = frozenset(("THREATEN",))
"""Types that are done by announcing: they are actual, whatever they announce."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Type, modes and status of an event, and the row that gave them if it is not the lexicon's."""

    type: str
    modes: tuple[str, ...]
    status: Status
    source: str | None


def shifted(
    reading: Reading, clause: Clause, trigger: Trigger, status: Status, parts: Parts, saying: Saying | None
) -> Kind:
    """The trigger's type and modes, shifted by `shifts.txt` where what it tells is still to come.

    What is asked or refused gives the mode, by `contents.txt`, where the lexicon does not.
    """
    entry = trigger.entry
    kind = entry.type or ""
    if status in ("future", "hypothetical"):
        for case in _cases(clause, trigger, status, parts, saying):
            if shift := shift_for(reading.shifts, case, kind, entry.modes):
                done: Status = "actual" if shift.type in DONE else status
                return Kind(shift.type, shift.modes, done, shift.source)
    word = clause.tokens[trigger.head].lemma
    if word in reading.cues["denying"] or word in reading.cues["say"]:
        return Kind(kind, entry.modes, status, None)  # a denial has no mode, whatever it denies
    if content := content_for(reading.contents, kind, entry.modes, clause.reach(trigger.head)):
        return Kind(kind, (content.mode,), status, content.source)
    return Kind(kind, entry.modes, status, None)


def _cases(
    clause: Clause, trigger: Trigger, status: Status, parts: Parts, saying: Saying | None
) -> tuple[str, ...]:
    if _has_condition(clause, trigger.head):
        return ("conditional", "to-come")
    if status != "future":
        return ()
    if saying is not None and _speaks_itself(clause, trigger, parts, saying):
        return ("warned", "to-come")
    return ("to-come",)


def _has_condition(clause: Clause, head: int) -> bool:
    """Whether a clause with `unless` or `if` hangs on the trigger or the verbs it stands with."""
    for verb in (head, *clause.ancestors(head)):
        for inner in clause.kids(verb, "advcl"):
            if any(clause.tokens[c].lemma in CONDITIONS for c in clause.kids(inner, "mark")):
                return True
        if clause.tokens[verb].dep not in ("xcomp", "dobj", "pobj", "prep", "conj"):
            return False
    return False


def _speaks_itself(clause: Clause, trigger: Trigger, parts: Parts, saying: Saying) -> bool:
    """Whether the doer announces its own deed: `the army said it would bomb`, `we will jail them`."""
    if any(a.entity is not None and a.entity == saying.entity for a in parts.actors):
        return True
    subjects = clause.slots(trigger.head).get("subject", ())
    return any(clause.tokens[s].lemma in OURSELVES for s in subjects)
