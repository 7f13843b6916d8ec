"""How near coded events are to hand-coded ones.

Two records are the same event when their types agree and their triggers overlap in the text, or when
their types agree, the gold trigger lies in the predicted sentence, and an actor or recipient agrees.
Pairs are matched one to one, best first. Then counted: precision, recall and F1 of events, of actors
and recipients (a missed event misses its people) and of whole records; and for every slot in which the
gold has a value, the share that is right among matched events.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from tocsin.model import ROLES, Role, Span

Value: TypeAlias = "str | int | float | bool | dt.date | Sequence[Value] | Mapping[str, Value] | None"
Figures: TypeAlias = Mapping[str, Mapping[str, float | int | None]]

IDLE = """
    the a an of in at on to for and or his her their its some other others across members more than
    president prime minister mr mrs ms dr said new
"""
STOP = frozenset(IDLE.split())
"""Words that two names may share without being of one person."""
COUNTS = ("event", "actor", "recipient", "record")
SLOTS = ("mode", "country", "sector", "place", "date", "status", "voice")
ALIKE = 0.5
"""The share of the shorter phrase's words that must stand in the other."""


class GoldError(Exception):
    """A gold or predicted file cannot be used. The message names it."""


@dataclass(frozen=True, slots=True)
class Person:
    """A participant: as written, as resolved, and its codes."""

    text: str
    name: str = ""
    countries: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    implicit: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One event record, gold or predicted, as far as it is compared."""

    type: str
    trigger: Span | None
    words: str
    sentence: Span | None
    modes: frozenset[str]
    actors: tuple[Person, ...]
    recipients: tuple[Person, ...]
    places: tuple[str, ...]
    date: tuple[dt.date, dt.date] | None
    status: str | None
    """None where a gold record leaves it to be `actual`."""
    voice: str

    def of(self, role: Role) -> tuple[Person, ...]:
        """Those who have a role."""
        return self.actors if role == "actor" else self.recipients


@dataclass(slots=True)
class Tally:
    """Counts of right, missed and superfluous; `misses` says which they were."""

    counts: dict[str, list[int]] = field(default_factory=lambda: {c: [0, 0, 0] for c in COUNTS})
    slots: dict[str, list[int]] = field(default_factory=lambda: {s: [0, 0] for s in SLOTS})
    misses: list[str] = field(default_factory=list)

    def figures(self) -> Figures:
        """What `bench/score.py --json` gives: p, r, f1, n of each count; right and n of each slot."""
        out: dict[str, Mapping[str, float | int | None]] = {}
        for name, (right, missed, extra) in self.counts.items():
            p, r, f1 = precision_recall_f1(right, missed, extra)
            out[name] = {"p": round(p, 3), "r": round(r, 3), "f1": round(f1, 3), "n": right + missed}
        for name, (right, wrong) in self.slots.items():
            n = right + wrong
            out[name] = {"right": round(right / n, 3) if n else None, "n": n}
        return out


def precision_recall_f1(right: int, missed: int, extra: int) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean; 0 where undefined."""
    p = right / (right + extra) if right + extra else 0.0
    r = right / (right + missed) if right + missed else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def score_files(gold: Path, predicted: Path) -> Tally:
    """Score the JSON Lines file `predicted` against the YAML file `gold`, or all of a folder, pooled.

    Raises GoldError where a file cannot be read or a gold trigger does not stand in its report.
    """
    tally, records = Tally(), tuple(read_predicted(predicted))
    for path in sorted(gold.glob("*.yaml")) if gold.is_dir() else [gold]:
        stem, cases = read_gold(path)
        tally.misses.append(f"# {stem}")
        mine = [case for name, case in records if not gold.is_dir() or Path(name).stem == stem]
        score(cases, mine, tally)
    return tally


def score(golds: Sequence[Case], preds: Sequence[Case], tally: Tally) -> None:
    """Add the comparison of one report's records to `tally`."""
    pairs = dict(match(golds, preds))
    for i, gold in enumerate(golds):
        pred = preds[pairs[i]] if i in pairs else None
        _count_people(gold, pred, tally)
        if pred is None:
            tally.counts["event"][1] += 1
            tally.counts["record"][1] += 1
            tally.misses.append(f"missed  {gold.type:<9} {gold.words!r}")
        else:
            tally.counts["event"][0] += 1
            _compare(gold, pred, tally)
    for j in sorted(set(range(len(preds))) - set(pairs.values())):
        tally.counts["event"][2] += 1
        tally.counts["record"][2] += 1
        _count_people(None, preds[j], tally)
        tally.misses.append(f"extra   {preds[j].type:<9} {preds[j].words!r}")


