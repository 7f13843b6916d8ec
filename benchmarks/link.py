"""How well and how fast tellings are linked into episodes.

    python benchmarks/link.py                   on the four stories of reports-dev: gold events and coded ones
    python benchmarks/link.py --misses          the same, with every pair wrongly joined or left apart
    python benchmarks/link.py --fit             fits src/tocsin/link/weights.txt anew
    python benchmarks/link.py --speed 100000    links a made-up book of so many reports

Pairs are counted across reports: a pair of events is right where the table stories.yml names both as one.
Leave one story out: the weights are fitted on three stories and tried on the fourth.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
import yaml
from made_up import reports
from sets import HOME, SHARED
from stories import gold_coding, matched, read_stories

from tocsin.link.copies import COPY, band_keys, copy_likeness, signature_of
from tocsin.link.episodes import carried
from tocsin.link.likeness import facts, gap, likeness, veto
from tocsin.link.memory import Memory, link
from tocsin.link.telling import Telling, keys, tellings_of
from tocsin.link.weights import weights
from tocsin.model import Coding
from tocsin.pipeline import load_coder

WEIGHTS = HOME / "src" / "tocsin" / "link" / "weights.txt"
PULL = 0.5
"""How strongly a fitted weight is drawn to its expectation."""

Table = Mapping[str, float]


class Pool(NamedTuple):
    """Tellings of the four stories, in order of publication, and what each tells by the hand-coded table."""

    tellings: tuple[Telling, ...]
    gold: Mapping[str, str]
    """The hand-coded record (`d01:S03`) by event."""
    story: Mapping[str, str]
    """The story by report."""
    episode: Mapping[str, int]
    """Number of the happening by hand-coded record."""

    def same(self, a: str, b: str) -> bool:
        """Whether two events are of one happening by the table."""
        one, other = self.episode.get(self.gold.get(a, "")), self.episode.get(self.gold.get(b, ""))
        return one is not None and one == other

    def of(self, story: str) -> Pool:
        """One story's tellings alone."""
        return self._replace(tellings=tuple(t for t in self.tellings if self.story[t.report] == story))


class Pair(NamedTuple):
    """Two tellings that share a block and that nothing forbids to be one."""

    facts: Mapping[str, float]
    same: bool
    stories: frozenset[str]


# ------------------------------------------------------------------ the hand-coded stories


def read_pools(folder: Path) -> tuple[Pool, Pool]:
    """The stories with hand-coded events, and with the coder's own."""
    coder, table = load_coder(), read_stories(folder)
    episode = {record: i for i, row in enumerate(table) for record in row.same}
    told = {record.split(":")[0]: row.story for row in table for record in row.same}
    coded: list[Coding] = []
    golds: list[Coding] = []
    gold_of: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        published = yaml.safe_load(path.read_text(encoding="utf-8"))["published"]
        coding = coder.code(path.with_suffix(".md").read_bytes(), path.stem, published)
        coded.append(coding)
        golds.append(gold_coding(coding, path, coder.codebook.atlas))
        gold_of.update(matched(coding, path))
    story = {coding.document.id: told.get(coding.document.name, "") for coding in coded}
    by_hand = {event.id: event.id for coding in golds for event in coding.events}
    return Pool(_ordered(golds), by_hand, story, episode), Pool(_ordered(coded), gold_of, story, episode)


def _ordered(codings: Iterable[Coding]) -> tuple[Telling, ...]:
    found = (t for coding in codings for t in tellings_of(coding))
    return tuple(sorted(found, key=lambda t: (t.published or 0, t.report)))


def episodes(pool: Pool, table: Table) -> Mapping[str, str]:
    """The episode of each event, reports linked one by one."""
    reports = (tuple(group) for _, group in itertools.groupby(pool.tellings, key=lambda t: t.report))
    return link(reports, Memory(), table)


def pairs_of(pool: Pool) -> tuple[Pair, ...]:
    """Every pair of tellings that is compared."""
    blocks = {t.event: set(keys(t)) for t in pool.tellings}
    return tuple(
        Pair(
            dict(facts(a, b)),
            pool.same(a.event, b.event),
            frozenset((pool.story[a.report], pool.story[b.report])),
        )
        for a, b in itertools.combinations(pool.tellings, 2)
        if a.kind == b.kind and not veto(a, b, gap(a, b)) and not blocks[a.event].isdisjoint(blocks[b.event])
    )


# ------------------------------------------------------------------ fitting


