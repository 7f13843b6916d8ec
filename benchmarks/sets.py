"""The hand-coded sets beside the checkout, coded in every way that is compared.

All ways share one parse of a report and one reading by the trained model, for those take most of the time.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tocsin.analyse import Analyser, load_analyser
from tocsin.codebook import load_codebook
from tocsin.inputs import named
from tocsin.learn import LearnMissing, Proposal, load_tagger
from tocsin.model import Analysis, CoderName, Coding, Sentence
from tocsin.pipeline import Coder, Tagger
from tocsin.views.records import event_record, line

HOME = Path(__file__).parents[1]
SHARED = HOME.parent / "shared"
JUDGE = SHARED / "bench" / "score.py"
DEV = ("reports-dev", "wikinews-dev")
HELD_OUT = HOME / "held-out"
"""Reports of our own that nothing was tuned on."""
FOLDERS = (*DEV, HELD_OUT.name, "reports-train", "wikinews-train", "gsr-dev")

Figures = Mapping[str, Mapping[str, float]]


class Gold(NamedTuple):
    """A hand-coded set: where it lies, and what is to be coded for it."""

    name: str
    gold: Path
    reports: tuple[str, ...]
    published: dt.date | None = None


class Way(NamedTuple):
    """A way to code: whose opinions count, and how sure to be."""

    coder: CoderName
    setting: str = "default"


RULES, MODEL, BOTH = Way("rules"), Way("model"), Way("both")
PRECISE, RECALL = Way("both", "precise"), Way("both", "recall")


def sets(names: Iterable[str] = FOLDERS) -> Iterator[Gold]:
    """Every set that is there, the founding report first."""
    if (SHARED / "seed").is_dir():
        yield Gold("seed", SHARED / "seed" / "gold.yaml", (str(SHARED / "seed" / "report.md"),))
    for name in names:
        folder = HELD_OUT if name == HELD_OUT.name else SHARED / "bench" / name
        if folder.is_dir():
            files = (f for f in named((str(folder),)) if Path(f).with_suffix(".yaml").exists())
            yield Gold(name, folder, tuple(files), dt.date(2000, 1, 1) if name == "gsr-dev" else None)


class LastAnalyser:
    """An analyser that knows the last report again."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._last: tuple[tuple[Sentence, ...], tuple[Analysis, ...]] = ((), ())

    @property
    def name(self) -> str:
        """That of the analyser which does the work."""
        return self._analyser.name

    def analyse(self, sentences: Iterable[Sentence]) -> Iterator[Analysis]:
        """One analysis for each sentence, in order."""
        asked = tuple(sentences)
        if asked != self._last[0]:
            self._last = asked, tuple(self._analyser.analyse(asked))
        return iter(self._last[1])


class LastTagger:
    """A tagger that knows the last report again."""

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger
        self.name = tagger.name
        self._last: tuple[tuple[Sentence, ...], tuple[tuple[Proposal, ...], ...]] = ((), ())

    def tag(
        self,
        sentences: Sequence[Sentence],
        wanted: Sequence[bool] | None = None,
        worth: Callable[[int, float], bool] | None = None,
    ) -> tuple[tuple[Proposal, ...], ...]:
        """Proposals for each sentence of one report, in order; all are read."""
        asked = tuple(sentences)
        if asked != self._last[0]:
            self._last = asked, self._tagger.tag(asked)
        return self._last[1]


def coders(ways: Iterable[Way]) -> dict[Way, Coder]:
    """A coder for each way that is possible: without trained weights, only the rules'."""
    book, analyser = load_codebook(), LastAnalyser(load_analyser())
    try:
        tagger = LastTagger(load_tagger())
    except LearnMissing as missing:
        print(f"the rules alone are measured: {missing}", file=sys.stderr)
        return {RULES: Coder(book, analyser, name="rules")}
    return {
        way: Coder(book, analyser, None if way == RULES else tagger, name=way.coder, setting=way.setting)
        for way in ways
    }


def coded(gold: Gold, coders: Mapping[Way, Coder]) -> dict[Way, tuple[Coding, ...]]:
    """The set's reports as each coder codes them."""
    found: dict[Way, list[Coding]] = {way: [] for way in coders}
    for name in gold.reports:
        data = Path(name).read_bytes()
        for way, coder in coders.items():
            found[way].append(coder.code(data, name, gold.published))
    return {way: tuple(codings) for way, codings in found.items()}


def judged(gold: Gold, codings: Iterable[Coding]) -> Figures:
    """The figures of the shared scorer, run on what `tocsin code --format jsonl` prints."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(line(event_record(event, coding)) for coding in codings for event in coding.events)
        file.flush()
        command = [sys.executable, str(JUDGE), str(gold.gold), file.name, "--json"]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures: Figures = json.loads(out)
    return figures
