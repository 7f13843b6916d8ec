"""The commands that know the net: `watch` and `sources`; and the fetcher that others use."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli.book import with_book
from tocsin.cli.coders import code_one, failed, load
from tocsin.cli.options import Wanted, coder_options
from tocsin.cli.terminal import OK, SOME_UNREAD, complain, put, show, stdout_console, tell, with_count

if TYPE_CHECKING:
    from tocsin.fetch import Fetcher
    from tocsin.keep import Coded, Taken
    from tocsin.model import Problem, Report
    from tocsin.watch import Watcher

LONGEST_SLEEP = 3600.0
"""Seconds: another program may have put something into the book meanwhile."""

private_option = click.option(
    "--allow-private", "private", multiple=True, metavar="HOST",
    help="A host that may be on this machine or a private net; all others must be public.",
)  # fmt: skip
pause_option = click.option(
    "--pause", type=click.FloatRange(min=0), default=1.0, show_default=True, metavar="SECONDS",
    help="Between two requests to one host, at least; a site's Crawl-delay goes before it.",
)  # fmt: skip


def fetching(private: Iterable[str], pause: float = 1.0) -> Fetcher:
    """The fetcher of one command."""
    from tocsin.fetch import Fetcher, Manner

    hosts = frozenset(host.strip("[]").lower() for host in private)
    return Fetcher(Manner(private=hosts, pause=pause))


def coding_with(
    wanted: Wanted, published: dt.date | None, told: set[Problem]
) -> Callable[[Report | Problem], Coded]:
    """What codes one report; the coder is loaded for the first of them."""
    from tocsin.keep import Coded
    from tocsin.model import Problem

    def code(read: Report | Problem) -> Coded:
        if isinstance(read, Problem):
            return Coded(failed(read), "", "")
        coder = load(wanted)
        tell(coder.notices, told)
        return Coded(code_one(coder, read, published), coder.made_by, coder.codebook.digest)

    return code


def count(taken: Taken, counts: Counter[str], told: set[Problem]) -> int:
    """Count what became of an input and tell what is wrong with it; the exit status that calls for."""
    counts[taken.came_to] += 1
    counts["events"] += taken.events
    counts["foreign"] += taken.foreign
    return tell(taken.problems, told)


def summary(counts: Counter[str], book: Path) -> str:
    """What a command did to a book, in a line."""
    from tocsin.views.wording import counted

    parts = [f"{counted(counts['new'], 'report')} added with {counted(counts['events'], 'event')}"]
    foreign = counts["foreign"]
    parts += [f"{foreign:,} of them in another language, kept and not coded"] if foreign else []
    there = counts["known"] + counts["seen"]
    parts += [f"{there:,} there already"] if there else []
    parts += [f"{counts['later']:,} to be asked for again"] if counts["later"] else []
    parts += [f"{counts['unread']:,} not to be read"] if counts["unread"] else []
    return f"{book}: {'; '.join(parts)}.\n"


@click.command(short_help="Fetch what is new in feeds, and keep it in a book.")
@click.argument("feeds", metavar="FEEDS")
@with_book
@click.option("--once", is_flag=True, help="One round, and no waiting for what is to be asked again later.")
@click.option(
    "--every", type=click.FloatRange(min=1), default=30.0, show_default=True, metavar="MINUTES",
    help="How often each feed is asked.",
)  # fmt: skip
@private_option
@pause_option
@coder_options
def watch(
    feeds: str, book: Path, once: bool, every: float, private: tuple[str, ...], pause: float, wanted: Wanted
) -> int:  # fmt: skip
    """Ask the FEEDS what is new, fetch the pages that they lead to, code them and keep them in a book.

    FEEDS is an OPML file, a file with an address a line, or the address of one feed. Without --once it goes
    on until it is stopped. Stopped at any moment, it loses nothing and keeps nothing twice.

    It is polite: what robots.txt asks is done, a feed that has not changed is not sent again, hosts have
    their pauses and the waits that they ask for, and what fails is asked again later and less often. It goes
    to public addresses of http and https alone, unless --allow-private names a host.

    \b
    Examples
      tocsin watch feeds.opml --book strikes.tocsin
      tocsin watch feeds.txt --once
      tocsin watch https://example.org/news.rss --every 60

    \b
    Exit status
      0    all was had (with --once)
      1    a feed or page could not be had; each is named, what may be had later is asked for again
      2    wrong usage
      130  stopped
    """
    from tocsin.intake import Reader
    from tocsin.store import open_book
    from tocsin.watch import Schedule, Watcher

    addresses = _feeds(feeds)
    if not addresses:
        return SOME_UNREAD
    told: set[Problem] = set()
    code = coding_with(wanted, None, told)
    with open_book(book, create=True) as opened, Reader() as reader:
        watcher = Watcher(opened, reader, fetching(private, pause), code, Schedule(every=60 * every))
        while True:
            status = _round(watcher, addresses, book, told)
            if once:
                return status
            told.clear()  # what fails again is told again
            due = opened.view().next_due(addresses) or watcher.now()
            time.sleep(min(max((due - watcher.now()).total_seconds(), 1.0), LONGEST_SLEEP))


def _round(watcher: Watcher, addresses: tuple[str, ...], book: Path, told: set[Problem]) -> int:
    counts: Counter[str] = Counter()
    status = OK
    for taken in with_count(watcher.round(addresses)):
        status = max(status, count(taken, counts, told))
    put(summary(counts, book))
    return status


def _feeds(name: str) -> tuple[str, ...]:
    """The feeds that the user means; those that are no addresses are named, and left out."""
    from tocsin.fetch import Refused, address_of
    from tocsin.inputs import is_address
    from tocsin.intake import LimitReached, Unreadable, read_outlines

    try:
        found = (name,) if is_address(name) else read_outlines(Path(name).read_bytes())
    except OSError as error:
        complain(f"{name}: cannot be read: {(error.strerror or str(error)).lower()}")
        return ()
    except (Unreadable, LimitReached) as error:
        complain(f"{name}: {error}")
        return ()
    good = []
    for address in found:
        try:
            good.append(str(address_of(address)))
        except Refused as refused:
            complain(f"{address}: {refused}")
    if not good:
        complain(f"{name}: there is no feed in it")
    return tuple(good)


@click.command(short_help="List the outlets of a book, and how its feeds do.")
@with_book
@click.option(
    "--format", "form", type=click.Choice(("table", "jsonl")), default="table", show_default=True,
    help="table is for reading, jsonl for programs.",
)  # fmt: skip
def sources(book: Path, form: str) -> int:
    """List the outlets of a book: reports, copies, events, what is in other languages and was not coded,
    when each was seen last, what waits and what failed; then the feeds that are watched.

    \b
    Examples
      tocsin sources
      tocsin sources --format jsonl | jq 'select(.failed > 0)'
    """
    from tocsin.store import open_book
    from tocsin.views.outlets import feed_record, outlet_record, outlet_tables
    from tocsin.views.records import line

    with open_book(book) as opened:
        outlets, feeds = opened.view().outlets(), opened.view().feeds()
    if form == "jsonl":
        put("".join(line(outlet_record(one)) for one in outlets))
        put("".join(line(feed_record(one)) for one in feeds))
    elif outlets or feeds:
        show(stdout_console(), outlet_tables(outlets, feeds))
    else:
        complain("no reports and no feeds in this book")
    return OK