def match(golds: Sequence[Case], preds: Sequence[Case]) -> Iterator[tuple[int, int]]:
    """Pairs of indices that are one event, best first, one to one."""
    likely = [(likeness(g, p), i, j) for i, g in enumerate(golds) for j, p in enumerate(preds)]
    golds_used: set[int] = set()
    preds_used: set[int] = set()
    for how, i, j in sorted(likely, key=lambda row: -row[0]):
        if how > 0 and i not in golds_used and j not in preds_used:
            golds_used.add(i)
            preds_used.add(j)
            yield i, j


def likeness(gold: Case, pred: Case) -> float:
    """0 where the two cannot be the same event, else higher is better."""
    if gold.type != pred.type or gold.trigger is None:
        return 0.0
    overlap = pred.trigger is not None and pred.trigger.overlaps(gold.trigger)
    inside = pred.sentence is not None and pred.sentence.start <= gold.trigger.start < pred.sentence.end
    actor = any_match(gold.actors, pred.actors)
    recipient = any_match(gold.recipients, pred.recipients)
    if not overlap and not (inside and (actor or recipient)):
        return 0.0
    return 1.0 + 2.0 * overlap + 1.5 * actor + 1.0 * recipient


def score_lines(figures: Figures) -> str:
    """Precision, recall and F1 of each count, then the share right of each slot."""
    lines = [_count(name, figures[name]) for name in COUNTS]
    return "\n".join([*lines, "  ".join(f"{slot} {figures[slot]['right']}" for slot in SLOTS)]) + "\n"


def _count(name: str, of: Mapping[str, float | int | None]) -> str:
    return f"{name:<10} P {of['p']:.3f}  R {of['r']:.3f}  F1 {of['f1']:.3f}  (n={of['n']})"


# ------------------------------------------------------------------ comparing


def words(text: str) -> frozenset[str]:
    """The content words of a phrase, or all its words where it has none."""
    every = frozenset(re.findall(r"[^\W_]+", text.lower()))
    return every - STOP or every


def same_name(one: str, other: str) -> bool:
    """Whether one phrase holds at least half of the other's content words."""
    a, b = words(one), words(other)
    return bool(a and b) and len(a & b) / min(len(a), len(b)) >= ALIKE


def same_person(gold: Person, pred: Person) -> bool:
    """Whether the gold's words fit the prediction's words or its name."""
    return same_name(gold.text, pred.text) or same_name(gold.text, pred.name)


def any_match(golds: Iterable[Person], preds: Sequence[Person]) -> bool:
    """Whether any of one side is any of the other."""
    return any(same_person(g, p) for g in golds for p in preds)


def same_date(gold: tuple[dt.date, dt.date], pred: tuple[dt.date, dt.date] | None) -> bool:
    """Exact for a gold span of a week or less; for a longer one the prediction must lie inside it."""
    if pred is None:
        return False
    if (gold[1] - gold[0]).days <= 7:
        return gold == pred
    return gold[0] <= pred[0] and pred[1] <= gold[1]


def slots(gold: Case, pred: Case) -> Iterator[tuple[str, bool]]:
    """Right or wrong, for every slot for which the gold record has a value."""
    if gold.modes:
        yield "mode", bool(gold.modes & pred.modes)
    for slot in ("country", "sector"):
        want, got = _codes(gold, slot), _codes(pred, slot)
        if want:
            yield slot, bool(want & got)
    if gold.places:
        yield "place", any(same_name(gold.places[0], name) for name in pred.places)
    if gold.date:
        yield "date", same_date(gold.date, pred.date)
    same = (gold.status or "actual") == pred.status
    yield "status", same or {gold.status, pred.status} == {"actual", "ongoing"}
    yield "voice", gold.voice == pred.voice


def _codes(case: Case, slot: str) -> frozenset[str]:
    found = (p.countries if slot == "country" else p.sectors for p in case.actors)
    return frozenset().union(*found)


def _compare(gold: Case, pred: Case, tally: Tally) -> None:
    right = dict(slots(gold, pred))
    for slot, ok in right.items():
        tally.slots[slot][0 if ok else 1] += 1
        if not ok:
            wanted, got = _shown(gold, slot), _shown(pred, slot)
            tally.misses.append(f"wrong {slot:<8} {gold.type:<9} {gold.words!r}: wanted {wanted}, got {got}")
    whole = all(right.get(slot, True) for slot in ("mode", "place", "date", "status"))
    for wanted_people, found in ((gold.actors, pred.actors), (gold.recipients, pred.recipients)):
        whole &= all(any_match([p], found) for p in wanted_people if not p.implicit)
    tally.counts["record"][0 if whole else 1] += 1
    if not whole:
        tally.counts["record"][2] += 1


def _shown(case: Case, slot: str) -> str:
    values = {
        "mode": " ".join(sorted(case.modes)),
        "place": " / ".join(case.places),
        "date": " to ".join(map(str, case.date)) if case.date else "",
        "status": case.status or "",
        "voice": case.voice or "",
    }
    return values.get(slot) or " ".join(sorted(_codes(case, slot))) or "nothing"


