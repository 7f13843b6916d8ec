"""The command line as users meet it: what is printed where, and with which exit status."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tocsin import cli
from tocsin.cli import run
from tocsin.codebook import DATA

HOME = Path(__file__).parents[1]
SAMPLES = HOME / "samples"
GOOD = SAMPLES / "tema-port.txt"


class Ran(NamedTuple):
    """What a command left: exit status, standard output, standard error."""

    status: int
    out: str
    err: str


def tocsin(*arguments: str | Path, stdin: bytes = b"", **environment: str) -> Ran:
    """Run the command in a process of its own, as a user does."""
    done = subprocess.run(
        [sys.executable, "-m", "tocsin", *map(str, arguments)],
        input=stdin, capture_output=True, timeout=300, env={**os.environ, "COLUMNS": "80", **environment},
    )  # fmt: skip
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


Here = Callable[..., Ran]


@pytest.fixture
def here(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Here:
    """Run the command in this process, where the coder is loaded once: many times as fast."""
    monkeypatch.setenv("COLUMNS", "80")

    def tocsin_here(*arguments: str | Path) -> Ran:
        capfd.readouterr()
        status = run([str(argument) for argument in arguments])
        return Ran(status, *capfd.readouterr())

    return tocsin_here


# ------------------------------------------------------------------ usage


@pytest.mark.parametrize("command", [(), *((name,) for name in cli.tocsin.commands)])
def test_every_command_has_help_with_examples(command: tuple[str, ...], here: Here) -> None:
    shown = here(*command, "--help")
    assert shown.status == 0
    assert "Examples" in shown.out


@pytest.mark.parametrize(
    "wrong",
    [
        ("code",),
        ("code", "x", "--format", "xml"),
        ("code", "x", "--published", "yesterday"),
        ("code", "x", "--codebook", "/no/such/folder"),
        ("code", "x", "--lang-model", "no_such_model"),
        ("code", "x", "--coder", "oracle"),
        ("code", "x", "--coder", "rules", "--model", str(SAMPLES)),
        ("code", "x", "--model", str(SAMPLES)),
        ("code", "x", "--precise", "--recall"),
        ("train", str(SAMPLES)),
        ("train", str(SAMPLES), "--out", "x", "--fresh", "--base", str(SAMPLES)),
        ("cod", "x"),
        ("codebook", "no-such-table"),
        ("why", str(GOOD), "zzzz"),
    ],
)
def test_wrong_usage_is_status_2_and_says_what_is_wrong(wrong: tuple[str, ...], here: Here) -> None:
    printed = here(*wrong)
    assert printed.status == 2
    assert printed.out == ""
    assert "Error: " in printed.err
    assert "Traceback" not in printed.err


def test_help_is_instant() -> None:
    best = min(timed(lambda: tocsin("--help")) for _ in range(3))
    assert best < 0.4, "a heavy import has crept into the start"  # 0.1 s on a quiet machine


def timed(action: Callable[[], object]) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


# ------------------------------------------------------------------ inputs, good and bad

BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\n\t\n", ""),
    "binary.txt": (bytes(range(256)) * 40, ""),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(5000), ""),
}
"""Inputs that cannot be coded, and a word that the message must hold."""
ODD: dict[str, bytes] = {
    "latin.txt": "Workers at the Caf\xe9 Z\xfcrich struck on Monday, 3 May 2021.\n".encode("latin-1"),
    "utf16.txt": "Police arrested ten protesters in Minsk on 3 May 2021.\n".encode("utf-16"),
    "undated.txt": b"Police arrested ten protesters in Minsk yesterday. Workers walked out.\n",
    "german.txt": b"Die Arbeiter haben gestern die Arbeit niedergelegt, weil sie nicht bezahlt wurden. " * 5,
    "nul.txt": b"Police arrested\x00 ten protesters in Minsk. Workers\x00 walked out on Monday.\n",
    "brackets.txt": b"(" * 2_000 + b" Police arrested ten protesters.\n",
    "arabic.txt": "اعتقلت الشرطة عشرة متظاهرين في المدينة أمس. ".encode() * 4,
    "astral.txt": "𝒫olice arrested 🧑‍🏭 ten workers in Minsk 🇧🇾 on Monday. \U000e0041\n".encode(),
    "rtl.txt": "Police \u202earrested\u202c ten workers in Minsk.\n".encode(),
}
"""Inputs that may be coded or refused, but must cost nobody else anything."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that goes wrong at a news desk, and one good report."""
    folder = tmp_path_factory.mktemp("desk")
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    for name, data in ODD.items():
        (folder / name).write_bytes(data)
    (folder / "huge.txt").write_bytes(b"Workers struck. " * (2**20 + 2**16))
    (folder / "none").mkdir()
    (folder / "good.txt").write_bytes(GOOD.read_bytes())
    return folder


