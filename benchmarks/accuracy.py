"""How near the coder comes to the hand-coded sets that lie beside the checkout in ../shared.

    python benchmarks/accuracy.py                       print the table
    python benchmarks/accuracy.py --write               write it into docs/accuracy.md
    python benchmarks/accuracy.py --floors FILE         fail where a figure is below its floor
    python benchmarks/accuracy.py --classes             count the commonest kinds of miss

The figures are those of ../shared/bench/score.py, which is run on what `tocsin code` gives.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tocsin.inputs import named
from tocsin.pipeline import Coder, load_coder
from tocsin.views.records import event_record, line

HOME = Path(__file__).parents[1]
SHARED = HOME.parent / "shared"
JUDGE = SHARED / "bench" / "score.py"
DOCUMENT = HOME / "docs" / "accuracy.md"
MARKS = ("<!-- figures: written by benchmarks/accuracy.py -->", "<!-- end of figures -->")
COUNTS = ("event", "actor", "recipient", "record")
SLOTS = ("mode", "country", "sector", "place", "date", "status", "voice")

Figures = Mapping[str, Mapping[str, float]]


class Gold(NamedTuple):
    """A hand-coded set: where it lies, and what is to be coded for it."""

    name: str
    gold: Path
    reports: tuple[str, ...]
    published: dt.date | None = None


def sets() -> Iterator[Gold]:
    """Every set that is there."""
    if (SHARED / "seed").is_dir():
        yield Gold("seed", SHARED / "seed" / "gold.yaml", (str(SHARED / "seed" / "report.md"),))
    for name in ("reports-dev", "wikinews-dev", "reports-train", "wikinews-train", "gsr-dev"):
        folder = SHARED / "bench" / name
        if folder.is_dir():
            files = (f for f in named((str(folder),)) if Path(f).with_suffix(".yaml").exists())
            yield Gold(name, folder, tuple(files), dt.date(2000, 1, 1) if name == "gsr-dev" else None)


def coded(gold: Gold, coder: Coder) -> str:
    """What `tocsin code --format jsonl` prints for the set's reports."""
    codings = (coder.code(Path(name).read_bytes(), name, gold.published) for name in gold.reports)
    return "".join(line(event_record(event, coding)) for coding in codings for event in coding.events)


def judged(gold: Gold, coder: Coder, *options: str) -> str:
    """What the shared scorer says of the set."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write(coded(gold, coder))
        file.flush()
        command = [sys.executable, str(JUDGE), str(gold.gold), file.name, *options]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def table(figures: Mapping[str, Figures]) -> str:
    """The figures as a Markdown table, one row a set."""
    head = ["set", "n", "event P", "R", "F1", "actor F1", "recipient F1", "record F1", *SLOTS]
    rows = [head, ["---"] * len(head), *([name, *_cells(of)] for name, of in figures.items())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(of: Figures) -> Iterator[str]:
    event = of["event"]
    yield f"{event['n']}"
    yield from (f"{event[key]:.2f}" for key in ("p", "r", "f1"))
    yield from (f"{of[name]['f1']:.2f}" for name in COUNTS[1:])
    yield from ("" if of[slot]["right"] is None else f"{of[slot]['right']:.2f}" for slot in SLOTS)


def classes(misses: str) -> str:
    """The kinds of miss, commonest first: `41 missed REQUEST`."""
    kinds = Counter(_kind(row) for row in misses.splitlines() if row.startswith(("missed", "extra", "wrong")))
    return "\n".join(f"{n:>5} {kind}" for kind, n in kinds.most_common(25))


def _kind(row: str) -> str:
    """`wrong place PROTEST` of a line of the scorer's misses."""
    return " ".join(re.split("['\"]", row, maxsplit=1)[0].split())


def below(figures: Mapping[str, Figures], floors: Path) -> Iterator[str]:
    """What is worse than `floors` allows; its rows are `set | figure | floor`."""
    for row in floors.read_text(encoding="utf-8").splitlines():
        if row.strip() and not row.startswith("#"):
            name, figure, floor = (cell.strip() for cell in row.split("|"))
            of = figures.get(name, {}).get(figure, {})
            value = of.get("f1", of.get("right"))
            if value is not None and value < float(floor):
                yield f"{name}: {figure} {value:.3f} is below its floor of {floor}"


def write(text: str) -> None:
    """Put the table between its marks in docs/accuracy.md."""
    old = DOCUMENT.read_text(encoding="utf-8")
    before, after = old.split(MARKS[0])[0], old.split(MARKS[1])[1]
    DOCUMENT.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", encoding="utf-8")


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
    coder, golds = load_coder(), list(sets())
    if options.classes:
        for gold in golds:
            print(f"{gold.name}\n{classes(judged(gold, coder, '--misses'))}")
        return 0
    figures: dict[str, Figures] = {gold.name: json.loads(judged(gold, coder, "--json")) for gold in golds}
    print(table(figures))
    if options.write:
        write(table(figures))
    broken = list(below(figures, options.floors)) if options.floors else []
    print("\n".join(broken))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
