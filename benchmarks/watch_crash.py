"""Killed at any moment, a watcher neither loses nor doubles a report: `python benchmarks/watch_crash.py`.

A worker watches feeds of a real server on this machine, whose pages are never the same twice: a report that
was fetched and kept two times would be two. It is killed (SIGKILL) at a random moment, up to three times in a
row, then another one finishes; the book must hold every report once, and be sound.
"""

from __future__ import annotations

import argparse
import contextlib
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


def kill_one(path: Path, feeds: list[str], after: float) -> float:
    """Kill a watcher so many seconds after its start; the seconds, fewer where it had finished before."""
    start = time.monotonic()
    worker = subprocess.Popen([sys.executable, __file__, "--work", str(path), *feeds])
    with contextlib.suppress(subprocess.TimeoutExpired):
        worker.wait(after)
        return time.monotonic() - start
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    return after


def look_over(path: Path, feeds: list[str], moments: tuple[float, ...]) -> Killed:
    """Let a last watcher finish, and look the book over."""
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
    done, moments = 0, random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        longest = kill_one(Path(name) / "whole.tocsin", feeds, 600)
        while done < kills:
            path, some = Path(name) / f"{len(found)}.tocsin", []
            for _ in range(moments.randint(1, 3)):
                after = moments.uniform(0, longest)
                if (took := kill_one(path, feeds, after)) < after:
                    longest = took  # the machine has less to do now
                    break
                some.append(took)
            done += len(some)
            found.append(look_over(path, feeds, tuple(some)))
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
