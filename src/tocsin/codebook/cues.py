"""Cue words: how a text says that something is denied, planned, claimed, still going on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tocsin.codebook.tables import CodebookError, read_table

KINDS = frozenset(
    (
        *(
            "support",
            "entering",
            "means",
            "taking",
            "say",
            "source",
            "hedge",
            "alleging",
            "holding",
            "negator",
            "averting",
            "negating",
            "denying",
            "conditional",
        ),
        *(
            "possible",
            "planned",
            "planning",
            "awaited",
            "calling",
            "announcing",
            "day-ahead",
            "ongoing",
            "where",
            "content",
            "answer",
            "regret",
            "done-by-saying",
            "joint",
            "verbal",
        ),
        *("listed", "premises", "provision", "counted-doer", "counted-target", "counted-victim", "measure"),
        *("demand-said", "demand-shown", "demanding", "ground", "cry", "listed-towns"),
    )
)
"""What a row of the table may be."""


class Cues:
    """Words by kind, each with the row that names it."""

    def __init__(self, rows: Mapping[str, Mapping[str, str]]) -> None:
        """`rows`: kind to word to file and line."""
        self._rows = rows
        self._words = {kind: frozenset(words) for kind, words in rows.items()}

    def __getitem__(self, kind: str) -> frozenset[str]:
        return self._words[kind]

    def source(self, kinds: Iterable[str], word: str) -> str | None:
        """File and line of the first row of these kinds that holds `word`."""
        return next((self._rows[kind][word] for kind in kinds if word in self._rows[kind]), None)

    def rows(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each kind with its words, in the order of the table."""
        return ((kind, tuple(words)) for kind, words in self._rows.items())


def load_cues(root: Path) -> Cues:
    """The cues of `cues.txt`. Raises CodebookError with file and line."""
    cues: dict[str, dict[str, str]] = {}
    for row in read_table(root / "cues.txt", root, range(2, 3)):
        kind, words = row.cells
        if kind not in KINDS:
            raise row.error(f"no such kind of cue: {kind!r}")
        for word in filter(None, (w.strip() for w in words.split(","))):
            cues.setdefault(kind, {}).setdefault(word, row.source)
    if missing := KINDS - cues.keys():
        raise CodebookError("cues.txt", 1, f"no words for {', '.join(sorted(missing))}")
    return Cues(cues)
