"""Where the parts of a result lie, and how one is put in its place: whole or not at all.

OUT/events/KEY.parquet      a row an event, as `tocsin export --to parquet`
OUT/reports/KEY.parquet     a row a report, with all that it gave
OUT/done/KEY.json           that the shard is done, by which coder, and its counts; comes last
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType

from tocsin.bulk.order import Shard, Tally
from tocsin.bulk.tables import EventTable, ReportTable, reports_in
from tocsin.codec import Malformed, decoded
from tocsin.model import Held, Problem

EVENTS, REPORTS, DONE = "events", "reports", "done"


class Marker:
    """What says that a shard is done."""

    def __init__(self, out: Path, shard: Shard, made_by: str, codebook: str) -> None:
        """Of a coder and a codebook (its digest); another one's does not count."""
        self.path = out / DONE / f"{shard.key}.json"
        self._about = {
            "shard": os.fsencode(shard.name).decode("utf-8", "backslashreplace"),
            "bytes": shard.size,
            "coder": made_by,
            "codebook": codebook,
        }

    def read(self) -> Tally | None:
        """The shard's counts; None where it is to be coded, perhaps again."""
        try:
            found = json.loads(self.path.read_bytes())
            about = {name: found[name] for name in self._about}
            counts = found["counts"]
            counts["dropped"] = Counter(counts["dropped"])
            counts["problems"] = tuple((name, message) for name, message in counts["problems"])
            return Tally(**counts) if about == self._about else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, tally: Tally, files: dict[str, str]) -> None:
        """Say that it is done. `files`: SHA-256 by name. Raises OSError."""
        counts = {**asdict(tally), "dropped": dict(sorted(tally.dropped.items()))}
        marker = {**self._about, "counts": counts, "sha256": files}
        text = json.dumps(marker, ensure_ascii=True, indent=1)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        scratch = _scratch(self.path)
        with scratch.open("w", encoding="ascii") as stream:
            stream.write(text + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        _place(scratch, self.path)


class Parts:
    """The two tables of a shard while they are written. A context: what is not kept leaves nothing."""

    def __init__(self, out: Path, shard: Shard) -> None:
        self._places = {kind: out / kind / f"{shard.key}.parquet" for kind in (EVENTS, REPORTS)}
        self._scratches = {kind: _scratch(place) for kind, place in self._places.items()}
        self._stack = ExitStack()

    def __enter__(self) -> Parts:
        for place in self._places.values():
            place.parent.mkdir(parents=True, exist_ok=True)
            _sweep(place)
        self.events = self._stack.enter_context(EventTable(self._scratches[EVENTS]))
        self.reports = self._stack.enter_context(ReportTable(self._scratches[REPORTS]))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._stack.close()
        for scratch in self._scratches.values():
            scratch.unlink(missing_ok=True)

    def keep(self) -> dict[str, str]:
        """Bring both to the disk and into their places: SHA-256 by name. Raises OSError."""
        self._stack.close()
        digests = {}
        for kind, place in self._places.items():
            scratch = self._scratches[kind]
            with scratch.open("rb+") as stream:
                digests[f"{kind}/{place.name}"] = hashlib.file_digest(stream, "sha256").hexdigest()
                os.fsync(stream.fileno())
            _place(scratch, place)
        return digests


def held_in(out: Path) -> Iterator[Held | Problem]:
    """The reports of all shards that are done, in the order of their keys; what cannot be read as a Problem.

    Raises OSError where there is no such folder.
    """
    for marker in sorted((out / DONE).iterdir()):
        if marker.suffix != ".json" or marker.name.startswith("."):
            continue
        path = out / REPORTS / f"{marker.stem}.parquet"
        try:
            for text in reports_in(path):
                held = decoded(Held, text)
                yield replace(held, seen_as=held.seen_as or (held.coding.document.name,))
        except (OSError, ValueError, Malformed) as error:
            yield Problem(stage="import", message=str(error)[:200], document=str(path), fatal=True)


def _scratch(place: Path) -> Path:
    """A name beside the place that no other process writes to."""
    return place.with_name(f".{place.name}.{os.getpid()}")


def _sweep(place: Path) -> None:
    """Take away what was left when somebody was killed."""
    for left in place.parent.glob(f".{place.name}.*"):
        left.unlink(missing_ok=True)


def _place(scratch: Path, place: Path) -> None:
    os.replace(scratch, place)
    with suppress(OSError):  # not every system can sync a folder
        handle = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
