"""Words for kinds of places: which noun heads a site, a city or a region, which preposition leads to one."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple, get_args

from tocsin.codebook.countries import Countries
from tocsin.codebook.gazetteer import Gazetteer
from tocsin.codebook.tables import Row, read_table

PLACE_FILE = "places.txt"

NounKind = Literal["site", "city", "region", "capital", "country", "area", "there"]
Leading = Literal["locative", "source", "goal", "path"]
NOUN_KINDS: tuple[NounKind, ...] = get_args(NounKind)
LEADING: tuple[Leading, ...] = get_args(Leading)


class PlaceWords:
    """The table `places.txt`, looked up by lower-case lemma."""

    def __init__(self, rows: tuple[tuple[str, str, Row], ...]) -> None:
        self.nouns: dict[str, NounKind] = {}
        self.streets: set[str] = set()
        """Sites that lead somewhere: `the road to the mine`."""
        self.prepositions: dict[str, Leading] = {}
        self.sides: frozenset[str] = frozenset(word for word, kind, _ in rows if kind == "side")
        self.plain: frozenset[str] = frozenset(word for word, kind, _ in rows if kind == "plain")
        """Words that in a longer name are not the region called so: `Maritime Workers' League`."""
        for word, kind, row in rows:
            self._add(word, kind, row)

    def _add(self, word: str, kind: str, row: Row) -> None:
        if kind in NOUN_KINDS:
            self.nouns.setdefault(word, kind)
            if row.cells[-1] == "streets":
                self.streets.add(word)
        elif kind in LEADING:
            self.prepositions.setdefault(word, kind)
        elif kind not in ("side", "plain"):
            raise row.error(f"no kind of place word: {kind!r}")

    def noun(self, word: str) -> NounKind | None:
        """What kind of place a noun heads: `factory` a site. Plurals in -s and -es are read too."""
        word = word.lower()
        if found := self.nouns.get(word):
            return found
        if not word.endswith("s"):
            return None
        ies = word[:-3] + "y" if word.endswith("ies") else word[:-1]
        return self.nouns.get(ies) or self.nouns.get(word[:-2] if word.endswith("es") else word[:-1])

    def bare_region(self, name: str) -> str:
        """`Gomel` of `Gomel Oblast`, `Province of Gomel` or `Gomel region`: without words for a region."""
        kept = [w for w in name.split() if self.noun(w) != "region" and w.lower() not in ("of", "the", "de")]
        return " ".join(kept)


class Atlas(NamedTuple):
    """Everything the codebook knows of places."""

    gazetteer: Gazetteer
    countries: Countries
    words: PlaceWords


def load_place_words(root: Path) -> PlaceWords:
    """The table `places.txt` in `root`. Raises CodebookError for an unknown kind or a wrong row."""
    rows = tuple(
        (word.strip().lower(), row.cells[1], row)
        for row in read_table(root / PLACE_FILE, root, range(2, 4))
        for word in row.cells[0].split(";")
        if word.strip()
    )
    return PlaceWords(rows)
