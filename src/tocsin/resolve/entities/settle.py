"""What kind of thing a name stands for, decided over the whole report.

The analyser labels each occurrence by itself: Naftan is a person here, an organisation there. Titles,
words in the name, appositions and the full name elsewhere in the report outvote it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tocsin.codebook.sectors import Agents
from tocsin.model import Analysis, EntityKind, Token
from tocsin.names import fold, same_word, skeleton
from tocsin.resolve.entities.readings import LABELS, Reading

NAMESAKES = 20
"""Full names with one word in common that are looked at."""
Votes = Counter[EntityKind]
Name = tuple[str, ...]
Place = tuple[int, int]
CERTAIN, LIKELY = 4, 2
"""Votes of a title, a telling word or a given name; of how a name stands in its sentence."""
TOWN = 8
"""Votes of a name with its state or country behind it: more than all that a firm called after it gives."""
MOST = 4
"""The most votes that standing like a firm gives a name, however often it does."""


def settle(
    readings: Mapping[Place, Reading],
    beside: Mapping[Place, Place],
    analyses: Sequence[Analysis],
    agents: Agents,
    content: Callable[[tuple[str, ...]], tuple[str, ...]],
) -> dict[Place, Reading]:
    """`readings` with each name's kind as the whole report has it; `beside` are appositions."""
    votes = _own_votes(readings.values())
    for name, mine in votes.items():
        if len(name) > 1 and name[0] in agents.given and mine["person"]:
            mine["person"] += CERTAIN
    for known in {_key(r) for r in readings.values() if " ".join(r.name) in agents.leaders}:
        votes[known]["person"] += CERTAIN
    for place, other in beside.items():
        _vote_by_neighbour(votes, readings[place], readings[other])
        _vote_by_neighbour(votes, readings[other], readings[place])
    _modifier_votes(votes, analyses, agents)
    _place_votes(votes, analyses)
    kinds = _decided(votes)
    return {place: _settled(reading, kinds, content) for place, reading in readings.items()}


def _modifier_votes(votes: Mapping[Name, Votes], analyses: Iterable[Analysis], agents: Agents) -> None:
    """Firms stand before nouns and behind `at`: `Stelwin workers`, `at Stelwin`; people seldom do."""
    told: Counter[Name] = Counter()
    for analysis in analyses:
        for token in analysis.tokens:
            if token.pos == "PROPN" and _stands_like_a_firm(analysis, token, agents):
                for name in _names_ending(analysis, token.i):
                    if name in votes and told[name] < MOST:
                        told[name] += LIKELY
                        votes[name]["organization"] += LIKELY


def _place_votes(votes: Mapping[Name, Votes], analyses: Iterable[Analysis]) -> None:
    """`Ferguson, Missouri`: the town, whatever shops are called after it."""
    for analysis in analyses:
        for name, region in zip(analysis.names, analysis.names[1:], strict=False):
            together = region.first == name.last + 2 and analysis.tokens[name.last + 1].text == ","
            if together and name.label == region.label == "GPE":
                words = tuple(fold(token.text) for token in analysis.tokens[name.first : name.last + 1])
                if words in votes:
                    votes[words]["place"] += TOWN


def _stands_like_a_firm(analysis: Analysis, token: Token, agents: Agents) -> bool:
    """`Stelwin workers`, `at Stelwin`, `employees of Stelwin`, `Stelwin's plant`."""
    head = analysis.tokens[token.head]
    if token.dep in ("compound", "nmod"):
        return head.tag in ("NN", "NNS") and head.i == token.i + 1
    if token.dep == "pobj":
        return head.lemma == "at" or (head.lemma == "of" and _is_of_firm(analysis.tokens[head.head], agents))
    return token.dep == "poss" and _is_of_firm(head, agents)


def _is_of_firm(noun: Token, agents: Agents) -> bool:
    part = agents.nouns.ending([noun.lemma])
    return part is not None and part.sectors[:1] in (("LAB",), ("BUS",))


