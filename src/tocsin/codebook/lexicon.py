"""The event lexicon: which words, in which frame, state which event.

A lexicon file has one entry a line:

    pattern | code | frame | example

*pattern*: the words of the trigger by lemma, its head first with its part of speech (`.v`, `.n`, `.a`;
a verb where none is given). `a/b` are alternatives, `@talks` is a class of `classes.txt`, `~word` must
not be there, and `+word` must be there but may be an event of its own.
*code*: `TYPE mode,mode`, or `-` where the words are no event.
*frame*: who is who and under which conditions, see `docs/codebook.md`; empty where the default of
`frames.txt` holds. *example*: a sentence that must give this event; it is run as a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tocsin.codebook.tables import Row, read_table
from tocsin.model import ROLES

WORD = re.compile(r"^([~+]?)([^\s.~+]+?)(?:\.([vna]))?$")
NEGATIONS = frozenset(("not", "n't", "never", "no"))


@dataclass(frozen=True, slots=True)
class Condition:
    """What a grammatical slot must (or must not) hold for an entry to apply.

    `labels` are words, participant kinds (person, organization, group, country, who) or sector codes;
    without labels the slot must be filled, or empty where `negated`.
    """

    slot: str
    labels: frozenset[str]
    negated: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lexicon. `heads` and `words` are lemmas in lower case."""

    source: str
    pattern: str
    heads: tuple[str, ...]
    pos: str
    words: tuple[frozenset[str], ...]
    shared: tuple[frozenset[str], ...]
    """Words that must be there but may be events of their own."""
    without: frozenset[str]
    type: str | None
    """None where the words are no event."""
    modes: tuple[str, ...]
    roles: Mapping[str, tuple[str, ...]]
    """Slots for `actor` and `recipient`, best first, where the entry overrides its frame."""
    conditions: tuple[Condition, ...]
    flags: frozenset[str]
    example: str
    needs: tuple[frozenset[str], ...] = field(init=False, repr=False)
    """Of each a word must be there: `words`, then `shared`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs", self.words + self.shared)

    @property
    def weight(self) -> int:
        """How specific the entry is: the most specific one that matches is taken.

        An entry with a negation (`accept not`) says the opposite of those without and goes first.
        """
        negation = any(NEGATIONS & words for words in self.words)
        return 2 * (len(self.needs) + negation) + len(self.conditions) + bool(self.without)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries, indexed by the lemma of their head."""

    entries: tuple[Entry, ...]
    by_head: Mapping[str, tuple[Entry, ...]]
    frames: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]
    """Default slots by type and part of speech."""

    def without_entries(self) -> Lexicon:
        """The frames alone, for a coder that does not look at the lexicon."""
        return Lexicon((), {}, self.frames)


Classes = Mapping[str, frozenset[str]]


def load_lexicon(root: Path, types: Mapping[str, frozenset[str]]) -> Lexicon:
    """The lexicon below `root`: `classes.txt`, `frames.txt` and `lexicon/*.txt`.

    `types` gives the legal modes of each type. Raises CodebookError with file and line.
    """
    classes = _load_classes(root)
    entries = tuple(
        _entry(row, classes, types)
        for path in sorted((root / "lexicon").glob("*.txt"))
        for row in read_table(path, root, range(4, 5))
    )
    index: dict[str, list[Entry]] = {}
    for entry in entries:
        for head in entry.heads:
            index.setdefault(head, []).append(entry)
    ranked = {head: tuple(sorted(found, key=lambda e: -e.weight)) for head, found in index.items()}
    return Lexicon(entries, ranked, _load_frames(root, types))


def _load_classes(root: Path) -> Classes:
    """`classes.txt`: name | words, apart by commas; a word `@other` stands for a class above it."""
    classes: dict[str, frozenset[str]] = {}
    for row in read_table(root / "classes.txt", root, range(2, 3)):
        name, words = row.cells
        members = classes.get(name, frozenset())
        for word in _split(words, ","):
            members |= _expand(row, word, classes)
        classes[name] = members
    return classes


