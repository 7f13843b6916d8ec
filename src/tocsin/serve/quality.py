"""Quality: precision from the audit sample, agreement between people, the log, the codebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from tocsin.codebook.describe import Table, lexicon_counts, tables
from tocsin.review.measure import (
    Agreement,
    Checked,
    Precision,
    agreements,
    checked,
    precision,
    precision_of_fields,
    sample,
)
from tocsin.serve.desk import Desk
from tocsin.serve.given import TheDesk, ThePages
from tocsin.store import View

router = APIRouter(include_in_schema=False)
LOG = 100
"""Decisions on a page."""


class Quality(NamedTuple):
    """How good the machine is, and how far people agree."""

    whole: Precision
    by_type: tuple[Precision, ...]
    by_field: tuple[Precision, ...]
    by_source: tuple[Precision, ...]
    agreement: tuple[Agreement, ...]
    decisions: int


def quality_of(desk: Desk, view: View) -> Quality:
    """Worked out once for each state of the log."""
    last = view.last_decision()
    known = desk.remembered.get("quality")
    if isinstance(known, tuple) and known[0] == last and isinstance(known[1], Quality):
        return known[1]
    every = view.decisions()
    sources: dict[str, str] = {}
    found: list[Checked] = []
    for decision in sample(every):
        if decision.report not in sources:
            sources[decision.report] = view.publisher(decision.report) or "no publisher"
        found.append(checked(decision, sources[decision.report]))
    whole = precision(found, lambda c: "all") or (Precision("all", 0, 0, 0.0, 1.0),)
    worked_out = Quality(
        whole[0], precision(found, lambda c: c.event.type), precision_of_fields(found),
        precision(found, lambda c: c.source)[:40], agreements(every), last,
    )  # fmt: skip
    desk.remembered["quality"] = (last, worked_out)
    return worked_out


@router.get("/quality")
def quality(request: Request, desk: TheDesk, pages: ThePages) -> HTMLResponse:
    """How good the machine is, and how far people agree."""
    with desk.view() as view:
        found, counts = quality_of(desk, view), view.counted_standings()
    return pages.page(request, "quality.html", quality=found, counts=counts)


@router.get("/decisions")
def log(request: Request, desk: TheDesk, pages: ThePages, after: str = "") -> HTMLResponse:
    """Everything that was decided, the last first."""
    with desk.view() as view:
        last = view.last_decision()
        end = min(int(after), last) if after.isdecimal() and len(after) < 12 else last
        decisions = view.decisions(max(end - LOG, 0), end - max(end - LOG, 0))
        broken = view.broken_decisions() if last < 20_000 else ()
    return pages.page(
        request, "decisions.html", decisions=decisions, last=last, more=end - LOG if end > LOG else None,
        broken=broken,
    )  # fmt: skip


@router.get("/codebook")
def codebook(request: Request, desk: TheDesk, pages: ThePages) -> HTMLResponse:
    """What counts as what: types and modes, sectors, contexts, tables."""
    book = desk.codebook
    found = _tables(desk)
    return pages.page(
        request, "codebook.html", types=book.types, sectors=book.agents.sectors, tables=found.values(),
        contexts=book.contexts.meanings, counts=lexicon_counts(book.root), digest=book.digest,
    )  # fmt: skip


@router.get("/codebook/{name:path}")
def table(request: Request, desk: TheDesk, pages: ThePages, name: str) -> HTMLResponse:
    """One table of the codebook, with the lines as they stand in the file."""
    found = _tables(desk).get(name)
    if found is None:
        raise HTTPException(404, f"No table {name[:60]} in the codebook.")
    return pages.page(request, "table.html", table=found)


def _tables(desk: Desk) -> Mapping[str, Table]:
    known = desk.remembered.get("tables")
    if not isinstance(known, dict):
        known = {table.name: table for table in tables(desk.codebook.root)}
        desk.remembered["tables"] = known
    return known
