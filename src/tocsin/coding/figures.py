"""Numbers that a report gives: what they count, as of when, and who gives them."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.coding.grammar import NOMINAL, VERBAL, Clause
from tocsin.coding.reading import Counted, Reading, Scene
from tocsin.coding.setting import find_date
from tocsin.coding.voice import Saying, find_saying
from tocsin.model import Figure, Quotation, When


def find_figures(
    reading: Reading, scene: Scene, clause: Clause, quotations: tuple[Quotation, ...]
) -> Iterator[Figure]:
    """A figure for each number of a sentence, in text order."""
    for number in scene.numbers:
        head = number.noun if number.noun is not None else number.last
        saying = find_saying(reading, clause, head, quotations)
        yield Figure(
            what=_what(reading, clause, number),
            quantity=number.quantity,
            as_of=_as_of(reading, scene, clause, head),
            by=_by(saying),
        )


def _by(saying: Saying | None) -> str | None:
    return (saying.attribution.name or saying.attribution.text) if saying else None


def _as_of(reading: Reading, scene: Scene, clause: Clause, head: int) -> When | None:
    """The date of its clause, else (a number in the present tense) the day of publication."""
    date = find_date(scene, clause, head, "actual", None)
    published = reading.document.source.published
    if date or published is None or clause.is_past(head):
        return date
    return When(start=published, end=published, text="", span=None, rule="present tense: day of publication")


def _what(reading: Reading, clause: Clause, number: Counted) -> str:
    """What is counted: the noun with its complements, else the subject that the number is said of."""
    if number.noun is not None:
        last = reading.phrase(clause.analysis, number.noun)[1]
        after = clause.analysis.text(number.last + 1, last) if number.last < last else ""
        return after or clause.tokens[number.noun].text
    for above in clause.ancestors(number.last):
        token = clause.tokens[above]
        if token.pos in VERBAL:
            subjects = [s for s in clause.slots(above).get("subject", ()) if s != number.last]
            if subjects and clause.tokens[subjects[0]].pos in NOMINAL:
                return clause.analysis.text(*reading.phrase(clause.analysis, subjects[0]))
        elif token.pos in NOMINAL and not number.first <= above <= number.last:
            return clause.analysis.text(*reading.phrase(clause.analysis, above))
    return number.quantity.unit
