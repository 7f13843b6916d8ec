"""Fit `confidence.txt` and `participants.txt`: what each fact weighs for a finding, for who takes part.

Logistic regression with an L2 penalty (Newton's method), on reports that the trained model has not seen.
What a table fitted on some reports is worth on others is told by cross-validation over whole reports.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tocsin.codebook import DATA
from tocsin.codebook.confidence import CODERS, PARTICIPANTS, Confidence
from tocsin.model import ROLES, CoderName, Coding, Event, Role, Step
from tocsin.pipeline import Coder, load_coder
from tocsin.score import Case, Person, match, predicted_case, read_gold, same_person
from tocsin.views.records import event_record

FOLDS = 10
PENALTY = 10.0
"""Strength of the L2 penalty: the inverse of scikit-learn's C."""
STEPS = 12
"""Newton steps; a dozen settle a few hundred weights."""
BETA = {"default": 1.0, "precise": 0.5, "recall": 3.0}
"""What each setting's threshold is best by: F with recall weighed by this factor."""
PEOPLE_BETA = {"default": 1.3, "precise": 0.5, "recall": 3.0}
"""The same for who takes part. Recall weighs a little more: a record is whole with all of them."""
LEAST = 8
"""Findings a fact must be known of to get a weight."""
BINS = 10

Vector = npt.NDArray[np.float64]


class Judged(NamedTuple):
    """A finding, or somebody in it: the report, what it hits in the gold (None for nothing), its facts."""

    report: str
    hit: int | None
    facts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table of weights and its thresholds by setting."""

    weights: Mapping[str, float]
    thresholds: Mapping[str, float]


class Figures(NamedTuple):
    """Precision, recall and F1 of findings at a threshold."""

    precision: float
    recall: float
    f1: float


class Bin(NamedTuple):
    """Findings of about the same confidence: how many, their mean confidence, the share that was right."""

    n: int
    sure: float
    right: float


def cases_of(coder: Coder, folder: Path) -> Iterator[Judged]:
    """Every finding of the coder in the reports of a gold folder, however unsure."""
    for stem, gold, coding in codings(coder, folder):
        for event in coding.events:
            if event.part_of is None:
                facts = tuple(
                    fact for step in event.steps if step.field == "confidence" for fact in _facts(step)
                )
                yield Judged(f"{folder.name}/{stem}", _hit(event, gold), facts)


def codings(coder: Coder, folder: Path) -> Iterator[tuple[str, list[Case], Coding]]:
    """Each report of a gold folder: its stem, its hand-coded events, and what the coder makes of it."""
    for path in sorted(folder.glob("*.yaml")):
        stem, gold = read_gold(path)
        report = next(p for p in sorted(folder.glob(f"{stem}.*")) if p.suffix != ".yaml")
        yield stem, gold, coder.code(report.read_bytes(), report.name)


def people_of(role: Role, report: str, gold: Sequence[Case], coding: Coding) -> Iterator[Judged]:
    """Everybody who was considered for a role in a report's events; whom the gold implies is left out."""
    preds = [predicted_case(event_record(event, coding)) for event in coding.events]
    pairs = {j: gold[i] for i, j in match(gold, preds)}
    first = {id(case): 100 * i for i, case in enumerate(gold)}
    for j, event in enumerate(coding.events):
        case = pairs.get(j)
        wanted = case.of(role) if case else ()
        for step in event.steps if event.part_of is None else ():
            if step.field != role or step.source != PARTICIPANTS:
                continue
            who = Person(step.span.of(coding.document.text) if step.span else step.value, step.value)
            hits = [n for n, person in enumerate(wanted) if same_person(person, who)]
            if any(wanted[n].implicit for n in hits):
                continue
            hit = first[id(case)] + hits[0] if hits else None
            yield Judged(report, hit, tuple(_facts(step)))


def wanted(role: Role, gold: Iterable[Case]) -> int:
    """How many people the hand-coded events have in a role."""
    return sum(not person.implicit for case in gold for person in case.of(role))


def _hit(event: Event, gold: Sequence[Case]) -> int | None:
    """Which gold event has the same type and an overlapping trigger."""
    for i, case in enumerate(gold):
        if case.type == event.type and case.trigger and case.trigger.overlaps(event.trigger):
            return i
    return None


def _facts(step: Step) -> Iterator[tuple[str, float]]:
    for text in step.over:
        fact, _, worth = text.rpartition(": ")
        yield fact, float(worth)


