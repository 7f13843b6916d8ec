"""Private persons are masked in every byte of every export; organisations and who acts in public are not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from exported import ABOUT, BY_HAND, FIRST, PRIVATE, PUBLIC, SAME, A, B, codebook, contents, entity, exported
from exported import mention as mention_of
from tocsin.export import FORMATS
from tocsin.export.masking import Masks
from tocsin.export.naming import load_tables, name_words
from tocsin.model import Coding, Document, Entity, Held, Judgement, Mention, Source, Span, Tenure
from tocsin.names import entity_ids


def letters(text: str) -> str:
    """Nothing but the letters, folded: a name in whatever case, across a line break, is found in it."""
    return "".join(char for char in text.casefold() if char.isalpha())


@pytest.mark.parametrize("to", FORMATS)
def test_no_export_gives_a_private_person_away_and_every_one_keeps_the_public_ones(
    to: str, tmp_path: Path
) -> None:
    exported(to, tmp_path)
    text = "\n".join(contents(tmp_path).values()).replace("\n ", "")  # calendars fold lines
    assert not [name for name in PRIVATE if letters(name) in letters(text)]
    if to not in ("ical", "acled", "labour"):
        assert [name for name in PUBLIC if name in text][:2]


@pytest.mark.parametrize("to", ["plover", "archive", "ftm", "csv"])
def test_names_are_there_when_they_are_asked_for(to: str, tmp_path: Path) -> None:
    exported(to, tmp_path, replace(ABOUT, with_names=True))
    assert "Kofi Nartey" in "\n".join(contents(tmp_path).values())


def test_masking_keeps_the_length_so_that_all_spans_stay_true() -> None:
    masked = Masks(codebook()).report(A)
    text, was = masked.coding.document.text, A.coding.document.text
    assert len(text) == len(was)
    assert [m.span.of(text) for e in masked.coding.entities for m in e.mentions] == [
        m.text for e in masked.coding.entities for m in e.mentions
    ]
    assert text.count("\n") == was.count("\n")


def test_masking_twice_is_masking_once() -> None:
    masks = Masks(codebook())
    for held in (A, B):
        assert masks.report(masks.report(held)) == masks.report(held)
    judged = tuple(masks.judgements((SAME, BY_HAND)))
    assert tuple(masks.judgements(judged)) == judged
    assert [j.by for j in judged] == ["tocsin link 1", "reviewer 1"]


def test_who_is_masked_is_called_by_the_noun_of_the_report() -> None:
    masked = Masks(codebook()).report(A)
    assert [e.name for e in masked.coding.entities if e.kind == "person"] == [
        "a driver", "Joseph Quarshie", "Efua Mensah-Boateng", "a person",
    ]  # fmt: skip


def test_ids_that_a_book_makes_of_names_are_those_of_the_masked_names() -> None:
    ids = dict(zip((e.id for e in A.coding.entities), entity_ids(A.coding), strict=True))
    held = replace(A, identities=ids)
    again = replace(somebody("Kofi Nartey"), identities={"e1": ids["e1"]})
    judged = Judgement(
        about="entity",
        left=ids["e1"],
        right=entity_ids(again.coding)[0],
        verdict="same",
        score=1,
        by="tocsin",
    )
    masks = Masks(codebook())
    first, second = masks.report(held), masks.report(again)
    assert tuple(first.identities.values()) == entity_ids(first.coding)
    assert second.identities["e1"] == first.identities["e1"] != ids["e1"]
    (found,) = masks.judgements([judged, replace(judged, left="elsewhere/0")])
    assert (found.left, found.right) == (first.identities["e1"], entity_ids(second.coding)[0])


# ------------------------------------------------------------------ who is private


def somebody(name: str, before: str = "", kind: str = "person", **more: object) -> Held:
    """A report whose one entity has `name`, with `before` in front of it."""
    text = f"Then {before}{name} spoke. Later {name.split()[-1]} left."
    whole = mention_of(f"{before}{name}", text)
    one = entity("e1", name, kind, (whole, mention_of(name.split()[-1], text, nth=1)), **more)
    document = Document(
        id="d", name="d.txt", text=text, title=None, language="en", blocks=(), source=Source(digest="d")
    )
    return Held(coding=Coding(document=document, entities=(one,)), coder="c", codebook="b", seen_as=())


def is_masked(held: Held) -> bool:
    """Whether the name is gone from the text."""
    return "█" in Masks(codebook()).report(held).coding.document.text


@pytest.mark.parametrize(
    ("role", "organization"),
    [
        ("general secretary", None),
        ("spokesman", "Harbour Union"),
        ("HDWA general secretary Anna Kos", None),
        ("former mayor", "Riga"),
        ("Health Minister", "Latvia"),
        ("strike leader", None),
        ("head", "Latvian Railways"),
        ("General", None),
        ("judge", None),
        ("chairwoman of the strike committee", None),
    ],
)
def test_who_acts_in_public_keeps_the_name(role: str, organization: str | None) -> None:
    assert not is_masked(somebody("Anna Kos", roles=(Tenure(role=role, organization=organization),)))


@pytest.mark.parametrize(
    "role",
    ["welder", "retired teacher", "his lawyer", "head", "wife of the mayor", "minister's driver", "striker"],
)
def test_who_does_not_loses_it(role: str) -> None:
    assert is_masked(somebody("Anna Kos", roles=(Tenure(role=role),), sectors=("LAB",)))


def test_an_office_known_by_sector_or_title_keeps_the_name() -> None:
    assert not is_masked(somebody("Anna Kos", sectors=("GOV",)))
    assert not is_masked(somebody("Anna Kos", before="Prime Minister "))
    assert is_masked(somebody("Anna Kos", before="Mrs "))
    assert is_masked(somebody("Anna Kos", sectors=("COP",)))


@pytest.mark.parametrize("name", ["Rupali Fashions", "Togo", "Grodno Azot", "Tema General Hospital"])
def test_a_firm_or_country_read_as_a_person_keeps_its_name(name: str) -> None:
    assert not is_masked(somebody(name, sectors=("CVL",)))


def test_a_person_read_as_an_organisation_is_masked_by_the_given_name() -> None:
    assert is_masked(somebody("Maria Tolan", kind="organization"))


# ------------------------------------------------------------------ ways of writing


@pytest.mark.parametrize(
    "written",
    [
        "Lech Wałęsa", "LECH WAŁĘSA", "lech wałęsa", "Lech\nWałęsa", "Wałęsa, Lech", "Walesa", "Wałęsa’s",
        "L. Wałęsa", "lech-walesa.html", "@lechwalesa", "lech%20walesa", "the Wałęsas",
        "Wałe\u0328sa", "Lech",
    ],
)  # fmt: skip
def test_every_way_of_writing_a_name_is_hidden(written: str) -> None:
    held = somebody("Lech Wałęsa", sectors=("LAB",))
    document = replace(held.coding.document, text=f"{held.coding.document.text} {written}.", title=written)
    masked = Masks(codebook()).report(replace(held, coding=replace(held.coding, document=document)))
    left = letters(masked.coding.document.text + (masked.coding.document.title or ""))
    assert not re.search("lech|wał|wal|łęsa", left)


def test_a_surname_that_is_a_word_stays_where_it_is_the_word() -> None:
    held = somebody("Anna Young", sectors=("LAB",))
    document = replace(held.coding.document, text=held.coding.document.text + " Too young, said YOUNG.")
    masked = Masks(codebook()).report(replace(held, coding=replace(held.coding, document=document)))
    assert masked.coding.document.text.endswith("Too young, said █████.")


def test_a_namesake_who_acts_in_public_keeps_the_name() -> None:
    text = "President Ivan Kos met Anna Kos, a nurse. Kos Transport paid."

    def one(id: str, name: str, words: str, **more: object) -> Entity:
        at = text.index(words)
        found = Mention(
            kind="name", sentence=0, head=0, first=0, last=0, span=Span(at, at + len(words)), text=words
        )
        return entity(id, name, str(more.pop("kind", "person")), (found,), **more)

    entities = (
        one("e1", "Ivan Kos", "President Ivan Kos", roles=(Tenure(role="President"),)),
        one("e2", "Anna Kos", "Anna Kos", roles=(Tenure(role="nurse"),)),
        one("e3", "Kos Transport", "Kos Transport", kind="organization"),
    )
    held = somebody("Anna Kos")
    document = replace(held.coding.document, text=text)
    masked = Masks(codebook()).report(
        replace(held, coding=replace(held.coding, document=document, entities=entities))
    )
    hidden = masked.coding.document.text
    assert hidden == "President Ivan Kos met ████ ███, a nurse. Kos Transport paid."


def test_a_name_in_the_text_that_no_entity_has_is_hidden() -> None:
    masked = Masks(codebook()).report(A)
    assert "Baffoe" in FIRST
    assert "Baffoe" not in (masked.coding.document.title or "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("branch president Kamrul Hasan", ("Kamrul", "Hasan")),
        ("Interior Minister Yuri Karayev", ("Yuri", "Karayev")),
        ("Ludwig van Beethoven's", ("Ludwig", "van", "Beethoven")),
        ("a welder", ()),
        ("██████ ████", ()),
    ],
)
def test_the_words_of_a_name_are_found_behind_titles(text: str, words: tuple[str, ...]) -> None:
    assert name_words(text, load_tables(codebook())) == words
