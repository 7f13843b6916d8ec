"""Two mentions of one event in one report are one record with two pieces of evidence.

Unless date, place or participants differ (coding guide, "One event, one record").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tocsin.model import Event, Participant, When, Where


def merge_mentions(events: Iterable[Event], again: frozenset[str]) -> tuple[tuple[Event, ...], int]:
    """Events with repeated mentions merged into the first, and how many were merged.

    `again` holds ids of mentions that do not tell a new event of themselves: nouns (`the strike`)
    and anaphoric verbs. Such a mention joins the nearest earlier event it does not contradict.
    """
    kept: list[Event] = []
    merged = 0
    for event in events:
        index = next(
            (i for i in reversed(range(len(kept))) if _same(kept[i], event, event.id in again)), None
        )
        if index is None:
            kept.append(event)
        else:
            kept[index] = _join(kept[index], event)
            merged += 1
    return tuple(kept), merged


def _same(old: Event, new: Event, again: bool) -> bool:
    if old.type != new.type or old.part_of != new.part_of:
        return False
    if old.modes and new.modes and not set(old.modes) & set(new.modes):
        return False
    if (old.status == "negated") != (new.status == "negated"):
        return False
    if {old.status, new.status} & {"future", "hypothetical"} and old.status != new.status:
        return False
    if _differ(old.date, new.date) or _elsewhere(old.place, new.place):
        return False
    actors = _overlap(old.actors, new.actors)
    recipients = _overlap(old.recipients, new.recipients)
    if actors is False or recipients is False:
        return False
    return bool(actors or recipients) if not again else True


def _differ(old: When | None, new: When | None) -> bool:
    return bool(old and new and (old.end < new.start or new.end < old.start))


def _elsewhere(old: Where | None, new: Where | None) -> bool:
    if not old or not new or "country" in (old.level, new.level) or "area" in (old.level, new.level):
        return bool(old and new and old.country and new.country and old.country != new.country)
    return old.name != new.name and old.level == new.level


def _overlap(old: tuple[Participant, ...], new: tuple[Participant, ...]) -> bool | None:
    """Whether the two name somebody in common; None where one of them names nobody."""
    if not old or not new:
        return None
    return bool({p.entity or p.name for p in old} & {p.entity or p.name for p in new})


def _join(old: Event, new: Event) -> Event:
    """The first mention, with what only the second one tells added."""
    return replace(
        old,
        modes=old.modes or new.modes,
        actors=old.actors or new.actors,
        recipients=old.recipients or new.recipients,
        place=_finer(old.place, new.place),
        date=old.date or new.date,
        sizes=old.sizes
        + tuple(s for s in new.sizes if (s.min, s.max) not in {(o.min, o.max) for o in old.sizes}),
        demands=old.demands + tuple(d for d in new.demands if d not in old.demands),
        evidence=old.evidence + new.evidence,
    )


def _finer(old: Where | None, new: Where | None) -> Where | None:
    return old or new
