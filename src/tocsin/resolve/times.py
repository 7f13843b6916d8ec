"""From an expression of time to an interval of days.

Everything relative is counted from a `Reference`: the day of publication, and the days that the text
spoke of last (`the same day`, `a week later`). What cannot be counted gives None; nothing is invented.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from tocsin.codebook.times import Reading, Slots, TimeBook
from tocsin.model import Span, When

Tense = Literal["past", "present", "future"]
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
EPISODE = 7
"""Days that the last date mentioned may span and still be `that day`."""
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
    if absolute is not None and (reading.slots.year is not None or reading.meaning == "iso"):
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


# ---------------------------------------------------------------- what needs no reference


def _month(year: int, month: int) -> Days:
    return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])


def _months(year: int, first: int, count: int) -> Days:
    """`count` months from month `first` of `year`, which may lie outside 1 to 12."""
    start, end = divmod(year * 12 + first - 1, 12), divmod(year * 12 + first + count - 2, 12)
    return dt.date(start[0], start[1] + 1, 1), _month(end[0], end[1] + 1)[1]


def _month_part(days: Days, part: str | None) -> Days:
    if part is None:
        return days
    first, last = PARTS[part]
    return days[0].replace(day=first), days[0].replace(day=min(last, days[1].day))


def _date(slots: Slots) -> Days:
    day = dt.date(slots.year or 1, slots.month or 1, slots.day or 1)
    return day, day


def _dates(slots: Slots) -> Days:
    month2 = slots.month2 or slots.month or 1
    start = dt.date(slots.year or 1, slots.month or 1, slots.day or 1)
    end = dt.date(start.year, month2, slots.day2 or 1)
    return start.replace(year=start.year - 1) if start > end else start, end


def _iso(slots: Slots) -> Days:
    day = dt.date(slots.year or 1, slots.day or 1, slots.day2 or 1)
    return day, day


def _month_of(slots: Slots) -> Days:
    return _month_part(_month(slots.year or 1, slots.month or 1), slots.part)


def _year(slots: Slots) -> Days:
    first, last = YEAR_PARTS[slots.part] if slots.part else (1, 12)
    return _months(slots.year or 1, first, last - first + 1)


def _years(slots: Slots) -> Days:
    year = slots.year or 1
    end = slots.number or year - year % 100 + (slots.day or 0)
    return dt.date(year, 1, 1), dt.date(end, 12, 31)


def _decade(slots: Slots) -> Days:
    year = slots.year or 1
    first, last = (
        DECADE_PARTS[slots.part] if slots.part else (0, 99 if year % 100 == 0 and year < 2000 else 9)
    )
    return dt.date(year + first, 1, 1), dt.date(year + last, 12, 31)


def _season(slots: Slots) -> Days:
    year, month = slots.year or 1, slots.month or 1
    return _months(year - (month == 12), month, 3)


ABSOLUTE: dict[str, Callable[[Slots], Days]] = {
    "date": _date,
    "days": _dates,
    "iso": _iso,
    "month": _month_of,
    "year": _year,
    "years": _years,
    "decade": _decade,
    "season": _season,
}
"""Meanings that stand on their own once the year is given."""

# ---------------------------------------------------------------- what is counted from publication


def _one(day: dt.date) -> Days:
    return day, day


def _monday(day: dt.date) -> dt.date:
    return day - day.weekday() * DAY


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
    return _by_year(reading, base, _date)


def _any_dates(reading: Reading, base: _Base) -> Days | None:
    return _by_year(reading, base, _dates)


def _feast(reading: Reading, base: _Base) -> Days | None:
    month, day = divmod(reading.shift, 100)
    slots = reading.slots._replace(month=month, day=day)
    return _by_year(reading._replace(slots=slots), base, _date)


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
    return _month_of(reading.slots._replace(year=year))


def _month_last(reading: Reading, base: _Base) -> Days | None:
    if reading.slots.month is None:
        return None
    return _any_month(reading, base._replace(tense="past"))


def _month_next(reading: Reading, base: _Base) -> Days | None:
    year, month = base.published.year, reading.slots.month or 1
    return _month(year + (month <= base.published.month), month)


def _month_of_year(reading: Reading, base: _Base) -> Days | None:
    return _month_of(reading.slots._replace(year=base.published.year + reading.shift))


def _date_of_year(reading: Reading, base: _Base) -> Days | None:
    return _date(reading.slots._replace(year=base.published.year + reading.shift))


def _day(reading: Reading, base: _Base) -> Days | None:
    return _one(base.published + reading.shift * DAY)


def _overnight(reading: Reading, base: _Base) -> Days | None:
    return base.published - DAY, base.published


def _weekday(reading: Reading, base: _Base) -> Days | None:
    """The last such day, publication's own included; in the future tense the next."""
    gap = (reading.slots.weekday or 1) - 1 - base.published.weekday()
    return _one(base.published + (gap % 7 if base.tense == "future" else -(-gap % 7)) * DAY)


