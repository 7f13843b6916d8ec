"""Killed at any moment, a watcher neither loses nor doubles a report: `python benchmarks/watch_crash.py`.

A worker watches feeds of a real server on this machine, whose pages are never the same twice: a report that
was fetched and kept two times would be two. It is killed (SIGKILL) at a random moment, up to three times in a
row, then another one finishes; the book must hold every report once, and be sound.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fetch.press import press, read_only
from fetch.site import Site
from tocsin.fetch import Fetcher, Manner
from tocsin.intake import Reader
from tocsin.keep import faults
from tocsin.store import open_book
from tocsin.watch import Schedule, Watcher

OUTLETS, REPORTS = 3, 5
MANNER = Manner(pause=0, private=frozenset(("127.0.0.1",)))


class Killed(NamedTuple):
    """What came of one book whose watchers were killed."""

    moments: tuple[float, ...]
    """Seconds after each start."""
    lost: int
    doubled: int
    sound: bool


def work(path: Path, feeds: list[str]) -> None:
    """One round."""
    with open_book(path, create=True) as book, Reader() as reader:
        for _ in Watcher(book, reader, Fetcher(MANNER), read_only, Schedule(retry=0, tries=99)).round(feeds):
            pass


def killed(path: Path, feeds: list[str], moments: tuple[float, ...]) -> Killed:
    """Kill a watcher at each of the moments, let the last one finish, and look the book over."""
    for after in moments:
        worker = subprocess.Popen([sys.executable, __file__, "--work", str(path), *feeds])
        time.sleep(after)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    work(path, feeds)
    with open_book(path) as book:
        names = [held.coding.document.name for held in book.view().every()]
        sound = not [fault for fault in faults(book) if fault]
    return Killed(moments, OUTLETS * REPORTS - len(set(names)), len(names) - len(set(names)), sound)


def run(kills: int, seed: int) -> list[Killed]:
    """Kill at least so many watchers at random moments of their work."""
    site = Site()
    feeds = press(site, OUTLETS, REPORTS)
    found: list[Killed] = []
    with tempfile.TemporaryDirectory() as name:
        begun = time.monotonic()
        subprocess.run(
            [sys.executable, __file__, "--work", str(Path(name) / "whole.tocsin"), *feeds], check=True
        )
        took = time.monotonic() - begun
        moments = random.Random(seed)
        while sum(len(one.moments) for one in found) < kills:
            some = tuple(moments.uniform(0, took) for _ in range(moments.randint(1, 3)))
            found.append(killed(Path(name) / f"{len(found)}.tocsin", feeds, some))
    site.close()
    return found


def main() -> int:
    """Run, and say what came of it; exit status 1 where a report was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="be the worker on this book")
    parser.add_argument("feeds", nargs="*")
    wanted = parser.parse_args()
    if wanted.work:
        work(wanted.work, wanted.feeds)
        return 0
    found = run(wanted.kills, wanted.seed)
    moments = [moment for one in found for moment in one.moments]
    print(
        f"{len(moments)} kills at {min(moments):.2f} to {max(moments):.2f} s in {len(found)} books of "
        f"{OUTLETS * REPORTS} reports: {sum(one.lost for one in found)} reports lost, "
        f"{sum(one.doubled for one in found)} doubled, {sum(not one.sound for one in found)} books not sound"
    )
    return 1 if any(one.lost or one.doubled or not one.sound for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
