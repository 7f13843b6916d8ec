"""The commands that measure: `score` and `bench`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli.coders import load
from tocsin.cli.options import Wanted, coder_options
from tocsin.cli.terminal import OK, SOME_UNREAD, complain, put, tell

if TYPE_CHECKING:
    from tocsin.model import Problem


@click.command(short_help="Compare coded events with hand-coded ones.")
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


@click.command(short_help="Time the coder by stage, beside bare spaCy.")
@click.argument("reports", nargs=-1, metavar="[REPORT…]")
@click.option(
    "--words",
    type=click.IntRange(min=1),
    default=20_000,
    show_default=True,
    help="Read short reports again until there are so many words.",
)
@coder_options
def bench(reports: tuple[str, ...], words: int, wanted: Wanted) -> int:
    """Time the coder by stage, beside the bare spaCy pipeline on the same text.

    Without a REPORT the four samples are used, several times over.

    \b
    Examples
      tocsin bench
      tocsin bench long-report.md --coder rules
    """
    from tocsin import bench as timing
    from tocsin import inputs
    from tocsin.intake import Reader
    from tocsin.model import Report

    with Reader() as reader:
        names = inputs.named(reports or timing.samples())
        read = [item for name in names for item in inputs.reports(name, reader)]
    files = [item for item in read if isinstance(item, Report)]
    told: set[Problem] = set()
    status = tell(tuple(item for item in read if not isinstance(item, Report)), told)
    if files:
        coder = load(wanted)
        tell(coder.notices, told)
        timed = timing.measure(coder, files, wanted.lang_model, words)
        put(timing.timing_lines(timed))
    return status
