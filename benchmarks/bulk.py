"""Many reports: how fast beside spaCy alone, on one worker and two, how large, on Ray, and when killed.

    python benchmarks/bulk.py [--speed N] [--corpus FILE…] [--scaling N] [--articles N] [--ray N] [--kills N]
                              [--memory N] [--peers N]

Nothing is measured but what is asked for. The articles are made up (`articles.py`); `--corpus` times real
ones too. Ratios are of processor time, in one run, on the same articles. A day is 300,000 articles of 450
words, reckoned from `--articles` that are really coded.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

os.environ["OMP_NUM_THREADS"] = "1"

import articles

from tocsin import inputs
from tocsin.analyse.bare import load_bare
from tocsin.bench import paragraphs
from tocsin.intake import Reader
from tocsin.model import Analysis, Coding, Report, Sentence
from tocsin.pipeline import Coder, load_coder

DAY = 300_000
HOUR = 3600
GROUP = 20
"""Reports that each takes in turn, so that whoever else uses the machine disturbs all alike."""
SHARDS = 8
SHORT = 40
"""Words of an article where only their number matters."""

T = TypeVar("T")


class Listening:
    """An analyser that notes which sentences it is given."""

    def __init__(self, coder: Coder) -> None:
        self._analyser = coder.analyser
        self.name = coder.analyser.name
        self.texts: list[str] = []

    def analyse(self, sentences: Iterable[Sentence]) -> Iterator[Analysis]:
        """As the analyser does."""
        given = list(sentences)
        self.texts += [sentence.text for sentence in given]
        return self._analyser.analyse(given)


class Speed(NamedTuple):
    """Processor seconds by who spends them, for the same reports."""

    spent: dict[str, float]
    stages: dict[str, float]
    words: int
    sentences: int
    parsed: int

    def __str__(self) -> str:
        spent, bulk = self.spent, self.spent["bulk"]
        rows = [
            f"  sentences parsed                         {self.parsed / self.sentences:>9.0%}",
            f"  words a second of processor time         {self.words / bulk:>9,.0f}",
            f"  beside bare spaCy on everything          {spent['bare'] / bulk:>9.2f} times (reach 2.0)",
            f"  beside bare spaCy on what is parsed      {spent['parsed'] / bulk:>9.2f} times (reach 0.85)",
            f"  --thorough beside bare spaCy             {spent['bare'] / spent['thorough']:>9.2f} times",
            "  time by stage: "
            + ", ".join(f"{stage} {seconds / bulk:.0%}" for stage, seconds in self.stages.items()),
        ]
        return "\n".join(rows)


def speed(paths: Sequence[Path], most: int) -> Speed:
    """Some reports of the shards, coded with and without triage, and spaCy alone on the same paragraphs."""
    with Reader() as reader:
        every = (item for path in paths for item in inputs.reports(str(path), reader))
        reports = list(islice((item for item in every if isinstance(item, Report)), most))
    quick, thorough, bare = load_coder(triage=True), load_coder(), load_bare()
    quick.analyser = listening = Listening(quick)
    spent, stages = defaultdict[str, float](float), defaultdict[str, float](float)
    words = sentences = parsed = 0
    for start in range(0, len(reports), GROUP):
        group = reports[start : start + GROUP]
        codings = _timed(spent, "bulk" if start else "warm", partial(_coded, quick, group))
        _timed(spent, "thorough" if start else "warm", partial(_coded, thorough, group))
        texts = [text for coding in codings for text in paragraphs(coding)]
        count = _timed(spent, "bare" if start else "warm", partial(bare, texts))
        some, listening.texts = listening.texts, []
        _timed(spent, "parsed" if start else "warm", partial(bare, some))
        if start:  # the first group warms all of them up
            for coding in codings:
                for stage, seconds in coding.seconds.items():
                    stages[stage] += seconds
            words += count
            sentences += sum(len(coding.sentences) for coding in codings)
            parsed += len(some)
    return Speed(spent, stages, words, sentences, parsed)


def _coded(coder: Coder, reports: Sequence[Report]) -> list[Coding]:
    return [coder.code_report(report) for report in reports]


def _timed(spent: dict[str, float], name: str, work: Callable[[], T]) -> T:
    begin = time.process_time()
    found = work()
    spent[name] += time.process_time() - begin
    return found


class Ran(NamedTuple):
    """A run of the command: seconds of the clock and the processor, megabytes of the largest worker."""

    clock: float
    processor: float
    trail: tuple[float, ...]
    """The largest worker, every half second."""

    @property
    def memory(self) -> float:
        """Of the largest worker ever."""
        return max(self.trail, default=0.0)


def ran(shards: Sequence[Path], out: Path, *options: str) -> Ran:
    """Run `tocsin bulk` to its end."""
    before, begin = os.times(), time.perf_counter()
    process = subprocess.Popen(_command(shards, out, *options), stdout=subprocess.DEVNULL)
    trail = []
    while process.poll() is None:
        trail.append(max(map(_megabytes, _children(process.pid)), default=0.0))
        time.sleep(0.5)
    assert process.returncode == 0, f"tocsin bulk ended with {process.returncode}"
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Ran(time.perf_counter() - begin, spent, tuple(trail))


def _command(shards: Sequence[Path], out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "tocsin", "bulk", *map(str, shards), "--out", str(out), *options]


def _children(pid: int) -> Iterator[int]:
    """The processes below one, by /proc."""
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in map(int, below):
        yield child
        yield from _children(child)


def _megabytes(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def contents(out: Path) -> dict[str, bytes]:
    """The files of a result, without what a killed worker left."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def day(folder: Path, count: int) -> None:
    """So many articles on two workers: what a day would take, and how large a worker becomes."""
    shards = articles.write_shards(folder / "day", count, max(SHARDS, count // 500))
    done = ran(shards, folder / "day-out", "--workers", "2")
    hours = done.clock / count * DAY / HOUR
    print(
        f"{count:,} articles on two workers: {done.clock:.0f} s; {DAY:,} would take {hours:.2f} h (at most 3)"
    )
    print(f"  by processor time {done.processor / count * DAY / HOUR / 2:.2f} h on two cores to itself")
    print(f"  a worker held at most {done.memory:.0f} MB (at most 500)")


def memory(folder: Path, count: int) -> None:
    """So many short articles on two workers: whether a worker grows."""
    shards = articles.write_shards(folder / "short", count, max(SHARDS, count // 2000), words=SHORT)
    trail = ran(shards, folder / "short-out", "--workers", "2").trail
    fifth = -(-len(trail) // 5)
    most = [max(trail[i : i + fifth]) for i in range(0, len(trail), fifth)]
    print(f"{count:,} articles of some {SHORT} words: the largest worker in each fifth of the run")
    print("  " + ", ".join(f"{megabytes:.0f} MB" for megabytes in most))


def scaling(folder: Path, count: int) -> None:
    """One worker and two, on the same shards."""
    shards = articles.write_shards(folder / "scale", count, SHARDS)
    one = ran(shards, folder / "one", "--workers", "1")
    two = ran(shards, folder / "two", "--workers", "2")
    same = contents(folder / "one") == contents(folder / "two")
    times = one.clock / two.clock
    print(f"{count:,} articles: one worker {one.clock:.1f} s, two {two.clock:.1f} s")
    print(f"  {times:.2f} times as fast (reach 1.8); the same bytes: {same}")


def on_ray(folder: Path, count: int) -> None:
    """Two local workers and two of Ray, on the same shards."""
    shards = articles.write_shards(folder / "ray", count, SHARDS)
    local = ran(shards, folder / "local-out", "--workers", "2")
    ray = ran(shards, folder / "ray-out", "--workers", "2", "--engine", "ray")
    same = contents(folder / "local-out") == contents(folder / "ray-out")
    more = ray.clock / local.clock - 1
    print(f"{count:,} articles: local {local.clock:.1f} s, Ray {ray.clock:.1f} s with its start")
    print(f"  {more:+.0%} (at most +10 %); the same bytes: {same}")


def kills(folder: Path, count: int, seed: int = 1) -> int:
    """Killed so many times at random moments and started again: how often it was not the same in the end."""
    shards, options = articles.write_shards(folder / "kill", 24, 6), ("--workers", "2", "--coder", "rules")
    begin = time.perf_counter()
    subprocess.run(_command(shards, folder / "whole", *options), check=True, stdout=subprocess.DEVNULL)
    took, whole = time.perf_counter() - begin, contents(folder / "whole")
    moments, out, different = random.Random(seed), folder / "killed", 0
    left = count
    while left:
        shutil.rmtree(out, ignore_errors=True)
        for _ in range(min(left, moments.randint(1, 5))):  # killed more than once before it may end
            process = subprocess.Popen(
                _command(shards, out, *options), stdout=subprocess.DEVNULL, start_new_session=True
            )
            time.sleep(moments.uniform(0, took))
            end = os.killpg if moments.random() < 0.5 else os.kill  # with its workers, or leaving them behind
            end(process.pid, signal.SIGKILL)
            process.wait()
            left -= 1
        subprocess.run(_command(shards, out, *options), check=True, stdout=subprocess.DEVNULL)
        different += contents(out) != whole
    print(f"killed {count} times at 0 to {took:.1f} s, then run to the end: {different} times other bytes")
    return different


QUOTED = """  quoted, not measured here:
    PETRARCH codes 150 sentences a second, CoreNLP parses 2 to 5 for it (its tabari_vs_petrarch.rst)
    PETRARCH-2 codes 250 sentences a second, CoreNLP parses 2,500 stories an hour for it, on an iMac of 2013
      with two at work (its README)
    Giveme5W1H: no rate found in its paper or README; it parses by CoreNLP, too"""
PAGE = "<html><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>"


def peers(count: int) -> None:
    """Web pages coded as `tocsin bulk` does, beside trafilatura and spaCy, which parse and code nothing."""
    import trafilatura

    made = [
        PAGE.format(title=row["title"], text="".join(f"<p>{p}</p>" for p in row["text"].split("\n\n")))
        for row in articles.articles(count + GROUP)
    ]
    coder, bare, spent, words = load_coder(triage=True), load_bare(), defaultdict[str, float](float), 0
    for start in range(0, len(made), GROUP):
        group, kept = made[start : start + GROUP], bool(start)

        def theirs(group: Sequence[str] = group) -> int:
            return bare([p for page in group for p in (trafilatura.extract(page) or "").split("\n")])

        def ours(group: Sequence[str] = group) -> None:
            for page in group:
                coder.code(page.encode(), "page.html")

        count = _timed(spent, "theirs" if kept else "warm", theirs)
        _timed(spent, "ours" if kept else "warm", ours)
        words += count if kept else 0
    print(f"{len(made) - GROUP} web pages, words a second of processor time")
    for name, who in (("tocsin, coded", "ours"), ("trafilatura and spaCy, parsed", "theirs")):
        print(f"  {name:<40} {words / spent[who]:>9,.0f}")
    print(QUOTED)


def main() -> int:
    """Measure what is asked for, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--speed", type=int, default=0, help="articles to time beside spaCy")
    parser.add_argument(
        "--corpus", type=Path, nargs="*", default=[], help="files of real articles to time, too"
    )
    parser.add_argument("--scaling", type=int, default=0, help="articles for one worker and two")
    parser.add_argument("--articles", type=int, default=0, help="articles to reckon a day from")
    parser.add_argument("--memory", type=int, default=0, help="short articles, to see whether a worker grows")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--ray", type=int, default=0, help="articles for Ray beside the local engine")
    parser.add_argument("--peers", type=int, default=0, help="web pages for trafilatura and spaCy")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if wanted.speed:
            shards = articles.write_shards(folder / "speed", wanted.speed, 1)
            print(f"made-up articles\n{speed(shards, wanted.speed)}")
            for path in wanted.corpus:
                print(f"{path.name}\n{speed([path], wanted.speed)}")
        if wanted.scaling:
            scaling(folder, wanted.scaling)
        if wanted.articles:
            day(folder, wanted.articles)
        if wanted.memory:
            memory(folder, wanted.memory)
        if wanted.peers:
            peers(wanted.peers)
        if wanted.ray:
            on_ray(folder, wanted.ray)
        return 1 if wanted.kills and kills(folder, wanted.kills) else 0


if __name__ == "__main__":
    sys.exit(main())
