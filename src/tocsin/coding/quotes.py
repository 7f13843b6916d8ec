"""Words in quotation marks and who spoke them.

A quotation's span holds the words inside the marks. Its speaker is the subject of the verb of saying that
governs or stands next to it, else of what it hangs on (`dismissed it as a "psychosis"`, `cries of "Out!"`),
else, where it begins its own sentence, whoever spoke last in the paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tocsin.coding.grammar import NOMINAL, VERBAL, Clause
from tocsin.coding.reading import Reading
from tocsin.model import Block, Entity, Quotation, Span

QUOTED = re.compile(r'“([^“”]{1,4000})”|"([^"]{1,4000})"|(?<!\w)‘([^‘’]{12,2000})’(?!\w)')
"""A closing mark must come within the paragraph; single marks only around more than a word."""
LEFT_OPEN = re.compile(r'[“"]([^“”"]{12,4000})$')
"""A quotation that goes on in the next paragraph, which opens with a mark again."""
MARKS = ("“", '"')
NOBODY = frozenset(
    ("i", "we", "you", "it", "this", "that", "which", "these", "those", "there", "me", "us", "what")
)
"""Words that are no speaker unless the report says who they are."""
NAMED = 5
"""Words in the longest title that stands in marks (`the film "The Last Strike"`)."""
SPEAKERS = ("person", "organization", "group", "country", "place")
"""Kinds of entities that can say something."""
FAR = 60
"""Characters between a quotation and a verb of saying that does not govern it."""


def find_quotations(reading: Reading, clauses: Sequence[Clause]) -> tuple[Quotation, ...]:
    """Every quotation in the body of a report, with its speaker where one is told."""
    by_block: dict[int, list[Clause]] = {}
    for clause in clauses:
        by_block.setdefault(clause.analysis.sentence.block, []).append(clause)
    found: list[Quotation] = []
    blocks, carried = reading.document.blocks, None
    for number, inside in by_block.items():
        after = blocks[number + 1] if number + 1 < len(blocks) else None
        spans, is_open = _spans(blocks[number], after)
        here = _Paragraph(reading, inside, spans).quotations(carried)
        carried = here[-1] if is_open and here and here[-1].speaker else None
        found += here
    return tuple(found)


def _spans(block: Block, after: Block | None) -> tuple[list[Span], bool]:
    """The words inside marks, raw, and whether the last ones go on in the paragraph `after`."""
    found, end = [], 0
    for match in QUOTED.finditer(block.text):
        words = match[match.lastindex or 0]
        start = match.start(match.lastindex or 0) + len(words) - len(words.lstrip())
        if words.strip():
            found.append(block.align.span(start, start + len(words.strip())))
        end = match.end()
    rest = LEFT_OPEN.search(block.text, end)
    if rest is None or after is None or not after.text.startswith(MARKS):
        return found, False
    return [*found, block.align.span(rest.start(1), rest.end(1))], True


class _Paragraph:
    """The quotations of one paragraph."""

    def __init__(self, reading: Reading, clauses: list[Clause], spans: list[Span]) -> None:
        self.reading = reading
        self.clauses = clauses
        self.spans = spans
        self._starts = [span.start for span in spans]

    def quotations(self, before: Quotation | None) -> list[Quotation]:
        """In text order; `before` is the one of the last paragraph that goes on here."""
        found: list[Quotation] = []
        for number, span in enumerate(self.spans):
            if number == 0 and before is not None:
                found.append(_again(before, span))
                continue
            told = self._quotation(span)
            last = next((q for q in reversed(found) if q.speaker), None)
            if told.speaker is None and last is not None and self._opens(span):
                told = _again(last, span)
            found.append(told)
        return found

    def _opens(self, span: Span) -> bool:
        """Whether the quotation begins a sentence."""
        return any(abs(c.analysis.sentence.span.start - span.start) <= 1 for c in self.clauses)

    def _quotation(self, span: Span) -> Quotation:
        """The quotation with the speaker told in the sentence it ends in, else in the one it begins in."""
        touched = [c for c in self.clauses if c.analysis.sentence.span.overlaps(span)]
        for clause in dict.fromkeys((*touched[-1:], *touched[:1])):
            for head in self._speakers(clause, span):
                if (quotation := self._by(clause, head, span)) is not None:
                    return quotation
        return Quotation(speaker=None, span=span)

    def _by(self, clause: Clause, head: int, span: Span) -> Quotation | None:
        """The quotation as spoken by the phrase headed by `head`; None where that can be nobody."""
        first, last = self.reading.phrase(clause.analysis, head)
        entity = self._named(clause, head, first, last) or self._at(clause, head)
        word = clause.tokens[head].text.lower()
        if word in ("he", "she") and (entity is None or self._only_quoted(entity)):
            entity = self._last_person(clause.tokens[head].start)
        if (entity is None and word in NOBODY) or (entity is not None and entity.kind == "thing"):
            return None
        return Quotation(
            speaker=entity.name if entity else clause.analysis.text(first, last),
            span=span,
            speaker_span=clause.analysis.span(first, last),
            entity=entity.id if entity else None,
        )

    def _at(self, clause: Clause, head: int) -> Entity | None:
        return self.reading.cast.at(clause.analysis.sentence.index, head)

    def _named(self, clause: Clause, head: int, first: int, last: int) -> Entity | None:
        """The person whose name stands behind a title or office: `Republican Mark Amodei`, `the mayor, X`."""
        known = self._at(clause, head)
        if clause.tokens[head].tag not in ("NN", "NNP") or (known and _is_named(known)):
            return None
        near = [c for i in range(first, last + 1) for c in clause.kids(i, "appos")]
        near += [c for c in clause.kids(head, "conj") if clause.tokens[c].pos == "PROPN"]
        while last + 1 < len(clause.tokens) and clause.tokens[last + 1].pos == "PROPN":
            last += 1
        near += [last] if clause.tokens[last].pos == "PROPN" else []
        found = (self._at(clause, i) for i in near if i != head)
        return next((e for e in found if e and e.kind == "person" and _is_named(e)), None)

    def _only_quoted(self, entity: Entity) -> bool:
        """Whether an entity is named in quotations alone: nobody who speaks."""
        return all(self._in_marks(m.span.start) for m in entity.mentions if m.kind != "pronoun")

    def _last_person(self, at: int) -> Entity | None:
        """The person named last before a raw offset, outside quotations."""
        best: tuple[int, Entity] | None = None
        for entity in self.reading.entities.values():
            if entity.kind == "person":
                for mention in entity.mentions:
                    start = mention.span.start
                    if start < at and (best is None or start > best[0]) and not self._in_marks(start):
                        best = start, entity
        return best[1] if best else None

    # ------------------------------------------------------------------ who may have said it

    def _speakers(self, clause: Clause, span: Span) -> Iterator[int]:
        """Heads of the phrases that may be the speaker, the likeliest first."""
        before = [t.i for t in clause.tokens if t.end <= span.start][-4:]
        for i in before:
            if clause.tokens[i].lemma in self.reading.cues["cry"] and clause.tokens[i].tag == "NNS":
                yield from self._crowd(clause, i)
        yield from self._by_saying(clause, span)
        inside = [t.i for t in clause.tokens if span.start <= t.start < span.end and t.pos != "PUNCT"]
        if not inside or not _is_name(clause, inside):
            yield from self._by_governor(clause, inside)
        if clause.analysis.sentence.text[: self._clean(clause, span)].rstrip(' “"‘').endswith((":", ",")):
            yield from self._by_colon(clause, span)

    @staticmethod
    def _clean(clause: Clause, span: Span) -> int:
        """Where the quotation begins in the text of the sentence; 0 where it began before."""
        return next((t.at for t in clause.tokens if t.start >= span.start), 0)

    def _by_colon(self, clause: Clause, span: Span) -> Iterator[int]:
        """`X published a letter: "..."`: the subject of the last verb before."""
        for token in reversed(clause.tokens):
            if token.start < span.start and token.pos in VERBAL and not self._in_marks(token.start):
                for head in clause.slots(token.i).get("subject", ()):
                    if (entity := self._at(clause, head)) and entity.kind in SPEAKERS:
                        yield head

    def _by_saying(self, clause: Clause, span: Span) -> Iterator[int]:
        """Subjects of verbs of saying outside the marks: governing ones first, then by distance."""
        inside = {t.i for t in clause.tokens if span.start <= t.start < span.end}
        above = {a for i in inside for a in clause.ancestors(i)}
        ranked: list[tuple[bool, int, int]] = []
        for token in clause.tokens:
            if (
                token.pos in VERBAL
                and token.lemma in self.reading.cues["say"]
                and not self._in_marks(token.start)
            ):
                gap = token.start - span.end if token.start >= span.end else span.start - token.end
                ranked.append((token.i not in above and gap > 3, gap, token.i))
        for far, gap, verb in sorted(ranked):
            if not far or gap < FAR or clause.tokens[verb].start > span.end:
                yield from self._subjects(clause, verb)

    def _subjects(self, clause: Clause, verb: int) -> Iterator[int]:
        """Who says: the subject, else (`"...," said X`) the noun right behind the verb."""
        for head in clause.slots(verb).get("subject", ()):
            if not self._in_marks(clause.tokens[head].start) and clause.tokens[head].pos in NOMINAL:
                yield head
        for i in range(verb + 1, min(verb + 8, len(clause.tokens))):
            token = clause.tokens[i]
            if token.pos not in ("DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "PART") or token.lemma == "to":
                return
            following = clause.tokens[i + 1] if i + 1 < len(clause.tokens) else None
            if token.pos in NOMINAL and (following is None or following.pos not in ("NOUN", "PROPN", "PART")):
                yield i
                return

    def _by_governor(self, clause: Clause, inside: list[int]) -> Iterator[int]:
        """`dismissed it as a "psychosis"`, `X's calls for "dialogue"`: whoever does what it hangs on."""
        for above in clause.ancestors(inside[0]) if inside else ():
            token = clause.tokens[above]
            if self._in_marks(token.start) or token.pos not in (*VERBAL, "NOUN"):
                continue
            if token.tag == "VB" and any(clause.tokens[c].lemma == "to" for c in clause.kids(above, "aux")):
                for asked in clause.kids(
                    token.head, "dobj"
                ):  # `weighed X's calls for Y to conduct "dialogue"`
                    yield from clause.slots(asked).get("possessor", ())
                continue
            slots = clause.slots(above)
            for slot in ("possessor", "by", "from", "subject"):
                for head in slots.get(slot, ()):
                    if self._may_speak(clause, head):
                        yield head

    def _may_speak(self, clause: Clause, head: int) -> bool:
        entity = self._at(clause, head)
        return (
            entity is not None and entity.kind in SPEAKERS and not self._in_marks(clause.tokens[head].start)
        )

    def _crowd(self, clause: Clause, noun: int) -> Iterator[int]:
        """Who cries in `faced cries of "Out!"`: not who faces it, but the people named nearest before."""
        slots = clause.slots(noun)
        if not (slots.get("possessor") or slots.get("from") or slots.get("by")):
            for i in range(noun - 1, -1, -1):
                token = clause.tokens[i]
                if (
                    token.tag == "NNS"
                    and token.dep not in ("nsubj", "compound")
                    and self._may_speak(clause, i)
                ):
                    yield i

    def _in_marks(self, at: int) -> bool:
        number = bisect_right(self._starts, at) - 1
        return number >= 0 and at < self.spans[number].end


def _is_named(entity: Entity) -> bool:
    """Whether an entity has a name of its own, not an office alone (`The mayor of Paris`)."""
    return entity.name[:1].isupper() and any(
        m.kind == "name" and m.text in entity.name for m in entity.mentions
    )


def _is_name(clause: Clause, inside: list[int]) -> bool:
    """Whether the words in marks are a title or nickname: few, and all that count capitalised."""
    words = [clause.tokens[i] for i in inside if clause.tokens[i].pos not in ("DET", "ADP", "PART", "CCONJ")]
    return len(inside) <= NAMED and all(w.text[:1].isupper() and w.pos not in ("VERB", "INTJ") for w in words)


def _again(before: Quotation, span: Span) -> Quotation:
    """A further quotation of the same speaker."""
    return Quotation(
        speaker=before.speaker, span=span, speaker_span=before.speaker_span, entity=before.entity
    )