def _weekday_back(reading: Reading, base: _Base) -> Days | None:
    gap = (base.published.weekday() - (reading.slots.weekday or 1) + 1) % 7 or 7
    return _one(base.published - gap * DAY)


def _weekday_ahead(reading: Reading, base: _Base) -> Days | None:
    gap = ((reading.slots.weekday or 1) - 1 - base.published.weekday()) % 7 or 7
    return _one(base.published + gap * DAY)


def _weekday_of_week(reading: Reading, base: _Base) -> Days | None:
    days = 7 * reading.shift + (reading.slots.weekday or 1) - 1
    return _one(_monday(base.published) + days * DAY)


def _nth(reading: Reading, base: _Base) -> Days | None:
    """`the 26th`: of the month last spoken of where it follows, else of one that suits the tense."""
    day = reading.slots.day or 1
    if base.narrative is not None:
        start, end = base.narrative
        if (end - start).days <= 31 and start.day <= day <= _month(start.year, start.month)[1].day:
            return _one(start.replace(day=day))
    months = (_months(base.published.year, base.published.month + m, 1) for m in (-2, -1, 0, 1))
    fit = [_one(first.replace(day=day)) for first, last in months if day <= last.day]
    ahead = base.tense == "future"
    fit = [days for days in fit if (days[0] >= base.published if ahead else days[0] <= base.published)]
    return (fit[0] if ahead else fit[-1]) if fit else None


def _this_season(reading: Reading, base: _Base) -> Days | None:
    return _season(reading.slots._replace(year=base.published.year))


def _season_back(reading: Reading, base: _Base) -> Days | None:
    days = _season(reading.slots._replace(year=base.published.year))
    return days if days[1] < base.published else _season(reading.slots._replace(year=base.published.year - 1))


def _season_ahead(reading: Reading, base: _Base) -> Days | None:
    days = _season(reading.slots._replace(year=base.published.year))
    return days if days[0] > base.published else _season(reading.slots._replace(year=base.published.year + 1))


