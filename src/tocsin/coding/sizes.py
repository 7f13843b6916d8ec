"""How many took part in an event or suffered it: the numbers of a sentence that are sizes of its events.

A number is a size where it counts those an event is about: who marched, who was arrested. The dead and
injured belong to the nearest violent deed, told in the same sentence or just before. Lengths of time,
money and shares measure something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tocsin.coding.grammar import NOMINAL, Clause
from tocsin.coding.merge import Told
from tocsin.coding.reading import Counted, Reading, Scene
from tocsin.coding.roles import Parts
from tocsin.coding.triggers import Trigger
from tocsin.model import Quantity

LINKS = frozenset(("nummod", "amod", "quantmod", "compound", "appos", "acl", "advmod", "npadvmod", "nmod"))
"""Links by which a number leads up to the phrase whose size it is."""
AT = frozenset(("at", "from", "by"))
"""Prepositions after which the firms of those who strike are counted: `workers at dozens of firms`."""
STEPS = 5
DOERS = ("subject", "by", "possessor")
TARGETS = ("object", "dative", "of", "noun")
LATER = 2
"""Sentences after a violent deed in which its dead are still counted."""


def find_sizes(
    reading: Reading, scene: Scene, clause: Clause, trigger: Trigger, kind: str, parts: Parts
) -> tuple[Quantity, ...]:
    """The sizes that one mention of an event of type `kind` gives, but for the dead and injured."""
    numbers = [n for n in scene.numbers if not n.fate and _counts_things(reading, n)]
    if not numbers:
        return ()
    heads = _counted(reading, clause, trigger, kind, parts)
    return tuple(n.quantity for n in numbers if _leads_to(clause, n, heads))


def _counted(reading: Reading, clause: Clause, trigger: Trigger, kind: str, parts: Parts) -> set[int]:
    """Heads of the phrases whose number is the size of an event of this type."""
    sides = (*parts.actors, *parts.recipients)
    slots: tuple[str, ...] = (*DOERS, *TARGETS)
    if kind in reading.cues["counted-doer"]:
        sides, slots = parts.actors, (*DOERS, "at", "in")
    elif kind in reading.cues["counted-target"]:
        sides, slots = parts.recipients, TARGETS
    filled = clause.slots(trigger.head)
    heads = {h for p in sides if p.span and not p.implicit and (h := clause.top(p.span)) is not None}
    heads |= {h for slot in slots for h in filled.get(slot, ())}
    return heads | {trigger.head} if trigger.entry.pos == "n" else heads


def _counts_things(reading: Reading, number: Counted) -> bool:
    quantity = number.quantity
    if quantity.max == 0 or quantity.is_money:
        return False  # nobody; money
    return quantity.unit not in reading.cues["measure"]


def _leads_to(clause: Clause, number: Counted, heads: set[int]) -> bool:
    """Whether the number stands in a phrase with one of `heads`, as its count or its firms'."""
    i = number.noun if number.noun is not None else number.last
    for _ in range(STEPS):
        if i in heads:
            return True
        token = clause.tokens[i]
        above = clause.tokens[token.head]
        if token.dep == "conj" and above.pos not in NOMINAL:
            return False
        if token.dep == "pobj":
            if above.lemma not in AT and not (above.lemma == "of" and _is_number(clause, above.head, number)):
                return False
        elif token.dep not in (*LINKS, "conj", "prep", "agent"):
            return False
        i = token.head
    return False


def _is_number(clause: Clause, i: int, number: Counted) -> bool:
    return number.first <= i <= number.last or clause.tokens[i].pos == "NUM"


# ------------------------------------------------------------------ the dead and injured


def with_victims(reading: Reading, scene: Scene, clause: Clause, told: Sequence[Told]) -> list[Told]:
    """What has been told, the dead and injured that `scene` counts added to the deeds they suffered from."""
    found = list(told)
    for number in scene.numbers:
        if number.fate and number.quantity.max != 0:
            index = _deed(reading, scene, clause, number, found)
            if index is not None:
                found[index] = _add(found[index], replace(number.quantity, unit=number.fate))
    return found


def _deed(
    reading: Reading, scene: Scene, clause: Clause, number: Counted, told: Sequence[Told]
) -> int | None:
    """Which event of violence a number of dead or injured belongs to: here the nearest, else the last."""
    i = number.noun if number.noun is not None else number.last
    above = {i, *clause.ancestors(i)}
    here: list[tuple[bool, int, int]] = []
    for index in range(len(told) - 1, -1, -1):
        event, head = told[index].event, told[index].head
        apart = scene.analysis.sentence.index - event.evidence[0].sentence
        if apart > LATER or (apart and here):
            break
        if event.type not in reading.cues["counted-victim"] or event.part_of or event.status == "negated":
            continue
        if apart:
            return index
        here.append((head not in above, abs(head - i), index))
    return min(here)[2] if here else None


def _add(told: Told, size: Quantity) -> Told:
    sizes = told.event.sizes
    if any((s.min, s.max) == (size.min, size.max) and s.unit == size.unit for s in sizes):
        return told
    return replace(told, event=replace(told.event, sizes=(*sizes, size)))
