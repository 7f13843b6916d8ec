"""Hand-coded events as codings, to be linked as coded ones are; and which of them are one happening."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tocsin.codebook.places import Atlas
from tocsin.model import Coding, Entity, Event, Participant, Quantity, Span, When, Where
from tocsin.score import Case, match, predicted_case, read_gold
from tocsin.views.records import event_record


class Story(NamedTuple):
    """One real happening: the story that it belongs to, and its records (`d01:S03`)."""

    story: str
    same: frozenset[str]


def read_stories(folder: Path) -> tuple[Story, ...]:
    """The table `stories.yml` of a folder of hand-coded reports."""
    rows = yaml.safe_load((folder / "stories.yml").read_text(encoding="utf-8"))["stories"]
    return tuple(Story(row["story"], frozenset(row["same"])) for row in rows)


def gold_coding(coding: Coding, gold: Path, atlas: Atlas) -> Coding:
    """The report with its hand-coded events in place of those of the coder, ids `d01:S03`.

    The gold has phrases; names, places and days told are the coder's, where it knows the phrase.
    """
    _, cases = read_gold(gold)
    rows = yaml.safe_load(gold.read_text(encoding="utf-8"))["events"]
    events = (_event(row, case, coding, gold.stem, atlas) for row, case in zip(rows, cases, strict=True))
    return replace(coding, events=tuple(events))


def matched(coding: Coding, gold: Path) -> Mapping[str, str]:
    """The hand-coded record (`d01:S03`) of each of the coder's events that is one, by the event's id."""
    _, cases = read_gold(gold)
    ids = [str(row["id"]) for row in yaml.safe_load(gold.read_text(encoding="utf-8"))["events"]]
    found = [predicted_case(event_record(event, coding)) for event in coding.events]
    return {coding.events[j].id: f"{gold.stem}:{ids[i]}" for i, j in match(cases, found)}


def _event(row: Mapping[str, Any], case: Case, coding: Coding, stem: str, atlas: Atlas) -> Event:
    trigger = case.trigger or Span(0, 1)
    sentence = next((s.span for s in coding.sentences if s.span.overlaps(trigger)), trigger)
    number = str(row["id"])
    return Event(
        id=f"{stem}:{number}",
        type=case.type,
        modes=tuple(sorted(case.modes)),
        contexts=(),
        actors=tuple(_people(row.get("actors") or (), coding)),
        recipients=tuple(_people(row.get("recipients") or (), coding)),
        place=_place(row.get("place"), row, coding, atlas),
        date=When(start=case.date[0], end=case.date[1], text="", span=None, rule="") if case.date else None,
        sizes=tuple(_sizes(row.get("size") or ())),
        demands=tuple(row.get("demands") or ()),
        part_of=f"{stem}:{number.split('.')[0]}" if "." in number else None,
        status=case.status or "actual",  # type: ignore[arg-type]
        voice=case.voice,  # type: ignore[arg-type]
        attribution=None,
        trigger=trigger,
        sentence=sentence,
        confidence=1.0,
    )


def _people(rows: Sequence[Mapping[str, Any]], coding: Coding) -> Iterator[Participant]:
    for row in rows:
        text, country = str(row["text"]), row.get("country")
        entity = _entity(text, coding.entities)
        yield Participant(
            text=text,
            span=None,
            name=entity.name if entity else text,
            entity=entity.id if entity else None,
            country=country[0] if isinstance(country, list) else country,
            sectors=tuple(row.get("sectors") or ()),
            implicit=bool(row.get("implicit")),
        )


def _entity(text: str, entities: Sequence[Entity]) -> Entity | None:
    """The coder's entity that the phrase names."""
    plain = _plain(text)
    for entity in entities:
        if plain in {_plain(n) for n in (entity.name, *entity.aliases, *(m.text for m in entity.mentions))}:
            return entity
    return None


def _plain(text: str) -> str:
    return re.sub(r"^(the|a|an) ", "", " ".join(text.lower().split()))


def _place(text: str | None, row: Mapping[str, Any], coding: Coding, atlas: Atlas) -> Where | None:
    """What the coder made of the phrase elsewhere in the report, else the greatest place of that name."""
    if not text:
        return None
    known = (e.place for e in coding.events if e.place and e.place.told)
    for place in known:
        if _plain(text) in (_plain(place.text), _plain(place.name)):
            return place
    people = [*(row.get("actors") or ()), *(row.get("recipients") or ())]
    countries = [c for p in people if isinstance(c := p.get("country"), str)]
    entries = atlas.gazetteer.find(text)
    entry = next((e for e in entries if e.country in countries), entries[0] if entries else None)
    if entry is None:
        home = countries[0] if countries else _home(coding)
        return Where(
            text=text,
            span=None,
            name=text,
            country=home,
            lat=None,
            lon=None,
            geonames=None,
            level="site",
            rule="",
        )
    return Where(
        text=text, span=None, name=entry.name, country=entry.country, lat=entry.lat, lon=entry.lon,
        geonames=entry.id, level=entry.level, rule="",
    )  # fmt: skip


def _home(coding: Coding) -> str | None:
    """The country that the report's people are most often from."""
    counts = Counter(c for entity in coding.entities for c in entity.countries if len(c) == 3)
    return counts.most_common(1)[0][0] if counts else None


def _sizes(rows: Sequence[Mapping[str, Any]]) -> Iterator[Quantity]:
    for row in rows:
        yield Quantity(
            min=row.get("min"), max=row.get("max"), unit=str(row.get("unit")), text=str(row.get("text")),
            span=Span(0, 0), by=row.get("by"),
        )  # fmt: skip
