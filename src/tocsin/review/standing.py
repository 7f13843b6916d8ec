"""What holds of an event after a decision: a person's word before the machine's, which is kept beside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple, get_args

from tocsin.model import Entity, Event, Participant, Quantity, When, Where
from tocsin.review.decision import Decision

Standing = Literal["accepted", "corrected", "added", "unsure", "rejected"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)


class Stand(NamedTuple):
    """How one event that was decided stands."""

    standing: Standing
    event: Event | None
    """What holds; None where it was rejected."""
    machine: Event | None
    """What the machine says; None where it does not find the event."""
    decision: Decision
    again: bool
    """Whether the machine has come to say something else than the person saw: to be looked at again."""


def stand(machine: Event | None, decision: Decision) -> Stand | None:
    """What holds of an event under a decision; None where nothing does: unsure, and found no more.

    What a person confirmed or wrote is as sure as can be (1.0), and stays when the machine changes its mind.
    """
    again = decision.verdict != "added" and _says_otherwise(machine, decision)
    if decision.verdict == "unsure":
        return Stand("unsure", machine, machine, decision, again) if machine else None
    if decision.verdict == "rejected":
        return Stand("rejected", None, machine, decision, again and machine is not None)
    kept = decision.after or decision.before
    assert kept is not None, "a decision that keeps an event names it"
    steps = machine.steps if machine and not again else ()
    standing: Standing = "accepted"
    if decision.verdict != "accepted":
        standing = "added" if decision.verdict == "added" else "corrected"
    return Stand(standing, replace(kept, confidence=1.0, steps=steps), machine, decision, again)


def _says_otherwise(machine: Event | None, decision: Decision) -> bool:
    """Whether the machine now says something else than it said when this was decided."""
    then = decision.machine or decision.before
    if machine is None or decision.unfound or then is None:
        return (machine is None) != decision.unfound
    return claim(machine) != claim(then)


def standing_events(
    found: Sequence[Event], decisions: Mapping[str, Decision], entities: Sequence[Entity] = ()
) -> tuple[tuple[Event, ...], tuple[Stand, ...]]:
    """What holds of all events of a report, in text order, and how the decided ones among them stand.

    `found` is what the machine says, `decisions` those in force by event; people are looked up in `entities`
    again, whose ids may have changed since.
    """
    machine = {event.id: event for event in found}
    names = {name: entity.id for entity in reversed(entities) for name in (entity.name, *entity.aliases)}
    stands = tuple(s for id, d in decisions.items() if (s := stand(machine.get(id), d)) is not None)
    decided = {s.decision.event: s for s in stands}
    events = [e for e in found if e.id not in decided]
    events += [_known(s.event, s, names) for s in stands if s.event is not None]
    places = {event.id: n for n, event in enumerate(found)}
    return tuple(sorted(events, key=lambda e: _order(e, places, found))), stands


def _order(event: Event, places: Mapping[str, int], found: Sequence[Event]) -> tuple[int, int]:
    """Where the event stands in the report: the machine's stay in their order, others go between."""
    if event.id in places:
        return places[event.id], 0
    before = [n for n, other in enumerate(found) if other.trigger.start <= event.trigger.start]
    return (before[-1] if before else -1), 1 + event.trigger.start


def _known(event: Event, stands: Stand, names: Mapping[str, str]) -> Event:
    """The event with its people's ids as they are in the report's coding now."""
    if stands.machine is not None and not stands.again and stands.standing != "corrected":
        return replace(event, actors=stands.machine.actors, recipients=stands.machine.recipients)
    return replace(
        event,
        actors=tuple(replace(who, entity=names.get(who.name)) for who in event.actors),
        recipients=tuple(replace(who, entity=names.get(who.name)) for who in event.recipients),
    )


# ------------------------------------------------------------------ what an event claims

Claims = Mapping[str, object]


def claims(event: Event) -> Claims:
    """What the event says, field by field, without how it was come by and how sure it is."""
    return {
        "type": event.type,
        "mode": event.modes,
        "context": event.contexts,
        "actor": tuple(map(_who, event.actors)),
        "recipient": tuple(map(_who, event.recipients)),
        "place": _where(event.place),
        "date": _when(event.date),
        "size": tuple(map(_amount, event.sizes)),
        "demands": event.demands,
        "status": event.status,
        "voice": event.voice,
        "attribution": event.attribution and (event.attribution.text, event.attribution.name),
    }


def claim(event: Event) -> str:
    """A hash of what the event says: equal for two codings that say the same."""
    text = json.dumps(claims(event), ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def differing(one: Event, other: Event) -> tuple[str, ...]:
    """The fields in which two events do not say the same."""
    a, b = claims(one), claims(other)
    return tuple(field for field in a if a[field] != b[field])


def _who(who: Participant) -> tuple[object, ...]:
    return who.text, who.name, who.country, who.sectors


def _where(where: Where | None) -> object:
    return where and (where.name, where.country, where.geonames, where.level)


def _when(when: When | None) -> object:
    return when and (when.start.isoformat(), when.end.isoformat())


def _amount(quantity: Quantity) -> tuple[object, ...]:
    return quantity.min, quantity.max, quantity.unit, quantity.by
