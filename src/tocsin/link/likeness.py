"""How likely it is that two tellings are of one happening, and why.

A logistic combination of facts: each fact has a value from 0 to 1 and a weight from `weights.txt`. Before
it come vetoes, which no weight outvotes. The same for `(a, b)` and `(b, a)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import cos, exp, hypot, radians
from typing import NamedTuple

from tocsin.link.telling import Party, Spot, Telling
from tocsin.link.weights import weights
from tocsin.link.words import weight
from tocsin.names import same_person

Fact = tuple[str, float]
FAR = 10
"""Days between two told dates from which two happenings are two."""
FARTHER = 45
"""The same where one of the dates was not told by the event's own sentence, or only publication is known."""
APART_KM = 40.0
"""Kilometres between two places told from which they are two: what is nearer may be one town's two names."""
STORY = 4
"""Names that two reports share from which they tell one story."""
ORGANISED = frozenset("IGO UNO EUR NGO ISM IMG MNC".split())
"""Codes that stand for no country: a firm's branch may be coded by its land or as multinational."""
LONG = 60
"""An interval of more days than this says little."""


class Likeness(NamedTuple):
    """How likely two tellings are of one happening, 0 to 1, and what speaks for and against it."""

    score: float
    reasons: tuple[str, ...]


def likeness(a: Telling, b: Telling, table: Mapping[str, float] | None = None) -> Likeness:
    """The likeness of two tellings of different reports with the reasons, what weighs most first.

    `table` gives other weights than those that ship.
    """
    if why := veto(a, b):
        return Likeness(0.0, (why,))
    table = weights() if table is None else table
    found = [(fact, value, table.get(fact, 0.0) * value) for fact, value in facts(a, b)]
    found.sort(key=lambda row: (-abs(row[2]), row[0]))
    score = _logistic(table.get("always", 0.0) + sum(row[2] for row in found))
    return Likeness(score, tuple(_words(a, b, fact) for fact, _, share in found if abs(share) >= 0.2))


def score(a: Telling, b: Telling, table: Mapping[str, float] | None = None) -> float:
    """The likeness alone, for the many pairs of which nobody asks why."""
    if veto(a, b):
        return 0.0
    table = weights() if table is None else table
    return _logistic(table.get("always", 0.0) + sum(table.get(f, 0.0) * v for f, v in facts(a, b)))


def _logistic(x: float) -> float:
    return round(1.0 / (1.0 + exp(-max(-30.0, min(30.0, x)))), 4)


# ------------------------------------------------------------------ vetoes


def veto(a: Telling, b: Telling) -> str:
    """Why the two cannot be one, or nothing."""
    if a.kind != b.kind:
        return f"{a.type} is not {b.type}"
    if a.report == b.report:
        return "one report tells them apart"
    if (days := gap(a, b)) > (FAR if a.first and b.first and a.day_told and b.day_told else FARTHER):
        return f"dates {days} days apart"
    if a.spot and b.spot and a.spot.told and b.spot.told and _elsewhere(a.spot, b.spot):
        return f"{a.spot.name} is not {b.spot.name}"
    if bool(a.whole) != bool(b.whole) and not _one_member(a, b):
        return "one is the whole, the other a member"
    if _other_person(a.actors, b.actors) or _other_person(a.recipients, b.recipients):
        return "different people"
    return ""


def gap(a: Telling, b: Telling) -> int:
    """Days between the two intervals, 0 where they meet.

    Where no day is told, how far from the other's day the report is that tells it.
    """
    if a.first and b.first and a.last and b.last:
        return max(a.first - b.last, b.first - a.last, 0)
    if a.first and a.last:
        return max(a.first - (b.published or a.first), (b.published or a.last) - a.last, 0)
    if b.first:
        return gap(b, a)
    return abs(a.published - b.published) if a.published and b.published else 0


def _elsewhere(a: Spot, b: Spot) -> bool:
    """Whether two places are known to be two: towns, or sites of towns, far apart; different regions."""
    if a.country and b.country and a.country != b.country:
        return True
    small = ("city", "site")
    if a.level in small and b.level in small:
        return distance(a, b) > APART_KM
    return a.level == b.level == "region" and a.name != b.name


