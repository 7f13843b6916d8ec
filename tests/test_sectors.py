"""Nouns, titles and words in names say who somebody is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import tocsin.codebook
from tocsin.codebook.sectors import Agents, load_agents
from tocsin.codebook.tables import CodebookError

DATA = Path(tocsin.codebook.__file__).parent / "data"


@pytest.fixture(scope="module")
def agents() -> Agents:
    return load_agents(DATA)


@pytest.mark.parametrize(
    ("words", "kind", "sectors"),
    [
        ("worker", "person", "LAB"),
        ("striking healthcare worker", "person", "MED LAB"),
        ("police officer", "person", "COP"),
        ("army officer", "person", "MIL"),
        ("riot police", "group", "COP"),
        ("opposition leader", "person", "OPP"),
        ("supreme court", "organization", "JUD"),
        ("asylum seeker", "person", "REF"),
        ("protester", "person", "CVL"),
        ("finance minister", "person", "GOV"),
    ],
)
def test_the_longest_row_that_ends_a_noun_phrase_wins(
    agents: Agents, words: str, kind: str, sectors: str
) -> None:
    part = agents.noun(words.split())
    assert part is not None
    assert (part.kind, " ".join(part.sectors)) == (kind, sectors)


@pytest.mark.parametrize(("word", "known"), [("typist", True), ("stockbroker", True), ("wall", False)])
def test_plurals_of_no_row_are_known_by_their_ending(agents: Agents, word: str, known: bool) -> None:
    assert (agents.noun([word], plural=True) is not None) == known
    assert agents.noun([word]) is None


@pytest.mark.parametrize(
    ("words", "sectors", "gender"),
    [
        ("president", "GOV", None),
        ("australian foreign minister", "GOV", None),
        ("ms", "", "she"),
        ("police sergeant", "COP", None),
        ("opposition leader", "OPP", None),
        ("union official", "LAB", None),
    ],
)
def test_words_before_a_name_give_role_and_gender(
    agents: Agents, words: str, sectors: str, gender: str | None
) -> None:
    part = agents.title(words.split())
    assert part is not None
    assert (" ".join(part.sectors), part.gender) == (sectors, gender)


@pytest.mark.parametrize(
    ("name", "sectors", "country"),
    [
        ("Minsk Tractor Plant", "BUS", None),
        ("Ministry of Health", "GOV", None),
        ("Supreme Court of Puerto Rico", "JUD", None),
        ("National Liberation Army", "REB", None),
        ("Jama'at Liberation Front", "REB", None),
        ("Coal Miners Trade Union", "LAB", None),
        ("African Union", "", "IGO"),
        ("Ministry of Railways", "GOV", None),
        ("Brotherhood of Railway Trades", "LAB", None),
        ("Muslim Brotherhood", "REL", None),
        ("Bank of Ireland", "BUS", None),
    ],
)
def test_words_in_a_name_show_an_organisation(
    agents: Agents, name: str, sectors: str, country: str | None
) -> None:
    part = agents.shapes.within(name.split())
    assert part is not None
    assert (" ".join(part.sectors), part.country) == (sectors, country)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("worker | human | LAB", r"agents.txt:1: kind 'human'"),
        ("worker | person | LABOUR", r"agents.txt:1: sector 'LABOUR'"),
        ("worker | person | LAB | USA", r"agents.txt:1: country 'USA'"),
        ("worker | person | LAB | | him", r"agents.txt:1: note 'him'"),
        ("worker | person | LAB\nworker | person | CVL", r"agents.txt:2: 'worker' stands twice"),
        ("worker", r"agents.txt:1: 1 cells"),
    ],
)
def test_a_wrong_row_is_named_by_file_and_line(tmp_path: Path, row: str, message: str) -> None:
    tables = "sectors", "countries", "titles", "orgshapes", "pronouns", "givennames", "leaders"
    for file in (f"{table}.txt" for table in tables):
        (tmp_path / file).write_text((DATA / file).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "agents.txt").write_text(row, encoding="utf-8")
    with pytest.raises(CodebookError, match=message):
        load_agents(tmp_path)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("XXA | Ana Ruiz", r"leaders.txt:1: country 'XXA'"),
        ("CHL | Ana Ruiz; Ruiz\nPER | Ruiz", r"leaders.txt:2: 'Ruiz' stands twice"),
    ],
)
def test_a_wrong_leader_is_named_by_file_and_line(tmp_path: Path, row: str, message: str) -> None:
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sqlite"))
    (tmp_path / "leaders.txt").write_text(row, encoding="utf-8")
    with pytest.raises(CodebookError, match=message):
        load_agents(tmp_path)


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("MINISTRY OF HEALTH", "GOV"),
        ("the Confederation of Light Industry Workers", "LAB"),
        ("the mineworkers at Driefkop", "LAB"),
        ("Zenta Orba", None),
    ],
)
def test_what_a_body_does_by_its_name(agents: Agents, name: str, sector: str | None) -> None:
    assert next(iter(agents.sectors_of(name)), None) == sector
