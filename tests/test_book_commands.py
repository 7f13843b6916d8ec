"""The commands of a book as users meet them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
SAMPLES = HOME / "samples"
TWO = (
    "MINSK, 17 August 2020 (Harbour Wire) - Workers at the Minsk Tractor Works walked off the job on Monday.",
    "MINSK, 18 August 2020 (North Quay) - Some 200 of the Minsk Tractor Works went on strike on Monday.",
)

Ran = tuple[int, str, str]
Tocsin = Callable[..., Ran]


@pytest.fixture
def two(tocsin: Tocsin, tmp_path: Path) -> Tocsin:
    """A book of two reports of one strike."""
    for i, text in enumerate(TWO):
        (tmp_path / f"{i}.txt").write_text(text)
        assert tocsin("add", tmp_path / f"{i}.txt", "--coder", "rules")[0] == 0
    return tocsin


def lines(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_the_same_files_again_change_nothing(tocsin: Tocsin, tmp_path: Path) -> None:
    assert "4 reports added" in tocsin("add", SAMPLES, "--coder", "rules")[1]
    before = tocsin("events", "--format", "jsonl")[1]
    assert "4 there already" in tocsin("add", SAMPLES, "--coder", "rules")[1]
    assert tocsin("events", "--format", "jsonl")[1] == before


def test_events_of_a_book_are_those_that_code_prints(tocsin: Tocsin) -> None:
    report = SAMPLES / "tema-port.txt"
    coded = lines(tocsin("code", report, "--coder", "rules", "--format", "jsonl")[1])
    tocsin("add", report, "--coder", "rules")
    kept = lines(tocsin("events", "--format", "jsonl")[1])
    assert sorted(e["id"] for e in kept) == sorted(e["id"] for e in coded)  # type: ignore[type-var]
    by_id = {event["id"]: event for event in kept}
    for event in coded:
        assert {**event, "episode": by_id[event["id"]]["episode"]} == by_id[event["id"]]


def test_filters_narrow_and_an_unknown_one_says_so(two: Tocsin) -> None:
    assert len(lines(two("events", "--mode", "strike", "--format", "jsonl")[1])) == 2
    assert len(lines(two("events", "--source", "harbour wire", "--format", "jsonl")[1])) == 1
    status, out, err = two("events", "--mode", "boycott")
    assert (status, out) == (0, "")
    assert "no such event" in err
    assert "codebook" not in err


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--mode", "striek"), "no mode 'striek' in Tocsin's codebook; there are strike"),
        (("--type", "protests"), "no type 'protests' in Tocsin's codebook; there are PROTEST"),
        (("--country", "Belarus"), "'Belarus' is no country's code; Belarus is BLR"),
    ],
)
def test_what_no_event_can_have_is_said(two: Tocsin, asked: tuple[str, str], told: str) -> None:
    status, out, err = two("events", *asked)
    assert (status, out) == (0, "")
    assert told in err


def test_an_episode_shows_every_version_and_who_claims_it(two: Tocsin) -> None:
    (episode,) = lines(two("episodes", "--mode", "strike", "--format", "jsonl")[1])
    assert (episode["reports"], episode["independent"]) == (2, 2)
    status, out, _ = two("show", str(episode["id"])[:9])
    assert status == 0
    assert "Harbour Wire" in out
    assert "North Quay" in out
    assert "walked off the job" in out


def test_a_person_parts_what_the_machine_joined(two: Tocsin) -> None:
    one, other = (str(e["id"]) for e in lines(two("events", "--mode", "strike", "--format", "jsonl")[1]))
    assert two("judge", one, other, "different", "--by", "Ada")[0] == 0
    assert len(lines(two("episodes", "--mode", "strike", "--format", "jsonl")[1])) == 2
    assert two("judge", one, other, "undo")[0] == 0
    assert len(lines(two("episodes", "--mode", "strike", "--format", "jsonl")[1])) == 1
    assert two("judge", one, other, "undo")[0] == 1


def test_an_archive_makes_the_same_book_again(two: Tocsin, tmp_path: Path) -> None:
    one, other = (str(e["id"]) for e in lines(two("events", "--mode", "strike", "--format", "jsonl")[1]))
    two("judge", one, other, "same", "--by", "Ada", "--note", "one strike")
    assert two("export", "--to", "archive", "--out", tmp_path / "a.jsonl", "--with-names")[0] == 0
    copy = tmp_path / "copy.tocsin"
    assert two("import", tmp_path / "a.jsonl", "--book", copy)[0] == 0
    for form in (
        "archive",
        "plover",
        "csv",
        "labour",
        "acled",
        "polecat",
        "geojson",
        "graphml",
        "ftm",
        "ical",
    ):
        for book, folder in ((tmp_path / "book.tocsin", "one"), (copy, "two")):
            out = tmp_path / folder / form
            assert two("export", "--to", form, "--out", out, "--with-names", "--book", book)[0] == 0
        for path in sorted((tmp_path / "one" / form).iterdir()):
            assert path.read_bytes() == (tmp_path / "two" / form / path.name).read_bytes(), (form, path.name)
    assert two("doctor", "--book", copy)[0] == 0


def test_a_newer_coder_says_what_it_gained_and_lost(two: Tocsin) -> None:
    status, out, _ = two("recode", "--coder", "rules")
    assert (status, out) == (0, "0 reports coded again: 0 events gained, 0 lost, 0 changed.\n")
    status, out, _ = two("recode", "--coder", "rules", "--recall")
    assert status == 0
    assert out.splitlines()[-1].startswith("2 reports coded again:")


def test_whoever_is_taken_out_is_gone(tocsin: Tocsin, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(TWO[0] + " Maria Zhdanovich, a welder, was arrested by police.")
    tocsin("add", report, "--coder", "rules")
    assert "1 report" in tocsin("redact", "Maria Zhdanovich", "--yes")[1]
    assert b"Zhdanovich" not in (tmp_path / "book.tocsin").read_bytes()
    assert tocsin("redact", "…", "--yes")[0] == 2


def test_what_is_wrong_with_a_book_is_told_in_a_line(tocsin: Tocsin, tmp_path: Path) -> None:
    status, out, err = tocsin("events")
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    (tmp_path / "book.tocsin").write_text("Workers walked off the job. " * 99)
    assert "no book" in tocsin("add", SAMPLES / "tema-port.txt")[2]


def test_a_report_in_another_language_is_kept_and_counted(tocsin: Tocsin, tmp_path: Path) -> None:
    polish = (
        "Robotnicy zastrajkowali w poniedziałek, ponieważ firma nie wypłaciła im pensji, "
        "a rząd nie chciał z nimi rozmawiać."
    )
    (tmp_path / "pl.txt").write_text(polish)
    status, out, err = tocsin("add", tmp_path / "pl.txt", "--coder", "rules")
    assert status == 1
    assert "not English" in err
    assert "1 of them in another language, kept and not coded" in out


def test_a_page_and_its_archive_are_one_report(tocsin: Tocsin, tmp_path: Path) -> None:
    import zipfile

    page = f"<html><head><title>Strike</title></head><body><article><p>{TWO[0]}</p></article></body></html>"
    (tmp_path / "page.html").write_text(page)
    with zipfile.ZipFile(tmp_path / "week.zip", "w") as archive:
        archive.writestr("monday.html", page)
    assert "1 report added" in tocsin("add", tmp_path / "page.html", "--coder", "rules")[1]
    assert "1 there already" in tocsin("add", tmp_path / "week.zip", "--coder", "rules")[1]
    (event,) = lines(tocsin("events", "--mode", "strike", "--format", "jsonl")[1])
    trigger = event["trigger"]
    assert isinstance(trigger, dict)
    assert trigger["text"] == "walked off the job"
