"""Which phrases the grammar makes one: appositions, `X is the Y`, abbreviations in brackets."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.model import Analysis
from tocsin.resolve.entities.readings import Reading

BE = frozenset({"be", "become", "remain"})


def links(analysis: Analysis, readings: Mapping[int, Reading]) -> dict[int, int]:
    """Token of a phrase to token of the phrase it says more of, both heads of mentions in `readings`."""
    found: dict[int, int] = {}
    for head, reading in readings.items():
        other = _apposed(analysis, head) or _predicate(analysis, head) or _bracketed(analysis, head, readings)
        if other is not None and other != head and other in readings and _alike(reading, readings[other]):
            found[head] = other
    return found


def _apposed(analysis: Analysis, head: int) -> int | None:
    token = analysis.tokens[head]
    return token.head if token.dep == "appos" else None


def _predicate(analysis: Analysis, head: int) -> int | None:
    """The subject of `X was the chairman`."""
    token = analysis.tokens[head]
    if token.dep != "attr" or analysis.tokens[token.head].lemma not in BE:
        return None
    if any(analysis.tokens[c].dep == "neg" for c in analysis.children[token.head]):
        return None
    return next((c for c in analysis.children[token.head] if analysis.tokens[c].dep == "nsubj"), None)


def _bracketed(analysis: Analysis, head: int, readings: Mapping[int, Reading]) -> int | None:
    """The name before `(IMF)`."""
    tokens = analysis.tokens
    if not 2 <= head < len(tokens) - 1 or tokens[head - 1].text != "(" or tokens[head + 1].text != ")":
        return None
    if not tokens[head].text.isupper():
        return None
    return next(
        (i for i in range(head - 2, max(-1, head - 14), -1) if _ends_at(readings.get(i), head - 2)), None
    )


def _ends_at(reading: Reading | None, last: int) -> bool:
    return reading is not None and bool(reading.name) and reading.mention.last in (last, last - 1, last + 3)


def _alike(a: Reading, b: Reading) -> bool:
    """Whether one thing can be both: two people or two bodies, one or many, and not two different names."""
    if a.pronoun is not None or (b.pronoun is not None and b.pronoun.sort != "personal"):
        return False
    if a.plural != b.plural and not (a.name and b.name):
        return False
    if a.name and b.name:
        return a.kind == b.kind == "person" or (len(a.name) == 1 and a.name[0].isupper()) or a.kind == b.kind
    person = {a.kind == "person", b.kind == "person"}
    if a.kind == "thing" or b.kind == "thing":
        return False
    return len(person) == 1 or bool(_named(a, b) and _named(a, b).shape is None)  # type: ignore[union-attr]


def _named(a: Reading, b: Reading) -> Reading | None:
    return a if a.name else b if b.name else None
