"""Dates of publication in the forms that reports write them. Not the dates that sentences speak of."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<![\d.])(?P<year>(?:19|20)\d\d)[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        rf"(?<!\d){_DAY}\.?\s(?:of\s)?{_MONTH},?\s{_YEAR}",
        rf"\b{_MONTH}\s{_DAY}(?!\d),?\s{_YEAR}",
        rf"(?<!\d){_DAY}[- /]{_MONTH}[- /,]{{1,2}}{_YEAR}",
        r"(?<![\d.])(?P<day>\d{1,2})(?P<mark>[./])(?P<number>\d{1,2})[./](?P<year>(?:19|20)\d\d)(?!\d)",
    )
)
_MONTH_DAY = re.compile(
    rf"\b{_MONTH}\s{_DAY}(?!\d)"
    rf"|(?<!\d)(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH.replace('month', 'month2')}",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(rf"\b{_MONTH},?\s{_YEAR}", re.IGNORECASE)
_LABEL = re.compile(r"\b(?:published|posted|issued|released?|date|dated|first published)\b", re.IGNORECASE)


class Found(NamedTuple):
    """A date and the stretch of readable text that gives it. `day` None: only month and year."""

    year: int | None
    month: int
    day: int | None
    start: int
    end: int
    labelled: bool = False

    def date(self, year: int | None = None) -> dt.date | None:
        """The day; the last of the month where only that is given; None where there is no such day."""
        wanted = self.year or year
        if wanted is None:
            return None
        day = self.day or calendar.monthrange(wanted, self.month)[1]
        try:
            return dt.date(wanted, self.month, day)
        except ValueError:
            return None


def full_dates(text: str) -> Iterator[Found]:
    """Every date with day, month and year in `text`, form by form."""
    for form in _FORMS:
        for match in form.finditer(text):
            found = _from_match(match, text)
            if found and found.date():
                yield found


def _from_match(match: re.Match[str], text: str) -> Found | None:
    groups = match.groupdict()
    day, year = int(groups["day"]), int(groups["year"])
    if groups.get("month"):
        month = month_number(groups["month"])
    else:
        month = int(groups["number"])
        if groups.get("mark") == "/" and month > 12:
            day, month = month, day
        elif groups.get("mark") == "/" and day <= 12 and day != month:
            return None  # 3/4/2020 is April in London and March in New York
    if not 1 <= month <= 12:
        return None
    labelled = bool(_LABEL.search(text, max(0, match.start() - 30), match.start()))
    return Found(year, month, day, match.start(), match.end(), labelled)


def month_days(text: str) -> Iterator[Found]:
    """Every day and month without a year: `Aug 17`, `3 June`."""
    for match in _MONTH_DAY.finditer(text):
        month = month_number(match["month"] or match["month2"])
        yield Found(None, month, int(match["day"] or match["day2"]), match.start(), match.end())


def month_years(text: str) -> Iterator[Found]:
    """Every month and year without a day: `May 2018`."""
    for match in _MONTH_YEAR.finditer(text):
        yield Found(int(match["year"]), month_number(match["month"]), None, match.start(), match.end())


def month_number(name: str) -> int:
    """1 to 12 for a month's name, whole or cut short."""
    return _MONTHS[name.lower().rstrip(".")]
