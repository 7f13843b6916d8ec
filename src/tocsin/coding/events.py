"""One report's triggers made into events."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import NamedTuple

from tocsin.coding.confidence import facts, probability
from tocsin.coding.content import content_of, provision_of
from tocsin.coding.demands import find_demands
from tocsin.coding.figures import find_figures
from tocsin.coding.grammar import Clause
from tocsin.coding.members import members
from tocsin.coding.merge import Told, merge_mentions
from tocsin.coding.opinions import fill_gaps, opinion_on, proposed_triggers
from tocsin.coding.people import People
from tocsin.coding.quotes import find_quotations
from tocsin.coding.reading import Reading, Scene
from tocsin.coding.roles import SPEECH, Parts, find_participants, senses_of
from tocsin.coding.setting import Dated, Located, Narration
from tocsin.coding.shifting import Kind, shifted
from tocsin.coding.sizes import find_sizes, with_victims
from tocsin.coding.status import dated, modality
from tocsin.coding.triggers import Senses, Trigger, find_triggers
from tocsin.coding.voice import Saying, find_saying, quotation_at
from tocsin.model import (
    Dropped,
    Event,
    Evidence,
    Figure,
    Quotation,
    Span,
    Status,
    Step,
    Voice,
)

SPELLING = frozenset(("advcl", "acl", "pcomp", "prep", "pobj", "conj", "dobj", "xcomp"))
"""Links by which one trigger spells another one out."""
TRIGGER_WORDS = 6
"""A trigger's span is cut to about as many words as people mark."""


class Coded(NamedTuple):
    """What the coder made of a report."""

    events: tuple[Event, ...]
    figures: tuple[Figure, ...]
    quotations: tuple[Quotation, ...]
    dropped: tuple[Dropped, ...]


def code_events(reading: Reading) -> Coded:
    """The events of a report in text order, repeated mentions merged, and what was dropped and why."""
    clauses = tuple(Clause(scene.analysis, reading.cues["support"]) for scene in reading.scenes)
    quotations = find_quotations(reading, clauses)
    coder = _Coder(reading, quotations)
    figures: list[Figure] = []
    for scene, clause in zip(reading.scenes, clauses, strict=True):
        coder.code(scene, clause)
        figures.extend(find_figures(reading, scene, clause, quotations))
    events, merged = merge_mentions(coder.told)
    drops = coder.dropped + [Dropped(stage="merge", what="event", reason="repeated mention")] * merged
    ordered = tuple(sorted(events, key=lambda e: (e.trigger, e.type, e.id)))
    return Coded(ordered, tuple(figures), quotations, tuple(drops))


