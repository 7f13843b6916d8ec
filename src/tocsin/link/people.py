"""Entities across reports: one person, plant or party through the book, whatever its spelling.

The same mechanism as for happenings: judgements about pairs, from which `episodes_of` derives who is one.
Only who is called by a proper name is linked; `the president` and `miners` are known within their
report alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import NamedTuple, Protocol

from tocsin.link.episodes import MEMBERS, METHOD, UNSURE, Joined, best_first
from tocsin.link.likeness import ORGANISED, Likeness
from tocsin.link.telling import COMMON, about_of, sound
from tocsin.link.weights import read_weights
from tocsin.link.words import bits, stem
from tocsin.model import Coding, Entity, Judgement
from tocsin.names import (
    PARTICLES,
    SMALL,
    abbreviates,
    contains_run,
    fold,
    gender_of_surname,
    is_abbreviation,
    same_given,
    same_person,
    same_word,
)

HERE = Path(__file__).parent
ONE = 0.5
"""Likeness from which two are one."""
STORY = 4
"""Names that two reports share from which they tell one story."""

Name = tuple[str, ...]


class Somebody(NamedTuple):
    """One named entity of one report as far as it is compared with those of others."""

    id: str
    """Report and entity: `0f3a…:e7`."""
    report: str
    kind: str
    """`person` or `organization`."""
    name: str
    """As the report gives it."""
    words: Name
    """Its words, folded; small words and articles left out for an organisation."""
    short: tuple[str, ...]
    """Abbreviations it goes by, folded."""
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    roles: tuple[str, ...]
    """Words of the roles held, cut short."""
    about: tuple[str, ...]
    """What the whole report is about, as in `Telling`."""
    published: int
    """Day of publication as an ordinal, 0 where it is not known."""


def people_of(coding: Coding, ids: Mapping[str, str] | None = None) -> tuple[Somebody, ...]:
    """The named people and organisations of one report, in its order.

    `ids` gives the id through the book of each entity, by its id in the report; without it, report and
    entity make one.
    """
    published = coding.document.source.published
    day, about = published.toordinal() if published else 0, about_of(coding.entities)
    report = coding.document.id
    names = {entity.id: f"{report}:{entity.id}" for entity in coding.entities} if ids is None else ids
    found = (_somebody(entity, names[entity.id], report, about, day) for entity in coding.entities)
    return tuple(somebody for somebody in found if somebody)


def _somebody(entity: Entity, id: str, report: str, about: tuple[str, ...], day: int) -> Somebody | None:
    if entity.kind not in ("person", "organization") or not any(m.kind == "name" for m in entity.mentions):
        return None
    words = _words(entity.name, entity.kind)
    if not words:
        return None
    said = (entity.name, *entity.aliases) if entity.kind == "organization" else ()
    return Somebody(
        id=id,
        report=report,
        kind=entity.kind,
        name=entity.name,
        words=words,
        short=tuple(sorted({fold(n.split()[-1]) for n in said if n and is_abbreviation(n.split()[-1])})),
        countries=entity.countries,
        sectors=entity.sectors,
        roles=tuple(
            sorted({stem(w) for t in entity.roles for w in t.role.lower().split() if w not in SMALL})
        ),
        about=about,
        published=day,
    )


def _words(name: str, kind: str) -> Name:
    """The folded words of a proper name; nothing for a phrase of small letters (`the strike committee`)."""
    every = [w.strip("“”\"'’,()") for w in name.replace("’s", "").split()]
    if sum(w[:1].isupper() for w in every) * 2 < len(every):
        return ()
    if kind == "person":
        found = tuple(part for w in every if w for part in _parts(w))
        return () if every[0].lower() in ("the", "a", "an") else found
    found = tuple(fold(w).rstrip(".") for w in every if w and fold(w) not in SMALL)
    # `State` and `Government` are somebody else in every report
    return found if any(bits()[stem(w)] > COMMON for w in found) else ()


def _parts(word: str) -> Iterator[str]:
    """The words of a name that initials run together: `A.G.` is A and G."""
    letters = word.split(".")
    if len(letters) > 2 and all(len(part) <= 1 for part in letters):
        yield from (fold(part) for part in letters if part)
    elif fold(word).rstrip("."):
        yield fold(word).rstrip(".")


def somebody_to_json(one: Somebody) -> str:
    """Somebody as one line of JSON, for a column of a table."""
    return json.dumps(one, ensure_ascii=False, separators=(",", ":"))


def somebody_from_json(text: str) -> Somebody:
    """Somebody as `somebody_to_json` wrote. Raises ValueError, TypeError where it is none."""
    row = json.loads(text)
    if not isinstance(row, list) or len(row) != len(Somebody._fields):
        raise ValueError("nobody")
    return Somebody._make(tuple(cell) if isinstance(cell, list) else cell for cell in row)


def people_keys(one: Somebody) -> tuple[str, ...]:
    """The blocks in which somebody lies: a surname's sound; an organisation's words and initials."""
    return tuple(dict.fromkeys(_keys(one)))


def _keys(one: Somebody) -> Iterator[str]:
    if one.kind == "person":
        large = [w for w in one.words if w not in PARTICLES]
        for word in large[-2:] if len(large) > 2 else large[-1:]:
            yield f"person:{sound(word) or word}"
        return
    for word in sorted(one.words, key=lambda w: (-len(w), w))[:3]:
        yield f"org:{sound(word) or word}"
    if len(one.words) > 1:
        yield f"org={''.join(w[0] for w in one.words)}"
    for short in one.short:
        yield f"org={short.replace('.', '')}"


# ------------------------------------------------------------------ likeness


@lru_cache(maxsize=1)
def people_weights() -> Mapping[str, float]:
    """The table `people.txt`. Raises CodebookError with file and line."""
    return read_weights(HERE / "people.txt")


def people_likeness(a: Somebody, b: Somebody) -> Likeness:
    """How likely two entities of different reports are one, and why; what weighs most comes first."""
    if why := _veto(a, b):
        return Likeness(0.0, (why,))
    table = people_weights()
    found = sorted(_facts(a, b), key=lambda row: (-abs(table.get(row[0], 0.0) * row[1]), row[0]))
    x = table.get("always", 0.0) + sum(table.get(fact, 0.0) * value for fact, value in found)
    score = round(1.0 / (1.0 + exp(-max(-30.0, min(30.0, x)))), 4)
    return Likeness(score, tuple(_shown(a, b, fact) for fact, value in found if value > 0))


def _veto(a: Somebody, b: Somebody) -> str:
    """Why the two cannot be one, or nothing."""
    if a.kind != b.kind:
        return f"a {a.kind} is no {b.kind}"
    if a.report == b.report:
        return "one report tells them apart"
    if a.kind == "person":
        if {gender_of_surname(a.words[-1]), gender_of_surname(b.words[-1])} == {"he", "she"}:
            return "surnames of a man and a woman"
        if not same_person(a.words, b.words):
            return "different names"
        if len(a.words) > 1 and len(b.words) > 1 and not _given(a.words, b.words):
            return "different given names"
    elif not _org_name(a, b):
        return "different names"
    return ""


def _given(a: Name, b: Name) -> bool:
    """Whether the first of the given names agree, or one has given initials that are the other's."""
    if same_given(a[0], b[0]):
        return True
    return same_word(a[0], b[-1]) and same_word(a[-1], b[0])  # family name first


