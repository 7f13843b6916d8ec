"""When: which of the times a report tells is the date of an event.

Rules, best first:

    time phrase of its clause     the nearest that fits; `the same day` counts from the date told before
    goes on: day of publication   an ongoing act without a time
    narrated in its paragraph     the last date that the paragraph told, or its head: `Monday. They marched.`
    live: day of publication      what a live report tells under the hour
    episode of the report         the date that the lead told

What is to come or might be, and has no time phrase, has no date, unless it is told when it was announced;
nor has what somebody `has done`. Where nothing may be guessed (`--precise`), no date is taken over from what
was told before.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from tocsin.coding.clauses import FAR, distance
from tocsin.coding.grammar import NOMINAL, Clause
from tocsin.coding.offsets import counts_days, offset
from tocsin.coding.reading import Reading, Scene, Timed
from tocsin.coding.status import WILL
from tocsin.model import Status, Tense, When

BELOW = frozenset(("advcl", "ccomp", "relcl"))
"""Clauses whose times are their own."""
CONTENT = frozenset(("advcl", "ccomp", "relcl", "xcomp", "acl"))
"""The same below an act of speech, whose complement is what is asked, agreed or threatened."""
ATTRIBUTES = frozenset(("nummod", "amod", "compound", "nmod", "poss", "npadvmod"))
AHEAD = frozenset(("future", "hypothetical"))
"""Statuses of what has not come about."""
CLOCK = re.compile(r"\d{1,2}\s?[.:h]\s?\d\d")
"""The hour at the head of an entry of a live report."""
COMPARED = 12
"""Words before `since` in which `largest` makes it a comparison."""
SUPERLATIVE = ("JJS", "RBS")
BOUNDS = frozenset((("JJS", "least"), ("RBS", "least"), ("JJS", "most")))
"""Superlatives that compare nothing: `at least 200 since Monday`, `most of them since Monday`."""
EXACT = dt.timedelta(days=1)
"""The longest interval of which a few days more or less make another: not `in April`."""
EPISODE = dt.timedelta(days=7)
"""The longest interval at which a narration stands."""
HEAD = 2
"""Words that the head of a list item has beside its date."""
LEAD = 6
"""Sentences at the head of a report that tell the episode it is about."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date and how it was found."""

    when: When
    rule: str
    own: bool = False
    """Whether the event's own clause gives it."""


class Dates:
    """The dates a report has told so far, sentence after sentence."""

    def __init__(self, reading: Reading) -> None:
        self._blocks = reading.document.blocks
        self._published = reading.document.source.published
        self._guesses = reading.guesses
        self._content = reading.cues["content"]
        self._verbal = reading.cues["verbal"]
        self._live = False
        self._told: When | None = None
        self._episode: When | None = None

    def new_paragraph(self, scene: Scene) -> None:
        """Forget the date told in the paragraph before, and read that in the head of this one."""
        headings = self._blocks[scene.analysis.sentence.block].headings
        self._live = bool(headings) and CLOCK.match(headings[-1]) is not None
        self._told = _head_date(scene, self._episode)

    def of(
        self, scene: Scene, clause: Clause, head: int, status: Status, kind: str, words: frozenset[int]
    ) -> Dated | None:
        """The date of the event of type `kind` triggered at `head`, whose trigger has these `words`."""
        before = self._told or self._episode
        apart = CONTENT if kind in self._content else BELOW
        if apart is CONTENT and status not in AHEAD:
            words = frozenset()  # what is asked for by November is not asked for in November
        latest = latest_day(clause, head, status, self._published)
        own = find_date(scene, clause, head, status, before, apart, words, latest)
        aside = offset(clause, scene, head)
        if own:
            if not aside.words:  # `a day after it ...`: the story goes on a day later
                self._tell(own, scene, status)
            return Dated(own, "time phrase of its clause", own=True)
        if aside.days is None:
            return None  # `two months after it ...`: not when the story plays
        said_now = status == "actual" and kind in self._verbal and not clause.is_past(head)
        if (status == "ongoing" or said_now) and self._published:
            return Dated(self._today(self._published), "goes on: day of publication")
        if status in AHEAD:
            return None
        if self._told and self._guesses:
            return Dated(self._told, "narrated in its paragraph")
        if self._live and self._published:
            return Dated(self._today(self._published), "live: day of publication")
        if self._episode and self._guesses and clause.is_past(head) and not _is_perfect(clause, head):
            return Dated(self._episode, "episode of the report")
        return None

    def _tell(self, own: When, scene: Scene, status: Status) -> None:
        """Keep a date for what follows, if it is one that a narration can stand at."""
        ahead = self._published is not None and own.end > self._published
        if status in AHEAD or ahead or own.end - own.start > EPISODE:
            return
        self._told = own
        if self._episode is None and scene.analysis.sentence.index < LEAD:
            self._episode = own

    def _today(self, published: dt.date) -> When:
        return When(start=published, end=published, text="", span=None, rule="publication")


