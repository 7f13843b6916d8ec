"""PLOVER's contexts and the words that give them, read from `contexts.txt`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.codebook.tables import read_table


@dataclass(frozen=True, slots=True)
class Contexts:
    """What events are about: the meaning of each context, and an index of the words that give it."""

    meanings: Mapping[str, str]
    by_first: Mapping[str, tuple[tuple[tuple[str, ...], str, str], ...]]
    """First lemma to (all lemmas, context, file and line)."""

    def of(self, lemmas: Sequence[str]) -> Iterable[tuple[str, str]]:
        """The contexts of a sentence by its lemmas, in table order, each with file and line."""
        found: dict[str, str] = {}
        for i, lemma in enumerate(lemmas):
            for words, context, source in self.by_first.get(lemma, ()):
                if tuple(lemmas[i : i + len(words)]) == words:
                    found.setdefault(context, source)
        return ((context, found[context]) for context in self.meanings if context in found)


def load_contexts(root: Path) -> Contexts:
    """The table of contexts. Raises CodebookError with file and line."""
    meanings: dict[str, str] = {}
    index: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for row in read_table(root / "contexts.txt", root, range(3, 4)):
        name, meaning, phrases = row.cells
        if name in meanings:
            raise row.error(f"context {name!r} twice")
        meanings[name] = meaning
        for phrase in phrases.split(","):
            words = tuple(phrase.split())
            if not words:
                raise row.error("an empty phrase")
            index.setdefault(words[0], []).append((words, name, row.source))
    return Contexts(meanings, {first: tuple(rows) for first, rows in index.items()})
