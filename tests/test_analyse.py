"""The pipeline as we evaluate it says what the library says of the same text, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.analyse.spacy_ import MOST_NEW, SpacyAnalyser
from tocsin.model import Alignment, Analysis, Sentence, Span
from tocsin.split import split_text

SAMPLES = Path(__file__).parents[1] / "samples"
ODD = (
    "They're gonna strike because there is no pay, aren't they?",
    "Let's say y'all ain't got ta go: c'mon!",
    "There are  two   blanks here, and a tab\tthere.",
    "“The Union of Belarusian Independent Miners and Chemists” met in New York City on Monday, 3 May 2021.",
    "Ms Tikhanovskaya's $500-900 million",
    "🙂 ...",
    "x" * 500,
    "(" * 300,
    "Minsk",
)


@pytest.fixture(scope="module")
def analyser() -> SpacyAnalyser:
    return SpacyAnalyser()


def sentences() -> list[Sentence]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.*"))]
    parts = [" ".join(text[a:b].split("\n")) for text in texts for a, b in split_text(text)]
    return [
        Sentence(index=i, block=0, span=Span(0, len(t)), text=t, align=Alignment((0,), (0,)))
        for i, t in enumerate((*parts, *ODD))
    ]


def test_names_parses_and_lemmas_are_those_of_the_library(
    analyser: SpacyAnalyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert type(analyser._read).__name__ == "Quick", "the model that ships is evaluated by ourselves"
    ours = list(analyser.analyse(sentences()))
    again = list(analyser.analyse(sentences()))  # now every form is known
    monkeypatch.setattr(analyser, "_read", analyser._whole)
    theirs = list(analyser.analyse(sentences()))
    assert ours == theirs
    assert again == theirs
    assert sum(len(a.names) for a in ours) > 50


def test_a_sentence_is_read_the_same_alone_and_among_others(analyser: SpacyAnalyser) -> None:
    together = list(analyser.analyse(sentences()))
    alone: list[Analysis] = []
    for sentence in sentences():
        alone += analyser.analyse([sentence])
    assert alone == together


def test_spacy_is_loaded_afresh_before_it_has_learnt_too_much(analyser: SpacyAnalyser) -> None:
    before = list(analyser.analyse(sentences()))
    library, analyser._most = analyser._nlp, 0
    assert list(analyser.analyse(sentences())) == before
    assert analyser._nlp is not library
    assert analyser._most >= MOST_NEW
