"""A training from gold to weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tocsin.analyse import load_analyser
from tocsin.codebook import Codebook, load_codebook
from tocsin.learn import LearnMissing
from tocsin.learn.export import read_folder, write_folder
from tocsin.learn.fresh import carry_over, fresh_heads
from tocsin.learn.labels import Labels
from tocsin.learn.minilm import Arrays, find_minilm, read_minilm
from tocsin.learn.pieces import read_tokenizer
from tocsin.learn.tagger import TOKENIZER
from tocsin.learn.train import Settings, train
from tocsin.score import GoldError
from tocsin.training.gold import gold_files, read_stories

LAYERS = 4
"""Of MiniLM's six: the others cost more time than they are worth (docs/model-card.md)."""
THRESHOLD = 0.45
"""Of the best F1 in cross-validation. An adaptation keeps that of its base."""
ADAPTATION = Settings(runs=1, epochs=4, rate=1e-4, head_rate=3e-4)
"""Shorter and gentler than the first training: there is less to learn from, and much to keep."""


def run(
    gold: Sequence[Path],
    out: Path,
    *,
    base: Path | None,
    codebook: Path | None,
    how: tuple[int, int | None],
    log: Callable[[str], None],
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
    trained = train(stories, weights, labels, settings, log)
    named = (*labels.trained, *(path.name for path in gold))
    write_folder(trained, replace(labels, trained=named), tokenizer, out)


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
