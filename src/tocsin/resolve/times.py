"""From an expression of time to an interval of days.

Everything relative is counted from a `Reference`: the day of publication, and the days that the text
spoke of last (`the same day`, `a week later`). What cannot be counted gives None; nothing is invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import NamedTuple

from tocsin.codebook.times import Reading, Slots, TimeBook
from tocsin.model import Span, Tense, When
from tocsin.resolve.days import (
    ABSOLUTE,
    DAY,
    UNIT_DAYS,
    Days,
    away,
    date_days,
    dates_days,
    monday_of,
    month_days,
    month_of,
    months,
    one_day,
    season_days,
    step,
    unit_at,
    weekday_after,
    weekday_before,
)
from tocsin.resolve.told import TOLD

YEARLESS = frozenset({"iso", "century"})
"""Meanings that need no year to stand on their own."""
FEW = 4
"""How many units `the coming weeks` are."""


class Reference(NamedTuple):
    """What times are counted from: the day of publication and the days that the text spoke of last."""

    published: dt.date | None = None
    narrative: Days | None = None


class _Base(NamedTuple):
    """A reading's surroundings while it is counted: publication known."""

    published: dt.date
    narrative: Days | None
    tense: Tense | None


def narrative(reference: Reference, when: When | None) -> Reference:
    """The reference for what follows a date in the text: `when` becomes the days last spoken of."""
    return reference if when is None else reference._replace(narrative=(when.start, when.end))


def resolve_time(
    text: str, book: TimeBook, reference: Reference, tense: Tense | None = None, span: Span | None = None
) -> When | None:
    """The days that `text`, an expression of time and nothing else, comes to, or None.

    None too where `text` is no such expression or needs a reference that is not there.
    """
    lexemes = book.lex(text)
    match = book.match(lexemes, 0) if lexemes else None
    if match is None or match.last != len(lexemes) - 1:
        return None
    return resolve_reading(match.reading, reference, tense, text, span)


def resolve_reading(
    reading: Reading,
    reference: Reference,
    tense: Tense | None = None,
    text: str = "",
    span: Span | None = None,
) -> When | None:
    """The days that a reading found by `find_times` comes to, or None where they cannot be known.

    `tense` is that of the verb the expression goes with: it tells last Monday from next Monday.
    `text` and `span` are copied to the result.
    """
    try:
        days = _days(reading, reference, tense)
    except (ValueError, OverflowError):  # 30 February, the year 12000: not a date after all
        return None
    if days is None or days[0] > days[1]:
        return None
    return When(start=days[0], end=days[1], text=text, span=span, rule=reading.rule)


def _days(reading: Reading, reference: Reference, tense: Tense | None) -> Days | None:
    ahead = reading.relation == "until" or (reading.relation == "by" and reading.meaning == "month")
    tense = "future" if ahead and reading.other is None else tense
    near = _count(reading, reference, tense)
    if near is None:
        return None
    if reading.other is not None:
        return _range(near, reading.other, reference, tense)
    return _relate(reading.relation, near, reference.published, tense)


def _count(reading: Reading, reference: Reference, tense: Tense | None) -> Days | None:
    """The days of a reading without its relation."""
    absolute = ABSOLUTE.get(reading.meaning)
    if absolute is not None and (reading.slots.year is not None or reading.meaning in YEARLESS):
        return absolute(reading.slots)
    told = TOLD.get(reading.meaning)
    if told is not None:
        return told(reading, reference.narrative) if reference.narrative else None
    relative = RELATIVE.get(reading.meaning)
    if relative is None or reference.published is None:
        return None
    return relative(reading, _Base(reference.published, reference.narrative, tense))


def _range(near: Days, far: Reading, reference: Reference, tense: Tense | None) -> Days | None:
    """From the start of the near end to the end of the far one, which lies after it."""
    end = _count(far, reference, tense)
    if end is None:
        return None
    if end[1] < near[0] and far.slots.weekday is not None:
        return near[0], end[1] + 7 * DAY
    if near[0] > end[1] and far.meaning == "day":
        return None
    if end[0] > near[0] + 7 * DAY and far.meaning == "weekday":
        return near[0], near[0] + ((end[0] - near[0]).days % 7) * DAY
    return near[0], end[1]


