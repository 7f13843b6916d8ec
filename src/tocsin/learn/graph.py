"""The encoder as an ONNX graph in int8, written node by node; and the weights out of it again.

Matrices are rounded to a sign and six bits, one scale a column: with seven bits, processors without
VNNI overflow and answer otherwise. What goes into a matrix is rounded at run time, one scale a window.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from tocsin.learn.heads import Matrix
from tocsin.learn.minilm import ATTENTION_HEADS, NORM, WIDTH, Arrays

RANGE = 63
"""Largest rounded weight of a matrix."""
OPSET, IR = 20, 9
"""ONNX 1.15, read by onnxruntime 1.17 and later."""


class _Graph:
    """Nodes and constants in the order in which they are added. Every method gives its output's name."""

    def __init__(self, weights: Arrays) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, npt.NDArray[np.generic]] = {}

    def add(self, op: str, *inputs: str, outputs: int = 1, **attributes: object) -> str:
        """A node of one output or several; the name of the first."""
        name = f"{op}_{len(self.nodes)}"
        names = [name, *(f"{name}.{i}" for i in range(1, outputs))]
        node = helper.make_node(op, list(inputs), names, name)
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self.nodes.append(node)
        return name

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        """A constant by its name, which several nodes may share."""
        self.constants[name] = value
        return name

    def whole(self, *numbers: int) -> str:
        """A constant list of whole numbers: a shape."""
        return self.constant("whole." + ".".join(map(str, numbers)), np.array(numbers, dtype=np.int64))

    def plain(self, name: str) -> str:
        """A weight that stays in single precision."""
        return self.constant(name, self.weights[name])

    def rounded(self, name: str, axis: int, most: int) -> tuple[str, str]:
        """A matrix as bytes, one scale for each index of `axis`: the names of both."""
        weight = self.weights[name]
        scale = np.maximum(np.abs(weight).max(1 - axis), 1e-12).astype(np.float32) / np.float32(most)
        whole = np.rint(weight / np.expand_dims(scale, 1 - axis)).astype(np.int8)
        return self.constant(f"{name}.int8", whole), self.constant(f"{name}.scale", scale)

    def linear(self, name: str, x: str) -> str:
        """`x` times a matrix, plus bias."""
        byte = self.add("DynamicQuantizeLinear", x, outputs=3)
        weight, scale = self.rounded(f"{name}.weight", 0, RANGE)
        self.constants[weight] = np.ascontiguousarray(self.constants[weight].T)
        product = self.add("MatMulInteger", byte, weight, f"{byte}.2")
        scales = self.add("Mul", f"{byte}.1", scale)
        x = self.add("Mul", self.add("Cast", product, to=TensorProto.FLOAT), scales)
        return self.add("Add", x, self.plain(f"{name}.bias"))

    def norm(self, name: str, x: str) -> str:
        """Layer norm."""
        weight, bias = self.plain(f"{name}.weight"), self.plain(f"{name}.bias")
        return self.add("LayerNormalization", x, weight, bias, axis=-1, epsilon=NORM)


def _embed(g: _Graph) -> str:
    weight, scale = g.rounded("embed.words", 0, 127)
    rows = g.add("Cast", g.add("Gather", weight, "ids"), to=TensorProto.FLOAT)
    scales = g.add("Unsqueeze", g.add("Gather", scale, "ids"), g.whole(1))
    places = g.add("Slice", g.plain("embed.places"), g.whole(0), g.add("Shape", "ids"), g.whole(0))
    return g.norm("embed.norm", g.add("Add", g.add("Mul", rows, scales), places))


def _layer(g: _Graph, layer: str, x: str) -> str:
    x = g.norm(f"{layer}.norm1", g.add("Add", x, _attend(g, layer, x)))
    up = g.add("Gelu", g.linear(f"{layer}.up", x))
    return g.norm(f"{layer}.norm2", g.add("Add", x, g.linear(f"{layer}.down", up)))


def _attend(g: _Graph, layer: str, x: str) -> str:
    size = WIDTH // ATTENTION_HEADS
    shaped = g.add("Reshape", g.linear(f"{layer}.qkv", x), g.whole(-1, 3, ATTENTION_HEADS, size))
    q, k, v = (g.add("Gather", shaped, g.constant(f"part.{i}", np.array(i)), axis=1) for i in range(3))
    root = g.constant("root", np.array(size**-0.5, dtype=np.float32))
    q = g.add("Mul", g.add("Transpose", q, perm=[1, 0, 2]), root)
    weight = g.add("Softmax", g.add("MatMul", q, g.add("Transpose", k, perm=[1, 2, 0])), axis=-1)
    mixed = g.add("MatMul", weight, g.add("Transpose", v, perm=[1, 0, 2]))
    flat = g.add("Reshape", g.add("Transpose", mixed, perm=[1, 0, 2]), g.whole(-1, WIDTH))
    return g.linear(f"{layer}.out", flat)


def write_encoder(weights: Arrays, layers: int, path: Path) -> None:
    """A model of inputs `ids` (pieces) and `at` (places of words) and outputs `words` and `types`."""
    g = _Graph(weights)
    x = _embed(g)
    for i in range(layers):
        x = _layer(g, f"layer.{i}", x)
    words = g.add("Gather", x, "at")
    types = g.add("Sigmoid", g.linear("typ", g.add("Gelu", g.linear("mid", words))))
    g.nodes += [
        helper.make_node("Identity", [words], ["words"]),
        helper.make_node("Identity", [types], ["types"]),
    ]
    graph = helper.make_graph(
        g.nodes,
        "tocsin",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, [size])
            for name, size in (("ids", "n"), ("at", "w"))
        ],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["w", None]) for name in ("words", "types")],
        [numpy_helper.from_array(value, name) for name, value in g.constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def read_encoder_weights(path: Path) -> Arrays:
    """What `write_encoder` was given, as far as rounding allows."""
    stored = {t.name: numpy_helper.to_array(t) for t in onnx.load(str(path)).graph.initializer}
    return dict(_unrounded(stored))


def _unrounded(stored: dict[str, npt.NDArray[np.float32]]) -> Iterator[tuple[str, Matrix]]:
    for name, value in stored.items():
        if name.endswith(".int8"):
            name = name.removesuffix(".int8")
            turned = value.T if name.endswith(".weight") else value
            yield name, turned.astype(np.float32) * stored[f"{name}.scale"][:, None]
        elif name.startswith(("embed.", "layer.", "mid.", "typ.")) and not name.endswith(".scale"):
            yield name, value
