"""Who takes part, weighed: a sentence and the weights of its facts in; who is kept, how sure, out."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from tocsin.codebook.confidence import Confidence, Weights, load_participants
from tocsin.codebook.tables import CodebookError
from tocsin.model import Coding, Event, Role
from tocsin.pipeline import Coder

ARREST = "Police arrested two students in Lima."
NOTHING = Confidence({}, {})


def coded(coder: Coder, text: str, least: float = 0.0, **weights: Weights) -> Coding:
    """A report coded by the rules and these weights of facts, by role."""
    roles: tuple[Role, Role] = ("actor", "recipient")
    table = {
        role: Confidence(weights[role], {"default": least}) if role in weights else NOTHING for role in roles
    }
    book = replace(coder.codebook, participants={"rules": table})
    return Coder(book, coder.analyser, name="rules").code(text.encode(), "report.txt")


def people(event: Event) -> str:
    """`A, B > C`: actors and recipients."""
    return " > ".join(", ".join(p.name for p in side) for side in (event.actors, event.recipients))


def test_without_rows_nobody_is_weighed(coder: Coder) -> None:
    (event,) = coded(coder, ARREST).events
    assert people(event) == "Police > two students"
    assert {p.confidence for p in (*event.actors, *event.recipients)} == {None}


def test_each_is_as_sure_as_his_facts_weigh(coder: Coder) -> None:
    (event,) = coded(coder, ARREST, actor={"bias": 1.0, "slot subject": 1.0}, recipient={"bias": 0.0}).events
    assert [p.confidence for p in (*event.actors, *event.recipients)] == [
        round(1 / (1 + math.exp(-2)), 3),
        0.5,
    ]


@pytest.mark.parametrize(
    ("least", "left"),
    [(0.4, "Police > two students"), (0.6, "Police > "), (0.9, "Police > "), (1.0, " > ")],
)
def test_who_is_too_unsure_is_left_out_but_the_surest_actor_need_be_half_as_sure(
    coder: Coder, least: float, left: str
) -> None:
    (event,) = coded(coder, ARREST, least, actor={"bias": -0.1}, recipient={"bias": 0.0}).events
    assert people(event) == left


def test_only_the_surest_actor_may_be_half_as_sure(coder: Coder) -> None:
    weights = {"bias": -0.5, "sector LAB": 0.3}
    (event,) = coded(coder, "Soldiers and miners stormed the palace.", 0.5, actor=weights).events
    assert [p.name for p in event.actors] == ["miners"]


def test_who_is_left_out_is_told_with_his_facts(coder: Coder) -> None:
    (event,) = coded(coder, ARREST, 0.6, recipient={"bias": 0.0}).events
    (step,) = (s for s in event.steps if s.field == "recipient")
    assert (step.value, step.rule, step.source) == ("two students", "left out: 0.50", "participants.txt")
    assert {"rule: 1", "slot object: 1", "rule, 1 up 0 down: 1"} <= set(step.over)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("both | victim | bias | 1", "neither actor nor recipient: 'victim'"),
        ("all | actor | bias | 1", "no such coder: 'all'"),
        ("both | actor | bias | much", "not a number: 'much'"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / "participants.txt").write_text(f"# weights\n{row}\n")
    with pytest.raises(CodebookError, match=f"participants.txt:2: .*{message}"):
        load_participants(tmp_path)
