"""A report in, one entity for all the ways an actor is called out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tocsin.codebook
from tocsin.analyse import Analyser, load_analyser
from tocsin.codebook.countries import Countries, load_countries
from tocsin.codebook.sectors import Agents, load_agents
from tocsin.find.mentions import find_mentions
from tocsin.model import Alignment, Document, Entity, Sentence, Source, Span
from tocsin.names import abbreviates, same_person, same_word, skeleton
from tocsin.resolve.entities import Cast, resolve_entities

DATA = Path(tocsin.codebook.__file__).parent / "data"


@cache
def tables() -> tuple[Analyser, Agents, Countries]:
    return load_analyser(), load_agents(DATA), load_countries(DATA)


def resolve(text: str, main: str | None = None) -> Cast:
    """The cast of `text`, a paragraph a line, sentences apart by ` / `."""
    analyser, agents, countries = tables()
    sentences: list[Sentence] = []
    for block, line in enumerate(text.splitlines()):
        for one in line.split(" / "):
            align = Alignment(clean=(0,), raw=(0,))
            span = Span(0, len(one))
            sentences.append(Sentence(index=len(sentences), block=block, span=span, text=one, align=align))
    analyses = tuple(analyser.analyse(sentences))
    mentions = [m for analysis in analyses for m in find_mentions(analysis, agents)]
    source = Source()
    document = Document(id="", name="", text=text, title=None, language="en", blocks=(), source=source)
    return resolve_entities(document, analyses, mentions, agents, countries, main)


def named(cast: Cast, name: str) -> Entity:
    return next(e for e in cast.entities if e.name == name)


def texts(entity: Entity) -> list[str]:
    return [m.text for m in entity.mentions]


@pytest.mark.parametrize(
    ("text", "name", "mentions"),
    [
        (
            "Svetlana Tikhonovskaya fled. / Tikhanovskaya urged police to strike.",
            "Svetlana Tikhonovskaya",
            ["Svetlana Tikhonovskaya", "Tikhanovskaya"],
        ),
        (
            "The International Monetary Fund (IMF) made an offer. / The IMF wants cuts.",
            "International Monetary Fund",
            ["The International Monetary Fund", "IMF", "The IMF"],
        ),
        (
            "Workers at the Minsk Tractor Plant and the Minsk Automobile Plant walked out. / He spoke at the"
            " Minsk tractor factory. / The tractor factory was closed.",
            "Minsk Tractor Plant",
            ["the Minsk Tractor Plant", "the Minsk tractor factory", "The tractor factory"],
        ),
        (
            "President Mauricio Macri met Angela Merkel in Berlin. / She praised him.\nThe president left.",
            "Mauricio Macri",
            ["President Mauricio Macri", "him", "The president"],
        ),
        (
            "Rebels attacked the town. / The insurgents withdrew.",
            "Rebels",
            ["Rebels", "The insurgents"],
        ),
        (
            "Maria Lopez, leader of the miners' union, called a strike. / The union leader spoke.",
            "Maria Lopez",
            ["Maria Lopez", "leader of the miners' union", "The union leader"],
        ),
        (
            "The Dockers' Union struck. / The union won.",
            "Dockers' Union",
            ["The Dockers", "The Dockers' Union", "The union"],
        ),
        # told of before he is named
        (
            "The gunman surrendered. / Police identified the suspect as Juan Soto. / Soto was charged.",
            "Juan Soto",
            ["The gunman", "Juan Soto", "the suspect", "Soto"],
        ),
        # whose only sector says nothing
        (
            "Juan Soto, a resident, was charged with murder. / The suspect pleaded guilty.",
            "Juan Soto",
            ["Juan Soto", "a resident", "The suspect"],
        ),
        # seven of them, and all there are
        ("Seven workers fled. / Workers in all factories will strike.", "Seven workers", ["Seven workers"]),
        # of those who were counted
        (
            "Police arrested 14 men. / Nine of them were freed.",
            "14 men",
            ["14 men", "them"],
        ),
        ("Police who beat marchers fled. / They denied it.", "Police", ["Police", "who", "They"]),
        (
            "The commander, known as El Turco, spoke. / El Turco left.",
            "El Turco",
            ["El Turco", "The commander", "El Turco"],
        ),
        (
            "A militia called the Red Hand fled. / The Red Hand hid.",
            "Red Hand",
            ["the Red Hand", "A militia", "The Red Hand"],
        ),
        # a woman's name by the tables, but nobody else can be meant
        ("Governor Maria Arroyo spoke. / He left.", "Maria Arroyo", ["Governor Maria Arroyo", "He"]),
        ("Maria Lopez met Ivan Petrov. / He left.", "Ivan Petrov", ["Ivan Petrov", "He"]),
        ("Queen Maria spoke. / He left.", "Maria", ["Queen Maria"]),
        # where somebody is from has no will of its own
        (
            "The firm hired women from Chile. / It paid them.",
            "Chile",
            ["Chile"],
        ),
        ("Cleaners struck. / They won.", "Cleaners", ["Cleaners", "They"]),
        (
            "The European Union met. / The EU agreed on sanctions.",
            "European Union",
            ["The European Union", "The EU"],
        ),
    ],
)
def test_one_entity_for_all_its_names(text: str, name: str, mentions: list[str]) -> None:
    assert texts(named(resolve(text), name)) == mentions


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Boris Johnson", "Andrew Johnson"),
        ("Sviatlana Tsikhanouskaya", "Siarhei Tsikhanouski"),
        ("the Minsk Tractor Plant", "the Minsk Wheel Tractor Plant"),
    ],
)
def test_different_ones_are_kept_apart(one: str, other: str) -> None:
    cast = resolve(f"They spoke of {one}. / They spoke of {other}.")
    assert not any(one in texts(e) and other in texts(e) for e in cast.entities)


def test_a_town_is_not_the_shop_that_is_called_after_it() -> None:
    cast = resolve(
        "A man was shot in Ferguson, Missouri. / Ferguson is holding marches. / A map shows Ferguson"
        " Market and Liquors. / Ferguson endorsed a rule."
    )
    assert named(cast, "Ferguson").kind == "place"
    assert texts(named(cast, "Ferguson")) == ["Ferguson", "Ferguson", "Ferguson"]


@pytest.mark.parametrize(
    ("text", "name", "countries", "sectors"),
    [
        ("French President Emmanuel Macron spoke.", "Emmanuel Macron", ("FRA",), ("GOV",)),
        ("New Zealand member of parliament Carla Hemi resigned.", "Carla Hemi", ("NZL",), ("LEG",)),
        ("The mayor of Lima Juan Perez resigned.", "Juan Perez", ("PER",), ("GOV",)),
        ("Members of the OMON fled.", "Members of the OMON", ("BLR",), ("COP",)),
        ("Three union officials were held.", "Three union officials", ("BLR",), ("LAB",)),
        ("Striking nurses marched.", "Striking nurses", ("BLR",), ("LAB", "MED")),
        ("Polish police arrested him.", "Polish police", ("POL",), ("COP",)),
        ("Amnesty International protested.", "Amnesty International", ("NGO",), ()),
        ("The former finance minister Berhane Tekeste was freed.", "Berhane Tekeste", ("BLR",), ("ELI",)),
        ("Russia and Lithuania protested.", "Lithuania", ("LTU",), ("GOV",)),
    ],
)
def test_country_and_sector(
    text: str, name: str, countries: tuple[str, ...], sectors: tuple[str, ...]
) -> None:
    entity = named(resolve(text, main="BLR"), name)
    assert (entity.countries, entity.sectors) == (countries, sectors)
    assert entity.rule


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("President Aleksandr Lukashenko spoke.", "Aleksandr Lukashenko", ("President", "Belarus", None)),
        (
            "Belarus Finance Minister Maxim Yermolovich left.",
            "Maxim Yermolovich",
            ("Finance Minister", "Belarus", None),
        ),
        (
            "Viktor Babariko ran Belgazprombank, a bank owned by Gazprom, until last May.",
            "Viktor Babariko",
            ("ran", "Belgazprombank", "last May"),
        ),
        (
            "He ran Belgazprombank, a bank owned by Gazprom.",
            "Belgazprombank",
            ("owned by", "Gazprom", None),
        ),
    ],
)
def test_roles(text: str, name: str, role: tuple[str, str | None, str | None]) -> None:
    roles = named(resolve(text, main="BLR"), name).roles
    assert role in [(t.role, t.organization, t.until) for t in roles]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Tikhonovskaya", "Tsikhanouskaya", True),
        ("Tikhonovskaya", "Tikhanovskaya", True),
        ("Tsikhanouskaya", "Tsikhanouski", False),
        ("Brudziński", "Brudzinski", True),
        ("Soleimani", "Soleymani", True),
        ("Lopez", "Lopes", False),
        ("Dunning", "Dunnings", True),
        ("Clinton", "Clifton", False),
    ],
)
def test_spellings_of_one_word(a: str, b: str, same: bool) -> None:
    assert same_word(a, b) == same_word(b, a) == same


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Johnson", "Boris Johnson", True),
        ("A.G. Lukashenko", "Aleksandr Lukashenko", True),
        ("Boris Johnson", "Andrew Johnson", False),
        ("Chávarri", "José Antonio Chávarri Luna", True),
        ("Amiri", "Hadi al-Amiri", True),
        ("John R. Bolton", "John Bolton", True),
    ],
)
def test_names_of_one_person(a: str, b: str, same: bool) -> None:
    assert same_person(a.split(), b.split()) == same_person(b.split(), a.split()) == same


@pytest.mark.parametrize(
    ("short", "name", "fits"),
    [
        ("ZULAWU", "Zambia United Local Authorities Workers' Union", True),
        ("OIC", "Organisation of Islamic Cooperation", True),
        ("IMF", "World Health Organization", False),
        ("U.N.", "United Nations", True),
    ],
)
def test_abbreviations(short: str, name: str, fits: bool) -> None:
    assert abbreviates(short, name.split()) == fits


@given(st.text(max_size=60), st.text(max_size=60))
def test_names_of_any_letters_compare_without_error(a: str, b: str) -> None:
    assert same_word(a, a)
    assert same_word(a, b) == same_word(b, a)
    assert isinstance(skeleton(a), str)
    same_person(a.split(), b.split())


def test_a_person_is_not_of_the_country_that_the_name_sounds_like() -> None:
    cast = resolve("Valeska Paris, an Australian woman, left. / Paris denounced the company.", "AUS")
    assert named(cast, "Valeska Paris").countries == ("AUS",)
    cast = resolve("Paris denounced the company. / It rejected the charge.", "AUS")
    assert named(cast, "Paris").countries == ("FRA",)


@pytest.mark.parametrize(
    ("text", "name", "country", "sector"),
    [
        ("The FBI searched the house.", "FBI", "USA", "COP"),
        ("The Tatmadaw shelled the village.", "Tatmadaw", "MMR", "MIL"),
        ("The Pakistani Taliban denied it.", "Taliban", "PAK", "REB"),
        ("The Police Union denied it.", "Police Union", "KEN", "LAB"),  # no country's own
        ("FBI agents searched the house.", "FBI agents", "USA", "COP"),
        ("Merkel called for calm.", "Merkel", "DEU", "CVL"),
        ("Rosa Merkel called for calm. / Merkel was cheered.", "Merkel", "KEN", "CVL"),  # another one
        ("The Chilean president, Angela Merkel, resigned.", "Merkel", "CHL", "GOV"),  # told otherwise
    ],
)
def test_a_well_known_name_tells_its_country(text: str, name: str, country: str, sector: str) -> None:
    entity = next(e for e in resolve(text, "KEN").entities if name in e.name)
    assert (entity.countries[0], entity.sectors[0]) == (country, sector)


def test_the_same_report_gives_the_same_cast_and_every_mention_has_one_entity() -> None:
    text = "Police arrested two miners in Minsk. / The miners' union said they were beaten."
    cast = resolve(text)
    assert cast == resolve(text)
    for entity in cast.entities:
        assert all(cast.at(m.sentence, m.head) is entity for m in entity.mentions)
