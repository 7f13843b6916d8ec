"""Hand-coded reports from their files, as the network is shown them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import yaml
from tokenizers import Tokenizer

from tocsin.analyse import Analyser
from tocsin.learn.data import GoldEvent, GoldPerson, Story, read_story
from tocsin.learn.labels import Labels
from tocsin.learn.pieces import cut
from tocsin.model import Status, Voice
from tocsin.read import read_document
from tocsin.score import Case, GoldError, Person, read_gold
from tocsin.split import split_document

Groups = Sequence[Sequence[str]]
"""Names that are one entity's."""


def gold_files(given: Sequence[Path]) -> tuple[Path, ...]:
    """The files named, and all gold files of the folders named, in order."""
    return tuple(f for path in given for f in (sorted(path.glob("*.yaml")) if path.is_dir() else [path]))


def read_stories(
    paths: Sequence[Path], labels: Labels, tokenizer: Tokenizer, analyser: Analyser
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
        yield read_story(analyses, pieces, tuple(_events(cases, groups, labels, path)), labels)


def _report_and_groups(path: Path) -> tuple[Path, Groups]:
    """The report that a gold file is about, and its table `same_entity`. The file has been read before."""
    gold: Mapping[str, object] = yaml.safe_load(path.read_text(encoding="utf-8"))
    groups = cast(Sequence[Sequence[object]], gold.get("same_entity") or ())
    return path.parent / str(gold.get("document")), [[str(name) for name in group] for group in groups]


def _events(cases: Sequence[Case], groups: Groups, labels: Labels, path: Path) -> Iterator[GoldEvent]:
    for case in cases:
        status, voice = case.status or "actual", case.voice
        for value, known in ((case.type, labels.types), (status, labels.status), (voice, labels.voice)):
            if value not in known:
                raise GoldError(f"{path}: {case.words!r}: {value!r} is none of {', '.join(known)}")
        if case.trigger is not None:
            people = (*_people(0, case.actors, groups), *_people(1, case.recipients, groups))
            yield GoldEvent(
                case.type, case.trigger, case.modes, cast(Status, status), cast(Voice, voice), people
            )


def _people(role: int, persons: Sequence[Person], groups: Groups) -> Iterator[GoldPerson]:
    for person in persons:
        if person.text.strip():
            mine = person.text.lower()
            same = (name for group in groups if mine in map(str.lower, group) for name in group)
            yield GoldPerson(role, (person.text, *same), person.implicit)
