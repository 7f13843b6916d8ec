"""The commands that change a book: `add`, `recode`, `judge`, `redact`; and `doctor`, which looks it over."""

from __future__ import annotations

import datetime as dt
import getpass
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from tocsin.cli.book import with_book
from tocsin.cli.bulk import add_from
from tocsin.cli.coders import load
from tocsin.cli.net import coding_with, count, fetching, private_option, summary
from tocsin.cli.options import FOLDER, Wanted, coder_options, published_option
from tocsin.cli.terminal import OK, SOME_UNREAD, complain, put, tell, with_progress
from tocsin.model import Verdict

if TYPE_CHECKING:
    from tocsin.model import Episode, Problem
    from tocsin.store import View


@click.command(short_help="Code reports and keep them in a book.")
@click.argument("reports", nargs=-1, metavar="REPORT…|URL…|-")
@with_book
@private_option
@published_option
@click.option("--from", "result", type=FOLDER, metavar="DIR", help="Also what `tocsin bulk` coded into DIR.")
@coder_options
def add(
    reports: tuple[str, ...],
    book: Path,
    private: tuple[str, ...],
    published: dt.date | None,
    result: Path | None,
    wanted: Wanted,
) -> int:
    """Code REPORTs and keep them, with all that they gave, in a book; the first time the book is made.

    What several reports tell of one happening becomes one episode, which keeps every version: see
    `tocsin episodes` and `tocsin show`. A report that is in the book already changes nothing. Each report is
    kept whole or not at all, whenever the work is stopped; the same command then goes on.

    What is at an URL is fetched as `tocsin watch` does it. One that fails for now stays in the book to be
    asked for again, by this command or by `tocsin watch`.

    \b
    Examples
      tocsin add news/*.md
      tocsin add wire/ --book strikes.tocsin
      tocsin add https://example.org/2020/08/strike.html
      TOCSIN_BOOK=strikes.tocsin tocsin add - --published 2020-08-18 < report.txt

    \b
    Exit status
      0  all are in the book
      1  some inputs could not be read, or the book could not be written
      2  wrong usage
    """
    from tocsin import inputs
    from tocsin.intake import Reader
    from tocsin.keep import take
    from tocsin.store import open_book
    from tocsin.watch import Watcher

    if not reports and result is None:
        raise click.UsageError("Missing argument 'REPORT…|URL…|-'.")
    counts: Counter[str] = Counter()
    told: set[Problem] = set()
    code = coding_with(wanted, published, told)
    status = OK
    with open_book(book, create=True) as opened, Reader() as reader:
        if result is not None:
            status, brought = add_from(result, opened)
            put(brought)
            if not reports:
                return status
        watcher = Watcher(opened, reader, fetching(private), code)
        for name in with_progress(inputs.named(reports)):
            if inputs.is_address(name):
                became = watcher.fetch(name)
            else:
                became = (take(opened, read, code) for read in inputs.reports(name, reader))
            for taken in became:
                status = max(status, count(taken, counts, told))
    put(summary(counts, book))
    return status


@click.command(short_help="Code the reports of a book again.")
@with_book
@click.option("--all", "every", is_flag=True, help="Also what this coder and codebook have coded already.")
@coder_options
def recode(book: Path, every: bool, wanted: Wanted) -> int:
    """Code the reports of a book again, with the coder and codebook in use, and print what that changes.

    Only what another coder or codebook has coded is coded again. What people judged is never touched. A line
    is printed for each report that changed: events gained (+), lost (-), changed (~).

    \b
    Examples
      tocsin recode
      tocsin recode --codebook my-codebook --book strikes.tocsin
    """
    from tocsin.keep import recode_report
    from tocsin.store import open_book
    from tocsin.views.wording import counted, visible

    coder = load(wanted)
    tell(coder.notices, set())
    made_by, codebook = coder.made_by, coder.codebook.digest
    totals: Counter[str] = Counter()
    with open_book(book) as opened:
        view = opened.view()
        places = tuple(seq for seq, _ in view.reports()) if every else view.coded_otherwise(made_by, codebook)
        for place in with_progress(places):
            held = view.held(place)
            change = recode_report(opened, place, coder.code_again, made_by, codebook)
            totals.update(gained=len(change.gained), lost=len(change.lost), changed=len(change.changed))
            if change.gained or change.lost or change.changed:
                marks = f"+{len(change.gained)} -{len(change.lost)} ~{len(change.changed)}"
                put(f"{marks:<14} {visible(held.coding.document.name)}\n")
    put(
        f"{counted(len(places), 'report')} coded again: {counted(totals['gained'], 'event')} gained, "
        f"{totals['lost']:,} lost, {totals['changed']:,} changed.\n"
    )
    return OK


