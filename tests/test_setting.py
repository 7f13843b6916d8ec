"""Where and when: a report in, the place or date of its events out. Published on Tuesday, 18 August 2020."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Coding, Event
from tocsin.pipeline import Coder

Events = Callable[[str], tuple[Event, ...]]
Code = Callable[[str], Coding]


def only(events: tuple[Event, ...], kind: str) -> Event:
    """The last event of a type that is no member of another."""
    return [event for event in events if event.type == kind and not event.part_of][-1]


@pytest.mark.parametrize(
    ("report", "kind", "place"),
    [
        ("Dockers struck in Hamburg on Monday.", "PROTEST", "Hamburg"),
        ("Police arrested nine dockers at the Lenin Shipyard in Gdansk.", "COERCE", "Lenin Shipyard, Gdańsk"),
        ("Rebels attacked Goma on Monday.", "ASSAULT", "Goma"),
        ("The Kabul bombing killed five people.", "ASSAULT", "Kabul"),
        ("Workers at a mill in Lyon walked out on Monday.", "PROTEST", "mill, Lyon"),
        ("Nurses in Lyon and Marseille struck on Monday.", "PROTEST", "Lyon"),
        ("Thousands marched in Lima on Friday. Police arrested nine people.", "COERCE", "Lima"),
        ("Troops from Cusco arrested nine farmers in Puno.", "COERCE", "Puno"),
        ("Gunmen killed a judge in the port city of Marseille.", "ASSAULT", "Marseille"),
        ("Police arrested nine men in the village of Dulmen.", "COERCE", "Dülmen"),
        ("In Lima the minister toured a hospital where he was booed by nurses.", "ACCUSE", "hospital, Lima"),
        ("In Lima thousands marched; police arrested nine men in Cusco.", "PROTEST", "Lima"),
        ("Thousands marched in Lima.\n\nNurses struck; police arrested a man in Cusco.", "PROTEST", "Lima"),
        # the analyser takes it for a day
        ("In Winnipeg, teachers marched.", "PROTEST", "Winnipeg"),
    ],
)
def test_place(events: Events, report: str, kind: str, place: str) -> None:
    found = only(events(report), kind).place
    assert found is not None
    assert found.name == place


@pytest.mark.parametrize(
    ("report", "kind", "name"),
    [
        ("He was sentenced to ten years in prison.", "COERCE", "prison"),
        ("The government declared a state of siege.", "COERCE", "state of siege"),
    ],
)
def test_how_somebody_is_is_not_where(events: Events, report: str, kind: str, name: str) -> None:
    places = [event.place.name for event in events(report) if event.place]
    assert not any(name in place for place in places), places


def test_a_mere_word_of_a_name_is_no_region(events: Events) -> None:
    (event,) = events("The Maritime Workers' League struck on Monday.")  # Maritime is a region of Togo
    assert event.place is None
    assert event.actors[0].country is None


def test_a_person_s_name_is_no_place(events: Events) -> None:
    report = "A calm day in Lima.\n\nPresident Sydney Ruiz criticised the unions."
    event = only(events(report), "ACCUSE")
    assert event.place is not None
    assert "Sydney" not in event.place.name


def test_states_that_accuse_each_other_do_so_nowhere(events: Events) -> None:
    report = "Thousands marched in Riga on Friday.\n\nLatvia condemned Russia on Monday."
    assert only(events(report), "ACCUSE").place is None


def test_the_title_tells_the_main_place(code: Code) -> None:
    report = (
        "# Strike empties Rotterdam docks\n\nCrane drivers walked out on Monday.\n\nIn Antwerp all was calm."
    )
    event = only(code(report).events, "PROTEST")
    assert event.place is not None
    assert event.place.name == "Rotterdam"


@pytest.mark.parametrize(
    ("town", "country"), [("Atlanta, where United States senators were meeting", "USA"), ("Tbilisi", "GEO")]
)
def test_a_country_s_name_may_mean_a_region(events: Events, town: str, country: str) -> None:
    event = only(
        events(f"Georgia police arrested nine dockers in {town}. In Georgia all was calm."), "COERCE"
    )
    assert [(actor.name, actor.country) for actor in event.actors] == [("Georgia police", country)]


def test_a_place_that_the_paragraph_only_names_is_nearer_than_the_main_one(code: Code) -> None:
    report = "# Strike empties Rotterdam docks\n\nAntwerp was quiet. Police arrested nine men on Monday."
    event = only(code(report).events, "COERCE")
    assert event.place is not None
    assert event.place.name == "Antwerp"


@pytest.mark.parametrize(
    ("report", "kind", "days"),
    [
        ("Dockers struck on Monday.", "PROTEST", ("2020-08-17", "2020-08-17")),
        ("On Friday thousands marched. Police arrested nine people.", "COERCE", ("2020-08-14", "2020-08-14")),
        (
            "On Friday thousands marched. Police arrested nine men the next day.",
            "COERCE",
            ("2020-08-15",) * 2,
        ),
        (
            "On Friday thousands marched. Ten days earlier police had shot a man and arrested nine others.",
            "COERCE",
            ("2020-08-04",) * 2,
        ),
        ("Nurses are striking in Lima.", "PROTEST", ("2020-08-18", "2020-08-18")),
        ("Police arrested dockers over their 2010 award on Monday.", "COERCE", ("2020-08-17", "2020-08-17")),
        ("Some things happened.\n\n- Monday. Police arrested nine dockers.", "COERCE", ("2020-08-17",) * 2),
        # who said on Monday that they will did so last Monday
        ("The union said on Monday that its members would strike.", "PROTEST", ("2020-08-17", "2020-08-17")),
        ("He is silent since Monday, when police arrested nine men.", "COERCE", ("2020-08-17", "2020-08-17")),
        ("It is the worst riot since 1995, when police shot a man.", "ASSAULT", ("1995-01-01", "1995-12-31")),
        ("All is shut since last March, when police shot a man.", "ASSAULT", ("2020-03-01", "2020-03-31")),
        ("Police arrested nine men; dockers struck on Monday.", "PROTEST", ("2020-08-17",) * 2),
        ("The union announced a strike from Monday.", "PROTEST", ("2020-08-24",) * 2),
        ("The union announced a strike on Monday.", "PROTEST", ("2020-08-17",) * 2),
        ("On Monday the union said that it would strike on Friday.", "PROTEST", ("2020-08-21", "2020-08-21")),
        ("Dockers will strike, the union said on Monday.", "PROTEST", ("2020-08-17", "2020-08-17")),
        # days counted from one part of a sentence to another
        ("Dockers struck on Monday, a day after police arrested nine men.", "COERCE", ("2020-08-16",) * 2),
        ("Dockers struck on Monday, a day after police arrested nine men.", "PROTEST", ("2020-08-17",) * 2),
        ("Dockers struck on Monday, the day after police arrested nine men.", "COERCE", ("2020-08-16",) * 2),
        ("Rebels freed a judge on Monday, two weeks after seizing him.", "ASSAULT", ("2020-08-03",) * 2),
        ("Two days after Friday's march, police arrested nine men.", "COERCE", ("2020-08-16",) * 2),
        ("Police arrested nine men on Monday, hours after a riot.", "COERCE", ("2020-08-17",) * 2),
        (
            "Dockers struck on Monday, a day after police arrested a man. They blocked the port.",
            "PROTEST",
            ("2020-08-17",) * 2,
        ),
    ],
)
def test_date(events: Events, report: str, kind: str, days: tuple[str, str]) -> None:
    found = only(events(report), kind).date
    assert found is not None
    assert (str(found.start), str(found.end)) == days


@pytest.mark.parametrize(
    ("report", "kind"),
    [
        ("Police arrested nine dockers.", "COERCE"),
        ("On Friday thousands marched.\n\nThe strike has been suspended.", "CONCEDE"),
        ("The union has urged the government to raise wages by November.", "REQUEST"),
        # a deed that is done is not done next week
        ("The union accused the firm of bad faith and threatened to strike next week.", "ACCUSE"),
    ],
)
def test_nothing_is_invented(events: Events, report: str, kind: str) -> None:
    assert [event.date for event in events(report) if event.type == kind][-1:] in ([None], [])


@pytest.mark.parametrize(
    ("report", "kind", "day"),
    [
        ("The minister filed a complaint with the court, which will rule on Saturday.", "ACCUSE", "None"),
        ("On Friday the court rejected the suit and gave them until Monday.", "REJECT", "2020-08-14"),
        ("He blamed Ruiz, who was held in May, and who fled with others on Monday.", "ACCUSE", "None"),
        ("Ghana criticised Togo, which is to host a summit in November.", "ACCUSE", "None"),
        ("Police banned a rally planned for Sunday.", "COERCE", "None"),
        ("The union threatened to block the port and shut the mill by Friday.", "THREATEN", "None"),
        ("The mayor, who took office in 2016, promised reforms and arrested nobody.", "COERCE", "None"),
        ("Unions staged the largest strike since 1998.", "PROTEST", "None"),
        ("At least 200 workers have been on strike since Monday.", "PROTEST", "2020-08-17"),
        ("Soldiers broke a strike that began on Monday.", "PROTEST", "2020-08-17"),
        ("Dockers struck on Monday, two months after police arrested nine men.", "COERCE", "None"),
    ],
)
def test_days_of_other_things_are_theirs(events: Events, report: str, kind: str, day: str) -> None:
    date = only(events(report), kind).date
    assert str(date and date.start) == day


def test_a_live_report_tells_of_its_day(code: Code) -> None:
    entries = "**14:10** Police arrested nine nurses in Lima.\n\n**12:30** Nurses struck in Lima."
    report = f"# LIVE: strike in Lima\n\n{entries}"
    found = only(code(report).events, "COERCE").date
    assert found is not None
    assert str(found.start) == "2020-08-18"


def test_the_precise_coder_takes_neither_place_nor_day_over(coder: Coder) -> None:
    report = (
        "LIMA, 18 August 2020 - A calm day.\n\n"
        "On Friday thousands marched in Lima. Police arrested nine people."
    )
    precise = Coder(coder.codebook, coder.analyser, name="rules", setting="precise")
    told = {e.type: (bool(e.place), bool(e.date)) for e in precise.code(report.encode(), "report.txt").events}
    assert told == {"PROTEST": (True, True), "COERCE": (False, False)}
    guessed = coder.code(report.encode(), "report.txt").events
    assert all(event.place and event.date for event in guessed)
