"""Writes the README's example anew: the report that stands in it, coded. Run by `make docs`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
START, END = "<!-- example: written by `make docs` -->\n", "<!-- end of example -->"


def report(readme: str) -> str:
    """The report in the README: the first block of text."""
    return readme.split("```text\n", 1)[1].split("```", 1)[0]


def shown(text: str) -> str:
    """What `tocsin code` prints of the report, 100 columns wide, without the head that names the file."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "report.txt").write_text(text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "tocsin", "code", "report.txt"],
            cwd=folder, capture_output=True, check=True, env={"COLUMNS": "100", "PATH": ""},
        )  # fmt: skip
    cards = done.stdout.decode("utf-8").split("\n\n", 1)[1]
    return f"```text\n{cards.strip()}\n```\n"


def written(readme: str) -> str:
    """The README with its example as it is now."""
    before, rest = readme.split(START)
    return f"{before}{START}{shown(report(readme))}{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
