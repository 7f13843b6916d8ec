"""Review: one event a screen, source left and form right; decisions, merging, splitting, adding, undoing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from tocsin.keep import Conflict, Wish, decide, revision_of, take_back_decision
from tocsin.model import Coding, Event, Held, Selection, Span
from tocsin.review import Decision, Ruling, claim, differing
from tocsin.serve.asking import BadQuestion, pairs_of, selection_of
from tocsin.serve.body import Form, the_form
from tocsin.serve.desk import Desk
from tocsin.serve.editing import GivenEvent, added, corrected, from_form, sentence_at
from tocsin.serve.given import TheDesk, ThePages, Wanted
from tocsin.serve.lists import direction
from tocsin.serve.pages import Pages, person
from tocsin.serve.today import account
from tocsin.store import ORDERS, View
from tocsin.views.marked import Mark, event_marks, pieces

router = APIRouter(include_in_schema=False)
LEASE = dt.timedelta(minutes=10)
AHEAD = 60
NEAR = dt.timedelta(days=3)
REASONS = (
    "no event", "wrong type", "wrong actor", "wrong place", "wrong date", "only planned or supposed",
    "history", "told twice", "badly read",
)  # fmt: skip
CHOSEN = "chosen"
"""The order of a selection: what is open in it, newest first."""
VERDICTS: dict[str, Ruling] = {
    "accept": "accepted", "correct": "corrected", "reject": "rejected", "unsure": "unsure", "note": "noted",
}  # fmt: skip
TheForm = Annotated[Form, Depends(the_form)]


@dataclass(frozen=True, slots=True)
class Walk:
    """In which order somebody goes through the events."""

    order: str
    wanted: Selection

    @property
    def query(self) -> str:
        """For an address: the order and the selection."""
        return urlencode([("order", self.order), *pairs_of(self.wanted)])


def now() -> dt.datetime:
    """The time, UTC."""
    return dt.datetime.now(dt.UTC)


def walk_of(order: str, wanted: Selection) -> Walk:
    """The walk that an address names."""
    known = order if order in (*ORDERS, CHOSEN) else CHOSEN if wanted != Selection() else ORDERS[0]
    return Walk(known, wanted)


def ahead(view: View, walk: Walk, by: str) -> tuple[str, ...]:
    """The events that wait on a walk, in order."""
    if walk.order in ORDERS:
        return view.queue(walk.order, by, now(), AHEAD)
    page = view.events(replace(walk.wanted, standings=("open",)), most=AHEAD)
    return tuple(held.coding.events[0].id for held in page.held)


# ------------------------------------------------------------------ screens


@router.get("/review")
def queue(
    request: Request, desk: TheDesk, pages: ThePages, wanted: Wanted, order: str = "", last: str = ""
) -> Response:
    """Where a review begins: the orders, or at once the first event of the one chosen."""
    by = person(request, desk)
    walk = walk_of(order, wanted)
    with desk.view() as view:
        first = next(iter(ahead(view, walk, by)), None)
        if first is not None and (order or wanted != Selection()):
            return RedirectResponse(f"/review/{first}?{walk.query}{_last(last)}", 303)
        waiting = [(o, next(iter(view.queue(o, by, now(), 1)), None)) for o in ORDERS]
        counts, size = view.counted_standings(), view.size()
    return pages.page(
        request, "review.html", waiting=waiting, counts=counts, size=size, wanted=wanted, done=bool(order),
        last=last if last.isdecimal() else "",
    )  # fmt: skip


@router.get("/review/{id}")
def screen(
    request: Request, desk: TheDesk, pages: ThePages, wanted: Wanted, id: str, order: str = "",
    last: str = "", said: str = "",
) -> HTMLResponse:  # fmt: skip
    """One event, to be decided."""
    by = person(request, desk)
    walk = walk_of(order, wanted)
    with desk.view() as view:
        held = view.event(id) or _rejected(view, id)
        if held is None:
            raise HTTPException(404, f"No event {id[:40]} in this book.")
        context = _screen(view, held, walk, by)
        left = desk.glance.count(replace(wanted, standings=("open",)))
    with desk.writing() as book, book.writing() as writing:
        moment = now()
        context["leased"] = writing.lease(id, by, moment, moment + LEASE)
    form = context.pop("form")
    return pages.page(
        request, "judge.html", **context, **choices(desk), walk=walk, left=left, form=form, wanted=wanted,
        last=last if last.isdecimal() else "", said=said[:40], opened=now().isoformat(), reasons=REASONS,
    )  # fmt: skip


def _screen(view: View, held: Held, walk: Walk, by: str) -> dict[str, Any]:
    (event,) = held.coding.events
    stands, decisions = view.standing(event.id), view.decisions_on(event.id)
    blind = walk.order == "second"
    revision = revision_of(None if stands.standing == "rejected" else event, decisions)
    if blind and stands.machine:
        event = stands.machine
    waiting = ahead(view, walk, by)
    at = waiting.index(event.id) if event.id in waiting else -1
    marks = [*event_marks(event), Mark("sentence", event.sentence, event.id)]
    text = held.coding.document.text
    found = view.episode_of(event.id)
    return {
        "held": held, "event": event, "stands": stands, "decisions": () if blind else decisions,
        "blind": blind,
        "revision": revision, "pieces": pieces(text, marks), "direction": direction(held),
        "before": waiting[at - 1] if at > 0 else None,
        "after": next((id for id in waiting[at + 1 :] if id != event.id), None),
        "form": _form_of(event, held.coding),
        "changed": differing(event, stands.machine) if stands.machine and not blind else (),
        "episode": account(view, found[0]) if found else None,
    }  # fmt: skip


def _rejected(view: View, id: str) -> Held | None:
    """The report of a rejected event, with what the machine says of it."""
    place, stands = view.report_of(id), view.standing(id)
    if place is None or stands.machine is None:
        return None
    held = view.held(place)
    return replace(held, coding=replace(held.coding, events=(stands.machine,)))


def _form_of(event: Event, coding: Coding) -> dict[str, Any]:
    """What stands in the form; the words of each value as they stand in the source."""
    text = coding.document.text

    def words(written: str, span: Span | None) -> str:
        return " ".join((span.of(text) if span else written).split())

    return {
        role: [(words(who.text, who.span), who.name, who.country or "", " ".join(who.sectors), who.span)
               for who in found]
        for role, found in (("actor", event.actors), ("recipient", event.recipients))
    }  # fmt: skip


def choices(desk: Desk) -> dict[str, Any]:
    """What the fields of a form may be."""
    return {
        "types": desk.codebook.types, "sectors": desk.codebook.agents.sectors,
        "statuses": ("actual", "ongoing", "future", "hypothetical", "negated", "historical"),
        "voices": ("reported", "attributed", "editorial"),
    }  # fmt: skip


def _last(seq: object) -> str:
    return f"&last={seq}" if seq else ""


# ------------------------------------------------------------------ deciding


@router.post("/review/{id}")
def judge(request: Request, desk: TheDesk, pages: ThePages, form: TheForm, id: str) -> Response:
    """Keep what was decided on an event, and go on to the next."""
    by = person(request, desk)
    act = form.one("act")
    if act not in VERDICTS:
        raise BadQuestion("act: accept, correct, reject, unsure or note")
    walk = walk_of(form.one("order"), selection_of(pair for pair in form.pairs("sel-")))
    with desk.view() as view:
        held = view.event(id) or _rejected(view, id)
        if held is None:
            raise HTTPException(404, f"No event {id[:40]} in this book.")
        machine = view.standing(id).machine if form.one("blind") == "1" else None
        base = machine or held.coding.events[0]
        waiting = ahead(view, walk, by)
    verdict = VERDICTS[act]
    after = None
    if verdict in ("accepted", "corrected"):
        after = corrected(base, _given(form), held.coding, desk.codebook)
        same = claim(after) == claim(base)
        verdict, after = ("accepted", None) if same else ("corrected", after)
    wish = Wish(
        verdict=verdict, event=id, after=after, reason=form.one("reason")[:60], note=form.one("note")[:2000],
        order=walk.order, blind=form.one("blind") == "1", seconds=_seconds(form.one("opened")),
        revision=form.one("revision") or None,
    )  # fmt: skip
    try:
        with desk.writing() as book:
            kept = decide(book, wish, by, now())
    except Conflict as conflict:
        return _conflict(request, pages, desk, held, wish, conflict, form)
    following = id if verdict == "noted" else _next(waiting, id)
    said = f"&said={verdict}"
    if following is None:
        return RedirectResponse(f"/review?{walk.query}&last={kept.seq}", 303)
    return RedirectResponse(f"/review/{following}?{walk.query}&last={kept.seq}{said}", 303)


def _given(form: Form) -> GivenEvent:
    try:
        return from_form(form.many)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadQuestion(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _next(waiting: Sequence[str], id: str) -> str | None:
    at = waiting.index(id) + 1 if id in waiting else 0
    return next((other for other in (*waiting[at:], *waiting[:at]) if other != id), None)


def _seconds(opened: str) -> float | None:
    try:
        spent = (now() - dt.datetime.fromisoformat(opened)).total_seconds()
    except (ValueError, TypeError):
        return None
    return round(spent, 1) if 0 <= spent < 86400 else None


def _conflict(
    request: Request, pages: Pages, desk: Desk, held: Held, wish: Wish, conflict: Conflict, form: Form
) -> HTMLResponse:
    with desk.view() as view:
        revision = revision_of(conflict.now, view.decisions_on(wish.event))
    return pages.page(
        request, "conflict.html", status=409, held=held, mine=wish.after or held.coding.events[0], wish=wish,
        theirs=conflict.now, last=conflict.last, form=form, revision=revision,
    )  # fmt: skip


@router.post("/decisions/{seq}/undo")
def undo(request: Request, desk: TheDesk, seq: int) -> Response:
    """Take a decision back, and show its event again."""
    with desk.writing() as book:
        kept = take_back_decision(book, seq, person(request, desk), now())
    with desk.view() as view:
        there = view.report_of(kept.event) is not None
    where = f"/review/{kept.event}?said=undone" if there else f"/reports/{kept.report}"
    return RedirectResponse(where, 303)


# ------------------------------------------------------------------ what belongs together


@router.get("/review/{id}/merge")
def merge_page(
    request: Request, desk: TheDesk, pages: ThePages, id: str, order: str = "", q: str = ""
) -> HTMLResponse:
    """What the event may be one with: events of its kind at its time, nearest first."""
    with desk.view() as view:
        held = view.event(id)
        if held is None:
            raise HTTPException(404, f"No event {id[:40]} in this book.")
        (event,) = held.coding.events
        mine = set(view.episode_of(id)[0].events)
        found = [h for h in view.events(_near(event, q), most=80).held if h.coding.events[0].id not in mine]
    found.sort(key=lambda h: _far(h.coding.events[0], event))
    return pages.page(request, "merge.html", held=held, event=event, found=found[:20], order=order, q=q)


def _near(event: Event, words: str) -> Selection:
    if words.strip():
        return Selection(text=words.strip()[:200])
    if event.date is None:
        return Selection(types=(event.type,), places=(event.place.name,) if event.place else ())
    low = max(event.date.start, dt.date.min + NEAR) - NEAR
    return Selection(types=(event.type,), since=low, until=min(event.date.end, dt.date.max - NEAR) + NEAR)


def _far(one: Event, other: Event) -> tuple[bool, bool, int]:
    """How little one event is like the other: another country, another place, days between."""
    a, b = one.place, other.place
    days = abs((one.date.start - other.date.start).days) if one.date and other.date else 99
    return (
        not (a and b and a.country == b.country), not (a and b and a.name == b.name), days
    )  # fmt: skip


@router.post("/review/{id}/merge")
def merge(request: Request, desk: TheDesk, form: TheForm, id: str) -> Response:
    """Say that an event is one with others."""
    others = tuple(dict.fromkeys(o.removeprefix("h") for o in form.many.get("event", ()) if o != id))[:200]
    if not others:
        raise BadQuestion("event: choose what it is one with")
    wish = Wish(
        verdict="merged", event=id, others=others, note=form.one("note")[:2000], order=form.one("order")
    )
    with desk.writing() as book:
        kept = decide(book, wish, person(request, desk), now())
    return RedirectResponse(f"/review/{id}?order={_word(form)}&last={kept.seq}&said=merged", 303)


@router.post("/review/{id}/split")
def split(request: Request, desk: TheDesk, form: TheForm, id: str) -> Response:
    """Say that an event is another happening than the rest of its episode."""
    kept = _split(request, desk, (id,), form.one("note"))
    last = kept[-1].seq if kept else ""
    return RedirectResponse(f"/review/{id}?order={_word(form)}&last={last}&said=split", 303)


def _word(form: Form) -> str:
    return form.one("order") if form.one("order") in (*ORDERS, CHOSEN) else ""


@router.post("/episodes/{id}/split")
def split_episode(request: Request, desk: TheDesk, form: TheForm, id: str) -> Response:
    """Say that some tellings of an episode are another happening than the rest."""
    chosen = tuple(dict.fromkeys(form.many.get("event", ())))[:200]
    if not chosen:
        raise BadQuestion("event: mark what is another happening")
    _split(request, desk, chosen, form.one("note"))
    return RedirectResponse(f"/episodes/h{chosen[0]}", 303)


def _split(request: Request, desk: Desk, chosen: tuple[str, ...], note: str) -> list[Decision]:
    by = person(request, desk)
    with desk.view() as view:
        found = view.episode_of(chosen[0])
        rest = tuple(e for episode in found for e in episode.events if e not in chosen)
    if not rest:
        raise BadQuestion("event: something of the episode must stay")
    with desk.writing() as book:
        return [
            decide(book, Wish(verdict="split", event=id, others=rest, note=note[:2000]), by, now())
            for id in chosen
        ]


# ------------------------------------------------------------------ what was missed


@router.get("/reports/{id}/add")
def add_page(
    request: Request, desk: TheDesk, pages: ThePages, id: str,
    start: Annotated[int | None, Query(ge=0, le=1 << 40)] = None,
    end: Annotated[int | None, Query(ge=0, le=1 << 40)] = None,
) -> HTMLResponse:  # fmt: skip
    """A form for an event that was missed, at the words chosen."""
    with desk.view() as view:
        place = view.report_of(id)
        if place is None:
            raise HTTPException(404, f"No report {id[:40]} in this book.")
        held = view.held(place)
    text = held.coding.document.text
    whole = start is not None and end is not None and start < end <= len(text)
    trigger = Span(start or 0, end or 0) if whole else None
    sentence = sentence_at(trigger, held.coding) if trigger else None
    marks = [Mark("trigger", trigger)] if trigger else []
    near = next((e for e in held.coding.events if sentence and e.sentence == sentence), None)
    return pages.page(
        request, "add.html", held=held, pieces=pieces(text, marks), trigger=trigger, near=near,
        words=" ".join(trigger.of(text).split()) if trigger else "", direction=direction(held),
        **choices(desk),
    )  # fmt: skip


@router.post("/reports/{id}/add")
def add(request: Request, desk: TheDesk, form: TheForm, id: str) -> Response:
    """Keep an event that was missed."""
    with desk.view() as view:
        place = view.report_of(id)
        if place is None:
            raise HTTPException(404, f"No report {id[:40]} in this book.")
        held = view.held(place)
    event = added(_given(form), held.coding, desk.codebook)
    report = held.coding.document.id
    with desk.writing() as book:
        decide(
            book,
            Wish(verdict="added", event=event.id, report=report, after=event, note=form.one("note")[:2000]),
            person(request, desk), now(),
        )  # fmt: skip
    return RedirectResponse(f"/reports/{report}?event={event.id}#e-{event.id}", 303)
