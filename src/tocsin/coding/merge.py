"""Two mentions of one event in one report are one record with two pieces of evidence.

Unless date, place or participants differ (coding guide, "One event, one record"). Only dates and places
that a mention gives itself count: what it takes from its narration proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from tocsin.coding.dates import EPISODE
from tocsin.coding.finding import Finding
from tocsin.coding.grammar import Clause
from tocsin.coding.triggers import Trigger
from tocsin.model import Event, Participant, When, Where

V = TypeVar("V", When, Where)
SPELLING = frozenset(("advcl", "acl", "pcomp", "prep", "pobj", "conj", "dobj", "xcomp"))
"""Links by which one trigger spells another one out."""
UNREAL = frozenset(("future", "hypothetical"))
REACH = 40
"""Sentences that a repeated mention may lie behind the first."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event as one mention tells it."""

    event: Event
    lemma: str
    """Of the trigger's head."""
    is_noun: bool
    is_new: bool
    """Whether the words introduce something new: `a strike`, `another march`."""
    date: When | None
    """As given by the mention itself."""
    place: Where | None
    part_of_trigger: int | None
    """Head token of the trigger in its sentence that this one only spells out (`..., killing three`)."""
    head: int
    aside: bool = False
    """Whether it is told in a clause beside the main one: `after shots were fired`."""


def as_told(finding: Finding, event: Event, triggers: tuple[Trigger, ...]) -> Told:
    """The event of a finding with what tells whether it is a new one or an old one again."""
    trigger, clause = finding.trigger, finding.clause
    return Told(
        event,
        lemma=clause.tokens[trigger.head].lemma,
        is_noun=trigger.entry.pos == "n",
        is_new=clause.is_indefinite(trigger.head),
        date=event.date if finding.dated_here else None,
        place=event.place if finding.placed_here else None,
        part_of_trigger=_spelt_out(clause, trigger, triggers),
        head=trigger.head,
        aside=clause.is_aside(trigger.head),
    )


def as_member(event: Event) -> Told:
    """A member of a list, which merges with nothing."""
    return Told(event, "", is_noun=False, is_new=True, date=None, place=None, part_of_trigger=None, head=-1)


def _spelt_out(clause: Clause, trigger: Trigger, triggers: tuple[Trigger, ...]) -> int | None:
    """The trigger of the same type that this one hangs below: `opened fire, killing two`."""
    others = [t for t in triggers if t is not trigger and t.entry.type == trigger.entry.type]
    above = {word: other.head for other in others for word in other.words}
    i = trigger.head
    for up in clause.ancestors(i):
        token = clause.tokens[i]
        if token.dep not in SPELLING or (token.pos == "VERB" and token.tag != "VBG"):
            return None
        if up in above and token.dep != "conj":
            return above[up]
        i = up
    return None


def merge_mentions(mentions: Iterable[Told]) -> tuple[tuple[Event, ...], int]:
    """Events with repeated mentions merged into the first, and how many were merged."""
    kept: list[Told] = []
    first: dict[str, str] = {}
    """The mention into which one was merged, by their ids."""
    for told in mentions:
        index = next((i for i in reversed(range(len(kept))) if _same(kept[i], told)), None)
        if index is None:
            kept.append(told)
        else:
            first[told.event.id] = kept[index].event.id
            kept[index] = replace(kept[index], event=_join(kept[index].event, told))
    return tuple(_of_first(told.event, first) for told in kept), len(first)


def _of_first(event: Event, first: Mapping[str, str]) -> Event:
    """A member of a whole that was merged is a member of what that was merged into."""
    whole = first.get(event.part_of or "")
    return replace(event, part_of=whole) if whole else event


def _same(old: Told, new: Told) -> bool:
    a, b = old.event, new.event
    if a.type != b.type or a.part_of or b.part_of:
        return False
    if a.modes and b.modes and not set(a.modes) & set(b.modes):
        return False
    apart = b.evidence[0].sentence - a.evidence[0].sentence
    if apart == 0 and (new.part_of_trigger == old.head or old.part_of_trigger == new.head):
        return True
    if (
        apart > REACH
        or not _compatible(a, b, told_of=new.is_noun and not new.is_new)
        or _differ(old.date, new.date)
        or _is_another_time(a.date, new.date)
        or _elsewhere(old.place, new.place)
    ):
        return False
    actors = _overlap(a.actors, b.actors)
    recipients = _overlap(a.recipients, b.recipients)
    alike = bool({*a.modes} & {*b.modes}) and old.aside == new.aside
    if apart == 0 and alike and actors is not False and (actors or recipients):
        return True  # `criticised the mayor, accusing him of lies`; one attack may have several victims
    if actors is False or recipients is False:
        return False
    if new.is_noun:
        return not new.is_new or bool(actors)
    if old.is_noun:
        return bool(actors or recipients)
    return (old.lemma == new.lemma and bool(actors or recipients)) or bool(actors and recipients)


def _compatible(a: Event, b: Event, *, told_of: bool) -> bool:
    """Whether status allows the two to be one.

    What is said of a known event (`the strike will cost millions`) is no statement of its status.
    """
    if (a.status == "negated") != (b.status == "negated"):
        return False
    return told_of or a.status == b.status or not {a.status, b.status} & UNREAL


def _is_another_time(narrated: When | None, new: When | None) -> bool:
    """Whether the new mention is of days far from the narration: a march, and `last month's protests`."""
    if narrated is None or new is None:
        return False
    return max(new.start - narrated.end, narrated.start - new.end) > EPISODE


def _differ(old: When | None, new: When | None) -> bool:
    return bool(old and new and (old.end < new.start or new.end < old.start))


def _elsewhere(old: Where | None, new: Where | None) -> bool:
    if not old or not new:
        return False
    if {"country", "area"} & {old.level, new.level}:
        return bool(old.country and new.country and old.country != new.country)
    return old.name != new.name and old.level == new.level


def _overlap(old: tuple[Participant, ...], new: tuple[Participant, ...]) -> bool | None:
    """Whether the two name somebody in common; None where one of them names nobody."""
    if not old or not new:
        return None
    return bool({p.entity or p.name for p in old} & {p.entity or p.name for p in new})


def _join(old: Event, told: Told) -> Event:
    """The first mention, with what only the second one tells added, and its victims if they are others."""
    new = told.event
    known = {(size.min, size.max) for size in old.sizes}
    others = told.part_of_trigger is None and _overlap(old.recipients, new.recipients) is False
    return replace(
        old,
        modes=(*old.modes, *(mode for mode in new.modes if mode not in old.modes)),
        actors=old.actors or new.actors,
        recipients=old.recipients + new.recipients if others else old.recipients or new.recipients,
        place=_surer(old.place, new.place),
        date=_surer(old.date, new.date),
        sizes=(*old.sizes, *(size for size in new.sizes if (size.min, size.max) not in known)),
        demands=(*old.demands, *(demand for demand in new.demands if demand not in old.demands)),
        evidence=old.evidence + new.evidence,
    )


def _surer(old: V | None, new: V | None) -> V | None:
    """The one that its own mention tells; else the first."""
    if old is None or (new is not None and new.told and not old.told):
        return new
    return old
