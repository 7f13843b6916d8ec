"""Linking the reports of a book: those in its queue, one after the other, some in one transaction.

First whether the report is a copy of another, then who is who, then which happening each event tells. All
that is found is kept as judgements; copies, identities and episodes follow from those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

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
from tocsin.store import Book, Change, Writing

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
    coding = writing.told(report)
    original = _link_copy(writing, report, coding)
    _link_people(writing, report, coding)
    _link_events(writing, report, coding, original)
    writing.done(report)


# ------------------------------------------------------------------ copies


def _link_copy(writing: Writing, report: int, coding: Coding) -> int | None:
    """The place of the report that this one repeats, if it repeats one."""
    if writing.is_sketched("report", report):
        first = writing.group("report", report)
        return first if first != report else None
    signature = signature_of(coding.document)
    names = tuple(format(key & 0xFFFFFFFFFFFFFFFF, "016x") for key in band_keys(signature))
    found = [
        (copy_likeness(signature, bytes.fromhex(near.data)), -near.group, near)
        for near in writing.near("report", report, 0, names, IN_ALL)
        if near.item < report
    ]
    writing.sketch("report", report, 0, names, signature.hex())
    likeness, _, best = max(found, default=(0.0, 0, None))
    if best is None or likeness < COPY:
        return None
    reasons = (f"{likeness:.0%} of its runs of words stand in the other",)
    left, right = writing.id_of("report", best.group), coding.document.id
    score = round(likeness, 4)
    judgement = Judgement(
        about="report", left=left, right=right, verdict="same", score=score, by=METHOD, reasons=reasons
    )
    join(writing, (Joined(judgement, str(best.group)),))
    return writing.group("report", report)


# ------------------------------------------------------------------ who is who


class _People:
    """The named people and organisations of a book, as `tocsin.link.PeopleIndex` wants them."""

    def __init__(self, writing: Writing, report: int) -> None:
        self.writing = writing
        self.report = report

    def near(self, one: Somebody) -> Iterable[tuple[Somebody, str]]:
        """Those of other reports who share a key with this one, the nearest in time."""
        hits = {
            hit
            for key in people_keys(one)
            for hit in self.writing.nearest("entity", key, one.published, EACH)
        }
        ranked = sorted(hits, key=lambda hit: (abs(hit[0] - one.published), hit[1]))
        for near in self.writing.sketched("entity", [item for _, item in ranked[:IN_ALL]]):
            if near.report != self.report:
                yield read_somebody(near.data), str(near.group)

    def members(self, identity: str) -> Sequence[Somebody]:
        """The first entities of an identity."""
        return [read_somebody(data) for data in self.writing.sketches("entity", int(identity), MEMBERS)]


def _link_people(writing: Writing, report: int, coding: Coding) -> None:
    ids = entity_ids(coding)
    named = dict(zip((entity.id for entity in coding.entities), ids, strict=True))
    people = [one._replace(id=named[one.id.rpartition(":")[2]]) for one in people_of(coding)]
    joined = writing.joined("entity", report)
    waiting = [one for one in people if one.id not in joined]
    join(writing, judge_people(waiting, _People(writing, report)))
    places = writing.unsketched("entity", report)
    for one in people:
        if one.id in places:
            writing.sketch("entity", places[one.id], one.published, people_keys(one), somebody_to_json(one))


# ------------------------------------------------------------------ what happened


class _Tellings:
    """The tellings of a book, as `tocsin.link.Index` wants them."""

    def __init__(self, writing: Writing, report: int) -> None:
        self.writing = writing
        self.report = report

    def near(self, telling: Telling) -> Iterable[tuple[Telling, str]]:
        """Tellings that share most blocks with this one, and of those the nearest in time."""
        hits: Counter[tuple[int, int]] = Counter()
        for key in keys(telling):
            hits.update(self.writing.nearest("event", key, telling.day, EACH))
        ranked = sorted(hits, key=lambda hit: (-hits[hit], abs(hit[0] - telling.day), hit[1]))
        for near in self.writing.sketched("event", [item for _, item in ranked[:IN_ALL]]):
            if near.report != self.report:
                yield read_telling(near.data), str(near.group)

    def members(self, episode: str) -> Sequence[Telling]:
        """The tellings of an episode, copies left out."""
        return [read_telling(data) for data in self.writing.sketches("event", int(episode), MEMBERS)]


def _link_events(writing: Writing, report: int, coding: Coding, original: int | None) -> None:
    tellings, joined = tellings_of(coding), writing.joined("event", report)
    waiting = [telling for telling in tellings if telling.event not in joined]
    copied: tuple[Judgement, ...] = ()
    if original is not None:
        copied = carried(waiting, tellings_of(writing.told(original)))
    join(writing, (Joined(one, str(_group(writing, "event", one.left))) for one in copied))
    known = {one.right for one in copied}
    rest = [telling for telling in waiting if telling.event not in known]
    join(writing, judge(rest, _Tellings(writing, report)))
    if original is None:  # what a copy tells is found by what its original tells
        places = writing.unsketched("event", report)
        for telling in tellings:
            if telling.event in places:
                names, data = keys(telling), telling_to_json(telling)
                writing.sketch("event", places[telling.event], telling.day, names, data)


def _group(writing: Writing, about: Judged, id: str) -> int:
    return writing.group(about, writing.place(about, id) or 0)


# ------------------------------------------------------------------ groups


def join(writing: Writing, judged: Iterable[Joined]) -> None:
    """Keep a machine's judgements, and bring each right thing, which stood alone, into the left one's group.

    That is what `regroup` would come to, as long as no person has judged of any of them.
    """
    for judgement, group in judged:
        about, right = judgement.about, judgement.right
        alone = judgement.verdict != "same" or not writing.is_judged(about, right)
        writing.judge(judgement)
        if judgement.verdict != "same":
            continue
        if alone and not writing.is_contested(about, int(group)):
            writing.assign(about, right, int(group))
        else:
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
    """Derive the groups anew that a second coding of a report has loosened."""
    kinds: tuple[Judged, ...] = ("event", "entity")
    for about in kinds:
        loosened = [id for kind, id in change.loosened if kind == about]
        regroup(writing, about, (*loosened, *writing.places(about, report)))


def _apart(writing: Writing, about: Judged, place: int) -> str:
    """What two things must not share if a machine is to join them: the report; two reports share nothing."""
    return str(place if about == "report" else writing.report_of(about, place))
