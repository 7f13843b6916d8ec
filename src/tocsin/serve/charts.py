"""Map, timeline and network of a selection: as a page with an equivalent table, as SVG, as one HTML file."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from tocsin.model import Participant, Selection
from tocsin.serve.desk import Desk
from tocsin.serve.given import TheDesk, ThePages, Wanted
from tocsin.serve.pages import BUILT, STATIC, Pages
from tocsin.store import Spot, View
from tocsin.views.plots import (
    STEPS,
    Network,
    Step,
    Timeline,
    circles,
    equal_earth,
    framed,
    network,
    timeline,
)

router = APIRouter(include_in_schema=False)
ROWS = 100
"""Lines of the table beside a picture."""
READ = 2000
"""Of a selection, the newest so many events are read for the network."""
PEOPLE = 40
WIDE, HIGH = 900.0, 300.0
StepName = Literal["", "day", "week", "month", "quarter", "year"]
Stacked = Literal["type", "mode"]
Kind = Literal["map", "timeline", "network"]


@router.get("/{kind}.svg")
def as_svg(
    request: Request, desk: TheDesk, pages: ThePages, wanted: Wanted, kind: Kind,
    step: StepName = "", by: Stacked = "type",
) -> Response:  # fmt: skip
    """The picture alone, as a file."""
    picture = _picture(desk, pages, wanted, kind, step, by)
    text = pages.text(f"{kind}.svg", styled=True, small=False, link="", **picture)
    return _file(text, "image/svg+xml", f"{kind}.svg")


@router.get("/{kind}.html")
def as_html(
    request: Request, desk: TheDesk, pages: ThePages, wanted: Wanted, kind: Kind,
    step: StepName = "", by: Stacked = "type",
) -> Response:  # fmt: skip
    """The picture, its table and its scripts in one file that needs nothing else."""
    picture = _picture(desk, pages, wanted, kind, step, by)
    script = BUILT / "alone.js"
    text = pages.text(
        "alone.html", kind=kind, wanted=wanted, book=desk.settings.book.stem, styled=False, small=False,
        link="", style=(STATIC / "desk.css").read_text(encoding="utf-8"),
        script=script.read_text(encoding="utf-8").replace("</", "<\\/") if script.is_file() else "",
        map_data=map_data, **picture,
    )  # fmt: skip
    return _file(text, "text/html", f"{kind}.html")


@router.get("/map")
def map_page(request: Request, desk: TheDesk, pages: ThePages, wanted: Wanted) -> HTMLResponse:
    """Where it happened."""
    picture = _picture(desk, pages, wanted, "map", "", "type")
    return pages.page(request, "map.html", wanted=wanted, facets=desk.glance.facets(wanted),
                      total=desk.glance.count(wanted), **picture)  # fmt: skip


@router.get("/timeline")
def timeline_page(
    request: Request, desk: TheDesk, pages: ThePages, wanted: Wanted, step: StepName = "",
    by: Annotated[Stacked, Query()] = "type",
) -> HTMLResponse:  # fmt: skip
    """When it happened."""
    picture = _picture(desk, pages, wanted, "timeline", step, by)
    return pages.page(request, "timeline.html", wanted=wanted, facets=desk.glance.facets(wanted),
                      total=desk.glance.count(wanted), steps=STEPS, **picture)  # fmt: skip


@router.get("/network")
def network_page(request: Request, desk: TheDesk, pages: ThePages, wanted: Wanted) -> HTMLResponse:
    """Who did it to whom."""
    picture = _picture(desk, pages, wanted, "network", "", "type")
    return pages.page(request, "network.html", wanted=wanted, facets=desk.glance.facets(wanted),
                      total=desk.glance.count(wanted), **picture)  # fmt: skip


def _file(text: str, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)


def _picture(
    desk: Desk, pages: Pages, wanted: Selection, kind: Kind, step: StepName, by: Stacked
) -> dict[str, Any]:
    with desk.view() as view:
        mask = desk.glance.mask(wanted)
        if kind == "map":
            return {**map_of(desk, view, mask), "wanted_at": lambda name: replace(wanted, places=(name,))}
        if kind == "timeline":
            picture, undated = timeline_of(desk, mask, step or None, by)
            return {"picture": picture, "undated": undated, "stacked": by, "wanted_between": between(wanted)}
        drawn, links, read = network_of(desk, view, mask)
        who = {"wanted_who": lambda name: replace(wanted, actors=(name,))}
        return {"picture": drawn, "links": links, "read": read, **who}


# ------------------------------------------------------------------ map


def map_of(desk: Desk, view: View, mask: int) -> dict[str, Any]:
    """The map of some events: outlines, circles, and the places in a table."""
    spots, counts, nowhere = desk.glance.on_the_map(mask)
    points = [(*equal_earth(spot.lat, spot.lon), spot.events) for spot in spots]
    frame = framed((x, y) for x, y, _ in points)
    shown = circles(points, frame)
    named = dict.fromkeys([*range(min(len(spots), ROWS)), *(c.spots[0] for c in shown[:400])])
    called = dict(zip(named, view.place_names([spots[i].example for i in named]), strict=True))
    return {
        "spots": spots[:ROWS], "called": called, "nowhere": nowhere, "frame": frame, "circles": shown,
        "world": outlines(), "places": len(spots), "counts": (spots, counts),
    }  # fmt: skip


def map_data(spots: tuple[Spot, ...], counts: Counter[tuple[int, int]]) -> Mapping[str, object]:
    """What the script draws: points on the map, and events by point and day (ordinal)."""
    rows = sorted(counts.items())
    points = [equal_earth(s.lat, s.lon) for s in spots]
    return {
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "spot": [at for (at, _), _ in rows],
        "day": [day for (_, day), _ in rows],
        "n": [n for _, n in rows],
    }


@cache
def outlines() -> Mapping[str, str]:
    """Land and borders of the world as paths in the map's units; empty where they were not built."""
    path = BUILT / "world.json"
    if not path.is_file():
        return {"land": "", "borders": ""}
    return cast(Mapping[str, str], json.loads(path.read_text(encoding="utf-8")))


