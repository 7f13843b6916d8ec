"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

import click

from tocsin.model import CoderName

Command = Callable[..., int]
Setting = Literal["default", "precise", "recall"]

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


class Day(click.ParamType[dt.date]):
    """A date as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The date, or a usage error."""
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date of the form YYYY-MM-DD", param, ctx)


class Wanted(NamedTuple):
    """Which coder the user asks for."""

    codebook: Path | None = None
    lang_model: str | None = None
    coder: CoderName = "both"
    weights: Path | None = None
    setting: Setting = "default"


published_option = click.option(
    "--published", type=Day(), metavar="YYYY-MM-DD", help="The date of publication, if the report has none."
)
codebook_option = click.option(
    "--codebook", type=FOLDER, metavar="DIR", help="A folder of your own tables, in place of Tocsin's."
)
CODER_OPTIONS = (
    codebook_option,
    click.option(
        "--coder", type=click.Choice(get_args(CoderName)), default="both", show_default=True,
        help="Who finds events: the lexicon, the trained model, or both, weighed together.",
    ),
    click.option(
        "--model", type=FOLDER, metavar="DIR", help="Weights from `tocsin train`, in place of Tocsin's."
    ),
    click.option(
        "--precise", is_flag=True, help="Fewer events, more of them right; no place or day carried over."
    ),
    click.option("--recall", is_flag=True, help="More events, more of them wrong."),
    click.option(
        "--lang-model", metavar="NAME", help="An installed English spaCy model, such as en_core_web_lg."
    ),
)  # fmt: skip


def coder_options(command: Command) -> Command:
    """The options that choose a coder, handed to the command as one value, `wanted`."""

    @wraps(command)
    def gathered(
        *,
        codebook: Path | None,
        coder: str,
        model: Path | None,
        precise: bool,
        recall: bool,
        lang_model: str | None,
        **rest: object,
    ) -> int:
        if precise and recall:
            raise click.UsageError("--precise or --recall, not both")
        if model and coder == "rules":
            raise click.UsageError("--coder rules uses no model: leave out --model")
        setting: Setting = "precise" if precise else "recall" if recall else "default"
        return command(wanted=Wanted(codebook, lang_model, cast(CoderName, coder), model, setting), **rest)

    for option in reversed(CODER_OPTIONS):
        gathered = option(gathered)
    return gathered
