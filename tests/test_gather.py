"""One episode keeps every version and says who gives it; what cannot all be true comes first."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from factories import DOZENS, MINSK, MONDAY, STRIKE, coding, document, participant
from tocsin.link.gather import Account, gather
from tocsin.model import Attribution, Event, Held, Quantity, Source, Span, When, Where

WIRE, UNION, STATE = "Harbour Wire", "Union Bulletin", "State News"


def held(id: str, outlet: str, day: int, event: Event, **more: object) -> tuple[Event, Held]:
    """An event and the report of an outlet, published in August 2020, that tells it."""
    source = Source(publisher=outlet, published=dt.date(2020, 8, day))
    report = replace(document(f"{id}.txt"), id=id, source=source)
    given: dict[str, object] = {"coder": "x", "codebook": "y", "seen_as": (f"{id}.txt",), **more}
    return event, Held(coding=coding(document=report, events=(event,)), **given)  # type: ignore[arg-type]


def people(low: float | None, high: float | None, text: str, by: str | None = None) -> Quantity:
    return Quantity(min=low, max=high, unit="people", text=text, span=Span(0, 1), by=by)


def strike(id: str, **more: object) -> Event:
    return replace(STRIKE, id=id, sizes=(), **more)  # type: ignore[arg-type]


def sized(id: str, *sizes: Quantity) -> Event:
    return replace(strike(id), sizes=sizes)


def named(id: str, name: str, entity: str | None = None) -> Event:
    return strike(id, actors=(participant("Workers", name, entity=entity),))


def fields(account: Account) -> list[str]:
    return [disagreement.field for disagreement in account.disagreements]


def test_a_denial_is_a_disagreement_with_both_sides_named() -> None:
    said = Attribution(text="a spokesman said", name="Belaruskali")
    account = gather((
        held("r1", WIRE, 17, strike("e1")),
        held("r2", UNION, 18, strike("e2")),
        held("r3", STATE, 18, strike("e3", status="negated", voice="attributed", attribution=said)),
    ))  # fmt: skip
    assert fields(account) == ["status"]
    yes, no = account.disagreements[0].versions
    assert (yes.value, yes.claimants, yes.sources) == ("actual", (WIRE, UNION), 2)
    assert (no.value, no.claimants, no.events) == ("negated", (f"Belaruskali ({STATE})",), ("e3",))


def test_figures_are_a_range_with_claimants_and_nothing_is_averaged() -> None:
    account = gather((
        held("r1", WIRE, 17, sized("e1", people(1520, 1680, "about 1,600", "the company"))),
        held("r2", UNION, 18, sized("e2", people(1840, 1840, "1,840"), people(None, 99, "few", "police"))),
    ))  # fmt: skip
    (sizes,) = account.sizes
    assert (sizes.unit, sizes.min, sizes.max) == ("people", None, 1840)
    assert [(f.text, f.by, f.report) for f in sizes.figures] == [
        ("about 1,600", f"the company ({WIRE})", "r1"),
        ("1,840", UNION, "r2"),
        ("few", f"police ({UNION})", "r2"),
    ]
    assert fields(account) == ["size in people"]


def test_numbers_that_can_all_be_right_are_no_disagreement() -> None:
    tells = sized("e1", people(200, 999, "hundreds")), sized("e2", people(300, 300, "300"))
    account = gather((held("r1", WIRE, 17, tells[0]), held("r2", UNION, 18, tells[1])))
    assert fields(account) == []
    assert (account.sizes[0].min, account.sizes[0].max) == (200, 999)


def test_the_most_specific_place_and_day_are_taken_where_all_agree() -> None:
    belarus = Where(
        text="Belarus", span=None, name="Belarus", country="BLR", lat=53.6, lon=27.8, geonames=1,
        level="country", rule="",
    )  # fmt: skip
    week = When(start=dt.date(2020, 8, 17), end=dt.date(2020, 8, 23), text="this week", span=None, rule="")
    account = gather(
        (held("r1", WIRE, 17, strike("e1", place=belarus, date=week)), held("r2", UNION, 18, strike("e2")))
    )
    assert fields(account) == []
    assert (account.place, account.date) == (MINSK, MONDAY)
    assert [v.value for v in account.places] == ["Belarus", "Minsk, BLR"]


def test_places_and_days_that_exclude_each_other_are_shown() -> None:
    grodno = replace(MINSK, name="Grodno", geonames=2)
    later = When(
        start=dt.date(2020, 8, 19), end=dt.date(2020, 8, 19), text="on Wednesday", span=None, rule=""
    )
    account = gather(
        (held("r1", WIRE, 17, strike("e1")), held("r2", UNION, 18, strike("e2", place=grodno, date=later)))
    )
    assert fields(account) == ["place", "date"]


def test_a_copy_and_a_second_report_of_one_outlet_are_no_further_source() -> None:
    account = gather((
        held("r1", WIRE, 17, strike("e1")),
        held("r2", STATE, 17, strike("e2"), copy_of="r1"),
        held("r3", WIRE, 18, strike("e3")),
    ))  # fmt: skip
    assert (account.reports, account.independent) == (3, 1)
    assert account.outlets == (WIRE, STATE)
    assert [(t.event, t.copy_of) for t in account.tellings] == [("e1", None), ("e2", "r1"), ("e3", None)]


def test_what_an_outlet_tells_otherwise_later_is_a_revision_in_order_of_publication() -> None:
    account = gather((
        held("r3", WIRE, 19, sized("e3", people(7, 7, "seven"))),
        held("r1", WIRE, 17, sized("e1", people(4, None, "at least four"))),
        held("r2", UNION, 18, sized("e2", DOZENS)),
    ))  # fmt: skip
    (revision,) = account.revisions
    assert (revision.field, revision.outlet, revision.before, revision.after) == (
        "size in people", WIRE, "at least four", "seven",
    )  # fmt: skip
    assert revision.event == "e3"


def test_one_person_under_two_spellings_is_one_line_with_both_names() -> None:
    account = gather((
        held("r1", WIRE, 17, named("e1", "Sviatlana Tsikhanouskaya", "e7"), identities={"e7": "i1"}),
        held("r2", UNION, 18, named("e2", "Svetlana Tikhanovskaya", "e3"), identities={"e3": "i1"}),
    ))  # fmt: skip
    (line,) = account.actors
    assert line.names == ("Sviatlana Tsikhanouskaya", "Svetlana Tikhanovskaya")
    assert (line.identity, line.events) == ("i1", ("e1", "e2"))
    assert fields(account) == []


def test_doers_of_whom_none_is_the_same_are_disputed() -> None:
    account = gather((
        held("r1", WIRE, 17, named("e1", "Naftan")),
        held("r2", UNION, 18, named("e2", "Grodno Azot")),
    ))  # fmt: skip
    assert fields(account) == ["actor"]
    assert [v.value for v in account.disagreements[0].versions] == ["Naftan", "Grodno Azot"]


def test_modes_and_types_that_differ_are_shown_with_who_says_so() -> None:
    account = gather((
        held("r1", WIRE, 17, strike("e1")),
        held("r2", UNION, 18, strike("e2", type="THREATEN", modes=("restrict",))),
    ))  # fmt: skip
    assert account.type == "PROTEST"
    assert fields(account) == ["type", "mode"]
    assert [(v.value, v.claimants) for v in account.modes] == [("strike", (WIRE,)), ("restrict", (UNION,))]
