"""Which words of a sentence are expressions of time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tocsin.codebook.times import Lexeme, Match, Reading, TimeBook
from tocsin.model import Token

PREPOSITIONS = frozenset({
    "in", "since", "by", "until", "till", "of", "during", "for", "before", "after", "from", "to", "between",
    "through", "around", "following", "at", "over",
})  # fmt: skip
"""A bare month, year or feast after one of these is a date."""
OF_PEOPLE = frozenset({"to", "by", "of", "for", "from", "at", "over"})
"""A month in the genitive after one of these may be a person: `May's`, `April's`."""
YEAR_BEFORE = frozenset(["in", "since", "during", "before", "after", "until", "till"])
"""A bare year after one of these is a date even before a plural: `in 2016 elections`."""
COUNTED = frozenset({"hence", "span back", "span ahead", "nth day"})
"""Meanings whose numbers are quantities as well."""
ATTRIBUTIVE = frozenset({"compound", "nmod", "npadvmod", "poss", "amod"})


class TimeMention(NamedTuple):
    """An expression of time: tokens `first` to `last` inclusive, clean offsets in the sentence, reading."""

    first: int
    last: int
    start: int
    end: int
    text: str
    reading: Reading


def find_times(sentence_text: str, tokens: tuple[Token, ...], times: TimeBook) -> tuple[TimeMention, ...]:
    """Every expression of time in a sentence, in text order, none overlapping.

    `tokens` settle what is ambiguous (`May`, `March`, `2000`); where there are none, only a preposition
    before the word does. Masked expressions (`Super Tuesday`) are left out.
    """
    if not times.may_hold(sentence_text):
        return ()
    lexemes = times.lex(sentence_text)
    starts = [t.at for t in tokens]
    plain = _plain(lexemes, tokens, starts, times)
    found = _join(plain, lexemes, times)
    return tuple(_mention(m, lexemes, sentence_text, starts) for m in found if m.reading.meaning != "none")


def date_ranges(mentions: Iterable[TimeMention]) -> tuple[tuple[int, int], ...]:
    """Token ranges of the mentions that are dates alone, for `find_quantities`: `in two days` counts too."""
    return tuple((m.first, m.last) for m in mentions if m.reading.meaning not in COUNTED)


def _plain(
    lexemes: list[Lexeme], tokens: tuple[Token, ...], starts: list[int], times: TimeBook
) -> list[Match]:
    """The single expressions, longest first come."""
    found: list[Match] = []
    at = 0
    while at < len(lexemes):
        match = times.match(lexemes, at) if times.starts(lexemes[at]) else None
        if match is not None and _is_time(match, lexemes, tokens, starts):
            found.append(match)
            at = match.last
        at += 1
    return found


def _is_time(m: Match, lexemes: list[Lexeme], tokens: tuple[Token, ...], starts: list[int]) -> bool:
    """Whether an expression that may be something else is a time here."""
    before = lexemes[m.first - 1].word if m.first else ""
    first = _token(lexemes[m.first].start, tokens, starts)
    after = _token(lexemes[m.last + 1].start, tokens, starts) if m.last + 1 < len(lexemes) else None
    if m.reading.meaning == "nth":
        return after is None or after.pos not in ("NOUN", "PROPN", "ADJ", "NUM")
    if m.reading.meaning == "weekday" and after is not None and after.pos == "PROPN":
        return before != "the"  # The Sunday Times
    if not m.reading.weak:
        return True
    if m.reading.meaning == "year":
        beyond = lexemes[m.first - 2].word if m.first > 1 else ""
        if before in ("and", "or", ",") and beyond.isdecimal() and len(beyond) == 4:
            return True  # in 1997 and 1998
        return _is_year(before, first, after)
    if m.reading.meaning == "feast":
        return before in PREPOSITIONS
    return _is_month(before, first, after, tokens)


def _is_year(before: str, year: Token | None, after: Token | None) -> bool:
    plural = after is not None and after.tag == "NNS"
    if before in PREPOSITIONS:
        return not plural or before in YEAR_BEFORE
    if year is None or before in ("$", "£", "€", "-", "+"):
        return False
    return before in ("the", "his", "her", "its", "their", "s", "a", "(") and after is not None


def _is_month(before: str, month: Token | None, after: Token | None, tokens: tuple[Token, ...]) -> bool:
    if month is None:
        return before in PREPOSITIONS
    previous = tokens[month.i - 1] if month.i else None
    if month.pos == "AUX" or (previous is not None and previous.dep == "agent"):
        return False  # led by May
    if before in OF_PEOPLE and after is not None and after.tag == "POS":
        return False  # in protest to May's deal
    if before in PREPOSITIONS:
        return after is None or after.pos != "PROPN" or after.text[:1].islower()
    named = previous is not None and previous.pos == "PROPN"
    return month.dep in ATTRIBUTIVE and tokens[month.head].pos == "NOUN" and not named


def _join(plain: list[Match], lexemes: list[Lexeme], times: TimeBook) -> list[Match]:
    """Ranges made of two expressions, and the words before an expression taken in."""
    found: list[Match] = []
    for match in plain:
        near = _related(match, lexemes, times)
        if found and _joined(found[-1], match, lexemes, times):
            found[-1] = _range(found[-1], match)
        else:
            found.append(near)
    return found


def _related(match: Match, lexemes: list[Lexeme], times: TimeBook) -> Match:
    """The match with `since`, `until last`, `on the eve of` ... before it."""
    for length in (4, 3, 2, 1):
        first = match.first - length
        words = tuple(lexeme.word for lexeme in lexemes[max(first, 0) : match.first])
        relation = times.relations.get(words) if first >= 0 else None
        if relation is not None:
            return Match(first, match.last, match.reading._replace(relation=relation))
    return match


def _joined(near: Match, far: Match, lexemes: list[Lexeme], times: TimeBook) -> bool:
    """Whether two expressions bound one range: `from A to B`, `between A and B`, `A - B`."""
    if far.first != near.last + 2 or near.reading.other is not None:
        return False
    word = lexemes[near.last + 1].word
    if word not in times.joins or "none" in (near.reading.meaning, far.reading.meaning):
        return False
    if word == "and":
        return near.reading.relation == "between"
    return near.reading.relation == "from" or near.reading.meaning == far.reading.meaning


def _range(near: Match, far: Match) -> Match:
    """One match of both; the year of the far end serves the near one too."""
    slots, year = near.reading.slots, far.reading.slots.year
    if slots.year is None and slots.month is not None and year is not None:
        earlier = (far.reading.slots.month or 12) < slots.month
        slots = slots._replace(year=year - earlier)
    reading = near.reading._replace(relation="", slots=slots, other=far.reading)
    return Match(near.first, far.last, reading)


def _mention(m: Match, lexemes: list[Lexeme], text: str, starts: Sequence[int]) -> TimeMention:
    start, end = lexemes[m.first].start, lexemes[m.last].end
    first = max(bisect_right(starts, start) - 1, 0)
    last = max(bisect_right(starts, end - 1) - 1, 0)
    return TimeMention(first, last, start, end, text[start:end], m.reading)


def _token(at: int, tokens: tuple[Token, ...], starts: list[int]) -> Token | None:
    return tokens[max(bisect_right(starts, at) - 1, 0)] if tokens else None
