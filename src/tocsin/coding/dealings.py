"""Who has had to do with whom so far in a report: whom `both sides`, `the two parties` mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import product

from tocsin.codebook.countries import ORGANISATIONS
from tocsin.model import Entity, Event, Participant

Pair = tuple[str, str]
"""Ids of two entities."""
BODIES = frozenset(("organization", "group", "country"))
"""What sides are, rather than single people."""
BETWEEN = frozenset(("COP", "JUD", "MED", "JRN", "REL"))
"""Sectors of those who come between two sides, or tell of them."""
NO_SIDES = frozenset(("REQUEST", "CONSULT", "SUPPORT", "COOPERATE", "AID"))
"""Types of what third parties and friends do."""


class Dealings:
    """Pairs of actor and recipient, in the order of the text. Grows while a report is coded, never shared."""

    def __init__(self) -> None:
        self._pairs: list[Pair] = []

    def add(self, event: Event) -> None:
        """Remember who did it to whom."""
        if event.type in NO_SIDES:
            return
        for actor, recipient in product(filter(_is_side, event.actors), filter(_is_side, event.recipients)):
            if actor.entity and recipient.entity and actor.entity != recipient.entity:
                self._pairs.append((actor.entity, recipient.entity))

    def sides(self, entities: Mapping[str, Entity]) -> tuple[Entity, ...]:
        """The two bodies that dealt with each other most, of several the last; else nobody."""
        known = [pair for pair in self._pairs if entities.keys() >= {*pair}]
        bodies = [pair for pair in known if all(entities[i].kind in BODIES for i in pair)]
        counts = Counter(frozenset(pair) for pair in bodies)
        best = max(reversed(bodies), key=lambda pair: counts[frozenset(pair)], default=())
        return tuple(entities[i] for i in best)


def _is_side(person: Participant) -> bool:
    """Whether somebody may be a side: no police, no court, no international organisation."""
    return person.country not in ORGANISATIONS and not BETWEEN.intersection(person.sectors[:1])
