"""Words of a sentence as linking compares them: cut short, and weighed by how rare they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from tocsin.codebook.tables import read_table
from tocsin.names import fold

HERE = Path(__file__).parent
WORD = re.compile(r"[^\W_]+")
CUT = 5
"""Letters of a word that count: `strikes`, `striking` and `striker` are one. The old remedy of cutting
words short does nearly as well as a stemmer in retrieval, and needs no library."""
RARE = 9
"""The weight of a word that the table does not list, in bits."""
IDLE = 3
"""Words of this weight or less say nothing of what a sentence is about."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """`word`, which is in lower case, without accents and cut short; numbers stay whole."""
    plain = word if word.isascii() else fold(word)
    return plain if plain.isdigit() else plain[:CUT]


class Bits(dict[str, int]):
    """How rare words are, in bits; what is not listed is rare."""

    def __missing__(self, word: str) -> int:
        return RARE


@lru_cache(maxsize=1)
def bits() -> Bits:
    """The table `common.txt`. Raises CodebookError with file and line."""
    table = Bits()
    for row in read_table(HERE / "common.txt", HERE, range(2, 3)):
        power, words = row.cells
        if not power.isdigit():
            raise row.error(f"not a whole number: {power!r}")
        table.update(dict.fromkeys(words.split(), int(power)))
    return table


def content(text: str) -> frozenset[str]:
    """The words of `text` that say what it is about, cut short."""
    common = bits()
    found = set(map(stem, WORD.findall(text.lower())))
    return frozenset(w for w in found if common[w] > IDLE and (len(w) > 1 or w.isdigit()))


def weight(words: Iterable[str]) -> int:
    """How much the words say together, in bits."""
    return sum(map(bits().__getitem__, words))
