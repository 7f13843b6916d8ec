"""A training from gold to weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tokenizers import Tokenizer

from tocsin.analyse import load_analyser
from tocsin.codebook import Codebook, load_codebook
from tocsin.learn import LearnMissing
from tocsin.learn.data import Story
from tocsin.learn.export import read_folder, write_folder
from tocsin.learn.fresh import carry_over, fresh_heads
from tocsin.learn.labels import Labels
from tocsin.learn.lesson import Lesson
from tocsin.learn.minilm import Arrays, find_minilm, read_minilm
from tocsin.learn.pieces import read_tokenizer
from tocsin.learn.tagger import TOKENIZER
from tocsin.learn.train import Log, Settings, Taught, train
from tocsin.score import GoldError
from tocsin.training.gold import gold_files, read_stories
from tocsin.training.lessons import read_texts, teach

LAYERS = 6
"""All of MiniLM's: the last two cost a tenth of the coder's time, and find more in real news."""
THRESHOLD = 0.45
"""Of the best F1 in cross-validation. An adaptation keeps that of its base."""
ADAPTATION = Settings(epochs=4, rate=1e-4, head_rate=3e-4)
"""Shorter and gentler than the first training: there is less to learn from, and much to keep."""


def run(
    gold: Sequence[Path],
    out: Path,
    *,
    base: Path | None,
    codebook: Path | None,
    texts: Path | None,
    how: tuple[int, int | None],
    log: Log,
) -> None:
    """As `train_folder`; `how` is seed and epochs."""
    seed, epochs = how
    try:
        book = load_codebook(codebook)
        weights, labels, tokenizer = _start(book, base, seed)
    except FileNotFoundError as error:
        raise LearnMissing(f"{error.filename}: {error.strerror}") from None
    except ValueError as error:
        raise LearnMissing(str(error)) from None
    paths = gold_files(gold)
    stories = tuple(read_stories(paths, labels, read_tokenizer(tokenizer), load_analyser(), book.times))
    events = sum(len(story.events) for story in stories)
    if not events:
        raise GoldError(f"no event in {len(paths)} gold files: {', '.join(map(str, gold))}")
    log(f"{len(stories)} reports, {events} events")
    settings = Settings() if base is None else ADAPTATION
    settings = replace(settings, seed=seed, epochs=epochs or settings.epochs)
    taught, lessons = _lessons(stories, labels, texts, read_tokenizer(tokenizer), seed, log)
    trained = train(taught, lessons, weights, labels, settings, log)
    named = (*labels.trained, *(path.name for path in (*gold, *([texts] if texts else ()))))
    write_folder(trained, replace(labels, trained=named), tokenizer, out)


def _lessons(
    stories: Sequence[Story], labels: Labels, texts: Path | None, tokenizer: Tokenizer, seed: int, log: Log
) -> tuple[Taught, Sequence[Lesson]]:
    """The stories with what a teacher says of them, and what it says of the texts; or no teacher."""
    if texts is None:
        return [(story, None) for story in stories], ()
    try:
        teacher = teach(stories, labels, seed, log)
    except (FileNotFoundError, ValueError) as error:
        raise LearnMissing(str(error)) from None
    lessons = [teacher.lesson(text.pieces, text.blocks) for text in read_texts(texts, tokenizer)]
    log(f"{len(lessons)} texts for lessons")
    return [(story, teacher.lesson(story.pieces, story.blocks)) for story in stories], lessons


def _start(book: Codebook, base: Path | None, seed: int) -> tuple[Arrays, Labels, Path]:
    """Weights for the codebook's types and sectors, their labels, and the tokenizer's file."""
    types = book.types
    labels = Labels(
        types=tuple(types),
        modes=tuple((name, mode) for name, kind in types.items() for mode in kind.modes),
        sectors=tuple(book.agents.sectors),
        threshold=THRESHOLD,
        layers=LAYERS,
    )
    if base is None:
        folder = find_minilm()
        return {**read_minilm(folder, LAYERS), **fresh_heads(labels, seed)}, labels, folder / TOKENIZER
    weights, old = read_folder(base)
    labels = replace(old, types=labels.types, modes=labels.modes, sectors=labels.sectors)
    return carry_over(weights, old, labels, seed), labels, base / TOKENIZER