def fit(cases: Sequence[Judged], names: Sequence[str] | None = None) -> dict[str, float]:
    """Weights by fact, `bias` among them."""
    names = names or facts_in(cases)
    x, y = _matrix(cases, names), np.array([case.hit is not None for case in cases], dtype=float)
    w = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], PENALTY)
    penalty[0] = 1e-6  # the bias is free
    for _ in range(STEPS):
        p = 1.0 / (1.0 + np.exp(-(x @ w)))
        gradient = x.T @ (p - y) + penalty * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        w = w - np.linalg.solve(hessian, gradient)
    return dict(zip(("bias", *names), (float(v) for v in w), strict=True))


def facts_in(cases: Iterable[Judged]) -> list[str]:
    """The facts that are known of enough findings, in order of the alphabet."""
    counts: dict[str, int] = {}
    for case in cases:
        for fact, _ in case.facts:
            counts[fact] = counts.get(fact, 0) + 1
    return sorted(fact for fact, count in counts.items() if count >= LEAST)


def _matrix(cases: Sequence[Judged], names: Sequence[str]) -> Vector:
    place = {name: i + 1 for i, name in enumerate(names)}
    x = np.zeros((len(cases), len(names) + 1))
    x[:, 0] = 1.0
    for row, case in enumerate(cases):
        for fact, worth in case.facts:
            if fact in place:
                x[row, place[fact]] = worth
    return x


def probabilities(cases: Sequence[Judged], weights: Mapping[str, float]) -> Vector:
    """The probability that each finding is right, by a table of weights."""
    names = [name for name in weights if name != "bias"]
    w = np.array([weights["bias"], *(weights[name] for name in names)])
    return np.asarray(1.0 / (1.0 + np.exp(-(_matrix(cases, names) @ w))))


def cross_validated(cases: Sequence[Judged]) -> Vector:
    """For each finding the probability by a table fitted on the reports of the other folds."""
    reports = sorted({case.report for case in cases})
    fold = {report: i % FOLDS for i, report in enumerate(reports)}
    out = np.zeros(len(cases))
    for k in range(FOLDS):
        held = [i for i, case in enumerate(cases) if fold[case.report] == k]
        weights = fit([case for case in cases if fold[case.report] != k])
        out[held] = probabilities([cases[i] for i in held], weights)
    return out


def figures(cases: Sequence[Judged], sure: Vector, threshold: float, gold: int) -> Figures:
    """What keeping findings from a threshold on gives; a gold event hit twice counts once."""
    kept = [case for case, p in zip(cases, sure, strict=True) if p >= threshold]
    right = len({(case.report, case.hit) for case in kept if case.hit is not None})
    precision, recall = right / max(len(kept), 1), right / max(gold, 1)
    return Figures(precision, recall, 2 * precision * recall / max(precision + recall, 1e-9))


def best_threshold(cases: Sequence[Judged], sure: Vector, gold: int, beta: float) -> float:
    """The threshold of the best F-beta: that F, divided by 1 + beta squared, for confidence is a probability.

    So for F1 by Lipton, Elkan and Naryanaswamy, "Optimal Thresholding of Classifiers to Maximize F1 Measure"
    (2014). The F of a few hundred findings hardly changes between neighbours, and its peak is chance.
    """

    def worth(threshold: float) -> float:
        p, r, _ = figures(cases, sure, threshold, gold)
        return (1 + beta**2) * p * r / max(beta**2 * p + r, 1e-9)

    return round(max(worth(t / 100) for t in range(5, 80)) / (1 + beta**2), 2)


def bins(verdicts: Iterable[tuple[float, bool]]) -> list[Bin]:
    """A reliability diagram: findings, each with its confidence and whether it was right, in `BINS` bins
    of equal width; empty ones are left out."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for sure, right in verdicts:
        held.setdefault(min(int(sure * BINS), BINS - 1), []).append((sure, right))
    return [
        Bin(len(v), sum(s for s, _ in v) / len(v), sum(r for _, r in v) / len(v))
        for _, v in sorted(held.items())
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: how far confidence is from the share right, mean over findings."""
    return sum(b.n * abs(b.sure - b.right) for b in bins) / max(sum(b.n for b in bins), 1)


