"""The days and instants that machines write: ISO 8601, RFC 3339, RFC 5322, HTTP, WARC."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

_ISO = re.compile(r"\s{0,20}(\d{4})-?(\d\d)-?(\d\d)(?!\d{1,3}(?!\d))")
_AMERICAN_MONTH = re.compile(
    r"([A-Z][a-z]{2,8})\.?\s(\d{1,2}),\s(\d{4})|(\d{1,2})\s([A-Z][a-z]{2,8})\.?\s(\d{4})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day_of(text: str) -> dt.date | None:
    """The day in `text` as the writer's clock had it, or None where it is no date that machines write."""
    text = text[:200].strip()
    if match := _ISO.match(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _AMERICAN_MONTH.search(text):
        month, day, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        if month[:3].lower() in _MONTHS:
            return _day(int(year), _MONTHS.index(month[:3].lower()) + 1, int(day))
    moment = instant_of(text)
    return moment.date() if moment else None


def instant_of(text: str) -> dt.datetime | None:
    """The moment in `text`, in UTC; None where it gives none. Where no zone is given, UTC is meant."""
    for read in (dt.datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text[:100].strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year >= 1500 else None
    except ValueError:
        return None
