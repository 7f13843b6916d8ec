"""What a report's words tell of the countries it plays in, before any place is resolved."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from tocsin.codebook.gazetteer import Entry
from tocsin.codebook.places import Atlas
from tocsin.model import Analysis, Document, MentionKind, PlaceLevel, Span

KNOWN = 50_000
"""People a town must have to tell of its country by a heading alone."""
BARE = 0.4
"""What a town's name without a preposition counts: it may be a person or a company."""
MOST_VOTES = 3.0
"""Mentions of one town beyond which it says no more about the country."""
DATELINE = 3.0
"""Votes of the dateline's place."""
SPEAKING = ("name", "adjective", "people")
"""Kinds of words that tell what country a report is about."""
_WORDS = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
HEADING = 1.1
"""What a country or town in a heading counts: of equals it is the one."""
MOST_HEADING = 400
"""Characters of a heading that are looked at."""
SHORT = 3
"""Letters up to which a word of a heading is not taken for a town, nor in capitals for a country."""
LEAD = 3
"""Sentences at the head of a report in which a country counts twice."""


class PlaceMention(Protocol):
    """A mention as the finder of places gives it."""

    @property
    def kind(self) -> MentionKind: ...
    @property
    def sentence(self) -> int: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def span(self) -> Span: ...
    @property
    def text(self) -> str: ...
    @property
    def level(self) -> PlaceLevel | None: ...
    @property
    def preposition(self) -> str: ...


def told_countries(
    atlas: Atlas, analyses: Iterable[Analysis], mentions: Sequence[PlaceMention], headings: Iterable[str]
) -> dict[str, float]:
    """How often sentences and headings tell of each country, by PLOVER's code."""
    inside = {(m.sentence, i): m for m in mentions for i in range(m.first, m.last + 1)}
    told: defaultdict[str, float] = defaultdict(float)
    for analysis in analyses:
        words = tuple(token.text for token in analysis.tokens)
        for first, last, match in atlas.countries.within(words):
            around = inside.get((analysis.sentence.index, first))
            if match.kind not in SPEAKING or _is_part(first, last, around):  # New Jersey is not Jersey
                continue
            if match.kind != "name" or not greater_region(atlas, match.name, match.code):
                told[match.code] += 2 if analysis.sentence.index < LEAD else 1
    for text in sorted(headings):  # a set, in an order of its own
        words = tuple(_WORDS.findall(text))
        for first, last, match in atlas.countries.within(words):
            shouted = text.isupper() and first == last and len(words[first]) <= SHORT  # THEY HEARD US
            if match.kind in SPEAKING and not shouted:
                told[match.code] += HEADING
        for entry in _towns(atlas, words):
            told[entry.country or ""] += HEADING
    return told


def greater_region(atlas: Atlas, name: str, code: str) -> Entry | None:
    """A region of another country that bears the state's name and has more people."""
    own = atlas.gazetteer.country(code)
    people = own.population if own else 0
    for entry in atlas.gazetteer.find(name):
        if (
            entry.level == "region"
            and entry.country != code
            and not entry.alias
            and entry.population > people
        ):
            return entry
    return None


def _towns(atlas: Atlas, words: tuple[str, ...]) -> Iterator[Entry]:
    """The great towns that a heading names, as far as one country has much the greatest of that name."""
    for word in dict.fromkeys(words):
        if word[:1].isupper() and len(word) > SHORT and not atlas.words.noun(word):
            places = [e for e in atlas.gazetteer.find(word) if e.level == "city" and e.country]
            others = [e.population for e in places if e.country != places[0].country]
            if places and places[0].population >= max(KNOWN, 5 * max(others, default=0)):
                yield places[0]


def _is_part(first: int, last: int, around: PlaceMention | None) -> bool:
    """Whether a country's name is only the end of a longer name of a place."""
    return around is not None and around.kind == "name" and around.first < first and last == around.last


def headings_of(document: Document) -> frozenset[str]:
    """Title, headings, byline and the like, each once: no part of the report, but telling where it plays."""
    told = {block.text[:MOST_HEADING] for block in document.blocks if block.kind != "body"}
    told |= {heading[:MOST_HEADING] for block in document.blocks for heading in block.headings}
    return frozenset(told | ({document.title} if document.title else set()))


def town_votes(mentions: Iterable[PlaceMention], dateline: str | None) -> dict[str, float]:
    """How much each name of a town says of the report's country."""
    votes: defaultdict[str, float] = defaultdict(float)
    for mention in mentions:
        if mention.kind == "name" and mention.level in (None, "city", "region"):
            more = 1.0 if mention.preposition else BARE
            votes[mention.text] = min(votes[mention.text] + more, MOST_VOTES)
    if dateline:
        votes[dateline] += DATELINE
    return votes
