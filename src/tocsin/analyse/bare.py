"""The linguistic library alone, with nothing of ours round it: the yardstick of `tocsin bench`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Run = Callable[[Iterable[str]], int]


def load_bare(model: str | None = None) -> Run:
    """A function that runs texts through the pipeline that the analyser uses, and counts their words.

    Raises AnalyserMissing where there is no model.
    """
    from tocsin.analyse.spacy_ import BATCH, SpacyAnalyser

    nlp = SpacyAnalyser(model)._nlp
    return lambda texts: sum(map(len, nlp.pipe(texts, batch_size=BATCH)))
