"""How good the machine is and how far people agree, from what was decided."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from random import Random
from typing import Literal, NamedTuple

from tocsin.model import Event
from tocsin.review.decision import Decision, not_undone
from tocsin.review.standing import claims

FIELDS = (
    "type", "mode", "actor", "recipient", "place", "date", "size", "status", "voice", "attribution",
)  # fmt: skip
LEAST = 30
"""Units that two people have coded, below which no agreement is told: a few pairs say nothing."""
DRAWS = 300
Z = 1.959964
Measure = Literal["nominal", "interval", "ratio"]


class Precision(NamedTuple):
    """How many of some findings were right, and between what the share lies with 95 % confidence (Wilson)."""

    name: str
    right: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share that was right."""
        return self.right / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha of one field; None with the reason why where it cannot be told."""

    name: str
    measure: Measure
    alpha: float | None
    low: float | None
    """Between `low` and `high` with 95 % confidence (bootstrap over units)."""
    high: float | None
    units: int
    """Events that two people or more have coded."""
    coders: int
    refused: str = ""


def wilson(right: int, n: int) -> tuple[float, float]:
    """The interval of a share with 95 % confidence; 0 to 1 where nothing is known."""
    if n == 0:
        return 0.0, 1.0
    p, z2 = right / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


# ------------------------------------------------------------------ precision


class Checked(NamedTuple):
    """One finding of the machine that was checked: right at all, and the fields that were wrong."""

    event: Event
    source: str
    right: bool
    wrong: frozenset[str]


def sample(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The random sample: of each event up to the furthest that the audit has come to, the first decision.

    The audit goes by id, which is a hash. What was decided before in another order is part of the sample too,
    so that what people chose to look at does not change what is measured.
    """
    open_ones = [d for d in not_undone(decisions) if d.verdict in ("accepted", "corrected", "rejected")]
    furthest = max((d.event for d in open_ones if d.order == "audit"), default="")
    first: dict[str, Decision] = {}
    for decision in open_ones:
        if decision.event <= furthest and not decision.blind and decision.before is not None:
            first.setdefault(decision.event, decision)
    return tuple(first.values())


def checked(decision: Decision, source: str) -> Checked:
    """What a decision says of the machine's finding."""
    assert decision.before is not None
    wrong: frozenset[str] = frozenset()
    if decision.after is not None:
        before, after = claims(decision.machine or decision.before), claims(decision.after)
        wrong = frozenset(field for field in FIELDS if before[field] != after[field])
    return Checked(decision.before, source, decision.verdict != "rejected", wrong)


def precision(found: Sequence[Checked], by: Callable[[Checked], str]) -> tuple[Precision, ...]:
    """The share of findings that were right, by some value of theirs; the most frequent first."""
    every, right = Counter(by(c) for c in found), Counter(by(c) for c in found if c.right)
    return tuple(Precision(name, right[name], n, *wilson(right[name], n)) for name, n in every.most_common())


def precision_of_fields(found: Sequence[Checked]) -> tuple[Precision, ...]:
    """For each field, the share of right findings whose value of it was right too."""
    events = [c for c in found if c.right]
    counts = [(field, sum(field not in c.wrong for c in events)) for field in FIELDS]
    return tuple(Precision(field, right, len(events), *wilson(right, len(events))) for field, right in counts)


# ------------------------------------------------------------------ agreement

Unit = Sequence[Hashable]
"""The values that several people gave of one thing."""


