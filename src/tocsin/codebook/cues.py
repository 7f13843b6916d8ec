"""Cue words: how a text says that something is denied, planned, claimed, still going on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tocsin.codebook.tables import CodebookError, read_table

KINDS = frozenset(
    (
        *("support", "say", "source", "hedge", "negator", "negating", "denying", "conditional", "possible"),
        *("planned", "ongoing", "where", "content", "answer", "done-by-saying", "joint", "verbal"),
        *("listed", "provision", "counted-doer", "counted-target", "counted-victim", "measure"),
        *("demand-said", "demand-shown", "demanding", "ground", "cry", "listed-towns"),
    )
)
"""What a row of the table may be."""

Cues = Mapping[str, frozenset[str]]


def load_cues(root: Path) -> Cues:
    """Words by kind, from `cues.txt`. Raises CodebookError with file and line."""
    cues: dict[str, frozenset[str]] = {}
    for row in read_table(root / "cues.txt", root, range(2, 3)):
        kind, words = row.cells
        if kind not in KINDS:
            raise row.error(f"no such kind of cue: {kind!r}")
        cues[kind] = cues.get(kind, frozenset()) | {w.strip() for w in words.split(",") if w.strip()}
    if missing := KINDS - cues.keys():
        raise CodebookError("cues.txt", 1, f"no words for {', '.join(sorted(missing))}")
    return cues
