"""What the network should say of one window, as arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tocsin.learn.data import Marked, Seen, Story
from tocsin.learn.heads import Matrix, Whole
from tocsin.learn.labels import Labels
from tocsin.learn.pieces import Window


class Targets(NamedTuple):
    """Wanted values, and how much each counts (0 where the gold does not say)."""

    types: Matrix
    """Words x types."""
    types_count: Matrix
    at: Whole
    """The trigger's word, for each event of the window; so are all that follow."""
    kinds: Whole
    modes: Matrix
    modes_count: Matrix
    status: Matrix
    voice: Matrix
    day: Matrix
    """Events x labels; a row sums to how much it counts."""
    roles: Matrix
    """Roles x events x words."""
    roles_count: Matrix
    sectors: Matrix
    """Words x sectors, of the words that name a participant."""
    sectors_count: Matrix


def targets(story: Story, window: Window, labels: Labels) -> Targets:
    """Of the events whose trigger stands in the window.

    The trigger's head is a hit; its other words count for nothing. A participant is wanted where it is
    named nearest, and its other names count for nothing, nor does any name of an implicit one. Of a place
    or date that is named nowhere nothing is said.
    """
    place = {pair: i for i, pair in enumerate(zip(window.sentence, window.word, strict=True))}
    events = [e for e in story.events if (e.sentence, e.head) in place]
    n, t = len(window.at), len(labels.types)
    types, count = np.zeros((n, t), np.float32), np.ones((n, t), np.float32)
    for event in events:
        count[[place[event.sentence, k] for k in event.words if (event.sentence, k) in place], event.type] = 0
    at = np.array([place[e.sentence, e.head] for e in events], np.int64)
    kinds = np.array([e.type for e in events], np.int64)
    types[at, kinds] = count[at, kinds] = 1
    shape = len(labels.roles), len(events), n
    roles, roles_count = np.zeros(shape, np.float32), np.ones(shape, np.float32)
    sectors, sectors_count = np.zeros((2, n, len(labels.sectors)), np.float32)
    for i, event in enumerate(events):
        for part in event.parts:
            if not part.at and labels.roles[part.role] in ("place", "date"):
                roles_count[part.role, i] = 0
            _mark(part, event, place, (roles[part.role, i], roles_count[part.role, i]))
            _mark_sectors(part, roles[part.role, i], (sectors, sectors_count))
    return Targets(
        types,
        count,
        at,
        kinds,
        np.array([[float(m in e.modes) for m in range(len(labels.modes))] for e in events], np.float32),
        np.array([[float(of == labels.types[e.type]) for of, _ in labels.modes] for e in events], np.float32),
        _one_hot([e.status for e in events], len(labels.status)),
        _one_hot([e.voice for e in events], len(labels.voice)),
        _one_hot([e.day for e in events], len(labels.day)),
        roles,
        roles_count,
        sectors,
        sectors_count,
    )


def _one_hot(chosen: list[int], count: int) -> Matrix:
    """Nothing for -1: where the gold says something that the model cannot."""
    return np.eye(count + 1, count, dtype=np.float32)[chosen]


def _mark_sectors(part: Seen, named: Matrix, rows: tuple[Matrix, Matrix]) -> None:
    """Set the sectors of one participant at the words that name it."""
    wanted, count = rows
    if part.sectors:
        words = np.flatnonzero(named)
        wanted[np.ix_(words, np.array(part.sectors))] = 1
        count[words] = 1


def _mark(part: Seen, event: Marked, place: dict[tuple[int, int], int], row: tuple[Matrix, Matrix]) -> None:
    """Set the words of one part in a row of roles and of how much they count."""
    wanted, count = row
    trigger = place[event.sentence, event.head]
    named = [(s, [place[s, k] for k in words if (s, k) in place]) for s, words in part.at]
    named = [(s, words) for s, words in named if words]
    if not named:
        return

    def farness(name: tuple[int, list[int]]) -> tuple[int, int, int]:
        sentence, words = name
        order = 0 if sentence == event.sentence else 1 if sentence < event.sentence else 2
        return order, min(abs(word - trigger) for word in words), -len(words)

    for _, words in named:
        count[words] = 0
    if not part.implicit:
        _, best = min(named, key=farness)
        wanted[best] = count[best] = 1
