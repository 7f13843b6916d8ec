"""What was asked for that no event can have: a word or code that no table knows, and what was meant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, get_args

if TYPE_CHECKING:
    from tocsin.model import Selection

CODE = 3
"""Letters of a country's code."""


def doubts(wanted: Selection) -> Iterator[str]:
    """A line for each word that the codebook which ships does not have; one of one's own may."""
    from tocsin.model import Status, Voice

    asked: tuple[tuple[str, Collection[str], Callable[[], Collection[str]]], ...] = (
        ("type", wanted.types, _types),
        ("mode", wanted.modes, _modes),
        ("sector", wanted.sectors, _sectors),
        ("status", wanted.statuses, lambda: get_args(Status)),
        ("voice", wanted.voices, lambda: get_args(Voice)),
    )
    for what, words, known in asked:
        there = {name.lower(): name for name in known()} if words else {}
        yield from (_doubt(what, word, there) for word in words if word.lower() not in there)
    yield from (_no_code(name) for name in wanted.countries if len(name) != CODE)


def _doubt(what: str, word: str, there: dict[str, str]) -> str:
    near = [there[name] for name in get_close_matches(word.lower(), there, 1)]
    return f"no {what} {word!r} in Tocsin's codebook; there are {', '.join(near or sorted(there.values()))}"


def _no_code(name: str) -> str:
    """Countries go by three capital letters: Belarus is BLR."""
    from tocsin.codebook import DATA
    from tocsin.codebook.countries import load_countries

    match = load_countries(DATA).find(name)
    return f"{name!r} is no country's code" + (f"; {match.name} is {match.code}" if match else "")


def _types() -> Collection[str]:
    from tocsin.codebook import DATA
    from tocsin.codebook.plover import load_types

    return load_types(DATA)


def _modes() -> Collection[str]:
    from tocsin.codebook import DATA
    from tocsin.codebook.plover import load_types

    return [mode for kind in load_types(DATA).values() for mode in kind.modes]


def _sectors() -> Collection[str]:
    from tocsin.codebook import DATA
    from tocsin.codebook.sectors import load_agents

    return load_agents(DATA).sectors