# ------------------------------------------------------------------ timeline


def timeline_of(desk: Desk, mask: int, step: Step | None, by: Stacked) -> tuple[Timeline, int]:
    """Bars of some events over time, and how many have no day."""
    counts, undated = desk.glance.by_day(mask, by)
    return timeline(counts, step, width=WIDE, height=HIGH), undated


def between(wanted: Selection) -> Any:
    """What narrows the selection to a stretch of time."""

    def narrowed(first: dt.date, last: dt.date) -> Selection:
        return replace(wanted, since=first, until=last)

    return narrowed


# ------------------------------------------------------------------ network


def _plainly(who: Participant) -> str:
    """A name without article and case."""
    return (who.name or who.text).casefold().removeprefix("the ")


Links = list[tuple[str, str, int, str]]
"""Who, to whom, how often, mostly how; the most frequent first."""


def network_of(desk: Desk, view: View, mask: int) -> tuple[Network, Links, int]:
    """Who acts on whom in the newest of some events, those of one name as one; how many events were read."""
    newest = desk.glance.newest(mask, READ)
    totals: Counter[str] = Counter()
    codes: dict[str, str] = {}
    written: dict[str, str] = {}
    links: dict[tuple[str, str], Counter[str]] = {}
    for held in view.at(newest):
        (event,) = held.coding.events
        sides = [
            tuple(dict.fromkeys(written.setdefault(_plainly(who), who.name or who.text) for who in side))
            for side in (event.actors, event.recipients)
        ]
        for who in (*event.actors, *event.recipients):
            code = " ".join(filter(None, (who.country, *who.sectors[:1])))
            codes.setdefault(written[_plainly(who)], code)
        totals.update(dict.fromkeys((*sides[0], *sides[1]), 1))
        for actor in sides[0]:
            for recipient in sides[1]:
                links.setdefault((actor, recipient), Counter())[event.type] += 1
    often = Counter({pair: sum(types.values()) for pair, types in links.items() if pair[0] != pair[1]})
    people: list[str] = []
    for pair, _ in sorted(often.items(), key=lambda item: (-item[1], -totals[item[0][0]])):
        people += [name for name in pair if name not in people and len(people) < PEOPLE]
    numbers = {name: i for i, name in enumerate(people)}
    chosen = {
        (numbers[a], numbers[b]): types for (a, b), types in links.items() if a in numbers and b in numbers
        and a != b
    }  # fmt: skip
    drawn = network([(name, codes[name], totals[name]) for name in people], chosen)
    ranked = sorted(links.items(), key=lambda pair: -sum(pair[1].values()))[:ROWS]
    table = [(a, b, sum(types.values()), types.most_common(1)[0][0]) for (a, b), types in ranked]
    return drawn, table, len(newest)
