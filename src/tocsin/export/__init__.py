"""A book's events in the forms that other people's tools read, each a package that says what is in it.

`export` writes a package: data, the crosswalk of events and reports, and `datapackage.json`. Every format is
a module with one function that takes reports one by one. Private persons are masked unless asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from tocsin.codebook import Codebook
from tocsin.codec import to_tree
from tocsin.export.acled import write_acled
from tocsin.export.archive import read_archive, write_archive
from tocsin.export.crosswalk import Tally, crosswalk_resource, noted
from tocsin.export.ftm import write_ftm
from tocsin.export.geojson import write_geojson
from tocsin.export.graphml import write_graphml
from tocsin.export.ical import write_ical
from tocsin.export.labour import write_labour
from tocsin.export.masking import Masks
from tocsin.export.package import CROSSWALK as CROSSWALK
from tocsin.export.package import OURS, About, Draft, Resource, Target, Written, drafting, target_of
from tocsin.export.parquet import write_parquet
from tocsin.export.plover import write_plover
from tocsin.export.polecat import write_polecat
from tocsin.export.sheets import write_sheets
from tocsin.model import Held, Judgement, Problem

__all__ = ["FORMATS", "About", "Format", "Written", "export", "read_archive"]

Write = Callable[[Iterable[Held], Draft, Codebook], tuple[Resource, ...]]


class Format(NamedTuple):
    """A form that a book can be exported in."""

    meaning: str
    """For whom or what it is, in a few words."""
    suffixes: tuple[str, ...]
    """Of a path that names the data file rather than a folder."""
    write: Write | None
    """None for the archive, which takes judgements too."""


FORMATS: Mapping[str, Format] = {
    "plover": Format("PLOVER 0.8, one event a line", (".jsonl", ".ndjson", ".json"), write_plover),
    "polecat": Format("events in the shape of POLECAT's tables", (".tsv",), write_polecat),
    "acled": Format("episodes in the shape of ACLED's table", (".csv",), write_acled),
    "labour": Format("episodes of labour conflict, as strike trackers have them", (".csv",), write_labour),
    "csv": Format("events for spreadsheets, and the same raw", (".csv",), write_sheets),
    "parquet": Format("events, nested, for programs", (".parquet",), write_parquet),
    "geojson": Format("events as points on a map", (".geojson", ".json"), write_geojson),
    "ical": Format("announced actions as a calendar", (".ics",), write_ical),
    "graphml": Format("who did what to whom, as a graph", (".graphml", ".xml"), write_graphml),
    "ftm": Format("FollowTheMoney entities", (".json", ".jsonl", ".ijson"), write_ftm),
    "archive": Format("everything, for `tocsin import`", (".jsonl", ".ndjson"), None),
}
"""By the name that `--to` takes."""
_SUFFIXES = frozenset(suffix for form in FORMATS.values() for suffix in form.suffixes)


def export(
    to: str,
    reports: Iterable[Held],
    out: Path,
    about: About,
    codebook: Codebook,
    judgements: Iterable[Judgement] = (),
) -> Written | Problem:
    """Write `reports` as a package in the format `to` at `out`, a folder or a data file with others beside.

    `reports` come one by one, with only the events that are wanted, and are not kept in memory. `judgements`
    go into the archive alone. A Problem where `to` is no format, its package is not installed, or something
    stands at `out` that is no export of ours; nothing is changed then. Raises OSError where the disk is full
    or cannot be written to; what stood at `out` stays.
    """
    form = FORMATS.get(to)
    if form is None:
        return Problem(stage="export", message=f"no format {to!r}", document=str(out), fatal=True)
    target = target_of(out, form.suffixes, _SUFFIXES)
    if isinstance(target, Problem):
        return target
    try:
        return _export(to, form, reports, target, about, codebook, judgements)
    except ImportError as error:
        message = f"needs {error.name or error}: pip install 'tocsin[{to}]'"
        return Problem(stage="export", message=message, document=str(out), fatal=True)


def _export(
    to: str,
    form: Format,
    reports: Iterable[Held],
    target: Target,
    about: About,
    codebook: Codebook,
    judgements: Iterable[Judgement],
) -> Written:
    tally, masks = Tally(), Masks(codebook)
    with drafting(target) as draft:
        crosswalk = draft.aside(CROSSWALK)
        seen = noted(reports if about.with_names else masks.reports(reports), crosswalk, tally)
        if form.write is None:
            judged = judgements if about.with_names else masks.judgements(judgements)
            resources = write_archive(seen, judged, draft, codebook)
        else:
            resources = form.write(seen, draft, codebook)
        files = draft.commit(_description(to, form, about, tally), (*resources, crosswalk_resource(tally)))
    return Written(
        to=to,
        files=files,
        reports=tally.reports,
        events=tally.events,
        rows=resources[0].rows or 0,
        masked=masks.masked,
    )


def _description(to: str, form: Format, about: About, tally: Tally) -> Mapping[str, object]:
    """What `datapackage.json` says of the whole: no time, no path, so that equal exports are equal bytes."""
    names = "with the names of private persons" if about.with_names else "private persons masked"
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"tocsin-{to}",
        "title": f"Events coded from news reports by Tocsin: {form.meaning}",
        "description": f"{tally.events} events of {tally.reports} reports, {names}. {_RIGHTS}",
        "sources": [
            {"title": "PLOVER 0.8, Open Event Data Alliance (CC BY-SA 4.0)",
             "path": "https://github.com/openeventdata/PLOVER"},
            {"title": "GeoNames (CC BY 4.0)", "path": "https://www.geonames.org"},
        ],
        OURS: {
            "format": to,
            "version": about.version,
            "with_names": about.with_names,
            "filters": to_tree(about.selection),
            "reports": tally.reports,
            "copies": tally.copies,
            "events": tally.events,
            "coders": dict(sorted(tally.coders.items())),
            "codebooks": dict(sorted(tally.codebooks.items())),
        },
    }  # fmt: skip


_RIGHTS = (
    "Facts were read by a program and may be wrong: see confidence, voice and status. Words of reports "
    "belong to their publishers; whoever passes this on needs the right to quote them. Coordinates are from "
    "GeoNames."
)
