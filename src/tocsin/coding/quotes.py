"""Words in quotation marks and who spoke them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tocsin.coding.grammar import NOMINAL, VERBAL, Clause
from tocsin.coding.reading import Reading
from tocsin.model import Block, Quotation, Span

QUOTED = re.compile(r'“[^“”]{1,4000}”|"[^"]{1,4000}"|(?<!\w)‘[^‘’]{12,2000}’(?!\w)')
"""A closing mark must come within the paragraph; single marks only around more than a word."""


def find_quotations(reading: Reading, clauses: Sequence[Clause]) -> tuple[Quotation, ...]:
    """Every quotation in the body of a report, with its speaker where one is told."""
    by_block: dict[int, list[Clause]] = {}
    for clause in clauses:
        by_block.setdefault(clause.analysis.sentence.block, []).append(clause)
    found: list[Quotation] = []
    last: Quotation | None = None
    for number, inside in by_block.items():
        last_here: Quotation | None = None
        for span in _spans(reading.document.blocks[number]):
            quotation = _speaker(reading, inside, span)
            if quotation.speaker is None and last_here is not None and _whole_sentence(inside, span):
                quotation = _same_speaker(last_here, span)
            found.append(quotation)
            last_here = quotation if quotation.speaker else last_here
        last = last_here or last
    return tuple(found)


def _spans(block: Block) -> Iterator[Span]:
    for match in QUOTED.finditer(block.text):
        yield block.align.span(match.start(), match.end())


def _whole_sentence(clauses: list[Clause], span: Span) -> bool:
    """Whether the quotation begins a sentence: then it goes on from the one before."""
    return any(abs(c.analysis.sentence.span.start - span.start) <= 1 for c in clauses)


def _same_speaker(before: Quotation, span: Span) -> Quotation:
    return Quotation(
        speaker=before.speaker, span=span, speaker_span=before.speaker_span, entity=before.entity
    )


def _speaker(reading: Reading, clauses: list[Clause], span: Span) -> Quotation:
    """The quotation with the speaker told in the sentence it ends in, else in the one it begins in."""
    touched = [c for c in clauses if c.analysis.sentence.span.overlaps(span)]
    for clause in dict.fromkeys((*touched[-1:], *touched[:1])):
        head = _by_saying(reading, clause, span) or _by_governor(clause, span)
        if head is not None:
            first, last = reading.phrase(clause.analysis, head)
            entity = reading.cast.at(clause.analysis.sentence.index, head)
            return Quotation(
                speaker=entity.name if entity else clause.analysis.text(first, last),
                span=span,
                speaker_span=clause.analysis.span(first, last),
                entity=entity.id if entity else None,
            )
    return Quotation(speaker=None, span=span)


def _by_saying(reading: Reading, clause: Clause, span: Span) -> int | None:
    """The subject of the nearest verb of saying outside the quotation."""
    best: tuple[int, int] | None = None
    for token in clause.tokens:
        if (
            token.pos not in VERBAL
            or token.lemma not in reading.cues["say"]
            or _inside(clause, token.i, span)
        ):
            continue
        speakers = [s for s in clause.slots(token.i).get("subject", ()) if not _inside(clause, s, span)]
        if speakers:
            gap = min(abs(token.start - span.end), abs(token.end - span.start))
            if best is None or gap < best[0]:
                best = gap, speakers[0]
    return best[1] if best else None


def _by_governor(clause: Clause, span: Span) -> int | None:
    """`dismissed it as a "psychosis"`: the subject of the verb the quotation hangs on."""
    inside = [t.i for t in clause.tokens if _inside(clause, t.i, span) and t.pos != "PUNCT"]
    if not inside:
        return None
    for above in clause.ancestors(inside[0]):
        if _inside(clause, above, span) or clause.tokens[above].pos not in (*VERBAL, "NOUN"):
            continue
        slots = clause.slots(above)
        for slot in ("subject", "possessor", "by", "from"):
            for head in slots.get(slot, ()):
                if not _inside(clause, head, span) and clause.tokens[head].pos in NOMINAL:
                    return head
    return None


def _inside(clause: Clause, i: int, span: Span) -> bool:
    return span.start <= clause.tokens[i].start < span.end