def _relate(relation: str, days: Days, published: dt.date | None, tense: Tense | None) -> Days | None:
    """The interval that `since`, `until`, `by` ... make of an expression's own days."""
    start, end = days
    if relation == "eve":
        return start - DAY, start - DAY
    if relation == "before":
        return None
    if relation in ("since", "after", "from"):
        if published is None:
            return None
        ahead = start > published or (relation == "from" and tense == "future")
        return days if ahead else (start, published)
    if relation == "until":
        return (end, end) if published is None or end < published else (published, end)
    if relation == "by" and published is not None and end > published:
        return published, end
    return days


# ---------------------------------------------------------------- what is counted from publication


def _nearest(candidates: Iterable[Days], base: _Base) -> Days | None:
    """The candidate nearest to publication on the side that the tense points to."""
    low, high = {"past": (-400, 45), "present": (-300, 60), "future": (-20, 400)}.get(
        base.tense or "present", (-300, 60)
    )
    away = [((days[0] - base.published).days, days) for days in candidates]
    fit = [(abs(gap), days) for gap, days in away if low <= gap <= high]
    return min(fit)[1] if fit else None


def _by_year(reading: Reading, base: _Base, count: Callable[[Slots], Days]) -> Days | None:
    """A date without a year, in the year that suits publication and tense."""
    years = range(base.published.year - 1, base.published.year + 2)
    found = []
    for year in years:
        try:
            found.append(count(reading.slots._replace(year=year)))
        except ValueError:  # 29 February
            continue
    return _nearest(found, base)


def _any_date(reading: Reading, base: _Base) -> Days | None:
    return _by_year(reading, base, date_days)


def _any_dates(reading: Reading, base: _Base) -> Days | None:
    return _by_year(reading, base, dates_days)


def _feast(reading: Reading, base: _Base) -> Days | None:
    month, day = divmod(reading.shift, 100)
    slots = reading.slots._replace(month=month, day=day)
    return _by_year(reading._replace(slots=slots), base, date_days)


def _any_month(reading: Reading, base: _Base) -> Days | None:
    """The last such month that has begun; in the future tense the next that has not ended.

    Where the tense is not known, one of the next three may be meant too.
    """
    year, month, now = base.published.year, reading.slots.month or 1, base.published.month
    if base.tense == "future":
        year += month < now
    elif base.tense == "past" or (month - now) % 12 > 3:
        year -= month > now
    else:
        year += month < now
    return month_of(reading.slots._replace(year=year))


def _month_last(reading: Reading, base: _Base) -> Days | None:
    if reading.slots.month is None:
        return None
    return _any_month(reading, base._replace(tense="past"))


def _month_next(reading: Reading, base: _Base) -> Days | None:
    year, month = base.published.year, reading.slots.month or 1
    return month_days(year + (month <= base.published.month), month)


def _month_of_year(reading: Reading, base: _Base) -> Days | None:
    return month_of(reading.slots._replace(year=base.published.year + reading.shift))


def _date_of_year(reading: Reading, base: _Base) -> Days | None:
    return date_days(reading.slots._replace(year=base.published.year + reading.shift))


def _day(reading: Reading, base: _Base) -> Days | None:
    return one_day(base.published + reading.shift * DAY)


def _overnight(reading: Reading, base: _Base) -> Days | None:
    return base.published - DAY, base.published


def _weekday(reading: Reading, base: _Base) -> Days | None:
    """The last such day, publication's own included; in the future tense the next."""
    gap = (reading.slots.weekday or 1) - 1 - base.published.weekday()
    return one_day(base.published + (gap % 7 if base.tense == "future" else -(-gap % 7)) * DAY)


def _weekday_back(reading: Reading, base: _Base) -> Days | None:
    return weekday_before(base.published, reading.slots.weekday or 1)


def _weekday_ahead(reading: Reading, base: _Base) -> Days | None:
    return weekday_after(base.published, reading.slots.weekday or 1)


def _weekday_of_week(reading: Reading, base: _Base) -> Days | None:
    days = 7 * reading.shift + (reading.slots.weekday or 1) - 1
    return one_day(monday_of(base.published) + days * DAY)


def _nth(reading: Reading, base: _Base) -> Days | None:
    """`the 26th`: of the month last spoken of where it follows, else of one that suits the tense."""
    day = reading.slots.day or 1
    if base.narrative is not None:
        start, end = base.narrative
        if (end - start).days <= 31 and start.day <= day <= month_days(start.year, start.month)[1].day:
            return one_day(start.replace(day=day))
    near = (months(base.published.year, base.published.month + m, 1) for m in (-2, -1, 0, 1))
    fit = [one_day(first.replace(day=day)) for first, last in near if day <= last.day]
    ahead = base.tense == "future"
    fit = [days for days in fit if (days[0] >= base.published if ahead else days[0] <= base.published)]
    return (fit[0] if ahead else fit[-1]) if fit else None


