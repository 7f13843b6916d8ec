"""A package on disk: data files, the crosswalk and `datapackage.json`, put in place only when all are whole.

Files are written beside their place under a name that begins with a dot, brought to the disk and renamed;
`datapackage.json` comes last, so that its hashes tell whether what stands beside it is of one piece.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal, NamedTuple

from tocsin.model import Problem, Selection

PACKAGE = "datapackage.json"
CROSSWALK = "crosswalk.csv"
OURS = "tocsin"
"""The property of a `datapackage.json` that tells a folder of ours from anybody else's."""

ColumnType = Literal["string", "integer", "number", "boolean", "date", "datetime", "array", "object"]


class Column(NamedTuple):
    """A column of a table: name, Table Schema type, what it holds."""

    name: str
    type: ColumnType
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an export says of itself. There is no time of making: the same book gives the same bytes."""

    selection: Selection = field(default_factory=Selection)
    """Which events were asked for."""
    with_names: bool = False
    """Whether private persons are named."""
    version: str = ""
    """Tocsin's version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One file of a package as `datapackage.json` describes it."""

    file: str
    meaning: str
    mediatype: str
    columns: tuple[Column, ...] = ()
    """Those of a table; none where the file is no table."""
    delimiter: str = ","
    rows: int | None = None
    """Rows, lines, features or entities, without a head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was exported: the files, data first and `datapackage.json` last, and how much is in them."""

    to: str
    files: tuple[Path, ...]
    reports: int
    events: int
    rows: int
    """Rows of the data file: events, episodes, nodes or whatever the format counts."""
    masked: int
    """How many private persons were masked, counted once in each report."""


class Target(NamedTuple):
    """Where a package goes: into `folder`; `main` is the data file's own name where the user gave one."""

    folder: Path
    main: str | None

    def path(self, file: str, is_main: bool = False) -> Path:
        """The place of `file`: `events.csv` with side files `events.crosswalk.csv`, or all in the folder."""
        if self.main is None:
            return self.folder / file
        return self.folder / (self.main if is_main else f"{Path(self.main).stem}.{file}")


