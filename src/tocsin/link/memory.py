"""The index of tellings in memory: for measuring, and as the pattern for one in a database."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence

from tocsin.link.episodes import MEMBERS, judge
from tocsin.link.telling import Telling, keys

EACH = 12
"""Tellings taken from a block: those nearest in time."""
IN_ALL = 24
"""Tellings compared with a new one: those that share most blocks, nearest in time."""


class Memory:
    """Tellings by block. A block is a list in order of time, so that the nearest are found by bisection."""

    def __init__(self) -> None:
        self._tellings: list[Telling] = []
        self._episode: list[str] = []
        self._blocks: dict[str, list[tuple[int, int]]] = {}
        self._members: dict[str, list[int]] = {}

    def add(self, telling: Telling, episode: str, *, is_copy: bool = False) -> None:
        """Put a telling into the index as one of `episode`. A copy's is found by nobody: its original is."""
        number = len(self._tellings)
        self._tellings.append(telling)
        self._episode.append(episode)
        if is_copy:
            return
        self._members.setdefault(episode, []).append(number)
        row = telling.day, number
        for key in keys(telling):
            block = self._blocks.setdefault(key, [])
            if not block or block[-1] <= row:
                block.append(row)
            else:
                insort(block, row)

    def near(self, telling: Telling) -> Iterable[tuple[Telling, str]]:
        """As the protocol `Index` says."""
        day = telling.day
        hits: dict[int, tuple[int, int]] = {}
        for key in keys(telling):
            for at, number in nearest(self._blocks.get(key, ()), day):
                count, _ = hits.get(number, (0, 0))
                hits[number] = count + 1, abs(at - day)
        best = sorted(hits, key=lambda n: (-hits[n][0], hits[n][1], n))
        for number in best[:IN_ALL]:
            if (other := self._tellings[number]).report != telling.report:
                yield other, self._episode[number]

    def members(self, episode: str) -> Sequence[Telling]:
        """As the protocol `Index` says."""
        return [self._tellings[n] for n in self._members.get(episode, ())[:MEMBERS]]


def nearest(block: Sequence[tuple[int, int]], day: int) -> Sequence[tuple[int, int]]:
    """The EACH rows of a block nearest to a day; of two as near the earlier."""
    if len(block) <= EACH:
        return block
    at = bisect_left(block, (day, 0))
    rows = block[max(0, at - EACH) : at + EACH]
    return sorted(rows, key=lambda row: (abs(row[0] - day), row))[:EACH]


def link(reports: Iterable[Sequence[Telling]], index: Memory) -> Mapping[str, str]:
    """The episode of every event of the reports, which come one by one; those of the index are found too."""
    episodes: dict[str, str] = {}
    for tellings in reports:
        same = {j.judgement.right: j.episode for j in judge(tellings, index) if j.judgement.verdict == "same"}
        for telling in tellings:
            episode = same.get(telling.event, f"h{telling.event}")
            episodes[telling.event] = episode
            index.add(telling, episode)
    return episodes
