"""The geometry of the desk's pictures: where bars, circles and lines stand, in units of the picture."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tocsin.views.wording import MONTHS
from tocsin.views.wording import day as worded

Step = Literal["day", "week", "month", "quarter", "year"]
STEPS: tuple[Step, ...] = ("day", "week", "month", "quarter", "year")
LABEL = 84.0
"""Room for the name of a stretch of time."""
BARS = 120
"""So many bars can be told apart."""


# ------------------------------------------------------------------ time


class Part(NamedTuple):
    """A part of a bar: one value of the field that is stacked."""

    value: str
    events: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """What happened in one stretch of time."""

    first: dt.date
    last: dt.date
    label: str
    events: int
    x: float
    width: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars over time, and the lines of the scale: height and number of each."""

    step: Step
    bars: tuple[Bar, ...]
    scale: tuple[tuple[float, int], ...]
    values: tuple[str, ...]
    """In the order in which they are stacked, lowest first."""
    labels: tuple[tuple[float, str], ...]
    """Below the bars, as many as there is room for."""
    width: float
    height: float


def step_for(first: int, last: int) -> Step:
    """The finest step that gives no more bars than can be told apart. Days by ordinal."""
    for step, days in zip(STEPS, (1, 7, 30, 91, 365), strict=True):
        if (last - first) / days <= BARS:
            return step
    return "year"


def start_of(day: dt.date, step: Step) -> dt.date:
    """The first day of the stretch that a day lies in; weeks begin on Monday."""
    match step:
        case "day":
            return day
        case "week":
            return day - dt.timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
    return day.replace(day=1, month=1)


def next_start(day: dt.date, step: Step) -> dt.date:
    """The first day of the next stretch; the last day there is where there is no next."""
    try:
        match step:
            case "day":
                return day + dt.timedelta(days=1)
            case "week":
                return day + dt.timedelta(days=7)
            case "month":
                return (day + dt.timedelta(days=32)).replace(day=1)
            case "quarter":
                return (day + dt.timedelta(days=93)).replace(day=1)
        return day.replace(year=day.year + 1)
    except (OverflowError, ValueError):
        return dt.date.max


def label_of(day: dt.date, step: Step) -> str:
    """What a stretch is called: `17 Aug 2020`, `week of 17 Aug 2020`, `Aug 2020`, `Q3 2020`, `2020`."""
    written = worded(day)
    match step:
        case "day":
            return written
        case "week":
            return f"week of {written}"
        case "month":
            return f"{MONTHS[day.month - 1]} {day.year}"
        case "quarter":
            return f"Q{(day.month - 1) // 3 + 1} {day.year}"
    return str(day.year)


def timeline(
    counts: Mapping[tuple[int, str], int], step: Step | None, *, width: float, height: float, most: int = 8
) -> Timeline:
    """Bars of events by day (ordinal) and value, stacked; values beyond the `most` frequent are `other`."""
    if not counts:
        return Timeline(step or "day", (), (), (), (), width, height)
    totals: Counter[str] = Counter()
    for (_, value), n in counts.items():
        totals[value] += n
    kept = [value for value, _ in totals.most_common(most)]
    first, last = min(day for day, _ in counts), max(day for day, _ in counts)
    chosen = step or step_for(first, last)
    heaps: dict[dt.date, Counter[str]] = {}
    starts = {d: start_of(dt.date.fromordinal(d), chosen) for d, _ in counts}
    for (ordinal, value), n in counts.items():
        heaps.setdefault(starts[ordinal], Counter())[value if value in kept else "other"] += n
    values = (*kept, *(("other",) if len(totals) > len(kept) else ()))
    return _drawn(heaps, values, chosen, width, height)


