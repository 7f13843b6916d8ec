"""The same as the pages show, as JSON: lists by cursor, errors as problem+json, described by OpenAPI."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from tocsin.codec import to_tree
from tocsin.keep import Conflict, Wish, decide, revision_of, take_back_decision
from tocsin.model import Held, Selection
from tocsin.review import Decision
from tocsin.serve.asking import BadQuestion, selection_of
from tocsin.serve.charts import map_data, network_of, timeline_of
from tocsin.serve.cursor import after_of, cursor_of
from tocsin.serve.editing import GivenEvent, added, corrected
from tocsin.serve.given import TheDesk
from tocsin.serve.pages import person
from tocsin.serve.quality import quality_of
from tocsin.serve.today import account
from tocsin.store import ORDERS, Standings, View
from tocsin.views.accounts import episode_record, plain
from tocsin.views.records import Json, event_record, report_record

PROBLEM = "application/problem+json"


class Told(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class Page(BaseModel):
    """Some of what was asked for; `next` is the `after` of the next page."""

    items: list[dict[str, Any]]
    next: str | None


def problem(status: int, detail: str) -> dict[int | str, dict[str, Any]]:
    """How an error is described."""
    return {status: {"description": detail, "content": {PROBLEM: {"schema": Told.model_json_schema()}}}}


SHUT = {**problem(403, "Without the key, or from a page elsewhere"), **problem(421, "Under another name")}
router = APIRouter(
    prefix="/api",
    tags=["desk"],
    responses={**SHUT, **problem(422, "Not understood")},
    default_response_class=JSONResponse,
)
NONE = problem(404, "No such thing in this book")
Values = Annotated[list[Annotated[str, Field(max_length=400)]], Query(max_length=50)]
Word = Annotated[str | None, Query(max_length=400)]
Limit = Annotated[int, Query(ge=1, le=500)]
Id = Annotated[str, Path(max_length=80)]


def _selection(
    type: Values = [], mode: Values = [], country: Values = [], sector: Values = [], source: Values = [],  # noqa: B006
    status: Values = [], voice: Values = [], standing: Values = [], place: Values = [], actor: Values = [],  # noqa: B006
    since: Annotated[dt.date | None, Query()] = None, until: Annotated[dt.date | None, Query()] = None,
    q: Word = None, sure: Annotated[float | None, Query(ge=0, le=1)] = None, report: Word = None,
    episode: Word = None,
) -> Selection:  # fmt: skip
    many = {
        "type": type, "mode": mode, "country": country, "sector": sector, "source": source, "status": status,
        "voice": voice, "standing": standing, "place": place, "actor": actor,
    }  # fmt: skip
    one = {"since": since, "until": until, "q": q, "sure": sure, "report": report, "episode": episode}
    pairs = [(name, value) for name, values in many.items() for value in values]
    return selection_of([*pairs, *((name, str(value)) for name, value in one.items() if value is not None)])


Asked = Annotated[Selection, Depends(_selection)]


def answer(value: Json) -> JSONResponse:
    """A record as it is, without another check."""
    return JSONResponse(value)


def conflict(error: Conflict) -> JSONResponse:
    """A decision that came too late: what holds now, and who decided it."""
    body = {
        "type": "about:blank", "title": "Somebody else has decided", "status": 409, "detail": str(error),
        "now": to_tree(error.now) if error.now else None,
        "last": decision_record(error.last) if error.last else None,
    }  # fmt: skip
    return JSONResponse(body, status_code=409, media_type=PROBLEM)


# ------------------------------------------------------------------ reading


@router.get("/", summary="What there is")
def index(request: Request, desk: TheDesk) -> JSONResponse:
    """How large the book is, and where the description of all this lies."""
    with desk.view() as view:
        reports, events = view.size()
        waiting = {order: len(view.queue(order, "", dt.datetime.now(dt.UTC), 1)) > 0 for order in ORDERS}
        standings = view.counted_standings()
    return answer({
        "book": desk.settings.book.stem, "reports": reports, "events": events, "decided": standings,
        "waiting": waiting, "openapi": "/api/openapi.json",
    })  # fmt: skip


@router.get("/events", summary="Events of a selection, newest first", responses={200: {"model": Page}})
def events(desk: TheDesk, wanted: Asked, after: Word = None, limit: Limit = 50) -> JSONResponse:
    """One event an item, in the form of `tocsin code --format jsonl`, with its episode and how it stands."""
    with desk.view() as view:
        page = view.events(wanted, after_of(after), limit)
        items = [_event_item(view, held) for held in page.held]
    return answer({"items": items, "next": cursor_of(page.after)})


def _event_item(view: View, held: Held) -> dict[str, Json]:
    (event,) = held.coding.events
    return {
        **event_record(event, held.coding), "report": held.coding.document.id,
        "episode": held.episodes[event.id], **_standing(view.standing(event.id)),
    }  # fmt: skip


def _standing(stands: Standings) -> dict[str, Json]:
    return {"standing": stands.standing or "open", "again": stands.again}


@router.get("/events/{id}", summary="One event", responses=NONE)
def event(desk: TheDesk, id: Id) -> JSONResponse:
    """The event, what the machine says where that is something else, what was decided, and its revision."""
    with desk.view() as view:
        held, stands = view.event(id), view.standing(id)
        decisions = view.decisions_on(id)
        if held is None and stands.machine is None:
            raise HTTPException(404, f"no event {id}")
        item = _event_item(view, held) if held else {"id": id, **_standing(stands)}
    now = held.coding.events[0] if held else None
    return answer({
        **item, "machine": to_tree(stands.machine) if stands.machine else None,
        "decisions": [decision_record(d) for d in decisions], "revision": revision_of(now, decisions),
    })  # fmt: skip


@router.get("/facets", summary="Values and how many events have them")
def facets(desk: TheDesk, wanted: Asked, most: Annotated[int, Query(ge=1, le=500)] = 20) -> JSONResponse:
    """For each field the most frequent values in the selection."""
    with desk.view():
        found, total = desk.glance.facets(wanted, most), desk.glance.count(wanted)
    return answer({
        "events": total,
        "facets": {kind: [{"value": v, "events": n} for v, n in values] for kind, values in found.items()},
    })  # fmt: skip


@router.get("/episodes", summary="Episodes of a selection", responses={200: {"model": Page}})
def episodes(
    desk: TheDesk, wanted: Asked, after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
) -> JSONResponse:  # fmt: skip
    """Each with its account, by the first tellings of it: who says what, and what they disagree on."""
    with desk.view() as view:
        found = view.episodes(wanted)
        page = list(islice(found, after, after + limit + 1))
        found.close()
        items: list[Json] = [dict(episode_record(account(view, episode))) for episode in page[:limit]]
    return answer({"items": items, "next": str(after + limit) if len(page) > limit else None})


@router.get("/episodes/{id}", summary="One episode", responses=NONE)
def episode(desk: TheDesk, id: Id) -> JSONResponse:
    """The account of one episode, or of that which an event is in."""
    with desk.view() as view:
        found = view.episode_of(id)
        if len(found) != 1 or len(id.removeprefix("h")) < 4:
            raise HTTPException(404, f"no episode {id}")
        return answer({**episode_record(account(view, found[0], 500)), "events": found[0].events})


@router.get("/reports", summary="Reports, the last that came first", responses={200: {"model": Page}})
def reports(
    desk: TheDesk, after: Annotated[int | None, Query(ge=0, le=1 << 60)] = None, limit: Limit = 50
) -> JSONResponse:
    """Names, sources and how many events each gave."""
    with desk.view() as view:
        lines = view.lines(after, limit + 1)
    items: list[Json] = [{**line._asdict(), "copy": bool(line.copy)} for line in lines[:limit]]
    return answer({"items": items, "next": str(lines[limit - 1].seq) if len(lines) > limit else None})


@router.get("/reports/{id}", summary="One report", responses=NONE)
def report(desk: TheDesk, id: Id) -> JSONResponse:
    """The text, and everything that was read from it, in the form of `tocsin code --format json`."""
    with desk.view() as view:
        place = view.report_of(id)
        if place is None:
            raise HTTPException(404, f"no report {id}")
        held = view.held(place)
        stands = {id: _standing(s) for id, s in view.standings(place).items()}
    return answer({
        **report_record(held.coding), "id": held.coding.document.id, "text": held.coding.document.text,
        "coder": held.coder, "codebook": held.codebook, "copy_of": held.copy_of, "standings": stands,
        "episodes": dict(held.episodes),
    })  # fmt: skip


@router.get("/points", summary="Where the events of a selection happened")
def points(desk: TheDesk, wanted: Asked) -> JSONResponse:
    """Points on the map (Equal Earth, 1000 wide), and columns: number of the point, day (ordinal), events."""
    with desk.view() as view:
        spots, counts, nowhere = desk.glance.on_the_map(desk.glance.mask(wanted))
        names = view.place_names([spot.example for spot in spots[:400]])
    return answer({
        **map_data(spots, counts),  # type: ignore[dict-item]
        "lat": [s.lat for s in spots], "lon": [s.lon for s in spots], "name": names, "nowhere": nowhere,
    })  # fmt: skip


@router.get("/timeline", summary="When the events of a selection happened")
def over_time(
    desk: TheDesk, wanted: Asked,
    step: Annotated[Literal["day", "week", "month", "quarter", "year"] | None, Query()] = None,
    by: Annotated[Literal["type", "mode"], Query()] = "type",
) -> JSONResponse:  # fmt: skip
    """Events by stretch of time and value."""
    with desk.view():
        picture, undated = timeline_of(desk, desk.glance.mask(wanted), step, by)
    return answer({
        "step": picture.step, "undated": undated,
        "items": [
            {"first": bar.first.isoformat(), "last": bar.last.isoformat(), "events": bar.events,
             "by": {part.value: part.events for part in bar.parts}}
            for bar in picture.bars
        ],
    })  # fmt: skip


@router.get("/network", summary="Who acts on whom in a selection")
def who_to_whom(desk: TheDesk, wanted: Asked) -> JSONResponse:
    """Pairs in the newest events of the selection, the most frequent first."""
    with desk.view() as view:
        _, links, read = network_of(desk, view, desk.glance.mask(wanted))
    items: list[Json] = [{"actor": a, "recipient": b, "events": n, "mostly": kind} for a, b, n, kind in links]
    return answer({"read": read, "items": items})


@router.get("/codebook", summary="Types, modes, sectors and contexts")
def codebook(desk: TheDesk) -> JSONResponse:
    """What each code means."""
    book = desk.codebook
    types: dict[str, Json] = {
        t.name: {"quad": t.quad, "meaning": t.meaning, "modes": {m.name: m.meaning for m in t.modes.values()}}
        for t in book.types.values()
    }
    return answer({
        "digest": book.digest, "types": types, "sectors": dict(book.agents.sectors),
        "contexts": dict(book.contexts.meanings),
    })  # fmt: skip


@router.get("/quality", summary="Precision and agreement")
def quality(desk: TheDesk) -> JSONResponse:
    """Shares with their intervals (95 %), alphas with theirs; null where too little is known."""
    with desk.view() as view:
        found = quality_of(desk, view)
    return answer(plain(found))


# ------------------------------------------------------------------ deciding


def decision_record(decision: Decision) -> dict[str, Any]:
    """A decision as JSON."""
    tree: dict[str, Any] = to_tree(decision)
    return tree


@router.get("/queue/{order}", summary="What waits for review")
def queue(
    request: Request,
    desk: TheDesk,
    order: Literal["uncertain", "consequential", "newest", "audit", "second", "again"],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> JSONResponse:
    """Ids of events in one of the orders of review, without those on somebody else's screen."""
    with desk.view() as view:
        return answer({"items": view.queue(order, person(request, desk), dt.datetime.now(dt.UTC), limit)})