def _count_people(gold: Case | None, pred: Case | None, tally: Tally) -> None:
    for role in ROLES:
        wanted = gold.of(role) if gold else ()
        left = list(pred.of(role) if pred else ())
        for person in (p for p in wanted if not p.implicit):
            hit = next((p for p in left if same_person(person, p)), None)
            if hit is not None:
                left.remove(hit)
            tally.counts[role][0 if hit is not None else 1] += 1
        implied = [p for p in wanted if p.implicit]  # may be given, and need not be
        tally.counts[role][2] += sum(not any_match(implied, [p]) for p in left)


# ------------------------------------------------------------------ reading


def read_gold(path: Path) -> tuple[str, list[Case]]:
    """The stem of the report's name and its hand-coded events. Raises GoldError."""
    gold = read_yaml(path)
    try:
        report = path.parent / _text(gold.get("document"))
        text = report.read_text(encoding="utf-8")
        cases = [_gold_case(_mapping(e), text, path) for e in _list(gold.get("events"))]
    except (OSError, UnicodeError, ValueError) as error:
        raise GoldError(f"{path}: {error}") from None
    return report.stem, cases


def read_yaml(path: Path) -> Mapping[str, Value]:
    """What a gold file holds, empty where that is no mapping. Raises GoldError."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was built
    try:
        return _mapping(yaml.load(path.read_text(encoding="utf-8"), loader))
    except (OSError, UnicodeError, yaml.YAMLError, ValueError) as error:
        raise GoldError(f"{path}: {error}") from None


def read_predicted(path: Path) -> Iterator[tuple[str, Case]]:
    """Document name and event of each line of a `--format jsonl` file. Raises GoldError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise GoldError(f"{path}: {error}") from None
    for n, line in enumerate(lines, 1):
        if line.strip():
            try:
                record = _mapping(json.loads(line))
                yield _text(record.get("document")), predicted_case(record)
            except (ValueError, KeyError, TypeError) as error:
                raise GoldError(f"{path}:{n}: no event record: {error}") from None


def _gold_case(event: Mapping[str, Value], text: str, path: Path) -> Case:
    trigger = _text(event.get("trigger"))
    near = text.find(_text(event.get("near"))) if event.get("near") else 0
    start = text.find(trigger, max(near, 0))
    if start < 0:
        raise GoldError(f"{path}: {event.get('id')}: trigger not in the report: {trigger!r}")
    return Case(
        type=_text(event.get("type")),
        trigger=Span(start, start + len(trigger)),
        words=trigger,
        sentence=None,
        modes=_texts(event.get("modes")),
        actors=_people(event.get("actors"), "sectors"),
        recipients=_people(event.get("recipients"), "sectors"),
        places=(_text(event["place"]),) if event.get("place") else (),
        date=_date(event.get("date")),
        status=_text(event.get("status")) or None,
        voice=_text(event.get("voice", "reported")),
    )


def predicted_case(record: Mapping[str, Value]) -> Case:
    """One record of `--format jsonl` as far as it is compared. Raises ValueError, TypeError."""
    place = _mapping(record.get("place"))
    trigger = _mapping(record.get("trigger"))
    return Case(
        type=_text(record.get("event")),
        trigger=_span(trigger),
        words=_text(trigger.get("text")),
        sentence=_span(_mapping(record.get("sentence"))),
        modes=_texts(record.get("mode")),
        actors=tuple(p for p in _people(record.get("actor"), "sector") if p.text or p.name),
        recipients=tuple(p for p in _people(record.get("recipient"), "sector") if p.text or p.name),
        places=(_text(place.get("text")), _text(place.get("name"))),
        date=_date(record.get("date")),
        status=_text(record.get("status")),
        voice=_text(record.get("voice")),
    )


def _people(value: Value, sector: str) -> tuple[Person, ...]:
    return tuple(
        Person(
            text=_text(p.get("text")),
            name=_text(p.get("name")),
            countries=_texts(p.get("country")),
            sectors=_texts(p.get(sector)),
            implicit=bool(p.get("implicit")),
        )
        for p in map(_mapping, _list(value))
    )


def _span(value: Mapping[str, Value]) -> Span | None:
    start, end = value.get("start"), value.get("end")
    return Span(start, end) if isinstance(start, int) and isinstance(end, int) else None


def _date(value: Value) -> tuple[dt.date, dt.date] | None:
    if isinstance(value, Mapping):
        value = [value.get("start"), value.get("end") or value.get("start")]
    edges = _list(value)
    if len(edges) != 2 or not all(edges):
        return None
    start, end = (dt.date.fromisoformat(str(edge)[:10]) for edge in edges)
    return start, end


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _list(value: Value) -> Sequence[Value]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return [] if value is None else [value]
    return value


def _texts(value: Value) -> frozenset[str]:
    return frozenset(_text(v) for v in _list(value) if v)


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}
