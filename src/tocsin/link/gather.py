"""One episode as all its tellings give it together: every version kept, with who says so; nothing averaged.

Where tellings differ, that comes first. A report and its copies are one source, and so is an outlet that
tells twice; what it tells otherwise the second time is a revision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple, TypeVar

from tocsin.link.telling import proper_words, sounds_of
from tocsin.model import ROLES, Event, Held, Participant, Quantity, Role, When, Where
from tocsin.names import fold

HAPPENED = frozenset(("actual", "ongoing", "historical"))
"""Statuses that say that it is so, which is no disagreement among them."""
SPECIFIC = ("site", "city", "region", "area", "country")
"""Levels of places, the most specific first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One value of one field, and who gives it."""

    value: str
    """Readable: `Minsk, BLR`, `2020-08-17`, `about 1,600`, `negated`."""
    events: tuple[str, ...]
    """Ids of the events that say so, the first published first."""
    claimants: tuple[str, ...]
    """Who says so: the outlet, or the source that it names: `the union (Harbour Wire)`."""
    sources: int
    """How many independent sources: copies and one outlet's several reports are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A field of which not all versions can be true, and the versions, the best supported first."""

    field: str
    """`status`, `type`, `mode`, `actor`, `recipient`, `place`, `date` or `size in people`."""
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partaker:
    """One who takes part, under all names used for them."""

    name: str
    """The fullest of the names."""
    names: tuple[str, ...]
    identity: str | None
    """Who it is through the book, where it is known."""
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    events: tuple[str, ...]
    """Ids of the events that say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A figure that somebody gives."""

    min: float | None
    max: float | None
    text: str
    by: str
    """Who gives it, and the outlet that says so."""
    event: str
    report: str
    published: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """All figures of one unit: from the least bound to the greatest, and each with its claimant."""

    unit: str
    min: float | None
    """The least that anybody says; None where the least figure has no lower bound."""
    max: float | None
    """The most that anybody says; None where the greatest figure is open."""
    figures: tuple[Stated, ...]
    """In order of publication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What one outlet told otherwise in a later report."""

    field: str
    outlet: str
    published: dt.date | None
    """Of the later report."""
    event: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One telling: where it stands and how it is worded."""

    event: str
    report: str
    outlet: str
    published: dt.date | None
    sentence: str
    """Readable words of the sentence."""
    status: str
    voice: str
    claimant: str
    copy_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One happening as all its tellings give it."""

    disagreements: tuple[Disagreement, ...]
    type: str
    types: tuple[Version, ...]
    modes: tuple[Version, ...]
    actors: tuple[Partaker, ...]
    recipients: tuple[Partaker, ...]
    place: Where | None
    """The most specific place of those that the best supported version agrees with."""
    places: tuple[Version, ...]
    date: When | None
    """The narrowest interval of those that the best supported version agrees with."""
    dates: tuple[Version, ...]
    sizes: tuple[Range, ...]
    statuses: tuple[Version, ...]
    voices: tuple[Version, ...]
    demands: tuple[Version, ...]
    revisions: tuple[Revision, ...]
    tellings: tuple[Told, ...]
    """All of them, copies too, in order of publication."""
    outlets: tuple[str, ...]
    reports: int
    independent: int
    """Independent sources: copies are one, and so are several reports of one outlet."""


_Told = TypeVar("_Told", Where, When)


class _One(NamedTuple):
    """An event with what its report says of itself."""

    event: Event
    held: Held
    outlet: str
    source: str
    """What counts as one: the original's outlet, or the original."""

    @property
    def published(self) -> dt.date | None:
        return self.held.coding.document.source.published

    @property
    def claimant(self) -> str:
        said = self.event.attribution
        return f"{said.name or said.text} ({self.outlet})" if said else self.outlet


