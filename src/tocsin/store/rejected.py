"""The events that people rejected: out of every list, and here for whoever asks for them alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from tocsin.codec import decoded
from tocsin.model import Coding, Event, Held, Selection
from tocsin.store import rows
from tocsin.store.search import FIELDS
from tocsin.store.terms import STANDING, Term, folded, terms_of, words_of

REJECTED = "rejected"
"""The standing by which they are asked for; other standings beside it are not looked at."""


def rejected(db: sqlite3.Connection, wanted: Selection) -> Iterator[Held]:
    """What the machine says of the rejected events of a selection, the last in the book first.

    Each is in its report as the only event, and in no episode.
    """
    found = db.execute(
        "SELECT report, machine FROM decided WHERE standing = ? AND machine IS NOT NULL ORDER BY seq DESC",
        (REJECTED,),
    ).fetchall()
    for report, machine in found:
        held, event = rows.held(db, report, (), whole=False), decoded(Event, machine)
        coding = replace(held.coding, events=(event,))
        if _fits(event, coding, wanted):
            yield replace(held, coding=coding, episodes={event.id: ""})


def _fits(event: Event, coding: Coding, wanted: Selection) -> bool:
    terms, days = terms_of(event, coding), rows.days(event)
    for kind, name, written in FIELDS:
        values = getattr(wanted, name)
        if kind != STANDING and values and not any(Term(kind, written(value)) in terms for value in values):
            return False
    if wanted.since and days[1] < wanted.since.toordinal():
        return False
    if wanted.until and not 0 < days[0] <= wanted.until.toordinal():
        return False
    if wanted.report and wanted.report not in (coding.document.id, coding.document.name):
        return False
    words = folded(" ".join(words_of(event, coding)))
    asked = [*(wanted.text or "").split(), *wanted.actors]
    return event.confidence >= (wanted.confidence or 0) and all(folded(word) in words for word in asked)
