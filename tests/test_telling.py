"""A telling says of an event what others are compared with, and in which blocks they find each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

import factories
from factories import MINSK, STRIKE, participant
from tocsin.link.telling import Telling, keys, proper_words, telling_from_json, telling_to_json, tellings_of
from tocsin.link.words import content
from tocsin.model import Event


def telling(event: Event, **more: object) -> Telling:
    return tellings_of(factories.coding(events=(event,), **more))[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NUPENG", "nupeng"),
        ("The Rivers State government", "rivers state"),
        ("Workers at some of the biggest plants in Belarus", "belarus"),
        ("hundreds of miners", ""),
        ("Hernán Olivares Nuñez", "hernan olivares nunez"),
        ("Luis de la Cruz", "luis cruz"),
    ],
)
def test_a_name_is_told_from_the_words_around_it(name: str, words: str) -> None:
    assert " ".join(proper_words(name)) == words


def test_words_are_cut_short_and_idle_ones_left_out() -> None:
    assert content("The miners were striking at the potash mine") == {"miner", "strik", "potas", "mine"}


def test_spellings_of_one_name_sound_alike() -> None:
    one, other = (
        telling(replace(STRIKE, actors=(participant("Workers", name, entity=None),)))
        for name in ("Sviatlana Tsikhanouskaya", "Svetlana Tikhanovskaya")
    )
    assert one.actors.sounds[-1] == other.actors.sounds[-1]
    assert set(keys(one)) & set(keys(other))


def test_a_telling_lies_in_blocks_of_its_country_place_and_rare_words() -> None:
    found = keys(telling(STRIKE))
    assert {"protest@BLR", "protest.strike@BLR", "protest@minsk"} <= set(found)
    assert len(found) <= 12


def test_a_telling_without_a_date_is_filed_under_its_publication() -> None:
    assert telling(replace(STRIKE, date=None)).day == dt.date(2020, 8, 18).toordinal()
    assert telling(STRIKE).day == dt.date(2020, 8, 17).toordinal()


def test_a_telling_counts_the_events_of_its_kind_in_the_report() -> None:
    first, second, third = tellings_of(factories.coding())
    assert (first.rivals, second.rivals, third.rivals) == (2, 2, 1)


@pytest.mark.parametrize("event", [STRIKE, factories.MEMBER, factories.REFUSAL, replace(STRIKE, place=MINSK)])
def test_a_telling_is_the_same_after_being_kept_as_json(event: Event) -> None:
    assert telling_from_json(telling_to_json(telling(event))) == telling(event)


@pytest.mark.parametrize("text", ["[]", "{}", '["a"]', "7"])
def test_what_is_no_telling_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no telling"):
        telling_from_json(text)
