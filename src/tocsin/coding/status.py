"""Is it so: negated, hypothetical, future, historical, ongoing or actual, in that order.

Read off the words around the trigger: auxiliaries, negators, the verbs and nouns that govern it, and
the date. The words are rows of `cues.txt`; this module knows only where to look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tocsin.codebook.cues import Cues
from tocsin.coding.grammar import VERBAL, Clause
from tocsin.model import Status, Token, When

PRESENT = ("VBZ", "VBP")
CUES: Mapping[Status, tuple[str, ...]] = {
    "negated": ("negator", "negating", "denying"),
    "hypothetical": ("conditional", "possible"),
    "future": ("planned", "planning", "awaited", "calling"),
    "ongoing": ("ongoing",),
}
"""Kinds of cue that give a status."""
SUBJECTS = ("nsubj", "nsubjpass", "csubj")
WILL = frozenset(("will", "shall", "would", "'ll", "wo", "ll"))
"""Auxiliaries of what lies ahead, even in what somebody said: `said that they would strike on Monday`."""
YEAR = dt.timedelta(days=366)


class Modality(NamedTuple):
    """A status, the word that gave it, and the row of the table that word stands in."""

    status: Status
    why: str
    source: str


def modality(clause: Clause, head: int, words: frozenset[int], cues: Cues) -> Modality:
    """Status of the trigger at token `head` as its sentence gives it.

    A negator among the trigger's own `words` (`did not accept`, a refusal) does not negate it. Dates
    are not looked at: see `dated`.
    """
    chain = list(_chain(clause, head))
    own_negator = any(clause.tokens[w].lemma in cues["negator"] for w in words)
    verdicts = (
        (_hypothetical, _future, _ongoing) if own_negator else (_negated, _hypothetical, _future, _ongoing)
    )
    for verdict in verdicts:
        for step, (i, link) in enumerate(chain):
            if found := verdict(clause, i, link, cues, step):
                status, token = found
                return Modality(status, token.text, cues.source(CUES[status], token.lemma) or "tense")
    return Modality("actual", "stated as fact", "tense")


def dated(status: Status, date: When | None, published: dt.date | None, *, past: bool) -> Status:
    """Status once the date is known: over a year before publication is historical, after it future.

    What is told in the `past` tense does not become future by a date that stands near.
    """
    if published is None or date is None or status in ("negated", "hypothetical"):
        return status
    if date.end < published - YEAR and status != "future":
        return "historical"
    if date.start > published and not past and status in ("actual", "ongoing"):
        return "future"
    return status


def _chain(clause: Clause, head: int) -> Iterator[tuple[int, str]]:
    """The trigger and the words that govern it as far as its truth hangs on them.

    Yields (token, link): `self` for the trigger, `support` for the verb a noun stands with, `xcomp` for a
    verb or noun that takes it as complement, `if` for the clause it stands in.
    """
    yield head, "self"
    tokens = clause.tokens
    i = head
    for _ in range(6):
        token = tokens[i]
        above = token.head
        if above == i:
            return
        up = tokens[above]
        if token.dep == "conj" and up.pos == token.pos:
            bare = not clause.kids(i, *SUBJECTS) and not clause.kids(i, "aux", "neg")
            if bare and (
                token.tag == up.tag or token.pos != "VERB"
            ):  # `will not sign and condemned` is no pair
                yield above, "conj"
            i = above
        elif token.dep == "acl" and token.tag == "VBN":
            return  # `the elections promised in May were not held`: promised they were
        elif token.dep in ("xcomp", "pcomp", "acl") or (token.dep == "ccomp" and clause.is_infinitive(i)):
            yield above, "xcomp"
            i = above
        elif token.dep == "ccomp":
            yield above, "ccomp"
            return
        elif token.pos in ("NOUN", "PROPN") and token.dep in ("dobj", "nsubj", "nsubjpass", "attr"):
            if up.pos in VERBAL:
                yield above, "support"
            i = above
        elif token.dep in ("prep", "pobj", "dative", "agent"):
            yield above, "prep" if token.dep == "prep" else "pobj"
            i = above
        elif token.dep == "aux":
            i = above
        else:
            return


def _negated(clause: Clause, i: int, link: str, cues: Cues, step: int) -> tuple[Status, Token] | None:
    token = clause.tokens[i]
    if token.lemma == "without" and step == 1:
        return "negated", token
    if link in ("prep", "pobj"):
        return None
    if link == "ccomp":
        return ("negated", token) if token.lemma in cues["denying"] else None
    if link == "xcomp" and token.lemma in cues["negating"] | cues["denying"]:
        return "negated", token
    if link == "xcomp" and token.lemma == "have" and _child(clause, i, frozenset(("yet",))):
        return "negated", token
    if link == "support" and step == 1 and _phrasal(clause, i) in cues["averting"]:
        return "negated", token
    if link == "support" and not _supports(clause, i, cues):
        return None
    if word := _negator(clause, i, cues):
        return "negated", word
    return None


def _phrasal(clause: Clause, i: int) -> str:
    """A verb with its particle: `head off`."""
    return " ".join(clause.tokens[t].lemma for t in (i, *clause.kids(i, "prt")[:1]))


def _supports(clause: Clause, i: int, cues: Cues) -> bool:
    lemma = clause.tokens[i].lemma
    return lemma in cues["support"] or lemma in ("be", "see", "take", "occur", "happen", "hear", "find")


def _negator(clause: Clause, i: int, cues: Cues) -> Token | None:
    """The negator among the children of `i`, its auxiliaries or its subject's determiner."""
    for c in clause.children[i]:
        token = clause.tokens[c]
        if token.dep == "neg" or (
            token.lemma in cues["negator"] and token.dep in ("advmod", "det", "preconj")
        ):
            if token.lemma == "no" and token.dep == "advmod":  # `no longer`, `no fewer than`
                continue
            return token
        if token.dep in (*SUBJECTS, "dobj") and clause.tokens[i].pos in VERBAL:
            if token.lemma in cues["negator"] and token.dep != "dobj":
                return token
            for d in clause.children[c]:
                if clause.tokens[d].lemma == "no" and clause.tokens[d].dep == "det":
                    return clause.tokens[d]
        if token.dep == "prep" and token.lemma == "without" and not clause.tokens[i].pos:
            return token
    return None


