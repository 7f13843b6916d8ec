"""How likely it is that two tellings are of one happening, and why.

A logistic combination of facts: each fact has a value from 0 to 1 and a weight from `weights.txt`. Before
it come vetoes, which no weight outvotes. The same for `(a, b)` and `(b, a)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, exp, hypot, radians
from typing import NamedTuple

from tocsin.link.telling import NOBODY, Side, Spot, Telling
from tocsin.link.weights import weights
from tocsin.link.words import weight
from tocsin.names import same_person

Facts = list[tuple[str, float]]
FAR = 10
"""Days between two told dates from which two happenings are two."""
FARTHER = 45
"""The same where one of the dates was not told by the event's own sentence, or only publication is known."""
APART_KM = 40.0
"""Kilometres between two places told from which they are two: what is nearer may be one town's two names."""
STORY = 4
"""Names that two reports share from which they tell one story."""
ORGANISED = frozenset(("IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"))
"""Codes that stand for no country: a firm's branch may be coded by its land or as multinational."""
TO_COME = ("future", "hypothetical")
LONG = 60
"""An interval of more days than this says little."""
TELLING = 0.2
"""What a fact must add or take away to be named as a reason."""


class Likeness(NamedTuple):
    """How likely two tellings are of one happening, 0 to 1, and what speaks for and against it."""

    score: float
    reasons: tuple[str, ...]


def likeness(a: Telling, b: Telling, table: Mapping[str, float] | None = None) -> Likeness:
    """The likeness of two tellings of different reports with the reasons, what weighs most first.

    `table` gives other weights than those that ship.
    """
    if why := veto(a, b, gap(a, b)):
        return Likeness(0.0, (why,))
    table = weights() if table is None else table
    found = [(fact, table[fact] * value) for fact, value in facts(a, b)]
    found.sort(key=lambda row: (-abs(row[1]), row[0]))
    reasons = (_words(a, b, fact) for fact, share in found if abs(share) >= TELLING or fact == "one denies")
    return Likeness(score(a, b, table), tuple(reasons))


def score(
    a: Telling, b: Telling, table: Mapping[str, float] | None = None, *, hopeless: float = -30.0
) -> float:
    """The likeness alone, for the many pairs of which nobody asks why.

    Where even the same words would leave the logit below `hopeless`, the words are not compared and it is 0.
    """
    days = gap(a, b)
    if veto(a, b, days):
        return 0.0
    table = weights() if table is None else table
    out: Facts = []
    _circumstances(a, b, days, out)
    x = table["always"]
    for fact, value in out:
        x += table[fact] * value
    if x + table["words"] + table["trigger"] + table["names"] < hopeless:
        return 0.0
    out = []
    _text(a, b, out)
    for fact, value in out:
        x += table[fact] * value
    return round(1.0 / (1.0 + exp(-max(-30.0, min(30.0, x)))), 4)


# ------------------------------------------------------------------ vetoes


def veto(a: Telling, b: Telling, days: int) -> str:
    """Why the two, `days` apart, cannot be one, or nothing."""
    if a.kind != b.kind:
        return f"{a.type} is not {b.type}"
    if a.report == b.report:
        return "one report tells them apart"
    if days > FAR and (days > FARTHER or (a.first and b.first and a.day_told and b.day_told)):
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
    if a.level == "region" or b.level == "region":
        return a.level == b.level and a.name != b.name
    if a.lat == b.lat and a.lon == b.lon:
        return False
    small = ("city", "site")
    return a.level in small and b.level in small and distance(a, b) > APART_KM


