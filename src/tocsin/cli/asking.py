"""The commands that ask a book: `events`, `episodes`, `show`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli.book import selecting, with_book
from tocsin.cli.terminal import OK, complain, put, show, stdout_console

if TYPE_CHECKING:
    from tocsin.model import Held, Selection
    from tocsin.store import View

PAGE = 50
"""Lines of a table, unless --limit says otherwise."""
AT_ONCE = 500

limit_option = click.option(
    "--limit", type=click.IntRange(min=0), metavar="N",
    help=f"At most so many; a table shows {PAGE}, programs get all. 0 is all.",
)  # fmt: skip


@click.command(short_help="List the events of a book.")
@with_book
@selecting
@limit_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "jsonl", "csv")),
    default="table",
    show_default=True,
    help="table is for reading, the others are for programs.",
)
def events(book: Path, wanted: Selection, limit: int | None, form: str) -> int:
    """List the events of a book, newest first; what has no date comes last.

    Options of one kind are alternatives, options of different kinds all hold. The jsonl is that of `tocsin
    code`, with the episode of each event; the csv too.

    \b
    Examples
      tocsin events --mode strike --country BLR --since 2020-08-01
      tocsin events --actor Tikhanovskaya --status actual
      tocsin events --text 'tractor plant' --format jsonl | jq .sentence.text
    """
    from tocsin.store import open_book

    most = PAGE if limit is None and form == "table" else limit or None
    with open_book(book) as opened:
        _write_events(_all(opened.view(), wanted, most), form, most)
    return OK


def _all(view: View, wanted: Selection, most: int | None) -> Iterator[Held]:
    """The events of a selection, a page at a time; one more than `most`, to see whether there are more."""
    after, left = None, None if most is None else most + 1
    while left is None or left > 0:
        page = view.events(wanted, after, AT_ONCE if left is None else min(left, AT_ONCE))
        yield from page.held
        after, left = page.after, None if left is None else left - len(page.held)
        if after is None:
            return


def _write_events(found: Iterator[Held], form: str, most: int | None) -> None:
    if form == "table":
        from tocsin.views.tables import event_table

        held = tuple(found)
        if not held:
            complain("no such event in the book")
            return
        show(stdout_console(), event_table(held[:most]))
        if most is not None and len(held) > most:
            complain(f"there are more: --limit {most * 10}, or --limit 0 for all")
        return
    from tocsin.views.records import event_record, line
    from tocsin.views.sheet import sheet_head, sheet_rows

    if form == "csv":
        put(sheet_head())
    for one in islice(found, most):
        coding = one.coding
        if form == "csv":
            put(sheet_rows(coding))
        else:
            (event,) = coding.events
            put(line({**event_record(event, coding), "episode": one.episodes[event.id]}))
