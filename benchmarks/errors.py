"""Which findings were right, what went wrong with the others, and whether confidence means what it says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sets import Gold

from tocsin.model import Coding, Event, Span
from tocsin.score import Case, any_match, match, predicted_case, read_gold, slots
from tocsin.views.records import event_record, line


class Compared(NamedTuple):
    """One report's events, hand-coded and found, and which of them are the same."""

    golds: Sequence[Case]
    found: Sequence[Case]
    events: tuple[Event, ...]
    pairs: tuple[tuple[int, int], ...]
    coding: Coding


def compared(gold: Gold, codings: Iterable[Coding]) -> Iterator[Compared]:
    """Each report of a set beside its hand coding."""
    for coding in codings:
        path = Path(coding.document.name)
        _, golds = read_gold(gold.gold if gold.gold.is_file() else path.with_suffix(".yaml"))
        found = [predicted_case(json.loads(line(event_record(e, coding)))) for e in coding.events]
        yield Compared(golds, found, coding.events, tuple(match(golds, found)), coding)


# ------------------------------------------------------------------ is confidence a probability


def verdicts(reports: Iterable[Compared]) -> list[tuple[float, bool]]:
    """Confidence of each finding, and whether it was right."""
    out = []
    for report in reports:
        right = {j for _, j in report.pairs}
        out += [(event.confidence, j in right) for j, event in enumerate(report.events)]
    return out


# ------------------------------------------------------------------ is what is given so


def truthful(reports: Iterable[Compared], slot: str) -> float:
    """Of the events found to which a `slot` (place or date) is given, the share where the gold has the same.

    The scorer asks only where the gold has a value; here one that the gold leaves open is wrong.
    """
    right = given = 0
    for report in reports:
        for i, j in report.pairs:
            gold, found = report.golds[i], report.found[j]
            if any(found.places) if slot == "place" else found.date is not None:
                given += 1
                right += dict(slots(gold, found)).get(slot, False)
    return right / max(given, 1)


# ------------------------------------------------------------------ classes of error


def classes(reports: Iterable[Compared]) -> Counter[str]:
    """What went wrong, counted by kind."""
    return Counter(kind for report in reports for kind in _kinds(report))


def _kinds(report: Compared) -> Iterator[str]:
    paired = dict(report.pairs)
    hit = set(paired.values())
    for i, gold in enumerate(report.golds):
        if i in paired:
            yield from _wrong(gold, report.found[paired[i]])
        else:
            yield f"missed: {_why_missed(gold, report)}"
    for j, found in enumerate(report.found):
        if j not in hit:
            yield f"extra: {_why_extra(found, report)}"


def _why_missed(gold: Case, report: Compared) -> str:
    words = gold.trigger or Span(0, 0)
    if any(f.trigger and f.trigger.overlaps(words) for f in report.found):
        return "found as another type"
    if any(f.type == gold.type and f.sentence and f.sentence.overlaps(words) for f in report.found):
        return "its type was found at other words of the sentence"
    dropped = [d.reason for d in report.coding.dropped if d.span and d.span.overlaps(words)]
    return f"left out ({_generic(dropped[0])})" if dropped else "nothing found at its words"


def _generic(reason: str) -> str:
    """A reason without the type or word that it names."""
    return "content of what is said or asked" if reason.startswith("content of") else reason


def _why_extra(found: Case, report: Compared) -> str:
    words, sentence = found.trigger or Span(0, 0), found.sentence or Span(0, 0)
    if any(g.trigger and g.trigger.overlaps(words) for g in report.golds):
        return "another type is coded at its words"
    if any(g.type == found.type and g.trigger and g.trigger.overlaps(sentence) for g in report.golds):
        return "its type is coded at other words of the sentence"
    return "nothing is coded at its words"


def _wrong(gold: Case, found: Case) -> Iterator[str]:
    for slot, right in slots(gold, found):
        if not right:
            yield f"wrong {slot}"
    for role in ("actor", "recipient"):
        wanted = [p for p in getattr(gold, f"{role}s") if not p.implicit]
        got = getattr(found, f"{role}s")
        if wanted and not got:
            yield f"{role}: none found"
        elif any(not any_match([p], got) for p in wanted):
            yield f"{role}: another or not all"
        elif got and not wanted:
            yield f"{role}: found where none is coded"