def _unit_at(day: dt.date, unit: str, shift: int, part: str | None = None) -> Days | None:
    """The week, month, year ... `shift` units away from that of `day`."""
    if unit == "day":
        return _one(day + shift * DAY)
    if unit in UNIT_DAYS:
        monday = _monday(day) + shift * UNIT_DAYS[unit] * DAY
        first, last = (5, 6) if unit == "weekend" else WEEK_PARTS[part] if part else (0, 6)
        return monday + first * DAY, monday + last * DAY
    if unit == "month":
        return _month_part(_months(day.year, day.month + shift, 1), part)
    if unit == "quarter":
        return _months(day.year, (day.month - 1) // 3 * 3 + 1 + 3 * shift, 3)
    if unit == "year":
        return _year(Slots(year=day.year + shift, part=part))
    span = 10 if unit == "decade" else 100
    first_year = day.year - day.year % span + span * shift
    return dt.date(first_year, 1, 1), dt.date(first_year + span - 1, 12, 31)


def _unit(reading: Reading, base: _Base) -> Days | None:
    unit = reading.slots.unit or "day"
    if unit == "weekend" and reading.shift < 0 and base.published.weekday() == 6:
        return _unit_at(base.published, unit, -1)
    return _unit_at(base.published, unit, reading.shift, reading.slots.part)


def _this_unit(reading: Reading, base: _Base) -> Days | None:
    """`this week`: as far as it has gone, or what is left of it, by the tense; a weekend whole."""
    if reading.slots.unit == "weekend":
        return _weekend(reading, base)
    return _rest_of(reading, base) if base.tense == "future" else _so_far(reading, base)


def _so_far(reading: Reading, base: _Base) -> Days | None:
    days = _unit_at(base.published, reading.slots.unit or "day", 0)
    return days and (min(days[0], base.published), base.published)


def _rest_of(reading: Reading, base: _Base) -> Days | None:
    days = _unit_at(base.published, reading.slots.unit or "day", 0)
    return days and (base.published, max(days[1], base.published))


def _weekend(reading: Reading, base: _Base) -> Days | None:
    """The last Saturday and Sunday that have begun, or by the tense the next that have not ended."""
    saturday = _monday(base.published) + 5 * DAY
    if base.tense != "future" and saturday > base.published:
        saturday -= 7 * DAY
    return saturday, saturday + DAY


def _step(day: dt.date, unit: str, count: int) -> Days | None:
    """`count` units from `day`: a day where the unit is days or weeks, else a whole month or year."""
    if abs(count) > 9999:
        return None
    if unit in UNIT_DAYS:
        return _one(day + count * UNIT_DAYS[unit] * DAY)
    if unit in ("month", "quarter"):
        return _months(day.year, day.month + count * UNIT_MONTHS[unit], 1)
    return _year(Slots(year=day.year + count * UNIT_MONTHS[unit] // 12))


def _away(day: dt.date, unit: str, count: int) -> dt.date:
    """The day `count` units from `day`, to the day: 31 August and a month is 30 September."""
    if unit in UNIT_DAYS:
        return day + count * UNIT_DAYS[unit] * DAY
    first, last = _months(day.year, day.month + count * UNIT_MONTHS[unit], 1)
    return first.replace(day=min(day.day, last.day))


def _ago(reading: Reading, base: _Base) -> Days | None:
    return _step(base.published, reading.slots.unit or "day", -(reading.slots.number or 1))


def _hence(reading: Reading, base: _Base) -> Days | None:
    if base.tense != "future":
        return None  # `in two days` is a duration in the past tense
    unit = reading.slots.unit or "day"
    if unit in UNIT_DAYS:
        return _step(base.published, unit, reading.slots.number or 1)
    return _span_ahead(reading, base)


def _nth_day(reading: Reading, base: _Base) -> Days | None:
    """`for a third day`: from the first to the day of publication."""
    end = base.published + reading.shift * DAY
    return end - ((reading.slots.number or 1) - 1) * DAY, end


def _span_back(reading: Reading, base: _Base) -> Days | None:
    return _away(base.published, reading.slots.unit or "day", -(reading.slots.number or 1)), base.published


def _span_ahead(reading: Reading, base: _Base) -> Days | None:
    return base.published, _away(base.published, reading.slots.unit or "day", reading.slots.number or 1)


def _few_ahead(reading: Reading, base: _Base) -> Days | None:
    return base.published, _away(base.published, reading.slots.unit or "day", FEW)


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

# ---------------------------------------------------------------- what is counted from the last date told


def _that_day(reading: Reading, told: Days) -> Days | None:
    start, end = told
    if (end - start).days >= EPISODE:
        return None
    if reading.shift == 0:
        return told
    return _one(end + reading.shift * DAY if reading.shift > 0 else start + reading.shift * DAY)


def _later(reading: Reading, told: Days) -> Days | None:
    return _step(told[1], reading.slots.unit or "day", reading.slots.number or 1)


def _earlier(reading: Reading, told: Days) -> Days | None:
    return _step(told[0], reading.slots.unit or "day", -(reading.slots.number or 1))


def _that_unit(reading: Reading, told: Days) -> Days | None:
    unit = reading.slots.unit
    if unit is None or unit == "day":
        return _that_day(reading, told)
    return _unit_at(told[0], unit, reading.shift)


def _month_of_that_year(reading: Reading, told: Days) -> Days | None:
    return _month(told[0].year, reading.slots.month or 1)


def _weekday_after(reading: Reading, told: Days) -> Days | None:
    return _weekday_ahead(reading, _Base(told[1], None, None))


def _weekday_before(reading: Reading, told: Days) -> Days | None:
    return _weekday_back(reading, _Base(told[0], None, None))


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
