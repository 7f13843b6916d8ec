"""The archive: everything a book holds as JSON Lines, read back without loss.

The first line names layout and number; then every line is an object with one key: `report`, a Held with its
text, or `judgement`. Reports come first, in the book's order, then judgements.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from tocsin.codebook import Codebook
from tocsin.codec import Malformed, encoded, from_tree
from tocsin.export.package import PACKAGE, Draft, Resource
from tocsin.model import Held, Judgement, Problem

FILE = "archive.jsonl"
HEAD = {"tocsin": "archive", "layout": 1}
"""The first line. `layout` is raised whenever an older line could no longer be read."""
LONGEST = 256 * 1024 * 1024
"""Bytes of the longest line that is read."""


def write_archive(
    reports: Iterable[Held], judgements: Iterable[Judgement], draft: Draft, codebook: Codebook
) -> tuple[Resource, ...]:
    """Write all reports and judgements, one a line."""
    out = draft.text(FILE)
    out.write(json.dumps(HEAD) + "\n")
    rows = 0
    for report in reports:
        out.write(f'{{"report":{encoded(report)}}}\n')
        rows += 1
    for judgement in judgements:
        out.write(f'{{"judgement":{encoded(judgement)}}}\n')
        rows += 1
    meaning = "Reports with their codings, and judgements, one a line: what `tocsin import` reads"
    return (Resource(file=FILE, meaning=meaning, mediatype="application/jsonl", rows=rows),)


def read_archive(path: Path) -> Iterator[Held | Judgement | Problem]:
    """What an archive holds, in its order; a Problem in place of each line that cannot be read.

    `path` is the archive or the folder that it lies in. A fatal Problem where it is no archive at all, or
    one of a later layout. Raises OSError where the file cannot be read.
    """
    file = _file(path)
    with file.open("rb") as stream:
        if message := _wrong_head(stream.readline(4096)):
            yield _problem(file, 1, message, fatal=True)
            return
        number = 1
        while line := stream.readline(LONGEST):
            number += 1
            yield _read(line, file, number)


def _file(path: Path) -> Path:
    """The data file: the path itself, or the archive in a folder of ours."""
    if not path.is_dir():
        return path
    whole = path / FILE
    if whole.exists() or not (path / PACKAGE).exists():
        return whole
    resources = json.loads((path / PACKAGE).read_bytes())["resources"]
    return path / str(resources[0]["path"])


def _wrong_head(line: bytes) -> str | None:
    """What is wrong with the first line."""
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict) or head.get("tocsin") != "archive":
        return "no archive of Tocsin's: the first line does not say so"
    if head != HEAD:
        return f"an archive of layout {head.get('layout')!r}; this Tocsin reads layout {HEAD['layout']}"
    return None


def _read(line: bytes, file: Path, number: int) -> Held | Judgement | Problem:
    if not line.endswith(b"\n"):
        return _problem(file, number, "the line is cut off")
    try:
        tree = json.loads(line)
        ((kind, value),) = tree.items()
        return from_tree(_KINDS[kind], value)
    except Malformed as error:
        return _problem(file, number, str(error))
    except (ValueError, RecursionError) as error:
        return _problem(file, number, f"no JSON object with one key: {error}")
    except (AttributeError, KeyError):
        return _problem(file, number, "neither a report nor a judgement")


_KINDS: dict[str, type[Held] | type[Judgement]] = {"report": Held, "judgement": Judgement}


def _problem(file: Path, number: int, message: str, fatal: bool = False) -> Problem:
    return Problem(stage="import", message=f"line {number}: {message}", document=str(file), fatal=fatal)
