"""Copies of one report are known whatever headline, byline and breaks; two reporters' own stories are two."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from tocsin.link.copies import COPY, band_keys, copy_likeness, signature_of
from tocsin.model import Document
from tocsin.read import read_document

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from made_up import reports

RANDOM = Random(7)
FIRST_VALUES = "cec80416dbd737002e541e33"
SAID = ("miners", "police", "road", "union", "the", "said", "gas", "offer", "strike", "they", "talks", "of")
STORY = [f"{' '.join(RANDOM.choices(SAID, k=60))}." for _ in range(6)]


def read(text: str) -> Document:
    document, _ = read_document(text.encode(), "report.txt")
    assert document is not None
    return document


def copied(number: int) -> Document:
    """The story under another headline and byline, wrapped anew, most often without its last paragraph."""
    body = STORY[:-1] if number % 3 else STORY
    width = 8 + number % 7
    wrapped = []
    for paragraph in body:
        words = paragraph.split()
        wrapped.append("\n".join(" ".join(words[i : i + width]) for i in range(0, len(words), width)))
    return read(f"Unrest goes on, day {number}\n\nBy Staff Writer {number}\n\n" + "\n\n".join(wrapped) + "\n")


def test_fifty_copies_of_a_wire_story_are_one_source_and_are_found_by_their_blocks() -> None:
    first = signature_of(copied(0))
    for number in range(1, 51):
        other = signature_of(copied(number))
        assert copy_likeness(first, other) >= COPY
        assert set(band_keys(first)) & set(band_keys(other))


def test_reports_of_one_happening_in_other_words_are_no_copies() -> None:
    made = list(reports(300, seed=3))
    own = [signature_of(m.held.coding.document) for m in made if m.original is None]
    alike = [copy_likeness(a, b) for i, a in enumerate(own) for b in own[i + 1 : i + 12]]
    assert max(alike) < COPY


def test_made_up_copies_are_found() -> None:
    made = list(reports(300, seed=3))
    by_id = {m.held.coding.document.id: m.held.coding.document for m in made}
    pairs = [(m.held.coding.document, by_id[m.original]) for m in made if m.original]
    assert pairs
    assert all(copy_likeness(signature_of(a), signature_of(b)) >= COPY for a, b in pairs)


@pytest.mark.parametrize("text", ["Two words", "Police said.\n\nNothing more."])
def test_a_text_too_short_is_no_copy_of_anything(text: str) -> None:
    signature = signature_of(read(text + "\n"))
    assert signature == b""
    assert band_keys(signature) == ()
    assert copy_likeness(signature, signature) == 0.0


def test_a_signature_is_the_same_every_time() -> None:
    assert signature_of(copied(1)) == signature_of(copied(1))
    assert signature_of(copied(1)).hex().startswith(FIRST_VALUES)  # also with the next version of the library
