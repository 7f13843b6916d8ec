"""What a hedge makes of a number: `nearly 70,000` is 65,000 to 70,000, `more than 1,000` has no top."""

from __future__ import annotations

import math

from tocsin.codebook.quantities import Bounds
from tocsin.find.numbers import Number

ABOUT = 0.05
"""`About N` is N give or take this share."""


def worth(bounds: Bounds, each: float) -> Bounds:
    """`bounds` of coins in whole money, where `each` is worth that much."""
    if each == 1:
        return bounds
    return Bounds(*(None if b is None else round(b * each, 4) for b in bounds))


def hedged(number: Number, hedge: str | None, share: bool) -> Bounds:
    """The number's bounds with what the hedge does to them, by the guide's `How many`."""
    low, high = number.bounds
    if hedge is None or hedge == "exact" or low is None:
        return number.bounds
    if hedge == "atleast":
        return Bounds(low, None)
    top = high if high is not None else low
    middle = (low + top) / 2
    if hedge == "about":
        return number.bounds if number.value is None and not share else _about(middle, share)
    if hedge == "nearly":
        return Bounds(middle - _short(middle), middle)
    if hedge == "below" and not share and top == int(top) and top > 0:
        top -= 1
    return Bounds(0 if share else None, top)


def _about(value: float, share: bool) -> Bounds:
    """Give or take a twentieth, to whole numbers; a percentage give or take one of its last figure."""
    if share:
        width = 0.1 if value != int(value) else 0.5 if value < 10 else 1
        return Bounds(round(value - width, 2), round(value + width, 2))
    low, high = value * (1 - ABOUT), value * (1 + ABOUT)
    if value < 1:
        return Bounds(round(low, 4), round(high, 4))
    return Bounds(math.floor(low + 1e-9), math.ceil(high - 1e-9))


def _short(value: float) -> float:
    """How far `nearly` may fall short: half a unit of the leading figure, a tenth at most."""
    if value <= 0:
        return 0.0
    unit: float = 10.0 ** math.floor(math.log10(value))
    return min(unit / 2, value / 10)