def _load_frames(
    root: Path, types: Mapping[str, frozenset[str]]
) -> Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]:
    """`frames.txt`: TYPE or `*` | part of speech | actor slots | recipient slots."""
    frames: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = {}
    for row in read_table(root / "frames.txt", root, range(4, 5)):
        name, pos, actor, recipient = row.cells
        if name != "*" and name not in types:
            raise row.error(f"no such type: {name!r}")
        frame = {"actor": tuple(actor.split()), "recipient": tuple(recipient.split())}
        for each in types if name == "*" else (name,):
            frames[each, pos] = frame
    return frames


def _entry(row: Row, classes: Classes, types: Mapping[str, frozenset[str]]) -> Entry:
    pattern, code, frame, example = row.cells
    head, *rest = pattern.split() or [""]
    sign, heads, pos = _word(row, head, classes)
    if sign or not heads:
        raise row.error(f"a pattern begins with the word of its trigger: {pattern!r}")
    marked = [_word(row, word, classes)[:2] for word in rest]
    kind, modes = _code(row, code, types)
    roles, conditions, flags = _frame(row, frame, classes)
    if kind and not example:
        raise row.error("an entry needs an example")
    return Entry(
        row.source,
        pattern,
        tuple(sorted(heads)),
        pos,
        tuple(words for sign, words in marked if not sign),
        tuple(words for sign, words in marked if sign == "+"),
        frozenset().union(*(words for sign, words in marked if sign == "~")),
        kind,
        modes,
        roles,
        conditions,
        flags,
        example,
    )


def _code(row: Row, code: str, types: Mapping[str, frozenset[str]]) -> tuple[str | None, tuple[str, ...]]:
    if code == "-":
        return None, ()
    kind, _, rest = code.partition(" ")
    modes = _split(rest, ",")
    if kind not in types:
        raise row.error(f"no such type: {kind!r}")
    for mode in modes:
        if mode not in types[kind]:
            raise row.error(f"{kind} has no mode {mode!r}")
    return kind, modes


def _frame(
    row: Row, frame: str, classes: Classes
) -> tuple[Mapping[str, tuple[str, ...]], tuple[Condition, ...], frozenset[str]]:
    """`actor=subject/by recipient=none subject?LAB/person object!@goods !object flag`."""
    roles: dict[str, tuple[str, ...]] = {}
    conditions: list[Condition] = []
    flags: set[str] = set()
    for part in frame.split():
        role, equals, slots = part.partition("=")
        if equals:
            if role not in ROLES:
                raise row.error(f"no such role: {role!r}")
            roles[role] = () if slots == "none" else tuple(slots.split("/"))
        elif found := re.match(r"^(\w*)([?!])([^?!=]+)$", part):
            conditions.append(_condition(row, found[1], found[2], found[3], classes))
        elif re.match(r"^[a-z-]+$", part):
            flags.add(part)
        else:
            raise row.error(f"cannot read {part!r} in the frame")
    return roles, tuple(conditions), frozenset(flags)


def _condition(row: Row, slot: str, sign: str, labels: str, classes: Classes) -> Condition:
    if not slot:  # `?object`: filled; `!object`: empty
        return Condition(labels, frozenset(), sign == "!")
    wanted: frozenset[str] = frozenset()
    for label in labels.split("/"):
        wanted |= _expand(row, label, classes)
    return Condition(slot, wanted, sign == "!")


def _word(row: Row, word: str, classes: Classes) -> tuple[str, frozenset[str], str]:
    """Sign, lemmas and part of speech of one word of a pattern."""
    if not (found := WORD.match(word)):
        raise row.error(f"cannot read {word!r} in the pattern")
    sign, text, pos = found.groups()
    lemmas: frozenset[str] = frozenset()
    for each in text.split("/"):
        lemmas |= _expand(row, each, classes)
    return sign, lemmas, pos or "v"


def _expand(row: Row, word: str, classes: Classes) -> frozenset[str]:
    if not word.startswith("@"):
        return frozenset((word,))
    if word[1:] not in classes:
        raise row.error(f"no such class: {word!r}")
    return classes[word[1:]]


def _split(text: str, by: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(by) if part.strip())


def examples(entries: Iterable[Entry]) -> Iterable[tuple[Entry, str]]:
    """Each entry that has an example, with it."""
    return ((entry, entry.example) for entry in entries if entry.example)
