"""How many: sentences in, bounds, units and counted nouns out."""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.analyse import Analyser, load_analyser
from tocsin.codebook.quantities import load_quantities
from tocsin.codebook.tables import CodebookError
from tocsin.codebook.times import load_times
from tocsin.find.quantities import QuantityMention, find_quantities
from tocsin.find.times import date_ranges, find_times
from tocsin.model import Alignment, Analysis, Sentence, Span, Token

BOOK = load_quantities()
TIMES = load_times()


@lru_cache
def analyser() -> Analyser:
    return load_analyser()


def sentence(text: str) -> Sentence:
    return Sentence(index=0, block=0, span=Span(0, len(text)), text=text, align=Alignment((0,), (0,)))


def plain(text: str) -> Analysis:
    """Words without grammar, as where an analyser knows nothing."""
    tokens, at = [], 0
    for i, word in enumerate(text.split()):
        at = text.index(word, at)
        tokens.append(Token(i, word, word.lower(), "NOUN", "NNS", "dep", 0, at, at, at + len(word)))
        at += len(word)
    return Analysis(sentence=sentence(text), tokens=tuple(tokens), children=((),) * len(tokens), names=())


def quantities(text: str, *countries: str) -> tuple[QuantityMention, ...]:
    (analysis,) = analyser().analyse([sentence(text)])
    dates = date_ranges(find_times(text, analysis.tokens, TIMES))
    return find_quantities(analysis, BOOK, dates, countries)


def told(text: str, *countries: str) -> list[str]:
    """`min-max unit` of each quantity, open bounds left empty."""
    found = [m.quantity for m in quantities(text, *countries)]
    return [f"{_figure(q.min)}-{_figure(q.max)} {q.unit}" for q in found]


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Police arrested 46 protesters.", "46-46 people"),
        ("Nearly 70,000 people fell ill.", "65000-70000 people"),
        ("About 6,700 people were detained.", "6365-7035 people"),
        ("Some 800 bus drivers walked off the job.", "760-840 people"),
        ("They burned 12 buses.", "12-12 buses"),
        ("The 25-year veteran resigned.", "25-25 years"),
        ("Around 150 people gathered outside.", "142-158 people"),
        ("More than 1,000 miners walked out.", "1000- people"),
        ("At least 20 cities saw rallies.", "20- cities"),
        ("Syria promised up to 4,000 men.", "-4000 people"),
        ("Fewer than 100 workers stayed away.", "-99 people"),
        ("Hundreds of miners stopped work.", "200-999 people"),
        ("Several thousand marched.", "2000-9999 people"),
        ("Tens of thousands of workers struck.", "20000-99999 people"),
        ("Hundreds of thousands of people marched.", "200000-999999 people"),
        ("Millions of people marched.", "1000000- people"),
        ("Dozens of firms joined.", "24-99 firms"),
        ("A few dozen protesters shouted.", "24-99 people"),
        ("A dozen commandos landed.", "12-12 people"),
        ("Half a million people came.", "475000-525000 people"),
        ("Some 1.7 million Hongkongers marched.", "1615000-1785000 people"),
        ("They counted 18,250 to 63,000 visitors.", "18250-63000 people"),
        ("Between 36 and 40 people were trapped.", "36-40 people"),
        ("The loan is worth $500-900 million.", "500000000-900000000 USD"),
        ("They lost between $5 and $7 billion.", "5000000000-7000000000 USD"),
        ("It cost $13.4bn.", "13400000000-13400000000 USD"),
        ("The price was £41m.", "41000000-41000000 GBP"),
        ("They paid R$5,000 each.", "5000-5000 BRL"),
        ("They got 40 cents more.", "0.4-0.4 USD"),
        ("They offered 211 million euros.", "211000000-211000000 EUR"),
        ("Wages rose by 5 percent.", "5-5 percent"),
        ("Wages rose by 40 per cent.", "40-40 percent"),
        ("Turnout was about 36%.", "35-37 percent"),
        ("Half of the teachers struck.", "45-55 percent"),
        ("It needs a two-thirds majority.", "66.7-66.7 percent"),
        ("Three of them were hurt.", "3-3 people"),
        ("Police made nine arrests.", "9-9 people"),
        ("They held a 12-hour strike.", "12-12 hours"),
        ("The 65-year-old leader spoke.", "65-65 years"),
        ("Treacy, who has died aged 81, was loved.", "81-81 years"),
        ("Nobody was hurt.", "0-0 people"),
        ("There were no arrests.", "0-0 people"),
        ("One hundred and twenty-five workers struck.", "125-125 people"),
        ("Scores were wounded.", "40- people"),
        ("12 of the 41 pledged delegates stayed.", "12-12 delegates"),
        ("The two countries signed.", "2-2 countries"),
        ("They blocked 300 trucks.", "300-300 trucks"),
        ("He handed over 20 new cane trucks.", "20-20 trucks"),
        ("He faces one to four and a half years.", "1-4.5 years"),
        ("He served four and a half years.", "4.5-4.5 years"),
    ],
)
def test_bounds_and_unit(text: str, wanted: str) -> None:
    assert wanted in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "In 1994 the mill shut on 3 May.",
        "The law violates Article 5.",
        "Members of Union No. 1 cheered.",
        "COVID-19 spread to Paris.",
        "It opened at 10:30 and shut at 7 p.m.",
        "It was the 20th strike.",
        "The Group of 20 met in Rome.",
        "It resumed at ten this morning.",
        "Police came at six in the morning.",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("countries", "wanted"),
    [((), "MXN"), (("CHL",), "CLP"), (("USA", "PHL"), "PHP")],
)
def test_countries_tell_whose_money(countries: tuple[str, ...], wanted: str) -> None:
    assert told("They want 8m pesos.", *countries) == [f"8000000-8000000 {wanted}"]