@pytest.fixture(scope="module")
def coded(desk: Path) -> Ran:
    """All of the folder in one run, with a missing file and an empty folder."""
    return tocsin("code", desk, desk / "missing.txt", desk / "none", "--format", "jsonl")


def test_bad_inputs_are_status_1_without_a_traceback(coded: Ran) -> None:
    assert coded.status == 1
    assert "Traceback" not in coded.err
    assert "please report" not in coded.err


@pytest.mark.parametrize("name", [*BAD, "huge.txt", "missing.txt", "none"])
def test_each_bad_input_is_named_once_on_one_line(coded: Ran, name: str) -> None:
    lines = [line for line in coded.err.splitlines() if f"/{name}:" in line]
    assert len(lines) == 1
    assert BAD.get(name, (b"", ""))[1] in lines[0]


def test_the_good_report_is_coded_all_the_same(coded: Ran, desk: Path) -> None:
    names = [json.loads(line)["document"] for line in coded.out.splitlines()]
    assert names.count(str(desk / "good.txt")) >= 10
    assert names == sorted(names)  # a folder's files by name


def test_a_report_without_a_date_says_what_to_do(coded: Ran) -> None:
    [line] = [line for line in coded.err.splitlines() if "undated.txt" in line]
    assert "date of publication" in line
    assert "--published" in line


# ------------------------------------------------------------------ formats


@pytest.fixture(scope="module")
def alone() -> Ran:
    """One good report by itself."""
    return tocsin("code", GOOD, "--format", "jsonl")


def test_the_same_report_gives_the_same_bytes_in_any_company(alone: Ran, here: Here) -> None:
    among = here("code", SAMPLES, GOOD, "--format", "jsonl").out
    assert alone.status == 0
    assert among.endswith(alone.out)


def test_standard_input_is_a_report(alone: Ran) -> None:
    piped = tocsin("code", "-", "--format", "jsonl", stdin=GOOD.read_bytes())
    assert [r["trigger"] for r in map(json.loads, piped.out.splitlines())] == [
        r["trigger"] for r in map(json.loads, alone.out.splitlines())
    ]


def test_a_wildcard_in_quotation_marks_is_spread_out(alone: Ran, here: Here) -> None:
    spread = here("code", str(SAMPLES / "tema-p*.txt"), "--format", "jsonl")
    assert spread.out == alone.out


def test_a_date_given_dates_what_the_report_does_not(tmp_path: Path, here: Here) -> None:
    report = tmp_path / "undated.txt"
    report.write_text("Workers at the port walked off the job yesterday.\n", encoding="utf-8")
    dated = here("code", report, "--published", "2024-03-06", "--format", "jsonl")
    assert "undated" not in dated.err
    assert json.loads(dated.out.splitlines()[0])["date"]["start"] == "2024-03-05"


def test_a_table_is_for_the_eye(here: Here) -> None:
    shown = here("code", GOOD, "--coder", "rules")
    assert "PROTEST strike" in shown.out
    assert re.search("⟦[^⟧]+⟧", shown.out)
    assert "\x1b" not in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80


def test_a_sheet_has_a_row_an_event(alone: Ran, here: Here) -> None:
    sheet = here("code", GOOD, "--format", "csv").out
    assert sheet.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(sheet[1:])))
    assert [r["id"] for r in rows] == [json.loads(line)["id"] for line in alone.out.splitlines()]


@pytest.mark.parametrize("form", ["json", "plover"])
def test_json_formats_are_one_object_a_line(form: str, here: Here) -> None:
    records = [json.loads(line) for line in here("code", GOOD, "--format", form).out.splitlines()]
    assert records
    assert all("events" in r if form == "json" else r["event"] for r in records)


# ------------------------------------------------------------------ why, codebook, bench


def test_why_explains_an_event_by_the_beginning_of_its_id(alone: Ran, here: Here) -> None:
    first = json.loads(alone.out.splitlines()[0])
    why = here("why", GOOD, first["id"][:10])
    assert why.status == 0
    assert f"{first['event']} " in why.out
    assert re.search(r"lexicon/\w+\.txt:\d+\n +│|trained model", why.out)


def test_why_without_an_event_lists_them(alone: Ran, here: Here) -> None:
    listed = here("why", GOOD)
    assert all(json.loads(line)["id"][:8] in listed.out for line in alone.out.splitlines())


def test_why_is_asked_of_one_report(here: Here) -> None:
    ran = here("why", SAMPLES)
    assert ran.status == 1
    assert "is a folder: name one report in it" in ran.err


