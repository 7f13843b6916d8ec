"""The command `bulk`, and what brings its result into a book."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli.options import Wanted, coder_options
from tocsin.cli.terminal import OK, SOME_UNREAD, complain, put

if TYPE_CHECKING:
    from tocsin.bulk import Order, Shard, Tally
    from tocsin.store import Book

PACKED = 4.0
"""How many bytes of text a byte of a packed shard is taken for, until one is done."""


class Share(click.ParamType[tuple[int, int]]):
    """`i/N`: the i-th of N shares."""

    name = "i/N"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Both numbers, or a usage error."""
        number, _, of = str(value).partition("/")
        if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
            self.fail(f"{value!r} is no share of the form i/N, from 1/N to N/N", param, ctx)
        return int(number), int(of)


@click.command(short_help="Code shards of many reports into Parquet, on all cores or a cluster.")
@click.argument("shards", nargs=-1, required=True, metavar="SHARD…")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="The folder of the result; what is done there is not done again.",
)  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; else one a core.")
@click.option("--shard", "share", type=Share(), metavar="i/N", help="Code the i-th of N shares of them.")
@click.option(
    "--engine", type=click.Choice(("local", "ray")), default="local", show_default=True,
    help="The cores of this machine, or a Ray cluster.",
)  # fmt: skip
@click.option("--address", metavar="ADDRESS", help="The Ray cluster; else one is started here.")
@click.option("--thorough", is_flag=True, help="Parse every sentence, also those that seem to hold no event.")
@coder_options
def bulk(
    shards: tuple[str, ...],
    out: Path,
    workers: int | None,
    share: tuple[int, int] | None,
    engine: str,
    address: str | None,
    thorough: bool,
    wanted: Wanted,
) -> int:
    """Code SHARDs, files of many reports (WARC, JSON Lines, CSV, Parquet; packed or not), into tables.

    DIR/events and DIR/reports get a Parquet file for each shard, DIR/done a marker when both are in their
    place: stop it whenever you like and start it again. What it has done is counted on standard output.

    \b
    Examples
      tocsin bulk crawl/*.warc.gz --out day
      tocsin bulk wire.jsonl archive.parquet --out day --workers 2
      tocsin bulk crawl/*.warc.gz --out day --shard $SLURM_ARRAY_TASK_ID/40
      seq 4 | parallel tocsin bulk crawl/*.warc.gz --out day --workers 1 --shard {}/4
      tocsin bulk crawl/*.warc.gz --out /shared/day --engine ray --address auto
      tocsin add --from day --book strikes.tocsin

    \b
    Exit status
      0  all shards are done
      1  some are not, or some reports could not be read
      2  wrong usage
    """
    try:
        from tocsin import bulk as bulky
    except ImportError as error:
        raise click.UsageError(f"no package {error.name!r} here: pip install 'tocsin[parquet]'") from None
    if "-" in shards:
        raise click.UsageError("a shard is a file: standard input cannot be read twice")
    if address and engine != "ray":
        raise click.UsageError("--address is that of a Ray cluster: add --engine ray")
    order = bulky.Order(
        out=out,
        codebook=wanted.codebook,
        lang_model=wanted.lang_model,
        coder=wanted.coder,
        weights=wanted.weights,
        setting=wanted.setting,
        thorough=thorough,
    )
    found = bulky.shards_of(shards)
    if share:
        found = bulky.part(found, *share)
    if not found:
        put("no shard in this share\n")
        return OK
    return _run(found, order, workers, engine, address)


