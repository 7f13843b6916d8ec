"""What is shown, from codings made by hand."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from factories import FIRST as FIRST_SENTENCE
from factories import LUKASHENKO, MEMBER, REFUSAL, STRIKE, TEXT, coding, event, participant, span
from tocsin.codebook import DATA
from tocsin.codebook.describe import Rows
from tocsin.codebook.plover import load_types
from tocsin.model import Alignment, Quantity, Sentence, Span, Step
from tocsin.views.account import account
from tocsin.views.cards import Cards
from tocsin.views.plover import plover_records
from tocsin.views.records import event_record, line, report_record
from tocsin.views.sheet import BOM, COLUMNS, sheet_head, sheet_rows
from tocsin.views.why import event_list, explanation, fact_words, find_event
from tocsin.views.wording import according_to, amount, cut, line_column, visible


def shown(view: RenderableType, width: int = 80, colour: bool = False) -> str:
    """A view as a terminal of so many columns shows it, without the blanks that fill its lines."""
    console = Console(
        width=width, file=io.StringIO(), markup=False, emoji=False, highlight=False,
        force_terminal=colour, color_system="standard" if colour else None, legacy_windows=False,
    )  # fmt: skip
    with console.capture() as capture:
        console.print(view)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


# ------------------------------------------------------------------ cards


def test_a_card_says_what_who_whom_where_when_how_many_so_or_not_and_who_says_so() -> None:
    assert (
        shown(Cards(coding()))
        == """\
Strike closes mills
Harbour Wire · 18 Aug 2020 · report.txt

PROTEST strike        Workers BLR LAB
aaaa1111  0.80        Minsk BLR · 17 Aug 2020 · 24–99 firms · actual · reported
                      demands: his [bold]resignation[/bold]
                      Workers at dozens of [red]firms[/red] ⟦walked off the job⟧
                      on Monday.
  └ aaaa2222  0.80    Naftan BLR LAB
                      no place · no date · actual · reported
                      These included ⟦Naftan⟧.

ACCUSE disapprove     Workers (implied) BLR LAB → =Lukashenko BLR GOV
bbbb3333  0.80        no place · no date · future · “reports say”
                      “⟦Go away!⟧” they told =President␇ Lukashenko, reports
                      say.

