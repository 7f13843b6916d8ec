"""Sentences in, the members of what they list out: who acts, and where."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Coding

WHOLE = "Workers at dozens of firms walked off the job yesterday."


@pytest.mark.parametrize(
    ("text", "members"),
    [
        (
            f"{WHOLE} These firms included the Minsk Tractor Plant, Naftan (oil refining) and Terrazut.",
            [("Minsk Tractor Plant", "Minsk"), ("Naftan", None), ("Terrazut", None)],
        ),
        (
            "Metal workers stopped work at 22 factories, among them Demisas in Bilecik and Ejot in Ankara.",
            [("Demisas", "Bilecik"), ("Ejot", "Ankara")],
        ),
        ("Nurses marched in Madrid, Paris and Lyon.", [("Nurses", p) for p in ("Madrid", "Paris", "Lyon")]),
        ("Farmers blocked roads in five provinces, among them Cusco and Loja.", []),
        ("Workers struck. Their demands included higher pay and shorter hours.", []),
        ("Teachers marched in Minsk on Monday.", []),
    ],
)  # fmt: skip
def test_members(code: Callable[[str], Coding], text: str, members: list[tuple[str, str | None]]) -> None:
    found = [e for e in code(text).events if e.part_of]
    told = {(e.actors[0].text, e.place.name if e.place else None) for e in found}
    assert told >= {m for m in members if m[1]}
    assert {who for who, _ in told} == {who for who, _ in members}


def test_members_of_a_strike_are_labour_and_linked(code: Callable[[str], Coding]) -> None:
    events = code(f"{WHOLE} These firms included Naftan and Terrazut.").events
    (whole,) = (e for e in events if not e.part_of)
    parts = [e for e in events if e.part_of]
    assert {e.part_of for e in parts} == {whole.id}
    assert len({e.id for e in events}) == 3
    assert all("LAB" in p.sectors for e in parts for p in e.actors)


def test_members_of_a_whole_told_before_are_members_of_that(code: Callable[[str], Coding]) -> None:
    events = code("Nurses marched on Monday. The nurses marched in Madrid, Paris and Lyon.").events
    whole, *members = events
    assert len(members) == 3
    assert {member.part_of for member in members} == {whole.id}
