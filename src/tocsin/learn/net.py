"""The network in torch, as functions of its weights: for training alone.

`encode` is BERT without padding, one window a call; the rest are the heads that `heads.py` has in
numpy. Names of weights are those of `minilm.py` and `heads.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from tocsin.learn.heads import BUCKETS
from tocsin.learn.minilm import ATTENTION_HEADS, NORM, WIDTH

Weights = Mapping[str, Tensor]


class Logits(NamedTuple):
    """What the heads say of some triggers, before sigmoid or softmax."""

    modes: Tensor
    status: Tensor
    voice: Tensor
    roles: Tensor
    """Role x trigger x word."""


def encode(w: Weights, ids: Tensor, layers: int, drop: float) -> Tensor:
    """Vectors of the pieces `ids`; `drop` is the rate of dropout, 0 outside training."""
    x = w["embed.words"][ids] + w["embed.places"][: len(ids)]
    x = F.dropout(_norm(w, "embed.norm", x), drop)
    for i in range(layers):
        x = _norm(w, f"layer.{i}.norm1", x + F.dropout(_attend(w, f"layer.{i}", x), drop))
        up = F.gelu(_linear(w, f"layer.{i}.up", x))
        x = _norm(w, f"layer.{i}.norm2", x + F.dropout(_linear(w, f"layer.{i}.down", up), drop))
    return x


def _attend(w: Weights, layer: str, x: Tensor) -> Tensor:
    """Written out: torch's fused attention costs twice the time on one core."""
    n, size = len(x), WIDTH // ATTENTION_HEADS
    q, k, v = _linear(w, f"{layer}.qkv", x).view(n, 3, ATTENTION_HEADS, size).permute(1, 2, 0, 3)
    weight = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(size), -1)
    return _linear(w, f"{layer}.out", (weight @ v).transpose(0, 1).reshape(n, WIDTH))


def types(w: Weights, words: Tensor, drop: float) -> Tensor:
    """Logit of a trigger by word and type."""
    return _linear(w, "typ", F.dropout(F.gelu(_linear(w, "mid", words)), drop))


def heads(w: Weights, words: Tensor, at: Tensor, kinds: Tensor, sentence: Tensor, drop: float) -> Logits:
    """Of the triggers at words `at` and of types `kinds`; `sentence` is each word's."""
    triggers = words[at]
    z = F.dropout(F.gelu(_linear(w, "att", F.dropout(triggers, drop))), drop)
    z = torch.cat([z, F.one_hot(kinds, len(w["temb"])).float()], 1)
    roles = _roles(w, words, at, kinds, sentence, drop)
    return Logits(_linear(w, "mode", z), _linear(w, "status", z), _linear(w, "voice", z), roles)


def _roles(w: Weights, words: Tensor, at: Tensor, kinds: Tensor, sentence: Tensor, drop: float) -> Tensor:
    triggers = words[at]
    distance = torch.bucketize(torch.arange(len(words))[None] - at[:, None], torch.tensor(BUCKETS))
    same = (sentence[None] == sentence[at][:, None]).long()
    z = _linear(w, "A", triggers)[:, None] * _linear(w, "B", words)[None]
    z = z + (_linear(w, "A2", triggers) + w["temb"][kinds])[:, None] + _linear(w, "B2", words)[None]
    z = F.gelu(z + w["D"][distance] + w["SS"][same])
    return _linear(w, "R", F.dropout(z, drop)).permute(2, 0, 1)


def _linear(w: Weights, name: str, x: Tensor) -> Tensor:
    return F.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])


def _norm(w: Weights, name: str, x: Tensor) -> Tensor:
    return F.layer_norm(x, (WIDTH,), w[f"{name}.weight"], w[f"{name}.bias"], NORM)
