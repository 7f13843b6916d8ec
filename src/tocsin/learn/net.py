"""The network in torch, as functions of its weights: for training alone.

`encode` is BERT without padding, several windows end to end, and MPNet where there is a table of
distances; the rest are the heads that `heads.py` has in numpy. Names of weights are those of `minilm.py`,
`mpnet.py` and `heads.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from tocsin.learn.heads import BUCKETS
from tocsin.learn.minilm import ATTENTION_HEADS, NORM
from tocsin.learn.pieces import Window

Weights = Mapping[str, Tensor]


class Logits(NamedTuple):
    """What the heads say of some triggers, before sigmoid or softmax."""

    modes: Tensor
    status: Tensor
    voice: Tensor
    day: Tensor
    roles: Tensor
    """Role x trigger x word."""


def encode(w: Weights, windows: Sequence[Tensor], layers: int, drop: float) -> tuple[Tensor, ...]:
    """Vectors of the pieces of each window; `drop` is the rate of dropout, 0 outside training.

    The windows stand end to end in one matrix, which halves the time; only attention keeps them apart.
    """
    sizes = [len(ids) for ids in windows]
    places = torch.cat([torch.arange(size) for size in sizes])
    x = w["embed.words"][torch.cat(list(windows))] + w["embed.places"][places]
    x = F.dropout(_norm(w, "embed.norm", x), drop)
    near = {size: _nearness(w["distance"], size) if "distance" in w else None for size in set(sizes)}
    for i in range(layers):
        mixed = _attend(w, f"layer.{i}", x, [(size, near[size]) for size in sizes])
        x = _norm(w, f"layer.{i}.norm1", x + F.dropout(mixed, drop))
        up = F.gelu(_linear(w, f"layer.{i}.up", x))
        x = _norm(w, f"layer.{i}.norm2", x + F.dropout(_linear(w, f"layer.{i}.down", up), drop))
    return tuple(torch.split(x, sizes))


def vectors(w: Weights, window: Window, layers: int) -> Tensor:
    """Of the words of one window, as when coding."""
    with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_halves()):
        (pieces,) = encode(w, [torch.tensor(window.ids)], layers, 0.0)
    return pieces.float()[list(window.at)]


def multiplies_halves() -> bool:
    """Whether this processor multiplies halves faster than singles."""
    able: Mapping[str, object] = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def _attend(w: Weights, layer: str, x: Tensor, windows: Sequence[tuple[int, Tensor | None]]) -> Tensor:
    """Written out: torch's fused attention costs twice the time on one core.

    `windows` are the size of each, and what distance adds to attention.
    """
    size = x.shape[1] // ATTENTION_HEADS
    mixed = []
    parts = torch.split(_linear(w, f"{layer}.qkv", x), [n for n, _ in windows])
    for part, (n, near) in zip(parts, windows, strict=True):
        q, k, v = part.view(n, 3, ATTENTION_HEADS, size).permute(1, 2, 0, 3)
        attention = q @ k.transpose(1, 2) / math.sqrt(size)
        weight = torch.softmax(attention if near is None else attention + near.to(q.dtype), -1)
        mixed.append((weight @ v).transpose(0, 1).reshape(n, x.shape[1]))
    return _linear(w, f"{layer}.out", torch.cat(mixed))


def _nearness(table: Tensor, size: int) -> Tensor:
    """Heads x pieces x pieces: what `table` (classes of distance x heads) has for each pair.

    Half of the classes are for what stands before: distances to 7 each by itself, then ever coarser to 128.
    """
    half, single, far = len(table) // 2, len(table) // 4, 128
    away = torch.arange(size)[None] - torch.arange(size)[:, None]
    coarse = torch.log(away.abs().clamp(min=1) / single) / math.log(far / single) * (half - single)
    steps = torch.where(away.abs() < single, away.abs(), (single + coarse.long()).clamp(max=half - 1))
    return table[steps + half * (away > 0)].permute(2, 0, 1)


def types(w: Weights, words: Tensor, drop: float) -> Tensor:
    """Logit of a trigger by word and type."""
    return _linear(w, "typ", F.dropout(F.gelu(_linear(w, "mid", words)), drop))


def heads(w: Weights, words: Tensor, at: Tensor, kinds: Tensor, sentence: Tensor, drop: float) -> Logits:
    """Of the triggers at words `at` and of types `kinds`; `sentence` is each word's."""
    triggers = words[at]
    z = F.dropout(F.gelu(_linear(w, "att", F.dropout(triggers, drop))), drop)
    z = torch.cat([z, F.one_hot(kinds, len(w["temb"])).float()], 1)
    roles = _roles(w, words, at, kinds, sentence, drop)
    modes, status, voice, day = (_linear(w, name, z) for name in ("mode", "status", "voice", "day"))
    return Logits(modes, status, voice, day, roles)


def sectors(w: Weights, words: Tensor, drop: float) -> Tensor:
    """Logit by word and sector."""
    return _linear(w, "sector", F.dropout(words, drop))


def _roles(w: Weights, words: Tensor, at: Tensor, kinds: Tensor, sentence: Tensor, drop: float) -> Tensor:
    triggers = words[at]
    distance = torch.bucketize(torch.arange(len(words))[None] - at[:, None], torch.tensor(BUCKETS))
    same = (sentence[None] == sentence[at][:, None]).long()
    z = _linear(w, "A", triggers)[:, None] * _linear(w, "B", words)[None]
    z = z + (_linear(w, "A2", triggers) + w["temb"][kinds])[:, None] + _linear(w, "B2", words)[None]
    z = F.relu(z + w["D"][distance] + w["SS"][same])
    return _linear(w, "R", F.dropout(z, drop)).permute(2, 0, 1)


def _linear(w: Weights, name: str, x: Tensor) -> Tensor:
    return F.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])


def _norm(w: Weights, name: str, x: Tensor) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], w[f"{name}.weight"], w[f"{name}.bias"], NORM)
