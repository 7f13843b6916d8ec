"""Killed at any moment, a book loses nothing: `python benchmarks/crash.py --kills 200`.

A worker adds reports, codes them again, and takes somebody out. It is killed (SIGKILL) at a random moment,
the book is opened and looked over, the worker is run again to its end; then the book must be that of a worker
whom nobody killed, line by line of its dump.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import made_up

from tocsin.keep import add_report, faults, recode_report, redact
from tocsin.model import Coding, Held, Selection
from tocsin.store import open_book

REPORTS = 12
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


class Killed(NamedTuple):
    """What came of one kill."""

    after: float
    """Seconds after the start."""
    sound: bool
    same: bool


def work(path: Path, seed: int) -> None:
    """Add, code again, take somebody out; whatever of it is not done yet."""
    held = [made.held for made in made_up.reports(REPORTS, seed=seed, events=6)]
    with open_book(path, create=True) as book:
        for one in held:
            add_report(book, one.coding, one.coder, one.codebook)
        for place in book.view().coded_otherwise("tocsin newer", "tables"):
            recode_report(book, place, _again, "tocsin newer", "tables")
        redact(book, somebody(held), NOW)


def _again(coding: Coding) -> Coding:
    """What another coder might make of it: one event fewer, the others surer."""
    events = coding.events[:-1] if len(coding.events) > 1 else coding.events
    return replace(coding, events=tuple(replace(event, confidence=0.99) for event in events))


def somebody(held: list[Held]) -> str:
    """A person named in the reports."""
    return next(e.name for one in held for e in one.coding.entities if e.kind == "person" and " " in e.name)


def killed(start: Path, whole: list[str], folder: Path, seed: int, after: float) -> Killed:
    """Kill a worker `after` seconds, look the book over, and let another one finish."""
    path = folder / "killed.tocsin"
    for old in folder.glob("killed.tocsin*"):
        old.unlink()
    shutil.copy(start, path)
    worker = subprocess.Popen([sys.executable, __file__, "--work", str(path), "--seed", str(seed)])
    time.sleep(after)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    with open_book(path) as book:
        sound = not [fault for fault in book.check() if fault]
        book.view().events(Selection())
    work(path, seed)
    with open_book(path) as book:
        sound = sound and not [fault for fault in faults(book) if fault]
        return Killed(after, sound, list(book.dump()) == whole)


def run(kills: int, seed: int) -> tuple[Killed, ...]:
    """Kill so many workers at random moments of their work."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start, path = folder / "start.tocsin", folder / "whole.tocsin"
        with open_book(start, create=True) as book:
            book.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(start, path)
        begun = time.monotonic()
        subprocess.run([sys.executable, __file__, "--work", str(path), "--seed", str(seed)], check=True)
        took = time.monotonic() - begun
        with open_book(path) as book:
            whole = list(book.dump())
        moments = random.Random(seed)
        return tuple(killed(start, whole, folder, seed, moments.uniform(0, took)) for _ in range(kills))


def main() -> int:
    """Run, and say what came of it; exit status 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="be the worker on this book")
    wanted = parser.parse_args()
    if wanted.work:
        work(wanted.work, wanted.seed)
        return 0
    found = run(wanted.kills, wanted.seed)
    bad = [one for one in found if not (one.sound and one.same)]
    moments = f"{min(k.after for k in found):.2f} to {max(k.after for k in found):.2f} s"
    good = len(found) - len(bad)
    print(f"{len(found)} kills at {moments}: {good} books sound and the same, {len(bad)} not")
    for one in bad:
        print(f"  after {one.after:.3f} s: sound {one.sound}, the same {one.same}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
