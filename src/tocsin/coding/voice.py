"""Who says so: the paper itself, or a source whose clause or quotation the trigger stands in."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.coding.grammar import OF_DEEDS, Clause
from tocsin.coding.reading import Reading
from tocsin.model import Attribution, Quotation, Span


@dataclass(frozen=True, slots=True)
class Saying:
    """A source: its head token in the sentence (None where outside), the verb or phrase, attribution."""

    speaker: int | None
    verb: int | None
    attribution: Attribution
    rule: str
    entity: str | None
    source: str
    """File and line of the word that tells, or the module that decided."""


DEEDS = frozenset(("prep", "pcomp", "pobj", "conj", "dobj", "xcomp"))
"""Links by which a deed hangs on a verb of accusing: `accused of ordering the killing`."""


def find_saying(
    reading: Reading, clause: Clause, head: int, quotations: tuple[Quotation, ...]
) -> Saying | None:
    """The source to which the statement of the trigger at `head` is attributed, if any; nearest first."""
    return (
        _hedged(reading, clause, head)
        or _alleged(reading, clause, head)
        or _said(reading, clause, head)
        or _according(reading, clause, head)
        or _quoted(clause, head, quotations)
    )


def _said(reading: Reading, clause: Clause, head: int) -> Saying | None:
    """`X said that ...`, `..., X said`, `reports that ...`: the clause above is one of saying."""
    i = head
    for above in clause.ancestors(head):
        token, below = clause.tokens[above], clause.tokens[i]
        if below.dep in ("ccomp", "parataxis", "dep") and token.lemma in reading.cues["say"]:
            return _by_verb(reading, clause, above)
        if below.dep in ("xcomp", "oprd") and clause.is_passive(above) and token.lemma in reading.cues["say"]:
            return _by_verb(reading, clause, above)  # `is said to have fled`
        if below.dep in ("acl", "ccomp", "relcl") and token.lemma in reading.cues["source"]:
            return _by_noun(reading, clause, above) if below.dep != "relcl" else None
        if token.lemma in reading.cues["source"] and below.dep == "prep" and below.lemma == "of":
            return _by_noun(reading, clause, above)
        i = above
    return None


def _alleged(reading: Reading, clause: Clause, head: int) -> Saying | None:
    """`X accuses Y of ...`, `charged with ...`: the deed that somebody is accused of."""
    i = head
    for above in clause.ancestors(head):
        below = clause.tokens[i]
        if below.dep == "prep" and below.lemma in OF_DEEDS:
            verb = clause.verb_of(above)
            blames = clause.tokens[verb].lemma in reading.cues["alleging"]
            return _by_verb(reading, clause, verb, "alleging") if blames else None
        if below.dep not in DEEDS:
            return None
        i = above
    return None


def _by_verb(reading: Reading, clause: Clause, verb: int, kind: str = "say") -> Saying:
    slots = clause.slots(verb)
    speakers = slots.get("subject", ())
    text = clause.tokens[verb].text
    source = reading.cues.source((kind,), clause.tokens[verb].lemma) or "voice"
    if not speakers:
        span = clause.analysis.span(verb, verb)
        return Saying(
            None, verb, Attribution(text=text, name=None, span=span), "verb of saying", None, source
        )
    return _speaker(reading, clause, speakers[0], verb, "verb of saying", source)


def _by_noun(reading: Reading, clause: Clause, noun: int) -> Saying:
    slots = clause.slots(noun)
    source = reading.cues.source(("source",), clause.tokens[noun].lemma) or "voice"
    owners = slots.get("possessor") or slots.get("by") or slots.get("from") or ()
    if owners:
        return _speaker(reading, clause, owners[0], None, "noun of saying", source)
    first, last = reading.phrase(clause.analysis, noun)
    attribution = Attribution(
        text=clause.analysis.text(first, last), name=None, span=clause.analysis.span(first, last)
    )
    return Saying(None, None, attribution, "noun of saying", None, source)


def _speaker(reading: Reading, clause: Clause, head: int, verb: int | None, rule: str, source: str) -> Saying:
    first, last = reading.phrase(clause.analysis, head)
    entity = reading.cast.at(clause.analysis.sentence.index, head)
    attribution = Attribution(
        text=clause.analysis.text(first, last),
        name=entity.name if entity else None,
        span=clause.analysis.span(first, last),
    )
    return Saying(head, verb, attribution, rule, entity.id if entity else None, source)


def _according(reading: Reading, clause: Clause, head: int) -> Saying | None:
    """`according to the union` anywhere in the sentence's main clauses."""
    for token in clause.tokens:
        if token.lemma == "accord" and token.text.lower() == "according":
            for c in clause.children[token.i]:
                if clause.tokens[c].lemma == "to" and (heads := clause.kids(c, "pobj")):
                    return _speaker(reading, clause, heads[0], None, "according to", "voice")
    return None


def _hedged(reading: Reading, clause: Clause, head: int) -> Saying | None:
    """`reportedly`, `alleged`: attributed to nobody in particular."""
    for i in (head, clause.governor(head)):
        for c in clause.children[i] if i is not None else ():
            token = clause.tokens[c]
            if token.lemma in reading.cues["hedge"] and token.dep in ("advmod", "amod"):
                span = clause.analysis.span(c, c)
                source = reading.cues.source(("hedge",), token.lemma) or "voice"
                attribution = Attribution(text=token.text, name=None, span=span)
                return Saying(None, None, attribution, "hedge", None, source)
    return None


def _quoted(clause: Clause, head: int, quotations: tuple[Quotation, ...]) -> Saying | None:
    """The trigger stands in quotation marks whose speaker is known."""
    token = clause.tokens[head]
    quotation = quotation_at(quotations, Span(token.start, token.end))
    if quotation is None or quotation.speaker is None:
        return None
    attribution = Attribution(text=quotation.speaker, name=quotation.speaker, span=quotation.speaker_span)
    return Saying(None, None, attribution, "quotation", quotation.entity, "quotes")


def quotation_at(quotations: tuple[Quotation, ...], span: Span) -> Quotation | None:
    """The quotation that covers `span`, if any."""
    return next((q for q in quotations if q.span.start <= span.start < q.span.end), None)
