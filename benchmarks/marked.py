"""Parts of a page that a benchmark writes: what stands between two marks."""

from __future__ import annotations

from pathlib import Path


def write_between(page: Path, start: str, end: str, made: str) -> None:
    """Put `made` between the marks `start` and `end` of a page, each of which stands there once."""
    before, rest = page.read_text(encoding="utf-8").split(start)
    page.write_text(f"{before}{start}{made}{end}{rest.split(end)[1]}", encoding="utf-8")
