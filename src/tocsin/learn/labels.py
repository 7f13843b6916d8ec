"""What the model can say, in the order of its outputs: types, modes, status, voice, day, roles, sectors."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args

from tocsin.model import Status, Voice

T = TypeVar("T")

Part = Literal["actor", "recipient", "place", "date"]
"""What words elsewhere may be to an event."""
Day = Literal["none", "published", "told"]
"""Whether an event has no date, that of publication, or one that a time phrase gives."""

FORMAT = 3
"""Of the weights folder. Raised where older code could not read newer weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The content of `coder.json`."""

    types: tuple[str, ...]
    modes: tuple[tuple[str, str], ...]
    """Type and mode."""
    sectors: tuple[str, ...]
    """Codes of what a participant may be."""
    threshold: float
    """Best F1 by cross-validation, for whoever uses the model alone."""
    layers: int
    """Of the encoder."""
    window: int = 128
    """Most pieces of one input, when coding: what longer ones gain is less than they cost."""
    status: tuple[Status, ...] = get_args(Status)
    voice: tuple[Voice, ...] = get_args(Voice)
    day: tuple[Day, ...] = get_args(Day)
    roles: tuple[Part, ...] = get_args(Part)
    trained: tuple[str, ...] = ()
    """What the weights were trained on, for the record."""
    format: int = FORMAT


def read_labels(path: Path) -> Labels:
    """Raises FileNotFoundError, and ValueError where the file does not fit this version."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw.get("format", FORMAT) != FORMAT:
            raise ValueError(f"weights of format {raw['format']}, not {FORMAT}: another version of Tocsin")
        return Labels(
            types=tuple(map(str, raw["types"])),
            modes=tuple((str(kind), str(mode)) for kind, mode in raw["modes"]),
            sectors=tuple(map(str, raw["sectors"])),
            threshold=float(raw["threshold"]),
            layers=int(raw["layers"]),
            window=int(raw["window"]),
            status=_known(raw["status"], get_args(Status)),
            voice=_known(raw["voice"], get_args(Voice)),
            day=_known(raw["day"], get_args(Day)),
            roles=_known(raw["roles"], get_args(Part)),
            trained=tuple(map(str, raw.get("trained", ()))),
        )
    except (KeyError, TypeError, AttributeError, UnicodeError) as error:
        raise ValueError(f"{path.name}: {error!r}") from None


def write_labels(labels: Labels, path: Path) -> None:
    """The inverse of `read_labels`: one line a field, so that a difference can be read."""
    fields = (f" {json.dumps(name)}: {json.dumps(value)}" for name, value in asdict(labels).items())
    path.write_text("{\n" + ",\n".join(fields) + "\n}\n", encoding="utf-8")


def _known(given: object, known: tuple[T, ...]) -> tuple[T, ...]:
    if not isinstance(given, list) or set(given) != set(known):
        raise ValueError(f"{given} are not {known}")
    return tuple(cast(list[T], given))
