"""Whether two spellings are one name: transliteration, initials, surnames, abbreviations."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.fuzz import ratio

from tocsin.model import Coding

SMALL = frozenset(
    {"of", "the", "and", "for", "in", "on", "to", "de", "del", "la", "du", "des", "&", "'s", "’s", "a"}
)
"""Words that do not count in the name of an organisation."""
PARTICLES = frozenset(
    {
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "do",
        "du",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
    }
    | {"bin", "bint", "ibn", "ben", "al", "el", "ul", "abu", "y", "e", "zu"}
)
"""Lower-case words inside people's names."""
_SOUNDS = (
    (re.compile(r"(?:ou|au|u)(?=[bcdfgjklmnpqrstvwxz])(?<=[ao]u)"), "v"),
    (re.compile(r"t?sch|tch|ch|cz"), "C"),
    (re.compile(r"shch|sh|sz"), "S"),
    (re.compile(r"zh"), "Z"),
    (re.compile(r"kh|gh"), "h"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ts|tz"), "t"),
    (re.compile(r"ck|q"), "k"),
    (re.compile(r"ks"), "x"),
    (re.compile(r"w"), "v"),
    (re.compile(r"[aeiouyj'’`\-]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
"""Rewritings that bring the usual transliterations of one name together, in order."""
_HERS = re.compile(r"(?:skaya|skaia|skaja|ckaya|zkaya|cka|ska|[oe]va|[iy]na|naya|enka)$")
_HIS = re.compile(r"(?:sk[iy]y?|skij|skii|ck[iy]|zk[iy]y?|[oe]v|[iy]n|[oe]u|nyi|nyy)$")


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """`word` in lower-case Latin letters without accents."""
    return (word if word.isascii() else anyascii(word)).lower()


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a name as sounds, the same for the usual transliterations of it."""
    text = fold(word)[:40]
    for pattern, sound in _SOUNDS:
        text = pattern.sub(sound, text)
    return text


def gender_of_surname(word: str) -> str:
    """`she` or `he` where a Slavic surname's ending says so, else empty."""
    text = fold(word)
    if len(text) < 5:
        return ""
    return "she" if _HERS.search(text) else "he" if _HIS.search(text) else ""


@lru_cache(maxsize=65536)
def same_word(a: str, b: str) -> bool:
    """Whether two words of names are spellings of one (Tikhonovskaya, Tsikhanouskaya; not Tsikhanouski)."""
    x, y = fold(a), fold(b)
    if x == y:
        return True
    if (
        min(len(x), len(y)) < 4
        or x[0] != y[0]
        or {gender_of_surname(x), gender_of_surname(y)} == {"he", "she"}
    ):
        return False
    likeness = ratio(x, y)
    if skeleton(a) == skeleton(b) and likeness >= 65 and len(skeleton(a)) > 1:
        return True
    return likeness >= 88 and min(len(x), len(y)) >= 6


def same_given(a: str, b: str) -> bool:
    """Whether two given names may be one person's: spellings of one, or an initial of the other."""
    x, y = fold(a).rstrip("."), fold(b).rstrip(".")
    if not x or not y:
        return True
    if min(len(x), len(y)) == 1 or "." in x or "." in y:
        return x[0] == y[0]
    return same_word(a, b) or x.startswith(y) or y.startswith(x) or (x[0] == y[0] and ratio(x, y) >= 70)


def same_person(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether two names, as words, may be one person's: surname alone, given name alone, or both."""
    a, b = ([word for word in name if not is_suffix(word)] for name in (short, full))
    if not a or not b:
        return False
    if len(a) > len(b):
        a, b = b, a
    a, b = _without_article(a), _without_article(b)
    if len(a) == 1:
        return same_word(a[0], b[-1]) or any(fold(a[0]) == fold(w) for w in b)
    if same_word(a[-1], b[-1]):
        return len(b) < 2 or same_given(a[0], b[0]) or same_word(a[0], b[-2])
    return all(any(same_word(w, v) for v in b) for w in a) or same_word(a[0], b[-1])


_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


def is_suffix(word: str) -> bool:
    """Whether `word` only tells bearers of one name apart: Jr., III."""
    return fold(word) in _SUFFIXES


def _without_article(words: Sequence[str]) -> list[str]:
    """Arabic `al-` cut from the last word: al-Amiri is Amiri."""
    return [*words[:-1], re.sub(r"^(?:al|el|as|ash|ad|an|at|az)-", "", words[-1], flags=re.I) or words[-1]]


def is_abbreviation(word: str) -> bool:
    """Whether `word` looks like one: IMF, U.S., CPI(M), NUPENG."""
    letters = word.replace(".", "")
    large = sum(c.isupper() for c in letters)
    return 2 <= len(letters) <= 8 and large >= 2 and (letters[:2].isupper() or large >= 4)


def abbreviates(word: str, name: Sequence[str]) -> bool:
    """Whether `word` is made of the initials of `name`: with or without the small words, plural `s` aside."""
    letters = fold(word.replace(".", "").replace("-", "")).rstrip("s") or fold(word)
    if len(letters) < 2 or len(name) < 2:
        return False
    every = [fold(part) for w in name for part in w.split("-") if part[:1].isalnum()]
    large = [w for w in every if w not in SMALL]
    return any(
        initials in (letters, fold(word))
        for initials in ("".join(w[0] for w in large), "".join(w[0] for w in every))
    )


def contains_run(long: Sequence[str], short: Sequence[str]) -> bool:
    """Whether `short` stands in `long` word for word and in one piece."""
    n = len(short)
    return any(tuple(long[i : i + n]) == tuple(short) for i in range(len(long) - n + 1))


def entity_ids(coding: Coding) -> tuple[str, ...]:
    """The id in a book of each entity: a second coding of the report gives it again, whatever came before."""
    seen: dict[str, int] = {}
    ids = []
    for entity in coding.entities:
        what = f"{entity.kind} {' '.join(entity.name.casefold().split())}"
        seen[what] = again = seen.get(what, -1) + 1
        digest = hashlib.sha256(f"{what} {again}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
        ids.append(f"{coding.document.id}/{digest}")
    return tuple(ids)
