"""The coder that the user asks for, and one report coded by it."""

from __future__ import annotations

import datetime as dt
import os
from functools import cache
from typing import TYPE_CHECKING

import click

from tocsin.cli.options import Wanted

if TYPE_CHECKING:
    from tocsin.model import Coding, Problem, Report
    from tocsin.pipeline import Coder

OPINIONS = {
    "rules": "rules: the lexicon alone",
    "model": "model: the trained model finds events, the rules fill in the rest",
    "both": "both: lexicon and trained model, weighed together",
}


@cache
def load(wanted: Wanted) -> Coder:
    """The coder, or a usage error where the codebook, the parser or the model cannot be used."""
    from tocsin.analyse import AnalyserMissing
    from tocsin.codebook import CodebookError
    from tocsin.learn import LearnMissing
    from tocsin.pipeline import load_coder

    try:
        return load_coder(
            wanted.codebook,
            wanted.lang_model,
            coder=wanted.coder,
            weights=wanted.weights,
            setting=wanted.setting,
        )
    except (CodebookError, AnalyserMissing, LearnMissing, OSError) as error:
        raise click.UsageError(str(error)) from None


def code_one(coder: Coder, read: Report | Problem, published: dt.date | None) -> Coding:
    """Code one input. A defect of ours must not cost the user the other reports: it becomes a Problem."""
    from tocsin.model import Problem

    if isinstance(read, Problem):
        return failed(read)
    try:
        return coder.code_report(read, published)
    except Exception as error:  # the one place where a defect is caught
        if os.environ.get("TOCSIN_DEBUG") == "1":
            raise
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        message = f"a defect in Tocsin, please report it ({what}); TOCSIN_DEBUG=1 shows more"
        return failed(Problem(stage="coder", message=message, document=read.name, fatal=True))


def failed(problem: Problem) -> Coding:
    """A coding that holds nothing but the problem."""
    from tocsin.model import Coding, Document, Source

    name = problem.document
    document = Document(id="", name=name, text="", title=None, language=None, blocks=(), source=Source())
    return Coding(document=document, problems=(problem,))


def in_use(coder: Coder, wanted: Wanted) -> tuple[tuple[str, str], ...]:
    """What the coder consists of, each part under its name."""
    threshold = coder.codebook.confidence[coder.name].at(coder.setting).threshold
    return (
        ("coder", OPINIONS[coder.name]),
        ("setting", f"{coder.setting}: events from a probability of {threshold:.2f} on are kept"),
        ("trained model", _weights(coder, wanted)),
        ("parser", coder.analyser.name),
        ("codebook", str(coder.codebook.root)),
    )


def _weights(coder: Coder, wanted: Wanted) -> str:
    if coder.tagger is None:
        return "not used" if wanted.coder == "rules" else coder.notices[-1].message
    from tocsin.learn import WEIGHTS
    from tocsin.learn.tagger import digest

    folder = wanted.weights or WEIGHTS
    return f"{digest(folder)} in {folder}"