@click.command("import", short_help="Bring an archive back into a book.")
@click.argument("archive", type=click.Path(exists=True, path_type=Path))
@with_book
def import_(archive: Path, book: Path) -> int:
    """Bring an ARCHIVE that `tocsin export --to archive` wrote into a book: reports as they were coded, and
    what was judged. Nothing is coded again, and what is in the book already stays as it is.

    \b
    Examples
      tocsin export --to archive --out all.jsonl --with-names --book a.tocsin
      tocsin import all.jsonl --book b.tocsin
    """
    from tocsin.cli.terminal import with_count
    from tocsin.export import read_archive
    from tocsin.keep import import_archive
    from tocsin.store import open_book
    from tocsin.views.wording import counted

    with open_book(book, create=True) as opened:
        try:
            done = import_archive(opened, with_count(read_archive(archive)))
        except OSError as error:
            complain(f"{archive}: {(error.strerror or str(error)).lower()}")
            return SOME_UNREAD
    status = tell(done.problems, set())
    there = f"; {done.known:,} there already" if done.known else ""
    put(f"{book}: {counted(done.reports, 'report')} and {counted(done.judgements, 'judgement')}{there}.\n")
    return SOME_UNREAD if done.problems else status


VERDICTS = ("same", "different", "unsure", "undo")


@click.command(short_help="Say that two events, or two people, are one, or are not.")
@click.argument("left")
@click.argument("right")
@click.argument("verdict", type=click.Choice(VERDICTS))
@with_book
@click.option("--by", metavar="NAME", default=getpass.getuser, help="Who judges; else your login name.")
@click.option("--note", default="", metavar="TEXT", help="Why.")
def judge(left: str, right: str, verdict: str, book: Path, by: str, note: str) -> int:
    """Say that LEFT and RIGHT are the same happening, or different ones, or that it cannot be told.

    LEFT and RIGHT are ids of events or episodes, or as much of them as is unique. What a person says goes
    before what the machine found, holds when reports are coded again, and `undo` takes it back.

    \b
    Examples
      tocsin judge h3f9a 77b1 same
      tocsin judge 3f9a 77b1 different --note 'two plants of one name'
      tocsin judge 3f9a 77b1 undo
    """
    from tocsin.keep import judge_same, take_back
    from tocsin.store import open_book

    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    with open_book(book) as opened:
        first, second = (_event(opened.view(), id) for id in (left, right))
        if verdict == "undo":
            if not take_back(opened, "event", first, second, by, now):
                complain("nobody has judged of these two")
                return SOME_UNREAD
        else:
            judge_same(opened, "event", first, second, cast(Verdict, verdict), by, now, note)
        for episode in dict.fromkeys(opened.view().episode_of(id)[0] for id in (first, second)):
            put(f"{episode.id}  {' '.join(episode.events)}\n")
    return OK


def _event(view: View, prefix: str) -> str:
    """The id of the one event that is meant."""
    episode = one_episode(view, prefix)
    begins = prefix.removeprefix("h")
    named = tuple(event for event in episode.events if event.startswith(begins))
    return named[0] if named else episode.events[0]


def one_episode(view: View, prefix: str) -> Episode:
    """The one episode that an id means, or a usage error."""
    found = view.episode_of(prefix)
    if not found:
        raise click.UsageError(f"no episode or event {prefix!r} in the book")
    if len(found) > 1:
        raise click.UsageError(f"{prefix!r} may mean {', '.join(episode.id for episode in found)}")
    return found[0]


@click.command(short_help="Take a person out of a book.")
@click.argument("name")
@with_book
@click.option("--yes", is_flag=True, help="Do not ask first.")
def redact(name: str, book: Path, yes: bool) -> int:
    """Take a person out of a book: out of records, texts, index and the bytes of the file.

    Every form of NAME that the reports use for the same person gives way to █. Nothing brings it back: keep
    no copies of the book that you do not want. A keyed hash of the name stays, by which the person is kept
    out of reports that are added later.

    \b
    Examples
      tocsin redact 'Ivan Petrov' --book strikes.tocsin
    """
    from tocsin.keep import redact as take_out
    from tocsin.redact import words_of
    from tocsin.store import open_book
    from tocsin.views.wording import counted

    if not words_of(name):
        raise click.UsageError("a name has at least one letter")
    if not yes:
        click.confirm("This cannot be undone. Go on?", abort=True, err=True)
    with open_book(book) as opened:
        done = take_out(opened, name, dt.datetime.now(dt.UTC).replace(microsecond=0))
    put(f"taken out of {counted(done.reports, 'report')}\n")
    if not done.clean:
        complain(f"{book}: the file still holds the name: close what else uses the book, then run this again")
        return SOME_UNREAD
    return OK


@click.command(short_help="Look over a book: is it sound?")
@with_book
def doctor(book: Path) -> int:
    """Look over a book: the file, the spans, the index, and whether episodes follow from what was judged.

    Faults are named on standard error. Exit status 1 if there is one.

    \b
    Examples
      tocsin doctor
      tocsin doctor --book strikes.tocsin
    """
    from tocsin.keep import faults
    from tocsin.store import open_book
    from tocsin.views.wording import counted

    with open_book(book) as opened:
        found = tuple(problem for problem in faults(opened) if problem)
        status = tell(found, set())
        sizes = opened.view().sizes()
    what = ", ".join(counted(n, noun, PLURALS.get(noun)) for noun, n in sizes.items())
    put(f"{book}: {'sound' if status == OK else 'NOT SOUND'}. {what}.\n")
    return status


PLURALS = {"entity": "entities"}
