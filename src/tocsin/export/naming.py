"""Names of persons in text: which words are one, and every way in which they may be written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from anyascii import anyascii

from tocsin.codebook import Codebook
from tocsin.codebook.countries import Countries
from tocsin.codebook.gazetteer import Gazetteer
from tocsin.codebook.sectors import Agents
from tocsin.codebook.tables import read_table
from tocsin.names import PARTICLES

if TYPE_CHECKING:
    from tocsin.export.private import Private

TABLES = Path(__file__).parent / "data"
BLOCK = "█"
CITY = 100_000
"""Inhabitants from which on a place is better known than a family of its name."""
SOMEBODY = "a person"
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ\-‐‑][^\W\d_]+)*\.?")
_APART = r"(?:[\s_.,+\-‐‑–]|%20)*"
"""What may stand between the words of one name: blanks, line ends, or what addresses have in their place."""
_BEFORE, _AFTER = r"(?<![^\W\d_])", r"(?:e?s)?(?![^\W\d_])"


@dataclass(frozen=True, slots=True)
class NameTables:
    """What tells names of persons from other words."""

    agents: Agents
    countries: Countries
    gazetteer: Gazetteer
    public: Mapping[str, bool]
    """Public roles; whether they count only with the name of an organisation."""
    masks: Mapping[str, str]
    """What a private person of a sector is called."""
    words: frozenset[str]
    """Names that are words too."""

    def is_public(self, role: str, organization: str | None, name: Set[str] = frozenset()) -> bool:
        """Whether `role` (`former mayor`, `HDWA general secretary Efua Mensah`) is headed by a public one.

        `name` are the words of the holder's name, folded, which do not count.
        """
        words = _head(role, name)
        for size in range(min(3, len(words)), 0, -1):
            tail = " ".join(words[-size:])
            if tail in self.public:
                return not self.public[tail] or organization is not None or " of " in role
        part = self.agents.title(words) if words else None
        return part is not None and bool({"GOV", "LEG", "JUD", "PTY"} & set(part.sectors[:1]))

    def called(self, roles: Iterable[str], sectors: tuple[str, ...]) -> str:
        """What to call a private person: by the noun of a role, else by sector."""
        for role in roles:
            part = self.agents.nouns.ending(_head(role, frozenset()))
            if part and part.kind == "person" and not part.words[0].startswith("-"):
                noun = " ".join(part.words)
                return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
        return next((self.masks[s] for s in sectors if s in self.masks), SOMEBODY)

    def is_a_persons(self, words: tuple[str, ...]) -> bool:
        """Whether the words are a name that begins with a given name and has no word of an organisation's."""
        given = len(words) > 1 and _plain(words[0]) in self.agents.given
        return given and not self.is_an_organisations(words)

    def is_an_organisations(self, words: tuple[str, ...]) -> bool:
        """Whether a word of the name makes it an organisation's (`Rupali Fashions`, `Canter & Co.`)."""
        return len(words) > 1 and self.agents.shapes.within(words) is not None

    def is_called_after_a_place(self, words: tuple[str, ...]) -> bool:
        """Whether the first of several words is a city, and no given name: `Grodno Azot` is a plant."""
        if len(words) < 2 or _plain(words[0]) in self.agents.given:
            return False
        return any(entry.population >= CITY for entry in self.gazetteer.find(words[0]))

    def is_no_place(self, words: tuple[str, ...], places: Set[str]) -> bool:
        """Whether the name is neither that of a country nor one that the report has for a place."""
        name = " ".join(words)
        return name.casefold() not in places and self.countries.find(name) is None

    def loose_names(self, texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """Runs of two or three capitalised words of which the first is a given name."""
        for text in texts:
            tokens = list(_WORD.finditer(text))
            for i, token in enumerate(tokens[:-1]):
                if _is_capital(token[0]) and _plain(token[0]) in self.agents.given:
                    words = _run(text, tokens[i : i + 3])
                    if self.is_a_persons(words):
                        yield words

    def words_hidden(self, text: str, words: Set[str]) -> str:
        """`text` without the `words` (folded) of names; in small letters, words of the language stay."""

        def hide(match: re.Match[str]) -> str:
            folded = _fold(match[0])
            plain = folded in self.words and not _is_capital(match[0])
            return _blocks(match[0]) if folded in words and not plain else match[0]

        return _WORD.sub(hide, text)


def load_tables(codebook: Codebook) -> NameTables:
    """The tables of the codebook and of `data/`. Raises CodebookError with file and line."""
    public = {}
    for row in read_table(TABLES / "public.txt", TABLES, range(1, 3)):
        if row.cells[0] in public or row.cells[1:] not in ((), ("of",)):
            raise row.error(f"a role that stands twice, or a note other than `of`: {row.cells}")
        public[row.cells[0]] = len(row.cells) == 2
    masks = {}
    for row in read_table(TABLES / "masks.txt", TABLES, range(2, 3)):
        if row.cells[0] not in codebook.agents.sectors or row.cells[0] in masks:
            raise row.error(f"no such sector, or twice: {row.cells[0]!r}")
        masks[row.cells[0]] = row.cells[1]
    rows = read_table(TABLES / "surnames.txt", TABLES, range(1, 2))
    words = frozenset(word for row in rows for word in row.cells[0].split())
    atlas = codebook.atlas
    return NameTables(codebook.agents, atlas.countries, atlas.gazetteer, public, masks, words)


# ------------------------------------------------------------------ the words of a name


def name_words(text: str, tables: NameTables) -> tuple[str, ...]:
    """The words of the name that ends `text`, without titles: `branch president Kamrul Hasan`, two words.

    None where the name is an organisation's by one of its words (`Tema General Hospital`).
    """
    tokens = [token.removesuffix("’s").removesuffix("'s") for token in _WORD.findall(text)]
    first = len(tokens)
    while first and (_is_capital(tokens[first - 1]) or tokens[first - 1] in PARTICLES):
        first -= 1
    words = tokens[first:]
    while words and words[0] in PARTICLES:
        words = words[1:]
    if tables.is_an_organisations(tuple(words)):
        return ()
    titled = [i for i, word in enumerate(words[:-1]) if _is_title(word, tables)]
    return tuple(words[titled[-1] + 1 :] if titled else words)


def _is_title(word: str, tables: NameTables) -> bool:
    return tables.agents.title([word.lower().rstrip(".")]) is not None


def _is_capital(word: str) -> bool:
    return word[0].isupper() or word[0].istitle()


def _run(text: str, tokens: list[re.Match[str]]) -> tuple[str, ...]:
    """The first of the tokens and those capitalised ones that follow with nothing but blanks between."""
    words = [tokens[0][0]]
    for before, token in pairwise(tokens):
        between = text[before.end() : token.start()]
        apart = between.strip() or between.count("\n") > 1 or before[0].endswith(".")
        if apart or not _is_capital(token[0]):
            break
        words.append(token[0].removesuffix("’s").removesuffix("'s").rstrip("."))
    return tuple(words)


def _head(role: str, name: Set[str]) -> list[str]:
    """The words of a role up to its head: before `of`, and before the name, in small letters.

    `wife of the mayor` is headed by `wife`, `General Secretary Efua Mensah` by `secretary`.
    """
    before = re.split(r"\s(?:of|at|for|in|from|with)\s", f" {role} ")[0]
    words = [word.strip(".,").lower() for word in before.split()]
    while words and not name.isdisjoint(_fold(part) for part in (words[-1], *re.split(r"[-‐‑]", words[-1]))):
        words.pop()
    return words


def _plain(word: str) -> str:
    return anyascii(word).lower().rstrip(".")


def _fold(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _blocks(text: str) -> str:
    """The same number of characters, none of them readable; blanks and line ends stay."""
    return "".join(char if char.isspace() else BLOCK for char in text)


# ------------------------------------------------------------------ finding and hiding names


class Names:
    """The names of a report's private persons, and how to take them out of text."""

    def __init__(
        self, people: tuple[Private, ...], public: tuple[str, ...], kept: tuple[str, ...], tables: NameTables
    ) -> None:
        """`public` are names of persons that stay, `kept` those of organisations and places."""
        self._called: dict[str, str] = {}
        self._patterns: dict[str, set[str]] = {}
        self.words: set[str] = set()
        for person in people:
            for words in sorted(person.names, key=len, reverse=True):
                self._add(words, person.called, tables)
        private = "|".join(self._grouped())
        stays = "|".join(re.escape(name) for name in self._protected(public, kept, people))
        guard = f"(?P<kept>{_BEFORE}(?:{stays}){_AFTER})|" if stays else ""
        self._pattern = re.compile(f"{guard}(?P<name>{_BEFORE}(?:{private}){_AFTER})", re.IGNORECASE)

    def _add(self, words: tuple[str, ...], called: str, tables: NameTables) -> None:
        for name in (words, (words[-1], *words[:-1])) if len(words) > 1 else ():
            rest = "".join(_APART + _written(word) for word in name[1:])
            for form in _forms(name[0]):
                self._pattern_for(form, _loose(form) + rest)
            self._called.setdefault(_letters("".join(name)), called)
        for word in _alone(words):
            self.words.add(_fold(word))
            if word.lower() in tables.words:
                self._pattern_for("", f"(?-i:{_written(word)}|{_written(word.upper())})")
            else:
                for form in _forms(word):
                    self._pattern_for(form, _loose(form))
            self._called.setdefault(_letters(word), called)

    def _pattern_for(self, form: str, pattern: str) -> None:
        """Put a pattern to those with the same first two letters: there may be thousands of names."""
        first = form[:2]
        plain = len(first) == 2 and first.isascii() and first.isalpha()
        self._patterns.setdefault(first.lower() if plain else "", set()).add(pattern)

    def _grouped(self) -> Iterator[str]:
        """All patterns, the longest of each group first, those that share no first letters last."""
        for first, patterns in sorted(self._patterns.items(), reverse=True):
            ends = sorted((p[len(first) :] for p in patterns), key=lambda end: (-len(end), end))
            yield f"{first}(?:{'|'.join(ends)})"

    def _protected(
        self, public: tuple[str, ...], kept: tuple[str, ...], people: tuple[Private, ...]
    ) -> list[str]:
        """Of the names that stay those that share a word with a masked one, and do not give that one away."""
        surnames = {_fold(words[-1]) for person in people for words in person.names}
        whole = [_letters("".join(words)) for p in people for words in p.names if len(words) > 1]
        found = []
        for name, is_person in (*((name, True) for name in public), *((name, False) for name in kept)):
            tokens = [_fold(word) for word in _WORD.findall(name)]
            if self.words.isdisjoint(tokens) or (len(tokens) == 1 and tokens[0] in surnames):
                continue
            if (is_person or tokens[-1] not in surnames) and not any(f in _letters(name) for f in whole):
                found.append(name)
        return sorted(found, key=len, reverse=True)

    def hidden(self, text: str) -> str:
        """`text` with a block in place of every character of a name; the same length."""
        return self._pattern.sub(lambda m: _blocks(m[0]) if m["name"] is not None else m[0], text)

    def called(self, text: str) -> str:
        """`text` with what a person is called in place of a name."""

        def call(match: re.Match[str]) -> str:
            if match["name"] is None:
                return match[0]
            letters = _letters(match[0])
            return self._called.get(letters) or self._called.get(letters.removesuffix("s")) or SOMEBODY

        return self._pattern.sub(call, text)


def _alone(words: tuple[str, ...]) -> Iterator[str]:
    """The words of a name that give a person away when they stand alone: all but initials and particles."""
    for word in words:
        if len(word.rstrip(".")) > 1 and word not in PARTICLES and not (word.endswith(".") and len(word) < 4):
            yield word
            yield from (part for part in re.split(r"[-‐‑]", word)[-1:] if part != word and len(part) > 2)


def _forms(word: str) -> list[str]:
    """Every way in which a word of a name may be written: composed or not, without accents. Longest first."""
    forms = {unicodedata.normalize(form, word) for form in ("NFC", "NFD", "NFKC")}
    if (plain := anyascii(word)) and plain.isascii() and plain[0].isalpha():
        forms.add(plain)
    return sorted(forms, key=lambda form: (-len(form), form))


def _written(word: str) -> str:
    """A pattern for every way in which a word of a name may be written."""
    return f"(?:{'|'.join(map(_loose, _forms(word)))})"


def _loose(form: str) -> str:
    """Apostrophes of any sort or none, hyphens of any sort, a line end beside them."""
    parts = []
    for char in form:
        if char in "'’ʼ`":
            parts.append("['’ʼ`]?")
        elif char in "-‐‑–":
            parts.append(_APART)
        else:
            parts.append(re.escape(char))
    return "".join(parts)


def _letters(text: str) -> str:
    return "".join(char for char in _fold(text) if char.isalpha())
