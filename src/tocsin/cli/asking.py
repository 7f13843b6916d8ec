"""The commands that ask a book: `events`, `episodes`, `show`, `export`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli.book import selecting, with_book
from tocsin.cli.keeping import one_episode
from tocsin.cli.terminal import OK, SOME_UNREAD, complain, put, stdout_console, tell, with_count
from tocsin.cli.terminal import show as print_view

if TYPE_CHECKING:
    from tocsin.export import Written
    from tocsin.model import Episode, Held, Selection
    from tocsin.store import View
    from tocsin.views.accounts import Shown

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
        print_view(stdout_console(), event_table(held[:most]))
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


@click.command(short_help="List what happened, however many told of it.")
@with_book
@selecting
@limit_option
@click.option(
    "--told-by", type=click.IntRange(min=1), default=1, metavar="N", help="At least N independent sources."
)
@click.option("--disputed", is_flag=True, help="Only what is told in versions that cannot all be true.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "jsonl")),
    default="table",
    show_default=True,
    help="table is for reading, jsonl for programs.",
)
def episodes(
    book: Path, wanted: Selection, limit: int | None, told_by: int, disputed: bool, form: str
) -> int:
    """List the episodes of a book: what happened, merged from all the events that tell of it; newest first.

    An episode is listed where one of its events is wanted. `tocsin show` gives one whole.

    \b
    Examples
      tocsin episodes --mode strike --since 2020-08-01
      tocsin episodes --disputed --told-by 2
      tocsin episodes --country BLR --format jsonl | jq '.sizes'
    """
    from tocsin.store import open_book
    from tocsin.views.accounts import episode_record, episode_table
    from tocsin.views.records import line

    most = PAGE if limit is None and form == "table" else limit or None
    with open_book(book) as opened, closing(opened.view().episodes(wanted)) as found:
        fit = (
            shown
            for shown in (_shown(opened.view(), episode) for episode in found)
            if shown.account.independent >= told_by and (shown.account.disagreements or not disputed)
        )
        if form == "jsonl":
            for one in islice(fit, most):
                put(line(episode_record(one)))
            return OK
        shown = tuple(islice(fit, None if most is None else most + 1))
    if not shown:
        complain("no such episode in the book")
        return OK
    print_view(stdout_console(), episode_table(shown[:most]))
    if most is not None and len(shown) > most:
        complain(f"there are more: --limit {most * 10}, or --limit 0 for all")
    return OK


def _shown(view: View, episode: Episode) -> Shown:
    from tocsin.link import gather
    from tocsin.views.accounts import Shown

    tellings = [(event, held) for held in view.members(episode) for event in held.coding.events]
    return Shown(episode.id, gather(tellings))


@click.command(short_help="Show one episode: every version, and who says what.")
@click.argument("episode", metavar="EPISODE-ID")
@with_book
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="json is for programs.",
)
def show(episode: str, book: Path, form: str) -> int:
    """Show one episode: what its reports disagree on and who claims what, the merged account, each version.

    EPISODE-ID is the id that `tocsin episodes` prints, or that of one of its events, or as much of it as is
    unique. Copies of one report, and reports of one outlet, count as one source.

    \b
    Examples
      tocsin show h3f9a
      tocsin show h3f9a --format json | jq .disagreements
    """
    from tocsin.store import open_book
    from tocsin.views.accounts import episode_account, episode_record
    from tocsin.views.records import line

    with open_book(book) as opened:
        shown = _shown(opened.view(), one_episode(opened.view(), episode))
    if form == "json":
        put(line(episode_record(shown)))
    else:
        print_view(stdout_console(), episode_account(shown))
    return OK


@click.command(short_help="Hand out a book, or part of it, in other people's formats.")
@click.option("--to", metavar="FORMAT", required=True, help="One of those below.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="PATH", required=True, help="A new folder, or a file."
)
@with_book
@selecting
@click.option("--with-names", is_flag=True, help="Name private persons too; else they are masked.")
def export(to: str, out: Path, book: Path, wanted: Selection, with_names: bool) -> int:
    """Write the wanted events of a book as a package: data, a crosswalk from events to reports, and a
    datapackage.json that says what is in it, how it was chosen, and the hash of each file.

    Private persons are masked unless asked for; those who act in public and organisations are named.

    \b
    Formats
      plover   PLOVER 0.8, JSON Lines            polecat  POLECAT's 40 columns
      acled    ACLED's 31 columns (no ACLED data) labour   strikes: who, where, when, how many, for what
      csv      for spreadsheets, and raw         parquet  for DuckDB, Polars, pandas
      geojson  events on the map                 ical     announced actions for a calendar
      graphml  who does what to whom             ftm      FollowTheMoney entities
      archive  everything, for `tocsin import`

    \b
    Examples
      tocsin export --to labour --out strikes-2020 --mode strike --since 2020-01-01
      tocsin export --to csv --out events.csv --country BLR
    """
    from importlib.metadata import version

    from tocsin.codebook import load_codebook
    from tocsin.export import FORMATS, About
    from tocsin.export import export as write
    from tocsin.model import Problem
    from tocsin.store import open_book

    if to not in FORMATS:
        raise click.UsageError(f"no format {to!r}; there are {', '.join(FORMATS)}")
    about = About(selection=wanted, with_names=with_names, version=version("tocsin"))
    with open_book(book) as opened:
        view = opened.view()
        try:
            done = write(to, with_count(view.every(wanted)), out, about, load_codebook(), view.judgements())
        except OSError as error:
            complain(f"{out}: {(error.strerror or str(error)).lower()}")
            return SOME_UNREAD
    if isinstance(done, Problem):
        tell((done,), set())
        return SOME_UNREAD
    put(_exported(done))
    return OK


def _exported(done: Written) -> str:
    from tocsin.views.wording import counted

    masked = f"; {counted(done.masked, 'private person')} masked" if done.masked else ""
    files = ", ".join(path.name for path in done.files)
    what = f"{counted(done.events, 'event')} from {counted(done.reports, 'report')}"
    return f"{done.files[0].parent}: {what}{masked}. {files}\n"
