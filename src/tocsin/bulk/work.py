"""The task: one shard into its tables. All engines run this and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tocsin import inputs
from tocsin.analyse import AnalyserMissing
from tocsin.bulk.order import Order, Shard, Tally
from tocsin.bulk.parts import Marker, Parts
from tocsin.bulk.rows import is_parquet, read_rows
from tocsin.codebook import CodebookError
from tocsin.intake import Reader
from tocsin.learn import LearnMissing
from tocsin.model import Coding, Held, Problem, Report
from tocsin.pipeline import Coder, load_coder
from tocsin.read import report_id

MOST_PROBLEMS = 20
"""Problems of a shard that its marker names; all are counted."""
TELL_EVERY = 20
"""Reports after which it is told how far it is."""


class SetUpError(Exception):
    """There is no coder as it was ordered. The message says what is missing."""


class Progress(NamedTuple):
    """How far a shard is: reports and their bytes."""

    shard: Shard
    reports: int
    bytes: int


class Worker:
    """Codes shards, one after the other. Made once a process: it holds the coder."""

    def __init__(self, order: Order) -> None:
        """Raises SetUpError."""
        self.order = order
        try:
            self.coder: Coder = load_coder(
                order.codebook,
                order.lang_model,
                coder=order.coder,
                weights=order.weights,
                setting=order.setting,
                triage=not order.thorough,
            )
        except (CodebookError, AnalyserMissing, LearnMissing, OSError) as error:
            raise SetUpError(str(error)) from None
        self._reader = Reader()

    def code(self, shard: Shard, tell: Callable[[Progress], None]) -> Tally:
        """Code a shard, unless it is done already: its counts. Raises OSError where they cannot be written.

        A shard that cannot be read at all is done, with that as its problem.
        """
        coder = self.coder
        marker = Marker(self.order.out, shard, coder.made_by, coder.codebook.digest)
        if (done := marker.read()) is not None:
            return done
        try:
            return self._code(shard, marker, tell)
        except FileNotFoundError:
            if (done := marker.read()) is None:  # else another worker was at it, and has swept up
                raise
            return done

    def _code(self, shard: Shard, marker: Marker, tell: Callable[[Progress], None]) -> Tally:
        made_by, codebook = self.coder.made_by, self.coder.codebook.digest
        with Parts(self.order.out, shard) as parts:
            counts = _Counts()
            for read in self._reports(shard):
                coding = self._coded(read, counts)
                if coding is not None:
                    name = coding.document.name
                    held = Held(coding=coding, coder=made_by, codebook=codebook, seen_as=(name,))
                    parts.reports.add(held, coding.unparsed)
                    parts.events.add(held)
                if counts.seen % TELL_EVERY == 0:
                    tell(Progress(shard, counts.seen, counts.bytes))
            files = parts.keep()
        marker.write(tally := counts.tally(), files)
        return tally

    def close(self) -> None:
        """End the process that reads."""
        self._reader.close()

    def _reports(self, shard: Shard) -> Iterator[Report | Problem]:
        try:
            if is_parquet(shard.name):
                return read_rows(shard.name, self._reader)
        except (OSError, ValueError):
            pass  # told by what reads every other kind
        return inputs.reports(shard.name, self._reader)

    def _coded(self, read: Report | Problem, counts: _Counts) -> Coding | None:
        """What a report gave, counted; None where there is nothing to keep of it."""
        counts.seen += 1
        if isinstance(read, Problem):
            counts.problem(read)
            return None
        counts.bytes += len(read.data)
        counts["read"] += 1
        if (digest := report_id(read.data)) in counts.ids:
            counts.drop("the same bytes as another of the shard")
            return None
        counts.ids.add(digest)
        try:
            coding = self.coder.code_report(read)
        except Exception as error:  # a defect of ours must not cost the other reports
            counts["failed"] += 1
            what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
            counts.note(read.name, f"a defect in Tocsin, please report it ({what})")
            return None
        return counts.coding(coding)


class _Counts(Counter[str]):
    """The counts of a shard while it is coded."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = self.bytes = 0
        self.ids: set[str] = set()
        self.dropped: Counter[str] = Counter()
        self.problems: list[tuple[str, str]] = []

    def note(self, name: str, message: str) -> None:
        """Name a problem, if it is one of the first."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((_utf8(name), _utf8(message)))

    def drop(self, reason: str) -> None:
        """Count a report that is not coded."""
        self.dropped[reason] += 1

    def problem(self, problem: Problem) -> None:
        """Count what could not be had; what is only told is named."""
        self.note(problem.document, problem.message)
        if problem.fatal:
            self["unread"] += 1
            self.drop(_reason(problem.message))

    def coding(self, coding: Coding) -> Coding | None:
        """Count what a report gave: the coding, or None where there was no text to code."""
        fatal = next((problem for problem in coding.problems if problem.fatal), None)
        if fatal is not None:
            self.note(fatal.document, fatal.message)
            self.drop(_reason(fatal.message))
            return None
        self["coded"] += 1
        self["events"] += len(coding.events)
        self["sentences"] += len(coding.sentences)
        self["skipped"] += coding.unparsed
        self["words"] += sum(sentence.text.count(" ") + 1 for sentence in coding.sentences)
        return coding

    def tally(self) -> Tally:
        """The counts as a value."""
        return Tally(**self, dropped=self.dropped, problems=tuple(self.problems))


def _reason(message: str) -> str:
    """A message without what is of one report alone, so that reasons can be counted."""
    return re.sub(r"'[^']{0,200}'|\b\d[\d,.]*", "…", _utf8(message))[:120]


def _utf8(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