def _head_date(scene: Scene, before: When | None) -> When | None:
    """The date at the head of a list item: `Monday.`, `8 April:` with no verb beside it."""
    first = next((timed for timed in scene.times if timed.first == 0), None)
    if first is None or first.last + HEAD < len(scene.analysis.tokens):
        return None
    return first.resolve("past", before)


def find_date(
    scene: Scene,
    clause: Clause,
    head: int,
    status: Status,
    before: When | None,
    apart: frozenset[str] = BELOW,
    words: frozenset[int] = frozenset(),
    latest: dt.date | None = None,
) -> When | None:
    """The interval that the time phrase nearest to the trigger names, if its clause has one.

    None that begins after the day `latest`: what was done was not done next week.

    Clauses below it that hang in by one of the labels `apart` keep their times to themselves, unless their
    verb is one of the trigger's own `words` (`are due to meet on Friday`).
    """
    own_tense = _tense(clause, head, status)
    best: tuple[tuple[int, int, int], When] | None = None
    for timed in scene.times:
        near = distance(clause, head, timed.first)
        if near >= FAR or is_below(clause, head, timed, apart, words) or _is_term(clause, head, timed):
            continue
        tense: Tense = "past" if is_said_before(clause, head, timed.first) else own_tense
        there = told_when(clause, head, timed)
        when = timed.itself("past", None) if there else timed.resolve(tense, before)
        when = moved(clause, scene, head, timed, when)
        if when and not (latest and when.start > latest):
            if not there and is_of_another(clause, timed, when, status):
                continue
            attribute = _is_attribute(clause, head, timed)
            if status == "ongoing" and tense == "present" and (attribute or near > 1):
                continue  # `deplores this week's offensive` is said today
            key = (near, attribute, abs(timed.first - head))
            if best is None or key < best[0]:
                best = key, when
    return best[1] if best else None


def moved(clause: Clause, scene: Scene, head: int, timed: Timed, when: When | None) -> When | None:
    """The days of a time as those of the trigger: `on Saturday, a day after a court refused`, on Friday.

    None where the words tell of months, or of how many days is not told.
    """
    if when is None or counts_days(clause, timed.last):
        return None
    if counts_days(clause, timed.first):  # `two days after Friday's march`
        when = replace(when, end=when.start)
    mine, its = offset(clause, scene, head), offset(clause, scene, timed.last)
    if mine == its or when.end - when.start > EXACT:
        return when
    if mine.days is None or its.days is None:
        return None
    days = dt.timedelta(days=mine.days - its.days)
    rule = f"{when.rule}; {mine.words or its.words}"
    return replace(when, start=when.start + days, end=when.end + days, rule=rule) if days else when


def latest_day(clause: Clause, head: int, status: Status, published: dt.date | None) -> dt.date | None:
    """The day by which what was done must have begun: that of publication; None for all else."""
    return published if status == "actual" and clause.is_past(head) else None


def told_when(clause: Clause, head: int, timed: Timed) -> bool:
    """Whether the event is told in a clause about the time: `since 1995, when crews were out`."""
    for above in (head, *clause.ancestors(head)):
        token = clause.tokens[above]
        if token.dep in ("relcl", "advcl"):
            asks = any(clause.tokens[c].lemma == "when" for c in clause.children[above])
            beside = any(t.lemma == "when" for t in clause.tokens[timed.last + 1 : timed.last + 3])
            if asks and beside and above > timed.last:
                return True
    return False


