"""The formats of `tocsin code`: for each a function that prints one coding after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tocsin.cli.terminal import put, show, stdout_console, unread

if TYPE_CHECKING:
    from tocsin.model import Coding
    from tocsin.pipeline import Coder

Writer = Callable[["Coding"], None]


def table_writer(coder: Coder, everything: bool) -> Writer:
    """Cards for each report that could be read; with `everything` its people, quotations and figures too."""
    from tocsin.views.cards import Cards

    console = stdout_console()
    return lambda coding: None if unread(coding) else show(console, Cards(coding, everything))


def jsonl_writer(coder: Coder, everything: bool) -> Writer:
    """One event a line."""
    from tocsin.views.records import event_record, line

    return lambda coding: put("".join(line(event_record(e, coding)) for e in coding.events))


def json_writer(coder: Coder, everything: bool) -> Writer:
    """One object a report."""
    from tocsin.views.records import line, report_record

    return lambda coding: put(line(report_record(coding)))


def plover_writer(coder: Coder, everything: bool) -> Writer:
    """PLOVER JSON Lines."""
    from tocsin.views.plover import plover_records
    from tocsin.views.records import line

    types = coder.codebook.types
    return lambda coding: put("".join(map(line, plover_records(coding, types))))


def csv_writer(coder: Coder, everything: bool) -> Writer:
    """Rows under one head."""
    from tocsin.views.sheet import sheet_head, sheet_rows

    put(sheet_head())
    return lambda coding: put(sheet_rows(coding))


WRITERS: dict[str, Callable[[Coder, bool], Writer]] = {
    "table": table_writer,
    "jsonl": jsonl_writer,
    "json": json_writer,
    "plover": plover_writer,
    "csv": csv_writer,
}
FORMATS = tuple(WRITERS)
