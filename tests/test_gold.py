"""The reports written to learn from: each trigger stands in its report, each code in the codebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.codebook import load_codebook
from tocsin.score import read_gold

GOLD = Path(__file__).parents[1] / "gold"
FOLDERS = sorted(folder for folder in GOLD.iterdir() if folder.is_dir())
HELD_OUT = GOLD.parent / "held-out"
BOOK = load_codebook()


@pytest.mark.parametrize("folder", [*FOLDERS, HELD_OUT], ids=lambda folder: folder.name)
def test_every_report_is_coded_with_codes_that_there_are(folder: Path) -> None:
    reports = {path.stem for path in folder.glob("*.md")} - {"README"}
    assert reports == {path.stem for path in folder.glob("*.yaml")}
    for path in sorted(folder.glob("*.yaml")):
        stem, cases = read_gold(path)  # raises where a trigger is not in the report
        assert stem == path.stem
        for case in cases:
            assert case.type in BOOK.types, (path.name, case.words)
            assert case.modes <= set(BOOK.types[case.type].modes), (path.name, case.words)
            sectors = {code for person in (*case.actors, *case.recipients) for code in person.sectors}
            assert sectors <= set(BOOK.agents.sectors), (path.name, case.words)


def test_the_counts_in_the_readme_are_those_of_the_files() -> None:
    readme = (GOLD / "README.md").read_text(encoding="utf-8")
    for folder in FOLDERS:
        gold = sorted(folder.glob("*.yaml"))
        events = sum(len(read_gold(path)[1]) for path in gold)
        assert f"| {folder.name} |" in readme
        assert f"| {len(gold)} | {events:,} |" in readme, (folder.name, len(gold), events)