def _this_season(reading: Reading, base: _Base) -> Days | None:
    return season_days(reading.slots._replace(year=base.published.year))


def _season_back(reading: Reading, base: _Base) -> Days | None:
    days = season_days(reading.slots._replace(year=base.published.year))
    return (
        days
        if days[1] < base.published
        else season_days(reading.slots._replace(year=base.published.year - 1))
    )


def _season_ahead(reading: Reading, base: _Base) -> Days | None:
    days = season_days(reading.slots._replace(year=base.published.year))
    return (
        days
        if days[0] > base.published
        else season_days(reading.slots._replace(year=base.published.year + 1))
    )


def _unit(reading: Reading, base: _Base) -> Days | None:
    unit = reading.slots.unit or "day"
    if unit == "weekend" and reading.shift < 0 and base.published.weekday() == 6:
        return unit_at(base.published, unit, -1)
    return unit_at(base.published, unit, reading.shift, reading.slots.part)


def _this_unit(reading: Reading, base: _Base) -> Days | None:
    """`this week`: as far as it has gone, or what is left of it, by the tense; a weekend whole."""
    if reading.slots.unit == "weekend":
        return _weekend(reading, base)
    return _rest_of(reading, base) if base.tense == "future" else _so_far(reading, base)


def _so_far(reading: Reading, base: _Base) -> Days | None:
    days = unit_at(base.published, reading.slots.unit or "day", 0)
    return days and (min(days[0], base.published), base.published)


def _rest_of(reading: Reading, base: _Base) -> Days | None:
    days = unit_at(base.published, reading.slots.unit or "day", 0)
    return days and (base.published, max(days[1], base.published))


def _weekend(reading: Reading, base: _Base) -> Days | None:
    """The last Saturday and Sunday that have begun, or by the tense the next that have not ended."""
    saturday = monday_of(base.published) + 5 * DAY
    if base.tense != "future" and saturday > base.published:
        saturday -= 7 * DAY
    return saturday, saturday + DAY


def _ago(reading: Reading, base: _Base) -> Days | None:
    return step(base.published, reading.slots.unit or "day", -(reading.slots.number or 1))


def _hence(reading: Reading, base: _Base) -> Days | None:
    if base.tense != "future":
        return None  # `in two days` is a duration in the past tense
    unit = reading.slots.unit or "day"
    if unit in UNIT_DAYS:
        return step(base.published, unit, reading.slots.number or 1)
    return _span_ahead(reading, base)


def _nth_day(reading: Reading, base: _Base) -> Days | None:
    """`for a third day`: from the first to the day of publication."""
    end = base.published + reading.shift * DAY
    return end - ((reading.slots.number or 1) - 1) * DAY, end


def _span_back(reading: Reading, base: _Base) -> Days | None:
    return away(base.published, reading.slots.unit or "day", -(reading.slots.number or 1)), base.published


def _span_ahead(reading: Reading, base: _Base) -> Days | None:
    return base.published, away(base.published, reading.slots.unit or "day", reading.slots.number or 1)


def _few_ahead(reading: Reading, base: _Base) -> Days | None:
    return base.published, away(base.published, reading.slots.unit or "day", FEW)


RELATIVE: dict[str, Callable[[Reading, _Base], Days | None]] = {
    "day": _day,
    "overnight": _overnight,
    "weekday": _weekday,
    "weekday back": _weekday_back,
    "weekday ahead": _weekday_ahead,
    "weekday of week": _weekday_of_week,
    "date": _any_date,
    "date of year": _date_of_year,
    "days": _any_dates,
    "nth": _nth,
    "feast": _feast,
    "month": _any_month,
    "month last": _month_last,
    "month next": _month_next,
    "month of year": _month_of_year,
    "season": _this_season,
    "season back": _season_back,
    "season ahead": _season_ahead,
    "unit": _unit,
    "this unit": _this_unit,
    "so far": _so_far,
    "rest of": _rest_of,
    "weekend": _weekend,
    "ago": _ago,
    "hence": _hence,
    "nth day": _nth_day,
    "span back": _span_back,
    "span ahead": _span_ahead,
    "few ahead": _few_ahead,
}
"""Meanings counted from the day of publication."""