3 events, 1 figure, 1 quotation, 1 problem
left out: 2 no event, 1 forecast
"""
    )


@pytest.mark.parametrize("width", [80, 140])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, shown(Cards(coding()), width).splitlines())) <= width


def test_where_there_is_colour_the_words_are_underlined_and_not_bracketed() -> None:
    text = shown(Cards(coding()), colour=True)
    assert "\x1b[1;4mwalked off the job\x1b[0m" in text
    assert "⟦" not in text


def test_an_event_whose_whole_is_not_in_the_report_stands_by_itself() -> None:
    assert "PROTEST" in shown(Cards(coding(events=(MEMBER,))))


def test_a_coding_without_events_says_so() -> None:
    assert "0 events" in shown(Cards(coding(events=(), dropped=())))


def test_everything_is_people_quotations_and_figures_too() -> None:
    text = shown(Cards(coding(), everything=True), 100)
    assert "Lukashenko                          BLR GOV · President, Belarus · also President" in text
    assert "Workers                             “Go away!”  6:1" in text
    assert (
        "24–99 firms                         firms on strike · 17 Aug 2020 · according to the union" in text
    )


# ------------------------------------------------------------------ why

ROWS = Rows(DATA)


def test_why_names_words_place_rule_and_what_was_dropped() -> None:
    text = shown(explanation(STRIKE, coding(), ROWS, {}, coloured=False), 120)
    assert "PROTEST strike  aaaa1111  report.txt:4:1" in text
    assert "type         PROTEST strike  “walked off the job” 4:1" in text
    assert re.search(r"\n +lexicon/protest.txt:41\n +│ ", text)
    assert "rather than RETREAT (walk off)" in text
    assert "times.txt:9" in text
    assert "weather      fair" in text  # a step about no field of the contract is shown all the same


def test_why_writes_out_the_row_that_gave_a_value() -> None:
    row = DATA.joinpath("lexicon/protest.txt").read_text(encoding="utf-8").splitlines()[40]
    assert f"│ {visible(row)}"[:60] in shown(explanation(STRIKE, coding(), ROWS, {}, False), 200)


def test_why_says_where_country_and_sector_come_from() -> None:
    known = replace(LUKASHENKO, id="e2", rule="agents.txt:13; the report's main country")
    struck = replace(STRIKE, actors=(participant("Workers", entity="e2"),))
    text = shown(explanation(struck, coding(entities=(known,)), ROWS, {}, False), 120)
    assert "BLR LAB of Workers: agents.txt:13; the report's main country" in text


def test_why_says_what_speaks_for_an_event_and_what_against_it() -> None:
    step = Step(
        field="confidence", value="0.8", rule="in the lexicon; model 0.90", source="confidence.txt",
        over=("rule: 1.0", "model odds, rule: 2.0", "rule quoted: 1.0", "rule dated: 1.0"),
    )  # fmt: skip
    weights = {"bias": 1.0, "rule": 0.01, "model odds, rule": 0.75, "rule quoted": -0.3}
    text = shown(
        explanation(replace(STRIKE, steps=(step,)), coding(), ROWS, {"confidence": weights}, False), 120
    )
    assert "in the lexicon; model 0.90  confidence.txt" in text
    assert "\n                  for it: the model's odds +1.5\n" in text
    assert "\n                  against it: quoted -0.3\n" in text


@pytest.mark.parametrize(("sure", "line"), [(0.2, "Workers ? BLR LAB"), (0.9, "Workers BLR LAB")])
def test_somebody_doubtful_has_a_question_mark(sure: float, line: str) -> None:
    event = replace(STRIKE, actors=(participant("Workers", confidence=sure),))
    assert line in shown(Cards(coding(events=(event,))))


def test_why_says_what_speaks_for_somebody_and_what_against_him() -> None:
    step = Step(
        field="actor", value="Workers", rule="kept: 0.80", source="participants.txt",
        over=("rule: 1", "rule, model odds: 2", "sector LAB: 1"),
    )  # fmt: skip
    weights = {"actor": {"rule": 0.5, "rule, model odds": 0.6, "sector LAB": -0.2}}
    text = shown(explanation(replace(STRIKE, steps=(step,)), coding(), ROWS, weights, False), 120)
    assert "kept: 0.80  participants.txt" in text
    assert "for it: the model's odds +1.2; a rule found it +0.5" in text
    assert "against it: sector LAB -0.2" in text


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("rule", "in the lexicon"),
        ("model", "not in the lexicon"),
        ("rule PROTEST.v", "PROTEST by a verb"),
        ("model actor and recipient", "actor and recipient"),
        ("model odds, model", "the model's odds"),
        ("model odds other type, rule", "the model's odds of another type"),
    ],
)
def test_facts_in_words(fact: str, words: str) -> None:
    assert fact_words(fact) == words


def test_why_for_programs_holds_the_same() -> None:
    record = json.loads(line(account(STRIKE, coding(), ROWS)))
    first = record["values"][0]
    assert (first["field"], first["value"], first["text"]) == ("type", "PROTEST strike", "walked off the job")
    assert first["steps"][0]["source"] == "lexicon/protest.txt:41"
    assert first["steps"][0]["over"] == ["RETREAT (walk off)"]
    assert [drop["reason"] for drop in json.loads(line(account(MEMBER, coding(), ROWS)))["left_out"]] == [
        "no event"
    ]


def test_why_lists_what_was_left_out_of_the_sentence() -> None:
    assert "included: no event  4:37" in shown(explanation(MEMBER, coding(), ROWS, {}, False), 120)


def test_why_without_an_event_lists_all_and_the_drops_by_reason() -> None:
    text = shown(event_list(coding()), 120)
    assert re.search("bbbb3333  0.80  ACCUSE disapprove +x.txt:1 +6:2 +“Go away!”", text)
    assert "left out: 2 no event, 1 forecast" in text


@pytest.mark.parametrize(
    ("prefix", "found"), [("aaaa1", (STRIKE,)), ("aaaa", (STRIKE, MEMBER)), ("b", (REFUSAL,)), ("z", ())]
)
def test_an_event_is_found_by_the_beginning_of_its_id(prefix: str, found: tuple[object, ...]) -> None:
    assert find_event(coding(), prefix) == found


# ------------------------------------------------------------------ spreadsheets


def rows() -> list[dict[str, str]]:
    """The rows as a spreadsheet reads them."""
    text = (sheet_head() + sheet_rows(coding())).removeprefix(BOM)
    return list(csv.DictReader(io.StringIO(text)))


def test_a_sheet_has_one_row_an_event_and_its_columns() -> None:
    found = rows()
    assert [r["id"] for r in found] == ["aaaa1111", "aaaa2222", "bbbb3333"]
    assert tuple(found[0]) == COLUMNS
    assert (found[0]["start"], found[0]["lat"], found[0]["size_min"]) == ("2020-08-17", "53.9", "24")


def test_a_sheet_holds_no_formula_and_no_control_character() -> None:
    cells = [cell for row in rows() for cell in row.values()]
    assert "'=Lukashenko" in cells
    assert not [c for c in cells if c.startswith(("=", "+", "@", "\t"))]
    assert all(c.isprintable() for c in cells)


def test_numbers_below_nought_stay_numbers() -> None:
    assert STRIKE.place
    south = replace(STRIKE, place=replace(STRIKE.place, lat=-33.9))
    assert "-33.9" in sheet_rows(coding(events=(south,))).split(",")


# ------------------------------------------------------------------ PLOVER


def test_plover_has_the_fields_of_the_manual() -> None:
    strike, member, refusal = plover_records(coding(), load_types(DATA))
    assert (strike["date"], strike["enddate"], strike["event"], strike["quad_code"]) == (
        "2020-08-17", "2020-08-17", ["PROTEST"], 4,
    )  # fmt: skip
    assert strike["event_scale"] == -5
    assert strike["actor"] == [
        {"code": "BLR", "sector": ("LAB",), "entity_text": "Workers", "identifier_text": "Workers"}
    ]
    assert strike["size"] == {"firms": "24-99"}
    assert strike["link"] == member["link"] == "aaaa1111"
    assert refusal["context"] == ("future",)
    assert refusal["link"] is None


# ------------------------------------------------------------------ records


def test_a_record_is_one_line_whatever_the_text_holds() -> None:
    odd = event("x", "PROTEST", "Workers", FIRST_SENTENCE, demands=("a\u2028b\x85c\nd\ud800",))
    text = line(event_record(odd, coding()))
    assert len(text.splitlines()) == 1
    assert json.loads(text)["demands"] == ["a\u2028b\x85c\nd\ud800"]


def test_every_stretch_is_the_text_between_its_offsets() -> None:
    def check(value: object) -> int:
        if isinstance(value, list):
            return sum(map(check, value))
        if not isinstance(value, dict):
            return 0
        mine = isinstance(value.get("start"), int) and "text" in value
        if mine:
            assert TEXT[value["start"] : value["end"]] == value["text"]
        return mine + sum(map(check, value.values()))

    assert check(json.loads(line(report_record(coding())))) > 15


# ------------------------------------------------------------------ wording


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (24, 99, "24–99 firms"),
        (103, 103, "103 firms"),
        (1000, None, "at least 1,000 firms"),
        (None, 5, "at most 5 firms"),
        (1.5, 1.5, "1.5 firms"),
        (None, None, "many"),
    ],
)
def test_an_amount_in_words(low: float | None, high: float | None, words: str) -> None:
    assert amount(Quantity(min=low, max=high, unit="firms", text="many", span=Span(0, 1))).startswith(words)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("The strikers", "according to the strikers"),
        ("Interior Ministry", "according to Interior Ministry"),
        ("hundreds of workers", "according to hundreds of workers"),
        ("A", "according to A"),
    ],
)
def test_who_says_so_in_words(source: str, words: str) -> None:
    assert according_to(source) == words


def test_a_source_without_a_name_is_no_name() -> None:
    assert according_to("Police", frozenset(("Police",))) == "according to police"


def test_line_and_column_count_from_one() -> None:
    assert line_column(coding().document, span("walked")) == "4:1"
    assert line_column(coding().document, Span(0, 1)) == "1:1"


def test_a_sentence_is_cut_where_the_raw_words_stand() -> None:
    raw = "It cost **\\$5** then"
    align = Alignment((0, 8, 10), (0, 11, 15))
    readable = Sentence(index=0, block=0, span=Span(0, len(raw)), text="It cost $5 then", align=align)
    assert cut(readable, Span(raw.index("$"), raw.index("$") + 2)) == ("It cost ", "$5", " then")


@given(st.text())
def test_what_is_visible_is_printable_and_on_one_line(text: str) -> None:
    assert visible(text).isprintable()
