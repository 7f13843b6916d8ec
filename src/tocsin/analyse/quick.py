"""spaCy's small English pipelines, evaluated faster than the library does and to the same result.

The encoders and the recogniser are evaluated in numpy (`vectors`, `namefinder`), rules once a form (`words`);
the parser is the library's own. Any other pipeline is Unfit, and the library runs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from tocsin.analyse.namefinder import Found, NameFinder
from tocsin.analyse.vectors import Encoder, Keys, Lexemes, Unfit
from tocsin.analyse.words import Form, Forms, Library

PIPES = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")
MOST_WORDS = 2000
"""Words that are read at once: more no longer fit into the processor's cache."""


class Parsed(NamedTuple):
    """What a pipeline says of one sentence."""

    forms: Sequence[Form]
    spaces: Sequence[object]
    """True where a blank follows the word."""
    heads: Sequence[int]
    """The word that governs each; the root governs itself."""
    names: Sequence[Found]


class Quick:
    """A pipeline of tagger, parser, rules and recogniser. Raises Unfit where it is built otherwise."""

    def __init__(self, nlp: Any, lemmas: Mapping[str, str]) -> None:
        """`lemmas` are those that the library's rules get wrong."""
        if tuple(nlp.pipe_names) != PIPES:
            raise Unfit(f"a pipeline of {', '.join(nlp.pipe_names)}")
        tok2vec, self._tagger, self._parser, ruler, lemmatizer, recogniser = (nlp.get_pipe(p) for p in PIPES)
        encoders = Encoder(tok2vec.model), Encoder(recogniser.model.layers[0].layers[0])
        asked = (*encoders[0].columns, *encoders[1].columns, "IS_SPACE", "ORTH", "SPACY")
        self._columns = list(dict.fromkeys(asked))
        self._lexemes = Lexemes(encoders, self._columns)
        self._encode, self._encode_names = encoders
        self._find_names = NameFinder(recogniser)
        self._forms = Forms((ruler, lemmatizer), Library(nlp, self._tagger), lemmas)

    def __call__(self, docs: Iterable[Any]) -> Iterator[Parsed]:
        """What there is to say of each document, of one sentence and at least one word each."""
        for batch in _batches(docs):
            yield from self._read(batch)

    def _read(self, docs: Sequence[Any]) -> Iterator[Parsed]:
        lengths = [len(doc) for doc in docs]
        keys = np.concatenate([doc.to_array(self._columns) for doc in docs])
        words, words_for_names = self._lexemes(keys)
        vectors = self._encode(words, lengths)
        stops = np.cumsum(lengths).tolist()
        for doc, length, stop in zip(docs, lengths, stops, strict=True):
            doc.tensor = vectors[stop - length : stop]
        tags = self._tagger.predict(docs)
        self._parser.set_annotations(docs, self._parser.predict(docs))
        arcs = np.concatenate([doc.to_array(["DEP", "HEAD", "SENT_START"]) for doc in docs])
        names = self._names(words_for_names, lengths, keys, arcs)
        return self._each(docs, stops, keys, tags, arcs, names)

    def _names(self, words: Any, lengths: Sequence[int], keys: Keys, arcs: Keys) -> Iterator[Found]:
        vectors = self._encode_names(words, lengths)
        last = np.zeros(len(keys), bool)
        last[:-1] = arcs[1:, 2] == 1
        last[np.cumsum(lengths) - 1] = True
        return self._find_names(vectors, last, keys[:, self._columns.index("IS_SPACE")] > 0)

    def _each(
        self,
        docs: Sequence[Any],
        stops: Sequence[int],
        keys: Keys,
        tags: Sequence[Any],
        arcs: Keys,
        names: Iterator[Found],
    ) -> Iterator[Parsed]:
        orths, spaces = (keys[:, self._columns.index(name)].tolist() for name in ("ORTH", "SPACY"))
        tagged = np.concatenate(tags).tolist()
        forms = list(zip(orths, tagged, arcs[:, 0].tolist(), strict=True))
        self._forms.learn(forms)
        governors, start, name = arcs[:, 1].astype(np.int64).tolist(), 0, next(names, None)
        for doc, stop in zip(docs, stops, strict=True):
            found = []
            while name and name.start < stop:
                found.append(Found(name.label, name.start - start, name.end - start))
                name = next(names, None)
            heads = [i + step for i, step in enumerate(governors[start:stop])]
            yield Parsed(self._forms.of(doc, forms[start:stop]), spaces[start:stop], heads, found)
            start = stop


def _batches(docs: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    words = 0
    for doc in docs:
        if batch and words + len(doc) > MOST_WORDS:
            yield batch
            batch, words = [], 0
        batch.append(doc)
        words += len(doc)
    if batch:
        yield batch