class _Coder:
    """Codes scene after scene, remembering what a narration carries on: the last date and place."""

    def __init__(self, reading: Reading, quotations: tuple[Quotation, ...]) -> None:
        self.reading = reading
        self.quotations = quotations
        self.told: list[Told] = []
        self.dropped: list[Dropped] = []
        self.narration = Narration(reading)

    def code(self, scene: Scene, clause: Clause) -> None:
        """Code one sentence."""
        self.narration.enter(scene)
        senses = senses_of(self.reading, clause)
        triggers, lost = find_triggers(clause, self.reading.lexicon, senses)
        for trigger, reason in lost:
            self._drop(scene, trigger, reason)
        triggers += tuple(proposed_triggers(clause, triggers, scene.proposals))
        for trigger in triggers:
            self._code_trigger(scene, clause, trigger, triggers, senses)
        self.told = with_victims(self.reading, scene, clause, self.told)
        before = [told.event for told in self.told]
        self.told.extend(map(_member, members(self.reading, scene, clause, before)))

    def _drop(self, scene: Scene, trigger: Trigger, reason: str) -> None:
        span = scene.analysis.span(trigger.first, trigger.last)
        what = f"{trigger.entry.type or 'no event'} {scene.analysis.text(trigger.first, trigger.last)!r}"
        self.dropped.append(Dropped(stage="code", what=what, reason=reason, span=span))

    def _code_trigger(
        self, scene: Scene, clause: Clause, trigger: Trigger, triggers: tuple[Trigger, ...], senses: Senses
    ) -> None:
        cues = self.reading.cues
        if outer := content_of(clause, trigger, triggers, cues):
            self._drop(scene, trigger, f"content of {outer.entry.type}")
            return
        if text := provision_of(clause, trigger, cues):
            self._drop(scene, trigger, f"what a {text.lower()} provides")
            return
        saying = find_saying(self.reading, clause, trigger.head, self.quotations)
        if SPEECH in trigger.entry.flags and saying is None:
            self._drop(scene, trigger, "nobody's words")
            return
        parts = find_participants(self.reading, clause, trigger, senses, saying)
        people = People(self.reading, clause, trigger.head, senses, saying)
        parts = fill_gaps(people, trigger, parts, scene.proposals)
        status, why = modality(clause, trigger.head, trigger.words, cues)
        date = self.narration.date(scene, clause, trigger.head, status)
        who = (*parts.actors, *parts.recipients)
        place = self.narration.place(scene, clause, trigger.head, trigger.entry.type or "", who)
        if status == "future" and trigger.entry.type in cues["done-by-saying"]:
            status, why = "actual", f"{trigger.entry.type} is done by saying so"
        status = dated(
            status,
            date.when if date else None,
            self.reading.document.source.published,
            past=clause.is_past(trigger.head),
        )
        event = self._event(scene, clause, trigger, parts, status, why, date, place, saying)
        event = self._weighed(scene, clause, trigger, event)
        if event.confidence < self.reading.confidence.threshold:
            self._drop(scene, trigger, "too unsure")
            return
        self.told.append(_told(scene, clause, trigger, triggers, event))

    def _weighed(self, scene: Scene, clause: Clause, trigger: Trigger, event: Event) -> Event:
        """The event with the probability that it is right, and what lexicon and model said."""
        token = clause.tokens[trigger.head]
        opinion = opinion_on(trigger, scene.proposals)
        quoted = quotation_at(self.quotations, Span(token.start, token.end)) is not None
        known = tuple(facts(clause, trigger, event, opinion, quoted=quoted))
        sure = round(probability(known, self.reading.confidence.weights), 3)
        said = "no model" if opinion.model is None else f"model {opinion.model:.2f}"
        rule = f"{'lexicon' if opinion.by_rule else 'no row of the lexicon'}, {said}"
        step = Step(field="confidence", value=str(sure), rule=rule, source="confidence.txt")
        return replace(event, confidence=sure, steps=(*event.steps, step))

    def _event(
        self,
        scene: Scene,
        clause: Clause,
        trigger: Trigger,
        parts: Parts,
        status: Status,
        why: str,
        date: Dated | None,
        located: Located | None,
        saying: Saying | None,
    ) -> Event:
        entry, analysis = trigger.entry, scene.analysis
        shift = shifted(self.reading, clause, trigger, status, parts, saying)
        kind, modes, status = shift.type, shift.modes, shift.status
        voice = self._voice(kind, parts, saying)
        if voice == "reported":
            saying = None
        actors = parts.actors
        if SPEECH in entry.flags:
            voice = "reported"  # its speaker is its actor
        span = analysis.span(trigger.first, min(trigger.last, trigger.first + TRIGGER_WORDS - 1))
        steps = (
            Step(
                field="event",
                value=f"{kind} {','.join(modes)}".strip(),
                rule=entry.pattern,
                source=entry.source,
                span=span,
            ),
            *_shift_steps(shift),
            *parts.steps,
            Step(field="status", value=status, rule=why, source="cues.txt"),
            Step(
                field="voice",
                value=voice,
                rule=saying.rule if saying else "the paper's own",
                source="cues.txt",
            ),
            *_setting_steps(date, located),
        )
        return Event(
            id=_identity(self.reading.document.id, span, kind, ""),
            type=kind,
            modes=modes,
            contexts=tuple(name for name, _ in self._contexts(clause)),
            actors=actors,
            recipients=parts.recipients,
            place=located.where if located else None,
            date=date.when if date else None,
            sizes=find_sizes(self.reading, scene, clause, trigger, kind, parts),
            demands=find_demands(self.reading, scene, clause, trigger, kind, parts),
            part_of=None,
            status=status,
            voice=voice,
            attribution=saying.attribution if saying else None,
            trigger=span,
            sentence=analysis.sentence.span,
            confidence=0.5,
            evidence=(Evidence(sentence=analysis.sentence.index, trigger=span, rule=entry.source),),
            steps=steps,
        )

    def _contexts(self, clause: Clause) -> tuple[tuple[str, str], ...]:
        return tuple(self.reading.contexts.of([t.lemma for t in clause.tokens]))

    def _voice(self, kind: str, parts: Parts, saying: Saying | None) -> Voice:
        """Attributed where a source states it; a source's own act of speech is reported."""
        if saying is None:
            return "reported"
        own = saying.entity is not None and any(a.entity == saying.entity for a in parts.actors)
        return "reported" if own and kind in self.reading.cues["verbal"] else "attributed"


