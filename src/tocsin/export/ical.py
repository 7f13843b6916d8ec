"""Announced actions as a calendar (RFC 5545): an entry for each episode that is to come and has a day.

An entry's UID is its episode's, so that a new export updates a calendar. There is no clock: DTSTAMP is
midnight UTC of the day of publication of the last report that tells it, failing that of its first day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from tocsin.codebook import Codebook
from tocsin.export.cells import joined
from tocsin.export.package import Draft, Resource
from tocsin.export.tellings import Telling, by_episode, tellings
from tocsin.model import Event, Held, When
from tocsin.views.wording import visible

FILE = "announced.ics"
OCTETS = 75
"""Most octets of a line, its end not counted."""
_ESCAPED = re.compile(r"[\\;,]")
_NO_UID = re.compile(r"[^A-Za-z0-9-]")


def write_ical(reports: Iterable[Held], draft: Draft, codebook: Codebook) -> tuple[Resource, ...]:
    """Write a calendar of all that is announced."""
    out, rows = draft.text(FILE), 0
    out.write(_lines(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tocsin//Announced actions//EN")))
    found = (t for held in reports for t in tellings(held) if _is_ahead(t))
    for told in by_episode(found, draft.scratch):
        out.write(_lines(_entry(told)))
        rows += 1
    out.write(_lines(("END:VCALENDAR",)))
    meaning = "What reports announce, one entry an episode"
    return (Resource(file=FILE, meaning=meaning, mediatype="text/calendar", rows=rows),)


def _is_ahead(told: Telling) -> bool:
    """Whether a telling says of something to come on which day it will; that of saying it is none."""
    date, published = told.event.date, told.report.published
    return told.event.status == "future" and date is not None and not (published and date.end < published)


def _entry(told: tuple[Telling, ...]) -> Iterator[str]:
    event = told[0].event
    when = event.date
    assert when is not None, "only what has a day is announced"
    yield "BEGIN:VEVENT"
    yield f"UID:{_NO_UID.sub('-', told[0].episode)}@tocsin.invalid"
    yield f"DTSTAMP:{_stamp(told, when):%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{when.start:%Y%m%d}"
    if when.end < dt.date.max:
        yield f"DTEND;VALUE=DATE:{when.end + dt.timedelta(days=1):%Y%m%d}"  # the first day after it
    yield f"SUMMARY:{_text(_summary(event))}"
    yield f"DESCRIPTION:{_text(_description(told))}"
    if where := event.place:
        yield f"LOCATION:{_text(visible(where.name))}"
        if where.lat is not None and where.lon is not None:
            yield f"GEO:{where.lat};{where.lon}"
    yield f"CATEGORIES:{','.join(_text(code) for code in (event.type, *event.modes))}"
    yield "STATUS:TENTATIVE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _stamp(told: tuple[Telling, ...], when: When) -> dt.date:
    return max((t.report.published for t in told if t.report.published), default=when.start)


def _summary(event: Event) -> str:
    """`PROTEST strike: dockers → Meridian Gulf`."""
    who = joined(visible(p.name or p.text) for p in event.actors)
    whom = joined(visible(p.name or p.text) for p in event.recipients)
    people = f"{who} → {whom}" if whom else who
    return " ".join((event.type, *event.modes)) + (f": {people}" if people else "")


def _description(told: tuple[Telling, ...]) -> str:
    return joined((f"{visible(t.sentence)} ({t.report.outlet}, {t.report.address})" for t in told), "\n")


def _text(value: str) -> str:
    """A value of type TEXT: backslash, semicolon and comma escaped, a line end as `\\n`."""
    return _ESCAPED.sub(lambda match: "\\" + match[0], value).replace("\r", "").replace("\n", "\\n")


def _lines(lines: Iterable[str]) -> str:
    return "".join(folded(line) + "\r\n" for line in lines)


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, all but the first begun with a blank; no character is cut."""
    pieces, size = [""], 0
    for char in line:
        octets = len(char.encode("utf-8", "backslashreplace"))
        if size + octets > OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += char
        size += octets
    return "\r\n".join(pieces)
