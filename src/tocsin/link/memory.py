"""The index of tellings in memory: for measuring, and as the pattern for one in a database."""

from __future__ import annotations

from array import array
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tocsin.link.episodes import MEMBERS, judge
from tocsin.link.telling import Side, Spot, Telling, keys

EACH = 8
"""Tellings taken from a block: those nearest in time."""
IN_ALL = 12
"""Tellings compared with a new one: those that share most blocks, nearest in time."""
SHIFT = 32
"""A row of a block is one number: the day, and in these low bits the telling's number."""


class Memory:
    """Tellings by block. A block is a list in order of time, so that the nearest are found by bisection."""

    def __init__(self) -> None:
        self._tellings: list[Telling] = []
        self._episode: list[str] = []
        self._blocks: dict[str, array[int]] = {}
        self._members: dict[str, list[int]] = {}
        self._sides: dict[Side, Side] = {}
        self._spots: dict[Spot, Spot] = {}

    def add(self, telling: Telling, episode: str, *, is_copy: bool = False) -> None:
        """Put a telling into the index as one of `episode`. A copy's is found by nobody: its original is."""
        if is_copy:
            return
        number = len(self._tellings)
        self._tellings.append(self._shared(telling))
        self._episode.append(episode)
        self._members.setdefault(episode, []).append(number)
        row = telling.day << SHIFT | number
        for key in keys(telling):
            block = self._blocks.get(key)
            if block is None:
                self._blocks[key] = array("q", (row,))
            elif block[-1] <= row:
                block.append(row)
            else:
                insort(block, row)

    def _shared(self, telling: Telling) -> Telling:
        """The same telling, its people and place one object with equal ones that are held already."""
        sides, spots = self._sides, self._spots
        return telling._replace(
            actors=sides.setdefault(telling.actors, telling.actors),
            recipients=sides.setdefault(telling.recipients, telling.recipients),
            spot=spots.setdefault(telling.spot, telling.spot) if telling.spot else None,
        )

    def near(self, telling: Telling) -> Iterator[tuple[Telling, str]]:
        """As the protocol `Index` says."""
        day = telling.day
        counts: dict[int, int] = {}
        for key in keys(telling):
            if block := self._blocks.get(key):
                for row in nearest(block, day):
                    counts[row] = counts.get(row, 0) + 1
        best = sorted(counts, key=lambda row: (-counts[row], abs((row >> SHIFT) - day), row))
        for row in best[:IN_ALL]:
            number = row & ((1 << SHIFT) - 1)
            if self._tellings[number].report != telling.report:
                yield self._tellings[number], self._episode[number]

    def members(self, episode: str) -> Sequence[Telling]:
        """As the protocol `Index` says."""
        return [self._tellings[n] for n in self._members.get(episode, ())[:MEMBERS]]


def nearest(block: Sequence[int], day: int, most: int = EACH) -> Sequence[int]:
    """The `most` rows of a block nearest to a day; of two as near the earlier, of one day the latest."""
    if len(block) <= most:
        return block
    at = bisect_right(block, (day + 1 << SHIFT) - 1)
    before, after = block[max(0, at - most) : at], block[at : at + most]
    if not after:
        return before
    rows = sorted((*reversed(before), *after), key=lambda row: abs((row >> SHIFT) - day))
    return rows[:most]


def link(
    reports: Iterable[Sequence[Telling]], index: Memory, table: Mapping[str, float] | None = None
) -> Mapping[str, str]:
    """The episode of every event of the reports, which come one by one; those of the index are found too.

    `table` gives other weights than those that ship.
    """
    episodes: dict[str, str] = {}
    for tellings in reports:
        found = judge(tellings, index, table)
        same = {j.judgement.right: j.episode for j in found if j.judgement.verdict == "same"}
        for telling in tellings:
            episode = same.get(telling.event, f"h{telling.event}")
            episodes[telling.event] = episode
            index.add(telling, episode)
    return episodes
