"""Numbers that a report gives: what they count, as of when, and who gives them."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.coding.dates import find_date
from tocsin.coding.grammar import NOMINAL, VERBAL, Clause
from tocsin.coding.reading import Counted, Reading, Scene
from tocsin.coding.voice import find_saying
from tocsin.model import Figure, Quotation, When

DONE = frozenset(("VBN", "VBD"))
PLAIN = frozenset(("be", "have", "do", "include", "say", "become", "see", "get", "make", "take", "give"))
"""Verbs that add nothing to what is counted."""


def find_figures(
    reading: Reading, scene: Scene, clause: Clause, quotations: tuple[Quotation, ...]
) -> Iterator[Figure]:
    """A figure for each number of a sentence, in text order."""
    before = ""
    for number in scene.numbers:
        head = number.noun if number.noun is not None else number.last
        before = _what(reading, clause, number, before)
        yield Figure(
            what=before,
            quantity=number.quantity,
            as_of=_as_of(reading, scene, clause, head),
            by=_by(reading, clause, head, quotations),
        )


# ------------------------------------------------------------------ who gives it


def _by(reading: Reading, clause: Clause, head: int, quotations: tuple[Quotation, ...]) -> str | None:
    """Who gives the number: nobody in particular (`reportedly`) is nobody."""
    if (verb := _inserted(reading, clause, head)) is not None:
        return _named(reading, clause, clause.slots(verb).get("subject", ()))
    saying = find_saying(reading, clause, head, quotations)
    if saying is not None:
        return None if saying.rule == "hedge" else saying.attribution.name or saying.attribution.text
    for above in clause.ancestors(head):
        if clause.tokens[above].lemma in reading.cues["say"] and clause.tokens[above].tag != "VBG":
            return _named(reading, clause, clause.slots(above).get("subject", ()))
    return None


def _named(reading: Reading, clause: Clause, heads: tuple[int, ...]) -> str | None:
    for head in heads:
        entity = reading.cast.at(clause.analysis.sentence.index, head)
        return entity.name if entity else clause.analysis.text(*reading.phrase(clause.analysis, head))
    return None


def _inserted(reading: Reading, clause: Clause, head: int) -> int | None:
    """`claims` in `the rate, which the government claims stands at 5 percent`: parsers lose its grammar."""
    verb = clause.governor(head)
    if verb is None or not verb:
        return None
    before = clause.tokens[verb - 1]
    told = before.lemma in reading.cues["say"] and before.dep == "relcl" and before.pos in VERBAL
    return before.i if told else None


# ------------------------------------------------------------------ as of when


def _as_of(reading: Reading, scene: Scene, clause: Clause, head: int) -> When | None:
    """The date of its clause, else the only one of its sentence; publication where nothing is past."""
    date = find_date(scene, clause, head, "actual", None)
    if date is None and len(scene.times) == 1 and clause.is_past(head):
        date = scene.times[0].resolve("past", None)
    published = reading.document.source.published
    if date or published is None or (clause.is_past(head) and not _is_perfect(clause, head)):
        return date
    return When(start=published, end=published, text="", span=None, rule="present tense: day of publication")


def _is_perfect(clause: Clause, head: int) -> bool:
    """`has infected nearly 70,000 people so far`."""
    verb = clause.governor(head)
    return verb is not None and any(clause.tokens[c].tag in ("VBZ", "VBP") for c in clause.kids(verb, "aux"))


# ------------------------------------------------------------------ what is counted


def _what(reading: Reading, clause: Clause, number: Counted, before: str) -> str:
    """What is counted, in words of the report; `before` is what the number before it counted."""
    noun, unit = number.noun, number.quantity.unit
    if noun is None or unit in reading.cues["measure"] or number.quantity.is_money:
        return _measured(reading, clause, number, before)
    if clause.tokens[noun].pos == "NUM":
        return f"{unit} {_deed(clause, noun)}".strip()
    start = noun
    while start and clause.tokens[start - 1].dep in ("amod", "compound", "nmod", "punct"):
        start -= 1
    while start < noun and clause.tokens[start].pos in ("NUM", "PUNCT", "SYM"):
        start += 1
    last = max(noun, reading.phrase(clause.analysis, noun)[1])
    return f"{clause.analysis.text(start, last)} {_deed(clause, noun)}".strip()


def _deed(clause: Clause, noun: int) -> str:
    """What those counted did or had done to them: `people` `infected`."""
    token = clause.tokens[noun]
    verb = clause.tokens[token.head]
    if verb.pos not in VERBAL or verb.tag not in DONE or verb.lemma in PLAIN:
        return ""
    if token.dep not in ("nsubj", "nsubjpass", "dobj"):
        return ""
    place = next((c for c in clause.kids(verb.i, "prep") if clause.tokens[c].lemma in ("in", "at")), None)
    objects = clause.kids(place, "pobj") if place is not None and place > verb.i else []
    if objects and place is not None and objects[0] - place < 5:
        return f"{verb.text} {clause.analysis.text(place, objects[0])}"
    return verb.text


def _measured(reading: Reading, clause: Clause, number: Counted, before: str) -> str:
    """What an amount or share is of: `the average wage` is $500; a $500 million `loan`; else the deed."""
    i = number.last
    if (verb := _inserted(reading, clause, i)) is not None:
        return _phrase(reading, clause, clause.tokens[verb].head)
    for above in clause.ancestors(i):
        token = clause.tokens[above]
        if token.pos in VERBAL:
            return _of_verb(reading, clause, number, above, before)
        outside = not number.first <= above <= number.last and token.text not in ("%", "$")
        if token.pos in NOMINAL and outside and token.text.lower() not in reading.cues["measure"]:
            return _phrase(reading, clause, above, number)
    return number.quantity.unit


def _of_verb(reading: Reading, clause: Clause, number: Counted, verb: int, before: str) -> str:
    """The thing that the verb says the amount of: its object, else its subject, else the deed."""
    slots = clause.slots(verb)
    for slot in ("object", "subject"):
        for head in slots.get(slot, ()):
            if number.first <= head <= number.last or head == number.noun:
                continue
            if clause.tokens[head].pos == "PRON":
                return before or number.quantity.unit
            if slot == "object" or reading.cast.at(clause.analysis.sentence.index, head) is None:
                return _phrase(reading, clause, head)
    return before if clause.tokens[verb].lemma == "be" and before else clause.tokens[verb].text


def _phrase(reading: Reading, clause: Clause, head: int, number: Counted | None = None) -> str:
    """The phrase that a noun heads without its article, and without the number before it."""
    first, last = reading.phrase(clause.analysis, head)
    if number is not None and first <= number.last < head:
        first = number.last + 1
    while first < head and clause.tokens[first].pos in ("DET", "NUM", "SYM", "PUNCT"):
        first += 1
    return clause.analysis.text(first, last)
