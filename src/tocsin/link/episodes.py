"""Which episode a new telling belongs to, and which episodes a set of judgements makes.

A new report's tellings are compared with those near them in the book; the best pairs are judged the same,
one event of the report to one episode. Episodes are never stored as such: they are what the judgements,
people's first, leave joined. A person's judgement taken back leaves what was before.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from tocsin.link.likeness import likeness, score
from tocsin.link.telling import Telling
from tocsin.model import Episode, Judgement, Verdict

METHOD = "tocsin link 1"
"""Who judges, where it is no person: the method and its version."""
SAME = 0.45
"""Mean likeness to an episode's tellings from which a telling belongs to it."""
UNSURE = 0.25
"""From here on the pair is worth a person's look."""
HOPELESS = -1.1
"""The logit of UNSURE, from which down a pair is not looked at closely."""
MEMBERS = 6
"""Tellings of an episode that a new one is compared with."""


class Index(Protocol):
    """The tellings of the book, to be found by what they share with a new one."""

    def near(self, telling: Telling) -> Iterable[tuple[Telling, str]]:
        """Tellings that share a block with `telling`, of other reports, with the id of the episode of each:
        of each block those nearest in time, never more than some dozens in all, in an order that does not
        depend on chance.
        """
        ...

    def members(self, episode: str) -> Sequence[Telling]:
        """The tellings of an episode in the order in which they came, copies left out, `MEMBERS` at most."""
        ...


class Joined(NamedTuple):
    """A judgement on a telling and the episode of the other one."""

    judgement: Judgement
    episode: str


def judge(
    tellings: Sequence[Telling], index: Index, table: Mapping[str, float] | None = None
) -> tuple[Joined, ...]:
    """What one new report's tellings are judged to be: at most one judgement a telling.

    `same` where the mean likeness to an episode's tellings reaches SAME, `unsure` from UNSURE on; `left` is
    the telling of the episode most like the new one, `score` the mean. A report has at most one event in an
    episode, for a report tells a happening once: of two that fit, the better one. Reports must come one by
    one, each added to the index before the next is judged. `table` gives other weights than those that ship.
    """
    tells = {telling.event: telling for telling in tellings}
    near = [(new, *row) for new in tellings for row in _near(new, index, table)]
    known = {best.event: best for _, _, best, _ in near}
    rows = ((mean, best.event, new.event, episode) for new, mean, best, episode in near)
    return tuple(
        Joined(
            Judgement(
                about="event", left=left, right=right, verdict=verdict, score=round(mean, 4), by=METHOD,
                reasons=likeness(known[left], tells[right], table).reasons,
            ),
            episode,
        )
        for mean, left, right, episode, verdict in best_first(rows, SAME)
    )  # fmt: skip


Row = tuple[float, str, str, str]


def best_first(rows: Iterable[Row], same: float) -> Iterator[tuple[float, str, str, str, Verdict]]:
    """Of mean, known one, new one and group the best row for each new one, a group given to one new one only.

    The verdict is `same` from the mean `same` on, else `unsure`.
    """
    done: set[str] = set()
    taken: set[str] = set()
    for mean, left, right, group in sorted(rows, key=lambda row: (-row[0], row[2], row[1])):
        if right not in done and group not in taken:
            done.add(right)
            if mean >= same:
                taken.add(group)
            yield mean, left, right, group, "same" if mean >= same else "unsure"


def _near(new: Telling, index: Index, table: Mapping[str, float] | None) -> list[tuple[float, Telling, str]]:
    """The episodes near a telling: mean likeness, the telling most like it, the episode's id."""
    best: dict[str, Telling] = {}
    scores: dict[str, float] = {}
    for other, episode in index.near(new):
        scores[other.event] = one = score(other, new, table, hopeless=HOPELESS)
        if one >= UNSURE and (episode not in best or one > scores[best[episode].event]):
            best[episode] = other
    out = []
    for episode, other in best.items():
        members = index.members(episode) or (other,)
        for member in members:
            if member.event not in scores:
                scores[member.event] = score(member, new, table)
        mean = sum(scores[member.event] for member in members) / len(members)
        if mean >= UNSURE:
            out.append((mean, other, episode))
    return out


def carried(copy: Sequence[Telling], original: Sequence[Telling]) -> tuple[Judgement, ...]:
    """Judgements that the events of a copied report are those of the report that it repeats.

    Two are one where type and the words of the act agree and no other pair claims them; told in text order.
    """
    left: dict[tuple[str, tuple[str, ...]], deque[Telling]] = defaultdict(deque)
    for telling in original:
        left[telling.type, telling.trigger].append(telling)
    out = []
    for telling in copy:
        if same := left[telling.type, telling.trigger]:
            first = same.popleft()
            out.append(
                Judgement(
                    about="event", left=first.event, right=telling.event, verdict="same", score=1.0,
                    by=METHOD, reasons=("the report is a copy",),
                )
            )  # fmt: skip
    return tuple(out)


