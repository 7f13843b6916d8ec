"""Which nouns, titles and words in names say who somebody is: kind, PLOVER sectors, gender.

Three tables of one form, `agents.txt`, `titles.txt` and `orgshapes.txt`; the codes they may use
stand in `sectors.txt`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, cast, get_args

from tocsin.codebook.countries import COUNTRY_FILE, ORGANISATIONS
from tocsin.codebook.tables import Row, read_table
from tocsin.model import Analysis, EntityKind

BODIES = frozenset(("GOV", "LAB", "PTY", "JUD", "LEG"))
"""Sectors of bodies that are named by what they have to do with: `Ministry of`, `Brotherhood of`."""
DOINGS = frozenset(("BUS", "EDU", "MED", "AGR", "JRN"))
"""Sectors that words behind `of` only tell the subject of: `Railways`, `University`."""
SECTOR_FILE, AGENT_FILE, TITLE_FILE, SHAPE_FILE = "sectors.txt", "agents.txt", "titles.txt", "orgshapes.txt"
PRONOUN_FILE, GIVEN_FILE, LEADER_FILE = "pronouns.txt", "givennames.txt", "leaders.txt"
NOTES = frozenset({"of", "he", "she", "honour", "any"})


class Part(NamedTuple):
    """What a row says of whoever the phrase names."""

    words: tuple[str, ...]
    kind: EntityKind
    sectors: tuple[str, ...]
    country: str | None
    """One of PLOVER's IGO UNO EUR NGO ISM IMG MNC, or of a country, where the words say so."""
    gender: str | None
    """`he` or `she`, where the words say so."""
    of: bool
    """Whether the sectors are those of what the phrase belongs to (`leader of X`), its own failing that."""
    any: bool
    """Whether `the company` takes up any organisation of its sector, whatever that is called."""
    honour: bool
    """A form of address, no role: Mr, Dame."""
    same: str
    """Names that differ only in words of one `same` are one: Plant, Factory, Works."""
    source: str
    """`file:line`."""


class Pronoun(NamedTuple):
    """What a pronoun asks of its antecedent."""

    sort: str
    """personal, possessive, reflexive, relative, demonstrative, indefinite or quantity."""
    number: str
    """`one`, `many` or empty."""
    gender: str
    """`he`, `she`, `it`, `speaker`, `hearer` or empty."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Rows found by the words that end a phrase, the longest first."""

    by_last: Mapping[str, tuple[Part, ...]]

    def ending(self, words: Sequence[str]) -> Part | None:
        """The row with the most words that ends `words`; None where no row does."""
        if not words:
            return None
        for part in self.by_last.get(words[-1], ()):
            n = len(part.words)
            if n == 1 or (n <= len(words) and tuple(words[-n:]) == part.words):
                return part
        return None

    def within(self, words: Sequence[str]) -> Part | None:
        """The row that ends furthest to the right in `words`, the longest there.

        Where that is only what a body has to do with, the body's own word before `of` goes first: a Ministry
        of Railways is no railway.
        """
        ends = (end for end in range(len(words), 0, -1) if words[end - 1] in self.by_last)
        last = next((part for end in ends if (part := self.ending(words[:end]))), None)
        if last is None or "of" not in words or not DOINGS.issuperset(last.sectors):
            return last
        of = list(words).index("of")
        body = self.ending(words[: of + 1]) or self.ending(words[:of])
        return body if body is not None and BODIES.intersection(body.sectors[:1]) else last

    def __contains__(self, word: str) -> bool:
        return word in self.by_last


@dataclass(frozen=True, slots=True)
class Agents:
    """Sectors, and everything that says who belongs to them."""

    sectors: Mapping[str, str]
    """Code to meaning."""
    nouns: Phrases
    """Common nouns, lower case, singular."""
    titles: Phrases
    """Words before a name, lower case."""
    shapes: Phrases
    """Capitalised words that make a name an organisation's."""
    pronouns: Mapping[str, Pronoun]
    """Lower case."""
    given: Mapping[str, str]
    """Given names, lower case without accents, to `he`, `she` or `either`."""
    leaders: Mapping[str, str]
    """Names of well-known politicians, as written, to their country."""
    before_of: frozenset[str]
    """First words of nouns like `head of state`."""

    def noun(self, words: Sequence[str], plural: bool = False) -> Part | None:
        """What the common noun phrase `words` (lower case, the last one singular) says.

        A `plural` noun of no row is known by its ending (`-ist`), which no row with a hyphen shadows.
        """
        part = self.nouns.ending(words) or self.titles.ending(words)
        if part is None and plural and len(words[-1]) > 5:
            return self._by_suffix(words[-1])
        return part

    def noun_at(self, analysis: Analysis, head: int) -> Part | None:
        """What the common noun at token `head` says, with the words directly before it."""
        tokens = analysis.tokens
        token = tokens[head]
        plural = token.tag in ("NNS", "NNPS")
        words = [token.text.lower() if token.tag == "NNP" else token.lemma]
        at = head - 1
        while (
            at >= 0 and len(words) < 4 and tokens[at].pos in ("NOUN", "PROPN", "ADJ", "PUNCT", "VERB", "NUM")
        ):
            if tokens[at].text == "-" and at and tokens[at - 1].pos != "PUNCT":
                words[0] = f"{tokens[at - 1].text.lower()}-{words[0]}"
                at -= 2
                continue
            words.insert(0, tokens[at].text.lower())
            at -= 1
        if words[-1] in self.before_of and (longer := self.with_of(analysis, head, words)):
            return longer
        part = self.noun(words, plural)
        if part is None and "-" in words[-1]:
            return self.noun([words[-1].rsplit("-", 1)[1]], plural)
        return part

    def with_of(self, analysis: Analysis, head: int, words: Sequence[str]) -> Part | None:
        """The row for `head of state`, which runs on behind its noun."""
        after = analysis.tokens[head + 1 : head + 3]
        if len(after) < 2 or after[0].lemma != "of":
            return None
        return self.nouns.ending([*words, "of", after[1].lemma])

    def _by_suffix(self, word: str) -> Part | None:
        for size in (5, 4, 3, 2):
            if rows := self.nouns.by_last.get("-" + word[-size:]):
                return rows[0]
        return None

    def country(self, name: Sequence[str]) -> str | None:
        """The country that a well-known politician or organisation so called is of."""
        shape = self.shapes.within(name)
        own = shape.country if shape is not None and shape.country not in ORGANISATIONS else None
        ends = (" ".join(name[first:]) for first in range(len(name)))  # `President Donald Trump`
        return next((code for end in ends if (code := self.leaders.get(end))), own)

    def sectors_of(self, name: str) -> tuple[str, ...]:
        """What a body does by its name: `MINISTRY OF HEALTH` GOV, `the mineworkers at Driefkop` LAB."""
        words = [word.capitalize() if word.isupper() else word for word in name.split()]
        shape = self.shapes.within(words)
        ends = (i for i, word in enumerate(words) if i and word in ("of", "at", "in", "for"))
        head = [word.lower().removesuffix("s") for word in words[: next(ends, len(words))]]
        part = shape or self.nouns.ending(head)
        return part.sectors if part is not None else ()

    def title(self, words: Sequence[str]) -> Part | None:
        """What the words before a name say: a title, or a noun (`union leader X`)."""
        title, noun = self.titles.ending(words), self.nouns.ending(words)
        if title is None or (noun is not None and len(noun.words) > len(title.words)):
            return noun
        return title


