"""Lists and what they lead to: events, episodes, reports."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from tocsin.codebook.describe import Rows
from tocsin.keep import revision_of
from tocsin.model import Event, Held
from tocsin.review import Decision, differing
from tocsin.serve.cursor import after_of, cursor_of
from tocsin.serve.given import TheDesk, ThePages, Wanted
from tocsin.serve.today import account
from tocsin.views.account import fields
from tocsin.views.marked import event_marks, marks_of, pieces
from tocsin.views.plots import Interval, intervals

router = APIRouter(include_in_schema=False)
PAGE, EPISODES, REPORTS = 40, 25, 50
"""Lines on a page."""
TOLD_BY = 3
PLOT = 460.0
"""Width of the range plot."""
After = Annotated[str | None, Query()]


@router.get("/events")
def events(
    request: Request, desk: TheDesk, pages: ThePages, wanted: Wanted, after: After = None
) -> HTMLResponse:
    """The events of a selection, newest first."""
    with desk.view() as view:
        page = view.events(wanted, after_of(after), PAGE)
        facets = desk.glance.facets(wanted)
        is_rejected = "rejected" in wanted.standings
        total = len(page.held) if is_rejected else desk.glance.count(wanted)
        stands = {id: view.standing(id) for held in page.held for id in (held.coding.events[0].id,)}
    return pages.page(
        request, "events.html", wanted=wanted, held=page.held, more=cursor_of(page.after), facets=facets,
        total=total, stands=stands,
    )  # fmt: skip


@router.get("/events/{id}")
def event(request: Request, desk: TheDesk, pages: ThePages, id: str) -> HTMLResponse:
    """One event: its record, how it was come by, what was decided."""
    with desk.view() as view:
        held = view.event(id)
        stands = view.standing(id)
        decisions = view.decisions_on(id)
        if held is None and stands.machine is None:
            raise HTTPException(404, f"No event {id[:40]} in this book.")
        if held is None:
            return pages.page(
                request, "rejected.html", event=stands.machine, decisions=decisions,
                report=_report_of(decisions),
            )  # fmt: skip
        episode = view.episode_of(id)[0]
        others = account(view, episode)
    found = held.coding.events[0]
    return pages.page(
        request, "event.html", held=held, event=found, stands=stands, decisions=decisions, episode=others,
        fields=tuple(fields(found, held.coding)), rows=Rows(desk.codebook.root),
        changed=differing(found, stands.machine) if stands.machine else (),
        revision=revision_of(found, decisions),
    )  # fmt: skip


def _report_of(decisions: tuple[Decision, ...]) -> str:
    return decisions[-1].report if decisions else ""


# ------------------------------------------------------------------ episodes


@router.get("/episodes")
def episodes(
    request: Request, desk: TheDesk, pages: ThePages, wanted: Wanted, after: After = None,
    told: Annotated[str, Query(max_length=3)] = "", disputed: Annotated[str, Query(max_length=3)] = "",
) -> HTMLResponse:  # fmt: skip
    """The episodes of a selection, that of the newest event first."""
    skip = int(after) if after and after.isdecimal() and len(after) < 7 else 0
    least = int(told) if told.isdecimal() else 1
    with desk.view() as view:
        found = view.episodes(wanted)
        shown = (account(view, e) for e in found if len(e.events) >= (2 if disputed else least))
        fit = (
            s for s in shown
            if s.account.independent >= least and (s.account.disagreements or not disputed)
        )  # fmt: skip
        page = list(islice(fit, skip, skip + EPISODES + 1))
        found.close()
        facets, total = desk.glance.facets(wanted), desk.glance.count(wanted)
    more = skip + EPISODES if len(page) > EPISODES else None
    return pages.page(
        request, "episodes.html", wanted=wanted, shown=page[:EPISODES], more=more, facets=facets, total=total,
        told=least, disputed=bool(disputed),
    )  # fmt: skip


@router.get("/episodes/{id}", response_model=None)
def episode(request: Request, desk: TheDesk, pages: ThePages, id: str) -> HTMLResponse | RedirectResponse:
    """One episode: what its reports disagree on, the figures by who claims them, every version."""
    with desk.view() as view:
        found = view.episode_of(id[:40])
        if len(found) != 1 or len(id.removeprefix("h")) < 4:
            raise HTTPException(404, f"No episode {id[:40]} in this book.")
        if found[0].id != id:
            return RedirectResponse(f"/episodes/{found[0].id}", 303)
        shown = account(view, found[0], 200)
        held = view.members(found[0], 60)
        stands = {id: view.standing(id) for id in found[0].events[:200]}
        judged = [j for j in view.judged(found[0].events[0]) if j.verdict == "same"]
    plots = [
        (r.unit, tuple(zip(r.figures, *_plot([(f.min, f.max) for f in r.figures]), strict=False)),
         intervals([(f.min, f.max) for f in r.figures], PLOT)[1])
        for r in shown.account.sizes if len(r.figures) > 1
    ]  # fmt: skip
    tellings = {e.id: (e, h) for h in held for e in h.coding.events}
    return pages.page(
        request, "episode.html", id=found[0].id, account=shown.account, tellings=tellings, stands=stands,
        plots=plots, width=PLOT, judged=judged, events=found[0].events,
    )  # fmt: skip


def _plot(bounds: list[tuple[float | None, float | None]]) -> tuple[tuple[Interval, ...]]:
    return (intervals(bounds, PLOT)[0],)


# ------------------------------------------------------------------ reports


@router.get("/reports")
def reports(request: Request, desk: TheDesk, pages: ThePages, after: After = None) -> HTMLResponse:
    """All reports, the last that came first."""
    before = int(after) if after and after.isdecimal() and len(after) < 19 else None
    with desk.view() as view:
        lines = view.lines(before, REPORTS + 1)
        size = view.size()
    more = lines[REPORTS - 1].seq if len(lines) > REPORTS else None
    return pages.page(request, "reports.html", lines=lines[:REPORTS], more=more, size=size)


@router.get("/reports/{id}")
def report(
    request: Request, desk: TheDesk, pages: ThePages, id: str, event: Annotated[str, Query()] = ""
) -> HTMLResponse:
    """One report: the source as plain text, marked, and beside it what was coded of it."""
    with desk.view() as view:
        place = view.report_of(id)
        if place is None:
            raise HTTPException(404, f"No report {id[:40]} in this book.")
        held = view.held(place)
        stands = view.standings(place)
    coding = held.coding
    marked = pieces(coding.document.text, marks_of(coding))
    rejected = [(id, s.machine) for id, s in stands.items() if s.standing == "rejected" and s.machine]
    return pages.page(
        request, "report.html", held=held, pieces=marked, stands=stands, rejected=rejected, chosen=event,
        direction=direction(held),
    )  # fmt: skip


def direction(held: Held) -> str:
    """The direction in which the text runs: as its language does, else as its first letter does."""
    language = held.coding.document.language or ""
    return "rtl" if language[:2] in RIGHT_TO_LEFT else "auto"


RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ku"))


def one_events(held: Held, event: Event) -> tuple[object, ...]:
    """The text with the words of one event marked."""
    return pieces(held.coding.document.text, event_marks(event))
