"""The scorer gives the figures of the one that outside judges use."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tocsin.cli import run
from tocsin.score import GoldError, same_name, score_files

JUDGE = Path(__file__).parents[2] / "shared" / "bench" / "score.py"

REPORT = "Workers struck in Minsk on Monday. Police arrested ten of them. The mayor, Anna Ort, denied it.\n"
GOLD = """\
document: r.md
published: 2020-08-18
events:
- {id: a, trigger: struck, type: PROTEST, modes: [strike], place: Minsk,
   actors: [{text: Workers, country: BLR, sectors: [LAB]}],
   date: [2020-08-17, 2020-08-17], status: actual, voice: reported}
- {id: b, trigger: arrested, type: COERCE, modes: [arrest], date: [2020-08-01, 2020-08-17], status: actual,
   actors: [{text: Police, country: BLR, sectors: [COP]}],
   recipients: [{text: ten of them, country: BLR, sectors: [LAB], implicit: true}]}
- {id: c, trigger: denied, type: REJECT,
   actors: [{text: "The mayor, Anna Ort", country: BLR, sectors: [GOV]}]}
"""


def record(event: str, words: str, **more: object) -> dict[str, object]:
    """A predicted event whose trigger is `words` and whose sentence is the whole report."""
    start = REPORT.index(words)
    return {
        "document": "r.md", "event": event, "mode": [], "actor": [], "recipient": [], "place": None,
        "date": None, "status": "actual", "voice": "reported", "sentence": {"start": 0, "end": len(REPORT)},
        "trigger": {"text": words, "start": start, "end": start + len(words)}, **more,
    }  # fmt: skip


WORKERS = {"text": "Workers", "name": "Workers", "country": "BLR", "sector": ["LAB"]}
RIGHT = [
    record("PROTEST", "struck", mode=["strike"], actor=[WORKERS], place={"text": "in Minsk", "name": "Minsk"},
           date={"start": "2020-08-17", "end": "2020-08-17"}),
    record("COERCE", "arrested ten", mode=["arrest"], recipient=[WORKERS], status="ongoing",
           actor=[{"text": "Police", "country": "BLR", "sector": ["COP"]}],
           date={"start": "2020-08-03", "end": "2020-08-04"}),
    record("REJECT", "denied it",
           actor=[{"text": "she", "name": "Anna Ort", "country": "BLR", "sector": ["GOV"]}]),
]  # fmt: skip
WRONG = [
    record("PROTEST", "struck", mode=["riot"], place={"text": "Brest", "name": "Brest"}, status="negated",
           voice="attributed", date={"start": "2020-08-16", "end": "2020-08-17"}),
    record("ASSAULT", "arrested", actor=[WORKERS]),
    record("REJECT", "Police", actor=[{"text": "Ort", "country": None, "sector": []}], recipient=[WORKERS]),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one report and its gold."""
    (tmp_path / "r.md").write_text(REPORT, encoding="utf-8")
    (tmp_path / "r.yaml").write_text(GOLD, encoding="utf-8")
    return tmp_path


def predict(folder: Path, records: list[dict[str, object]]) -> Path:
    """The records as the file that `tocsin code --format jsonl` would have printed."""
    path = folder / "coded.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def test_a_perfect_coding_scores_one_everywhere(folder: Path) -> None:
    figures = score_files(folder / "r.yaml", predict(folder, RIGHT)).figures()
    assert {name: of.get("f1", of.get("right")) for name, of in figures.items() if of["n"]} == dict.fromkeys(
        ("event", "actor", "record", "mode", "country", "sector", "place", "date", "status", "voice"), 1.0
    )


def test_each_wrong_value_is_named(folder: Path) -> None:
    misses = "\n".join(score_files(folder, predict(folder, WRONG)).misses)
    for wanted in ("wrong mode", "wrong place", "wrong date", "wrong status", "wrong voice", "missed  COERCE",
                   "extra   ASSAULT"):  # fmt: skip
        assert wanted in misses


@pytest.mark.skipif(not JUDGE.exists(), reason="no shared/bench beside this checkout")
@pytest.mark.parametrize("records", [RIGHT, WRONG, RIGHT[:1] + WRONG[1:], [], RIGHT + WRONG])
def test_figures_equal_those_of_the_shared_scorer(folder: Path, records: list[dict[str, object]]) -> None:
    predicted = predict(folder, records)
    for gold in (folder, folder / "r.yaml"):
        judged = subprocess.run(
            [sys.executable, JUDGE, gold, predicted, "--json"], capture_output=True, text=True, check=True
        )
        assert score_files(gold, predicted).figures() == json.loads(judged.stdout)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the president", "President Lukashenko", False),
        ("Lukashenko", "President Alexander Lukashenko", True),
        ("the", "the", True),
        ("", "x", False),
    ],
)
def test_names_are_the_same_by_half_their_content_words(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


def test_a_trigger_that_is_not_in_the_report_is_an_error_that_names_it(folder: Path) -> None:
    (folder / "r.md").write_text("Nothing.", encoding="utf-8")
    with pytest.raises(GoldError, match=r"r\.yaml: a: trigger not in the report: 'struck'"):
        score_files(folder, predict(folder, []))


def test_the_command_prints_figures_or_json(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    predicted = str(predict(folder, RIGHT))
    assert run(["score", str(folder), predicted]) == 0
    assert b"event      P 1.000  R 1.000  F1 1.000  (n=3)" in capfdbinary.readouterr().out
    assert run(["score", str(folder), predicted, "--json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["event"]["f1"] == 1.0


def test_a_broken_prediction_is_one_line_and_exit_1(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.jsonl").write_text("{", encoding="utf-8")
    assert run(["score", str(folder), str(folder / "bad.jsonl")]) == 1
    assert "bad.jsonl:1: no event record" in capfd.readouterr().err
