"""Which language a report is written in, by its letters and the share of each language's commonest words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import chain, islice
from typing import NamedTuple

from tocsin.codebook.tables import DATA, read_table

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 3000
_LEAST = 8
"""Words below which no judgement is made."""
_SURE = 40
"""Words from which on a small lead tells."""


class Guess(NamedTuple):
    """The language found (None where none was), and whether the text may be read as English."""

    language: str | None
    english: bool


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """For each common word the languages that it is common in."""
    found: dict[str, dict[str, None]] = {}
    for row in read_table(DATA / "stopwords.txt", DATA, range(2, 3)):
        language, words = row.cells
        for word in words.split():
            found.setdefault(word, {})[language] = None
    return {word: tuple(languages) for word, languages in found.items()}


def is_common(word: str) -> bool:
    """Whether a word is one of the commonest of English: `not`, `is`."""
    return "en" in _languages().get(word.lower(), ())


@cache
def _names() -> tuple[str, ...]:
    """The languages whose common words are known."""
    return tuple(dict.fromkeys(chain.from_iterable(_languages().values())))


@cache
def _scripts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = (row.cells for row in read_table(DATA / "scripts.txt", DATA, range(2, 3)))
    return tuple((language, re.compile(f"[{ranges}]")) for language, ranges in rows)


def guess_language(text: str, declared: str | None = None) -> Guess:
    """The language of `text`, judged by its first 3000 words.

    What the page or feed `declared` (ISO 639-1) only counts where the words themselves say little.
    """
    words = [match.group().lower() for match in islice(_WORD.finditer(text), _SAMPLE)]
    if not _mostly_latin(words):
        return Guess(_by_words(words) or _by_script(words) or _other(declared), False)
    if len(words) < _LEAST:
        return Guess("en", True)
    counts = _shares(words)
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    margin = 1.2 if len(words) >= _SURE else 2
    if best != "en" and counts[best] > margin * counts["en"] and counts[best] * len(words) >= 3:
        return Guess(best, False)
    english = counts["en"] > 0.08 or (len(words) < 25 and not _other(declared))
    return Guess("en" if english else _other(declared), english)


def _shares(words: list[str]) -> dict[str, float]:
    """For each language, the share of the words that are among its commonest."""
    common = _languages()
    counts = Counter(dict.fromkeys(_names(), 0))
    counts.update(chain.from_iterable(common.get(word, ()) for word in words))
    return {language: count / len(words) for language, count in counts.items()}


def _by_words(words: list[str]) -> str | None:
    counts = _shares(words)
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] * len(words) >= 2 and best != "en" else None


def _by_script(words: list[str]) -> str | None:
    """The language that alone, or by far the most, is written in these letters."""
    letters = "".join(words)
    counts = {language: len(script.findall(letters)) for language, script in _scripts()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] * 4 > len(letters) else None


def _other(declared: str | None) -> str | None:
    return declared if declared and declared != "en" else None


def _mostly_latin(words: list[str]) -> bool:
    letters = "".join(words)
    return letters.isascii() or 2 * sum(character < "\u0250" for character in letters) >= len(letters)
