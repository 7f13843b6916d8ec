"""Training the model coder on hand-coded reports: what `tocsin train` and `make train` do.

Stands above `learn`, which knows neither reports nor parses. Needs the packages of the extra `train`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tocsin.learn import LearnMissing

__all__ = ["Log", "train_folder"]

Log = Callable[[str], None]


def train_folder(
    gold: Sequence[Path],
    out: Path,
    *,
    base: Path | None = None,
    codebook: Path | None = None,
    texts: Path | None = None,
    seed: int = 0,
    epochs: int | None = None,
    log: Log = lambda message: None,
) -> None:
    """Train on gold files, or on all of a folder, and write the weights to the folder `out`.

    Starts from the weights in `base` (an adaptation), or else from the published encoder; the labels are
    those of the codebook. `texts` is an archive of texts that nobody coded (a CSV file in a zip): a larger
    network is trained first, and what it says of them is learned from, too. `log` hears how far it is. The
    same gold, texts, seed and processor give the same weights. Raises GoldError, CodebookError,
    AnalyserMissing, and LearnMissing where packages or the base's weights are missing.
    """
    try:
        from tocsin.training.run import run
    except ModuleNotFoundError as error:
        raise LearnMissing(f"no package {error.name!r} here: pip install 'tocsin[train]'") from None
    run(gold, out, base=base, codebook=codebook, texts=texts, how=(seed, epochs), log=log)