def _member(event: Event) -> Told:
    """A member of a list, which merges with nothing."""
    return Told(event, "", is_noun=False, is_new=True, date=None, place=None, part_of_trigger=None, head=-1)


def _told(
    scene: Scene, clause: Clause, trigger: Trigger, triggers: tuple[Trigger, ...], event: Event
) -> Told:
    """The event with what tells whether it is a new one or an old one again."""
    sentence = scene.analysis.sentence.span
    head = clause.tokens[trigger.head]
    date, place = event.date, event.place
    return Told(
        event,
        lemma=head.lemma,
        is_noun=trigger.entry.pos == "n",
        is_new=clause.is_indefinite(trigger.head),
        date=date if date and date.span and date.span.overlaps(sentence) else None,
        place=place if place and place.span and place.span.overlaps(sentence) else None,
        part_of_trigger=_spelt_out(clause, trigger, triggers),
        head=trigger.head,
    )


def _spelt_out(clause: Clause, trigger: Trigger, triggers: tuple[Trigger, ...]) -> int | None:
    """The trigger of the same type that this one hangs below: `opened fire, killing two`."""
    above = {
        w: t.head
        for t in triggers
        if t is not trigger and t.entry.type == trigger.entry.type
        for w in t.words
    }
    i = trigger.head
    for up in clause.ancestors(i):
        token = clause.tokens[i]
        if token.dep not in SPELLING or (token.pos == "VERB" and token.tag != "VBG"):
            return None
        if up in above and token.dep != "conj":
            return above[up]
        i = up
    return None


def _shift_steps(shift: Kind) -> tuple[Step, ...]:
    if shift.source is None:
        return ()
    value = f"{shift.type} {','.join(shift.modes)}".strip()
    return (Step(field="event", value=value, rule="still to come", source=shift.source),)


def _setting_steps(date: Dated | None, located: Located | None) -> tuple[Step, ...]:
    steps = []
    if located:
        where = located.where
        steps.append(
            Step(field="place", value=where.name, rule=located.rule, source=where.rule, span=where.span)
        )
    if date:
        when = date.when
        value = f"{when.start} to {when.end}"
        steps.append(Step(field="date", value=value, rule=date.rule, source=when.rule, span=when.span))
    return tuple(steps)


def _identity(document: str, span: Span, kind: str, member: str) -> str:
    """Which finding this is: no time, tool or codebook version enters."""
    return hashlib.sha256(f"{document} {span.start} {span.end} {kind} {member}".encode()).hexdigest()[:12]
