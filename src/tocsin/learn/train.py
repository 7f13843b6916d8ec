"""Training: stories in, weights out. Seeded; half an hour a run for what the shipped weights learned from.

The encoder's word vectors stay as they are; all else is trained jointly. Several runs that start alike
and differ in order and chance can be averaged, weight by weight: it costs nothing when coding, and gives
most of what asking all of them would give.
"""

from __future__ import annotations

import multiprocessing
import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from tocsin.learn import net
from tocsin.learn.data import Story
from tocsin.learn.heads import Matrix
from tocsin.learn.labels import Labels
from tocsin.learn.minilm import Arrays
from tocsin.learn.pieces import CLS, SEP, Window, join, windows
from tocsin.learn.targets import Targets, targets

MASK = 103
"""The piece that stands for a hidden one."""
FROZEN = "embed.words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to train. The defaults are those of the weights that ship."""

    seed: int = 0
    runs: int = 1
    epochs: int = 7
    rate: float = 3e-4
    """Learning rate of the last layer; each layer below has `decay` of the one above."""
    head_rate: float = 1e-3
    decay: float = 0.9
    batch: int = 3
    """Windows a step."""
    drop: float = 0.1
    hidden: float = 0.08
    """Share of pieces that are hidden, so that no single word decides."""
    positive: float = 2.0
    """What a trigger counts beside a word that is none."""
    roles: float = 0.2
    """What roles count beside types."""
    averaged: float = 0.4
    """Share of the epochs, the last, of whose weights a running mean is kept."""


Log = Callable[[str], None]


