"""How near the coder comes to the hand-coded sets that lie beside the checkout in ../shared.

    python benchmarks/accuracy.py                       all figures of docs/accuracy.md, printed
    python benchmarks/accuracy.py --write               written into it, as `make accuracy` does
    python benchmarks/accuracy.py --floors FILE         the small sets alone; fails below a floor
    python benchmarks/accuracy.py --classes             the kinds of error alone, on the dev sets

The figures are those of ../shared/bench/score.py, which is run on what `tocsin code` gives.
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from errors import Compared, classes, compared, truthful, verdicts
from marked import write_between
from sets import (
    BOTH,
    DEV,
    FOLDERS,
    HOME,
    JUDGE,
    MODEL,
    PRECISE,
    RECALL,
    RULES,
    SHARED,
    Figures,
    Gold,
    Way,
    coded,
    coders,
    judged,
    sets,
)

from tocsin.score import COUNTS, SLOTS
from tocsin.weigh import bins, calibration_error

DOCUMENT = HOME / "docs" / "accuracy.md"
MARKS = ("<!-- figures: written by `make accuracy` -->", "<!-- end of figures -->")
SHORT: Mapping[Way, str] = {
    RULES: "rules", MODEL: "model", BOTH: "both", PRECISE: "--precise", RECALL: "--recall",
}  # fmt: skip
LEARNED = "–"
MOST = 18
"""Classes of error that are shown."""

Comparison = Mapping[Way, tuple[Compared, ...]]
"""The reports of a set, coded each way, beside their hand coding."""
Row = list[str]


def table(head: Row, rows: Iterable[Row]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def main_table(figures: Mapping[str, Mapping[Way, Figures]], ways: list[Way]) -> str:
    """F1 of events, participants and whole records: a row a set, a column a way."""
    head = ["set", "events", *(f"{count} F1 {SHORT[way]}" for count in COUNTS for way in ways)]
    rows = (
        [name, f"{of[RULES]['event']['n']}", *(_f1(name, way, of[way], c) for c in COUNTS for way in ways)]
        for name, of in figures.items()
    )
    return table(head, rows)


def _f1(name: str, way: Way, of: Figures, count: str) -> str:
    return LEARNED if _was_learned(name, way) else f"{of[count]['f1']:.2f}"


def _was_learned(name: str, way: Way) -> bool:
    """Whether the model was trained on the set, so that what it gives there says nothing."""
    return name.endswith("-train") and way != RULES


def slot_table(figures: Mapping[str, Mapping[Way, Figures]], ways: list[Way]) -> str:
    """The share right of each slot among the events found, one number for each way."""
    head = ["set", *(f"{slot} {'/'.join(SHORT[w] for w in ways)}" for slot in SLOTS)]
    rows = ([name, *(_slot(name, of, slot, ways) for slot in SLOTS)] for name, of in figures.items())
    return table(head, rows)


def _slot(name: str, of: Mapping[Way, Figures], slot: str, ways: list[Way]) -> str:
    if of[RULES][slot]["right"] is None:
        return ""
    return " / ".join(LEARNED if _was_learned(name, w) else f"{of[w][slot]['right']:.2f}" for w in ways)


def settings_table(figures: Mapping[str, Mapping[Way, Figures]], dev: Mapping[str, Comparison]) -> str:
    """By setting: precision, recall and F1 of events, and how many of the places and days given are so."""
    rows = (
        [
            name,
            SHORT[way] if way != BOTH else "default",
            *(f"{of[way]['event'][k]:.2f}" for k in ("p", "r", "f1")),
            *(f"{truthful(dev[name][way], slot):.2f}" for slot in ("place", "date")),
        ]
        for name, of in figures.items()
        if name in dev
        for way in (PRECISE, BOTH, RECALL)
        if way in of
    )
    return table(["set", "setting", "event P", "R", "F1", "places given right", "days given right"], rows)


def reliability(dev: Mapping[str, Comparison], way: Way) -> str:
    """Confidence beside the share right, on both dev sets together, and the error of each."""
    each = {name: verdicts(of[way]) for name, of in dev.items()}
    pooled = bins([v for found in each.values() for v in found])
    rows = ([f"{b.sure:.2f}", f"{b.right:.2f}", f"{b.n}"] for b in pooled)
    errors = ", ".join(f"{name} {calibration_error(bins(found)):.3f}" for name, found in each.items())
    together = f"Expected calibration error, ten bins: {errors}, together {calibration_error(pooled):.3f}."
    return table(["mean confidence", "share right", "findings"], rows) + f"\n\n{together}"


def class_table(dev: Mapping[str, Comparison], way: Way) -> str:
    """Kinds of error with their counts in each set, commonest first."""
    counts = {name: classes(of[way]) for name, of in dev.items()}
    every = {kind for of in counts.values() for kind in of}
    order = sorted(every, key=lambda kind: (-sum(of[kind] for of in counts.values()), kind))[:MOST]
    return table(["class", *counts], ([kind, *(f"{of[kind]}" for of in counts.values())] for kind in order))


def below(figures: Mapping[str, Mapping[Way, Figures]], floors: Path) -> Iterator[str]:
    """What is worse than `floors` allows; its rows are `set | coder | figure | floor`."""
    for row in floors.read_text(encoding="utf-8").splitlines():
        if row.strip() and not row.startswith("#"):
            name, coder, figure, floor = (cell.strip() for cell in row.split("|"))
            for way, of in figures.get(name, {}).items():
                value = of[figure].get("f1", of[figure].get("right"))
                if SHORT[way] == coder and value is not None and value < float(floor):
                    yield f"{name}, {coder}: {figure} {value:.3f} is below its floor of {floor}"


def measured() -> str:
    """The day and the commit that the figures are of."""
    git = ("git", "-C", str(DOCUMENT.parent))
    commit = subprocess.run(
        (*git, "rev-parse", "--short", "HEAD"), capture_output=True, text=True, check=False
    )
    changed = subprocess.run((*git, "diff", "--quiet", "HEAD", "--", "../src"), check=False).returncode
    name = commit.stdout.strip() or "no commit"
    return f"Measured {dt.date.today()} on commit `{name}`{' with changes' if changed else ''}."


def page(golds: list[Gold]) -> str:
    """Everything that docs/accuracy.md quotes."""
    able = coders((RULES, MODEL, BOTH, PRECISE, RECALL))
    figures: dict[str, dict[Way, Figures]] = {}
    dev: dict[str, Comparison] = {}
    for gold in golds:
        codings = coded(gold, able)
        figures[gold.name] = {way: judged(gold, found) for way, found in codings.items()}
        print(f"{gold.name} done", file=sys.stderr)
        if gold.name in DEV:
            dev[gold.name] = {way: tuple(compared(gold, found)) for way, found in codings.items()}
    ways = [way for way in (RULES, MODEL, BOTH) if way in able]
    best = ways[-1]
    compact = [way for way in (RULES, BOTH) if way in able]
    parts = (
        (measured(), main_table(figures, ways)),
        ("### Values of the events found\n\nShare right where the hand coding has a value.",
         slot_table(figures, compact)),
        ("### Settings", settings_table(figures, dev)),
        (f"### Is confidence a probability\n\nCoder `{best.coder}`, both dev sets.", reliability(dev, best)),
        (f"### The commonest errors\n\nCoder `{best.coder}`, counted.", class_table(dev, best)),
    )  # fmt: skip
    return "\n\n".join("\n\n".join(filter(None, part)) for part in parts)


def write(text: str) -> None:
    """Put the figures between their marks in docs/accuracy.md."""
    write_between(DOCUMENT, *MARKS, f"\n{text}\n")


def held(floors: Path) -> int:
    """Code the seed and the dev sets; 1 where a floor is broken."""
    able = coders((RULES, BOTH))
    figures: dict[str, dict[Way, Figures]] = {}
    for gold in sets(DEV):
        figures[gold.name] = {way: judged(gold, found) for way, found in coded(gold, able).items()}
    print(main_table(figures, list(able)))
    broken = list(below(figures, floors))
    print("\n".join(broken))
    return 1 if broken else 0


def dev_classes() -> str:
    """The kinds of error on the dev sets."""
    able = coders((BOTH,))
    way = next(iter(able))
    golds = [gold for gold in sets(DEV) if gold.name in DEV]
    dev = {gold.name: {way: tuple(compared(gold, coded(gold, able)[way]))} for gold in golds}
    return class_table(dev, way)


def main() -> int:
    """Code, score, print; 1 where a floor is broken."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--floors", type=Path)
    parser.add_argument("--classes", action="store_true")
    options = parser.parse_args()
    if not JUDGE.exists():
        print(f"no hand-coded sets at {SHARED}: nothing to score")
        return 0
    if options.floors:
        return held(options.floors)
    text = dev_classes() if options.classes else page(list(sets(FOLDERS)))
    print(text)
    if options.write:
        write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
