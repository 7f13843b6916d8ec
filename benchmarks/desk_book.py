"""The desk's sample book: thirty made-up reports, coded. `python benchmarks/desk_book.py sample.tocsin`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tocsin.keep import add_report
from tocsin.pipeline import Coder, load_coder
from tocsin.store import open_book

REPORTS = Path(__file__).with_name("desk_reports.txt")


def reports() -> Iterator[tuple[str, str]]:
    """Name and text of each report."""
    parts = REPORTS.read_text(encoding="utf-8").split("===\n")[1:]
    for part in (*parts[0::3], *parts[1::3], *parts[2::3]):  # every story once, then again, as news comes in
        name, _, text = part.partition("\n")
        yield name, text


def make(path: Path, coder: Coder | None = None) -> None:
    """A new book at `path` with all the reports."""
    coder = coder or load_coder()
    with open_book(path, create=True) as book:
        for name, text in reports():
            add_report(book, coder.code(text.encode(), name), coder.made_by, coder.codebook.digest)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
