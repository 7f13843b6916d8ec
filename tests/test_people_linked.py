"""One person or organisation through the book, whatever its spelling; two of one surname stay two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from factories import LUKASHENKO, coding, document
from tocsin.link.people import (
    Somebody,
    judge_people,
    people_keys,
    people_likeness,
    people_of,
    somebody_from_json,
    somebody_to_json,
)
from tocsin.model import Coding, Entity


def who(report: str, name: str, kind: str = "person", country: str = "BLR", **more: Any) -> Somebody:
    words = tuple(name.lower().replace(".", " ").split())
    base = Somebody(
        id=f"{report}:e1", report=report, kind=kind, name=name, words=words, short=(), countries=(country,),
        sectors=("GOV",), roles=(), about=(), published=737654,
    )  # fmt: skip
    return base._replace(**more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (who("a", "Alexander Lukashenko"), who("b", "Aleksandr Lukashenko")),
        (who("a", "Alexander Lukashenko"), who("b", "A.G. Lukashenko")),
        (who("a", "Sviatlana Tsikhanouskaya"), who("b", "Svetlana Tikhanovskaya", sectors=("OPP",))),
        (who("a", "Naftan", "organization"), who("b", "Naftan", "organization")),
        (who("a", "Fiji Sugar Corporation", "organization"), who("b", "FSC", "organization", short=("fsc",))),
    ],
)
def test_spellings_of_one_name_are_one_and_share_a_block(one: Somebody, other: Somebody) -> None:
    assert people_likeness(one, other).score >= 0.5
    assert set(people_keys(one)) & set(people_keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (who("a", "Sviatlana Tsikhanouskaya"), who("b", "Siarhei Tsikhanouski")),
        (who("a", "Alexander Lukashenko"), who("b", "Viktor Lukashenko")),
        (who("a", "Naftan"), who("b", "Naftan", "organization")),
        (who("a", "Interior Ministry", "organization"), who("b", "Interior Ministry", "organization", "CHL")),
        (
            who("a", "Minsk Tractor Plant", "organization"),
            who("b", "Minsk Wheel Tractor Plant", "organization"),
        ),
        (who("a", "Lukashenko", sectors=()), who("b", "Viktor Lukashenko", country="UKR")),
    ],
)
def test_who_differs_in_given_name_gender_kind_or_country_stays_apart(one: Somebody, other: Somebody) -> None:
    assert people_likeness(one, other).score < 0.5
    assert people_likeness(one, other).score == people_likeness(other, one).score


def test_only_who_has_a_proper_name_is_linked() -> None:
    nobody = Entity(id="e2", name="the president", kind="person", aliases=(), mentions=LUKASHENKO.mentions)
    state = Entity(id="e3", name="State", kind="organization", aliases=(), mentions=LUKASHENKO.mentions)
    found = people_of(coding(entities=(LUKASHENKO, nobody, state)))
    assert [(one.id, one.words, one.roles) for one in found] == [("d1:e1", ("lukashenko",), ("presi",))]


def test_somebody_is_the_same_after_being_kept_as_json() -> None:
    (one,) = people_of(coding())
    assert somebody_from_json(somebody_to_json(one)) == one


class Known:
    """The index of the protocol, in memory."""

    def __init__(self) -> None:
        self.blocks: dict[str, list[tuple[Somebody, str]]] = defaultdict(list)
        self.identities: dict[str, list[Somebody]] = defaultdict(list)

    def add(self, one: Somebody, identity: str) -> None:
        self.identities[identity].append(one)
        for key in people_keys(one):
            self.blocks[key].append((one, identity))

    def near(self, one: Somebody) -> Iterable[tuple[Somebody, str]]:
        return {o.id: (o, i) for key in people_keys(one) for o, i in self.blocks[key]}.values()

    def members(self, identity: str) -> Sequence[Somebody]:
        return self.identities[identity]


def report(id: str, *names: str) -> Coding:
    entities = tuple(replace(LUKASHENKO, id=f"e{i}", name=name, aliases=()) for i, name in enumerate(names))
    return coding(document=replace(document(), id=id), entities=entities)


def test_a_report_is_judged_against_the_book_one_entity_to_one_identity() -> None:
    book = Known()
    (first,) = people_of(report("a", "Alexander Lukashenko"))
    book.add(first, "i1")
    new = people_of(report("b", "A. Lukashenko", "Aleksandr Lukashenko", "Viktor Lukashenko"))
    (joined,) = (j for j in judge_people(new, book) if j.judgement.verdict == "same")
    assert (joined.episode, joined.judgement.left, joined.judgement.right) == ("i1", "a:e0", "b:e1")
    assert joined.judgement.about == "entity"
    assert "two spellings: Alexander Lukashenko / Aleksandr Lukashenko" in joined.judgement.reasons