def _drawn(
    heaps: Mapping[dt.date, Counter[str]], values: Sequence[str], step: Step, width: float, height: float
) -> Timeline:
    ticks = scale_of(max(sum(heap.values()) for heap in heaps.values()))
    first, end = min(heaps), next_start(max(heaps), step)
    per_day, per_event = width / max((end - first).days, 1), height / ticks[-1]
    bars = []
    for day in sorted(heaps):
        after = next_start(day, step)
        x, wide = (day - first).days * per_day, (after - day).days * per_day
        parts, top = [], height
        for value in values:
            if n := heaps[day][value]:
                top -= n * per_event
                parts.append(Part(value, n, round(top, 2), round(n * per_event, 2)))
        last = after - dt.timedelta(days=1) if after != dt.date.max else after
        gap = min(1.0, wide * 0.15)
        bars.append(
            Bar(day, last, label_of(day, step), sum(heaps[day].values()), round(x + gap / 2, 2),
                round(wide - gap, 2), tuple(parts))
        )  # fmt: skip
    scale = tuple((round(height - n * per_event, 2), n) for n in ticks)
    return Timeline(step, tuple(bars), scale, tuple(values), _labels(bars, width), width, height)


def _labels(bars: Sequence[Bar], width: float) -> tuple[tuple[float, str], ...]:
    """What stands below the bars, far enough apart to be read."""
    found: list[tuple[float, str]] = []
    for bar in bars:
        free = not found or bar.x - found[-1][0] >= LABEL
        if free and bar.x <= width - LABEL * 0.7:
            found.append((bar.x, bar.label.removeprefix("week of ")))
    return tuple(found)


def scale_of(greatest: float, lines: int = 4) -> tuple[int, ...]:
    """Round numbers from 0 to at least `greatest`, about `lines` steps apart."""
    raw = max(greatest, 1) / lines
    power = 10 ** math.floor(math.log10(raw)) if raw >= 1 else 1
    step = max(next(m * power for m in (1, 2, 5, 10) if m * power >= raw), 1)
    return tuple(int(step * i) for i in range(math.ceil(max(greatest, 1) / step) + 1))


# ------------------------------------------------------------------ place

EARTH = 1000.0
"""Width of the world in the map's units; its height is EARTH * RATIO."""
RATIO = 0.4866
_A = (1.340264, -0.081106, 0.000893, 0.003796)


def equal_earth(lat: float, lon: float) -> tuple[float, float]:
    """Where a point stands on the map: the Equal Earth projection, x to the right, y down.

    Šavrič, Patterson and Jenny 2018. The same as in web/world.mjs, which draws the outlines.
    """
    m = math.sqrt(3) / 2
    theta = math.asin(m * math.sin(math.radians(lat)))
    t2 = theta * theta
    t6 = t2 * t2 * t2
    x = (
        math.radians(lon)
        * math.cos(theta)
        / (m * (_A[0] + 3 * _A[1] * t2 + t6 * (7 * _A[2] + 9 * _A[3] * t2)))
    )
    y = theta * (_A[0] + _A[1] * t2 + t6 * (_A[2] + _A[3] * t2))
    scale = EARTH / 2 / 2.7066299836960748
    return round(EARTH / 2 + x * scale, 2), round(EARTH * RATIO / 2 - y * scale, 2)


@dataclass(frozen=True, slots=True)
class Circle:
    """Some places that lie together: where, how large, how many events, which places."""

    x: float
    y: float
    r: float
    events: int
    spots: tuple[int, ...]
    """Numbers of the places in it, the one with most events first."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the map that is shown."""

    x: float
    y: float
    width: float
    height: float


