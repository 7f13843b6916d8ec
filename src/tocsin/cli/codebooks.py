"""The command about the tables: `codebook`."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli.coders import in_use, load
from tocsin.cli.options import Wanted, coder_options
from tocsin.cli.terminal import OK, SOME_UNREAD, complain, put, show, stdout_console


@click.command(short_help="List the codebook, copy it, or check your own.")
@click.argument("what", required=False, metavar="[WHAT]")
@click.option(
    "--copy",
    "target",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write a copy of all tables to DIR, to change it.",
)
@coder_options
def codebook(what: str | None, target: Path | None, wanted: Wanted) -> int:
    """List the codebook: types, modes, contexts, sectors, cue words, and the size of the lexicon; and
    which coder, trained model and threshold are in use.

    WHAT is a table (`modes`, `lexicon/protest`) or an event type, whose lexicon is then shown.
    With --codebook your own folder is checked first; every error is given with its file and line.

    \b
    Examples
      tocsin codebook
      tocsin codebook sectors
      tocsin codebook PROTEST
      tocsin codebook --copy my-codebook
      tocsin codebook --codebook my-codebook
    """
    from tocsin.codebook import DATA
    from tocsin.codebook.check import find_errors
    from tocsin.views.listing import overview, table_view, topics

    root = wanted.codebook or DATA
    if target is not None:
        return _copy(root, target)
    errors = find_errors(root) if wanted.codebook else ()
    for error in errors:
        complain(error)
    if errors:
        return SOME_UNREAD
    if what is None:
        show(stdout_console(), overview(root, in_use(load(wanted), wanted)))
        return OK
    view = table_view(root, what)
    if view is None:
        raise click.UsageError(f"no {what!r} in the codebook; there are {', '.join(topics(root))}")
    show(stdout_console(), view)
    return OK


def _copy(root: Path, target: Path) -> int:
    from tocsin.codebook.check import copy_codebook

    try:
        tables = copy_codebook(root, target)
    except OSError as error:
        complain(f"{target}: {(error.strerror or str(error)).lower()}")
        return SOME_UNREAD
    put(f"{tables} tables in {target}. Change them, then: tocsin codebook --codebook {target}\n")
    return OK
