"""Reports that repeat another nearly word for word: found before anything else, and counted as one source.

MinHash (Broder 1997) over runs of words: the share of equal values in two signatures estimates what share
of their runs two texts have in common. The library is rensa (MIT, one wheel of half a megabyte, no
dependencies of its own, 7 microseconds a report); datasketch would bring numpy, and scipy, for the same.
"""

from __future__ import annotations

import array
import re
import sys
from hashlib import blake2b

from rensa import RMinHash

from tocsin.model import Document
from tocsin.names import fold

COPY = 0.45
"""Likeness from which a report is a copy. A cut last paragraph, another headline and byline leave 0.7 and
more; two reporters' own stories of one event stay below 0.1."""
VALUES = 64
"""Numbers in a signature: the estimate of the likeness is good to about 0.06."""
BANDS = 16
"""Groups of four numbers: two reports are compared where one group is equal. At likeness 0.45 half of all
pairs are found by one group or more, at 0.7 nearly all (0.99), at 0.85 all."""
RUN = 4
"""Words in a run."""
SEED = 20
LEAST = 20
"""Runs that a text must have: what is shorter is too short to be known again."""
_WORD = re.compile(r"[^\W_]+")


def signature_of(document: Document) -> bytes:
    """The signature of a report's body: four bytes a value, little-endian; empty for a text too short.

    Case, accents, line breaks, punctuation, headlines, bylines and furniture do not count. The document must
    still have its blocks; without them all of its text counts.
    """
    body = " ".join(block.text for block in document.blocks if block.kind == "body") or document.text
    words = _WORD.findall(fold_text(body))
    runs = [" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)]
    if len(runs) < LEAST:
        return b""
    sketch = RMinHash(num_perm=VALUES, seed=SEED)
    sketch.update(runs)
    return _to_bytes(sketch.digest())


def fold_text(text: str) -> str:
    """A text in lower-case Latin letters without accents."""
    return text.lower() if text.isascii() else fold.__wrapped__(text)


def _to_bytes(values: list[int]) -> bytes:
    numbers = array.array("I", values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def band_keys(signature: bytes) -> tuple[int, ...]:
    """The blocks in which a signature lies, as signed 64-bit numbers; two copies share one nearly always."""
    size = len(signature) // BANDS
    bands = (signature[i * size : (i + 1) * size] for i in range(BANDS)) if size else ()
    return tuple(
        int.from_bytes(blake2b(bytes((i,)) + band, digest_size=8).digest(), "little", signed=True)
        for i, band in enumerate(bands)
    )


def copy_likeness(a: bytes, b: bytes) -> float:
    """The share of runs of words that two texts have in common, estimated, 0 to 1; 0 for an empty one."""
    if not a or len(a) != len(b):
        return 0.0
    x, y = memoryview(a).cast("I"), memoryview(b).cast("I")
    return sum(map(int.__eq__, x, y)) / len(x)
