"""One event, one record: a report in, how many records of a type out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Event

Events = Callable[[str], tuple[Event, ...]]


@pytest.mark.parametrize(
    ("report", "kind", "records"),
    [
        ("Nurses walked out on Monday. The strike closed two wards.", "PROTEST", 1),
        ("Nurses walked out on Monday. Miners walked out on Tuesday.", "PROTEST", 2),
        ("Nurses walked out in May. Nurses walked out again in June.", "PROTEST", 2),
        ("Gunmen opened fire on a bus, killing three and wounding nine.", "ASSAULT", 1),
        ("Guards beat two students and slapped a reporter.", "ASSAULT", 1),
        ("Guards beat two students and shot a reporter.", "ASSAULT", 2),
        ("Guards beat two students after the guards had slapped a reporter.", "ASSAULT", 2),
        ("Guards beat two students. Later the guards slapped a reporter.", "ASSAULT", 2),
        ("Police arrested nine men. The police released the nine men.", "COERCE", 1),
        ("Drivers marched on Monday. A driver arrested during last month's protests spoke.", "PROTEST", 2),
        ("Ruiz was arrested after a series of land seizures in Puno.", "COERCE", 2),
    ],
)
def test_mentions_of_one_event_are_one_record(events: Events, report: str, kind: str, records: int) -> None:
    assert len([e for e in events(report) if e.type == kind]) == records


def test_a_repeated_mention_is_evidence(events: Events) -> None:
    strike = next(
        e for e in events("Nurses walked out on Monday. The strike closed two wards.") if e.type == "PROTEST"
    )
    assert [e.sentence for e in strike.evidence] == [0, 1]


def test_one_attack_may_have_several_victims(events: Events) -> None:
    (event,) = events("Guards beat two students and slapped a reporter.")
    assert [p.text for p in event.recipients] == ["two students", "a reporter"]
