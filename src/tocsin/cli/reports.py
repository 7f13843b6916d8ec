"""The commands that read reports: `code` and `why`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from tocsin.cli.coders import code_one, load
from tocsin.cli.net import fetching, private_option
from tocsin.cli.options import Wanted, coder_options, published_option
from tocsin.cli.terminal import OK, SOME_UNREAD, has_colour, put, show, stdout_console, tell, with_progress
from tocsin.cli.writers import FORMATS, WRITERS

if TYPE_CHECKING:
    from tocsin.model import Coding, Event, Problem
    from tocsin.pipeline import Coder


@click.command(short_help="Code reports: what happened, who did it to whom, where, when.")
@click.argument("reports", nargs=-1, required=True, metavar="REPORT…|URL…|-")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="table is for reading, the others are for programs.",
)
@click.option(
    "--all", "everything", is_flag=True, help="In the table also who is who, quotations and figures."
)
@private_option
@published_option
@coder_options
def code(
    reports: tuple[str, ...], form: str, everything: bool, private: tuple[str, ...],
    published: dt.date | None, wanted: Wanted,
) -> int:  # fmt: skip
    """Code REPORTs: text, Markdown, HTML, PDF, DOCX, mail (EML, MBOX), feeds (RSS, Atom, JSON Feed),
    tables (CSV, JSON Lines), crawls (WARC), ZIP archives; folders of them, what is at an URL, or - for
    standard input. What a file is, its bytes say, not its name.

    Events go to standard output in text order, reports in the order given, the files of a
    folder by name. What could not be read is named on standard error, and the rest is coded.

    \b
    Formats
      table    a card for each event: what, who to whom, where, when, how many, is it so,
               who says so, and the sentence with the words it was read from
      jsonl    one event a line
      json     one object a report: events, figures, quotations, entities, problems, what was left out
      plover   PLOVER 0.8, one event a line
      csv      one event a row, for a spreadsheet

    \b
    Examples
      tocsin code report.md
      tocsin code 'wire/*.txt' bulletins/ --format csv > events.csv
      tocsin code crawl.warc.gz newsletters.mbox --format jsonl > events.jsonl
      curl -s https://example.org/report.txt | tocsin code - --published 2020-08-18
      tocsin code report.md --precise --format jsonl | jq -r 'select(.event == "PROTEST") | .trigger.text'

    \b
    Exit status
      0  coded, also where nothing was found
      1  some inputs could not be read
      2  wrong usage
    """
    from tocsin import inputs
    from tocsin.intake import Reader

    names = inputs.named(reports)
    coder = load(wanted)
    write = WRITERS[form](coder, everything)
    told: set[Problem] = set()
    status = tell(coder.notices, told)
    fetcher = fetching(private)
    with Reader() as reader:
        for name in with_progress(names):
            for read in inputs.reports(name, reader, fetcher):
                coding = code_one(coder, read, published)
                status = max(status, tell(coding.problems, told))
                write(coding)
    return status


@click.command(short_help="Explain one event, down to words and rules.")
@click.argument("report", metavar="REPORT")
@click.argument("event", required=False, metavar="[EVENT-ID]")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="json is for programs.",
)
@private_option
@published_option
@coder_options
def why(
    report: str, event: str | None, form: str, private: tuple[str, ...], published: dt.date | None,
    wanted: Wanted,
) -> int:  # fmt: skip
    """Explain one event of REPORT: each value, the words it was read from with line and column, the
    table row (file and line) or rule that gave it, what lexicon and trained model each said of it, and
    what else was considered and dropped.

    A report in a container is named as `tocsin code` names it: week.zip!monday.html, crawl.warc#ADDRESS.

    EVENT-ID is the id that `tocsin code` prints, or as much of it as is unique. Without it the
    events of the report are listed, and what was left out, with reasons.

    \b
    Examples
      tocsin why report.md
      tocsin why report.md 3f9a
      tocsin why report.md 3f9a --format json | jq -r '.values[].steps[].source'
    """
    from tocsin import inputs
    from tocsin.intake import Reader
    from tocsin.views.why import event_list

    coder = load(wanted)
    with Reader() as reader:
        coding = code_one(coder, inputs.read(report, reader, fetching(private)), published)
    if tell((*coder.notices, *coding.problems), set()):
        return SOME_UNREAD
    chosen = coding.events if event is None else (_one(coding, event, report),)
    if form == "json":
        _explain_to_programs(coder, coding, chosen)
    elif event is None:
        show(stdout_console(), event_list(coding))
    else:
        _explain(coder, coding, chosen[0])
    return OK


def _one(coding: Coding, prefix: str, report: str) -> Event:
    """The event whose id begins with `prefix`, or a usage error."""
    from tocsin.views.why import find_event

    found = find_event(coding, prefix)
    if len(found) != 1:
        few = ", ".join(e.id[:12] for e in found)
        problem = f"{prefix!r} begins several ids: {few}" if found else f"no event {prefix!r} in {report}"
        raise click.UsageError(f"{problem}. `tocsin why {report}` lists them.")
    return found[0]


def _explain(coder: Coder, coding: Coding, event: Event) -> None:
    from tocsin.codebook.describe import Rows
    from tocsin.views.why import explanation

    console = stdout_console()
    book = coder.codebook
    weights = {str(role): known.weights for role, known in book.participants[coder.name].items()}
    weights["confidence"] = book.confidence[coder.name].weights
    show(console, explanation(event, coding, Rows(book.root), weights, has_colour(console)))


def _explain_to_programs(coder: Coder, coding: Coding, events: tuple[Event, ...]) -> None:
    from tocsin.codebook.describe import Rows
    from tocsin.views.account import account
    from tocsin.views.records import line

    rows = Rows(coder.codebook.root)
    put("".join(line(account(event, coding, rows)) for event in events))
