"""What is asked for: which shards, coded how, to where; and what came of one."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tocsin import inputs
from tocsin.model import CoderName


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How all shards are coded, and into which folder: what a worker needs to begin."""

    out: Path
    codebook: Path | None = None
    lang_model: str | None = None
    coder: CoderName = "both"
    weights: Path | None = None
    setting: str = "default"
    thorough: bool = False
    """Whether every sentence is parsed, whatever the triage says of it."""


class Shard(NamedTuple):
    """A file of reports, and the name under which what came of it is kept."""

    name: str
    key: str
    size: int
    """Bytes as it lies on the disk; 0 where there is no such file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a shard gave, counted."""

    read: int = 0
    """Reports that could be read."""
    coded: int = 0
    events: int = 0
    sentences: int = 0
    skipped: int = 0
    """Sentences that the triage left unparsed."""
    words: int = 0
    unread: int = 0
    """Reports, or whole shards, that could not be read."""
    failed: int = 0
    """Reports over which a defect of ours was met."""
    dropped: Counter[str] = field(default_factory=Counter)
    """Reports that were not coded, by reason."""
    problems: tuple[tuple[str, str], ...] = ()
    """The first of them: name and message."""

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            read=self.read + other.read,
            coded=self.coded + other.coded,
            events=self.events + other.events,
            sentences=self.sentences + other.sentences,
            skipped=self.skipped + other.skipped,
            words=self.words + other.words,
            unread=self.unread + other.unread,
            failed=self.failed + other.failed,
            dropped=self.dropped + other.dropped,
            problems=(*self.problems, *other.problems),
        )


def shards_of(arguments: Sequence[str]) -> tuple[Shard, ...]:
    """The shards that files, folders and wildcards stand for, each once, in their order."""
    return tuple(_shard(name) for name in dict.fromkeys(_names(arguments)))


def _names(arguments: Sequence[str]) -> Iterable[str]:
    for argument in arguments:
        if os.path.isdir(argument):
            found = {str(path) for path in Path(argument).rglob("*.parquet") if path.name[0] != "."}
            listed = inputs.named((argument,))
            yield from sorted(found | {name for name in listed if name != argument}) or listed
        else:
            yield from inputs.named((argument,))


def _shard(name: str) -> Shard:
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", os.path.basename(name)).lstrip(".")[:80]
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:8]
    try:
        size = os.stat(name).st_size
    except (OSError, ValueError):
        size = 0
    return Shard(name, f"{plain}-{digest}", size)


def part(shards: Sequence[Shard], number: int, of: int) -> tuple[Shard, ...]:
    """Every `of`-th shard, beginning with the `number`-th (from 1): what one of `of` machines codes."""
    return tuple(shards[number - 1 :: of])