def test_why_is_there_for_programs_too(alone: Ran, here: Here) -> None:
    records = [json.loads(row) for row in here("why", GOOD, "--format", "json").out.splitlines()]
    assert [r["event"]["id"] for r in records] == [json.loads(row)["id"] for row in alone.out.splitlines()]
    assert all(r["values"][0]["steps"][0]["source"] for r in records)


def test_everything_in_the_table_is_people_quotations_and_figures_too(here: Here) -> None:
    shown = here("code", GOOD, "--all").out
    assert all(title in shown for title in ("Who is who", "Quotations", "Figures"))


def test_codebook_lists_types_modes_and_tables(here: Here) -> None:
    shown = here("codebook")
    assert shown.status == 0
    assert all(word in shown.out for word in ("PROTEST", "hunger", "sectors", "lexicon/protest"))


@pytest.mark.parametrize("what", ["sectors", "lexicon/protest", "PROTEST", "protest"])
def test_codebook_shows_one_table_or_type(what: str, here: Here) -> None:
    assert here("codebook", what).out.count("\n") > 10


def test_codebook_says_what_is_in_use(here: Here) -> None:
    shown = here("codebook", "--coder", "rules").out
    assert all(word in shown for word in ("rules: the lexicon alone", "probability of", "spacy", str(DATA)))


@pytest.fixture
def mine(tmp_path: Path, here: Here) -> Path:
    """A copy of the codebook, to be changed."""
    folder = tmp_path / "mine"
    assert here("codebook", "--copy", folder).status == 0
    return folder


def test_a_copy_of_the_codebook_is_whole_and_right(mine: Path, here: Here) -> None:
    names = {p.relative_to(mine) for p in mine.rglob("*") if p.is_file()}
    assert names == {p.relative_to(DATA) for p in DATA.rglob("*.txt")}
    assert here("codebook", "types", "--codebook", mine).status == 0


def test_a_copy_overwrites_nothing(mine: Path, here: Here) -> None:
    again = here("codebook", "--copy", mine)
    assert (again.status, again.out) == (1, "")
    assert "exists" in again.err


def test_all_errors_in_a_users_codebook_are_named_with_file_and_line(mine: Path, here: Here) -> None:
    wrong = {
        "lexicon/protest.txt": "dance.v | PROTEST dance | | They danced.",
        "cues.txt": "wobbly | perhaps",
        "times.txt": "too | few",
    }
    lines = {name: append(mine / name, row) for name, row in wrong.items()}
    second = append(mine / "cues.txt", "one cell")
    checked = here("codebook", "--codebook", mine)
    assert checked.status == 1
    named = {error.split(": ")[1] for error in checked.err.splitlines()}
    assert named == {f"{name}:{line}" for name, line in (*lines.items(), ("cues.txt", second))}


def test_an_error_that_others_rest_on_is_named_alone(mine: Path, here: Here) -> None:
    line = append(mine / "modes.txt", "PROTEST | dance")
    [error] = here("codebook", "--codebook", mine).err.splitlines()
    assert error.startswith(f"tocsin: modes.txt:{line}: ")


def test_tables_that_are_missing_are_named(mine: Path, here: Here) -> None:
    (mine / "cues.txt").unlink()
    (mine / "lexicon" / "aid.txt").unlink()
    errors = here("codebook", "--codebook", mine).err.splitlines()
    assert [error.split("/mine/")[1].split(":")[0] for error in errors] == ["cues.txt", "lexicon/aid.txt"]
    assert all("--copy" in error for error in errors)


def append(table: Path, row: str) -> int:
    """Add a row to a table; its line."""
    with table.open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")
    return len(table.read_text(encoding="utf-8").splitlines())


def test_training_without_its_packages_says_what_to_install(tmp_path: Path) -> None:
    if importlib.util.find_spec("torch"):
        pytest.skip("the packages are here")
    asked = tocsin("train", SAMPLES, "--out", tmp_path / "weights", "--fresh")
    assert asked.status == 1
    assert "pip install 'tocsin[train]'" in asked.err
    assert not (tmp_path / "weights").exists()


def test_bench_times_each_stage(here: Here) -> None:
    timed_stages = here("bench", GOOD, "--words", "1").out
    assert all(word in timed_stages for word in ("analyse", "whole coder", "bare library", "words/s"))


# ------------------------------------------------------------------ being stopped


def start(*arguments: str | Path) -> subprocess.Popen[bytes]:
    """A command that runs until it is stopped or done."""
    return subprocess.Popen(
        [sys.executable, "-m", "tocsin", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
    )


def test_an_interrupt_is_status_130_and_quiet() -> None:
    process = start("code", *[GOOD] * 300, "--format", "jsonl", "--coder", "rules")
    assert process.stdout
    process.stdout.read(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.strip()) == (130, b"")


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = start("code", *[SAMPLES] * 3, "--format", "jsonl", "--coder", "rules")
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 0
