"""Hand-coded reports from their files, as the network is shown them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast, get_args

from tokenizers import Tokenizer

from tocsin.analyse import Analyser
from tocsin.codebook.times import TimeBook
from tocsin.find.times import find_times
from tocsin.learn.data import GoldEvent, GoldPart, Story, read_story
from tocsin.learn.labels import Day, Labels
from tocsin.learn.pieces import cut
from tocsin.model import Analysis, Role, Span, Status, Tense, Voice, When
from tocsin.read import read_document
from tocsin.resolve.times import Reference, resolve_reading
from tocsin.score import Case, GoldError, Person, read_gold, read_yaml, same_date
from tocsin.split import split_document

Groups = Sequence[Sequence[str]]
"""Names that are one entity's."""
Times = Sequence[When]
"""What the time phrases of a report may mean: each as often as it has readings."""


def gold_files(given: Sequence[Path]) -> tuple[Path, ...]:
    """The files named, and all gold files of the folders named, in order."""
    return tuple(f for path in given for f in (sorted(path.glob("*.yaml")) if path.is_dir() else [path]))


def read_stories(
    paths: Sequence[Path], labels: Labels, tokenizer: Tokenizer, analyser: Analyser, times: TimeBook
) -> Iterator[Story]:
    """One story for each gold file. Raises GoldError."""
    for path in paths:
        _, cases = read_gold(path)
        report, groups = _report_and_groups(path)
        document, _ = read_document(report.read_bytes(), report.name)
        if document is None or document.text != report.read_text(encoding="utf-8"):
            raise GoldError(f"{report}: cannot be read as its gold was")  # offsets would be others
        analyses = tuple(analyser.analyse(split_document(document)))
        pieces = cut(tokenizer, [a.sentence.text for a in analyses])
        published = document.source.published
        told = tuple(when for analysis in analyses for when in _times(analysis, times, published))
        events = (_event(case, groups, _dates(case, told, published)) for case in _known(cases, labels, path))
        yield read_story(analyses, pieces, tuple(events), labels)


def _report_and_groups(path: Path) -> tuple[Path, Groups]:
    """The report that a gold file is about, and its table `same_entity`. The file has been read before."""
    gold = read_yaml(path)
    groups = cast(Sequence[Sequence[object]], gold.get("same_entity") or ())
    return path.parent / str(gold.get("document")), [[str(name) for name in group] for group in groups]


def _known(cases: Sequence[Case], labels: Labels, path: Path) -> Iterator[Case]:
    """The cases whose trigger is given, of a whole and its members the whole alone.

    Raises GoldError where a value is none of the labels.
    """
    seen: set[tuple[str, Span]] = set()
    for case in cases:
        status = case.status or "actual"
        for value, known in ((case.type, labels.types), (status, labels.status), (case.voice, labels.voice)):
            if value not in known:
                raise GoldError(f"{path}: {case.words!r}: {value!r} is none of {', '.join(known)}")
        if case.trigger is not None and (case.type, case.trigger) not in seen:
            seen.add((case.type, case.trigger))
            yield case


def _event(case: Case, groups: Groups, dates: tuple[Day | None, tuple[Span, ...]]) -> GoldEvent:
    day, spans = dates
    parts = [*_people("actor", case.actors, groups), *_people("recipient", case.recipients, groups)]
    parts += [GoldPart("place", _aliases(place, groups)) for place in case.places]
    if spans:
        parts.append(GoldPart("date", spans=spans))
    assert case.trigger is not None
    status, voice = cast(Status, case.status or "actual"), cast(Voice, case.voice)
    return GoldEvent(case.type, case.trigger, case.modes, status, voice, day, tuple(parts))


def _people(role: Role, persons: Sequence[Person], groups: Groups) -> Iterator[GoldPart]:
    for person in persons:
        if person.text.strip():
            names = _aliases(person.text, groups)
            yield GoldPart(role, names, implicit=person.implicit, sectors=person.sectors)


def _aliases(name: str, groups: Groups) -> tuple[str, ...]:
    """The name itself, then all that the groups which hold it give beside it."""
    mine = name.lower()
    return (name, *(other for group in groups if mine in map(str.lower, group) for other in group))


def _times(analysis: Analysis, times: TimeBook, published: dt.date | None) -> Iterator[When]:
    """What the time phrases of a sentence mean, in every tense."""
    reference = Reference(published=published)
    for time in find_times(analysis.sentence.text, analysis.tokens, times):
        span = analysis.sentence.raw(time.start, time.end)
        for tense in get_args(Tense):
            if when := resolve_reading(time.reading, reference, tense, time.text, span):
                yield when


def _dates(case: Case, told: Times, published: dt.date | None) -> tuple[Day | None, tuple[Span, ...]]:
    """Whether and how the report gives the date of a case, and the time phrases that give it."""
    if case.date is None:
        return "none", ()
    spans = {when.span for when in told if when.span and same_date(case.date, (when.start, when.end))}
    if spans:
        return "told", tuple(sorted(spans))
    return ("published" if case.date == (published, published) else None), ()