def _facts(a: Somebody, b: Somebody) -> Iterator[tuple[str, float]]:
    yield (_person_name(a.words, b.words) if a.kind == "person" else _org_name(a, b)), 1.0
    lands, others = set(a.countries) - ORGANISED, set(b.countries) - ORGANISED
    if set(a.countries) & set(b.countries):
        yield "country same", 1.0
    elif lands and others:
        yield "country other", 1.0
        if a.kind == "organization":
            yield "org elsewhere", 1.0
    else:
        yield "country unknown", 1.0
    if a.sectors and b.sectors:
        yield ("sector same" if set(a.sectors) & set(b.sectors) else "sector other"), 1.0
    if set(a.roles) & set(b.roles):
        yield "role same", 1.0
    mine = {sound(w) for w in a.words}  # a name shared is no second witness of itself
    yield "one story", min(1.0, len((set(a.about) & set(b.about)) - mine) / STORY)


def _person_name(a: Name, b: Name) -> str:
    """How two names of one person agree."""
    if len(a) < 2 or len(b) < 2:
        return "surname alone"
    if a == b:
        return "full name same"
    return "initial fits" if min(len(a[0]), len(b[0])) == 1 else "full name variant"


def _org_name(a: Somebody, b: Somebody) -> str:
    """How two names of organisations agree, or nothing."""
    if a.words == b.words:
        return "org name same"
    if set(a.short) & set(b.short):
        return "abbreviation"
    if any(abbreviates(short, y.words) for x, y in ((a, b), (b, a)) for short in x.short):
        return "abbreviation"
    if len(a.words) == len(b.words) and all(map(same_word, a.words, b.words)):
        return "org name variant"
    short, long = sorted((a.words, b.words), key=len)
    if len(short) > 1 and contains_run(long, short):
        return "org name within"
    shared = set(a.words) & set(b.words)
    return "most words same" if len(shared) >= 2 and len(shared) * 2 > len(long) else ""


