"""How single values are put in words: dates, numbers, places in a file, characters made visible."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from typing import NamedTuple

from tocsin.model import Coding, Document, Quantity, Sentence, Span, When

SPACE = re.compile(r"\s+")
UNSEEN = "\x1c\x1d\x1e\x1f\x85"
"""Control characters that Python takes for white space."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ARTICLES = ("The", "A", "An", "Some", "Many", "Several", "Both", "All", "Its", "Their", "His", "Her")
"""Words that are capital only where a sentence begins."""
MARKS = ("⟦", "⟧")
"""What stands round the trigger where it cannot be underlined."""


class Cut(NamedTuple):
    """A sentence in three: what stands before the words in question, the words, what stands after."""

    before: str
    hit: str
    after: str


def cut(sentence: Sentence, span: Span) -> Cut:
    """The sentence's readable text cut at the raw `span`, which need not lie inside it whole."""
    offsets = range(len(sentence.text))
    a, b = (bisect_left(offsets, edge, key=sentence.align.to_raw) for edge in span)
    return Cut(_shown(sentence.text[:a]), _shown(sentence.text[a:b]), _shown(sentence.text[b:]))


def visible(text: str) -> str:
    """`text` on one line, white space closed up, control and direction characters shown as what they are."""
    return _shown(text).strip()


def _shown(text: str) -> str:
    return SPACE.sub(" ", text if text.isprintable() else "".join(map(_glyph, text)))


def _glyph(char: str) -> str:
    if char.isprintable() or (char.isspace() and char not in UNSEEN):
        return char
    return chr(0x2400 + ord(char)) if char < " " else f"<U+{ord(char):04X}>"


def common_nouns(coding: Coding) -> frozenset[str]:
    """The names of those who are called by no name of their own: `Police`, `Organisers of the protest`."""
    return frozenset(e.name for e in coding.entities if all(m.kind != "name" for m in e.mentions))


def according_to(source: str, common: frozenset[str] = frozenset()) -> str:
    """Who says so: `according to the opposition`, in whatever number and case the source was named.

    Of names in `common`, and of articles, the capital is that of a sentence's beginning.
    """
    first, _, rest = visible(source).partition(" ")
    lower = source in common or (first in ARTICLES and rest)
    return f"according to {first.lower() if lower else first} {rest}".rstrip()


def line_column(document: Document, span: Span) -> str:
    """Where `span` begins in the file: `line:column`, both from 1."""
    before = document.text[: span.start]
    return f"{before.count(chr(10)) + 1}:{span.start - before.rfind(chr(10))}"


def quoted(document: Document, span: Span) -> str:
    """The words of `span` in quotation marks and where they stand: `“walked out” 12:3`."""
    return f"“{visible(span.of(document.text))}” {line_column(document, span)}"


def shortened(text: str, most: int) -> str:
    """`text` made visible, cut to `most` characters."""
    whole = visible(text)
    return whole if len(whole) <= most else f"{whole[: most - 2]} …"


def number(value: float) -> int | float:
    """A whole number as an int, so that 24.0 is written 24."""
    return int(value) if value == int(value) else value


def day(date: dt.date) -> str:
    """`17 Aug 2020`, whatever the locale."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def days(when: When) -> str:
    """An interval: `17 Aug 2020` or `10 Aug 2020 to 16 Aug 2020`."""
    return day(when.start) if when.start == when.end else f"{day(when.start)} to {day(when.end)}"


def amount(quantity: Quantity) -> str:
    """A quantity's bounds and unit: `24–99 firms`, `at least 1,000 people`, `103 injured`."""
    low, high = quantity.min, quantity.max
    if low is None:
        bound = visible(quantity.text) if high is None else f"at most {_digits(high)}"
    elif high is None:
        bound = f"at least {_digits(low)}"
    else:
        bound = _digits(low) if low == high else f"{_digits(low)}–{_digits(high)}"
    unit = "person" if quantity.unit == "people" and bound == "1" else quantity.unit
    return f"{bound} {unit}".strip()


def _digits(value: float) -> str:
    return f"{number(value):,}"


def counted(number_of: int, noun: str, plural: str | None = None) -> str:
    """`1 event`, `2 events`."""
    return f"{number_of:,} {noun if number_of == 1 else plural or noun + 's'}"
