"""Where the words of a name begin and end, and the words before it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from tocsin.model import Analysis, Mention
from tocsin.names import PARTICLES

GLUED = frozenset({"-", ".", "'", "’", "'s", "’s"})
"""Tokens that belong to the word before them."""
BRACKETS = frozenset({"(", ")", "[", "-LRB-"})


def capitalised(
    analysis: Analysis, first: int, last: int, skip: Container[int] = ()
) -> Iterator[tuple[str, ...]]:
    """Runs of words from `first` to `last` that begin with a capital, with small words between them."""
    run: list[str] = []
    for token in analysis.tokens[first : last + 1]:
        small = run and token.text in ("of", "and", "the", "-")
        if token.i not in skip and (small or token.text[0].isupper()):
            run.append(token.text)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def name_run(analysis: Analysis, mention: Mention) -> tuple[int, int]:
    """The capitalised words that end in the mention's head, and what belongs to the name behind it."""
    tokens, first, last = analysis.tokens, mention.head, mention.head
    while (
        first > mention.first
        and _joins(analysis, first - 1)
        and not _of_other_name(analysis, mention, first - 1)
    ):
        first -= 1
    while first < mention.head and tokens[first].pos not in ("PROPN", "NOUN", "ADJ", "NUM"):
        first += 1
    for name in analysis.names:
        if name.first <= mention.head <= name.last and name.label == "ORG":
            first = min(first, max(name.first, mention.first))
            while first < mention.head and tokens[first].pos in ("DET", "PUNCT", "PART"):
                first += 1
            last = max(last, min(name.last, mention.last))
    while last < mention.last and tokens[last + 1].pos in ("PROPN", "NUM"):
        last += 1
    last = _of_tail(analysis, mention, last)
    return first, next((i - 1 for i in range(first + 1, last + 1) if tokens[i].text in BRACKETS), last)


def _of_other_name(analysis: Analysis, mention: Mention, i: int) -> bool:
    """Whether token `i` is of another name than the person's that ends in the head: no part of the run."""
    if mention.label != "PERSON":
        return False
    return any(n.first <= i <= n.last < mention.head and n.label != "PERSON" for n in analysis.names)


def _joins(analysis: Analysis, i: int) -> bool:
    """Whether token `i` continues a run of capitalised words to the left."""
    token = analysis.tokens[i]
    if token.pos == "PROPN" or token.text in ("-", "&", "."):
        return True
    if _is_of_many(analysis, i):
        return True
    if token.text in PARTICLES or (token.text[0].isupper() and token.pos in ("ADJ", "NOUN", "VERB")):
        return True
    return token.text in ('"', "“", "”") and i > 0 and analysis.tokens[i - 1].pos == "PROPN"


def _is_of_many(analysis: Analysis, i: int) -> bool:
    """Whether token `i` is the mark of `the Dockers' Union`, not of `the Philippines' Senate`."""
    if analysis.tokens[i].text not in ("'", "’") or i == 0 or not analysis.tokens[i - 1].text.endswith("s"):
        return False
    many = analysis.tokens[i - 1].tag in ("NNPS", "NNP") and analysis.tokens[i - 1].dep == "poss"
    return many and not any(n.first <= i - 1 <= n.last and n.label == "GPE" for n in analysis.names)


def _of_tail(analysis: Analysis, mention: Mention, last: int) -> int:
    """`last` moved over `of Health`, `of Puerto Rico` where the head is no person's title."""
    tokens, at = analysis.tokens, last + 1
    if (
        at + 1 > mention.last
        or tokens[at].lemma not in ("of", "for", "on")
        or mention.label in ("PERSON", None)
    ):
        return last
    at += 1 + (tokens[at + 1].pos == "DET")
    while at <= mention.last and (tokens[at].pos == "PROPN" or tokens[at].text in ("and", ",", "of", "&")):
        last = at if tokens[at].pos == "PROPN" else last
        at += 1
    return last


def whole_words(words: Iterable[str]) -> tuple[str, ...]:
    """Words of a name, those around a hyphen or full stop put together again."""
    out: list[str] = []
    for word in words:
        if out and (word in GLUED or out[-1].endswith("-")):
            out[-1] += word
        elif word not in ('"', "“", "”", ","):
            out.append(word)
    return tuple(out)


def role_words(analysis: Analysis, first: int, end: int) -> tuple[str, ...]:
    """Words of a role from `first` up to `end`: lower case, the last singular, no articles, no numbers."""
    tokens = analysis.tokens
    kept = [t for t in tokens[first:end] if t.pos not in ("DET", "NUM", "PUNCT", "PART", "PRON", "ADV", "X")]
    if not kept:
        return ()
    return (*(t.lemma if t.tag == "NNS" else t.text.lower() for t in kept[:-1]), kept[-1].lemma)