def alpha(units: Iterable[Unit], distance: Callable[[Hashable, Hashable], float]) -> float | None:
    """Krippendorff's alpha: 1 is full agreement, 0 what chance gives. None where all values are the same.

    From the counts of values, so that the cost grows with their number squared, not with that of the pairs.
    """
    pairable = [list(unit) for unit in units if len(unit) > 1]
    counts: Counter[Hashable] = Counter(value for unit in pairable for value in unit)
    n = sum(counts.values())
    observed = sum(
        sum(distance(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in pairable
    )
    values = list(counts)
    expected = sum(
        counts[a] * counts[b] * distance(a, b) * 2 for i, a in enumerate(values) for b in values[i + 1 :]
    )
    if n < 2 or expected == 0:
        return None
    return 1 - (n - 1) * observed / expected


def nominal(a: Hashable, b: Hashable) -> float:
    """Same or not."""
    return float(a != b)


def interval(a: Hashable, b: Hashable) -> float:
    """The square of the difference of two numbers; no number is as far from one as the scale is wide."""
    return float((_number(a) - _number(b)) ** 2)


def ratio(a: Hashable, b: Hashable) -> float:
    """The square of the difference in relation to the sum."""
    x, y = _number(a), _number(b)
    return ((x - y) / (x + y)) ** 2 if x + y else 0.0


def _number(value: Hashable) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


DISTANCES: Mapping[Measure, Callable[[Hashable, Hashable], float]] = {
    "nominal": nominal, "interval": interval, "ratio": ratio,
}  # fmt: skip


def opinions(decisions: Iterable[Decision]) -> dict[str, dict[str, Decision]]:
    """By event, the last that each person decided on it."""
    found: dict[str, dict[str, Decision]] = {}
    for decision in not_undone(decisions):
        if decision.verdict in ("accepted", "corrected", "rejected"):
            found.setdefault(decision.event, {})[decision.by] = decision
    return {event: by for event, by in found.items() if len(by) > 1}


def agreements(decisions: Iterable[Decision]) -> tuple[Agreement, ...]:
    """How far people agree: whether there is an event at all, and on each field of those that both kept."""
    double = opinions(decisions)
    coders = len({person for by in double.values() for person in by})
    return tuple(
        _agreement(name, measure, [_values(by, read) for by in double.values()], coders)
        for name, measure, read in READ
    )


def _values(by: Mapping[str, Decision], read: Callable[[Decision], Hashable]) -> Unit:
    return [value for decision in by.values() if (value := read(decision)) is not None]


def _agreement(name: str, measure: Measure, units: Sequence[Unit], coders: int) -> Agreement:
    pairable = [unit for unit in units if len(unit) > 1]
    if len(pairable) < LEAST:
        refused = f"{len(pairable)} events coded by two people are too few: from {LEAST} on it is told"
        return Agreement(name, measure, None, None, None, len(pairable), coders, refused)
    distance = DISTANCES[measure]
    found = alpha(pairable, distance)
    if found is None:
        return Agreement(name, measure, None, None, None, len(pairable), coders, "all values are the same")
    random, draws = Random(0), []
    for _ in range(DRAWS):
        drawn = alpha(random.choices(pairable, k=len(pairable)), distance)
        draws.append(1.0 if drawn is None else drawn)
    draws.sort()
    return Agreement(
        name, measure, found, draws[int(DRAWS * 0.025)], draws[int(DRAWS * 0.975) - 1], len(pairable), coders
    )


def _kept(decision: Decision) -> Event | None:
    """The event as the person would have it; None where it is none."""
    return None if decision.verdict == "rejected" else decision.after or decision.before


def _field(name: str) -> Callable[[Decision], Hashable]:
    def read(decision: Decision) -> Hashable:
        event = _kept(decision)
        return str(claims(event)[name]) if event else None

    return read


def _day(decision: Decision) -> Hashable:
    event = _kept(decision)
    return event.date.start.toordinal() if event and event.date else None


def _size(decision: Decision) -> Hashable:
    event = _kept(decision)
    numbers = [q.max if q.min is None else q.min for q in event.sizes] if event else []
    return numbers[0] if numbers else None


READ: tuple[tuple[str, Measure, Callable[[Decision], Hashable]], ...] = (
    ("is it an event", "nominal", lambda decision: decision.verdict != "rejected"),
    *((name, "nominal", _field(name)) for name in ("type", "mode", "place", "status", "voice")),
    ("date", "interval", _day),
    ("size", "ratio", _size),
)
