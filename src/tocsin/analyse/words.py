"""Part of speech and lemma of a word, computed by spaCy's own rules once for each form, tag and dependency.

The rules (`attribute_ruler`, `lemmatizer`) look at a word's form, tag and dependency, and in a few patterns
at the word beside it (`gon na`, `there is`). What the former say is kept; a sentence in which one of the
latter may apply is left to the library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from tocsin.analyse.vectors import Unfit

MOST_FORMS = 50_000
"""Forms that are kept, some 20 MB; then all are forgotten."""
OWN = frozenset(("LOWER", "ORTH", "TEXT", "TAG", "DEP", "IS_SPACE", "NORM"))
"""What a pattern may ask of a word and still be answered by its form, tag and dependency."""

ATTRIBUTES = {"LOWER": "lower_", "ORTH": "text", "TEXT": "text", "TAG": "tag_", "DEP": "dep_"}
Tests = tuple[Callable[[Any], bool], ...]
Key = tuple[int, int, int]
"""Form, number of the tag, dependency."""


class Form(NamedTuple):
    """What is known of a word of one form, tag and dependency."""

    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    first: frozenset[int] = frozenset()
    """Patterns of two words whose first one this may be."""
    second: frozenset[int] = frozenset()


class Forms:
    """Forms seen so far. Raises Unfit where the library's rules look at more than is kept."""

    def __init__(self, pipes: Sequence[Any], lemmas: Mapping[str, str]) -> None:
        """`pipes` set what a form is made of once tags and dependencies stand; `lemmas` mend theirs."""
        self._pipes = pipes
        self._lemmas = lemmas
        self._pairs: list[tuple[Tests, Tests]] = []
        self._known: dict[Key, Form] = {}
        for patterns in (row["patterns"] for pipe in pipes for row in getattr(pipe, "patterns", ())):
            for pattern in patterns:
                if len(pattern) > 1:
                    self._pairs.append((_tests(pattern[0]), _tests(pattern[1])))
                elif not OWN.issuperset(pattern[0]):
                    raise Unfit(f"a rule that looks at {sorted(pattern[0])}")

    def of(self, doc: Any, keys: Sequence[Key], set_tags: Callable[[], None]) -> list[Form]:
        """The form of each word of a sentence, whose dependencies are set, and whose tags `set_tags` sets."""
        if len(self._known) > MOST_FORMS:
            self._known.clear()
        known = self._known
        try:
            forms = [known[key] for key in keys]
        except KeyError:
            return self._learn(doc, keys, set_tags)
        if any(_paired(forms)):
            return self._asked(doc, set_tags)
        return forms

    def _asked(self, doc: Any, set_tags: Callable[[], None]) -> list[Form]:
        """What the library itself says of this sentence."""
        set_tags()
        for pipe in self._pipes:
            doc = pipe(doc)
        return [self._form(token) for token in doc]

    def _learn(self, doc: Any, keys: Sequence[Key], set_tags: Callable[[], None]) -> list[Form]:
        """The same, and keeps what it says of words that no pattern of two can have changed."""
        forms = self._asked(doc, set_tags)
        beside = [*_paired(forms), False]
        for i, (key, form) in enumerate(zip(keys, forms, strict=True)):
            if not beside[i] and not (i and beside[i - 1]):
                self._known[key] = form
        return forms

    def _form(self, token: Any) -> Form:
        text = token.text
        first, second = (
            frozenset(i for i, pair in enumerate(self._pairs) if all(test(token) for test in pair[place]))
            for place in (0, 1)
        )
        lemma = self._lemmas.get(text) or token.lemma_.lower()
        return Form(text, lemma, token.pos_, token.tag_, token.dep_, first, second)


def _paired(forms: Sequence[Form]) -> Iterator[bool]:
    """For each word but the last whether a pattern of two words may fit it and the next."""
    for one, other in pairwise(forms):
        yield bool(one.first) and not one.first.isdisjoint(other.second)


def _tests(pattern: Mapping[str, Any]) -> Tests:
    """What tells whether a token may be what the pattern asks for; what cannot be told is no test."""
    asked = ((ATTRIBUTES[name], wanted) for name, wanted in pattern.items() if name in ATTRIBUTES)
    return tuple(_test(attrgetter(attribute), wanted) for attribute, wanted in asked)


def _test(value: Callable[[Any], str], wanted: Any) -> Callable[[Any], bool]:
    if isinstance(wanted, str):
        return lambda token: value(token) == wanted
    if "IN" in wanted:
        words = frozenset(wanted["IN"])
        return lambda token: value(token) in words
    found = re.compile(wanted.get("REGEX", "")).search
    return lambda token: found(value(token)) is not None
