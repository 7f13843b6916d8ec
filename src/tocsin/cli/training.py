"""The command that trains: `train`."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli.options import FOLDER, codebook_option
from tocsin.cli.terminal import OK, SOME_UNREAD, complain


@click.command(short_help="Adapt the trained model to hand-coded reports of your own.")
@click.argument(
    "gold", nargs=-1, required=True, metavar="GOLD…", type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write the weights.",
)
@click.option("--base", type=FOLDER, metavar="DIR", help="Weights to begin with, in place of Tocsin's.")
@click.option("--fresh", is_flag=True, help="Begin with the published encoder, with nothing learned.")
@codebook_option
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same weights.")
@click.option("--epochs", type=click.IntRange(min=1), help="How often to read all reports.")
def train(
    gold: tuple[Path, ...],
    out: Path,
    base: Path | None,
    fresh: bool,
    codebook: Path | None,
    seed: int,
    epochs: int | None,
) -> int:
    """Train the model coder on GOLD: files of hand-coded events (YAML), or folders of them.

    Begins with the weights that ship and goes on from there, so that a few dozen reports of your own, or
    corrections from the desk, are enough. Progress goes to standard error. Needs the packages of the
    extra `train` (PyTorch), which `make train` installs too.

    \b
    Examples
      tocsin train desk/ --out my-model
      tocsin code report.md --model my-model
      tocsin train ../shared/bench/reports-train --fresh --out from-nothing
    """
    from tocsin.analyse import AnalyserMissing
    from tocsin.codebook import CodebookError
    from tocsin.learn import WEIGHTS, LearnMissing
    from tocsin.score import GoldError
    from tocsin.training import train_folder

    if base and fresh:
        raise click.UsageError("--base or --fresh, not both")
    start = None if fresh else base or WEIGHTS
    try:
        train_folder(gold, out, base=start, codebook=codebook, seed=seed, epochs=epochs, log=complain)
    except (GoldError, CodebookError, AnalyserMissing, LearnMissing, OSError) as error:
        complain(str(error))
        return SOME_UNREAD
    complain(f"written to {out}; `tocsin code REPORT --model {out}` uses it")
    return OK
