"""A sentence in, the phrases that may take part in an event out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import tocsin.codebook
from tocsin.analyse import Analyser, load_analyser
from tocsin.codebook.sectors import Agents, load_agents
from tocsin.find.mentions import find_mentions, phrase
from tocsin.model import Alignment, Analysis, Sentence, Span


@cache
def analyser() -> Analyser:
    return load_analyser()


@cache
def agents() -> Agents:
    return load_agents(Path(tocsin.codebook.__file__).parent / "data")


def analysis(text: str) -> Analysis:
    align = Alignment(clean=(0,), raw=(100,))
    one = Sentence(index=0, block=0, span=Span(100, 100 + len(text)), text=text, align=align)
    return next(iter(analyser().analyse([one])))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Hundreds of thousands of people demonstrated.",
            ["Hundreds of thousands of people", "people"],
        ),
        (
            "Members of the OMON dropped their weapons.",
            ["Members of the OMON", "the OMON", "their"],
        ),
        (
            "They were joined by striking healthcare workers, teachers, miners and others.",
            ["They", "striking healthcare workers", "teachers", "miners", "others"],
        ),
        (
            "Workers at dozens of industrial firms walked off the job.",
            ["Workers at dozens of industrial firms", "dozens of industrial firms", "industrial firms"],
        ),
        (
            "Belarus Finance Minister Maxim Yermolovich met French President Emmanuel Macron.",
            ["Belarus Finance Minister Maxim Yermolovich", "French President Emmanuel Macron"],
        ),
        ("ECOWAS suspended the country on Thursday.", ["ECOWAS", "the country"]),
        (
            "The firms include Naftan (chemical products) and GrodnoAzot.",
            ["The firms", "Naftan", "GrodnoAzot"],
        ),
        (
            "Three were killed and 46 others arrested by riot police who had surrounded them.",
            ["Three", "46 others", "riot police", "who", "them"],
        ),
        (
            "President Lukashenko's government jailed two journalists on Monday.",
            ["President Lukashenko", "President Lukashenko's government", "two journalists"],
        ),
        ("21:40 Police arrested two students.", ["Police", "two students"]),
        ("On 3 February two brothers were shot.", ["two brothers"]),
        ("In March Cobalt Nouveau promised help.", ["Cobalt Nouveau"]),
        ("The March strikers returned.", ["The March strikers"]),
        ("Lawmakers passed it by 71 votes to 54.", ["Lawmakers", "it"]),
        ("Lawmakers voted 71 to 54 for it.", ["Lawmakers", "it"]),
    ],
)
def test_mentions_are_phrases_as_written(text: str, found: list[str]) -> None:
    assert [m.text for m in find_mentions(analysis(text), agents())] == found


@pytest.mark.parametrize(
    ("text", "head", "wanted"),
    [
        ("Teachers who struck were fined.", "Teachers", "Teachers"),
        ("The mine, owned by a bank, closed.", "mine", "The mine"),
        ("Nearly 70,000 nurses from Sydney marched.", "nurses", "Nearly 70,000 nurses from Sydney"),
        ("Angela Merkel in Berlin said no.", "Merkel", "Angela Merkel"),
        ("The storm hit the old town of Lviv.", "town", "the old town of Lviv"),
        ("In 2021 and 2022 trade unions struck.", "unions", "trade unions"),
        ("They accused the army of complicity.", "army", "the army"),
        ("She sued the newspaper for defamation.", "newspaper", "the newspaper"),
        ("National has already selected lawyer Tim Reweti as its candidate.", "Reweti", "lawyer Tim Reweti"),
        ("They cut contacts with the generals in protest.", "generals", "the generals"),
    ],
)
def test_any_noun_has_a_phrase_without_clauses(text: str, head: str, wanted: str) -> None:
    one = analysis(text)
    at = next(token.i for token in one.tokens if token.text == head)
    assert one.text(*phrase(one, at)) == wanted


@pytest.mark.parametrize("text", ["", "Monday.", "It rained for 40 days in 1998.", "“—” … ( ) !", "🎉 " * 40])
def test_odd_text_gives_no_actors_and_no_error(text: str) -> None:
    kinds = {m.kind for m in find_mentions(analysis(text), agents())} if text else set()
    assert "noun" not in kinds


def test_spans_point_into_the_raw_file() -> None:
    text = "The union of nurses at Kitwe Central Hospital called a strike."
    for mention in find_mentions(analysis(text), agents()):
        assert text[mention.span.start - 100 : mention.span.end - 100] == mention.text
