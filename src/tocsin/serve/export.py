"""What can be taken away: packages in other people's formats, the log of decisions, gold."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, StreamingResponse
from starlette.background import BackgroundTask

from tocsin.export import FORMATS, About, export
from tocsin.model import Held, Problem
from tocsin.serve.given import TheDesk, ThePages, Wanted
from tocsin.store import View
from tocsin.views.gold import gold_name, gold_text

router = APIRouter(include_in_schema=False)


@router.get("/export")
def page(request: Request, desk: TheDesk, pages: ThePages, wanted: Wanted) -> HTMLResponse:
    """What can be taken away of a selection."""
    with desk.view() as view:
        decisions = view.last_decision()
    return pages.page(
        request, "export.html", wanted=wanted, formats=FORMATS, total=desk.glance.count(wanted),
        decisions=decisions, facets=desk.glance.facets(wanted),
    )  # fmt: skip


@router.get("/export/decisions.jsonl")
def decisions(desk: TheDesk) -> StreamingResponse:
    """The log of decisions, a line each, with the hashes that chain them."""
    with desk.view() as view:
        rows = view.chain()

    def lines() -> Iterator[str]:
        for seq, data, digest, previous, hash in rows:
            record = {
                "seq": seq,
                "decision": json.loads(data),
                "digest": digest,
                "previous": previous,
                "hash": hash,
            }
            yield json.dumps(record, ensure_ascii=False) + "\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson", headers=_named("decisions.jsonl"))


@router.get("/export/gold.zip")
def gold(desk: TheDesk) -> FileResponse:
    """The reports on all of whose events people have decided, as hand-coded reports."""
    folder = Path(tempfile.mkdtemp(prefix="tocsin-"))
    path = folder / "gold.zip"
    with desk.view() as view, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for held in reviewed(view):
            name = gold_name(held.coding)
            archive.writestr(f"{name}.txt", held.coding.document.text.encode("utf-8", "replace"))
            archive.writestr(f"{name}.yaml", gold_text(held.coding))
    return _sent(path, folder, "gold.zip")


def reviewed(view: View) -> Iterator[Held]:
    """The reports on all of whose events people have decided, and are sure."""
    for place in view.reviewed():
        yield view.held(place)


@router.get("/export/{to}.zip")
def package(desk: TheDesk, wanted: Wanted, to: str, names: str = "") -> FileResponse:
    """A selection as a package in one of the formats of `tocsin export`."""
    if to not in FORMATS:
        raise HTTPException(404, f"No format {to[:20]}; there are {', '.join(FORMATS)}.")
    folder = Path(tempfile.mkdtemp(prefix="tocsin-"))
    about = About(selection=wanted, with_names=names == "yes", version=version("tocsin"))
    with desk.view() as view:
        done = export(
            to, view.every(wanted), folder / f"tocsin-{to}", about, desk.codebook, view.judgements()
        )
    if isinstance(done, Problem):
        shutil.rmtree(folder, ignore_errors=True)
        raise HTTPException(422, done.message)
    path = folder / "package.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in done.files:
            archive.write(file, f"tocsin-{to}/{file.name}")
    return _sent(path, folder, f"tocsin-{to}.zip")


def _sent(path: Path, folder: Path, name: str) -> FileResponse:
    """A file that is thrown away when it was sent."""
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, filename=name, media_type="application/zip", background=gone)


def _named(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