def gather(tellings: Sequence[tuple[Event, Held]]) -> Account:
    """The account of one episode from its events, each with the report that tells it; there must be one."""
    ones = sorted(_ones(tellings), key=lambda o: (o.published or dt.date.max, o.event.id))
    firsts = [one for one in ones if one.held.copy_of is None] or ones
    types = _versions(firsts, lambda e: (e.type,))
    places = [(one, one.event.place) for one in firsts if one.event.place]
    dates = [(one, one.event.date) for one in firsts if one.event.date]
    ranges = tuple(_ranges(firsts))
    return Account(
        disagreements=tuple(_disagreements(firsts, types, places, dates, ranges)),
        type=types[0].value,
        types=types,
        modes=_versions(firsts, lambda e: e.modes),
        actors=_partakers(firsts, "actor"),
        recipients=_partakers(firsts, "recipient"),
        place=_best_place(places),
        places=_versions(firsts, lambda e: (_place(e.place),) if e.place else ()),
        date=_best_date(dates),
        dates=_versions(firsts, lambda e: (_date(e.date),) if e.date else ()),
        sizes=ranges,
        statuses=_versions(firsts, lambda e: (e.status,)),
        voices=_versions(firsts, lambda e: (e.voice,)),
        demands=_versions(firsts, lambda e: e.demands),
        revisions=tuple(_revisions(firsts)),
        tellings=tuple(_told(one) for one in ones),
        outlets=tuple(dict.fromkeys(one.outlet for one in ones)),
        reports=len({one.held.coding.document.id for one in ones}),
        independent=len({one.source for one in firsts}),
    )


def _ones(tellings: Sequence[tuple[Event, Held]]) -> Iterator[_One]:
    outlets = {held.coding.document.id: _outlet(held) for _, held in tellings}
    for event, held in tellings:
        original = held.copy_of or held.coding.document.id
        yield _One(event, held, _outlet(held), outlets.get(original, original))


def _outlet(held: Held) -> str:
    document = held.coding.document
    return document.source.publisher or document.name


def _told(one: _One) -> Told:
    document = one.held.coding.document
    return Told(
        event=one.event.id,
        report=document.id,
        outlet=one.outlet,
        published=one.published,
        sentence=" ".join(one.event.sentence.of(document.text).split()),
        status=one.event.status,
        voice=one.event.voice,
        claimant=one.claimant,
        copy_of=one.held.copy_of,
    )


# ------------------------------------------------------------------ versions


def _versions(ones: Iterable[_One], values: Callable[[Event], Iterable[str]]) -> tuple[Version, ...]:
    """The values of a field, the one that most sources give first, then the one published first."""
    return _grouped((value, one, one.claimant) for one in ones for value in dict.fromkeys(values(one.event)))


def _grouped(rows: Iterable[tuple[str, _One, str]]) -> tuple[Version, ...]:
    """Value, who tells it and the claimant, put together by value."""
    groups: dict[str, list[tuple[_One, str]]] = {}
    for value, one, claimant in rows:
        groups.setdefault(value, []).append((one, claimant))
    found = [
        Version(
            value=value,
            events=tuple(dict.fromkeys(one.event.id for one, _ in group)),
            claimants=tuple(dict.fromkeys(claimant for _, claimant in group)),
            sources=len({one.source for one, _ in group}),
        )
        for value, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda v: -v.sources))


def _place(place: Where) -> str:
    return f"{place.name}, {place.country}" if place.country and place.level != "country" else place.name


def _date(date: When) -> str:
    return f"{date.start}" if date.start == date.end else f"{date.start} to {date.end}"


def _number(quantity: Quantity | Stated) -> str:
    return quantity.text or f"{quantity.min} to {quantity.max}"


# ------------------------------------------------------------------ who