def train(stories: Sequence[Story], start: Arrays, labels: Labels, settings: Settings, log: Log) -> Arrays:
    """The mean of the runs' weights, each fitted to the stories from `start`. `log` hears of every run.

    Each run has a process with one thread, for more threads only cost at this size; there are as many at
    a time as processors.
    """
    job = partial(_run, stories, start, labels, settings)
    seeds = range(settings.seed, settings.seed + settings.runs)
    mean = {name: np.zeros_like(array) for name, array in start.items()}
    workers = min(settings.runs, os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        for seed, (weights, losses) in zip(seeds, pool.map(job, seeds), strict=True):
            log(f"run of seed {seed}: loss by epoch {' '.join(f'{loss:.1f}' for loss in losses)}")
            for name, array in weights.items():
                mean[name] += array / np.float32(settings.runs)
    return mean | {FROZEN: start[FROZEN]}


def _run(
    stories: Sequence[Story], start: Arrays, labels: Labels, settings: Settings, seed: int
) -> tuple[Arrays, list[float]]:
    """Weights without the word vectors, and the loss of each epoch."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    training = _Training(stories, start, labels, replace(settings, seed=seed))
    first_averaged = settings.epochs * (1 - settings.averaged)
    losses = [training.epoch(averaged=epoch >= first_averaged) for epoch in range(settings.epochs)]
    return training.result(), losses


class _Training:
    """Weights, their running mean, and the optimizer."""

    def __init__(self, stories: Sequence[Story], start: Arrays, labels: Labels, settings: Settings) -> None:
        self.stories, self.labels, self.settings = stories, labels, settings
        self.rng = random.Random(settings.seed)
        self.state = {
            name: torch.tensor(array, requires_grad=name != FROZEN) for name, array in start.items()
        }
        self.moving = {name: p for name, p in self.state.items() if p.requires_grad}
        self.mean: dict[str, Tensor] = {}
        self.half = _multiplies_halves()
        self.optimizer = torch.optim.AdamW(list(self._groups()), fused=True)
        steps = settings.epochs * (len(self._windows()) // settings.batch + 1)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda step: _warmth(step, steps))

    def epoch(self, averaged: bool) -> float:
        """Once through all windows; mean loss a window. `averaged`: let the running mean take part."""
        windows = self._windows()
        self.rng.shuffle(windows)
        lost, size = 0.0, self.settings.batch
        for step, first in enumerate(range(0, len(windows), size)):
            lost += self._step(windows[first : first + size])
            if averaged and step % 4 == 0:
                _average(self.mean, self.moving)
        return lost / len(windows)

    def result(self) -> Arrays:
        """The running mean, where there is one, else the weights."""
        last = self.state | self.mean
        return {name: p.detach().numpy() for name, p in last.items() if name != FROZEN}

    def _windows(self) -> list[tuple[Story, Window]]:
        """Every story's, of many sizes. The first is cut short, so that seams move from epoch to epoch."""
        found = []
        for story in self.stories:
            most = self.rng.randint(self.labels.window // 2, self.labels.window)
            for seam in windows(story.pieces, most, self.rng.randint(most // 4, most)):
                window = join(story.pieces, story.blocks, seam)
                if window.at:
                    found.append((story, window))
        return found

    def _step(self, batch: Sequence[tuple[Story, Window]]) -> float:
        drop = self.settings.drop
        with torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            ids = [self._ids(window) for _, window in batch]
            vectors = net.encode(self.state, ids, self.labels.layers, drop)
        losses = [self._loss(*given, pieces) for given, pieces in zip(batch, vectors, strict=True)]
        loss = torch.stack(losses).sum()
        torch.autograd.backward(loss / (6 * len(batch)))
        torch.nn.utils.clip_grad_norm_(list(self.moving.values()), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.schedule.step()
        return float(loss)

    def _loss(self, story: Story, window: Window, pieces: Tensor) -> Tensor:
        drop = self.settings.drop
        words = pieces.float()[list(window.at)]
        wanted = targets(story, window, self.labels)
        loss = _type_loss(net.types(self.state, words, drop), wanted, self.settings)
        if not len(wanted.at):
            return loss
        at, kinds, sentence = (
            torch.tensor(wanted.at),
            torch.tensor(wanted.kinds),
            torch.tensor(window.sentence),
        )
        said = net.heads(self.state, words, at, kinds, sentence, drop)
        sectors = _binary(net.sectors(self.state, words, drop), wanted.sectors, wanted.sectors_count)
        linked = self.settings.roles * (_role_loss(said, wanted) + sectors)
        return loss + _attribute_loss(said, wanted) + linked

    def _ids(self, window: Window) -> Tensor:
        """The pieces, some of them hidden."""
        hidden = self.settings.hidden
        return torch.tensor(
            [i if i in (CLS, SEP) or self.rng.random() >= hidden else MASK for i in window.ids]
        )

    def _groups(self) -> Iterator[dict[str, list[Tensor] | float]]:
        """Each weight's learning rate, and its decay, which is for matrices alone."""
        for name, p in self.moving.items():
            rate = _rate(name, self.labels.layers, self.settings)
            yield {"params": [p], "lr": rate, "weight_decay": 0.01 * (p.ndim > 1)}


def _type_loss(said: Tensor, wanted: Targets, settings: Settings) -> Tensor:
    count = wanted.types_count * (1 + (settings.positive - 1) * wanted.types)
    return _binary(said, wanted.types, count)


def _attribute_loss(said: net.Logits, wanted: Targets) -> Tensor:
    status = F.cross_entropy(said.status, torch.tensor(wanted.status), reduction="sum", label_smoothing=0.02)
    voice = F.cross_entropy(said.voice, torch.tensor(wanted.voice), reduction="sum")
    day = F.cross_entropy(said.day, torch.tensor(wanted.day), reduction="sum", ignore_index=-1)
    return _binary(said.modes, wanted.modes, wanted.modes_count) + status + voice + day


def _role_loss(said: net.Logits, wanted: Targets) -> Tensor:
    return _binary(said.roles, wanted.roles, wanted.roles_count * (1 + wanted.roles))


def _binary(said: Tensor, wanted: Matrix, count: Matrix) -> Tensor:
    return F.binary_cross_entropy_with_logits(
        said, torch.tensor(wanted), torch.tensor(count), reduction="sum"
    )


def _multiplies_halves() -> bool:
    """Whether this processor multiplies halves faster than singles."""
    able: Mapping[str, object] = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def _rate(name: str, layers: int, settings: Settings) -> float:
    part, number, *_ = [*name.split("."), ""]
    if part == "layer":
        return settings.rate * settings.decay ** (layers - 1 - int(number))
    return settings.rate * settings.decay**layers if part == "embed" else settings.head_rate


def _warmth(step: int, steps: int) -> float:
    """Share of the learning rate: up through the first tenth, then down."""
    return min((step + 1) / (0.1 * steps), max(0.02, (steps - step) / (0.9 * steps)))


def _average(mean: dict[str, Tensor], moving: Mapping[str, Tensor]) -> None:
    for name, p in moving.items():
        if name in mean:
            mean[name].lerp_(p.detach(), 0.03)
        else:
            mean[name] = p.detach().clone()
