"""What programs read: the schema holds, spans are true, the same input gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from factories import coding
from tocsin.model import Coding
from tocsin.pipeline import Coder, load_coder
from tocsin.views.records import Record, event_record, line, report_record

HOME = Path(__file__).parents[1]
SCHEMA = json.loads((HOME / "docs" / "schema.json").read_text(encoding="utf-8"))
SAMPLES = sorted((HOME / "samples").iterdir())


def validator(name: str) -> Draft202012Validator:
    """What checks values against one definition of the schema."""
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})


@cache
def coder() -> Coder:
    """The coder, loaded once for all tests."""
    return load_coder()


@cache
def coded(path: Path) -> Coding:
    """A sample report, coded once for all tests."""
    return coder().code(path.read_bytes(), path.name)


def as_read(record: Record) -> dict[str, object]:
    """A record as a program reads it."""
    value: dict[str, object] = json.loads(line(record))
    return value


def stretches(value: object) -> Iterator[tuple[int, int, str]]:
    """Start, end and text of every object in a record that says where in the file its text stands."""
    if isinstance(value, list):
        for item in value:
            yield from stretches(item)
    elif isinstance(value, dict):
        if isinstance(value.get("start"), int) and "text" in value:
            yield value["start"], value["end"], value["text"]
        for item in value.values():
            yield from stretches(item)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_records_made_by_hand_hold_to_the_schema() -> None:
    for event in coding().events:
        validator("event").validate(as_read(event_record(event, coding())))
    validator("report").validate(as_read(report_record(coding())))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
class TestSamples:
    def test_hold_to_the_schema(self, path: Path) -> None:
        validator("report").validate(as_read(report_record(coded(path))))

    def test_give_events_in_text_order_with_ids_of_their_own(self, path: Path) -> None:
        events = coded(path).events
        assert len(events) >= 5
        assert len({e.id for e in events}) == len(events)
        assert list(events) == sorted(events, key=lambda e: e.trigger)

    def test_every_span_is_its_text(self, path: Path) -> None:
        text = coded(path).document.text
        found = list(stretches(as_read(report_record(coded(path)))))
        assert found
        assert [text[start:end] for start, end, _ in found] == [words for _, _, words in found]

    def test_triggers_lie_in_their_sentences_and_members_have_a_whole(self, path: Path) -> None:
        events = coded(path).events
        assert all(e.sentence.start <= e.trigger.start and e.trigger.end <= e.sentence.end for e in events)
        assert {e.part_of for e in events if e.part_of} <= {e.id for e in events}

    def test_every_drop_has_a_reason(self, path: Path) -> None:
        assert all(d.reason for d in coded(path).dropped)

    def test_give_the_same_bytes_whatever_was_coded_before(self, path: Path) -> None:
        again = coder().code(path.read_bytes(), path.name)
        assert line(report_record(again)) == line(report_record(coded(path)))

    def test_have_a_title_and_a_date(self, path: Path) -> None:
        document = coded(path).document
        assert document.title
        assert document.source.published
