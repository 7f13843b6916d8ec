"""Modes told by what is asked or refused, read from `contents.txt`."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from tocsin.codebook.tables import read_table


@dataclass(frozen=True, slots=True)
class Content:
    """One row: the mode that its words give in place of the general one."""

    general: str | None
    mode: str
    words: frozenset[str]
    """Empty where any content will do."""
    source: str


Contents = Mapping[str, tuple[Content, ...]]
"""Rows by type, in the order of the table."""


def load_contents(root: Path, types: Mapping[str, frozenset[str]]) -> Contents:
    """The table of contents. Raises CodebookError with file and line."""
    found: dict[str, tuple[Content, ...]] = {}
    for row in read_table(root / "contents.txt", root, range(4, 5)):
        kind, general, mode, words = row.cells
        if kind not in types or mode not in types[kind] or general not in ("-", *types[kind]):
            raise row.error(f"no such type or mode: {kind} {general} {mode}")
        listed = frozenset(w.strip() for w in words.split(",") if w.strip() not in ("", "-"))
        content = Content(None if general == "-" else general, mode, listed, row.source)
        found[kind] = (*found.get(kind, ()), content)
    return found


def content_for(
    contents: Contents, kind: str, modes: tuple[str, ...], words: Container[str]
) -> Content | None:
    """The first row of `kind` whose words are among `words`; none for an event with a mode of its own."""
    for content in contents.get(kind, ()):
        if modes and modes != (content.general,):
            continue
        if not content.words or any(word in words for word in content.words):
            return content
    return None
