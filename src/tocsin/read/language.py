"""Which language a report is written in, by the share of each language's commonest words."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import NamedTuple

from tocsin.codebook.tables import DATA, read_table

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 3000
_LEAST = 8
"""Words below which no judgement is made."""


class Guess(NamedTuple):
    """The language found (None where none was), and whether the text may be read as English."""

    language: str | None
    english: bool


@cache
def _languages() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in read_table(DATA / "stopwords.txt", DATA, range(2, 3)):
        language, words = row.cells
        found[language] = found.get(language, frozenset()) | frozenset(words.split())
    return found


def guess_language(text: str) -> Guess:
    """The language of `text`, judged by its first 3000 words."""
    words = [match.group().lower() for match in islice(_WORD.finditer(text), _SAMPLE)]
    if len(words) < _LEAST:
        return Guess("en" if _mostly_latin(words) else None, _mostly_latin(words))
    counts = {
        language: sum(word in common for word in words) / len(words)
        for language, common in _languages().items()
    }
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    if best != "en" and counts[best] > 1.2 * counts["en"] and counts[best] * len(words) >= 3:
        return Guess(best, False)
    english = _mostly_latin(words) and (len(words) < 25 or counts["en"] > 0.08)
    return Guess("en" if english else None, english)


def _mostly_latin(words: list[str]) -> bool:
    letters = "".join(words)
    return 2 * sum(character < "\u0250" for character in letters) >= len(letters)