def distance(a: Spot, b: Spot) -> float:
    """Kilometres between two places, near enough on the scale of towns; 0 where either is not on the map."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return 0.0
    east = (a.lon - b.lon + 180) % 360 - 180
    return 111.2 * hypot(a.lat - b.lat, east * cos(radians((a.lat + b.lat) / 2)))


def _one_member(a: Telling, b: Telling) -> bool:
    """Whether the record of a member and one that is none name the same plant, as actor or as place."""
    member, other = (a, b) if a.whole else (b, a)
    return not set(member.actors.sounds).isdisjoint(other.names)


def _other_person(a: Side, b: Side) -> bool:
    """Whether each side is people by their full names and nobody is of both."""
    if not a.persons or not b.persons or not set(a.persons).isdisjoint(b.persons):
        return False
    return not any(same_person(x, y) for x in a.persons for y in b.persons)


# ------------------------------------------------------------------ facts


def facts(a: Telling, b: Telling) -> Facts:
    """What speaks for or against the two being one, each with how far it holds, 0 to 1."""
    out: Facts = []
    _circumstances(a, b, gap(a, b), out)
    _text(a, b, out)
    return out


def _circumstances(a: Telling, b: Telling, days: int, out: Facts) -> None:
    """All but the words."""
    _act(a, b, out)
    _time(a, b, days, out)
    if a.spot and b.spot:
        _place(a.spot, b.spot, out)
    if a.actors != NOBODY and b.actors != NOBODY:
        _people("actor", a.actors, b.actors, out)
    if a.recipients != NOBODY and b.recipients != NOBODY:
        _people("recipient", a.recipients, b.recipients, out)
    if a.sizes and b.sizes:
        _sizes(a, b, out)
    if a.status != b.status:
        _status(a.status, b.status, out)


def _act(a: Telling, b: Telling, out: Facts) -> None:
    story = min(1.0, len(set(a.about).intersection(b.about)) / STORY)
    out.append(("one story", story))
    if a.type != b.type:
        out.append(("type kin", 1.0))
    if a.modes and b.modes:
        if set(a.modes).isdisjoint(b.modes):
            out.append(("mode other", 1.0))
            return
        out.append(("mode same", 1.0))
    elif a.type != b.type:
        return
    elif not a.modes and not b.modes:
        out.append(("no mode", 1.0))
    out.append(("only one in the story", story / max(a.rivals, b.rivals)))


def _time(a: Telling, b: Telling, days: int, out: Facts) -> None:
    if a.first and b.first:
        if days == 0:
            width = max((a.last or 0) - a.first, (b.last or 0) - b.first)
            out.append(("day same" if width <= 3 else "dates meet", max(0.0, 1 - width / LONG)))
        elif days == 1:
            out.append(("a day apart", 1.0))
        else:
            out.append(("days apart", min(1.0, days / FAR)))
    elif days:
        out.append(("told days apart", min(1.0, days / FARTHER)))
    if a.published and b.published:
        out.append(("published apart", min(1.0, abs(a.published - b.published) / 30)))


def _place(a: Spot, b: Spot, out: Facts) -> None:
    told = a.told and b.told
    wide = a.level in ("country", "area"), b.level in ("country", "area")
    if a.country and b.country and a.country != b.country:
        out.append(("country other", 1.0 if told else 0.5))
    elif any(wide):
        if a.name == b.name:
            out.append(("country same", 1.0))
        elif told and not all(wide):
            out.append(("place wider", 1.0))
    elif a.name == b.name or not set(a.sounds).isdisjoint(b.sounds):
        out.append(("place same", 1.0))
    elif not set(a.nouns).isdisjoint(b.nouns):
        out.append(("place alike", 1.0))
    elif told and a.sounds and b.sounds:
        if a.level == b.level == "site":
            out.append(("site other", 1.0))
        elif a.level != "site" and b.level != "site":
            out.append(("place other", 1.0))


def _people(role: str, a: Side, b: Side, out: Facts) -> None:
    one_sector = not set(a.sectors).isdisjoint(b.sectors)
    if a.sectors and b.sectors:
        out.append((f"{role} sector same" if one_sector else f"{role} sector other", 1.0))
    one_country = not set(a.countries).isdisjoint(b.countries)
    if a.countries and b.countries and not one_country and ORGANISED.isdisjoint((*a.countries, *b.countries)):
        out.append((f"{role} country other", 1.0))
    if not set(a.sounds).isdisjoint(b.sounds):
        out.append((f"{role} same name", 1.0))
    elif a.named and b.named:
        # a capital and a minister, a firm and its branch may stand for one another
        out.append((f"{role} same side" if one_country and one_sector else f"{role} other name", 1.0))
    elif a.named or b.named:
        out.append((f"{role} one named", 1.0))
    if a.nouns and b.nouns:
        out.append((f"{role} unlike" if set(a.nouns).isdisjoint(b.nouns) else f"{role} alike", 1.0))


def _sizes(a: Telling, b: Telling, out: Facts) -> None:
    pairs = [(x, y) for x in a.sizes for y in b.sizes if x[0] == y[0]]
    if pairs:
        fit = any(_meet(x[1], x[2], y[1], y[2]) for x, y in pairs)
        out.append(("size fits" if fit else "size other", 1.0))


def _meet(low: float | None, high: float | None, least: float | None, most: float | None) -> bool:
    return (high is None or least is None or least <= high) and (most is None or low is None or low <= most)


def _text(a: Telling, b: Telling, out: Facts) -> None:
    if shared := set(a.words).intersection(b.words):
        out.append(("words", min(1.0, weight(shared) / (min(a.weight, b.weight) or 1))))
    if act := set(a.trigger).intersection(b.trigger):
        out.append(("trigger", min(1.0, weight(act) / (min(weight(a.trigger), weight(b.trigger)) or 1))))
    if a.names and b.names and (across := len(set(a.names).intersection(b.names))):
        out.append(("names", min(1.0, across / 3)))


def _status(a: str, b: str, out: Facts) -> None:
    if "negated" in (a, b):
        out.append(("one denies", 1.0))
    if "historical" in (a, b):
        out.append(("one long past", 1.0))
    if (a in TO_COME) != (b in TO_COME):
        out.append(("one to come", 1.0))


# ------------------------------------------------------------------ in words


def _words(a: Telling, b: Telling, fact: str) -> str:
    """A fact as a phrase for people: `same place: minsk`."""
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
    "day same": "same day",
    "dates meet": "dates meet",
    "mode other": "different modes",
    "no mode": "same type",
    "one story": "reports about the same names",
    "only one in the story": "the only one of its kind in both reports",
    "published apart": "published on different days",
    "place alike": "places of one kind",
    "site other": "different sites",
    "place wider": "one place lies in the other",
    "actor same name": "same actor",
    "actor same side": "actors of one side",
    "actor one named": "only one names the actor",
    "actor other name": "actors of different names",
    "actor alike": "actors alike",
    "actor unlike": "actors called otherwise",
    "actor sector same": "actors of one sector",
    "actor sector other": "actors of different sectors",
    "actor country other": "actors of different countries",
    "recipient same name": "same recipient",
    "recipient same side": "recipients of one side",
    "recipient one named": "only one names the recipient",
    "recipient other name": "recipients of different names",
    "recipient alike": "recipients alike",
    "recipient unlike": "recipients called otherwise",
    "recipient sector same": "recipients of one sector",
    "recipient sector other": "recipients of different sectors",
    "recipient country other": "recipients of different countries",
    "size fits": "numbers fit",
    "size other": "numbers differ",
    "trigger": "same words for the act",
    "names": "same names in both",
    "one denies": "one of them denies it",
    "one long past": "one calls it long past",
    "one to come": "one says it is to come",
}
