"""The book that a command works on, the selection that it is asked for, and how errors of it are told."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli.doubts import doubts
from tocsin.cli.options import Command, Day
from tocsin.cli.terminal import SOME_UNREAD, complain

if TYPE_CHECKING:
    from tocsin.model import Selection

VARIABLE = "TOCSIN_BOOK"
"""Where the book is, unless --book says so."""


def default_book() -> Path:
    """The book that is used where none is named: in the platform's folder for data."""
    from platformdirs import user_data_path

    return Path(os.environ.get(VARIABLE) or user_data_path("tocsin", appauthor=False) / "book.tocsin")


book_option = click.option(
    "--book", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help=f"The book; else {VARIABLE}, else book.tocsin in the platform's data folder.",
)  # fmt: skip


def with_book(command: Command) -> Command:
    """A command on a book: `--book` becomes a path, and what goes wrong with the book is told in a line."""

    @wraps(command)
    def told(*, book: Path | None, **rest: Any) -> int:
        from tocsin.store import BookError

        try:
            return command(book=book or default_book(), **rest)
        except BookError as error:
            complain(str(error))
            return SOME_UNREAD

    return book_option(told)


SELECTING: tuple[tuple[str, str, str, str], ...] = (
    ("--type", "types", "TYPE", "PROTEST, ASSAULT …: see `tocsin codebook`."),
    ("--mode", "modes", "MODE", "strike, demo, arrest …"),
    (
        "--actor",
        "actors",
        "NAME",
        "Who takes part, as actor or recipient, under any spelling the book knows.",
    ),
    ("--sector", "sectors", "CODE", "Sector of who takes part: LAB, GOV …"),
    ("--country", "countries", "CODE", "Where it happened or who takes part is from: BLR, NGA …"),
    ("--place", "places", "NAME", "Where it happened."),
    ("--source", "sources", "NAME", "The publisher."),
    ("--status", "statuses", "STATUS", "actual, ongoing, future, hypothetical, negated, historical."),
    ("--voice", "voices", "VOICE", "reported, attributed, editorial."),
    (
        "--standing",
        "standings",
        "STANDING",
        "What people decided: accepted, corrected, added, unsure; open where nobody has; rejected, which is "
        "in no list else.",
    ),
)
"""Option, field of a Selection, what it takes, help. Each may be given several times: any of them will do."""


def selecting(command: Command) -> Command:
    """The options that say which events are wanted, handed to the command as one value, `wanted`."""

    @wraps(command)
    def gathered(
        *,
        since: dt.date | None,
        until: dt.date | None,
        text: str | None,
        confidence: float | None,
        report: str | None,
        **rest: Any,
    ) -> int:
        from tocsin.model import Selection

        values = {field: rest.pop(field) for _, field, _, _ in SELECTING}
        wanted = Selection(
            **values, since=since, until=until, text=text, confidence=confidence, report=report
        )
        for doubt in doubts(wanted):
            complain(doubt)
        return command(wanted=wanted, **rest)

    options: list[Callable[[Command], Command]] = [
        click.option(option, field, multiple=True, metavar=metavar, help=text)
        for option, field, metavar, text in SELECTING
    ]
    options += [
        click.option("--since", type=Day(), metavar="YYYY-MM-DD", help="Happened on this day or later."),
        click.option("--until", type=Day(), metavar="YYYY-MM-DD", help="Happened on this day or before."),
        click.option("--text", metavar="WORDS", help="Words that all stand in the sentence or the names."),
        click.option("--confidence", type=click.FloatRange(0, 1), metavar="0…1", help="At least so sure."),
        click.option("--report", metavar="NAME", help="One report: its file name, address or id."),
    ]
    chosen: Command = gathered
    for option in reversed(options):
        chosen = option(chosen)
    return chosen


def narrowed(wanted: Selection) -> bool:
    """Whether anything at all was asked for."""
    from tocsin.model import Selection

    return wanted != Selection()