def weigh(name: CoderName, folders: Sequence[Path], log: logging.Logger) -> Fitted:
    """The table for one coder, fitted on gold folders, with its figures by cross-validation told to `log`."""
    coder = load_coder(coder=name, setting="everything")
    cases = [case for folder in folders for case in cases_of(coder, folder)]
    gold = {f.name: sum(len(read_gold(p)[1]) for p in sorted(f.glob("*.yaml"))) for f in folders}
    sure = cross_validated(cases)
    thresholds = {s: best_threshold(cases, sure, sum(gold.values()), beta) for s, beta in BETA.items()}
    if name == "rules":
        thresholds["default"] = thresholds["recall"] = 0.0  # every row of the lexicon is meant
    for folder, count in gold.items():
        mine = [i for i, case in enumerate(cases) if case.report.startswith(f"{folder}/")]
        for setting, threshold in thresholds.items():
            told = figures([cases[i] for i in mine], sure[mine], threshold, count)
            log.info("%s %s %s (from %.2f): P %.3f R %.3f F1 %.3f", name, folder, setting, threshold, *told)
    kept = [
        (float(p), case.hit is not None)
        for case, p in zip(cases, sure, strict=True)
        if p >= thresholds["default"]
    ]
    rows = bins(kept)
    error = calibration_error(rows)
    log.info("%s: expected calibration error %.3f over %d findings kept", name, error, len(kept))
    for row in rows:
        log.info("  said %.2f, right %.2f, n %d", row.sure, row.right, row.n)
    return Fitted(fit(cases), thresholds)


def weigh_people(name: CoderName, folders: Sequence[Path], log: logging.Logger) -> dict[Role, Fitted]:
    """The same for who takes part, by role: of everybody whom rules and model give, whoever they are."""
    coder = load_coder(coder=name)
    free = Confidence({"bias": 0.0}, {})
    book = replace(coder.codebook, participants={name: dict.fromkeys(ROLES, free)})
    coder = Coder(book, coder.analyser, coder.tagger, name=name)
    coded = [(f"{f.name}/{stem}", gold, made) for f in folders for stem, gold, made in codings(coder, f)]
    tables: dict[Role, Fitted] = {}
    for role in ROLES:
        cases = [case for report, gold, made in coded for case in people_of(role, report, gold, made)]
        total = sum(wanted(role, gold) for _, gold, _ in coded)
        sure = cross_validated(cases)
        thresholds = {s: best_threshold(cases, sure, total, beta) for s, beta in PEOPLE_BETA.items()}
        for setting, threshold in thresholds.items():
            told = figures(cases, sure, threshold, total)
            log.info("%s %s %s (from %.2f): P %.3f R %.3f F1 %.3f", name, role, setting, threshold, *told)
        rows = bins((float(p), case.hit is not None) for case, p in zip(cases, sure, strict=True))
        log.info(
            "%s %s: expected calibration error %.3f over %d", name, role, calibration_error(rows), len(cases)
        )
        tables[role] = Fitted(fit(cases), thresholds)
    return tables


HEAD = """\
# How much each fact about a finding speaks for it: coder (rules, model or both) | fact | weight
# Learned by `make confidence`; see docs/accuracy.md. A finding is kept from its setting's threshold on.
"""
PEOPLE_HEAD = """\
# What each fact about somebody weighs for his part in an event: coder | actor or recipient | fact | weight
# Learned by `make confidence`; see docs/accuracy.md. Who is less sure than his setting's threshold is left
# out; the surest actor need be half as sure. A coder without rows (rules) leaves nobody out.
"""


def _lines(before: str, fitted: Fitted) -> Iterator[str]:
    yield from (f"{before} | threshold {s} | {t:.2f}\n" for s, t in fitted.thresholds.items())
    yield from (f"{before} | {fact} | {w:.3f}\n" for fact, w in fitted.weights.items())


def write_table(tables: Mapping[str, Fitted], path: Path, head: str = HEAD) -> None:
    """Write `confidence.txt` or `participants.txt`: tables by what stands before the facts."""
    lines = (line for before, fitted in tables.items() for line in _lines(before, fitted))
    path.write_text("".join((head, *lines)), encoding="utf-8")


def main(folders: Sequence[str]) -> None:
    """Fit and write the shipped tables; the second is of what the first one keeps."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    log = logging.getLogger(__name__)
    paths = [Path(folder) for folder in folders]
    write_table({name: weigh(name, paths, log) for name in CODERS}, DATA / "confidence.txt")
    people = {name: weigh_people(name, paths, log) for name in CODERS if name != "rules"}
    tables = {f"{name} | {role}": table for name, roles in people.items() for role, table in roles.items()}
    write_table(tables, DATA / PARTICIPANTS, PEOPLE_HEAD)


if __name__ == "__main__":
    main(sys.argv[1:])
