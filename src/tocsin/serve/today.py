"""Today: what is new, what grew, what is disputed, what waits for review."""

from __future__ import annotations

import datetime as dt
import time
from typing import NamedTuple, cast

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from tocsin.link import gather
from tocsin.model import Episode, Selection
from tocsin.serve.desk import Desk
from tocsin.serve.given import TheDesk, ThePages, Wanted
from tocsin.serve.pages import person
from tocsin.store import ORDERS, View
from tocsin.views.accounts import Shown
from tocsin.views.plots import Timeline, timeline

router = APIRouter(include_in_schema=False)
TELLINGS = 30
"""Of a long episode the first so many tellings are read for a list."""
LOOKED_AT, LISTED = 40, 8
KEPT = 20
"""What took a second to work out is good for so many."""


class News(NamedTuple):
    """What the front page tells."""

    new: tuple[Shown, ...]
    grown: tuple[Shown, ...]
    disputed: tuple[Shown, ...]
    timeline: Timeline
    undated: int


@router.get("/")
def today(request: Request, desk: TheDesk, pages: ThePages, wanted: Wanted) -> HTMLResponse:
    """The front page."""
    with desk.view() as view:
        news = _news(desk, view)
        waiting = _waiting(desk, view, person(request, desk))
        size, standings = view.size(), view.counted_standings()
        facets = desk.glance.facets(wanted)
        newest = view.lines(None, 8)
    return pages.page(
        request, "today.html", news=news, waiting=waiting, size=size, counted_standings=standings,
        facets=facets, newest=newest, wanted=wanted, total=desk.glance.count(wanted),
    )  # fmt: skip


def account(view: View, episode: Episode, most: int | None = TELLINGS) -> Shown:
    """An episode to be shown: its account by the first `most` of those that tell it."""
    held = view.members(episode, most)
    return Shown(episode.id, gather([(event, one) for one in held for event in one.coding.events]))


def _news(desk: Desk, view: View) -> News:
    """Worked out once for each state of the book; of a great book also no oftener than is worth it."""
    key, start = "news", time.monotonic()
    state = (view.size(), view.last_decision())
    known = cast("tuple[object, float, News] | None", desk.remembered.get(key))
    if known and (known[0] == state or start < known[1]):
        return known[2]
    grown = view.grown(LOOKED_AT)
    shown = {g.episode: account(view, view.episode_at(g.episode)) for g in grown}
    new = [shown[g.episode] for g in grown if g.is_new]
    more = [shown[g.episode] for g in grown if not g.is_new]
    disputed = [one for one in shown.values() if one.account.disagreements]
    counts, undated = desk.glance.by_day(desk.glance.mask(Selection()), "type")
    line = timeline(counts, None, width=720, height=110)
    news = News(tuple(new[:LISTED]), tuple(more[:LISTED]), tuple(disputed[:LISTED]), line, undated)
    now = time.monotonic()
    desk.remembered[key] = (state, now + KEPT * (now - start), news)
    return news


def look_ahead(desk: Desk) -> None:
    """Work the front page out before somebody asks for it."""
    with desk.view() as view:
        _news(desk, view)


def _waiting(desk: Desk, view: View, by: str) -> list[tuple[str, str | None]]:
    """The orders of review, each with the first event that it would serve."""
    now = dt.datetime.now(dt.UTC)
    return [(order, next(iter(view.queue(order, by, now, 1)), None)) for order in ORDERS]
