"""Linking the reports of a book: those in its queue, one after the other, some in one transaction.

First whether the report is a copy of another, then who is who, then which happening each event tells. All
that is found is kept as judgements; copies, identities and episodes follow from those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from tocsin.link import (
    COPY,
    MEMBERS,
    Somebody,
    Telling,
    band_keys,
    carried,
    copy_likeness,
    episodes_of,
    judge,
    judge_people,
    keys,
    people_keys,
    people_of,
    signature_of,
    somebody_from_json,
    somebody_to_json,
    telling_from_json,
    telling_to_json,
    tellings_of,
)
from tocsin.link.episodes import METHOD, Joined
from tocsin.link.memory import EACH, IN_ALL
from tocsin.model import Coding, Judged, Judgement
from tocsin.names import entity_ids
from tocsin.store import Book, Change, Near, Writing

AT_ONCE = 20
"""Reports linked in one transaction: others who write wait for so many at most."""

read_telling = lru_cache(maxsize=50_000)(telling_from_json)
read_somebody = lru_cache(maxsize=50_000)(somebody_from_json)


def link_queue(book: Book) -> Iterator[int]:
    """Link every report that waits, in the order in which they came; the place of each when it is linked."""
    while True:
        with book.writing() as writing:
            reports = writing.queued(AT_ONCE)
            for report in reports:
                link_report(writing, report)
        yield from reports
        if len(reports) < AT_ONCE:
            return


def link_report(writing: Writing, report: int) -> None:
    """Link one report with those that are in the book.

    What was judged before stays: of a report that comes to be linked again, only what belongs to nothing yet.
    """
    seen, fresh = see(writing.told(report)), not writing.is_sketched("report", report)
    if fresh:
        _link_copy(writing, report, seen)
    _link_people(writing, report, seen, fresh=fresh)
    _link_events(writing, report, seen, fresh=fresh)
    _sketch(writing, report, seen)
    writing.done(report)


def sketch_report(writing: Writing, report: int) -> None:
    """Prepare a report for being found by others, without comparing it with any."""
    _sketch(writing, report, see(writing.told(report)))


class Seen(NamedTuple):
    """A report as the linker sees it."""

    id: str
    signature: bytes
    people: tuple[Somebody, ...]
    tellings: tuple[Telling, ...]


def see(coding: Coding) -> Seen:
    """The compact forms of a report's text, people and events; people under their ids in the book."""
    named = dict(zip((entity.id for entity in coding.entities), entity_ids(coding), strict=True))
    people = tuple(one._replace(id=named[one.id.rpartition(":")[2]]) for one in people_of(coding))
    return Seen(coding.document.id, signature_of(coding.document), people, tellings_of(coding))


def _sketch(writing: Writing, report: int, seen: Seen) -> None:
    """Keep the compact forms of a report, its people and its events. What a copy tells is found by what its
    original tells.
    """
    if not writing.is_sketched("report", report):
        writing.sketch("report", report, 0, _bands(seen.signature), seen.signature.hex())
    places = writing.unsketched("entity", report)
    for one in seen.people:
        if one.id in places:
            writing.sketch("entity", places[one.id], one.published, people_keys(one), somebody_to_json(one))
    if writing.group("report", report) == report:
        places = writing.unsketched("event", report)
        for telling in seen.tellings:
            if telling.event in places:
                item, data = places[telling.event], telling_to_json(telling)
                writing.sketch("event", item, telling.day, keys(telling), data)


# ------------------------------------------------------------------ copies


def _link_copy(writing: Writing, report: int, seen: Seen) -> None:
    """Find the report that this one repeats, if it repeats one."""
    found = [
        (copy_likeness(seen.signature, bytes.fromhex(near.data)), -near.group)
        for near in writing.near("report", report, 0, _bands(seen.signature), IN_ALL)
        if near.item < report
    ]
    likeness, first = max(found, default=(0.0, 0))
    if likeness < COPY:
        return
    judgement = Judgement(
        about="report",
        left=writing.id_of("report", -first),
        right=seen.id,
        verdict="same",
        score=round(likeness, 4),
        by=METHOD,
        reasons=(f"{likeness:.0%} of its runs of words stand in the other",),
    )
    join(writing, (Joined(judgement, str(-first)),), fresh=True)


def _bands(signature: bytes) -> tuple[str, ...]:
    return tuple(format(key & 0xFFFFFFFFFFFFFFFF, "016x") for key in band_keys(signature))


# ------------------------------------------------------------------ who is who