@router.get("/decisions", summary="The log of decisions", responses={200: {"model": Page}})
def decisions(
    desk: TheDesk, after: Annotated[int, Query(ge=0, le=1 << 60)] = 0, limit: Limit = 100
) -> JSONResponse:
    """In the order in which they were made. `/export/decisions.jsonl` has them with their hashes."""
    with desk.view() as view:
        found = view.decisions(after, limit)
        last = view.last_decision()
    more = str(found[-1].seq) if found and found[-1].seq < last else None
    return answer({"items": [decision_record(d) for d in found], "next": more})


class GivenDecision(BaseModel):
    """A decision as it is sent."""

    model_config = ConfigDict(extra="forbid")
    verdict: Literal["accepted", "corrected", "rejected", "unsure", "added", "merged", "split", "noted"]
    event: Annotated[str, Field(max_length=80)] | None = None
    """Id of the event; none for `added`."""
    report: Annotated[str, Field(max_length=80)] | None = None
    """Id of the report that an event is added to."""
    after: GivenEvent | None = None
    """What is to hold, for `corrected` and `added`: an event as `/api/events/ID` gives it."""
    others: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=200)] = []
    reason: Annotated[str, Field(max_length=60)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""
    order: Annotated[str, Field(max_length=20)] = ""
    blind: bool = False
    revision: Annotated[str, Field(max_length=80)] | None = None
    """What was seen, as the event's `revision`: the decision is refused (409) if that is no more so."""


@router.post(
    "/decisions", summary="Decide", status_code=201, responses={**NONE, **problem(409, "Came too late")}
)
def make(request: Request, desk: TheDesk, given: GivenDecision) -> JSONResponse:
    """Keep a decision on one event; it holds when this returns."""
    by, moment = person(request, desk), dt.datetime.now(dt.UTC)
    with desk.writing() as book:
        kept = decide(book, _wish(desk, book.view(), given), by, moment)
    return JSONResponse(decision_record(kept), status_code=201)


def _wish(desk: TheDesk, view: View, given: GivenDecision) -> Wish:
    common: dict[str, Any] = {
        "reason": _clean(given.reason), "note": _clean(given.note), "order": _clean(given.order),
        "blind": given.blind,
        "others": tuple(_clean(other) for other in given.others), "revision": given.revision,
    }  # fmt: skip
    if given.verdict in ("merged", "split") and not given.others:
        raise BadQuestion("others: say with which events")
    if given.verdict == "added":
        place = view.report_of(_clean(given.report or ""))
        if place is None or given.after is None:
            raise BadQuestion("report, after: say what is to be added to which report of the book")
        held = view.held(place)
        event = added(given.after, held.coding, desk.codebook)
        report = held.coding.document.id
        return Wish(verdict="added", event=event.id, report=report, after=event, **common)
    held_event = view.event(_clean(given.event or ""))
    after = None
    if given.verdict == "corrected":
        if held_event is None or given.after is None:
            raise BadQuestion("event, after: say what of the book is to be what")
        after = corrected(held_event.coding.events[0], given.after, held_event.coding, desk.codebook)
    return Wish(verdict=given.verdict, event=_clean(given.event or ""), after=after, **common)


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


@router.post("/decisions/{seq}/undo", summary="Take a decision back", status_code=201, responses=NONE)
def undo(request: Request, desk: TheDesk, seq: Annotated[int, Path(ge=1, le=1 << 60)]) -> JSONResponse:
    """A row that takes the decision back; what held before holds again."""
    with desk.writing() as book:
        kept = take_back_decision(book, seq, person(request, desk), dt.datetime.now(dt.UTC))
    return JSONResponse(decision_record(kept), status_code=201)
