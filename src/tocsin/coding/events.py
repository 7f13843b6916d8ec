"""One report's triggers made into events: the order of the questions, sentence by sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from tocsin.coding.confidence import facts, probability
from tocsin.coding.content import content_of, provision_of
from tocsin.coding.demands import find_demands
from tocsin.coding.figures import find_figures
from tocsin.coding.finding import Finding, event_of
from tocsin.coding.grammar import Clause
from tocsin.coding.members import STRIKE, members
from tocsin.coding.merge import Told, as_member, as_told, merge_mentions
from tocsin.coding.opinions import contended, opinion_on, proposal_on, proposed_triggers
from tocsin.coding.pointing import Pointing
from tocsin.coding.quotes import find_quotations
from tocsin.coding.reading import Reading, Scene
from tocsin.coding.roles import (
    SPEECH,
    Parts,
    as_armies,
    as_promised,
    as_strikers,
    find_participants,
    senses_of,
)
from tocsin.coding.setting import Dated, Narration
from tocsin.coding.shifting import shifted
from tocsin.coding.sizes import find_sizes, with_victims
from tocsin.coding.status import Modality, dated, modality
from tocsin.coding.throughout import with_countries, with_sectors
from tocsin.coding.triggers import Senses, Trigger, find_triggers
from tocsin.coding.voice import Saying, find_saying, quotation_at
from tocsin.coding.weighing import weighed
from tocsin.model import Dropped, Event, Figure, Quotation, Span, Voice

UNSURE = "too unsure"
"""Why most of what is found is dropped."""
ASKS = 0.4
"""Probability from which a trigger that the model alone proposes makes what hangs on it its content."""
FIGHTING = frozenset(("ASSAULT", "MOBILIZE"))
"""Types that a state does by its army."""


class Coded(NamedTuple):
    """What the coder made of a report."""

    events: tuple[Event, ...]
    figures: tuple[Figure, ...]
    quotations: tuple[Quotation, ...]
    dropped: tuple[Dropped, ...]


def code_events(reading: Reading) -> Coded:
    """The events of a report in text order, repeated mentions merged, and what was dropped and why."""
    cues = reading.cues
    verbs = cues["support"], cues["entering"], cues["taking"], cues["holding"]
    clauses = tuple(Clause(scene.analysis, *verbs) for scene in reading.scenes)
    quotations = find_quotations(reading, clauses)
    coder = _Coder(reading, quotations, clauses)
    figures: list[Figure] = []
    for position, (scene, clause) in enumerate(zip(reading.scenes, clauses, strict=True)):
        coder.code(position)
        figures.extend(find_figures(reading, scene, clause, quotations))
    events, merged = merge_mentions(coder.told)
    drops = coder.dropped + [Dropped(stage="merge", what="event", reason="repeated mention")] * merged
    ordered = sorted(with_countries(reading, with_sectors(events)), key=_in_text_order)
    return Coded(tuple(ordered), tuple(figures), quotations, tuple(drops))


def _in_text_order(event: Event) -> tuple[Span, str, int, str]:
    """By trigger; the members of a list in the order of the list, behind the whole."""
    listed = (
        [p.span.start for p in (*event.actors, event.place) if p is not None and p.span]
        if event.part_of
        else []
    )
    return event.trigger, event.type, max(listed, default=-1), event.id


class _Coder:
    """Codes scene after scene, remembering what a narration carries on: the last date and place."""

    def __init__(
        self, reading: Reading, quotations: tuple[Quotation, ...], clauses: tuple[Clause, ...]
    ) -> None:
        self.reading = reading
        self.readers = tuple((clause, senses_of(reading, clause)) for clause in clauses)
        """Each sentence's clause and what its phrases are, which the model may point at from any other."""
        self.quotations = quotations
        self.told: list[Told] = []
        self.dropped: list[Dropped] = []
        self.narration = Narration(reading)

    def code(self, position: int) -> None:
        """Code the sentence at this position of the report."""
        scene, (clause, senses) = self.reading.scenes[position], self.readers[position]
        self.narration.enter(scene)
        triggers, lost = find_triggers(clause, self.reading.lexicon, senses)
        for trigger, reason in lost:
            self._drop(scene, trigger, reason)
        enough = self.reading.confidence.threshold
        proposed = tuple(proposed_triggers(clause, triggers, scene.proposals, enough))
        heads = {p.head for p in scene.proposals or () if p.probability >= ASKS}
        outer = (*triggers, *(t for t in proposed if t.head in heads))
        triggers += proposed
        for finding in self._likeliest(self._findings(scene, clause, triggers, outer, senses)):
            event = event_of(finding, self.reading.document.id)
            self.reading.dealings.add(event)
            self.told.append(as_told(finding, event, triggers))
        self.told = with_victims(self.reading, scene, clause, self.told)
        before = [told.event for told in self.told]
        self.told.extend(map(as_member, members(self.reading, scene, clause, before)))

    def _findings(
        self,
        scene: Scene,
        clause: Clause,
        triggers: tuple[Trigger, ...],
        outer: tuple[Trigger, ...],
        senses: Senses,
    ) -> list[Finding]:
        """What is found at the triggers, in their order. `outer` are those whose content others may be.

        Where what asks is too unsure to be an event, what is asked is looked at again: else both are lost.
        """
        asking = tuple(t for t in outer if t.entry.type in self.reading.cues["content"])
        found = {trigger: self._find(scene, clause, trigger, asking, senses) for trigger in triggers}
        while lost := {trigger for trigger in asking if found[trigger] == UNSURE}:
            held = [t for t, finding in found.items() if isinstance(finding, str) and finding != UNSURE]
            inner = [t for t in held if content_of(clause, t, asking, self.reading.cues) in lost]
            asking = tuple(trigger for trigger in asking if trigger not in lost)
            found |= {trigger: self._find(scene, clause, trigger, asking, senses) for trigger in inner}
        for trigger, finding in found.items():
            if isinstance(finding, str):
                self._drop(scene, trigger, finding)
        return [finding for finding in found.values() if not isinstance(finding, str)]

    def _likeliest(self, found: list[Finding]) -> list[Finding]:
        """At each word the finding that lexicon and model together hold likeliest."""
        best: dict[int, Finding] = {}
        triggers = [finding.trigger for finding in found]
        words = [contended(finding.clause, finding.trigger, triggers) for finding in found]
        for word, finding in zip(words, found, strict=True):
            rival = best.get(word)
            if rival is None or finding.confidence > rival.confidence:
                best[word] = finding
        for word, finding in zip(words, found, strict=True):
            if best[word] is not finding:
                self._drop(finding.scene, finding.trigger, "another type is likelier")
        return [finding for word, finding in zip(words, found, strict=True) if best[word] is finding]

    def _find(
        self, scene: Scene, clause: Clause, trigger: Trigger, asking: tuple[Trigger, ...], senses: Senses
    ) -> Finding | str:
        """What there is to know about a trigger, or why it states no event.

        `asking` are the triggers whose content it may be.
        """
        saying = find_saying(self.reading, clause, trigger.head, self.quotations)
        if reason := self._objection(clause, trigger, asking, saying):
            return reason
        finding = self._weighed(self._described(scene, clause, trigger, senses, saying))
        if finding.confidence < self.reading.confidence.threshold:
            return UNSURE
        return weighed(finding, self.reading.participants)

    def _objection(
        self, clause: Clause, trigger: Trigger, asking: tuple[Trigger, ...], saying: Saying | None
    ) -> str | None:
        """Why the trigger states no event, if so."""
        if outer := content_of(clause, trigger, asking, self.reading.cues):
            return f"content of {outer.entry.type}"
        if text := provision_of(clause, trigger, self.reading.cues):
            return f"what the {text.lower()} provides"
        return "nobody's words" if SPEECH in trigger.entry.flags and saying is None else None

    def _described(
        self, scene: Scene, clause: Clause, trigger: Trigger, senses: Senses, saying: Saying | None
    ) -> Finding:
        """Who, whom, whether, when, where, how many, who says so."""
        reading, head, type_ = self.reading, trigger.head, trigger.entry.type or ""
        parts = find_participants(reading, clause, trigger, senses, saying)
        pointing = Pointing(reading, self.readers, proposal_on(clause, trigger, scene.proposals))
        parts = pointing.people(parts, clause, saying)
        mood = pointing.mood(modality(clause, head, trigger.words, reading.cues))
        mood = self._done(trigger, mood)
        date = self.narration.date(scene, clause, head, mood.status, type_, trigger.words)
        date = pointing.date(date, clause, mood.status)
        mood = self._settled(clause, trigger, mood, date)
        kind = pointing.kind(shifted(reading, clause, trigger, mood.status, parts, saying))
        if kind.type != type_ and type_ in reading.cues["joint"]:
            parts = as_promised(parts, self._subjects(clause, head))
        if STRIKE in kind.modes:
            parts = as_strikers(parts)
        if kind.type in FIGHTING:
            parts = as_armies(reading, parts)
        voice = pointing.voice(self._voice(trigger, kind.type, parts, saying), saying)
        place = self.narration.place(scene, clause, head, type_, (*parts.actors, *parts.recipients))
        place = pointing.place(place, clause, self.narration)
        return Finding(
            scene=scene,
            clause=clause,
            trigger=trigger,
            kind=kind,
            parts=parts,
            mood=mood,
            date=date,
            place=place,
            saying=saying if voice == "attributed" else None,
            voice=voice,
            sizes=find_sizes(reading, scene, clause, trigger, kind.type, parts),
            demands=find_demands(reading, scene, clause, trigger, kind.type, parts),
            contexts=tuple(reading.contexts.of([token.lemma for token in clause.tokens])),
            opinion=opinion_on(clause, trigger, kind.type, scene.proposals),
        )

    def _subjects(self, clause: Clause, head: int) -> frozenset[Span]:
        """The phrases that stand as subject of the trigger at token `head`."""
        phrases = (self.reading.phrase(clause.analysis, i) for i in clause.slots(head).get("subject", ()))
        return frozenset(clause.analysis.span(first, last) for first, last in phrases)

    def _done(self, trigger: Trigger, mood: Modality) -> Modality:
        """The status of what is done by saying that one will do it: `will not accept` is a refusal now."""
        type_ = trigger.entry.type or ""
        row = self.reading.cues.source(("done-by-saying",), type_) if mood.status == "future" else None
        return Modality("actual", f"{type_} is done by saying so", row) if row else mood

    def _settled(self, clause: Clause, trigger: Trigger, mood: Modality, date: Dated | None) -> Modality:
        """The status once type and date have had their say."""
        published = self.reading.document.source.published
        past = clause.is_past(trigger.head)
        status = dated(mood.status, date.when if date else None, published, past=past)
        return mood if status == mood.status else Modality(status, "by its date", "status")

    def _voice(self, trigger: Trigger, kind: str, parts: Parts, saying: Saying | None) -> Voice:
        """Attributed where a source states it; a source's own act of speech is reported."""
        if saying is None or SPEECH in trigger.entry.flags:
            return "reported"
        own = saying.entity is not None and any(a.entity == saying.entity for a in parts.actors)
        return "reported" if own and kind in self.reading.cues["verbal"] else "attributed"

    def _weighed(self, finding: Finding) -> Finding:
        """The finding with the probability that it is right."""
        token = finding.clause.tokens[finding.trigger.head]
        quoted = quotation_at(self.quotations, Span(token.start, token.end)) is not None
        known = tuple(facts(finding, quoted=quoted))
        sure = probability(known, self.reading.confidence.weights)
        return replace(finding, confidence=round(sure, 3), known=known)

    def _drop(self, scene: Scene, trigger: Trigger, reason: str) -> None:
        span = scene.analysis.span(trigger.first, trigger.last)
        what = f"{trigger.entry.type or 'no event'} {scene.analysis.text(trigger.first, trigger.last)!r}"
        self.dropped.append(Dropped(stage="code", what=what, reason=reason, span=span))
