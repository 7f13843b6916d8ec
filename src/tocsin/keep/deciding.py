"""What a person decides about an event: kept in the log, and made to hold, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tocsin.keep.judging import Unknown
from tocsin.keep.linking import link_report, regroup
from tocsin.model import Coding, Event, Judgement, Verdict
from tocsin.review import Decision, Ruling, Stand, claim, in_force, not_undone, stand, standing_events
from tocsin.store import Book, Change, Writing

JOINING: dict[Ruling, Verdict] = {"merged": "same", "split": "different"}
"""Decisions on what an event belongs to, as judgements."""

WAITING = 50
"""So many waiting reports are linked with a decision; where more wait, somebody is just adding them."""


class Conflict(Exception):
    """Somebody else has decided in the meantime. `now` is what holds, None where the event was rejected."""

    def __init__(self, message: str, now: Event | None, last: Decision | None) -> None:
        super().__init__(message)
        self.now = now
        self.last = last


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to decide."""

    verdict: Ruling
    event: str
    report: str | None = None
    """Of an event that is to be added."""
    after: Event | None = None
    """What is to hold, for `corrected` and `added`."""
    reason: str = ""
    note: str = ""
    others: tuple[str, ...] = ()
    """Events to merge with or to split from; ids of their tellings."""
    order: str = ""
    blind: bool = False
    seconds: float | None = None
    revision: str | None = None
    """What the person saw, as `revision_of` gives it; None to decide whatever it is now."""


def revision_of(event: Event | None, decisions: Iterable[Decision]) -> str:
    """What an event is and what was decided on it, so far: another decision gives another one."""
    last = max((d.seq for d in decisions if not d.blind), default=0)
    return f"{last}-{claim(event) if event else 'none'}"


def decide(book: Book, wish: Wish, by: str, at: dt.datetime) -> Decision:
    """Keep a decision, and what follows from it: the event, its episode, the index. All or nothing.

    Raises Conflict where the event is no longer as the person saw it, Unknown where there is no such event
    or report, BookError.
    """
    with book.writing(surely=True) as writing:
        report = _report_of(writing, wish)
        known = writing.decisions(event=wish.event)
        now = writing.told_event(report, wish.event)
        if wish.revision is not None and wish.revision != revision_of(now, known):
            raise Conflict("somebody else has decided on this event", now, known[-1] if known else None)
        held, machine = writing.held(report), writing.machine(report, wish.event)
        seen = _seen(machine, wish, now)
        other = machine is not None and seen is not None and claim(machine) != claim(seen)
        kept = writing.decide(
            Decision(
                event=wish.event, report=held.coding.document.id, verdict=wish.verdict, by=by, at=at,
                before=seen, machine=replace(machine, steps=()) if machine and other else None,
                unfound=machine is None and wish.verdict != "added", after=wish.after, reason=wish.reason,
                note=wish.note, others=wish.others, order=wish.order, blind=wish.blind,
                coder=held.coder, codebook=held.codebook, seconds=wish.seconds,
            )
        )  # fmt: skip
        if not kept.blind:
            _apply(writing, report, kept)
        return kept


def take_back_decision(book: Book, seq: int, by: str, at: dt.datetime) -> Decision:
    """Take a decision back: a row that names it, and what held before holds again.

    Raises Unknown where there is no such decision, or it is taken back already, BookError.
    """
    with book.writing(surely=True) as writing:
        old = writing.decision(seq)
        if old is None or old.verdict == "undone":
            raise Unknown(f"no decision {seq} that could be taken back")
        if old not in not_undone(writing.decisions(event=old.event)):
            raise Unknown(f"decision {seq} is taken back already")
        report = writing.place_of(old.report)
        if report is None:
            raise Unknown(f"no report {old.report} in the book")
        kept = writing.decide(
            Decision(event=old.event, report=old.report, verdict="undone", by=by, at=at, undoes=seq)
        )
        if old.verdict in JOINING:
            _part_again(writing, old, by, at)
        elif not old.blind and old.verdict != "noted":
            _settle(writing, report, old.event)
        return kept


def _report_of(writing: Writing, wish: Wish) -> int:
    """The place of the report that the event is in, or is to be in."""
    if wish.report is not None:
        place = writing.place_of(wish.report)
        if place is None:
            raise Unknown(f"no report {wish.report} in the book")
        return place
    found = writing.report_with(wish.event)
    if found is None:
        raise Unknown(f"no event {wish.event} in the book")
    return found


def _seen(machine: Event | None, wish: Wish, now: Event | None) -> Event | None:
    """What the person saw: what holds; of what is rejected, or for a second opinion, the machine's."""
    seen = machine if wish.blind or now is None else now
    return replace(seen, steps=()) if seen and wish.verdict != "added" else None


def _apply(writing: Writing, report: int, decision: Decision) -> None:
    if decision.verdict in JOINING:
        for other in decision.others:
            _judge(writing, decision, other)
        regroup(writing, "event", (decision.event, *decision.others))
    elif decision.verdict != "noted":
        _settle(writing, report, decision.event)


def _settle(writing: Writing, report: int, event: str) -> None:
    """Make the decision in force on an event hold; none is, where all were taken back."""
    machine = writing.machine(report, event)
    decision = in_force(writing.decisions(event=event)).get(event)
    found = stand(machine, decision) if decision else None
    holds = found.event if found else machine
    loosened = writing.settle_event(report, event, holds, found)
    regroup(writing, "event", (*(id for _, id in loosened), event))
    waiting = writing.queued(WAITING + 1)
    for place in waiting if len(waiting) <= WAITING else ():
        link_report(writing, place)


# ------------------------------------------------------------------ what an event belongs to


def _judge(writing: Writing, decision: Decision, other: str) -> None:
    places = {id: writing.place("event", id) for id in (decision.event, other)}
    if None in places.values() or decision.event == other:
        raise Unknown(f"no other event {other} in the book")
    left, right = sorted(places, key=lambda id: places[id] or 0)
    writing.judge(
        Judgement(
            about="event", left=left, right=right, verdict=JOINING[decision.verdict], score=None,
            by=decision.by, at=decision.at, reasons=(decision.note,) if decision.note else (),
        )
    )  # fmt: skip


def _part_again(writing: Writing, old: Decision, by: str, at: dt.datetime) -> None:
    """Take the judgements of a decision back; of each pair, what was decided before holds again."""
    pairs = {frozenset((old.event, other)) for other in old.others}
    affected = set(writing.component("event", (old.event, *old.others))[0])
    for other in old.others:
        writing.take_back("event", old.event, other, by, at)
    ids = {id for pair in pairs for id in pair}
    earlier = sorted((d for id in ids for d in writing.decisions(event=id)), key=lambda d: d.seq)
    for decision in not_undone(earlier):
        for other in decision.others if decision.verdict in JOINING else ():
            if frozenset((decision.event, other)) in pairs:
                _judge(writing, decision, other)
    regroup(writing, "event", affected)


# ------------------------------------------------------------------ a whole report


def settled(writing: Writing, coding: Coding) -> tuple[Coding, tuple[Stand, ...]]:
    """A report as the machine codes it with what people decided on it, and how those events stand."""
    decisions = in_force(writing.decisions(report=coding.document.id))
    if not decisions:
        return coding, ()
    events, stands = standing_events(coding.events, decisions, coding.entities)
    return replace(coding, events=events), stands


def replace_coding(writing: Writing, coding: Coding, coder: str, codebook: str) -> Change:
    """Put what a machine now says of a report in the place of what it said before; people's word holds."""
    holds, stands = settled(writing, coding)
    return writing.replace(holds, coder, codebook, stands)
