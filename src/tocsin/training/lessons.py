"""A teacher trained on the hand-coded reports, and what it says of them and of texts that nobody coded."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

from tokenizers import Tokenizer

from tocsin.learn.data import Story
from tocsin.learn.fresh import TEACHER, fresh_heads
from tocsin.learn.labels import Labels
from tocsin.learn.mpnet import LAYERS, read_mpnet
from tocsin.learn.pieces import cut
from tocsin.learn.teacher import Teacher
from tocsin.learn.train import Log, Settings, train
from tocsin.read import read_document
from tocsin.split import split_document

SETTINGS = Settings(
    epochs=4, rate=9e-5, head_rate=7e-4, decay=0.92, frozen=4, batch=12, threads=os.cpu_count() or 1
)
"""Of the teacher: it is ten times as large, and learns faster."""
TEXTS = 5000
"""Most texts for lessons: all of NGEC that are long enough."""
LONGEST, SHORTEST = 1600, 200
"""Characters of a text: what follows is left out, shorter ones are not worth reading."""


def teach(stories: Sequence[Story], labels: Labels, seed: int, log: Log) -> Teacher:
    """A larger network, trained on these stories.

    Raises FileNotFoundError where its encoder is not installed, ValueError where that is another.
    """
    own = replace(labels, layers=LAYERS, window=SETTINGS.window)
    start = {**read_mpnet(), **fresh_heads(own, seed, TEACHER)}
    log("the teacher")
    weights = train([(s, None) for s in stories], (), start, own, replace(SETTINGS, seed=seed), log)
    return Teacher(weights, own)


def read_texts(archive: Path, tokenizer: Tokenizer) -> Iterator[Story]:
    """Texts of the column `text` of a CSV file in a zip, evenly spread, as stories of no event."""
    for number, text in enumerate(_spread(archive)):
        document, _ = read_document(text.encode(), f"{archive.name}#{number}.txt")
        sentences = split_document(document) if document else ()
        if sentences:
            pieces = cut(tokenizer, [s.text for s in sentences])
            yield Story(pieces, tuple(s.block for s in sentences), ())


def _spread(archive: Path) -> Iterable[str]:
    with ZipFile(archive) as opened:
        (name,) = (name for name in opened.namelist() if name.endswith(".csv"))
        with opened.open(name) as raw:
            rows = csv.DictReader(io.TextIOWrapper(raw, "utf-8", newline=""))
            texts = [row["text"].strip()[:LONGEST] for row in rows]
    texts = [text for text in texts if len(text) >= SHORTEST]
    return texts[:: max(1, len(texts) // TEXTS)][:TEXTS]
