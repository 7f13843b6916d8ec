"""Training: stories and lessons in, weights out. Seeded.

The encoder's word vectors stay as they are, and as many of its lowest layers as the settings say; all else
is trained jointly.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from tocsin.learn import net
from tocsin.learn.data import Story
from tocsin.learn.heads import Matrix
from tocsin.learn.labels import Labels
from tocsin.learn.lesson import Lesson, lesson_targets
from tocsin.learn.minilm import Arrays
from tocsin.learn.pieces import CLS, MASK, SEP, Window, join, windows
from tocsin.learn.targets import Targets, targets

FROZEN = "embed.words"

Taught = Sequence[tuple[Story, Lesson | None]]
"""Hand-coded reports, and what a teacher says of them, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to train. The defaults are those of the weights that ship."""

    seed: int = 0
    epochs: int = 9
    rate: float = 3e-4
    """Learning rate of the last layer; each layer below has `decay` of the one above."""
    head_rate: float = 1e-3
    decay: float = 0.9
    frozen: int = 0
    """The encoder's lowest layers that stay as they are; from one on, so do the vectors of places."""
    batch: int = 4
    """Windows a step."""
    window: int = 256
    """Most pieces of a window; at least it has half as many."""
    lessons: float = 1 / 3
    """Share of the lessons that each epoch shows, by chance."""
    trust: float = 0.3
    """What a teacher's word counts on a trigger in a hand-coded report; the hand coding has the rest."""
    threads: int = 1
    """At the small one's size more only cost."""
    drop: float = 0.1
    hidden: float = 0.08
    """Share of pieces that are hidden, so that no single word decides."""
    thinned: float = 0.3
    """Share of the reports that are shown with gaps, as triage leaves them."""
    positive: float = 2.0
    """What a trigger counts beside a word that is none."""
    roles: float = 0.2
    """What roles count beside types."""
    averaged: float = 0.4
    """Share of the epochs, the last, of whose weights a running mean is kept."""


Log = Callable[[str], None]


def train(
    stories: Taught, lessons: Sequence[Lesson], start: Arrays, labels: Labels, settings: Settings, log: Log
) -> Arrays:
    """Weights fitted to stories and lessons from `start`. `log` hears of every epoch."""
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    training = _Training(stories, lessons, start, labels, settings)
    first_averaged = settings.epochs * (1 - settings.averaged)
    for epoch in range(settings.epochs):
        loss = training.epoch(averaged=epoch >= first_averaged)
        log(f"epoch {epoch + 1} of {settings.epochs}: loss {loss:.1f}")
    return training.result()


class _Shown(NamedTuple):
    """A window of a hand-coded report, of what a teacher says of one, or of both."""

    story: Story | None
    lesson: Lesson | None
    window: Window


class _Training:
    """Weights, their running mean, and the optimizer."""

    def __init__(
        self,
        stories: Taught,
        lessons: Sequence[Lesson],
        start: Arrays,
        labels: Labels,
        settings: Settings,
    ) -> None:
        self.stories, self.lessons, self.labels, self.settings = stories, lessons, labels, settings
        self.rng = random.Random(settings.seed)
        self.state = {
            name: torch.tensor(array, requires_grad=not _stays(name, settings.frozen))
            for name, array in start.items()
        }
        self.moving = {name: p for name, p in self.state.items() if p.requires_grad}
        self.mean: dict[str, Tensor] = {}
        self.half = net.multiplies_halves()
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
        return {name: p.detach().numpy() for name, p in (self.state | self.mean).items()}

    def _windows(self) -> list[_Shown]:
        """Those of every story and of some lessons."""
        found = [
            _Shown(story, lesson, window)
            for story, lesson in self.stories
            for window in self._windows_of(story, self._kept(story))
        ]
        shown = self.rng.sample(range(len(self.lessons)), int(len(self.lessons) * self.settings.lessons))
        for lesson in (self.lessons[i] for i in shown):
            every = range(len(lesson.pieces))
            found += (_Shown(None, lesson, window) for window in self._windows_of(lesson, every))
        return found

    def _windows_of(self, text: Story | Lesson, kept: Sequence[int]) -> Iterator[Window]:
        """Of many sizes. The first is cut short, so that seams move from epoch to epoch."""
        pieces, blocks = [text.pieces[k] for k in kept], [text.blocks[k] for k in kept]
        most = self.rng.randint(self.settings.window // 2, self.settings.window)
        for seam in windows(pieces, most, self.rng.randint(most // 4, most)):
            window = join(pieces, blocks, seam)
            if window.at:
                yield window._replace(sentence=tuple(kept[k] for k in window.sentence))

    def _kept(self, story: Story) -> Sequence[int]:
        """Positions of the sentences to show: of some stories only some of those that tell of no event."""
        every = range(len(story.pieces))
        if self.rng.random() >= self.settings.thinned:
            return every
        telling, share = {event.sentence for event in story.events}, self.rng.random()
        return [k for k in every if k in telling or self.rng.random() < share]

    def _wanted(self, shown: _Shown) -> Targets:
        """What the network should say."""
        story, lesson, window = shown
        if story is None:
            assert lesson is not None
            return lesson_targets(lesson, window, self.labels)
        wanted = targets(story, window, self.labels)
        if lesson is None:
            return wanted
        trust = np.float32(self.settings.trust)
        said = lesson.types[lesson.numbers(window)].astype(np.float32)
        return wanted._replace(types=wanted.types + trust * (said - wanted.types))

    def _step(self, batch: Sequence[_Shown]) -> float:
        drop = self.settings.drop
        with torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            ids = [self._ids(shown.window) for shown in batch]
            vectors = net.encode(self.state, ids, self.labels.layers, drop)
        losses = [self._loss(shown, pieces) for shown, pieces in zip(batch, vectors, strict=True)]
        loss = torch.stack(losses).sum()
        torch.autograd.backward(loss / (6 * len(batch)))
        torch.nn.utils.clip_grad_norm_(list(self.moving.values()), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.schedule.step()
        return float(loss.detach())

    def _loss(self, shown: _Shown, pieces: Tensor) -> Tensor:
        drop, window = self.settings.drop, shown.window
        words, wanted = pieces.float()[list(window.at)], self._wanted(shown)
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
    day = F.cross_entropy(said.day, torch.tensor(wanted.day), reduction="sum")
    return _binary(said.modes, wanted.modes, wanted.modes_count) + status + voice + day


def _role_loss(said: net.Logits, wanted: Targets) -> Tensor:
    return _binary(said.roles, wanted.roles, wanted.roles_count * (1 + wanted.roles))


def _binary(said: Tensor, wanted: Matrix, count: Matrix) -> Tensor:
    return F.binary_cross_entropy_with_logits(
        said, torch.tensor(wanted), torch.tensor(count), reduction="sum"
    )


def _stays(name: str, frozen: int) -> bool:
    """Whether a weight is not trained."""
    part, number, *_ = [*name.split("."), ""]
    return name == FROZEN or (part == "layer" and int(number) < frozen) or (part == "embed" and frozen > 0)


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
