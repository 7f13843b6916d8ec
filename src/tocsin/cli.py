"""The command line: the one place that prints. Heavy imports wait until a command needs them."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from tocsin.inputs import Input
    from tocsin.model import Coding, Problem
    from tocsin.pipeline import Coder

OK, SOME_UNREAD, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
FORMATS = ("table", "jsonl", "json", "plover", "csv")
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def main() -> None:
    """Run the command line and leave with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; its exit status. Never a traceback, except of a defect under TOCSIN_DEBUG=1."""
    try:
        status = tocsin.main(arguments, prog_name="tocsin", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (ReaderGone, BrokenPipeError):  # no error: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return status if isinstance(status, int) else OK


class ReaderGone(Exception):
    """Whoever read our standard output has stopped: `tocsin code … | head`."""


class Day(click.ParamType[dt.date]):
    """A date as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The date, or a usage error."""
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date of the form YYYY-MM-DD", param, ctx)


Command = Callable[..., int]


FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
published_option = click.option(
    "--published", type=Day(), metavar="YYYY-MM-DD", help="The date of publication, if the report has none."
)
codebook_option = click.option(
    "--codebook", type=FOLDER, metavar="DIR", help="A folder of your own tables, in place of Tocsin's."
)
model_option = click.option(
    "--lang-model", "model", metavar="NAME", help="An installed English spaCy model, such as en_core_web_lg."
)


def coder_options(command: Command) -> Command:
    """The options of every command that codes."""
    return published_option(codebook_option(model_option(command)))


@click.group(context_settings=CONTEXT)
@click.version_option(package_name="tocsin", message="tocsin %(version)s")
def tocsin() -> None:
    """Read news reports and write down what happened, and who says so.

    Tocsin codes events by PLOVER: who did what to whom, where, when, how many, whether it is
    so and who says so. Every value leads back to the words it was read from.

    \b
    Examples
      tocsin code report.md                    what happened, to read
      tocsin code news/ --format jsonl         one event a line, for programs
      tocsin why report.md 3f9a                why one event was coded so
      tocsin codebook PROTEST                  the words that state a protest
    """


@tocsin.command(short_help="Code reports: what happened, who did it to whom, where, when.")
@click.argument("reports", nargs=-1, required=True, metavar="REPORT…|-")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True,
              help="table is for reading, the others are for programs.")
@coder_options
def code(
    reports: tuple[str, ...], form: str, published: dt.date | None, codebook: Path | None, model: str | None
) -> int:
    """Code REPORTs: plain text or Markdown files, folders of them, or - for standard input.

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
      curl -s https://example.org/report.txt | tocsin code - --published 2020-08-18
      tocsin code report.md --format jsonl | jq -r 'select(.event == "PROTEST") | .trigger.text'

    \b
    Exit status
      0  coded, also where nothing was found
      1  some inputs could not be read
      2  wrong usage
    """
    from tocsin import inputs

    names = inputs.named(reports)
    coder = load(codebook, model)
    write = WRITERS[form](coder)
    status = OK
    for name in with_progress(names):
        read = inputs.read(name)
        coding = code_one(coder, read, published)
        status = max(status, tell(coding))
        write(coding)
    return status


@tocsin.command(short_help="Explain one event, down to words and rules.")
@click.argument("report", metavar="REPORT")
@click.argument("event", required=False, metavar="[EVENT-ID]")
@coder_options
def why(
    report: str, event: str | None, published: dt.date | None, codebook: Path | None, model: str | None
) -> int:
    """Explain one event of REPORT: each value, the words it was read from with line and column,
    the rule or table row (file and line) that gave it, and what was considered and dropped.

    EVENT-ID is the id that `tocsin code` prints, or as much of it as is unique. Without it the
    events of the report are listed, and what was left out, with reasons.

    \b
    Examples
      tocsin why report.md
      tocsin why report.md 3f9a
    """
    from tocsin import inputs
    from tocsin.views.why import event_list, explanation, find_event

    coding = code_one(load(codebook, model), inputs.read(report), published)
    if tell(coding):
        return SOME_UNREAD
    console = stdout_console()
    if event is None:
        show(console, event_list(coding))
        return OK
    found = find_event(coding, event)
    if len(found) != 1:
        few = ", ".join(e.id[:12] for e in found)
        problem = f"{event!r} begins several ids: {few}" if found else f"no event {event!r} in {report}"
        raise click.UsageError(f"{problem}. `tocsin why {report}` lists them.")
    show(console, explanation(found[0], coding, console.color_system is not None and not console.no_color))
    return OK


@tocsin.command(short_help="List the codebook, or check your own.")
@click.argument("what", required=False, metavar="[WHAT]")
@codebook_option
def codebook(what: str | None, codebook: Path | None) -> int:
    """List the codebook: types, modes, contexts, sectors, cue words, and the size of the lexicon.

    WHAT is a table (`modes`, `lexicon/protest`) or an event type, whose lexicon is then shown.
    With --codebook your own folder is checked first; an error is given with its file and line.

    \b
    Examples
      tocsin codebook
      tocsin codebook sectors
      tocsin codebook PROTEST
      tocsin codebook --codebook my-codebook/
    """
    from tocsin.codebook import DATA, CodebookError, load_codebook
    from tocsin.views.listing import overview, table_view, topics

    root = codebook or DATA
    try:
        load_codebook(root)
        view = table_view(root, what) if what else overview(root)
    except (CodebookError, OSError) as error:
        complain(str(error))
        return SOME_UNREAD
    if view is None:
        raise click.UsageError(f"no {what!r} in the codebook; there are {', '.join(topics(root))}")
    show(stdout_console(), view)
    return OK


@tocsin.command(short_help="Compare coded events with hand-coded ones.")
@click.argument("gold", type=click.Path(exists=True, path_type=Path))
@click.argument("predicted", type=click.Path(exists=True, path_type=Path))
@click.option("--misses", is_flag=True, help="List every miss, extra and wrong value.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def score(gold: Path, predicted: Path, misses: bool, as_json: bool) -> int:
    """Compare coded events with hand-coded ones.

    GOLD is a YAML file of hand-coded events or a folder of them, PREDICTED what
    `tocsin code --format jsonl` printed. A folder is pooled.

    \b
    Examples
      tocsin code bench/*.md --format jsonl > coded.jsonl
      tocsin score bench/ coded.jsonl --misses
    """
    import json

    from tocsin.score import GoldError, score_files, score_lines

    try:
        tally = score_files(gold, predicted)
    except GoldError as error:
        complain(str(error))
        return SOME_UNREAD
    for miss in tally.misses if misses else ():
        put(f"{miss}\n")
    figures = tally.figures()
    put(f"{json.dumps(figures)}\n" if as_json else score_lines(figures))
    return OK


@tocsin.command(short_help="Time the coder by stage, beside bare spaCy.")
@click.argument("reports", nargs=-1, metavar="[REPORT…]")
@model_option
def bench(reports: tuple[str, ...], model: str | None) -> int:
    """Time the coder by stage, beside the bare spaCy pipeline on the same text.

    Without a REPORT the four samples are used, several times over.

    \b
    Examples
      tocsin bench
      tocsin bench long-report.md
    """
    from tocsin import bench as timing
    from tocsin import inputs

    read = [inputs.read(name) for name in inputs.named(reports or timing.samples())]
    files = [item for item in read if isinstance(item, inputs.Input)]
    status = max((tell_problem(item) for item in read if not isinstance(item, inputs.Input)), default=OK)
    if files:
        put(timing.timing_lines(timing.measure(load(None, model), files, model)))
    return status


# ------------------------------------------------------------------ coding


@cache
def load(codebook: Path | None, model: str | None) -> Coder:
    """The coder, or a usage error where the codebook or the model cannot be used."""
    from tocsin.analyse import AnalyserMissing
    from tocsin.codebook import CodebookError
    from tocsin.pipeline import load_coder

    try:
        return load_coder(codebook=codebook, model=model)
    except (CodebookError, AnalyserMissing, OSError) as error:
        raise click.UsageError(str(error)) from None


def code_one(coder: Coder, read: Input | Problem, published: dt.date | None) -> Coding:
    """Code one input. A defect of ours must not cost the user the other reports: it becomes a Problem."""
    from tocsin.model import Problem

    if isinstance(read, Problem):
        return failed(read)
    try:
        return coder.code(read.data, read.name, published)
    except Exception as error:  # the one place where a defect is caught
        if os.environ.get("TOCSIN_DEBUG") == "1":
            raise
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        message = f"a defect in Tocsin, please report it ({what}); TOCSIN_DEBUG=1 shows more"
        return failed(Problem(stage="coder", message=message, document=read.name, fatal=True))


def failed(problem: Problem) -> Coding:
    """A coding that holds nothing but the problem."""
    from tocsin.model import Coding, Document, Source

    name = problem.document
    document = Document(id="", name=name, text="", title=None, language=None, blocks=(), source=Source())
    return Coding(document=document, problems=(problem,))


# ------------------------------------------------------------------ printing

Writer = Callable[["Coding"], None]


def table_writer(coder: Coder) -> Writer:
    """Cards for each report that could be read."""
    from tocsin.views.cards import Cards

    console = stdout_console()
    return lambda coding: None if unread(coding) else show(console, Cards(coding))


def jsonl_writer(coder: Coder) -> Writer:
    """One event a line."""
    from tocsin.views.records import event_record, line

    return lambda coding: put("".join(line(event_record(e, coding)) for e in coding.events))


def json_writer(coder: Coder) -> Writer:
    """One object a report."""
    from tocsin.views.records import line, report_record

    return lambda coding: put(line(report_record(coding)))


def plover_writer(coder: Coder) -> Writer:
    """PLOVER JSON Lines."""
    from tocsin.views.plover import plover_records
    from tocsin.views.records import line

    types = coder.codebook.types
    return lambda coding: put("".join(map(line, plover_records(coding, types))))


def csv_writer(coder: Coder) -> Writer:
    """Rows under one head."""
    from tocsin.views.sheet import sheet_head, sheet_rows

    put(sheet_head())
    return lambda coding: put(sheet_rows(coding))


WRITERS: dict[str, Callable[[Coder], Writer]] = {
    "table": table_writer,
    "jsonl": jsonl_writer,
    "json": json_writer,
    "plover": plover_writer,
    "csv": csv_writer,
}


def put(text: str) -> None:
    """Data to standard output: UTF-8 everywhere, and line ends as they are."""
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except BrokenPipeError:
        raise ReaderGone from None


def stdout_console() -> Console:
    """A console that reads no mark-up, and no meaning, into a report's text."""
    from rich.console import Console

    if sys.stdout.encoding.lower() not in ("utf-8", "utf8"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    return Console(markup=False, emoji=False, highlight=False)


def show(console: Console, view: RenderableType) -> None:
    """Print a view; into a file or pipe without the blanks that fill its lines."""
    if console.is_terminal:
        console.print(view)
        return
    with console.capture() as capture:
        console.print(view)
    put("".join(f"{line.rstrip()}\n" for line in capture.get().split("\n")[:-1]))


def complain(message: str) -> None:
    """One line on standard error."""
    from tocsin.views.wording import visible

    click.echo(f"tocsin: {visible(message)}", err=True)


def tell(coding: Coding) -> int:
    """Name each problem on standard error; the exit status that they call for."""
    return max(map(tell_problem, coding.problems), default=OK)


def tell_problem(problem: Problem) -> int:
    """Name one problem on standard error; the exit status that it calls for."""
    complain(f"{problem.document}: {problem.message}")
    return SOME_UNREAD if problem.fatal else OK


def unread(coding: Coding) -> bool:
    """Whether the document could not be coded at all."""
    return any(problem.fatal for problem in coding.problems)


def with_progress(names: tuple[str, ...]) -> Iterator[str]:
    """The names, with a bar on standard error where somebody is waiting and nothing else is to be seen."""
    if len(names) < 2 or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from names
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(names, description="Coding", console=Console(stderr=True), transient=True)