def _hypothetical(clause: Clause, i: int, link: str, cues: Cues, step: int) -> tuple[Status, Token] | None:
    token = clause.tokens[i]
    if link == "ccomp":
        return None
    for c in clause.children[i]:
        word = clause.tokens[c]
        if word.dep == "mark" and word.lemma in cues["conditional"]:
            return "hypothetical", word
        if word.dep == "aux" and word.lemma in cues["possible"] and word.pos == "AUX":
            return "hypothetical", word
        if word.dep == "aux" and word.lemma == "would" and not _reported(clause, i, cues):
            return "hypothetical", word
    if link == "xcomp" and token.lemma in cues["possible"]:
        return "hypothetical", token
    return None


def _reported(clause: Clause, i: int, cues: Cues) -> bool:
    """Whether verb `i` stands in the clause of a verb of saying: its `would` is a `will`."""
    for above in clause.ancestors(i):
        token = clause.tokens[above]
        if token.lemma in cues["say"] or token.lemma in cues["planned"] or token.lemma in cues["source"]:
            return True
    return False


def _future(clause: Clause, i: int, link: str, cues: Cues, step: int) -> tuple[Status, Token] | None:
    token = clause.tokens[i]
    if link == "ccomp":
        return None
    for c in clause.children[i]:
        word = clause.tokens[c]
        if word.dep == "aux" and word.lemma in WILL:
            return "future", word
        if word.dep == "amod" and word.lemma in cues["planned"]:
            return "future", word
    if link == "xcomp" and (token.lemma in cues["planned"] or (token.lemma == "go" and token.tag == "VBG")):
        return "future", token
    if link == "xcomp" and token.lemma == "be":
        return "future", token
    if link == "self" and token.lemma in cues["awaited"] and clause.kids(i, "xcomp", "auxpass"):
        return "future", token
    if link == "support" and step == 1 and (token.lemma in cues["planning"] or _called(clause, i, cues)):
        return "future", token
    return None


def _called(clause: Clause, i: int, cues: Cues) -> bool:
    """`has called a strike`, `called a strike for Friday`, `announced one from Monday`; not one `in May`."""
    token = clause.tokens[i]
    if token.lemma not in cues["calling"] | cues["announcing"] or clause.kids(i, "prt"):
        return False
    if token.tag != "VBD" and token.lemma in cues["calling"]:
        return not clause.is_passive(i)
    days = [n for n in clause.analysis.names if n.label in ("DATE", "TIME")]
    aims = (o for word in _leading(clause, i, cues) for o in clause.children[word])
    return any(day.first <= aim <= day.last for aim in aims for day in days)


def _leading(clause: Clause, verb: int, cues: Cues) -> list[int]:
    """What leads to the day of what is called, below the verb or its object: `for`, `from`, `beginning`."""
    over = (verb, *clause.kids(verb, "dobj"))
    return [c for o in over for c in clause.children[o] if clause.tokens[c].text.lower() in cues["day-ahead"]]


def _ongoing(clause: Clause, i: int, link: str, cues: Cues, step: int) -> tuple[Status, Token] | None:
    token = clause.tokens[i]
    present = any(
        clause.tokens[c].dep in ("aux", "auxpass") and clause.tokens[c].tag in PRESENT
        for c in clause.children[i]
    )
    if link == "self" and token.tag in ("VBG", "VB") and present:  # `is demanding`, `does not accept`
        return "ongoing", token
    if link in ("self", "support") and token.tag in PRESENT and token.pos in VERBAL:
        return "ongoing", token
    if link in ("xcomp", "support") and token.lemma in cues["ongoing"]:
        return "ongoing", token
    if word := _child(clause, i, cues["ongoing"]):
        return ("ongoing", word) if link == "self" else None
    return None


def _child(clause: Clause, i: int, words: frozenset[str]) -> Token | None:
    return next((clause.tokens[c] for c in clause.children[i] if clause.tokens[c].lemma in words), None)
