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
        (
            "Nurses at Korle Bu hospital, Ridge Hospital and Tamale Hospital walked out.",
            [
                ("Nurses at Korle Bu hospital", place)
                for place in ("Korle Bu hospital", "Ridge Hospital", "Tamale Hospital")
            ],
        ),
        ("Mills in Lyon and in Marseille struck.", [("Mills in Lyon", p) for p in ("Lyon", "Marseille")]),
        ("Wildcat stoppages hit Lyon and Nice.", [("nobody", p) for p in ("Lyon", "Nice")]),
        (
            "Drivers at three bus firms, Metro Mass, Kingdom Lines and O.A. Tours, struck on Monday.",
            [("Metro Mass", None), ("Kingdom Lines", None), ("O.A. Tours", None)],
        ),
        ("Workers at the Honda and Toyota plants struck.", [("Honda", None), ("Toyota", None)]),
        (
            "Staff at the following mines walked out, we hear: Zenta Works (steel); Orba Gold; Obuasi.",
            [("Zenta Works", None), ("Orba Gold", None), ("Obuasi", None)],
        ),
        ("Police seized two officials, Ann Banda and John Chirwa, on Monday.", []),
        ("Miners struck at seventy mines and smelters.", []),
        ("Farmers blocked roads in five provinces, among them Cusco and Loja.", []),
        ("Workers struck. Their demands included higher pay and shorter hours.", []),
        ("Teachers marched in Minsk on Monday.", []),
    ],
)  # fmt: skip
def test_members(code: Callable[[str], Coding], text: str, members: list[tuple[str, str | None]]) -> None:
    found = [e for e in code(text).events if e.part_of]
    told = {(e.actors[0].text if e.actors else "nobody", e.place.name if e.place else None) for e in found}
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
