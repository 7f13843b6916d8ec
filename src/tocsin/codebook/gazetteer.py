"""The gazetteer: which places a name can mean, read from an index on disk in a few microseconds.

Nothing is loaded at start. The index is made by `build_gazetteer` from GeoNames (CC BY 4.0,
www.geonames.org), beside the package at set-up or else in the user's cache folder.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import zlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from anyascii import anyascii

from tocsin.codebook.tables import DATA, Row, read_table
from tocsin.model import PlaceLevel, Problem

AREA_FILE = "areas.txt"
REGION_FILE = "regions.txt"
CENTRE_FILE = "centres.txt"
LAYOUT = 7
"""Raised when the index is laid out differently, so that an old one is not read."""


class Entry(NamedTuple):
    """A place of the gazetteer. Latitude and longitude are in degrees."""

    id: int | None
    """GeoNames id."""
    name: str
    country: str | None
    """PLOVER's code; None for an area of several countries."""
    region: str
    """GeoNames' code of the first-order region, `BY.04`; empty where there is none."""
    lat: float
    lon: float
    population: int
    level: PlaceLevel
    alias: bool = False
    """Whether it was found by another than its main name."""
    source: str = "geonames"
    """Where the entry comes from: `geonames` or file and line of a table."""


class Gazetteer:
    """Places by name. Lookups are cached; the object may be shared by threads and survives a fork."""

    def __init__(self, index: Path | None, areas: dict[str, Entry]) -> None:
        self._index = index
        self._areas = areas
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self.find = lru_cache(maxsize=8192)(self._find)
        """All places that a name can mean, most populous first: `find("Grodno")`."""
        self.country = lru_cache(maxsize=512)(self._country)
        """The entry of the state with PLOVER's code."""

    def _find(self, name: str) -> tuple[Entry, ...]:
        key = fold(name)
        area = self._areas.get(key)
        rows = self._query(
            "SELECT p.*, n.alias FROM name n JOIN place p ON p.id = n.id WHERE n.key = ? "
            "ORDER BY p.population DESC LIMIT 60",
            key,
        )
        return (*((area,) if area else ()), *rows)

    def _country(self, code: str) -> Entry | None:
        found = self._query("SELECT *, 0 FROM place WHERE level = 'country' AND country = ?", code)
        return found[0] if found else None

    def region(self, code: str) -> Entry | None:
        """The first-order region with GeoNames' `code` (`BY.04`)."""
        found = self._query("SELECT *, 0 FROM place WHERE level = 'region' AND region = ?", code)
        return found[0] if found else None

    def _query(self, statement: str, value: str) -> tuple[Entry, ...]:
        if self._index is None:
            return ()
        try:
            rows = self._connect(self._index).execute(statement, (value,)).fetchall()
        except (sqlite3.Error, UnicodeEncodeError):  # a broken index or lone surrogates: no entry, no crash
            return ()
        return tuple(Entry._make((*row[:8], bool(row[8]), "geonames")) for row in rows)

    def _connect(self, index: Path) -> sqlite3.Connection:
        """The connection of this process: SQLite's must not cross a fork."""
        if self._connection is None or self._process != os.getpid():
            address = f"{index.as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._process = os.getpid()
        return self._connection


def open_gazetteer(root: Path, cache: Path | None = None) -> tuple[Gazetteer, tuple[Problem, ...]]:
    """The gazetteer for the codebook in `root`, its index built in folder `cache` where it is missing.

    Where the index is missing and cannot be built, a gazetteer of areas alone and a Problem that says so.
    Raises CodebookError for a wrong row of `areas.txt`.
    """
    areas = load_areas(root)
    name = index_name(root)
    places = (DATA / name, (cache or cache_folder()) / name)
    if found := next((path for path in places if path.is_file()), None):
        return Gazetteer(found.resolve(), areas), ()
    try:
        from tocsin.codebook.build_gazetteer import build

        return Gazetteer(build(root, places[1]).resolve(), areas), ()
    except (ImportError, OSError, sqlite3.Error, ValueError) as error:
        message = f"no gazetteer, places get no coordinates: cannot build {places[1]}: {error}"
        return Gazetteer(None, areas), (Problem(stage="resolve", message=message, document=str(places[1])),)


def load_areas(root: Path) -> dict[str, Entry]:
    """The table of areas by folded name. Raises CodebookError where a row is wrong."""
    areas: dict[str, Entry] = {}
    for row in read_table(root / AREA_FILE, root, range(6, 7)):
        entry = _area(row)
        for text in (row.cells[0], *row.cells[1].split(";")):
            if key := fold(text):
                areas.setdefault(key, entry)
    return areas


def _area(row: Row) -> Entry:
    name, _, countries, lat, lon, geonames = row.cells
    codes = [code.strip() for code in countries.split(";") if code.strip()]
    try:
        entry_id, latitude, longitude = int(geonames) if geonames else None, float(lat), float(lon)
    except ValueError as error:
        raise row.error(f"not a number: {error}") from None
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise row.error(f"no such point: {lat}, {lon}")
    country = codes[0] if len(codes) == 1 else None
    return Entry(entry_id, name, country, "", latitude, longitude, 0, "area", source=row.source)


def index_name(root: Path) -> str:
    """The index's file name: changed tables or another layout ask for another index."""
    tables = b"".join((root / name).read_bytes() for name in (REGION_FILE, CENTRE_FILE))
    return f"gazetteer-{LAYOUT}-{zlib.crc32(tables):08x}.sqlite"


def cache_folder() -> Path:
    """Where this platform keeps what can be made again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "tocsin"


_DROPPED = str.maketrans("", "", "'’‘`´ʼʹʻ.,")
_APART = re.compile(r"[^\w]+")


def fold(name: str) -> str:
    """`name` as the index keeps it: plain Latin letters, lower case, no apostrophes, hyphens as spaces."""
    plain = name if name.isascii() else anyascii(name)
    words = _APART.sub(" ", plain.translate(_DROPPED).lower()).split()
    if words and words[0] == "the":
        words = words[1:]
    return " ".join("saint" if word == "st" else word for word in words)