def distance(a: Spot, b: Spot) -> float:
    """Kilometres between two places, near enough on the scale of towns; 0 where either is not on the map."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return 0.0
    east = (a.lon - b.lon + 180) % 360 - 180
    return 111.2 * hypot(a.lat - b.lat, east * cos(radians((a.lat + b.lat) / 2)))


def _one_member(a: Telling, b: Telling) -> bool:
    """Whether the record of a member and one that is none name the same plant, as actor or as place."""
    member, other = (a, b) if a.whole else (b, a)
    return not {s for party in member.actors for s in party.sounds}.isdisjoint(other.names)


def _other_person(a: tuple[Party, ...], b: tuple[Party, ...]) -> bool:
    """Whether each side is people by their full names and nobody is of both."""
    if not a or not b or not all(p.person for p in (*a, *b)):
        return False
    return not any(same_person(x.names, y.names) for x in a for y in b)


# ------------------------------------------------------------------ facts


def facts(a: Telling, b: Telling) -> Iterator[Fact]:
    """What speaks for or against the two being one, each with how far it holds, 0 to 1."""
    if a.type != b.type:
        yield "type kin", 1.0
    yield from _act(a, b)
    yield from _time(a, b)
    yield from _place(a.spot, b.spot)
    yield from _people("actor", a.actors, b.actors)
    yield from _people("recipient", a.recipients, b.recipients)
    yield from _sizes(a, b)
    yield from _text(a, b)
    if (a.status == "negated") != (b.status == "negated"):
        yield "one denies", 1.0
    if (a.status == "historical") != (b.status == "historical"):
        yield "one long past", 1.0
    if (a.status in ("future", "hypothetical")) != (b.status in ("future", "hypothetical")):
        yield "one to come", 1.0


def _act(a: Telling, b: Telling) -> Iterator[Fact]:
    story = _one_story(a, b)
    yield "one story", story
    if a.modes and b.modes:
        if set(a.modes).isdisjoint(b.modes):
            yield "mode other", 1.0
            return
        yield "mode same", 1.0
    elif a.type != b.type:
        return
    elif not a.modes and not b.modes:
        yield "no mode", 1.0
    yield "only one in the story", story / max(a.rivals, b.rivals)


def _one_story(a: Telling, b: Telling) -> float:
    """How much two reports speak of the same names."""
    return min(1.0, len(set(a.about).intersection(b.about)) / STORY)


def _time(a: Telling, b: Telling) -> Iterator[Fact]:
    days = gap(a, b)
    if a.first and b.first:
        if days == 0:
            width = max((t.last or 0) - (t.first or 0) for t in (a, b))
            yield ("day same" if width <= 3 else "dates meet"), max(0.0, 1 - width / LONG)
        elif days == 1:
            yield "a day apart", 1.0
        else:
            yield "days apart", min(1.0, days / FAR)
    elif days:
        yield "told days apart", min(1.0, days / FARTHER)
    if a.published and b.published:
        yield "published apart", min(1.0, abs(a.published - b.published) / 30)


def _place(a: Spot | None, b: Spot | None) -> Iterator[Fact]:
    if a is None or b is None:
        return
    told = a.told and b.told
    wide = a.level in ("country", "area"), b.level in ("country", "area")
    if a.country and b.country and a.country != b.country:
        yield "country other", 1.0 if told else 0.5
    elif any(wide):
        if a.name == b.name:
            yield "country same", 1.0
        elif told and not all(wide):
            yield "place wider", 1.0
    elif a.name == b.name or not set(a.sounds).isdisjoint(b.sounds):
        yield "place same", 1.0
    elif not set(a.nouns).isdisjoint(b.nouns):
        yield "place alike", 1.0
    elif told:
        yield from _other_place(a, b)


def _other_place(a: Spot, b: Spot) -> Iterator[Fact]:
    """What speaks against two places, near each other or not on the map, that share no word."""
    if a.level == b.level == "site":
        if a.sounds and b.sounds:
            yield "site other", 1.0
    elif a.level != "site" and b.level != "site":
        yield "place other", 1.0


def _people(role: str, a: tuple[Party, ...], b: tuple[Party, ...]) -> Iterator[Fact]:
    if not a or not b:
        return
    mine, theirs = {s for p in a for s in p.sectors}, {s for p in b for s in p.sectors}
    if mine and theirs:
        yield (f"{role} sector other" if mine.isdisjoint(theirs) else f"{role} sector same"), 1.0
    home, abroad = _from(a), _from(b)
    if home and abroad and home.isdisjoint(abroad):
        yield f"{role} country other", 1.0
    one_side = bool(home & abroad) and not mine.isdisjoint(theirs)
    yield from _named(role, a, b, one_side)


def _named(role: str, a: tuple[Party, ...], b: tuple[Party, ...], one_side: bool) -> Iterator[Fact]:
    """What the names say. `one_side` where country and sector agree: a capital and a minister may be one."""
    if not {s for p in a for s in p.sounds}.isdisjoint({s for p in b for s in p.sounds}):
        yield f"{role} same name", 1.0
    elif any(p.names for p in a) and any(p.names for p in b):
        yield (f"{role} same side" if one_side else f"{role} other name"), 1.0
    elif any(p.names for p in (*a, *b)):
        yield f"{role} one named", 1.0
    ours, others = {n for p in a for n in p.nouns}, {n for p in b for n in p.nouns}
    if ours and others:
        yield (f"{role} unlike" if ours.isdisjoint(others) else f"{role} alike"), 1.0


def _from(people: tuple[Party, ...]) -> set[str]:
    return {p.country for p in people if p.country and p.country not in ORGANISED}


def _sizes(a: Telling, b: Telling) -> Iterator[Fact]:
    pairs = [(x, y) for x in a.sizes for y in b.sizes if x[0] == y[0]]
    if pairs:
        fit = any(_meet(x[1], x[2], y[1], y[2]) for x, y in pairs)
        yield ("size fits" if fit else "size other"), 1.0


def _meet(low: float | None, high: float | None, least: float | None, most: float | None) -> bool:
    return (high is None or least is None or least <= high) and (most is None or low is None or low <= most)


def _text(a: Telling, b: Telling) -> Iterator[Fact]:
    shared = set(a.words).intersection(b.words)
    if shared:
        least = min(weight(a.words), weight(b.words))
        yield "words", min(1.0, weight(shared) / (least or 1))
    act = set(a.trigger).intersection(b.trigger)
    if act:
        yield "trigger", min(1.0, weight(act) / (min(weight(a.trigger), weight(b.trigger)) or 1))
    across = len(a.names & b.names)
    if across:
        yield "names", min(1.0, across / 3)


# ------------------------------------------------------------------ in words


def _words(a: Telling, b: Telling, fact: str) -> str:
    """A fact as a sentence for people: `same place: minsk`."""
    if fact in ("day same", "dates meet"):
        return "same day" if fact == "day same" else "dates meet"
    if fact in ("days apart", "told days apart", "a day apart"):
        return f"dates {gap(a, b)} days apart" if gap(a, b) > 1 else "dates a day apart"
    if fact == "mode same":
        return f"both {', '.join(sorted(set(a.modes) & set(b.modes)))}"
    if fact in ("place same", "country same") and a.spot and b.spot:
        return f"same place: {min(a.spot.name, b.spot.name, key=lambda n: (len(n), n))}"
    if fact in ("place other", "country other") and a.spot and b.spot:
        return "different places: " + ", ".join(sorted((a.spot.name, b.spot.name)))
    if fact == "words":
        best = sorted(set(a.words).intersection(b.words), key=lambda w: (-weight((w,)), w))
        return f"same words: {' '.join(best[:4])}"
    if fact == "type kin":
        return "coded as " + " and ".join(sorted((a.type, b.type)))
    return _PLAIN.get(fact, fact)


_PLAIN = {
    "mode other": "different modes",
    "published apart": "published on different days",
    "place alike": "places of one kind",
    "site other": "different sites",
    "place wider": "one place lies in the other",
    "no mode": "same type",
    "only one in the story": "the only one of its kind in both reports",
    "actor same name": "same actor",
    "actor other name": "actors of different names",
    "actor same side": "actors of one side",
    "actor one named": "only one names the actor",
    "actor alike": "actors alike",
    "actor unlike": "actors called otherwise",
    "actor sector same": "actors of one sector",
    "actor sector other": "actors of different sectors",
    "actor country other": "actors of different countries",
    "recipient same name": "same recipient",
    "recipient other name": "recipients of different names",
    "recipient same side": "recipients of one side",
    "recipient one named": "only one names the recipient",
    "recipient alike": "recipients alike",
    "recipient unlike": "recipients called otherwise",
    "recipient sector same": "recipients of one sector",
    "recipient sector other": "recipients of different sectors",
    "recipient country other": "recipients of different countries",
    "size fits": "numbers fit",
    "size other": "numbers differ",
    "trigger": "same words for the act",
    "one story": "reports about the same names",
    "names": "same names in both",
    "one denies": "one of them denies it",
    "one long past": "one calls it long past",
    "one to come": "one says it is to come",
}