@pytest.mark.parametrize(
    ("countries", "wanted"),
    [
        ((), "USD"),
        (("AUS",), "AUD"),
        (("ZWE", "AUS"), "ZWD"),
        (("IRQ", "AUS"), "USD"),
        (("USA", "CAN"), "USD"),
    ],
)
def test_a_dollar_is_american_elsewhere(countries: tuple[str, ...], wanted: str) -> None:
    assert told("They want 200 dollars.", *countries) == [f"200-200 {wanted}"]


@pytest.mark.parametrize(
    ("text", "noun", "fate"),
    [
        ("Police killed seven people.", "people", "dead"),
        ("Four people were shot dead.", "people", "dead"),
        ("Fourteen miners were injured.", "miners", "injured"),
        ("At least 31 dead were counted.", "dead", "dead"),
        ("Ten were killed in the fire.", "Ten", "dead"),
        ("Seven gunmen killed a guard.", "gunmen", None),
        ("Hundreds of miners marched.", "miners", None),
        ("Three of them left.", "them", None),
    ],
)
def test_counted_noun_and_fate(text: str, noun: str, fate: str | None) -> None:
    mention = quantities(text)[0]
    assert mention.noun is not None
    (analysis,) = analyser().analyse([sentence(text)])
    assert analysis.tokens[mention.noun].text == noun
    assert mention.fate == fate


def test_text_holds_hedge_and_noun() -> None:
    (mention,) = quantities("Yesterday nearly 70,000 people struck.")
    assert mention.quantity.text == "nearly 70,000 people"
    assert mention.quantity.span == Span(10, 30)
    assert (mention.first, mention.last) == (1, 3)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_and_spans_are_its_words(text: str) -> None:
    for mention in find_quantities(plain(text), BOOK):
        assert mention.quantity.span.of(text) == mention.quantity.text
        assert mention.quantity.min is not None or mention.quantity.max is not None


WORDS = st.sampled_from(
    """about more than 3 1,840 5.5 million hundred thousand and a half of the them to - between from people
    $ % percent dozen no one nobody twenty five bn m or so killed workers ' s two thirds""".split()  # noqa: SIM905
)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=25))
def test_any_heap_of_number_words_is_read(words: list[str]) -> None:
    find_quantities(plain(" ".join(words)), BOOK, (), ("CHL",))


@pytest.mark.parametrize(
    "text", ["1 " * 50_000, "million " * 12_500, "two hundred and " * 6_000, "9" * 100_000]
)
def test_time_is_linear(text: str) -> None:
    analysis = plain(text)
    start = time.perf_counter()
    find_quantities(analysis, BOOK)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "row", ["number | one | uno", "hedge | about | vaguely", "sum | 3 | 4", "coin | cent | x | 1"]
)
def test_a_wrong_row_names_its_line(tmp_path: Path, row: str) -> None:
    file = tmp_path / "quantities.txt"
    file.write_text(f"# how many\n{row}\n")
    with pytest.raises(CodebookError, match=r"quantities\.txt:2"):
        load_quantities(file)
