"""Which places a name can mean."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.codebook.gazetteer import Gazetteer, fold, index_name, load_areas, open_gazetteer
from tocsin.codebook.tables import CodebookError

DATA = Path(__file__).parent.parent / "src/tocsin/codebook/data"


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    found, problems = open_gazetteer(DATA)
    if problems:
        pytest.skip(problems[0].message)
    return found


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Grodno", "grodno"),
        ("Sana'a", "sanaa"),
        ("N’Djamena", "ndjamena"),
        ("São Paulo", "sao paulo"),
        ("St. Petersburg", "saint petersburg"),
        ("the Port-au-Prince", "port au prince"),
        ("", ""),
    ],
)
def test_names_are_folded_to_plain_letters(written: str, key: str) -> None:
    assert fold(written) == key


@pytest.mark.parametrize(
    ("name", "id", "country", "level"),
    [
        ("Grodno", 627904, "BLR", "city"),
        ("Hrodna", 627904, "BLR", "city"),
        ("Soligorsk", 622428, "BLR", "city"),
        ("Salihorsk", 622428, "BLR", "city"),
        ("Kiev", 703448, "UKR", "city"),
        ("Bombay", 1275339, "IND", "city"),
        ("Wisconsin", 5279468, "USA", "region"),
        ("Wis.", 5279468, "USA", "region"),
        ("Europe", 6255148, None, "area"),
        ("the Gaza Strip", 281132, "PSE", "area"),
    ],
)
def test_the_most_likely_place_comes_first(
    gazetteer: Gazetteer, name: str, id: int, country: str | None, level: str
) -> None:
    first = gazetteer.find(name)[0]
    assert (first.id, first.country, first.level) == (id, country, level)


def test_a_name_may_mean_several_places(gazetteer: Gazetteer) -> None:
    assert {"LBY", "LBN", "GRC"} <= {entry.country for entry in gazetteer.find("Tripoli")}


def test_a_country_lies_in_the_middle_of_its_cities(gazetteer: Gazetteer) -> None:
    belarus = gazetteer.country("BLR")
    assert belarus is not None
    assert 51 < belarus.lat < 56
    assert 23 < belarus.lon < 33
    assert gazetteer.country("XXX") is None


def test_without_an_index_only_areas_are_known() -> None:
    gazetteer = Gazetteer(None, load_areas(DATA))
    assert gazetteer.find("Minsk") == ()
    assert gazetteer.find("Donbas")[0].country == "UKR"


def test_an_index_that_cannot_be_built_is_a_problem(tmp_path: Path) -> None:
    for table in ("areas.txt", "regions.txt", "centres.txt"):
        (tmp_path / table).write_text("", encoding="utf-8")
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file, no folder", encoding="utf-8")
    gazetteer, problems = open_gazetteer(tmp_path, in_the_way)
    assert "no gazetteer" in problems[0].message
    assert gazetteer.find("Minsk") == ()


def test_another_table_of_regions_asks_for_another_index(tmp_path: Path) -> None:
    (tmp_path / "regions.txt").write_text("XX.01 | Somewhere | 1\n", encoding="utf-8")
    (tmp_path / "centres.txt").write_text("", encoding="utf-8")
    assert index_name(tmp_path) != index_name(DATA)


@pytest.mark.parametrize(
    ("row", "message"), [("Sahel | | | x | 5 |", "not a number"), ("Sahel | | | 91 | 5 |", "point")]
)
def test_a_wrong_area_is_named_by_file_and_line(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / "areas.txt").write_text(f"\n{row}\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=rf"^areas\.txt:2: .*{message}"):
        load_areas(tmp_path)


@given(name=st.text())
def test_any_text_can_be_looked_up(gazetteer: Gazetteer, name: str) -> None:
    assert all(entry.name for entry in gazetteer.find(name))
