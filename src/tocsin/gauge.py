"""Fits the triage to what the coder finds when every sentence is parsed: `make triage`.

    python -m tocsin.gauge HELD-OUT… --on SET-OR-CORPUS… [--most N] [--write]

Prints how many sentences are read and parsed, and the share of the coder's events in them, for each source by
weights that were fitted on the other half of all reports, and for the HELD-OUT sets, which are in neither;
what may not be redistributed belongs among those, for the table ships.
The thresholds are the highest at which every source keeps its share.
"""

from __future__ import annotations

import argparse
import sys
import xml.etree.ElementTree as ET
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tocsin import inputs
from tocsin.intake import Reader
from tocsin.learn import Proposal
from tocsin.model import About, Analysis, Report, Sentence
from tocsin.pipeline import Coder, load_coder
from tocsin.triage import TABLE, Triage, Weights, parts_of, write_weights
from tocsin.triage.signs import ENTRY, Signs, lemmas_of

Numbers = npt.NDArray[np.float64]

KEPT = 0.994
"""Share of a source's events in sentences that are read, and of those in sentences that are parsed."""
PARSED = 0.99
LEAST = 5
"""Sentences that must have a sign before it counts."""
SMALL = 0.2
"""Weights nearer to zero than this are left out."""
DECAY, ROUNDS, RATE, RIGHT = 1e-5, 200, 0.05, 3.0
"""Of the fit: decay of weights, rounds, rate, and how much more a sentence with an event counts."""


class Judged(NamedTuple):
    """A sentence as the coder and the model have judged it."""

    text: str
    events: int
    chance: float
    """The model's highest probability of an event."""


class Coded(NamedTuple):
    """A report of a source, by sentences."""

    source: str
    sentences: tuple[Judged, ...]


class _Listening:
    """A coder's analyser and tagger, which note which lemma each form was given, and what was proposed."""

    def __init__(self, coder: Coder) -> None:
        assert coder.tagger, "there is no triage to fit without the trained model"
        self._analyser, self._tagger = coder.analyser, coder.tagger
        self.name = coder.made_by
        self.forms: Counter[tuple[str, str]] = Counter()
        self.proposals: tuple[tuple[Proposal, ...], ...] = ()
        coder.analyser = coder.tagger = self

    def tag(
        self,
        sentences: Sequence[Sentence],
        wanted: Sequence[bool] | None = None,
        worth: Callable[[int, float], bool] | None = None,
    ) -> tuple[tuple[Proposal, ...], ...]:
        """As the tagger does."""
        self.proposals = self._tagger.tag(sentences, wanted, worth)
        return self.proposals

    def analyse(self, sentences: Iterable[Sentence]) -> Iterator[Analysis]:
        """As the analyser does."""
        for analysis in self._analyser.analyse(sentences):
            self.forms.update((token.text.lower(), token.lemma) for token in analysis.tokens)
            yield analysis