def circles(
    points: Sequence[tuple[float, float, int]], frame: Frame, cell: float = 0.016
) -> tuple[Circle, ...]:
    """Points (x, y, events), those in one cell of a grid together; `cell` is a share of the frame's width."""
    side = frame.width * cell
    heaps: dict[tuple[int, int], list[int]] = {}
    for number, (x, y, _) in enumerate(points):
        if frame.x <= x <= frame.x + frame.width and frame.y <= y <= frame.y + frame.height:
            heaps.setdefault((int(x // side), int(y // side)), []).append(number)
    greatest = max((sum(points[i][2] for i in heap) for heap in heaps.values()), default=1)
    found = []
    for heap in heaps.values():
        n = sum(points[i][2] for i in heap)
        x, y = (sum(points[i][axis] * points[i][2] for i in heap) / n for axis in (0, 1))
        r = frame.width * (0.0022 + 0.0165 * math.sqrt(n / greatest))
        spots = sorted(heap, key=lambda i: -points[i][2])
        found.append(Circle(round(x, 2), round(y, 2), round(r, 3), n, tuple(spots)))
    return tuple(sorted(found, key=lambda c: -c.events))


def framed(points: Iterable[tuple[float, float]], least: float = 0.06) -> Frame:
    """The part of the map that holds all points with some air round them, in the map's proportions."""
    known = list(points)
    whole = Frame(0, 0, EARTH, EARTH * RATIO)
    if not known:
        return whole
    xs, ys = sorted(x for x, _ in known), sorted(y for _, y in known)
    width = max((xs[-1] - xs[0]) * 1.25, (ys[-1] - ys[0]) * 1.25 / RATIO, EARTH * least)
    if width > EARTH * 0.6:
        return whole
    height = width * RATIO
    x = min(max((xs[0] + xs[-1] - width) / 2, 0), EARTH - width)
    y = min(max((ys[0] + ys[-1] - height) / 2, 0), EARTH * RATIO - height)
    return Frame(round(x, 2), round(y, 2), round(width, 2), round(height, 2))


# ------------------------------------------------------------------ who with whom


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody who takes part, on a circle."""

    name: str
    code: str
    events: int
    x: float
    y: float
    r: float
    angle: float
    """Degrees, for the name beside it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Who did something to whom: from and to as numbers of nodes, how often, and the curve's middle."""

    start: int
    end: int
    events: int
    x: float
    y: float
    value: str
    """The type most of them have."""


@dataclass(frozen=True, slots=True)
class Network:
    """Who acts on whom."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    size: float


def network(
    people: Sequence[tuple[str, str, int]], links: Mapping[tuple[int, int], Counter[str]], size: float = 720
) -> Network:
    """People (name, code, events) on a circle, and links between them by number, with their types."""
    middle, radius = size / 2, size * 0.31
    greatest = max((n for *_, n in people), default=1)
    nodes = []
    for number, (name, code, n) in enumerate(people):
        turn = 2 * math.pi * number / max(len(people), 1) - math.pi / 2
        x, y = middle + radius * math.cos(turn), middle + radius * math.sin(turn)
        r = 3 + 9 * math.sqrt(n / greatest)
        nodes.append(Node(name, code, n, round(x, 2), round(y, 2), round(r, 2), round(math.degrees(turn), 2)))
    edges = []
    for (start, end), types in sorted(links.items(), key=lambda pair: sum(pair[1].values())):
        a, b = nodes[start], nodes[end]
        bend = 0.35
        x = middle + ((a.x + b.x) / 2 - middle) * bend
        y = middle + ((a.y + b.y) / 2 - middle) * bend
        kind = types.most_common(1)[0][0]
        edges.append(Edge(start, end, sum(types.values()), round(x, 2), round(y, 2), kind))
    return Network(tuple(nodes), tuple(edges), size)


# ------------------------------------------------------------------ figures that differ


OPEN = 1.3
"""How far a figure that is open above points on."""


@dataclass(frozen=True, slots=True)
class Interval:
    """One figure on the scale of an episode's range plot; an end that is open points on."""

    left: float
    right: float
    open_left: bool
    open_right: bool


def intervals(
    bounds: Sequence[tuple[float | None, float | None]], width: float
) -> tuple[tuple[Interval, ...], tuple[tuple[float, int], ...]]:
    """Where figures (least, most) stand on one scale from 0, and the scale's ticks."""
    known = [edge for pair in bounds for edge in pair if edge is not None]
    greatest = max([*known, *(low * OPEN for low, high in bounds if low and high is None)], default=1) or 1
    ticks = scale_of(greatest)
    per = width / ticks[-1]
    found = []
    for low, high in bounds:
        left = low if low is not None else 0.0
        right = high if high is not None else max(left * OPEN, left + ticks[-1] * 0.05)
        found.append(
            Interval(round(left * per, 2), round(min(right * per, width), 2), low is None, high is None)
        )
    return tuple(found), tuple((round(n * per, 2), n) for n in ticks)
