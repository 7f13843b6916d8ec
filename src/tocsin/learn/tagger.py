"""The trained coder at run time: from the sentences of one report to proposals of events."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from tokenizers import Tokenizer

from tocsin.learn.decode import DOUBTFUL, Peak, peaks, phrases
from tocsin.learn.encoder import Encoder, read_encoder
from tocsin.learn.heads import Heads, Matrix, read_heads
from tocsin.learn.labels import Labels, Part, read_labels
from tocsin.learn.pieces import Pieces, Window, cut, join, read_tokenizer, windows
from tocsin.learn.proposal import Phrase, Proposal, Scores
from tocsin.model import Sentence

ENCODER, HEADS, TOKENIZER, LABELS = FILES = ("encoder.onnx", "heads.npz", "tokenizer.json", "coder.json")
"""The files of a weights folder."""
LEAST_TYPE = 0.01
LEAST_MODE = 0.05
LEAST_SECTOR = 0.2
"""Labels less probable than these are left out of a proposal."""

Row = list[float]
Likely = dict[int, float]
"""Words that are not out of the question, with their probability."""
L = TypeVar("L", bound=str)


class Tagger:
    """Proposes events. Holds the weights; its answers depend on one report alone."""

    def __init__(
        self, encoder: Encoder, heads: Heads, tokenizer: Tokenizer, labels: Labels, name: str
    ) -> None:
        self._encoder = encoder
        self._heads = heads
        self._tokenizer = tokenizer
        self.labels = labels
        self._modes = [[i for i, (of, _) in enumerate(labels.modes) if of == kind] for kind in labels.types]
        self.name = name
        """Format and digest of the weights, for provenance."""

    def tag(
        self,
        sentences: Sequence[Sentence],
        wanted: Sequence[bool] | None = None,
        worth: Callable[[int, float], bool] | None = None,
    ) -> tuple[tuple[Proposal, ...], ...]:
        """For each sentence of one report, in order, the proposals that it gives, in text order.

        Sentences are read in windows with their neighbours, so give the report whole. Those that are not
        `wanted` are left out, as if the report did not have them; of the others, those that are not `worth`
        it by position and highest probability give no proposals.
        """
        kept = [k for k in range(len(sentences)) if wanted is None or wanted[k]]
        found: list[list[Proposal]] = [[] for _ in sentences]
        some = [sentences[k] for k in kept]
        pieces, blocks = cut(self._tokenizer, [s.text for s in some]), [s.block for s in some]
        for positions in windows(pieces, self.labels.window):
            context = _Context(some, pieces, join(pieces, blocks, positions), self.labels)
            for position, proposal in self._read(context, lambda k, p: worth is None or worth(kept[k], p)):
                found[kept[position]].append(proposal)
        return tuple(map(tuple, found))

    def _read(self, context: _Context, worth: Callable[[int, float], bool]) -> Iterator[tuple[int, Proposal]]:
        """Position of the sentence and proposal."""
        window = context.window
        if not window.at:
            return
        words, types = self._encoder.encode(window)
        found, best = peaks(types, window.sentence), dict[int, float]()
        for word, _, chance in found:
            best[window.sentence[word]] = max(chance, best.get(window.sentence[word], 0.0))
        kept = {position for position, chance in best.items() if worth(position, chance)}
        found = tuple(peak for peak in found if window.sentence[peak.word] in kept)
        if not found:
            return
        at, kinds = np.array([p.word for p in found]), np.array([p.type for p in found])
        said = self._heads.attributes(words[at], kinds)
        rows = zip(*map(_plain, (types[at], *said)), strict=True)
        roles = _likely(self._heads.roles(words, at, kinds, np.array(window.sentence)))
        context = context._replace(sectors=cache(partial(self._sectors, self._heads.sectors(words))))
        for peak, row, parts in zip(found, rows, roles, strict=True):
            yield window.sentence[peak.word], self._proposal(peak, row, parts, context)

    def _sectors(self, sectors: Matrix, first: int, last: int) -> Scores:
        """Of a phrase: the mean of its words'."""
        mean: Row = np.round(sectors[first : last + 1].mean(0).astype(np.float64), 4).tolist()
        return _scores(self.labels.sectors, mean, LEAST_SECTOR)

    def _proposal(
        self, peak: Peak, row: tuple[Row, ...], parts: Sequence[Likely], context: _Context
    ) -> Proposal:
        """`row`: types, modes, status, voice, day; `parts` by role."""
        types, modes, status, voice, day = row
        labels = self.labels
        start, end = context.span(peak.word, peak.word)
        named = zip(labels.roles, parts, strict=True)
        own = self._modes[peak.type]
        return Proposal(
            start=start,
            end=end,
            type=labels.types[peak.type],
            probability=types[peak.type],
            types=_scores(labels.types, types, LEAST_TYPE),
            modes=_scores([labels.modes[i][1] for i in own], [modes[i] for i in own], LEAST_MODE),
            status=_scores(labels.status, status),
            voice=_scores(labels.voice, voice),
            day=_scores(labels.day, day),
            **{f"{role}s": context.phrases(words, role) for role, words in named},
        )


class _Context(NamedTuple):
    """A window and the report that it is of."""

    sentences: Sequence[Sentence]
    pieces: tuple[Pieces, ...]
    window: Window
    labels: Labels
    sectors: Callable[[int, int], Scores] | None = None
    """Of the phrase from one word of the window to another."""

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in their sentence of the window's words `first` to `last` inclusive."""
        words = range(self.window.word[first], self.window.word[last] + 1)
        return self.pieces[self.window.sentence[first]].span(words)

    def phrases(self, likely: Likely, role: Part) -> tuple[Phrase, ...]:
        """What fills a role. Places and days have no sectors."""
        sentence = self.window.sentence
        sectors = self.sectors if role in ("actor", "recipient") else None
        return tuple(
            Phrase(self.sentences[sentence[a]].index, *self.span(a, b), p, sectors(a, b) if sectors else ())
            for a, b, p in phrases(likely, sentence)
        )


def _scores(names: Sequence[L], values: Row, least: float = 0.0) -> tuple[tuple[L, float], ...]:
    kept = [(p, name) for name, p in zip(names, values, strict=True) if p >= least]
    kept.sort(key=itemgetter(0), reverse=True)
    return tuple([(name, p) for p, name in kept])


def _likely(roles: Matrix) -> Iterator[list[Likely]]:
    """For each trigger, by role, the words that may fill it."""
    found: list[list[Likely]] = [[{} for _ in roles] for _ in roles[0]]
    places = np.argwhere(roles > DOUBTFUL)
    sure: Row = np.round(roles[tuple(places.T)].astype(np.float64), 4).tolist()
    for (role, trigger, word), p in zip(places.tolist(), sure, strict=True):
        found[trigger][role][word] = p
    return iter(found)


def _plain(matrix: Matrix) -> list[Row]:
    """The rows as numbers of four places."""
    rows: list[Row] = np.round(matrix.astype(np.float64), 4).tolist()
    return rows


def read_tagger(folder: Path) -> Tagger:
    """The tagger of a weights folder.

    Raises FileNotFoundError, and ValueError where a file is none of ours.
    """
    labels = read_labels(folder / LABELS)
    return Tagger(
        read_encoder(folder / ENCODER),
        read_heads(folder / HEADS, len(labels.types)),
        read_tokenizer(folder / TOKENIZER),
        labels,
        f"tagger {labels.format}-{digest(folder)}",
    )


def digest(folder: Path) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of the four files, one after the other."""
    every = hashlib.sha256()
    for name in FILES:
        every.update((folder / name).read_bytes())
    return every.hexdigest()[:12]
