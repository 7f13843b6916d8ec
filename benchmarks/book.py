"""A made-up book of any size: `python benchmarks/book.py --reports 100000 --book big.tocsin`.

Prints what it costs to add reports that are coded already and to link them, whether one more report costs the
same as the book grows, and how long the first page of `tocsin events` takes under many filters. A book that
is there already is only asked.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import made_up

from tocsin.keep import add_report, link_queue
from tocsin.model import Selection
from tocsin.store import Book, open_book

STEP = 5000
"""Reports after which the time taken is told."""
PAGE = 50
MORE = 30
"""Reports added to the book as it stands, each added and linked by itself."""


def memory() -> float:
    """Megabytes that this process held at most, the mapped part of the book's file among them."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fill(book: Book, count: int, seed: int) -> None:
    """Add `count` reports, then link them."""
    events, spent = 0, 0.0
    for made in made_up.reports(count, seed=seed):
        start = time.perf_counter()
        with book.writing() as writing:
            writing.add(made.held.coding, made.held.coder, made.held.codebook)
        spent += time.perf_counter() - start
        events += len(made.held.coding.events)
    size = book.path.stat().st_size / 2**20
    print(
        f"added {count:,} reports, {events:,} events: {events / spent:,.0f} events/s, {size:,.0f} MB on disk"
    )
    start = last = time.perf_counter()
    for number, _ in enumerate(link_queue(book), 1):
        if number % STEP == 0:
            now = time.perf_counter()
            print(
                f"  linked {number:,}: {now - last:.1f} s for the last {STEP:,}; {memory():,.0f} MB",
                flush=True,
            )
            last = now
    took = time.perf_counter() - start
    print(f"linked in {took / 60:.1f} min: {events / took:,.0f} events/s; memory at most {memory():,.0f} MB")


def one_more(book: Book, seed: int) -> None:
    """What one more report costs, added and linked by itself."""
    times = []
    for made in made_up.reports(MORE, seed=seed + 1000):
        start = time.perf_counter()
        add_report(book, made.held.coding, made.held.coder, made.held.codebook)
        times.append(time.perf_counter() - start)
    times.sort()
    print(
        f"one more report: median {times[len(times) // 2] * 1000:.0f} ms, at most {times[-1] * 1000:.0f} ms"
    )


def ask(book: Book) -> None:
    """The first page under every pair of many filters."""
    view = book.view()
    filters: list[dict[str, Any]] = [
        {}, {"types": ("PROTEST",)}, {"types": ("ASSAULT", "COERCE")}, {"modes": ("strike",)},
        {"modes": ("firearms",)},
        {"countries": ("BLR",)}, {"countries": ("ROU",)}, {"sectors": ("COP",)}, {"statuses": ("negated",)},
        {"voices": ("attributed",)}, {"since": dt.date(2025, 12, 1)}, {"until": dt.date(2025, 1, 20)},
        {"confidence": 0.95}, {"text": "strike"}, {"text": "soldiers"}, {"places": ("nowhere",)},
    ]  # fmt: skip
    took = []
    for one, other in itertools.combinations(filters, 2):
        wanted = Selection(**{**one, **other})
        start = time.perf_counter()
        page = view.events(wanted, most=PAGE)
        took.append((time.perf_counter() - start, one, other, len(page.held)))
    took.sort(key=lambda row: -row[0])
    times = [row[0] for row in took]
    median, p95 = times[len(times) // 2], times[len(times) // 20]
    print(f"first page, {len(times)} pairs of filters: median {median * 1000:.1f} ms, "
          f"95th percentile {p95 * 1000:.1f} ms, at most {times[0] * 1000:.1f} ms")  # fmt: skip
    for seconds, one, other, found in took[:6]:
        print(f"  {seconds * 1000:7.1f} ms  {one} {other}: {found} found")


def main() -> int:
    """Run, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--book", type=Path, help="keep the book here; else it is thrown away")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = wanted.book or Path(folder) / "made-up.tocsin"
        there = path.exists()
        with open_book(path, create=True) as book:
            if not there:
                fill(book, wanted.reports, wanted.seed)
            one_more(book, wanted.seed)
            ask(book)
    return 0


if __name__ == "__main__":
    sys.exit(main())
