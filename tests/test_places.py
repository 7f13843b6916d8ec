"""Which phrases name a place, and which place they mean in their report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.analyse import Analyser, load_analyser
from tocsin.codebook.countries import load_countries
from tocsin.codebook.gazetteer import open_gazetteer
from tocsin.codebook.places import Atlas, load_place_words
from tocsin.codebook.tables import CodebookError
from tocsin.find.places import PlaceMention, find_places
from tocsin.model import Alignment, Analysis, Sentence, Span
from tocsin.resolve.places import Geography, read_geography

DATA = Path(__file__).parent.parent / "src/tocsin/codebook/data"


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    gazetteer, problems = open_gazetteer(DATA)
    if problems:
        pytest.skip(problems[0].message)
    return Atlas(gazetteer, load_countries(DATA), load_place_words(DATA))


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return load_analyser()


class Report:
    """A report of a few sentences, its place mentions and its geography."""

    def __init__(
        self,
        analyser: Analyser,
        atlas: Atlas,
        texts: Sequence[str],
        dateline: str | None = None,
        headings: Sequence[str] = (),
    ) -> None:
        self.analyses: list[Analysis] = list(analyser.analyse([_sentence(i, t) for i, t in enumerate(texts)]))
        self.mentions = [m for analysis in self.analyses for m in find_places(analysis, atlas)]
        self.geography: Geography = read_geography(
            atlas, self.analyses, self.mentions, dateline, headings
        )

    def mention(self, text: str) -> PlaceMention:
        return next(m for m in reversed(self.mentions) if m.text == text)

    def means(self, text: str) -> tuple[str, str | None, str] | None:
        where = self.geography.resolve(self.mention(text))
        return (where.name, where.country, where.level) if where else None


def _sentence(index: int, text: str) -> Sentence:
    return Sentence(
        index=index, block=0, span=Span(0, len(text)), text=text, align=Alignment((0,), (0,))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("By Ann Soto March 24, 2009 Mansfield police arrested two men.", [("Mansfield", None, "")]),
        (
            "Workers marched outside the Minsk tractor factory.",
            [("the Minsk tractor factory", "site", "outside")],
        ),
        ("Miners blocked the road to the mine.", [("the road to the mine", "site", "")]),
        ("They rallied in front of the governor's office.", [("the governor's office", "site", "in")]),
        ("Shots were fired on the outskirts of Hodeidah.", [("Hodeidah", None, "on")]),
        ("A bomb went off north of Calama.", [("Calama", None, "north of")]),
        ("He was held at Evin prison.", [("Evin prison", "site", "at")]),
        ("Students marched in Kenosha, Wisconsin.", [("Kenosha, Wisconsin", None, "in")]),
        ("Belarusian police beat protesters.", []),
        (
            "He fled from Grodno through Lithuania.",
            [("Grodno", None, "from"), ("Lithuania", None, "through")],
        ),
    ],
)
def test_place_phrases_of_a_sentence(
    analyser: Analyser, atlas: Atlas, sentence: str, found: list[tuple[str, str | None, str]]
) -> None:
    report = Report(analyser, atlas, [sentence])
    assert [(m.text, m.level, m.preposition) for m in report.mentions] == found


@pytest.mark.parametrize(
    ("sentences", "text", "meaning"),
    [
        (
            ["Lebanese troops moved into Tripoli.", "Lebanon sent more."],
            "Tripoli",
            ("Tripoli", "LBN", "city"),
        ),
        (["Libyan troops moved into Tripoli.", "Libya sent more."], "Tripoli", ("Tripoli", "LBY", "city")),
        (["They struck in Grodno."], "Grodno", ("Hrodna", "BLR", "city")),
        (["They rallied in Jersey."], "Jersey", ("Jersey", "GBR", "region")),
        (["They rallied in Mayotte."], "Mayotte", ("Mayotte", "FRA", "region")),
        (["They rallied in Kenosha, Wisconsin."], "Kenosha, Wisconsin", ("Kenosha", "USA", "city")),
        (["Police in Dhaka fired.", "Crowds gathered in the city."], "the city", ("Dhaka", "BGD", "city")),
        (["Belarus was calm.", "Crowds gathered in the capital."], "the capital", ("Minsk", "BLR", "city")),
        (["Crowds gathered in the Syrian capital."], "the Syrian capital", ("Damascus", "SYR", "city")),
        (
            ["Zambian miners struck.", "Strikes spread across the country."],
            "the country",
            ("Zambia", "ZMB", "country"),
        ),
        (["He went to Lusaka.", "He was arrested there."], "there", ("Lusaka", "ZMB", "city")),
        (["They fought in Donbas."], "Donbas", ("Donbas", "UKR", "area")),
    ],
)
def test_what_a_place_means_in_its_report(
    analyser: Analyser, atlas: Atlas, sentences: list[str], text: str, meaning: tuple[str, str | None, str]
) -> None:
    assert Report(analyser, atlas, sentences).means(text) == meaning


def test_a_site_lies_where_its_town_does(analyser: Analyser, atlas: Atlas) -> None:
    report = Report(analyser, atlas, ["Minsk was calm.", "They marched outside the Minsk tractor factory."])
    where = report.geography.resolve(report.mention("the Minsk tractor factory"))
    assert where is not None
    assert (where.level, where.country, where.geonames) == ("site", "BLR", None)
    assert where.lat == pytest.approx(53.9, abs=0.1)


def test_a_name_the_gazetteer_does_not_know_is_kept_without_coordinates(
    analyser: Analyser, atlas: Atlas
) -> None:
    report = Report(analyser, atlas, ["Zambia sent police.", "They struck at Qwxyzton."])
    where = report.geography.resolve(report.mention("Qwxyzton"))
    assert where is not None
    assert (where.name, where.lat, where.lon, where.geonames) == ("Qwxyzton", None, None, None)


def test_two_countries_named_alike_make_no_main_country(analyser: Analyser, atlas: Atlas) -> None:
    report = Report(analyser, atlas, ["Greece accused Turkey.", "Turkey accused Greece."])
    assert report.geography.main_country is None


def test_the_dateline_speaks_for_its_country(analyser: Analyser, atlas: Atlas) -> None:
    assert Report(analyser, atlas, ["They struck."], "Beirut").geography.main_country == "LBN"


def test_a_town_in_a_firms_name(analyser: Analyser, atlas: Atlas) -> None:
    geography = Report(analyser, atlas, ["Belarusian miners struck in Minsk."]).geography
    where = geography.place_in_name("Minsk Tractor Plant")
    assert where is not None
    assert (where.name, where.country) == ("Minsk", "BLR")
    assert geography.place_in_name("Ember Appliances") is None
    assert geography.country_of("Belarusian") == "BLR"


def test_us_in_capitals_is_no_country(analyser: Analyser, atlas: Atlas) -> None:
    report = Report(analyser, atlas, ["The depot was shut."], headings=["THEY HEARD US"])
    assert report.geography.main_country is None


def test_a_small_town_of_another_country_is_in_no_name(analyser: Analyser, atlas: Atlas) -> None:
    told = ["Soldiers shot two men in Omdurman, in Sudan.", "Rebels left Khartoum.", "Americans left Sudan."]
    assert Report(analyser, atlas, told).geography.place_in_name("The Forces of Freedom and Change") is None


def test_a_wrong_kind_of_place_word_is_named_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "places.txt").write_text("# words\nfactory | building\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"^places\.txt:2: no kind of place word"):
        load_place_words(tmp_path)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_sentence_gives_places_inside_it(analyser: Analyser, atlas: Atlas, text: str) -> None:
    report = Report(analyser, atlas, [text], dateline=text)
    for mention in report.mentions:
        assert mention.span.of(text) == mention.text
        report.geography.resolve(mention)
    report.geography.place_in_name(text)


def test_the_capital_of_a_state_is_not_the_countrys(analyser: Analyser, atlas: Atlas) -> None:
    texts = ["Nigerian police shut shops in Port Harcourt.", "Shops in the state capital stayed shut."]
    assert Report(analyser, atlas, texts).means("the state capital") == ("Port Harcourt", "NGA", "city")
    texts = ["Nigerian police shut shops in Port Harcourt.", "Shops in the capital stayed shut."]
    assert Report(analyser, atlas, texts).means("the capital") == ("Abuja", "NGA", "city")