# ------------------------------------------------------------------ deriving


def episodes_of(judgements: Iterable[Judgement], order: Mapping[str, str]) -> tuple[Episode, ...]:
    """The episodes that the judgements make of the events in `order`, each event in exactly one.

    `order` gives the report of each event, in the order in which the events came into the book. Kruskal's
    forest under constraints: people's `same` come first, the latest before the earlier, then the machine's,
    the likeliest first; none is followed that would join two events which a person called different, and no
    machine's that would bring two events of one report together. Of several judgements by people on one pair
    the latest holds; `unsure` by a person takes back the machine's. The order of the judgements is no matter.
    Judgements on events that are not in `order` are passed over, so that it can be called on one component.
    """
    people, machine = _standing(judgements, order)
    forest = _Forest(order)
    for pair, judgement in people.items():
        if judgement.verdict == "different":
            forest.keep_apart(*pair)
    told = sorted(people.items(), key=lambda row: (_when(row[1]), row[0]), reverse=True)
    for pair, judgement in told:
        if judgement.verdict == "same":
            forest.join(*pair, human=True)
    for (left, right), _ in sorted(machine.items(), key=lambda row: (-row[1], row[0])):
        if (left, right) not in people:
            forest.join(left, right, human=False)
    return forest.episodes()


Pair = tuple[str, str]


def _standing(
    judgements: Iterable[Judgement], order: Mapping[str, str]
) -> tuple[dict[Pair, Judgement], dict[Pair, float]]:
    """People's latest judgement on each pair, and the machine's best score for it."""
    people: dict[Pair, Judgement] = {}
    machine: dict[Pair, float] = {}
    for judgement in judgements:
        if judgement.left not in order or judgement.right not in order:
            continue
        pair = min(judgement.left, judgement.right), max(judgement.left, judgement.right)
        if judgement.at is not None:
            if pair not in people or _later(judgement, people[pair]):
                people[pair] = judgement
        elif judgement.verdict == "same" and (judgement.score or 0.0) >= machine.get(pair, 0.0):
            machine[pair] = judgement.score or 0.0
    return people, machine


def _when(judgement: Judgement) -> dt.datetime:
    at = judgement.at or dt.datetime.min
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _later(one: Judgement, other: Judgement) -> bool:
    """Whether `one` was given after `other`; of two at one moment the more careful one."""
    care = ("same", "unsure", "different")
    return (_when(one), care.index(one.verdict), one.by) > (_when(other), care.index(other.verdict), other.by)


class _Forest:
    """Events joined into sets, with what must stay apart."""

    def __init__(self, order: Mapping[str, str]) -> None:
        self._rank = {event: i for i, event in enumerate(order)}
        self._of = {event: event for event in order}
        self._events: dict[str, list[str]] = {event: [event] for event in order}
        self._reports: dict[str, set[str]] = {event: {report} for event, report in order.items()}
        self._apart: dict[str, set[str]] = defaultdict(set)

    def keep_apart(self, a: str, b: str) -> None:
        """Never join the sets of two events."""
        self._apart[a].add(b)
        self._apart[b].add(a)

    def join(self, a: str, b: str, *, human: bool) -> None:
        """Join the sets of two events, unless something forbids it."""
        x, y = self._of[a], self._of[b]
        if x == y or self._forbidden(x, y):
            return
        if not human and not self._reports[x].isdisjoint(self._reports[y]):
            return
        if len(self._events[x]) < len(self._events[y]):
            x, y = y, x
        for event in self._events[y]:
            self._of[event] = x
        self._events[x] += self._events.pop(y)
        self._reports[x] |= self._reports.pop(y)

    def _forbidden(self, x: str, y: str) -> bool:
        few, many = sorted((x, y), key=lambda root: len(self._events[root]))
        return any(self._of[other] == many for e in self._events[few] for other in self._apart.get(e, ()))

    def episodes(self) -> tuple[Episode, ...]:
        """The sets, each in the order of the book, in the order of their first events."""
        sets = (tuple(sorted(events, key=self._rank.__getitem__)) for events in self._events.values())
        ranked = sorted(sets, key=lambda events: self._rank[events[0]])
        return tuple(Episode(id=f"h{events[0]}", events=events) for events in ranked)


def component(start: Iterable[str], judgements_on: Callable[[str], Iterable[Judgement]]) -> frozenset[str]:
    """All events that a judgement on one of `start` may touch: whatever hangs together by any `same`, a
    machine's or a person's, whether it holds at present or not.

    `episodes_of` on these alone gives the same episodes for them as on the whole book.
    """
    found = set(start)
    todo = list(found)
    while todo:
        event = todo.pop()
        for judgement in judgements_on(event):
            if judgement.verdict == "same":
                for other in (judgement.left, judgement.right):
                    if other not in found:
                        found.add(other)
                        todo.append(other)
    return frozenset(found)
