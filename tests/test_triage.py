"""Sentences that may hold an event are read and parsed; those that hold none are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tocsin.codebook import load_codebook
from tocsin.pipeline import Coder, load_coder
from tocsin.triage import TABLE, UNSEEN, Triage, Weights, load_triage, read_weights, write_weights
from tocsin.triage.signs import Signs, lemmas_of

REPORT = """MINSK, 17 August 2020 (Wire) - Workers at the tractor plant walked off the job on Monday.

The river rises in the hills to the north and reaches the sea some two hundred kilometres further on.

Temperatures are to reach nine degrees in the south, a little above what is usual for the season.

Police arrested 12 of the strikers, the union said.
"""


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load_coder(triage=True)


@pytest.fixture(scope="module")
def triage(coder: Coder) -> Triage:
    assert coder.triage
    return coder.triage


def signs_of(text: str) -> set[str]:
    return Signs(load_codebook().lexicon, {"struck": ("strike",)}).of(text)


# ------------------------------------------------------------------ signs


def test_signs_are_words_their_beginnings_and_pairs() -> None:
    found = signs_of("Miners struck 40 times.")
    assert {"miners", "miner*", "^ miners", "miners struck", "struck 0", "0"} <= found


def test_a_row_of_the_lexicon_fits_whatever_the_form() -> None:
    assert "=arrest.v" in signs_of("Twelve were being arrested.")
    assert "=arrest.v" not in signs_of("Twelve were at rest.")


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("marches", "march"),
        ("denied", "deny"),
        ("striking", "strike"),
        ("banned", "ban"),
        ("seized", "seize"),
    ],
)
def test_regular_forms_lead_to_their_lemma(form: str, lemma: str) -> None:
    assert lemma in lemmas_of(form)


def test_hostile_text_has_signs_too() -> None:
    for text in ("", " ", "\ud800", "-" * 5000, "a-" * 5000, "’’’", "９９"):
        assert isinstance(signs_of(text), set)


# ------------------------------------------------------------------ scores


@pytest.mark.parametrize(
    "text",
    [
        "Police arrested 12 people in the capital on Monday.",
        "The union called a strike at the plant for Thursday.",
        "Gunmen killed four soldiers near the border, the army said.",
        "The minister rejected the demand for talks.",
    ],
)
def test_what_tells_of_an_event_is_read(triage: Triage, text: str) -> None:
    assert triage.reads(triage.words([text])) == [True]
    assert triage.parses(triage.words([text]), [0.9]) == [True]


@pytest.mark.parametrize(
    "text",
    [
        "The river rises in the hills to the north and reaches the sea some kilometres further on.",
        "It was her third novel and the first to be set in a small town by the sea.",
    ],
)
def test_what_tells_of_none_is_not_parsed(triage: Triage, text: str) -> None:
    assert triage.parses(triage.words([text]), [0.0]) == [False]


def test_a_row_that_the_table_does_not_know_always_passes() -> None:
    lexicon = load_codebook().lexicon
    (row, *_) = lexicon.by_head["arrest"]
    new = replace(
        row, pattern="frobnicate.v", heads=("frobnicate",), words=(), shared=(), without=frozenset()
    )
    signs = Signs(replace(lexicon, by_head={"frobnicate": (new,)}), {})
    triage = Triage(read_weights(TABLE.read_text("utf-8")), signs, "")
    (score,) = triage.words(["They frobnicated the lamp."])
    assert score == UNSEEN
    assert triage.reads([score]) == triage.parses([score], [0.0]) == triage.parses([score], None) == [True]


def test_weights_are_read_as_they_were_written() -> None:
    weights = Weights(
        {"a b": 0.5, "=x | y": 0.0}, {"struck": ("strike",)}, -1.5, (1.0, 2.0), -3.0, -2.0, -1.0
    )
    assert read_weights(write_weights(weights)) == weights
    with pytest.raises(ValueError, match="bias"):
        read_weights("0.5\ta\n")


def test_the_table_that_ships_knows_the_lexicon_that_ships() -> None:
    """Nearly: a row whose words stand in no report that it was fitted on is unknown, and passes."""
    weights = load_triage(load_codebook().lexicon).weights
    known = sum(
        f"={entry.pattern}" in weights.signs for entry in load_codebook().lexicon.entries if entry.type
    )
    assert known > 0.5 * len(load_codebook().lexicon.entries)


# ------------------------------------------------------------------ the coder


def test_events_are_found_among_sentences_that_are_not_parsed(coder: Coder) -> None:
    coding = coder.code(REPORT.encode(), "a.txt")
    assert [event.type for event in coding.events] == ["PROTEST", "COERCE"]
    assert coding.unparsed == 2
    assert coding.events[1].sentence.of(coding.document.text).startswith("Police")


def test_a_report_without_events_is_coded_without_a_parse(coder: Coder) -> None:
    coding = coder.code("\n\n".join(REPORT.split("\n\n")[1:3]).encode(), "a.txt", None)
    assert coding.unparsed == len(coding.sentences) == 2
    assert not coding.events


def test_who_coded_it_says_with_which_triage(coder: Coder, triage: Triage) -> None:
    assert triage.name in coder.made_by
    assert "triage" not in load_coder(coder="rules").made_by


def test_the_rules_alone_go_by_the_words() -> None:
    coding = load_coder(coder="rules", triage=True).code(REPORT.encode(), "a.txt")
    assert coding.unparsed <= 2
    assert {event.type for event in coding.events} == {"PROTEST", "COERCE"}


def test_without_a_model_the_words_must_reach_a_score_of_their_own() -> None:
    weights = Weights({"arrested": 3.0}, {}, -1.0, (0.0,) * 6, -9.0, 9.0, 1.0)
    triage = Triage(weights, Signs(load_codebook().lexicon.without_entries(), {}), "")
    assert triage.words(["Police arrested him.", "Rain."]) == (2.0, -1.0)
    assert triage.parses((2.0, -1.0), None) == [True, False]
