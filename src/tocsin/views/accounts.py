"""Episodes for the eye and for programs: a list of them, and one whole account, disagreements first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tocsin.link import Account, Partaker, Range, Version
from tocsin.views.cards import STATUS_STYLES
from tocsin.views.records import Json, Record
from tocsin.views.tables import list_grid, what
from tocsin.views.wording import counted, day, days, number, shortened, visible

NAME = 24
"""Columns for what a line is about."""
WHO = 60
"""Characters of those on one side that are shown in a list."""
SENTENCE = 240
"""Characters of a sentence that are shown."""


class Shown(NamedTuple):
    """An episode to be shown: its id and its account."""

    id: str
    account: Account


# ------------------------------------------------------------------ a list


def episode_table(shown: Iterable[Shown]) -> RenderableType:
    """Two lines an episode: when, what, who; where, told by how many, figures, what is disputed."""
    table = list_grid()
    for id, account in shown:
        when = Text(day(account.date.start)) if account.date else Text("no day", "dim")
        table.add_row(when, Text("\n").join((_what_who(account), _rest(account))), id[:9])
    return table


def _what_who(account: Account) -> Text:
    line = what(account.type, _values(account.modes[:1])).append("  ")
    line.append(_names(account.actors) or "(nobody named)", "" if account.actors else "dim")
    return line.append(" → ", "bold").append(_names(account.recipients)) if account.recipients else line


def _rest(account: Account) -> Text:
    status = account.statuses[0].value
    facts = [
        Text(visible(account.place.name) if account.place else "no place", "cyan"),
        Text(status, STATUS_STYLES.get(status, "")),
        Text(_told_by(account), "dim"),
        *(Text(bounds(size), "") for size in account.sizes),
    ]
    if account.disagreements:
        facts.append(Text(f"disputed: {', '.join(d.field for d in account.disagreements)}", "bold yellow"))
    return Text(" · ", "dim").join(facts)


def _told_by(account: Account) -> str:
    reports = counted(account.reports, "report")
    if account.reports == 1:
        return f"{reports}, {shortened(account.outlets[0], 40)}"
    return f"{reports}, {counted(account.independent, 'independent source')}"


def _values(versions: Iterable[Version]) -> tuple[str, ...]:
    return tuple(version.value for version in versions)


def _names(people: Sequence[Partaker]) -> str:
    return shortened(", ".join(visible(who.name) for who in people), WHO)


def bounds(size: Range) -> str:
    """From the least that anybody says to the most: `200–5,000 people`, `at least 12 arrested`."""
    low, high = (None if edge is None else f"{number(edge):,}" for edge in (size.min, size.max))
    if low is None or high is None:
        bound = f"at least {low}" if low else f"at most {high}" if high else "some"
    else:
        bound = low if low == high else f"{low}–{high}"
    return f"{bound} {visible(size.unit)}".strip()


# ------------------------------------------------------------------ one account


def episode_account(shown: Shown) -> RenderableType:
    """One happening as all its tellings give it: what they disagree on, all they say, then each."""
    account = shown.account
    parts: list[RenderableType] = [_head(shown), Text()]
    if account.disagreements:
        parts += [Text("They disagree", "bold yellow"), _grid(_disagreements(account)), Text()]
    parts += [_grid(_facts(account)), Text()]
    if account.revisions:
        parts += [Text("Told otherwise later", "bold"), _grid(_revisions(account)), Text()]
    parts += [Text("Told by", "bold"), _grid(_tellings(account))]
    return Group(*parts)


def _head(shown: Shown) -> Text:
    account = shown.account
    line = what(account.type, _values(account.modes)).append(f"  {shown.id}\n", "dim")
    outlets = shortened(", ".join(map(visible, account.outlets)), 100)
    return line.append(
        f"{_told_by(account)} · {outlets}" if account.reports > 1 else _told_by(account), "dim"
    )


def _grid(rows: Iterable[tuple[str, Text]]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(width=NAME, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    for left, right in rows:
        grid.add_row(left, right)
    return Padding(grid, (0, 0, 0, 2))


def _disagreements(account: Account) -> Iterator[tuple[str, Text]]:
    for one in account.disagreements:
        for i, version in enumerate(one.versions):
            yield one.field if i == 0 else "", _version(version)


def _version(version: Version) -> Text:
    line = Text(visible(version.value))
    return line.append(f"  {shortened('; '.join(version.claimants), 100)}", "dim")


def _facts(account: Account) -> Iterator[tuple[str, Text]]:
    for role, people in (("actor", account.actors), ("recipient", account.recipients)):
        for who in people:
            yield role, _partaker(who)
    if place := account.place:
        country = f" {place.country}" if place.country and place.level != "country" else ""
        yield "place", Text(visible(place.name) + country)
    if account.date:
        yield "date", Text(days(account.date))
    for size in account.sizes:
        yield "how many", Text(bounds(size))
        for figure in size.figures:
            yield "", Text(visible(figure.text)).append(f"  {visible(figure.by)}", "dim")
    for name, versions in (
        ("status", account.statuses),
        ("voice", account.voices),
        ("demands", account.demands),
    ):
        for version in versions:
            yield name, _version(version)


def _partaker(who: Partaker) -> Text:
    codes = " ".join((*who.countries, *who.sectors))
    line = Text(visible(who.name)).append(f" {codes}" if codes else "", "cyan")
    others = [visible(name) for name in who.names if name != who.name]
    return line.append(f"  also {', '.join(others)}", "dim") if others else line


def _revisions(account: Account) -> Iterator[tuple[str, Text]]:
    for one in account.revisions:
        when = day(one.published) if one.published else "no date"
        change = Text(f"{one.field}: {visible(one.before)} → {visible(one.after)}")
        yield when, change.append(f"  {visible(one.outlet)}", "dim")


def _tellings(account: Account) -> Iterator[tuple[str, Text]]:
    for told in account.tellings:
        when = day(told.published) if told.published else "no date"
        line = Text(visible(told.outlet)).append(f" · {told.status} · {told.voice}", "dim")
        line.append(" · a copy", "yellow") if told.copy_of else line
        line.append(f"  {told.event[:8]}\n", "dim").append(f"“{shortened(told.sentence, SENTENCE)}”")
        yield when, line


# ------------------------------------------------------------------ for programs


def episode_record(shown: Shown) -> Record:
    """The account as JSON: every field under the name that `tocsin.link.Account` gives it."""
    record = plain(shown.account)
    assert isinstance(record, Mapping)
    return {"id": shown.id, **record}


def plain(value: object) -> Json:
    """A value of the model as JSON: objects by field, spans as start and end, dates as ISO text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if hasattr(value, "_asdict"):
        return {name: plain(inner) for name, inner in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    raise TypeError(f"no JSON for {type(value).__name__}")