def load_agents(root: Path) -> Agents:
    """The tables in `root`.

    Raises CodebookError, which names file and line, where a row has the wrong cells, an unknown kind,
    sector, country code or note, or stands twice.
    """
    sectors = {row.cells[0]: row.cells[1] for row in read_table(root / SECTOR_FILE, root, range(2, 3))}
    states = {row.cells[0] for row in read_table(root / COUNTRY_FILE, root, range(1, 10))}

    def phrases(file: str, fold: Callable[[str], str], countries: Set[str] = ORGANISATIONS) -> Phrases:
        return _index(read_table(root / file, root, range(2, 6)), sectors, countries, fold)

    nouns, titles = phrases(AGENT_FILE, str.lower), phrases(TITLE_FILE, str.lower)
    shapes = phrases(SHAPE_FILE, str, ORGANISATIONS | states)
    before_of = frozenset(
        part.words[0] for rows in nouns.by_last.values() for part in rows if "of" in part.words
    )
    leaders = _leaders(root, states)
    return Agents(sectors, nouns, titles, shapes, _pronouns(root), _given(root), leaders, before_of)


def _leaders(root: Path, states: Set[str]) -> dict[str, str]:
    leaders: dict[str, str] = {}
    for row in read_table(root / LEADER_FILE, root, range(2, 3)):
        code, names = row.cells
        if code not in states:
            raise row.error(f"country {code!r} does not stand in {COUNTRY_FILE}")
        for name in (each.strip() for each in names.split(";")):
            if name in leaders:
                raise row.error(f"{name!r} stands twice")
            leaders[name] = code
    return leaders


def _given(root: Path) -> dict[str, str]:
    rows = read_table(root / GIVEN_FILE, root, range(2, 3))
    return {name: row.cells[0] for row in rows for name in row.cells[1].split()}


def _pronouns(root: Path) -> dict[str, Pronoun]:
    rows = read_table(root / PRONOUN_FILE, root, range(2, 5))
    return {row.cells[0]: Pronoun(*(*row.cells[1:], "", "")[:3]) for row in rows}


def _index(
    rows: Iterator[Row], sectors: Mapping[str, str], countries: Set[str], fold: Callable[[str], str]
) -> Phrases:
    by_last: dict[str, list[Part]] = {}
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        part = _part(row, sectors, countries, fold)
        if part.words in seen:
            raise row.error(f"{row.cells[0]!r} stands twice")
        seen.add(part.words)
        by_last.setdefault(part.words[-1], []).append(part)
    return Phrases({w: tuple(sorted(ps, key=lambda p: -len(p.words))) for w, ps in by_last.items()})


def _part(row: Row, sectors: Mapping[str, str], countries: Set[str], fold: Callable[[str], str]) -> Part:
    cells = (*row.cells, "", "", "")[:5]
    kind, codes, country, notes = cells[1], tuple(cells[2].split()), cells[3], cells[4].split()
    if kind not in get_args(EntityKind):
        raise row.error(f"kind {kind!r} is none of {', '.join(get_args(EntityKind))}")
    if unknown := [code for code in codes if code not in sectors]:
        raise row.error(f"sector {unknown[0]!r} does not stand in {SECTOR_FILE}")
    if country and country not in countries:
        raise row.error(f"country {country!r} is none of {', '.join(sorted(countries))}")
    same = next((note[5:] for note in notes if note.startswith("same=")), "")
    if bad := [note for note in notes if note not in NOTES and not note.startswith("same=")]:
        raise row.error(f"note {bad[0]!r} is none of same=…, {', '.join(sorted(NOTES))}")
    words = tuple(fold(cells[0]).split())
    if not words:
        raise row.error("no words")
    gender = next((note for note in notes if note in ("he", "she")), None)
    return Part(
        words,
        cast(EntityKind, kind),
        codes,
        country or None,
        gender,
        "of" in notes,
        "any" in notes,
        "honour" in notes,
        same,
        row.source,
    )
