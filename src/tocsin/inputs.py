"""What the user named, as reports: files, folders of them, wildcards, web addresses, standard input.

Nothing that a user can name raises: what cannot be read is a `Problem`.
"""

from __future__ import annotations

import glob
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tocsin.intake import HEAD, Reader, kind_of
from tocsin.model import About, Problem, Report

if TYPE_CHECKING:
    from tocsin.fetch import Fetcher

TEXTS = (".txt", ".text", ".md", ".markdown")
SUFFIXES = (
    *TEXTS, ".html", ".htm", ".xhtml", ".pdf", ".docx", ".eml", ".mbox", ".rss", ".atom", ".xml", ".json",
    ".jsonl", ".ndjson", ".csv", ".tsv", ".warc", ".zip", ".gz", ".zst",
)  # fmt: skip
"""What is taken from a folder. A file named by itself may be called anything: its bytes say what it is."""
LARGEST = 16 * 1024 * 1024
"""Bytes. Some two and a half million words: whatever is larger is an archive, not a report."""
LARGEST_STREAM = 4 * 1024 * 1024 * 1024
"""Bytes of an archive on standard input, which is kept in a file for as long as it is read."""
STDIN = "-"


def named(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The files that the arguments stand for, in the order given; folders and wildcards as sorted files."""
    return tuple(name for argument in arguments for name in _spread(argument))


def is_address(name: str) -> bool:
    """Whether a name is that of something on the web."""
    return name.lower().startswith(("http://", "https://"))


def reports(name: str, reader: Reader, fetcher: Fetcher | None = None) -> Iterator[Report | Problem]:
    """The reports in the file called `name` (`-` is standard input), a Problem for each that cannot be had.

    Plain text is read here; whatever else it is, `reader` reads in a process of its own. What is at a web
    address comes by the `fetcher`.
    """
    if fetcher and is_address(name):
        yield from _of_address(name, reader, fetcher)
        return
    try:
        if os.path.isdir(name) and name != STDIN:  # only a folder with no report in it is left by `named`
            yield _problem(name, f"no {', '.join(SUFFIXES)} file in this folder")
        elif name != STDIN and stat.S_ISREG(os.stat(name).st_mode):
            with open(name, "rb") as file:
                yield from _of_file(file, name, reader)
        elif name == STDIN:
            yield from _of_stream(sys.stdin.buffer, name, reader)
        else:
            with open(name, "rb") as pipe:
                yield from _of_stream(pipe, name, reader)
    except OSError as error:
        yield _problem(name, f"cannot be read: {(error.strerror or str(error)).lower()}")
    except ValueError as error:  # a NUL in the name
        yield _problem(name, f"cannot be read: {error}")


def read(name: str, reader: Reader, fetcher: Fetcher | None = None) -> Report | Problem:
    """The one report called `name`: a file that holds but one, or a member as `reports` names it."""
    if os.path.isdir(name) and name != STDIN:
        return _problem(name, "is a folder: name one report in it")
    there = name == STDIN or is_address(name) or os.path.lexists(name)
    file = name if there else _container(name)
    several: list[str] = []
    problem: Problem | None = None
    found: Report | None = None
    for item in reports(file, reader, fetcher):
        if isinstance(item, Report):
            if file != name and item.name == name:
                return item
            found = found or item
            several.append(item.name)
        elif problem is None or item.fatal:
            problem = item if file == name or item.document == name else problem
    if file != name:
        return problem or _problem(name, "no such report in this file")
    if found and len(several) == 1:
        return found
    if several:
        return _problem(name, f"holds {len(several):,} reports: name one of them, as {several[0]}")
    return problem or _problem(name, "no report in it")


def _container(name: str) -> str:
    """The longest start of `name` up to a `!` or `#` that is a file; else the name."""
    places = (i for i in range(len(name) - 1, 0, -1) if name[i] in "!#")
    return next((name[:i] for i in places if os.path.isfile(name[:i])), name)


def _of_file(file: BinaryIO, name: str, reader: Reader) -> Iterator[Report | Problem]:
    head = file.read(HEAD)
    if kind_of(head) == "text":
        yield _text(head + file.read(LARGEST + 1 - len(head)), name)
    else:
        yield from reader.read_path(name, name)


def _of_address(name: str, reader: Reader, fetcher: Fetcher) -> Iterator[Report | Problem]:
    from tocsin.fetch import NotFetched

    try:
        fetched = fetcher.fetch(name)
    except NotFetched as error:
        yield _problem(name, str(error))
        return
    about = About(url=fetched.address, fetched=fetched.at)
    yield from reader.read_answer(fetched.block or b"", name, about)


def _of_stream(pipe: BinaryIO, name: str, reader: Reader) -> Iterator[Report | Problem]:
    data = pipe.read(LARGEST + 1)
    if kind_of(data[:HEAD]) == "text":
        yield _text(data, name)
    elif len(data) <= LARGEST:
        yield from reader.read_bytes(data, name)
    else:
        with tempfile.NamedTemporaryFile(prefix="tocsin-") as kept:
            size = kept.write(data)
            while size <= LARGEST_STREAM and (piece := pipe.read(2**20)):
                size += kept.write(piece)
            kept.flush()
            if size > LARGEST_STREAM:
                yield _problem(name, f"larger than {LARGEST_STREAM // 2**30} GB: put it in a file")
            else:
                yield from reader.read_path(kept.name, name)


def _text(data: bytes, name: str) -> Report | Problem:
    if len(data) > LARGEST:
        return _problem(name, f"larger than {LARGEST // 2**20} MB: no report; cut it into its articles")
    return Report(name=name, data=data)


def _spread(argument: str) -> Iterator[str]:
    if argument == STDIN or is_address(argument) or not (os.path.isdir(argument) or glob.has_magic(argument)):
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
