"""Names, adjectives, people and governments of countries."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.codebook.countries import Countries, load_countries
from tocsin.codebook.tables import CodebookError

DATA = Path(__file__).parent.parent / "src/tocsin/codebook/data"
COUNTRIES = load_countries(DATA)


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("Belarus", "BLR", "name"),
        ("Belarussian", "BLR", "adjective"),
        ("belarusians", "BLR", "people"),
        ("Briton", "GBR", "people"),
        ("UK", "GBR", "name"),
        ("U.S.", "USA", "name"),
        ("the Kremlin", "RUS", "government"),
        ("Downing Street", "GBR", "government"),
        ("Beijing", "CHN", "government"),
        ("Burma", "MMR", "name"),
        ("Soviet", "RUS", "adjective"),
        ("Puerto Rico", "USA", "name"),
        ("Kosovo", "KOS", "name"),
        ("the European Union", "EUR", "organisation"),
        ("WHO", "UNO", "organisation"),
        ("Nato", "IGO", "organisation"),
        ("the Red Cross", "NGO", "organisation"),
    ],
)
def test_what_a_word_says_of_a_country(text: str, code: str, kind: str) -> None:
    found = COUNTRIES.find(text)
    assert found is not None
    assert (found.code, found.kind) == (code, kind)


@pytest.mark.parametrize("text", ["us", "who", "it", "", "the", "Ruritania", "un"])
def test_what_names_no_country(text: str) -> None:
    assert COUNTRIES.find(text) is None


def test_organisations_have_no_nationality() -> None:
    assert COUNTRIES.nationality("NATO") is None
    assert COUNTRIES.nationality("Zambian") == "ZMB"


def test_the_longest_name_wins() -> None:
    words = ("South", "Korean", "and", "Papua", "New", "Guinea", "police")
    assert [(a, b, m.code) for a, b, m in COUNTRIES.within(words)] == [(0, 1, "KOR"), (3, 5, "PNG")]


@pytest.mark.parametrize(
    ("code", "name", "capital"), [("GBR", "United Kingdom", "London"), ("SRB", "Serbia", "Belgrade")]
)
def test_a_code_has_the_states_name_and_capital(code: str, name: str, capital: str) -> None:
    assert (COUNTRIES.name(code), COUNTRIES.capital(code)) == (name, capital)


def test_disputed_lands_carry_their_sector() -> None:
    found = COUNTRIES.find("Transnistria")
    assert found is not None
    assert (found.code, found.state, found.sectors) == ("MDA", False, ("PRE",))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("BLR | Belarus", "2 cells"),
        ("blr | Belarus | | | |", "three capitals"),
        ("IGO | NATO | | | |", "belongs into organisations.txt"),
        ("BLR | | | | |", "no name"),
    ],
)
def test_a_wrong_row_is_named_by_file_and_line(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / "countries.txt").write_text(f"# a table\n{row}\n", encoding="utf-8")
    (tmp_path / "organisations.txt").write_text("", encoding="utf-8")
    with pytest.raises(CodebookError, match=rf"^countries\.txt:2: .*{message}"):
        load_countries(tmp_path)


@given(st.text())
def test_any_text_can_be_looked_up(text: str) -> None:
    found = COUNTRIES.find(text)
    assert found is None or COUNTRIES.find(text) == found


def test_every_country_has_one_state_row_and_a_capital() -> None:
    assert isinstance(COUNTRIES, Countries)
    codes = {match.code for match in COUNTRIES._folded.values() if match.kind != "organisation"}
    assert [code for code in sorted(codes) if COUNTRIES.name(code) is None] == []
    assert [code for code in sorted(codes) if COUNTRIES.capital(code) is None] == ["ATA"]
