"""The codebook: everything that a political scientist would change, loaded from tables and checked.

`load_codebook()` reads the tables that ship; `load_codebook(folder)` reads a user's. Every table is
plain text, one row a line, and every error names file and line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tocsin.codebook.confidence import Confidence, load_confidence, load_participants
from tocsin.codebook.contents import Contents, load_contents
from tocsin.codebook.contexts import Contexts, load_contexts
from tocsin.codebook.countries import load_countries
from tocsin.codebook.cues import Cues, load_cues
from tocsin.codebook.gazetteer import open_gazetteer
from tocsin.codebook.lexicon import Lexicon, load_lexicon
from tocsin.codebook.places import Atlas, load_place_words
from tocsin.codebook.plover import EventType, load_types
from tocsin.codebook.quantities import QuantityBook, load_quantities
from tocsin.codebook.sectors import Agents, load_agents
from tocsin.codebook.shifts import Shifts, load_shifts
from tocsin.codebook.tables import DATA, CodebookError
from tocsin.codebook.times import TimeBook, load_times
from tocsin.model import CoderName, Problem, Role

__all__ = ["DATA", "Codebook", "CodebookError", "load_codebook"]


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """All tables, loaded and checked."""

    root: Path
    types: Mapping[str, EventType]
    lexicon: Lexicon
    shifts: Shifts
    contents: Contents
    cues: Cues
    confidence: Mapping[CoderName, Confidence]
    participants: Mapping[CoderName, Mapping[Role, Confidence]]
    contexts: Contexts
    agents: Agents
    atlas: Atlas
    times: TimeBook
    quantities: QuantityBook
    problems: tuple[Problem, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The first 12 hexadecimal digits of the SHA-256 of all tables by name: which codebook this is."""
        every = hashlib.sha256()
        for path in sorted(self.root.rglob("*.txt")):
            every.update(f"{path.relative_to(self.root).as_posix()}\0".encode())
            every.update(path.read_bytes())
        return every.hexdigest()[:12]


def load_codebook(folder: Path | None = None) -> Codebook:
    """The codebook in `folder`, or the one that ships.

    Raises CodebookError, with file and line, where a table is wrong, and OSError where one is missing.
    """
    root = folder or DATA
    types = load_types(root)
    modes = {name: frozenset(t.modes) for name, t in types.items()}
    gazetteer, problems = open_gazetteer(root)
    return Codebook(
        root=root,
        types=types,
        lexicon=load_lexicon(root, modes),
        shifts=load_shifts(root, modes),
        contents=load_contents(root, modes),
        cues=load_cues(root),
        confidence=load_confidence(root),
        participants=load_participants(root),
        contexts=load_contexts(root),
        agents=load_agents(root),
        atlas=Atlas(gazetteer, load_countries(root), load_place_words(root)),
        times=load_times(root / "times.txt"),
        quantities=load_quantities(root / "quantities.txt"),
        problems=problems,
    )
