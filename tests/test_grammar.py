"""Who stands where in a clause: a sentence and a verb in, the slot's words out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tocsin.analyse import load_analyser
from tocsin.coding.grammar import Clause
from tocsin.read import read_document
from tocsin.split import split_document

Parse = Callable[[str], Clause]


@pytest.fixture(scope="module")
def parse() -> Parse:
    analyser = load_analyser()

    def parse(text: str) -> Clause:
        document, _ = read_document(text.encode(), "test.txt")
        assert document is not None
        (analysis, *_) = analyser.analyse(split_document(document))
        return Clause(analysis, frozenset(("hold", "launch", "call")), frozenset(("go",)))

    return parse


def words(clause: Clause, heads: Sequence[int]) -> str:
    return " ".join(clause.tokens[h].text for h in heads)


@pytest.mark.parametrize(
    ("sentence", "trigger", "slot", "fillers"),
    [
        ("Police beat the students.", "beat", "subject", "Police"),
        ("Police beat the students.", "beat", "object", "students"),
        ("The students were beaten by police.", "beaten", "subject", "police"),
        ("The students were beaten by police.", "beaten", "object", "students"),
        ("The students were seized by police and beaten.", "beaten", "subject", "police"),
        ("Police who beat the students fled.", "beat", "subject", "Police"),
        ("The students whom police beat fled.", "beat", "object", "students"),
        ("The army, whose helicopters bombed the town, apologised.", "bombed", "subject", "army"),
        ("Police stormed the hall, beating students.", "beating", "subject", "Police"),
        ("The union urged miners to strike.", "strike", "subject", "miners"),
        ("The union threatened to strike.", "strike", "subject", "union"),
        ("They apologised for beating students.", "beating", "subject", "They"),
        ("Ministers held talks with the rebels.", "talks", "subject", "Ministers"),
        ("Ministers held talks with the rebels.", "talks", "with", "rebels"),
        ("A strike called by the union began.", "strike", "by", "union"),
        ("The court called upon the rebels.", "called", "on", "rebels"),
        ("Germany demanded that Israel withdraw.", "demanded", "content", "Israel"),
        ("The farmers are furious at the minister.", "furious", "subject", "farmers"),
        ("The striking miners marched.", "striking", "noun", "miners"),
    ],
)
def test_slots(parse: Parse, sentence: str, trigger: str, slot: str, fillers: str) -> None:
    clause = parse(sentence)
    head = next(t.i for t in clause.tokens if t.text == trigger)
    assert words(clause, clause.slots(head).get(slot, ())) == fillers


def test_complements_are_found_through_one_another(parse: Parse) -> None:
    clause = parse("Russia vowed to try to stop the rebels.")
    head = next(t.i for t in clause.tokens if t.text == "vowed")
    assert words(clause, clause.complements(head)) == "try stop"


@pytest.mark.parametrize(
    ("sentence", "part", "whole"),
    [
        ("They held a sit-in on Monday.", "in", "sit - in"),
        ("They held a sit-in on Monday.", "on", "on"),
        ("The go-slow went on.", "slow", "go - slow"),
    ],
)
def test_a_hyphenated_word_is_one(parse: Parse, sentence: str, part: str, whole: str) -> None:
    clause = parse(sentence)
    first, last = clause.hyphenated(next(t.i for t in clause.tokens if t.text == part))
    assert words(clause, range(first, last + 1)) == whole
