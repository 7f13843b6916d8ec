"""Weights to the folder that the tagger reads, and back for an adaptation."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from tocsin.learn.graph import read_encoder_weights, write_encoder
from tocsin.learn.heads import EMBEDDINGS, LAYERS, read_heads
from tocsin.learn.labels import Labels, read_labels, write_labels
from tocsin.learn.minilm import Arrays
from tocsin.learn.tagger import ENCODER, HEADS, LABELS, TOKENIZER


def write_folder(weights: Arrays, labels: Labels, tokenizer: Path, out: Path) -> None:
    """Write the four files of a weights folder to `out`, which is made where it is missing."""
    out.mkdir(parents=True, exist_ok=True)
    write_encoder(weights, labels.layers, out / ENCODER)
    heads = {f"{layer}.w": weights[f"{layer}.weight"].T for layer in LAYERS}
    heads |= {f"{layer}.b": weights[f"{layer}.bias"] for layer in LAYERS}
    heads |= {name: weights[name] for name in EMBEDDINGS}
    half = {name: array.astype(np.float16) for name, array in heads.items()}
    np.savez_compressed(out / HEADS, allow_pickle=False, **half)
    write_labels(labels, out / LABELS)
    if tokenizer != out / TOKENIZER:
        shutil.copyfile(tokenizer, out / TOKENIZER)


def read_folder(folder: Path) -> tuple[Arrays, Labels]:
    """What `write_folder` was given, as far as rounding allows."""
    labels = read_labels(folder / LABELS)
    heads = read_heads(folder / HEADS, len(labels.types)).weights
    weights = dict(read_encoder_weights(folder / ENCODER))
    weights |= {f"{layer}.weight": heads[f"{layer}.w"].T for layer in LAYERS}
    weights |= {f"{layer}.bias": heads[f"{layer}.b"] for layer in LAYERS}
    return weights | {name: heads[name] for name in EMBEDDINGS}, labels
