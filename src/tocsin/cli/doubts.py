"""What was asked for that no event can have: a word or code that no table knows, and what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, get_args

if TYPE_CHECKING:
    from tocsin.model import Selection

SHORT = 3
"""Letters of a country's code."""


def doubts(wanted: Selection) -> Iterator[str]:
    """A line for each word that the shipped codebook does not have; a codebook of one's own may."""
    from tocsin.codebook import DATA
    from tocsin.codebook.plover import load_types
    from tocsin.model import Status, Voice

    types = load_types(DATA)
    modes = [mode for kind in types.values() for mode in kind.modes]
    known: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("type", wanted.types, types),
        ("mode", wanted.modes, modes),
        ("status", wanted.statuses, get_args(Status)),
        ("voice", wanted.voices, get_args(Voice)),
    )
    for what, asked, there in known:
        for word in asked:
            if word.lower() not in map(str.lower, there):
                yield _doubt(what, word, there)
    for code in wanted.countries:
        if len(code) != SHORT:
            yield _no_code(code)


def _doubt(what: str, word: str, there: Iterable[str]) -> str:
    lower = {name.lower(): name for name in there}
    near = [lower[name] for name in get_close_matches(word.lower(), lower, 1)]
    return f"no {what} {word!r} in the codebook; there are {', '.join(near or sorted(set(lower.values())))}"


def _no_code(name: str) -> str:
    """Countries go by three capital letters: Belarus is BLR."""
    from tocsin.codebook import DATA
    from tocsin.codebook.countries import load_countries

    match = load_countries(DATA).find(name)
    meant = f"; {match.name} is {match.code}" if match else ""
    return f"{name!r} is no country's code{meant}"
