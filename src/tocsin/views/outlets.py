"""The outlets of a book and the feeds that are watched, to read and for programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tocsin.store import Feed, Outlet
from tocsin.views.records import Record
from tocsin.views.wording import counted, day, visible


def outlet_record(outlet: Outlet) -> Record:
    """An outlet, for programs."""
    return {
        "outlet": outlet.name,
        "reports": outlet.reports,
        "copies": outlet.copies,
        "events": outlet.events,
        "not_coded": outlet.not_coded,
        "published": outlet.published.isoformat() if outlet.published else None,
        "seen": _moment(outlet.seen),
        "waiting": outlet.waiting,
        "failed": outlet.failed,
        "reason": outlet.reason,
    }


def feed_record(feed: Feed) -> Record:
    """A feed, for programs."""
    return {
        "feed": feed.address,
        "answered": _moment(feed.answered),
        "failures": feed.failures,
        "reason": feed.reason,
    }


def _moment(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def outlet_tables(outlets: Sequence[Outlet], feeds: Sequence[Feed]) -> RenderableType:
    """Outlets, then feeds, each a line, with what went wrong below it."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("outlet", overflow="fold")
    for name in ("reports", "events"):
        table.add_column(name, justify="right")
    for name in ("published", "fetched", ""):
        table.add_column(name, overflow="fold")
    for one in outlets:
        name = visible(one.name) if one.name else "(nobody says)"
        table.add_row(
            Text(name), Text(f"{one.reports:,}"), Text(f"{one.events:,}"),
            Text(day(one.published) if one.published else ""), Text(_short(one.seen)), _remarks(one),
        )  # fmt: skip
    return Group(table, *((Text(), Text("Feeds", "bold"), *map(_feed, feeds)) if feeds else ()))


def _remarks(one: Outlet) -> Text:
    parts = [counted(one.copies, "copy", "copies")] if one.copies else []
    parts += [f"{n:,} not coded ({language})" for language, n in one.not_coded.items()]
    parts += [f"{one.waiting:,} waiting"] if one.waiting else []
    parts += [f"{one.failed:,} failed"] if one.failed else []
    text = Text("; ".join(parts))
    return text.append(f" ({visible(one.reason)})", "dim") if one.reason else text


def _feed(feed: Feed) -> Text:
    said = f"answered {_short(feed.answered)}" if feed.answered else "has never answered"
    line = Text(f"{visible(feed.address)}  ").append(said, "dim")
    if feed.reason:
        times = counted(feed.failures, "failure")
        line.append(f"; {times} since then: {visible(feed.reason)}", "red")
    return line


def _short(moment: dt.datetime | None) -> str:
    """`17 Aug 2020 09:30` UTC."""
    return f"{day(moment.date())} {moment:%H:%M}" if moment else ""
