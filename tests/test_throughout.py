"""What somebody is in most events of a report they are in all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from factories import FIRST, event, participant
from tocsin.coding.throughout import with_sectors
from tocsin.model import Event


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ([("JRN",), ("JRN",), ("CVL",)], [("JRN",), ("JRN",), ("JRN",)]),
        ([("JRN",), ()], [("JRN",), ("JRN",)]),
        ([("JRN",), ("CVL",), ("CVL",)], [("JRN",), ("CVL",), ("CVL",)]),
        ([("JRN",), ("LAB",), ("LAB",)], [("JRN",), ("LAB",), ("LAB",)]),
    ],
)
def test_sectors(told: list[tuple[str, ...]], kept: list[tuple[str, ...]]) -> None:
    people = [participant("firms", entity="e1", sectors=sectors) for sectors in told]
    events = [event(f"e{i}", "COERCE", "firms", FIRST, recipients=(one,)) for i, one in enumerate(people)]
    found = with_sectors(events)
    assert [e.recipients[0].sectors for e in found] == kept
    changed = [e for e, before in zip(found, events, strict=True) if e != before]
    assert all(e.steps[-1].field == "recipient" for e in changed)


def test_people_who_are_nobody_in_particular_tell_nothing_of_each_other() -> None:
    firms = participant("firms", sectors=("BUS",)), participant("firms", sectors=("CVL",))
    events = tuple(event(f"e{i}", "COERCE", "firms", FIRST, actors=(one,)) for i, one in enumerate(firms))
    assert with_sectors(events) == events


@pytest.mark.parametrize(
    ("sentence", "country"),
    [
        ("Naval gunboats sank a ferry off Peru.", "PER"),
        ("Chilean gunboats sank a ferry off Peru.", "CHL"),
        ("Gunboats sank a ferry.", None),
    ],
)
def test_who_has_no_country_is_at_home(
    events: Callable[[str], tuple[Event, ...]], sentence: str, country: str | None
) -> None:
    (event,) = (e for e in events(sentence) if e.type == "ASSAULT")
    assert [actor.country for actor in event.actors] == [country]
    assert all(r.country is None for r in event.recipients if r.text == "a ferry")


@pytest.mark.parametrize(
    ("report", "country"),
    [
        ("Teachers struck for 500 naira a day.", "NGA"),
        ("Teachers struck for 500 dollars a day.", None),  # the money of many
        ("Teachers struck. Merkel called for calm.", "DEU"),
        ("Teachers struck. They asked the Ontario Labour Relations Board for help.", "CAN"),
        ("Teachers struck for 500 naira a day in Lima, Peru, and in Cusco.", "PER"),  # places go before
    ],
)
def test_money_and_names_hint_at_the_country(
    events: Callable[[str], tuple[Event, ...]], report: str, country: str | None
) -> None:
    strike = next(e for e in events(report) if e.type == "PROTEST")
    assert [actor.country for actor in strike.actors] == [country]
