"""Sentences in, analyses out: parts of speech, lemmas, dependencies and names.

One linguistic library a file, behind the one protocol `Analyser`; nothing outside this package
knows which library it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from tocsin.model import Analysis, Sentence

__all__ = ["Analyser", "AnalyserMissing", "load_analyser"]


class AnalyserMissing(Exception):
    """No usable model of the linguistic library is installed. The message says what to install."""


class Analyser(Protocol):
    """What every linguistic library is asked for."""

    @property
    def name(self) -> str:
        """Library, model and version, for provenance."""
        ...

    def analyse(self, sentences: Iterable[Sentence]) -> Iterator[Analysis]:
        """One analysis for each sentence, in order."""
        ...


def load_analyser(model: str | None = None) -> Analyser:
    """The spaCy analyser for `model`, or for the best English model installed.

    Raises AnalyserMissing where there is none.
    """
    from tocsin.analyse.spacy_ import SpacyAnalyser

    return SpacyAnalyser(model)
