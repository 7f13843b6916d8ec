"""Heads before training: random, or those of another coder as far as its labels are the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tocsin.learn.heads import BUCKETS, Matrix
from tocsin.learn.labels import Labels
from tocsin.learn.minilm import WIDTH, Arrays


class Widths(NamedTuple):
    """Numbers in a vector of the encoder, and inside of the heads."""

    encoder: int = WIDTH
    attributes: int = 192
    links: int = 128


RARE = {"typ": -4.0, "R": -3.0}
"""Where the logits of triggers and participants start: most words are neither."""


PUPIL, TEACHER = Widths(), Widths(768, 256, 192)


def fresh_heads(labels: Labels, seed: int, widths: Widths = PUPIL) -> Arrays:
    """Random heads for these labels."""
    rng = np.random.default_rng(seed)
    kinds = len(labels.types)
    width, attributes, links = widths
    sizes = {"mid": (width, width), "typ": (kinds, width), "att": (attributes, width)}
    sizes |= {"R": (len(labels.roles), links), "sector": (len(labels.sectors), width)}
    sizes |= dict.fromkeys(("A", "A2", "B", "B2"), (links, width))
    outputs_of = {"mode": labels.modes, "status": labels.status, "voice": labels.voice, "day": labels.day}
    sizes |= {name: (len(of), attributes + kinds) for name, of in outputs_of.items()}
    weights: dict[str, Matrix] = {}
    for name, (outputs, inputs) in sizes.items():
        edge = inputs**-0.5
        weights[f"{name}.weight"] = rng.uniform(-edge, edge, (outputs, inputs)).astype(np.float32)
        bias = rng.uniform(-edge, edge, outputs) if name not in RARE else np.full(outputs, RARE[name])
        weights[f"{name}.bias"] = bias.astype(np.float32)
    for name, rows in (("temb", kinds), ("D", len(BUCKETS) + 1), ("SS", 2)):
        weights[name] = rng.normal(size=(rows, links)).astype(np.float32)
    return weights


def carry_over(old: Arrays, old_labels: Labels, labels: Labels, seed: int) -> Arrays:
    """The weights of another coder for other labels: what both name stays, what is new is random."""
    new = dict(old) | dict(fresh_heads(labels, seed))
    types, modes = _shared(old_labels.types, labels.types), _shared(old_labels.modes, labels.modes)
    sectors = _shared(old_labels.sectors, labels.sectors)
    own = PUPIL.attributes
    inputs = [(i, i) for i in range(own)] + [(a + own, b + own) for a, b in types]
    for name in new:
        rows = {"typ": types, "temb": types, "mode": modes, "sector": sectors}.get(name.split(".")[0])
        columns = inputs if name in ("mode.weight", "status.weight", "voice.weight", "day.weight") else None
        new[name] = _carried(old[name], new[name], rows, columns)
    return new


def _shared(old: Sequence[object], new: Sequence[object]) -> list[tuple[int, int]]:
    """Indices of what stands in both."""
    return [(old.index(label), i) for i, label in enumerate(new) if label in old]


def _carried(
    old: Matrix,
    new: Matrix,
    rows: Sequence[tuple[int, int]] | None,
    columns: Sequence[tuple[int, int]] | None,
) -> Matrix:
    """`new` with the shared rows and columns of `old`; None where all are the same."""
    out = new.copy()
    rows = [(i, i) for i in range(len(old))] if rows is None else rows
    theirs, mine = [a for a, _ in rows], [b for _, b in rows]
    if columns is None:
        out[mine] = old[theirs]
    else:
        out[np.ix_(mine, [b for _, b in columns])] = old[np.ix_(theirs, [a for a, _ in columns])]
    return out
