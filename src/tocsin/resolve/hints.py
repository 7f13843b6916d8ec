"""Countries that a report tells of without naming them: by its money, its politicians, its organisations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tocsin.codebook.places import Atlas
from tocsin.codebook.sectors import Agents
from tocsin.model import Mention

GREAT = 300_000
"""People a region must have to be read out of an organisation's name."""
LONG = 3
"""Words of a name beyond which it is rather an organisation's than a person's."""
NAME = 6
"""Letters of such a region's name at least: the North and the West are Cameroon's, too."""


def find_hints(
    mentions: Iterable[Mention], units: Iterable[str], homes: Mapping[str, str], agents: Agents, atlas: Atlas
) -> Iterator[str]:
    """PLOVER's code of a country for each mention and each unit of a quantity that tells of one.

    `homes` are the countries of currencies by their codes (`QuantityBook.homes`).
    """
    yield from (homes[unit] for unit in units if unit in homes)
    for words in (mention.text.split() for mention in mentions if mention.kind == "name"):
        if known := agents.country(words):
            yield known
        elif len(words) > LONG or agents.shapes.within(words) is not None:  # rather no person
            yield from _regions(words, atlas)


def _regions(words: Sequence[str], atlas: Atlas) -> Iterator[str]:
    """Countries of the regions in an organisation's name: `Ontario Labour Relations Board`."""
    plain = atlas.words.plain
    for word in (w for w in words[:-1] if len(w) >= NAME and w[0].isupper() and w.lower() not in plain):
        great = [e for e in atlas.gazetteer.find(word) if e.country and not e.alias and e.population > GREAT]
        if len({entry.country for entry in great}) == 1 and great[0].level == "region":
            yield great[0].country or ""