def _partakers(ones: Sequence[_One], role: Role) -> tuple[Partaker, ...]:
    """One line for each who takes part: those of one identity, of one name, or called by the same words."""
    groups: list[list[tuple[_One, Participant]]] = []
    marks: list[set[str]] = []
    for one in ones:
        for person in _in_role(one.event, role):
            mine = _marks(person, one.held)
            at = next((i for i, known in enumerate(marks) if not known.isdisjoint(mine)), len(groups))
            if at == len(groups):
                groups.append([])
                marks.append(set())
            groups[at].append((one, person))
            marks[at] |= mine
    return tuple(_partaker(group) for group in groups)


def _in_role(event: Event, role: Role) -> tuple[Participant, ...]:
    return event.actors if role == "actor" else event.recipients


def _marks(person: Participant, held: Held) -> set[str]:
    """By what somebody is known again: identity, sounds of the whole name, words of the phrase."""
    found = {" ".join(fold(person.name or person.text).removeprefix("the ").split())}
    if identity := held.identities.get(person.entity or ""):
        found.add(f"id {identity}")
    if named := sounds_of(proper_words(person.name)):
        found.add(f"named {' '.join(sorted(named))}")
    return found


def _partaker(group: Sequence[tuple[_One, Participant]]) -> Partaker:
    names = tuple(dict.fromkeys(name for _, person in group for name in (person.name or person.text,)))
    identities = (one.held.identities.get(person.entity or "") for one, person in group)
    return Partaker(
        name=max(names, key=lambda name: (len(proper_words(name)), len(name))),
        names=names,
        identity=next((identity for identity in identities if identity), None),
        countries=tuple(dict.fromkeys(p.country for _, p in group if p.country)),
        sectors=tuple(dict.fromkeys(code for _, p in group for code in p.sectors)),
        events=tuple(dict.fromkeys(one.event.id for one, _ in group)),
    )


# ------------------------------------------------------------------ where, when, how many


def _best_place(places: Sequence[tuple[_One, Where]]) -> Where | None:
    """The most specific of the places that are not elsewhere than the best supported one."""
    if not places:
        return None
    best = _best_supported(places, _place)
    fit = [place for _, place in places if not elsewhere(place, best)]
    return min(fit, key=lambda p: (not p.told, SPECIFIC.index(p.level), p.lat is None))


def _best_date(dates: Sequence[tuple[_One, When]]) -> When | None:
    """The narrowest of the intervals that meet the best supported one."""
    if not dates:
        return None
    best = _best_supported(dates, _date)
    fit = [date for _, date in dates if _meet(date, best)]
    return min(fit, key=lambda d: (not d.told, d.end - d.start))


def _best_supported(values: Sequence[tuple[_One, _Told]], shown: Callable[[_Told], str]) -> _Told:
    """The value that most sources give; of two the one told by its own sentence, then the first published."""
    sources: dict[str, set[str]] = {}
    for one, value in values:
        sources.setdefault(shown(value), set()).add(one.source)
    return max((value for _, value in values), key=lambda v: (v.told, len(sources[shown(v)])))


def elsewhere(a: Where, b: Where) -> bool:
    """Whether two places exclude each other: other countries, or two of one level with different names."""
    if a.country and b.country and a.country != b.country:
        return True
    if a.level != b.level or a.level in ("country", "area", "site"):
        return False
    return fold(a.name) != fold(b.name) and (a.geonames is None or a.geonames != b.geonames)


def _meet(a: When, b: When) -> bool:
    return a.start <= b.end and b.start <= a.end


def _ranges(ones: Sequence[_One]) -> Iterator[Range]:
    units: dict[str, list[Stated]] = {}
    for one in ones:
        for quantity in one.event.sizes:
            units.setdefault(quantity.unit, []).append(_stated(one, quantity))
    for unit, figures in units.items():
        lows, highs = [f.min for f in figures], [f.max for f in figures]
        yield Range(
            unit=unit,
            min=None if None in lows else min(low for low in lows if low is not None),
            max=None if None in highs else max(high for high in highs if high is not None),
            figures=tuple(figures),
        )


