"""What the user named, as bytes: files, folders of reports, wildcards, standard input.

Nothing that a user can name raises: what cannot be read is a `Problem`.
"""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tocsin.model import Problem

SUFFIXES = (".txt", ".text", ".md", ".markdown")
"""What is taken from a folder. A file named by itself may be called anything."""
LARGEST = 16 * 1024 * 1024
"""Bytes. Some two and a half million words: whatever is larger is an archive, not a report."""
STDIN = "-"


class Input(NamedTuple):
    """One report to code: its name as the user gave it, and its bytes."""

    name: str
    data: bytes


def named(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The files that the arguments stand for, in the order given; folders and wildcards as sorted files."""
    return tuple(name for argument in arguments for name in _spread(argument))


def read(name: str) -> Input | Problem:
    """The bytes of the file called `name` (`-` is standard input), or what is wrong with it."""
    try:
        data = _bytes(name)
    except OSError as error:
        return _problem(name, f"cannot be read: {(error.strerror or str(error)).lower()}")
    except ValueError as error:  # a NUL in the name
        return _problem(name, f"cannot be read: {error}")
    if data is None:
        return _problem(name, f"no {', '.join(SUFFIXES)} file in this folder")
    if len(data) > LARGEST:
        return _problem(name, f"larger than {LARGEST // 2**20} MB: no report; cut it into its articles")
    return Input(name, data)


def _bytes(name: str) -> bytes | None:
    if name == STDIN:
        return sys.stdin.buffer.read(LARGEST + 1)
    if os.path.isdir(name):  # only a folder with no report in it is left by `named`
        return None
    with open(name, "rb") as file:
        return file.read(LARGEST + 1)


def _spread(argument: str) -> Iterator[str]:
    if argument == STDIN or not (os.path.isdir(argument) or glob.has_magic(argument)):
        yield argument
    elif os.path.isdir(argument):
        yield from sorted(_below(argument)) or [argument]
    elif os.path.lexists(argument):  # a file whose name merely looks like a wildcard
        yield argument
    else:
        matches = sorted(glob.glob(argument, recursive=True))
        yield from (name for match in matches for name in _spread(match))
        if not matches:
            yield argument


def _below(folder: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".")]
        for file in files:
            if file.lower().endswith(SUFFIXES) and not file.startswith("."):
                yield str(Path(parent) / file)


def _problem(name: str, message: str) -> Problem:
    return Problem(stage="open", message=message, document=name, fatal=True)
