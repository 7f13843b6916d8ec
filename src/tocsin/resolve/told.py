"""Times counted from the days that the text spoke of last: `the same day`, `a week later`, `that month`."""

from __future__ import annotations

from collections.abc import Callable

from tocsin.codebook.times import Reading
from tocsin.resolve.days import DAY, Days, month_days, one_day, step, unit_at, weekday_after, weekday_before

EPISODE = 7
"""Days that the last date mentioned may span and still be `that day`."""


def _that_day(reading: Reading, told: Days) -> Days | None:
    start, end = told
    if (end - start).days >= EPISODE:
        return None
    if reading.shift == 0:
        return told
    return one_day(end + reading.shift * DAY if reading.shift > 0 else start + reading.shift * DAY)


def _later(reading: Reading, told: Days) -> Days | None:
    return step(told[1], reading.slots.unit or "day", reading.slots.number or 1)


def _earlier(reading: Reading, told: Days) -> Days | None:
    return step(told[0], reading.slots.unit or "day", -(reading.slots.number or 1))


def _that_unit(reading: Reading, told: Days) -> Days | None:
    unit = reading.slots.unit
    if unit is None or unit == "day":
        return _that_day(reading, told)
    return unit_at(told[0], unit, reading.shift)


def _month_of_that_year(reading: Reading, told: Days) -> Days | None:
    return month_days(told[0].year, reading.slots.month or 1)


def _weekday_after(reading: Reading, told: Days) -> Days | None:
    return weekday_after(told[1], reading.slots.weekday or 1)


def _weekday_before(reading: Reading, told: Days) -> Days | None:
    return weekday_before(told[0], reading.slots.weekday or 1)


TOLD: dict[str, Callable[[Reading, Days], Days | None]] = {
    "that day": _that_day,
    "later": _later,
    "earlier": _earlier,
    "that unit": _that_unit,
    "month of that year": _month_of_that_year,
    "weekday after": _weekday_after,
    "weekday before": _weekday_before,
}
"""Meanings counted from the days that the text spoke of last."""