class Draft:
    """The files of one package while they are written. Made by `drafting`."""

    def __init__(self, target: Target, scratch: Path) -> None:
        self.target = target
        self.scratch = scratch
        """A folder on the same disk for what is needed only while writing; it is removed."""
        self._open: dict[str, tuple[IO[bytes], Path]] = {}
        self._main: str | None = None

    def binary(self, file: str) -> IO[bytes]:
        """A new file to write bytes to. The first one asked for is the data file."""
        self._main = self._main or file
        return self._new(file)

    def text(self, file: str, bom: bool = False) -> Text:
        """A new file to write text to: UTF-8, line ends as given, a lone surrogate as an escape."""
        stream = self.binary(file)
        if bom:
            stream.write(b"\xef\xbb\xbf")
        return Text(stream)

    def aside(self, file: str) -> Text:
        """A new text file that is not the data file, whenever it is opened."""
        return Text(self._new(file))

    def _new(self, file: str) -> IO[bytes]:
        path = self.scratch / file
        stream = path.open("wb")
        self._open[file] = (stream, path)
        return stream

    def commit(self, describe: Mapping[str, object], resources: tuple[Resource, ...]) -> tuple[Path, ...]:
        """Bring all files to the disk and into their places, then `datapackage.json` that describes them."""
        for stream, _ in self._open.values():
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
        package = {**describe, "resources": [self._described(resource) for resource in resources]}
        stale = _listed(self.target.path(PACKAGE)) - {self._place(r.file).name for r in resources}
        places = [self._move(resource.file) for resource in resources]
        places.append(self._package(package))
        for name in stale:
            self.target.folder.joinpath(name).unlink(missing_ok=True)
        _sync_folder(self.target.folder)
        return tuple(places)

    def close(self) -> None:
        """Let go of files that were not committed."""
        for stream, _ in self._open.values():
            with suppress(OSError):
                stream.close()

    def _place(self, file: str) -> Path:
        return self.target.path(file, file == self._main)

    def _move(self, file: str) -> Path:
        place = self._place(file)
        os.replace(self._open[file][1], place)
        return place

    def _package(self, package: Mapping[str, object]) -> Path:
        path = self.scratch / PACKAGE
        with path.open("wb") as stream:
            stream.write(json.dumps(package, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        place = self.target.path(PACKAGE)
        os.replace(path, place)
        return place

    def _described(self, resource: Resource) -> Mapping[str, object]:
        path = self._open[resource.file][1]
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return {
            "name": resource.file.lower().replace(".", "-"),
            "path": self._place(resource.file).name,
            "description": resource.meaning,
            "mediatype": resource.mediatype,
            "format": resource.file.rpartition(".")[2],
            **({"encoding": "utf-8"} if not resource.mediatype.endswith("parquet") else {}),
            "bytes": path.stat().st_size,
            "hash": f"sha256:{digest}",
            **({"rows": resource.rows} if resource.rows is not None else {}),
            **(_table(resource) if resource.columns else {}),
        }


class Text:
    """A file opened for text."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Add `text`."""
        return self._stream.write(text.encode("utf-8", "backslashreplace"))


def _table(resource: Resource) -> Mapping[str, object]:
    columns = [{"name": c.name, "type": c.type, "description": c.meaning} for c in resource.columns]
    table: dict[str, object] = {"type": "table", "schema": {"fields": columns, "missingValues": [""]}}
    if resource.delimiter != ",":
        table["dialect"] = {"delimiter": resource.delimiter}
    return table


# ------------------------------------------------------------------ places


def target_of(out: Path, suffixes: tuple[str, ...], known: frozenset[str]) -> Target | Problem:
    """Where a package asked for at `out` goes, or why it cannot go there.

    A path that ends in one of the format's `suffixes` is the data file, its side files beside it; one that
    ends in another format's (`known`) is a mistake; every other path is a folder.
    """
    suffix = out.suffix.lower()
    if suffix in known and suffix not in suffixes and not out.is_dir():
        return _no(out, f"this format is written as {' or '.join(suffixes)}, or into a folder")
    alone = suffix in suffixes and not out.is_dir()
    target = Target(out.parent, out.name) if alone else Target(out, None)
    return _occupied(out, target) or target


def _occupied(out: Path, target: Target) -> Problem | None:
    """A problem where something stands at `out` that no export of ours has put there."""
    if is_ours(target.path(PACKAGE)):
        return None
    if target.main is not None:
        taken = next((p for p in (out, target.path(PACKAGE)) if p.exists()), None)
        return _no(taken, "there is a file already that is no export of Tocsin's") if taken else None
    if out.exists() and not out.is_dir():
        return _no(out, "there is a file already")
    if out.is_dir() and any(out.iterdir()):
        return _no(out, "the folder is not empty and is no export of Tocsin's")
    return None


def _no(path: Path, message: str) -> Problem:
    return Problem(stage="export", message=message, document=str(path), fatal=True)


def is_ours(path: Path) -> bool:
    """Whether `path` is the `datapackage.json` of an export of Tocsin's."""
    return OURS in _package(path)


def _package(path: Path) -> Mapping[str, object]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _listed(path: Path) -> set[str]:
    """Names of the files of the export that stands there already, without those outside its folder."""
    resources = _package(path).get("resources")
    paths = [r.get("path") for r in resources if isinstance(r, dict)] if isinstance(resources, list) else []
    return {p for p in paths if isinstance(p, str) and Path(p).name == p and p not in ("", ".", "..")}


@contextmanager
def drafting(target: Target) -> Iterator[Draft]:
    """A draft in the target's folder, which is made where it is missing. Whatever fails, no draft stays.

    Raises OSError where the folder cannot be written to.
    """
    made = _make(target.folder)
    try:
        with tempfile.TemporaryDirectory(prefix=".tocsin-", dir=target.folder) as scratch:
            draft = Draft(target, Path(scratch))
            try:
                yield draft
            finally:
                draft.close()
    except BaseException:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        raise


def _make(folder: Path) -> list[Path]:
    """Make the folder; those that were missing, the innermost first."""
    missing = [f for f in (folder, *folder.parents) if not f.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
