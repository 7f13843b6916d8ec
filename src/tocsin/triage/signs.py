"""What of a sentence can be told from its words alone: words, their beginnings, pairs, rows of the lexicon.

A row of the lexicon fits where all its words are somewhere in the sentence, in any form: more often than the
coder, which looks at the grammar, will find it. Linear in the text; a word is taken apart once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tocsin.codebook.lexicon import Entry, Lexicon

ENTRY = "="
"""Before the pattern of a row of the lexicon that fits; alone, with a digit, how many words it has."""
STEM = 5
"""Letters of a word's beginning."""
MOST_WORDS = 30_000
"""Words that are kept as taken apart; then all are forgotten."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[^\w\s]")
_JOINED = re.compile(r"[^\W\d_]{1,20}(?:-[^\W\d_]{1,20}){1,3}")
_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("'s", ""), ("’s", ""), ("d", ""), ("ed", ""), ("ied", "y"),
    ("ing", ""), ("ing", "e"),
)  # fmt: skip


class _Word(NamedTuple):
    """A word taken apart."""

    signs: tuple[str, ...]
    lemmas: frozenset[str]
    """What it may be a form of."""
    heads: tuple[str, ...]
    """Those of them that head a row of the lexicon."""


class Signs:
    """Finds the signs of sentences."""

    def __init__(self, lexicon: Lexicon, forms: Mapping[str, tuple[str, ...]]) -> None:
        """`forms` are the lemmas of irregular forms."""
        self._forms = forms
        self._rows = {
            head: tuple((_asks(entry), entry) for entry in entries if entry.type)
            for head, entries in lexicon.by_head.items()
        }
        self._known: dict[str, _Word] = {}

    def of(self, text: str) -> set[str]:
        """The signs of one sentence."""
        lower = text.lower()
        words = [self._word(word) for word in _WORD.findall(lower)]
        found = {sign for word in words for sign in word.signs}
        before = "^"
        for word in words:
            found.add(f"{before} {word.signs[0]}")
            before = word.signs[0]
        found.update(self._entries(words, _JOINED.findall(lower) if "-" in lower else ()))
        return found

    def _word(self, word: str) -> _Word:
        known = self._known.get(word)
        if known is None:
            if len(self._known) > MOST_WORDS:
                self._known.clear()
            lemmas = frozenset((*lemmas_of(word), *self._forms.get(word, ())))
            sign = "0" if word[0].isdigit() else word
            signs = (sign, f"{word[:STEM]}*") if len(word) > STEM else (sign,)
            heads = tuple(lemma for lemma in lemmas if lemma in self._rows)
            known = self._known[word] = _Word(signs, lemmas, heads)
        return known

    def _entries(self, words: Iterable[_Word], joined: Iterable[str]) -> Iterator[str]:
        more = [self._word(word.replace("-", "")) for word in joined]
        heads = {head for word in (*words, *more) for head in word.heads}
        if not heads:
            return
        there = frozenset().union(*(word.lemmas for word in words), *(word.lemmas for word in more))
        for head in heads:
            for asks, entry in self._rows[head]:
                if entry.without.isdisjoint(there) and not any(map(there.isdisjoint, asks)):
                    yield ENTRY + entry.pattern
                    yield f"{ENTRY}{min(len(asks), 2)}"


def _asks(entry: Entry) -> tuple[frozenset[str], ...]:
    return (*entry.words, *entry.shared)


def lemmas_of(word: str) -> Iterator[str]:
    """What a word may be a regular form of, itself among it."""
    yield word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            yield stem + instead
            if ending in ("ed", "ing") and len(stem) > 3 and stem[-1] == stem[-2]:
                yield stem[:-1]
