"""Linking the reports of a book: those in its queue, one after the other, each in one transaction.

First whether the report is a copy of another, then who is who, then which happening each event tells. All
that is found is kept as judgements; copies, identities and episodes follow from those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from tocsin.link import (
    COPY,
    Telling,
    band_keys,
    carried,
    copy_likeness,
    episodes_of,
    judge,
    keys,
    signature_of,
    telling_from_json,
    telling_to_json,
    tellings_of,
)
from tocsin.link.episodes import MEMBERS, METHOD
from tocsin.link.memory import EACH, IN_ALL
from tocsin.model import Held, Judged, Judgement
from tocsin.store import Book, Change, Writing

read_telling = lru_cache(maxsize=50_000)(telling_from_json)


def link_queue(book: Book) -> Iterator[int]:
    """Link every report that waits, in the order in which they came; the place of each when it is linked."""
    while True:
        with book.writing() as writing:
            report = writing.queued()
            if report is None:
                return
            link_report(writing, report)
        yield report


def link_report(writing: Writing, report: int) -> None:
    """Link one report with those that are in the book.

    What was judged before stays: of a report that comes to be linked again, only what belongs to nothing yet.
    """
    held = writing.held(report)
    original = _link_copy(writing, report, held)
    _link_events(writing, report, held, original)
    writing.done(report)


# ------------------------------------------------------------------ copies


def _link_copy(writing: Writing, report: int, held: Held) -> int | None:
    """The place of the report that this one repeats, if it repeats one."""
    if writing.is_sketched("report", report):
        first = writing.group("report", report)
        return first if first != report else None
    signature = signature_of(held.coding.document)
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
    left, right = writing.id_of("report", best.group), held.coding.document.id
    score = round(likeness, 4)
    join(
        writing,
        Judgement(
            about="report", left=left, right=right, verdict="same", score=score, by=METHOD, reasons=reasons
        ),
    )
    return writing.group("report", report)


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


def _link_events(writing: Writing, report: int, held: Held, original: int | None) -> None:
    tellings = tellings_of(held.coding)
    places = writing.places("event", report)
    waiting = [t for t in tellings if not writing.is_joined("event", t.event)]
    if original is not None:
        judgements = list(carried(waiting, tellings_of(writing.held(original).coding)))
    else:
        judgements = []
    known = {judgement.right for judgement in judgements}
    rest = [telling for telling in waiting if telling.event not in known]
    judgements += [joined.judgement for joined in judge(rest, _Tellings(writing, report))]
    for judgement in judgements:
        join(writing, judgement)
    if original is None:
        for telling in tellings:
            if not writing.is_sketched("event", places[telling.event]):
                names, data = keys(telling), telling_to_json(telling)
                writing.sketch("event", places[telling.event], telling.day, names, data)


# ------------------------------------------------------------------ groups


def join(writing: Writing, judgement: Judgement) -> None:
    """Keep a machine's judgement, and bring its right thing, which stood alone, into the group of the left one.

    That is what `regroup` would come to, as long as no person has judged of any of them.
    """
    about, left, right = judgement.about, judgement.left, judgement.right
    alone = not writing.is_judged(about, right)
    writing.judge(judgement)
    if judgement.verdict != "same":
        return
    group = writing.group(about, writing.place(about, left) or 0)
    if alone and not writing.is_contested(about, group):
        writing.assign(about, writing.place(about, right) or 0, group)
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
                writing.assign(about, places[member], places[group.events[0]])
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