class _Index:
    """What the linker asks of the things of one kind, for one report of the book."""

    def __init__(self, writing: Writing, about: Judged, report: int) -> None:
        self.writing = writing
        self.about = about
        self.report = report
        self.own = frozenset(writing.groups(about, report).values())

    def found(self, day: int, names: Sequence[str]) -> Iterator[Near]:
        """Things that share most keys with one of the report, and of those the nearest in time; none in a
        group that something of the report is in already.
        """
        hits: Counter[tuple[int, int]] = Counter()
        for key in names:
            hits.update(self.writing.nearest(self.about, key, day, EACH))
        ranked = sorted(hits, key=lambda hit: (-hits[hit], abs(hit[0] - day), hit[1]))
        for near in self.writing.sketched(self.about, [item for _, item in ranked[:IN_ALL]]):
            if near.report != self.report and near.group not in self.own:
                yield near

    def firsts(self, group: str) -> list[str]:
        """The first compact forms of a group, copies left out."""
        return self.writing.sketches(self.about, int(group), MEMBERS)


class _PeopleIndex(_Index):
    """Named people and organisations, as `tocsin.link.PeopleIndex` wants them."""

    def near(self, one: Somebody) -> Iterable[tuple[Somebody, str]]:
        """Those of other reports who share a key with this one."""
        for near in self.found(one.published, people_keys(one)):
            yield read_somebody(near.data), str(near.group)

    def members(self, identity: str) -> Sequence[Somebody]:
        """The first entities of an identity."""
        return [read_somebody(data) for data in self.firsts(identity)]


def _link_people(writing: Writing, report: int, seen: Seen, *, fresh: bool) -> None:
    joined = writing.joined("entity", report)
    waiting = [one for one in seen.people if one.id not in joined]
    join(writing, judge_people(waiting, _PeopleIndex(writing, "entity", report)), fresh=fresh)


# ------------------------------------------------------------------ what happened


class _TellingIndex(_Index):
    """Events as reports tell them, as `tocsin.link.Index` wants them."""

    def near(self, telling: Telling) -> Iterable[tuple[Telling, str]]:
        """Tellings of other reports that share a key with this one."""
        for near in self.found(telling.day, keys(telling)):
            yield read_telling(near.data), str(near.group)

    def members(self, episode: str) -> Sequence[Telling]:
        """The first tellings of an episode."""
        return [read_telling(data) for data in self.firsts(episode)]


def _link_events(writing: Writing, report: int, seen: Seen, *, fresh: bool) -> None:
    joined = writing.joined("event", report)
    waiting = [telling for telling in seen.tellings if telling.event not in joined]
    original = writing.group("report", report)
    copied: tuple[Judgement, ...] = ()
    if original != report:
        copied = carried(waiting, tellings_of(writing.told(original)))
    join(writing, (Joined(one, "") for one in copied), fresh=fresh)
    known = {one.right for one in copied}
    rest = [telling for telling in waiting if telling.event not in known]
    join(writing, judge(rest, _TellingIndex(writing, "event", report)), fresh=fresh)


# ------------------------------------------------------------------ groups


def join(writing: Writing, judged: Iterable[Joined], *, fresh: bool) -> None:
    """Keep a machine's judgements, and derive the groups anew that they change.

    What is `fresh`, of a report that was never linked before, just goes into the group of the left thing, as
    long as no person has judged of any of that: the same comes of it, whatever the size of the group.
    """
    slow = []
    for judgement, _ in judged:
        about, left, right = judgement.about, judgement.left, judgement.right
        writing.judge(judgement)
        if judgement.verdict != "same":
            continue
        group = writing.group_of(about, left)
        if fresh and not writing.is_contested(about, group):
            writing.assign(about, right, group)
        else:
            slow.append((about, right))
    for about, right in slow:
        regroup(writing, about, (right,))


def regroup(writing: Writing, about: Judged, ids: Iterable[str]) -> None:
    """Derive the groups anew of everything that hangs together with `ids`."""
    waiting = dict.fromkeys(ids)
    while waiting:
        start = next(iter(waiting))
        places, judgements = writing.component(about, (start,))
        order = {id: _apart(writing, about, place) for id, place in places.items()}
        for group in episodes_of(judgements, order):
            for member in group.events:
                writing.assign(about, member, places[group.events[0]])
        for id in (start, *places):
            waiting.pop(id, None)


def settle(writing: Writing, report: int, change: Change) -> None:
    """Derive the groups anew that a second coding of a report has loosened, and link what now stands alone.

    In the transaction of the second coding: so that what comes of many does not depend on where they stopped.
    """
    kinds: tuple[Judged, ...] = ("event", "entity")
    for about in kinds:
        loosened = [id for kind, id in change.loosened if kind == about]
        regroup(writing, about, (*loosened, *writing.places(about, report)))
    for waiting in writing.queued(-1):
        link_report(writing, waiting)


def _apart(writing: Writing, about: Judged, place: int) -> str:
    """What two things must not share if a machine is to join them: the report; two reports share nothing."""
    return str(place if about == "report" else writing.report_of(about, place))