def _stated(one: _One, quantity: Quantity) -> Stated:
    return Stated(
        min=quantity.min,
        max=quantity.max,
        text=quantity.text,
        by=f"{quantity.by} ({one.outlet})" if quantity.by else one.claimant,
        event=one.event.id,
        report=one.held.coding.document.id,
        published=one.published,
    )


# ------------------------------------------------------------------ disagreements and revisions


def _disagreements(
    ones: Sequence[_One],
    types: tuple[Version, ...],
    places: Sequence[tuple[_One, Where]],
    dates: Sequence[tuple[_One, When]],
    ranges: Sequence[Range],
) -> Iterator[Disagreement]:
    """The fields of which not all versions can be true, what weighs most first."""
    statuses = {one.event.status for one in ones}
    if "negated" in statuses and statuses & HAPPENED:
        yield Disagreement(field="status", versions=_versions(ones, lambda e: (e.status,)))
    if len(types) > 1:
        yield Disagreement(field="type", versions=types)
    if any(set(a).isdisjoint(b) for a, b in combinations((o.event.modes for o in ones if o.event.modes), 2)):
        yield Disagreement(field="mode", versions=_versions(ones, lambda e: e.modes))
    for role in ROLES:
        if versions := _disputed(ones, role):
            yield Disagreement(field=role, versions=versions)
    told = [(one, place) for one, place in places if place.told]
    if any(elsewhere(a, b) for (_, a), (_, b) in combinations(told, 2)):
        yield Disagreement(field="place", versions=_grouped((_place(p), o, o.claimant) for o, p in told))
    if any(not _meet(a, b) for (_, a), (_, b) in combinations(dates, 2)):
        yield Disagreement(field="date", versions=_grouped((_date(d), o, o.claimant) for o, d in dates))
    by_event = {one.event.id: one for one in ones}
    for found in ranges:
        if any(_apart(a, b) for a, b in combinations(found.figures, 2)):
            rows = ((_number(f), by_event[f.event], f.by) for f in found.figures)
            yield Disagreement(field=f"size in {found.unit}", versions=_grouped(rows))


def _disputed(ones: Sequence[_One], role: Role) -> tuple[Version, ...]:
    """The versions of who did it or to whom, where two tellings name people none of whom is the same."""
    lines = [line for line in _partakers(ones, role) if proper_words(line.name)]
    named: Mapping[str, set[int]] = {
        one.event.id: {i for i, line in enumerate(lines) if one.event.id in line.events} for one in ones
    }
    sets = [found for found in named.values() if found]
    if not any(a.isdisjoint(b) for a, b in combinations(sets, 2)):
        return ()
    return _grouped((lines[i].name, one, one.claimant) for one in ones for i in sorted(named[one.event.id]))


def _apart(a: Stated, b: Stated) -> bool:
    """Whether two figures cannot both be right."""
    return (a.max is not None and b.min is not None and a.max < b.min) or (
        b.max is not None and a.min is not None and b.max < a.min
    )


def _revisions(ones: Sequence[_One]) -> Iterator[Revision]:
    """What an outlet told otherwise later than before, in order of publication."""
    last: dict[tuple[str, str], str] = {}
    for one in ones:
        for field, value in _fields(one.event):
            before = last.get((one.outlet, field))
            if before is not None and before != value:
                yield Revision(
                    field=field, outlet=one.outlet, published=one.published, event=one.event.id,
                    before=before, after=value,
                )  # fmt: skip
            last[one.outlet, field] = value


def _fields(event: Event) -> Iterator[tuple[str, str]]:
    """What may be revised."""
    yield "status", event.status
    if event.place and event.place.told:
        yield "place", _place(event.place)
    if event.date and event.date.told:
        yield "date", _date(event.date)
    for unit in dict.fromkeys(q.unit for q in event.sizes):
        yield f"size in {unit}", "; ".join(_number(q) for q in event.sizes if q.unit == unit)
