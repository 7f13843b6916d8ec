"""The encoder behind onnxruntime. The only file that a user of the model needs that library for."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime

from tocsin.learn.heads import Matrix
from tocsin.learn.pieces import Window


class Encoded(NamedTuple):
    """One row for each word of a window."""

    words: Matrix
    """Vectors."""
    types: Matrix
    """Probabilities of a trigger, by type; each by itself."""


class Encoder:
    """A window in, vectors and types out. One window a run, so that no window changes another's numbers."""

    def __init__(self, content: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def encode(self, window: Window) -> Encoded:
        """Of the window's words; there must be one."""
        ids, at = (np.array(part, dtype=np.int64) for part in (window.ids, window.at))
        return Encoded(*self._session.run(["words", "types"], {"ids": ids, "at": at}))


def read_encoder(path: Path) -> Encoder:
    """Raises FileNotFoundError, and ValueError where the file is no model of ours."""
    content = path.read_bytes()
    try:
        return Encoder(content)
    except Exception as error:  # the library's errors share no base of their own
        raise ValueError(f"{path.name}: {error}") from None
