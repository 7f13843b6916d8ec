"""Who did it to whom: a sentence in; the type, the actors and the recipients of its event out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Event

Events = Callable[[str], tuple[Event, ...]]

CASES = [
    # voice and supporting verbs
    ("Police arrested two students.", "COERCE", "Police", "two students"),
    ("Two students were arrested by riot police.", "COERCE", "riot police", "Two students"),
    ("Two students were seized by soldiers and beaten.", "ASSAULT", "soldiers", "Two students"),
    ("No one was arrested.", "COERCE", "", ""),
    ("Soldiers opened fire on the crowd, killing three women.", "ASSAULT", "Soldiers", "the crowd"),
    # coordination and relative clauses
    ("Miners and teachers marched in Lima.", "PROTEST", "Miners; teachers", ""),
    ("The soldiers who shot the students fled.", "ASSAULT", "The soldiers", "the students"),
    ("Kenya, Uganda and Nigeria condemned the coup.", "ACCUSE", "Kenya; Uganda; Nigeria", ""),
    ("Two deputies, Ana Ruiz and Juan Soto, condemned the attack.", "ACCUSE", "Ana Ruiz; Juan Soto", ""),
    # joint deeds
    ("President Ana Ruiz met with Prime Minister Juan Soto in Lima.", "CONSULT", "Ana Ruiz; Juan Soto", ""),
    # whose it is: done to them, unless it says to whom
    ("Ana Ruiz's arrest drew crowds.", "COERCE", "", "Ana Ruiz"),
    ("The general's assassination shocked the country.", "ASSAULT", "", "The general"),
    ("The army's killing of two students went unpunished.", "ASSAULT", "The army", "two students"),
    ("Ana Ruiz was barred from leaving the country.", "COERCE", "", "Ana Ruiz"),
    # who judges what others did
    ("We condemn the raid on Radio Cotopaxi.", "ACCUSE", "", ""),
    ("Kenya condemned the army's attack on Uganda.", "ACCUSE", "Kenya", "the army"),
    ("France denounced the Russian bombing of Aleppo.", "ACCUSE", "France", "Russian"),
    # each other
    ("Border guards fired on each other.", "ASSAULT", "Border guards", ""),
    ("Two men accused one another of theft.", "ACCUSE", "Two men", ""),
    ("Chile and Peru met, and each accused the other of lies.", "ACCUSE", "Chile; Peru", ""),
    # who is held to have done it
    ("The victims of the bombing accused the army.", "ASSAULT", "", ""),
    ("Police charged Ana Ruiz with assault.", "ASSAULT", "Ana Ruiz", ""),
    ("Rebels were blamed for the bombing of a market.", "ASSAULT", "Rebels", "a market"),
    # who owns the thing
    ("Bangladesh rejected an Indian proposal.", "REJECT", "Bangladesh", "Indian"),
    ("Washington suspended military aid to Egypt.", "SANCTION", "Washington", "Egypt"),
    ("Rebels demanded the removal of President Juan Soto.", "REQUEST", "Rebels", "Juan Soto"),
    ("The senator ended his campaign.", "RETREAT", "The senator", ""),
    # what is asked for is nobody whom it is asked of
    ("The union demanded the release of the priests.", "REQUEST", "The union", ""),
    ("Workers demanded a minimum of Tk 23,000 a month.", "REQUEST", "Workers", ""),
    ("Members of Union No. 1 struck on Monday.", "PROTEST", "Members of Union No. 1", ""),
    ("Police fired into the air.", "ASSAULT", "Police", ""),
    ("Parliament rejected by 71 votes to 54 a bill on fees.", "REJECT", "Parliament", ""),
    ("Residents banged pots and pans.", "PROTEST", "Residents", ""),
    ("Some 200 people took part in the march.", "PROTEST", "Some 200 people", ""),
    # phrases and names
    ("Police arrested Juan Soto, Jr. and two students.", "COERCE", "Police", "Juan Soto; two students"),
    ("Gunmen shot dead two policemen.", "ASSAULT", "Gunmen", "two policemen"),
    ("Police held 40 students, all of whom were freed.", "RETREAT", "", "40 students"),
    ("Doctors Without Borders condemned the attack.", "ACCUSE", "Doctors Without Borders", ""),
    ("The European Union spoke. It was the largest strike in years.", "PROTEST", "", ""),
    ("Kenya attacked Uganda. Nigeria urged both countries to stop.", "REQUEST", "Nigeria", "Kenya; Uganda"),
    # contents and complements
    ("Germany demanded that Israel free the prisoners.", "REQUEST", "Germany", "Israel"),
    ("Russia threatened to attack Ukraine.", "THREATEN", "Russia", "Ukraine"),
    ("The minister telephoned the rebels and appealed for calm.", "REQUEST", "The minister", "the rebels"),
    # members
    ("Russia and Ukraine fight on. Both sides agreed a truce.", "AGREE", "Russia; Ukraine", ""),
    ("Teachers and miners said they would strike.", "PROTEST", "Teachers; miners", ""),
    ("Youths threw stones at the mayor and troops fired in the air.", "ASSAULT", "Youths", "the mayor"),
    # first persons
    ('"We condemn the president," said Ana Ruiz.', "ACCUSE", "Ana Ruiz", "the president"),
    ("The US condemned Iran.", "ACCUSE", "US", "Iran"),
    # things
    ("Rebels destroyed a bakery.", "ASSAULT", "Rebels", "a bakery"),
    ("Rebels fired three shells across the river.", "ASSAULT", "Rebels", ""),
    ("Rebels shot down a helicopter.", "ASSAULT", "Rebels", "a helicopter"),
]


@pytest.mark.parametrize(("sentence", "kind", "actors", "recipients"), CASES)
def test_participants(events: Events, sentence: str, kind: str, actors: str, recipients: str) -> None:
    event = next(e for e in events(sentence) if e.type == kind)
    assert [p.name for p in event.actors] == [name for name in actors.split("; ") if name]
    assert [p.name for p in event.recipients] == [name for name in recipients.split("; ") if name]


def test_a_name_between_commas_is_that_of_the_office(events: Events) -> None:
    (event, *_) = events("The governor of Puno, Hernán Fuentes, condemned the strike.")
    assert event.actors[0].name == "Hernán Fuentes"


@pytest.mark.parametrize(
    "report",
    [
        # the last two named are others
        "Chile rejected Peru's offer. Kenya and Ghana were calm. Juan Soto urged both sides to talk.",
        # and nobody is a side who only comes between them
        "Chile threatened Peru. The police of Kenya arrested miners. Juan Soto urged both sides to talk.",
    ],
)
def test_sides_are_those_who_dealt_with_each_other(events: Events, report: str) -> None:
    event = next(e for e in events(report) if e.type == "REQUEST")
    assert {p.name for p in event.recipients} == {"Chile", "Peru"}
    assert {p.text for p in event.recipients} == {"both sides"}


def test_each_side_does_it_to_the_other(events: Events) -> None:
    event = events("Chile threatened Peru. Kenya backed Peru. Each side accused the other.")[-1]
    assert [p.name for p in event.actors] == ["Chile", "Peru"]
    assert event.recipients == ()


def test_every_participant_tells_its_slot(events: Events) -> None:
    (event, *_) = events("Police arrested two students.")
    assert {s.field: s.rule for s in event.steps if s.field in ("actor", "recipient")} == {
        "actor": "subject of 'arrested'",
        "recipient": "object of 'arrested'",
    }


@pytest.mark.parametrize(
    ("sentence", "sectors"),
    [
        ("Eritrea attacked Kenya.", ("MIL", "GOV")),
        ("Eritrea condemned Kenya.", ("GOV",)),
        ("Police attacked students.", ("COP",)),
    ],
)
def test_a_state_fights_by_its_army(events: Events, sentence: str, sectors: tuple[str, ...]) -> None:
    (event,) = events(sentence)
    assert event.actors[0].sectors == sectors