def rows() -> Mapping[str, tuple[float, float | None]]:
    """Weight and expectation of each fact, None where it is fixed, as the table has them."""
    found = {}
    for line in WEIGHTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            fact, weight, expected = (cell.strip() for cell in line.split("|"))
            found[fact] = float(weight), None if expected == "fixed" else float(expected)
    return found


def fit(pairs: Sequence[Pair]) -> Table:
    """Logistic weights drawn to their expectations; one that would turn against its expectation is 0."""
    table = rows()
    fixed = {fact: weight for fact, (weight, expected) in table.items() if expected is None}
    names = [fact for fact in table if fact not in fixed]
    expected = np.array([table[fact][1] for fact in names], float)
    values = np.array([[1.0 if n == "always" else p.facts.get(n, 0.0) for n in names] for p in pairs])
    shift = np.array([sum(fixed.get(f, 0.0) * v for f, v in p.facts.items()) for p in pairs])
    truth = np.array([p.same for p in pairs], float)
    free = np.ones(len(names), bool)
    pull = np.where(np.array(names) == "always", 0.001, PULL)
    while True:
        found = _newton(values, truth, shift, expected, free, pull)
        turned = free & (found * expected < 0) & (np.array(names) != "always")
        if not turned.any():
            return dict(zip(names, found.tolist(), strict=True)) | fixed
        free &= ~turned


Numbers: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"


def _newton(
    values: Numbers, truth: Numbers, shift: Numbers, expected: Numbers, free: Numbers, pull: Numbers
) -> Numbers:
    """Newton's method for the penalised logistic likelihood; what is not free stays 0."""
    found = np.where(free, expected, 0.0)
    at = np.flatnonzero(free)
    for _ in range(30):
        sure = 1 / (1 + np.exp(-values @ found - shift))
        slope = values.T @ (sure - truth) + pull * (found - expected)
        curve = (values * (sure * (1 - sure))[:, None]).T @ values + np.diag(pull)
        found[at] -= np.linalg.solve(curve[np.ix_(at, at)], slope[at])
    return found


def write_weights(table: Table) -> None:
    """Put the fitted weights into the table, all else as it stands."""
    lines = []
    for line in WEIGHTS.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if not line.startswith("#") and cells[2] != "fixed":
            line = f"{cells[0]:<23} | {table[cells[0]]:.2f} | {cells[2]}"
        lines.append(line)
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


# ------------------------------------------------------------------ counting