def _run(
    found: tuple[Shard, ...], order: Order, workers: int | None, engine: str, address: str | None
) -> int:
    from tocsin import bulk as bulky

    if engine == "ray":
        news: Iterator[Any] = bulky.run_ray(found, order, workers, address)
    else:
        news = bulky.run_local(found, order, workers or _cores())
    total, failed, done = bulky.Tally(), 0, 0
    for one in _with_bar(news, found):
        if isinstance(one, bulky.Done):
            total, done = total + one.tally, done + 1
            for name, message in one.tally.problems:
                complain(f"{name}: {message}")
        elif isinstance(one, bulky.Failed):
            failed += 1
            complain(f"{one.shard.name}: {one.reason}")
        elif isinstance(one, bulky.Stopped):
            raise click.UsageError(one.reason)
    put(_told(total, done, len(found)))
    return SOME_UNREAD if failed or total.failed or total.unread else OK


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _told(total: Tally, done: int, of: int) -> str:
    """What was done, in lines of a number and what it counts."""
    rows = [
        (done, f"of {of:,} shards done"),
        (total.read, "reports read"),
        (total.coded, "coded"),
        (total.events, "events"),
        (total.sentences, "sentences"),
        (total.skipped, "of them not parsed: they seem to hold no event"),
        (total.failed, "failed"),
        *((count, f"dropped: {reason}") for reason, count in sorted(total.dropped.items())),
    ]
    return "".join(f"{number:>12,}  {what}\n" for number, what in rows)


def _with_bar(news: Iterable[Any], shards: tuple[Shard, ...]) -> Iterator[Any]:
    """The news, and on standard error, where somebody waits, how far it is, how fast, how long yet."""
    if not sys.stderr.isatty():
        yield from news
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("Reports {task.fields[reports]:,}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]:,.1f} a second, left"),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    far = _Far(shards)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=far.total, reports=0, rate=0.0)
        for one in news:
            far.hear(one)
            bar.update(task, completed=far.bytes, reports=far.reports, rate=far.rate)
            yield one


class _Far:
    """How far all shards are, by their size: what is read of one is compared with what is expected of it."""

    def __init__(self, shards: tuple[Shard, ...]) -> None:
        self._size = {shard: max(shard.size, 1) for shard in shards}
        self.total = sum(self._size.values())
        self._at: dict[Shard, tuple[int, float]] = {}
        self._unpacked = Counter[str]()
        self._packed = Counter[str]()
        self._start = time.monotonic()

    def hear(self, news: Any) -> None:
        """Take note of a Progress, Done or Failed."""
        shard = getattr(news, "shard", None)
        if shard is None:
            return
        reports, _ = self._at.get(shard, (0, 0.0))
        if hasattr(news, "bytes"):
            kind = shard.name.rpartition(".")[2]
            expected = self._size[shard] * (PACKED if kind in ("gz", "zst", "zip", "parquet") else 1.0)
            self._at[shard] = news.reports, self._size[shard] * min(news.bytes / expected, 0.99)
        else:
            reports = news.tally.read if hasattr(news, "tally") else reports
            self._at[shard] = reports, self._size[shard]

    @property
    def bytes(self) -> float:
        """Done, of `total`."""
        return sum(done for _, done in self._at.values())

    @property
    def reports(self) -> int:
        """Read so far."""
        return sum(reports for reports, _ in self._at.values())

    @property
    def rate(self) -> float:
        """Reports a second."""
        return self.reports / max(time.monotonic() - self._start, 1e-9)


def add_from(folder: Path, book: Book) -> tuple[int, str]:
    """Bring the result of `bulk` in `folder` into a book: exit status, and what there is to say of it."""
    from tocsin.bulk import held_in
    from tocsin.keep import import_archive
    from tocsin.views.wording import counted

    try:
        brought = import_archive(book, held_in(folder))
    except OSError as error:
        complain(f"{folder}: no result of tocsin bulk: {(error.strerror or str(error)).lower()}")
        return SOME_UNREAD, ""
    for problem in brought.problems:
        complain(f"{problem.document}: {problem.message}")
    known = f"; {brought.known:,} there already" if brought.known else ""
    return SOME_UNREAD if brought.problems else OK, f"{counted(brought.reports, 'report')} added{known}.\n"
