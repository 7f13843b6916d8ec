"""What is printed, and where: data to standard output, one line a complaint to standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from tocsin.model import Coding, Problem

OK, SOME_UNREAD, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses."""


class ReaderGone(Exception):
    """Whoever read our standard output has stopped: `tocsin code … | head`."""


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


def has_colour(console: Console) -> bool:
    """Whether words can be underlined where they are shown."""
    return console.color_system is not None and not console.no_color


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


def tell(problems: tuple[Problem, ...], told: set[Problem]) -> int:
    """Name each problem that is not among those `told` on standard error; the exit status they call for."""
    for problem in problems:
        if problem not in told:
            complain(f"{problem.document}: {problem.message}")
    told.update(problems)
    return SOME_UNREAD if any(problem.fatal for problem in problems) else OK


def unread(coding: Coding) -> bool:
    """Whether the document could not be coded at all."""
    return any(problem.fatal for problem in coding.problems)


T = TypeVar("T")


def with_progress(names: tuple[T, ...]) -> Iterator[T]:
    """What is worked through, with a bar on standard error where somebody waits and sees nothing else."""
    if len(names) < 2 or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from names
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(names, description="Coding", console=Console(stderr=True), transient=True)


def with_count(items: Iterable[T]) -> Iterator[T]:
    """What is worked through, of unknown number, counted on standard error where somebody waits."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("Reports"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(items, total=None)
