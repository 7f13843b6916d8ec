"""Intervals of days on the calendar: months, parts of months, weeks, seasons, decades.

An interval is its first and last day, both inclusive. Days outside the calendar raise ValueError or
OverflowError, which `tocsin.resolve.times` reads as no date.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable

from tocsin.codebook.times import Slots

Days = tuple[dt.date, dt.date]
"""First and last day, both inclusive."""

DAY = dt.timedelta(days=1)
PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
"""The guide's thirds of a month."""
WEEK_PARTS = {"early": (0, 1), "mid": (2, 2), "late": (3, 4)}
"""Days of the week, Monday 0: late last week is Thursday to Friday."""
YEAR_PARTS = {"early": (1, 3), "mid": (5, 8), "late": (10, 12)}
DECADE_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}
UNIT_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


def month_days(year: int, month: int) -> Days:
    return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])


def months(year: int, first: int, count: int) -> Days:
    """`count` months from month `first` of `year`, which may lie outside 1 to 12."""
    start, end = divmod(year * 12 + first - 1, 12), divmod(year * 12 + first + count - 2, 12)
    return dt.date(start[0], start[1] + 1, 1), month_days(end[0], end[1] + 1)[1]


def part_of_month(days: Days, part: str | None) -> Days:
    if part is None:
        return days
    first, last = PARTS[part]
    return days[0].replace(day=first), days[0].replace(day=min(last, days[1].day))


def date_days(slots: Slots) -> Days:
    day = dt.date(slots.year or 1, slots.month or 1, slots.day or 1)
    return day, day


def dates_days(slots: Slots) -> Days:
    month2 = slots.month2 or slots.month or 1
    start = dt.date(slots.year or 1, slots.month or 1, slots.day or 1)
    end = dt.date(start.year, month2, slots.day2 or 1)
    return start.replace(year=start.year - 1) if start > end else start, end


def iso_days(slots: Slots) -> Days:
    day = dt.date(slots.year or 1, slots.day or 1, slots.day2 or 1)
    return day, day


def month_of(slots: Slots) -> Days:
    return part_of_month(month_days(slots.year or 1, slots.month or 1), slots.part)


def year_days(slots: Slots) -> Days:
    first, last = YEAR_PARTS[slots.part] if slots.part else (1, 12)
    return months(slots.year or 1, first, last - first + 1)


def years_days(slots: Slots) -> Days:
    year = slots.year or 1
    end = slots.number or year - year % 100 + (slots.day or 0)
    return dt.date(year, 1, 1), dt.date(end, 12, 31)


def decade_days(slots: Slots) -> Days:
    year = slots.year or 1
    first, last = (
        DECADE_PARTS[slots.part] if slots.part else (0, 99 if year % 100 == 0 and year < 2000 else 9)
    )
    return dt.date(year + first, 1, 1), dt.date(year + last, 12, 31)


def century_days(slots: Slots) -> Days:
    """The 20th century is 1900 to 1999, as newspapers count."""
    first = ((slots.number or 1) - 1) * 100 + {"early": 0, "mid": 40, "late": 70}.get(slots.part or "", 0)
    years = {"early": 30, "mid": 20, "late": 30}.get(slots.part or "", 100)
    return dt.date(first or 1, 1, 1), dt.date(first + years - 1, 12, 31)


def season_days(slots: Slots) -> Days:
    year, month = slots.year or 1, slots.month or 1
    return months(year - (month == 12), month, 3)


def one_day(day: dt.date) -> Days:
    return day, day


def monday_of(day: dt.date) -> dt.date:
    return day - day.weekday() * DAY


def weekday_before(day: dt.date, weekday: int) -> Days:
    """The last such day of the week (Monday 1) before `day`."""
    return one_day(day - ((day.weekday() - weekday + 1) % 7 or 7) * DAY)


def weekday_after(day: dt.date, weekday: int) -> Days:
    """The first such day of the week (Monday 1) after `day`."""
    return one_day(day + ((weekday - 1 - day.weekday()) % 7 or 7) * DAY)


def unit_at(day: dt.date, unit: str, shift: int, part: str | None = None) -> Days | None:
    """The week, month, year ... `shift` units away from that of `day`."""
    if unit == "day":
        return one_day(day + shift * DAY)
    if unit in UNIT_DAYS:
        monday = monday_of(day) + shift * UNIT_DAYS[unit] * DAY
        first, last = (5, 6) if unit == "weekend" else WEEK_PARTS[part] if part else (0, 6)
        return monday + first * DAY, monday + last * DAY
    if unit == "month":
        return part_of_month(months(day.year, day.month + shift, 1), part)
    if unit == "quarter":
        return months(day.year, (day.month - 1) // 3 * 3 + 1 + 3 * shift, 3)
    if unit == "year":
        return year_days(Slots(year=day.year + shift, part=part))
    span = 10 if unit == "decade" else 100
    first_year = day.year - day.year % span + span * shift
    return dt.date(first_year, 1, 1), dt.date(first_year + span - 1, 12, 31)


def step(day: dt.date, unit: str, count: int) -> Days | None:
    """`count` units from `day`: a day where the unit is days or weeks, else a whole month or year."""
    if abs(count) > 9999:
        return None
    if unit in UNIT_DAYS:
        return one_day(day + count * UNIT_DAYS[unit] * DAY)
    if unit in ("month", "quarter"):
        return months(day.year, day.month + count * UNIT_MONTHS[unit], 1)
    return year_days(Slots(year=day.year + count * UNIT_MONTHS[unit] // 12))


def away(day: dt.date, unit: str, count: int) -> dt.date:
    """The day `count` units from `day`, to the day: 31 August and a month is 30 September."""
    if unit in UNIT_DAYS:
        return day + count * UNIT_DAYS[unit] * DAY
    first, last = months(day.year, day.month + count * UNIT_MONTHS[unit], 1)
    return first.replace(day=min(day.day, last.day))


ABSOLUTE: dict[str, Callable[[Slots], Days]] = {
    "date": date_days,
    "days": dates_days,
    "iso": iso_days,
    "month": month_of,
    "year": year_days,
    "years": years_days,
    "decade": decade_days,
    "century": century_days,
    "season": season_days,
}
"""Meanings that stand on their own once the year is given."""
