"""Countries that a report tells of without naming them: by its money, its politicians, its organisations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tocsin.codebook.places import Atlas
from tocsin.codebook.sectors import Agents
from tocsin.model import Mention

GREAT = 300_000
"""People a region must have to be read out of a longer name."""


def find_hints(
    mentions: Iterable[Mention], units: Iterable[str], homes: Mapping[str, str], agents: Agents, atlas: Atlas
) -> Iterator[str]:
    """PLOVER's code of a country for each mention and each unit of a quantity that tells of one.

    `homes` are the countries of currencies by their codes (`QuantityBook.homes`).
    """
    yield from (homes[unit] for unit in units if unit in homes)
    for words in (mention.text.split() for mention in mentions if mention.kind == "name"):
        known = agents.country(words)
        yield from (known,) if known else _regions(words, atlas)


def _regions(words: Sequence[str], atlas: Atlas) -> Iterator[str]:
    """Countries of the regions in a longer name: `Ontario Labour Relations Board`."""
    for word in words[:-1]:
        great = [e for e in atlas.gazetteer.find(word) if e.country and not e.alias and e.population > GREAT]
        if len({entry.country for entry in great}) == 1 and great[0].level == "region":
            yield great[0].country or ""
