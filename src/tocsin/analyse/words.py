"""Part of speech and lemma of a word, computed by spaCy's own rules once for each form, tag and dependency.

The rules (`attribute_ruler`, `lemmatizer`) look at a word's form, its tag and a few dependencies, and in a
few patterns at the word beside it (`gon na`, `there is`). What the former say is asked once, for all the new
words of a batch together, and kept; a sentence in which one of the latter may apply is left to the library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

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


class Library:
    """What is asked of spaCy: texts made of given words."""

    def __init__(self, nlp: Any, tagger: Any) -> None:
        self.strings = nlp.vocab.strings
        self.set_tags = tagger.set_annotations
        self._vocab, self._document = nlp.vocab, type(nlp.make_doc(""))

    def text(self, keys: Sequence[Key]) -> Any:
        """A document of these words, without tags."""
        doc = self._document(self._vocab, words=[self.strings[form] for form, _, _ in keys])
        return doc.from_array(["DEP"], np.array([dependency for _, _, dependency in keys], np.uint64))


class Forms:
    """Forms seen so far. Raises Unfit where the library's rules look at more than is kept."""

    def __init__(self, pipes: Sequence[Any], library: Library, lemmas: Mapping[str, str]) -> None:
        """`pipes` set what a form is made of, once tags and dependencies stand; `lemmas` mend theirs."""
        self._pipes = pipes
        self._library = library
        for pipe in pipes:
            _look_up(pipe)
        self._lemmas = lemmas
        self._pairs: list[tuple[Tests, Tests]] = []
        self._told_apart: set[str] = set()
        self._known: dict[Key, Form] = {}
        self._alike: dict[Key, Form] = {}
        for patterns in (row["patterns"] for pipe in pipes for row in getattr(pipe, "patterns", ())):
            for pattern in patterns:
                self._told_apart.update(name for asked in pattern for name in _dependencies(asked))
                if len(pattern) > 1:
                    self._pairs.append((_tests(pattern[0]), _tests(pattern[1])))
                elif not OWN.issuperset(pattern[0]):
                    raise Unfit(f"a rule that looks at {sorted(pattern[0])}")

    def learn(self, keys: Sequence[Key]) -> None:
        """Those of these that are new, all at once."""
        if len(self._known) > MOST_FORMS:
            self._known.clear()
            self._alike.clear()
        strings = self._library.strings
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        alike = [self._without_dependency(key) for key in new]
        asked = {kind: key for kind, key in zip(alike, new, strict=True) if kind not in self._alike}
        self._alike.update(zip(asked, self._told(list(asked.values())), strict=True))
        for key, kind in zip(new, alike, strict=True):
            form = self._alike[kind]
            self._known[key] = form if form.dep else form._replace(dep=strings[key[2]])

    def _without_dependency(self, key: Key) -> Key:
        """The same key for dependencies that no rule tells apart."""
        return key if self._library.strings[key[2]] in self._told_apart else (*key[:2], -1)

    def _told(self, keys: Sequence[Key]) -> list[Form]:
        """What the library says of words that stand alone; no dependency where it left that as it was."""
        if not keys:
            return []
        forms = self._asked(self._library.text(keys), keys)
        beside = [*_paired(forms), False]
        for i, key in enumerate(keys):
            if beside[i] or (i and beside[i - 1]):
                forms[i : i + 1] = self._asked(self._library.text([key]), [key])
        given = (self._library.strings[key[2]] for key in keys)
        return [f._replace(dep="") if f.dep == dep else f for f, dep in zip(forms, given, strict=True)]

    def of(self, doc: Any, keys: Sequence[Key]) -> list[Form]:
        """The form of each word of a sentence whose dependencies are set; all must have been learned."""
        forms = [self._known[key] for key in keys]
        return self._asked(doc, keys) if any(_paired(forms)) else forms

    def _asked(self, doc: Any, keys: Sequence[Key]) -> list[Form]:
        """What the library itself says of these words."""
        self._library.set_tags([doc], [np.array([tag for _, tag, _ in keys])])
        for pipe in self._pipes:
            doc = pipe(doc)
        return [self._form(token) for token in doc]

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


def _look_up(pipe: Any) -> None:
    """Has a lemmatizer look for a word among those of its language, and no longer go through all 57,000."""
    if hasattr(pipe, "lookups") and pipe.lookups.has_table("lemma_index"):
        index = pipe.lookups.get_table("lemma_index")
        index.update({part: frozenset(words) for part, words in index.items()})


def _dependencies(asked: Mapping[str, Any]) -> Iterator[str]:
    """Those by whose name a pattern tells words apart. Raises Unfit where it does so in another way."""
    wanted = asked.get("DEP", {})
    if isinstance(wanted, str):
        yield wanted
        return
    if not {"IN", "NOT_IN"}.issuperset(wanted):
        raise Unfit(f"a rule that looks at dependencies by {sorted(wanted)}")
    for names in wanted.values():
        yield from names


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
