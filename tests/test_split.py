"""Splitting: a paragraph with ` | ` where its sentences end; nothing else may be cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import processor_seconds
from tocsin.read import read_document
from tocsin.split import MOST_CHARACTERS, MOST_WORDS, split_document, split_text


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_text(text)]


@pytest.mark.parametrize(
    "marked",
    [
        "Miners struck. | Police came.",
        "Mr. Lungu met Dr. K. Phiri and Gen. Paco Ribas. | Nobody spoke.",
        "Gov. Alicia Brandt, D-N.J., stayed out. | She had vetoed it.",
        "It fell to $1.6085 on Oct. 12 at 9 a.m. Wednesday. | Gilts rose 0.3 per cent.",
        "The talks broke off at 2 a.m. | They are to resume today.",
        "He flew to the U.S. | The strike went on.",
        "The U.S. State Department condemned it.",
        "They work for Tank & Sons Ltd. in Leeds.",
        "Dock no. 1 is shut, Bulletin No. 64 says. | No. 2 is open.",
        'Lukashenko faced cries of, "Get out!"—the slogan of the day. | He left.',
        '"Get out!" they shouted. | He left.',
        '"Leave!" Ann Lee shouted. | He left.',
        '"It is over." he said.',
        '"It is over." Pelosi said. | She left.',
        '"It is over." | Pelosi said that she would resign. | She did.',
        'He said: "You know me. | You know that I am harsh." | Nobody spoke.',
        'He called it a "psychosis." | It has infected many.',
        "He spoke of “the yellow vests”. | She left.",
        "They want to push for a deal; or whether to bring him down; or to wait.",
        "He said [...] that we must go. | Then he left.",
        "We waited... | Then they came.",
        "We were ... Soldiers of the line.",
        "What more is wanted? | Let them go! | They will.",
        "J. K. Rowling signed. | J. Kwan wrote.",
        "It was plan B. | The union won.",
        "Eleven were held (No one was charged). | They left.",
        "the protests remain peaceful.The police left.".replace(".T", ". | T"),
        "See UOL.com.br for more.",
        "In 1995. | 23 people died.",
        "He was charged with arson etc. | The trial begins on Monday.",
    ],
)
def test_boundaries(marked: str) -> None:
    expected = marked.split(" | ")
    text = marked.replace(" | ", " ") if "peaceful" not in marked else marked.replace(" | ", "")
    assert sentences(text) == expected


def test_only_the_report_is_split() -> None:
    text = b"# A. B.\n\nMiners struck on Monday, the union said. Police came.\n\nPhoto: A man. A plan.\n"
    document, _ = read_document(text, "x")
    assert document is not None
    found = split_document(document)
    assert [sentence.text for sentence in found] == [
        "Miners struck on Monday, the union said.",
        "Police came.",
    ]
    assert [sentence.index for sentence in found] == [0, 1]
    assert [document.blocks[sentence.block].kind for sentence in found] == ["body", "body"]
    assert found[1].span.of(document.text) == "Police came."
    assert found[1].raw(0, 6).of(document.text) == "Police"


def test_very_long_sentences_are_cut_at_a_safe_point() -> None:
    text = "workers, miners and others " * 500
    parts = sentences(text)
    assert all(len(part.split()) <= MOST_WORDS and len(part) <= MOST_CHARACTERS for part in parts)
    assert " ".join(parts) == text.strip()


@given(st.text(alphabet=st.sampled_from([*"aBcD .!?…\"'”)(,;-1\n*\\$&", "é", "\U0001f600"]), max_size=300))
@settings(max_examples=200)
def test_sentences_are_ordered_lie_in_the_file_and_lose_no_word(text: str) -> None:
    document, _ = read_document(text.encode(), "x")
    found = split_document(document) if document else ()
    for sentence in found:
        block = document.blocks[sentence.block] if document else None
        assert block is not None
        assert sentence.text
        assert sentence.text == sentence.text.strip()
        assert block.span.start <= sentence.span.start < sentence.span.end <= block.span.end
        assert sentence.span == sentence.raw(0, len(sentence.text))
    for before, after in pairwise(found):
        assert before.block < after.block or before.span.end <= after.span.start
    words = "".join(block.text for block in document.blocks if block.kind == "body") if document else ""
    assert "".join("".join(sentence.text.split()) for sentence in found) == "".join(words.split())


@pytest.mark.parametrize("unit", ["(", ". ", "A. ", '"! Ab ', "a", "a ", "Mr. "])
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        return processor_seconds(lambda: sentences(unit * (size // len(unit))))

    seconds(1000)
    assert seconds(200_000) < 12 * seconds(50_000) + 0.5