def _names_ending(analysis: Analysis, last: int) -> Iterator[tuple[str, ...]]:
    """The last one, two and three words up to token `last`, folded."""
    words = [fold(token.text) for token in analysis.tokens[max(0, last - 2) : last + 1]]
    return (tuple(words[-n:]) for n in range(1, len(words) + 1))


def _key(reading: Reading) -> tuple[str, ...]:
    return tuple(map(fold, reading.name))


def _own_votes(readings: Iterable[Reading]) -> dict[Name, Votes]:
    votes: dict[Name, Votes] = {}
    for reading in readings:
        if not reading.name:
            continue
        mine = votes.setdefault(_key(reading), Counter())
        if reading.itself is not None:
            mine[reading.kind] = LIKELY
        elif reading.part is not None or reading.shape is not None:
            mine[reading.kind] += CERTAIN
        elif mine.total() < LIKELY:
            mine[LABELS.get(reading.mention.label or "", reading.kind)] += 1
            mine[reading.kind] += 1
    return votes


def _vote_by_neighbour(votes: Mapping[Name, Votes], reading: Reading, other: Reading) -> None:
    if _key(reading) in votes and other.part is not None and not other.name and other.kind != "thing":
        body = other.kind in ("group", "organization")  # `the Red Hand`, though Red is a given name, too
        votes[_key(reading)][other.kind] += 2 * CERTAIN if body else CERTAIN


def _decided(votes: Mapping[Name, Votes]) -> dict[Name, EntityKind]:
    decided = {name: _winner(mine) for name, mine in votes.items() if len(name) > 1}
    longer = _by_word(decided)
    for name, mine in votes.items():
        if len(name) == 1:
            decided[name] = _winner(mine + _from_full(name[0], longer))
        elif any(kind == "person" and set(name) < set(full) for full, kind in longer.get(name[-1], ())):
            decided[name] = "person"
    return decided


def _by_word(full: Mapping[Name, EntityKind]) -> dict[str, list[tuple[Name, EntityKind]]]:
    """Full names by each of their words, by the sound of the last, and by its part behind a hyphen."""
    index: dict[str, list[tuple[Name, EntityKind]]] = {}
    for name, kind in full.items():
        for word in {*name, _sound(name[-1]), name[-1].rpartition("-")[2]}:
            entries = index.setdefault(word, [])
            if len(entries) < NAMESAKES:
                entries.append((name, kind))
    return index


def _sound(word: str) -> str:
    return "/" + skeleton(word)


def _from_full(word: str, longer: Mapping[str, list[tuple[Name, EntityKind]]]) -> Votes:
    """What the full names say that `word` is short for."""
    votes: Votes = Counter()
    for name, kind in {**dict(longer.get(word, ())), **dict(longer.get(_sound(word), ()))}.items():
        if kind == "person" and (same_word(word, name[-1]) or name[-1].endswith("-" + word)):
            votes["person"] += 2 * CERTAIN
        elif kind == "person" and word in name:
            votes["person"] += CERTAIN + 1
        elif kind == "organization" and name[0] == word:
            votes["organization"] += CERTAIN + 1
    return votes


def _winner(votes: Votes) -> EntityKind:
    return max(votes.items(), key=lambda item: (item[1], item[0] == "organization"))[0]


def _settled(
    reading: Reading,
    kinds: Mapping[Name, EntityKind],
    content: Callable[[tuple[str, ...]], tuple[str, ...]],
) -> Reading:
    kind = kinds.get(_key(reading), reading.kind) if reading.name else reading.kind
    if kind == reading.kind or (kind != "person" and (reading.shape or reading.itself)):
        return reading
    if kind == "person":
        return replace(reading, kind=kind, content=(), shape=None, itself=None, country=reading.beside)
    return replace(reading, kind=kind, content=content(reading.name), gender="")