def is_of_another(clause: Clause, timed: Timed, when: When, status: Status) -> bool:
    """Whether a time, by the words around it, is that of something else whatever the clause."""
    set_for = when.start == when.end and _led_by(clause, timed, "for")  # `banned a rally planned for Sunday`
    return (set_for and status not in AHEAD) or _compares(clause, timed)


def _compares(clause: Clause, timed: Timed) -> bool:
    """`the largest strike since 1998` says nothing of when it is."""
    if not _led_by(clause, timed, "since"):
        return False
    before = clause.tokens[max(0, timed.first - COMPARED) : timed.first + 1]
    return any(t.tag in SUPERLATIVE and (t.tag, t.text.lower()) not in BOUNDS for t in before)


def _is_term(clause: Clause, head: int, timed: Timed) -> bool:
    """`rejected the suit and gave them until Friday`: the term that another verb sets."""
    leads = any(_led_by(clause, timed, word) for word in ("until", "by"))
    return leads and clause.verbs_above(head)[:1] != clause.verbs_above(timed.first)[:1]


def _led_by(clause: Clause, timed: Timed, word: str) -> bool:
    """Whether a word leads to the time: right before it, or its first."""
    return any(t.lemma == word for t in clause.tokens[max(0, timed.first - 1) : timed.first + 1])


def is_below(clause: Clause, head: int, timed: Timed, apart: frozenset[str], words: frozenset[int]) -> bool:
    """Whether the time is that of a clause below: `urged the government to act by November`.

    Or below one that the trigger's own hangs on: `the minister, who took office in 2016, has not freed them`.
    """
    own, its = clause.verbs_above(head), clause.verbs_above(timed.first)
    if not own or not its or its[0] in own or its[0] in words:
        return False
    verb = clause.tokens[its[0]]
    if own[0] not in its[1:]:
        return verb.dep == "relcl" and not set(own).isdisjoint(its)
    between = [clause.tokens[i] for i in its[: its.index(own[0])]]  # but not `a strike that began then`
    hangs = any(v.dep in apart and not (v.dep == "relcl" and v.head == head) for v in between)
    return hangs or any(_is_relative(clause, v.i) for v in between)


def _is_relative(clause: Clause, verb: int) -> bool:
    """`and who escaped on 17 May`, which the parser takes for a second main clause."""
    subjects = clause.kids(verb, "nsubj", "nsubjpass")
    return clause.tokens[verb].dep == "conj" and any(clause.tokens[s].tag in ("WP", "WDT") for s in subjects)


def is_said_before(clause: Clause, head: int, time: int) -> bool:
    """Whether a past clause above has the time: who `said on Monday` that they will, did so last Monday."""
    own, its = clause.verbs_above(head), clause.verbs_above(time)
    return bool(its) and its[0] in own[1:] and clause.is_past(its[0])


def _is_attribute(clause: Clause, head: int, timed: Timed) -> bool:
    """Whether the time is only part of what a noun is called: `their 2010 award`."""
    inside = range(timed.first, timed.last + 1)
    top = next((i for i in inside if clause.tokens[i].head not in inside), timed.first)
    above = clause.tokens[top].head
    return clause.tokens[top].dep in ATTRIBUTES and above != head and clause.tokens[above].pos in NOMINAL


def _is_perfect(clause: Clause, head: int) -> bool:
    """`has been suspended`: of any day up to now, so of none."""
    verb = next(iter(clause.verbs_above(head)), head)
    aux = (clause.tokens[c] for c in clause.kids(verb, "aux"))
    return any(token.lemma == "have" and token.tag in ("VBZ", "VBP") for token in aux)


def _tense(clause: Clause, head: int, status: Status) -> Tense:
    verb = next(iter(clause.verbs_above(head)), head)
    will = any(clause.tokens[c].lemma in WILL for c in clause.kids(verb, "aux"))
    if status in AHEAD or will:
        return "future"
    return "past" if clause.is_past(head) else "present"
