"""The command line: the one place that prints. Heavy imports wait until a command needs them.

A module for each group of commands: `reports`, `keeping`, `asking`, `net`, `codebooks`, `measures`,
`training`; the others are what they share.
"""

from __future__ import annotations

import os
import sys

import click

from tocsin.cli.asking import episodes, events, export, show
from tocsin.cli.bulk import bulk
from tocsin.cli.codebooks import codebook
from tocsin.cli.keeping import add, doctor, import_, judge, recode, redact
from tocsin.cli.measures import bench, score
from tocsin.cli.net import sources, watch
from tocsin.cli.reports import code, why
from tocsin.cli.serving import serve
from tocsin.cli.terminal import INTERRUPTED, OK, ReaderGone
from tocsin.cli.training import train
from tocsin.cli.writers import FORMATS

__all__ = ["FORMATS", "main", "run", "tocsin"]

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


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


COMMANDS = (
    code, why, add, watch, sources, events, episodes, show, export, judge, recode, import_, redact, doctor,
    serve, bulk, codebook, train, score, bench,
)  # fmt: skip
for command in COMMANDS:
    tocsin.add_command(command)


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