class Figures(NamedTuple):
    """Pairs of events rightly joined, wrongly joined and missed; B-cubed precision and recall, summed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    cubed_p: float = 0.0
    cubed_r: float = 0.0
    events: int = 0

    def __add__(self, other: object) -> Figures:
        assert isinstance(other, Figures)
        counts = (self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)
        cubed = (self.cubed_p + other.cubed_p, self.cubed_r + other.cubed_r)
        return Figures(*counts, *cubed, self.events + other.events)

    def line(self) -> str:
        """Precision, recall and F1 of pairs and B-cubed."""
        p = self.right / ((self.right + self.wrong) or 1)
        r = self.right / ((self.right + self.missed) or 1)
        cp, cr = self.cubed_p / (self.events or 1), self.cubed_r / (self.events or 1)
        return (
            f"pairs P {p:.3f} R {r:.3f} F1 {_f1(p, r):.3f} ({self.right} of {self.right + self.missed}, "
            f"{self.wrong} wrong)   B-cubed P {cp:.3f} R {cr:.3f} F1 {_f1(cp, cr):.3f}"
        )


def _f1(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0


def compare(found: Mapping[str, str], truth: Mapping[str, str]) -> Figures:
    """Figures of the episodes found against the true ones, both by event."""
    both = Counter((found[e], truth[e]) for e in found)
    ours, theirs = Counter(found.values()), Counter(truth[e] for e in found)
    joined, right, true = (sum(n * (n - 1) // 2 for n in c.values()) for c in (ours, both, theirs))
    return Figures(
        right, joined - right, true - right,
        sum(n * n / ours[a] for (a, _), n in both.items()),
        sum(n * n / theirs[b] for (_, b), n in both.items()),
        len(found),
    )  # fmt: skip


def truth_of(pool: Pool) -> Mapping[str, str]:
    """The true episode of each event; an event that the table does not name is its own."""
    return {t.event: str(pool.episode.get(pool.gold.get(t.event, ""), t.event)) for t in pool.tellings}


def misses(pool: Pool, found: Mapping[str, str], table: Table) -> Iterable[str]:
    """Every pair wrongly joined or left apart, in words."""
    for a, b in itertools.combinations(pool.tellings, 2):
        joined = found.get(a.event) == found.get(b.event)
        if a.event in found and b.event in found and joined != pool.same(a.event, b.event):
            like = likeness(a, b, table)
            what = "joined" if joined else "apart "
            yield f"{what} {like.score:.2f} {_shown(a, pool)}  |  {_shown(b, pool)}"
            yield f"            {'; '.join(like.reasons[:6])}"


def _shown(t: Telling, pool: Pool) -> str:
    return f"{pool.gold.get(t.event, '-')} {t.type} {' '.join(t.modes)} «{' '.join(t.trigger)}»"


def quality(pools: tuple[Pool, Pool], *, show: bool) -> None:
    """Print the figures of both pools, with the weights that ship and with one story left out."""
    pairs = tuple(pairs_of(pool) for pool in pools)
    stories = sorted({story for story in pools[0].story.values() if story})
    for name, pool in zip(("gold events", "coded events"), pools, strict=True):
        total = Figures()
        each: list[str] = []
        for story in stories:
            mine = pool.of(story)
            table = fit([p for ps in pairs for p in ps if story not in p.stories])
            found = episodes(mine, table)
            figures = compare(found, truth_of(mine))
            total = total + figures
            each.append(f"  {story}: {figures.line()}")
            if show:
                print(*misses(mine, found, table), sep="\n")
        whole = pool._replace(tellings=tuple(t for t in pool.tellings if pool.story[t.report]))
        print(f"{name}, one story left out: {total.line()}", *each, sep="\n")
        shipped = compare(episodes(whole, weights()), truth_of(whole))
        print(f"{name}, all, the weights that ship: {shipped.line()}")


# ------------------------------------------------------------------ speed


def speed(count: int) -> None:
    """Link a made-up book and print time, memory and figures, by tenths of the book."""
    index = Memory()
    clock: dict[str, float] = defaultdict(float)
    found: dict[str, str] = {}
    truth: dict[str, str] = {}
    originals = Originals()
    copies, known, done, last = 0, 0, 0, time.process_time()
    for number, made in enumerate(reports(count), 1):
        start = time.process_time()
        clock["made"] += start - last
        coding = made.held.coding
        signature = signature_of(coding.document)
        original = originals.find(signature)
        copies, known = (
            copies + (original is not None),
            known + (original is not None and made.original is not None),
        )
        middle = time.process_time()
        clock["copies"] += middle - start
        tellings = tellings_of(coding)
        clock["tellings"] += time.process_time() - middle
        middle = time.process_time()
        same: dict[str, str] = {}
        if original is not None:
            same = {j.right: found[j.left] for j in carried(tellings, originals.tellings[original])}
        else:
            originals.add(signature, tellings)
        found.update(same)
        found.update(link((tuple(t for t in tellings if t.event not in same),), index))
        last = time.process_time()
        clock["linked"] += last - middle
        truth.update(made.truth)
        done += len(tellings)
        if number % max(1, count // 10) == 0:
            print(
                f"{number} reports, {done} events: " + ", ".join(f"{k} {v:.0f} s" for k, v in clock.items()),
                flush=True,
            )
    print(compare(found, truth).line())
    print(f"copies found {copies}, of which are copies {known}")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


class Originals:
    """The signatures of reports that are no copies, with their tellings."""

    def __init__(self) -> None:
        self.signatures: list[bytes] = []
        self.tellings: list[tuple[Telling, ...]] = []
        self._bands: dict[int, array[int]] = {}

    def add(self, signature: bytes, tellings: tuple[Telling, ...]) -> None:
        """Put a report among them."""
        for block in band_keys(signature):
            self._bands.setdefault(block, array("I")).append(len(self.signatures))
        self.signatures.append(signature)
        self.tellings.append(tellings)

    def find(self, signature: bytes) -> int | None:
        """The number of the report most like it, where one is like enough."""
        numbers = {n for block in band_keys(signature) for n in self._bands.get(block, ())[:8]}
        best = max(((copy_likeness(signature, self.signatures[n]), -n) for n in numbers), default=(0.0, 0))
        return -best[1] if best[0] >= COPY else None


def main() -> None:
    """Do what the arguments ask."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--speed", type=int, metavar="REPORTS")
    parser.add_argument("--shared", type=Path, default=SHARED)
    given = parser.parse_args()
    if given.speed:
        speed(given.speed)
        return
    pools = read_pools(given.shared / "bench" / "reports-dev")
    if given.fit:
        write_weights(fit([p for pool in pools for p in pairs_of(pool)]))
        weights.cache_clear()
    quality(pools, show=given.misses)


if __name__ == "__main__":
    main()