def _shown(a: Somebody, b: Somebody, fact: str) -> str:
    if fact in _NAMES:
        return f"{_NAMES[fact]}: {a.name} / {b.name}" if a.name != b.name else f"{_NAMES[fact]}: {a.name}"
    if fact == "country same":
        return f"same country: {' '.join(sorted(set(a.countries) & set(b.countries)))}"
    if fact == "country other":
        return f"different countries: {' '.join(a.countries)} / {' '.join(b.countries)}"
    return {"one story": "reports about the same names", "country unknown": "country of one unknown"}.get(
        fact, fact
    )


_NAMES = {
    "full name same": "same full name",
    "full name variant": "two spellings",
    "initial fits": "an initial fits",
    "surname alone": "one name alone",
    "org name same": "same name",
    "org name variant": "two spellings",
    "org name within": "one name within the other",
    "abbreviation": "an abbreviation of the other",
    "most words same": "most words the same",
}


# ------------------------------------------------------------------ judging


class PeopleIndex(Protocol):
    """The named entities of the book, to be found by what they share with a new one."""

    def near(self, one: Somebody) -> Iterable[tuple[Somebody, str]]:
        """Entities of other reports that share a block with `one`, with the id of the identity of each:
        of each block the latest published, some dozens in all, in an order that does not depend on chance.
        """
        ...

    def members(self, identity: str) -> Sequence[Somebody]:
        """The first entities of an identity, `MEMBERS` at most."""
        ...


def judge_people(new: Sequence[Somebody], index: PeopleIndex) -> tuple[Joined, ...]:
    """Who the named entities of a new report are judged to be: at most one judgement each.

    As `judge` for happenings: mean likeness to the entities of an identity, one of a report to one identity.
    """
    found = {one.id: one for one in new}
    near = [(one, *row) for one in new for row in _near(one, index)]
    known = {best.id: best for _, _, best, _ in near}
    rows = ((mean, best.id, one.id, identity) for one, mean, best, identity in near)
    return tuple(
        Joined(
            Judgement(
                about="entity", left=left, right=right, verdict=verdict, score=round(mean, 4), by=METHOD,
                reasons=people_likeness(known[left], found[right]).reasons,
            ),
            identity,
        )
        for mean, left, right, identity, verdict in best_first(rows, ONE)
    )  # fmt: skip


def _near(one: Somebody, index: PeopleIndex) -> list[tuple[float, Somebody, str]]:
    best: dict[str, tuple[float, Somebody]] = {}
    for other, identity in index.near(one):
        score = people_likeness(other, one).score
        if score >= UNSURE and (identity not in best or score > best[identity][0]):
            best[identity] = score, other
    out = []
    for identity, (_, other) in best.items():
        members = index.members(identity)[:MEMBERS] or (other,)
        mean = sum(people_likeness(member, one).score for member in members) / len(members)
        if mean >= UNSURE:
            out.append((mean, other, identity))
    return out
