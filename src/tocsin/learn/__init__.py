"""The trained coder: sentences in, proposals of events out, each with a probability.

A second opinion beside the rules, trained on hand-coded reports. It needs the packages of the extra
`learn`; nothing here reads the parse, the codebook's tables or the network. `train` and `export` make
the weights and need the extra `train`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.learn.proposal import Phrase, Proposal

if TYPE_CHECKING:
    from tocsin.learn.tagger import Tagger

__all__ = ["WEIGHTS", "LearnMissing", "Phrase", "Proposal", "load_tagger"]

# One process, one core, as in `analyse`: threads only cost at this size.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

WEIGHTS = Path(__file__).parent / "weights"
"""Where the weights that ship are."""


class LearnMissing(Exception):
    """The trained coder cannot be used. The message names the packages to install or the file at fault."""


def load_tagger(folder: Path | None = None) -> Tagger:
    """The tagger with the weights in `folder`, or with those that ship.

    Raises LearnMissing where packages or weights are missing, or the weights cannot be read.
    """
    try:
        from tocsin.learn.tagger import read_tagger
    except ModuleNotFoundError as error:
        raise LearnMissing(f"no package {error.name!r} here: pip install 'tocsin[learn]'") from None
    try:
        return read_tagger(folder or WEIGHTS)
    except FileNotFoundError as error:
        raise LearnMissing(f"no trained weights: {error.filename} is missing") from None
    except ValueError as error:
        raise LearnMissing(f"{folder or WEIGHTS}: {error}") from None
