"""PLOVER 0.8 JSON Lines, one event a line: the records of `tocsin code --format plover`."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.codebook import Codebook
from tocsin.export.package import Draft, Resource
from tocsin.model import Held
from tocsin.views.plover import plover_records
from tocsin.views.records import line

FILE = "events.jsonl"


def write_plover(reports: Iterable[Held], draft: Draft, codebook: Codebook) -> tuple[Resource, ...]:
    """Write the events of all reports."""
    out, rows = draft.text(FILE), 0
    for held in reports:
        for record in plover_records(held.coding, codebook.types):
            out.write(line(record))
            rows += 1
    meaning = "Events by chapter 6 of the PLOVER 0.8 manual, one a line"
    return (Resource(file=FILE, meaning=meaning, mediatype="application/jsonl", rows=rows),)