def coded(names: Sequence[str], coder: Coder, heard: _Listening, most: int) -> Iterator[Coded]:
    """The reports of all sources, coded with every sentence parsed; at most so many of each file."""
    with Reader() as reader:
        for name in names:
            for file in inputs.named((name,)):
                reports = list(_articles(file) if file.endswith(".xml") else inputs.reports(file, reader))
                step = max(1, -(-len(reports) // most))
                for report in reports[::step]:
                    if isinstance(report, Report) and (found := _coded(report, coder, heard)):
                        yield Coded(Path(name).name, found)


def _articles(name: str) -> Iterator[Report]:
    """The articles of a corpus in XML: `<article><title/><text/></article>`."""
    for number, article in enumerate(ET.parse(name).getroot().iter("article"), 1):
        text = article.findtext("text") or ""
        yield Report(
            name=f"{name}#{number}",
            data=text.encode(),
            text=text,
            about=About(title=article.findtext("title")),
        )


def _coded(report: Report, coder: Coder, heard: _Listening) -> tuple[Judged, ...]:
    coding = coder.code_report(report)
    if not coding.sentences:
        return ()
    events = Counter(evidence.sentence for event in coding.events for evidence in event.evidence)
    chances = [max((p.probability for p in proposals), default=0.0) for proposals in heard.proposals]
    return tuple(
        Judged(sentence.text, events[sentence.index], chance)
        for sentence, chance in zip(coding.sentences, chances, strict=True)
    )


class Fit:
    """Weights of signs, fitted by logistic regression on sentences."""

    def __init__(self, signs: Sequence[set[str]], events: Sequence[int]) -> None:
        counts = Counter(sign for each in signs for sign in each)
        self.number = {sign: i for i, sign in enumerate(sorted(s for s, n in counts.items() if n >= LEAST))}
        self.weights = np.zeros(len(self.number) + 1)
        index, rows, scale = self._laid_out(signs)
        self._descend(index, rows, scale, np.array(events) > 0)

    def _laid_out(
        self, signs: Sequence[set[str]]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Numbers]:
        lists = [[self.number[sign] for sign in sorted(each) if sign in self.number] for each in signs]
        sizes = np.array([len(each) for each in lists])
        flat = np.array([i for each in lists for i in each], dtype=np.int64)
        return flat, np.repeat(np.arange(len(lists)), sizes), 1 / np.sqrt(np.maximum(sizes, 1))

    def _descend(
        self,
        index: npt.NDArray[np.int64],
        rows: npt.NDArray[np.int64],
        scale: Numbers,
        events: npt.NDArray[np.bool_],
    ) -> None:
        """Adam, on all sentences at once: no chance in it."""
        w, n = self.weights, len(events)
        mean, square = np.zeros_like(w), np.zeros_like(w)
        heavy = np.where(events, RIGHT, 1.0) / n
        for step in range(1, ROUNDS + 1):
            z = np.bincount(rows, w[index], n) * scale + w[-1]
            error = (1 / (1 + np.exp(-z)) - events) * heavy
            slope = np.append(np.bincount(index, (error * scale)[rows], len(w) - 1), error.sum()) + DECAY * w
            mean = 0.9 * mean + 0.1 * slope
            square = 0.999 * square + 0.001 * slope * slope
            w -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        w[:-1] = np.where(np.abs(w[:-1]) < SMALL, 0.0, np.round(w[:-1], 2))

    def scores(self, signs: Sequence[set[str]]) -> Numbers:
        """Of sentences; signs without a weight count as unknown, as they will in the table."""
        kept = {sign: self.weights[i] for sign, i in self.number.items() if self.weights[i]}
        known = [[kept[sign] for sign in each if sign in kept] for each in signs]
        found: Numbers = np.array([sum(each) / max(len(each), 1) ** 0.5 + self.weights[-1] for each in known])
        return found


class Sentences(NamedTuple):
    """The sentences of one source as numbers."""

    words: Numbers
    """Scores."""
    chances: Numbers
    events: Numbers
    lengths: Numbers
    """In words."""


def mix_of(sentences: Sentences) -> tuple[float, ...]:
    """The weights of the second score, fitted by Newton's method."""
    parts = np.array([parts_of(w, p) for w, p in zip(sentences.words, sentences.chances, strict=True)])
    right = sentences.events > 0
    heavy, w = np.where(right, RIGHT, 1.0), np.zeros(parts.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-parts @ w))
        bend = (parts * (heavy * p * (1 - p))[:, None]).T @ parts + 0.1 * np.eye(len(w))
        w -= np.linalg.solve(bend, parts.T @ (heavy * (p - right)) + 0.1 * w)
    return tuple(w.round(4).tolist())


def second(sentences: Sentences, mix: Sequence[float]) -> Numbers:
    """The second score of each sentence."""
    parts = np.array([parts_of(w, p) for w, p in zip(sentences.words, sentences.chances, strict=True)])
    found: Numbers = parts @ np.array(mix)
    return found


def threshold(scores: Numbers, events: Numbers, share: float) -> float:
    """The highest score at which `share` of all events stand in sentences above it."""
    order = np.argsort(-scores)
    reached = np.cumsum(events[order]) / events.sum()
    return float(scores[order][np.searchsorted(reached, share)]) - 1e-3


def told(name: str, sentences: Sentences, weights: Weights) -> str:
    """What the triage makes of a source, in a line."""
    read = sentences.words > weights.read
    parsed = read & (second(sentences, weights.mix) > weights.parse)
    words, events = sentences.lengths, sentences.events
    shares = [words[s].sum() / words.sum() for s in (events > 0, read, parsed)]
    recall = [events[s].sum() / max(events.sum(), 1) for s in (read, parsed)]
    return f"{name[:24]:<24}{len(words):>12,}" + "".join(f"{number:>12.3f}" for number in (*shares, *recall))


def fitted(
    reports: Sequence[Coded], signs: Signs, forms: Counter[tuple[str, str]]
) -> tuple[Weights, list[str]]:
    """The table, and a line for each source by weights of the other half."""
    each = [[signs.of(s.text) for s in report.sentences] for report in reports]
    half = [zlib.crc32(report.sentences[0].text.encode()) % 2 for report in reports]
    scores: list[Numbers] = [np.zeros(0)] * len(reports)
    for side in (0, 1):
        fit = _fit([r for r, h in zip(reports, half, strict=True) if h != side],
                   [s for s, h in zip(each, half, strict=True) if h != side])  # fmt: skip
        for i, h in enumerate(half):
            if h == side:
                scores[i] = fit.scores(each[i])
    sources = {name: _sentences([r for r in reports if r.source == name],
                                [s for r, s in zip(reports, scores, strict=True) if r.source == name])
               for name in dict.fromkeys(report.source for report in reports)}  # fmt: skip
    whole = _sentences(reports, scores)
    mix = mix_of(whole)
    least_read = min(threshold(s.words, s.events, KEPT) for s in sources.values())
    least_parse = min(_least(s, mix, least_read) for s in sources.values())
    alone = min(threshold(s.words, s.events, PARSED) for s in sources.values())
    fit = _fit(reports, each)
    kept = {sign: float(fit.weights[i]) for sign, i in fit.number.items() if fit.weights[i]}
    kept |= {
        sign: kept.get(sign, 0.0) for found in each for s in found for sign in s if sign.startswith(ENTRY)
    }
    weights = Weights(kept, irregular(forms), float(fit.weights[-1]), mix, least_read, least_parse, alone)
    return weights, [told(name, s, weights) for name, s in sources.items()]


def _least(sentences: Sentences, mix: Sequence[float], read: float) -> float:
    """The second threshold of one source, where what was not read is lost already."""
    scores = np.where(sentences.words > read, second(sentences, mix), -99.0)
    return threshold(scores, sentences.events, PARSED)


def _fit(reports: Sequence[Coded], each: Sequence[Sequence[set[str]]]) -> Fit:
    return Fit(
        [s for signs in each for s in signs], [s.events for report in reports for s in report.sentences]
    )


def _sentences(reports: Sequence[Coded], scores: Sequence[Numbers]) -> Sentences:
    every = [s for report in reports for s in report.sentences]
    return Sentences(
        np.concatenate(list(scores)),
        np.array([s.chance for s in every]),
        np.array([float(s.events) for s in every]),
        np.array([float(s.text.count(" ") + 1) for s in every]),
    )


def irregular(forms: Counter[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Lemmas that were given to forms and that no rule leads to."""
    found: dict[str, list[str]] = {}
    for (form, lemma), count in forms.items():
        if count > 1 and form.isalpha() and lemma.isalpha() and lemma not in lemmas_of(form):
            found.setdefault(form, []).append(lemma)
    return {form: tuple(sorted(lemmas)) for form, lemmas in found.items()}


def main() -> None:
    """Fit, print, and write the table where that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("held", nargs="*", metavar="HELD-OUT")
    parser.add_argument("--on", nargs="+", required=True, metavar="SOURCE")
    parser.add_argument("--most", type=int, default=700, help="reports of one file")
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    coder = load_coder()
    heard = _Listening(coder)
    held = list(coded(wanted.held, coder, heard, wanted.most))
    seen = {s.text for report in held for s in report.sentences}
    heard.forms.clear()
    found = coded(wanted.on, coder, heard, wanted.most)
    reports = [r for r in found if sum(s.text in seen for s in r.sentences) < 2]
    signs = Signs(coder.codebook.lexicon, irregular(heard.forms))
    weights, lines = fitted(reports, signs, heard.forms)
    heads = ("sentences", "w. event", "read", "parsed", "kept: read", "parsed")
    said = [f"{'share of words':<24}" + "".join(f"{head:>12}" for head in heads), *lines]
    said += _held_out(held, signs, weights)
    said += [f"read from {weights.read:.2f}, parse from {weights.parse:.2f}; {len(weights.signs):,} signs"]
    sys.stdout.write("\n".join(said) + "\n")
    if wanted.write:
        TABLE.write_text(write_weights(weights), encoding="utf-8")


def _held_out(held: Sequence[Coded], signs: Signs, weights: Weights) -> Iterator[str]:
    """A line for each set that nothing was fitted on."""
    triage = Triage(weights, signs, "")
    for name in dict.fromkeys(report.source for report in held):
        reports = [report for report in held if report.source == name]
        scores = [np.array(triage.words([s.text for s in report.sentences])) for report in reports]
        yield told(name, _sentences(reports, scores), weights)


if __name__ == "__main__":
    main()
