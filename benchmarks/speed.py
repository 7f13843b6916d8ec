"""How fast and how large: the whole coder beside the bare spaCy pipeline, on the same text, on one core.

    python benchmarks/speed.py [FOLDER]

FOLDER holds the reports to time; without it the hand-coded sets beside the checkout are used, or else
the samples. Every figure that docs/accuracy.md claims for speed is printed, with the floor it must keep.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HOME = Path(__file__).parents[1]
SHARED = HOME.parent / "shared" / "bench"
SAMPLES = HOME / "samples"
LONG_WORDS = 200_000


class Figure(NamedTuple):
    """One measurement and what it must keep to."""

    name: str
    value: float
    unit: str
    floor: float
    at_least: bool

    def __str__(self) -> str:
        kept = self.value >= self.floor if self.at_least else self.value <= self.floor
        bound = f"{'at least' if self.at_least else 'at most'} {self.floor:g}"
        return f"{self.name:<44} {self.value:>9.2f} {self.unit:<8} ({bound}{'' if kept else ': MISSED'})"


def reports(folder: Path | None) -> list[Path]:
    """The reports to time."""
    sets = [SHARED / "reports-dev", SHARED / "wikinews-dev"]
    found = [folder] if folder else [s for s in sets if s.is_dir()] or [SAMPLES]
    files = (path for each in found for path in sorted(each.iterdir()))
    return [path for path in files if path.suffix in (".md", ".txt") and path.stem != "README"]


class Bounds(NamedTuple):
    """What a coder must keep to: its share of the bare pipeline's speed, and megabytes."""

    speed: float
    memory: float


CODERS = {"rules": Bounds(0.75, 600), "both": Bounds(0.6, 800)}


def speed(paths: list[Path], name: str) -> Iterator[Figure]:
    """The coder's speed as a share of the bare pipeline's."""
    from tocsin.bench import measure, timing_lines
    from tocsin.model import Report
    from tocsin.pipeline import load_coder

    coder = load_coder(coder="both" if name == "both" else "rules")
    _keep_to_one_core()
    if coder.name == name:
        timing = measure(coder, [Report(name=p.name, data=p.read_bytes()) for p in paths], None)
        print(timing_lines(timing))
        share = timing.bare / timing.coder
        yield Figure(f"{name}: speed beside the bare pipeline", share, "times", CODERS[name].speed, True)


def memory(paths: list[Path], name: str) -> Figure:
    """Of a fresh process. To be asked before this one grows: a child counts as much as its parent held."""
    return Figure(f"{name}: memory, all reports", peak(paths, name), "MB", CODERS[name].memory, False)


def _keep_to_one_core() -> None:
    """Once the model's library is loaded: it tries a processor's tile registers (AMX) by moving a thread from
    one core to another, and leaves them unused where it finds one core only, as under `taskset`."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def start() -> Iterator[Figure]:
    """Seconds from the start of the process to the first event of a one-page report; best of three."""
    seconds = min(first_event(SAMPLES / "tema-port.txt") for _ in range(3))
    yield Figure("start to first event", seconds, "s", 3, False)


def long() -> Iterator[Figure]:
    """Seconds a word in a very long report, as a multiple of those in one a tenth of its length."""
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for words in (LONG_WORDS // 10, LONG_WORDS):
            path = Path(folder) / f"{words}.txt"
            path.write_text(long_report(words), encoding="utf-8")
            begin = time.perf_counter()
            most = peak([path], "both")
            seconds.append((time.perf_counter() - begin) / words)
    name = f"cost a word, {LONG_WORDS:,} beside {LONG_WORDS // 10:,} words"
    yield Figure(name, seconds[1] / seconds[0], "times", 1.3, False)
    yield Figure(f"memory, {LONG_WORDS:,} words in one file", most, "MB", CODERS["both"].memory, False)


def long_report(words: int) -> str:
    """The samples' paragraphs over and over, under one date line."""
    text = (SAMPLES / "tema-port.txt").read_text(encoding="utf-8")
    head, _, body = text.partition("TEMA, Ghana")
    times = -(-words // len(body.split()))
    return head + "\n\n".join(["TEMA, Ghana" + body] + [body.partition(" - ")[2]] * (times - 1))


def peak(paths: list[Path], name: str) -> float:
    """Megabytes that a fresh process took at most to code the reports."""
    command = [sys.executable, "-c", PEAK, name, *map(str, paths)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


PEAK = """
import resource, sys
from pathlib import Path
from tocsin.pipeline import load_coder
coder = load_coder(coder=sys.argv[1])
for path in sys.argv[2:]:
    coder.code(Path(path).read_bytes(), path)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def first_event(path: Path) -> float:
    """Seconds until the first line of `tocsin code` can be read."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "tocsin", "code", str(path), "--format", "jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        return time.perf_counter() - begin


def main() -> None:
    """Measure and print."""
    paths = reports(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    before = [*(memory(paths, name) for name in CODERS), *start(), *long()]
    speeds = [f for name in reversed(CODERS) for f in speed(paths, name)]
    for figure in (*speeds, *before):
        print(figure)


if __name__ == "__main__":
    main()
