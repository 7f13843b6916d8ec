"""How near the coder comes to reports that its model has not seen, over all hand-coded sets.

    python benchmarks/cross.py OUT [--folds 5] [--epochs 5]

Each fold leaves out one report in so many, of every set; a model is trained from the published encoder on the
others and on our own, without a teacher, and its weights are kept in OUT: who is stopped goes on from there.
What decides between lexicon and model (`confidence.txt`) is as it ships. Figures are those of the scorer.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from sets import BOTH, DEV, HOME, RULES, Figures, Gold, coded, judged, sets

from tocsin.model import Coding
from tocsin.pipeline import load_coder
from tocsin.training import train_folder

SETS = (*DEV, "reports-train", "wikinews-train")
COUNTED = ("event", "actor", "recipient", "record")


def folds(gold: Sequence[Gold], count: int) -> Iterator[tuple[str, ...]]:
    """The reports that each fold leaves out."""
    reports = [report for each in gold for report in each.reports]
    return (tuple(reports[k::count]) for k in range(count))


def trained(left_out: Sequence[str], gold: Sequence[Gold], out: Path, epochs: int) -> Path:
    """Weights that have seen everything but the reports left out."""
    if not (out / "coder.json").exists():
        shown = [Path(r).with_suffix(".yaml") for each in gold for r in each.reports if r not in left_out]
        own = sorted(path for path in (HOME / "gold").iterdir() if path.is_dir())
        train_folder([*shown, *own], out, epochs=epochs, log=logging.info)
    return out


def row(name: str, figures: Figures) -> str:
    """F1 of what is counted, and the share right of every slot."""
    counts = (f"{key} {figures[key]['f1']:.3f}" for key in COUNTED)
    slots = (f"{key} {value['right']}" for key, value in figures.items() if "right" in value)
    return "  ".join((f"{name:<22}", *counts, *slots))


def main() -> None:
    """Train, code, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=5)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M")
    gold = [each for each in sets(SETS) if each.name in SETS]
    rules, found = load_coder(coder="rules"), {RULES: dict[str, Coding](), BOTH: dict[str, Coding]()}
    for number, left_out in enumerate(folds(gold, asked.folds), 1):
        weights = trained(left_out, gold, asked.out / f"fold-{number}", asked.epochs)
        fold = Gold("fold", Path(), left_out)
        for way, codings in coded(fold, {RULES: rules, BOTH: load_coder(weights=weights)}).items():
            found[way] |= zip(left_out, codings, strict=True)
        logging.info("fold %d of %d: %d reports", number, asked.folds, len(left_out))
    for each in gold:
        for way, known in found.items():
            print(row(f"{each.name}, {way.coder}", judged(each, [known[report] for report in each.reports])))


if __name__ == "__main__":
    main()
