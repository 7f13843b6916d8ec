"""The nouns of Tocsin, all of them, on one page.

Every type here is frozen and holds only values and the spans they were read from. Offsets are
half-open, in Unicode code points, into `Document.text`, which is the file as decoded (or the text
extracted from it) and is never changed. Nothing here knows files, SQL, HTTP, a linguistic library or
any event type by name.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, NamedTuple

# ------------------------------------------------------------------ text


class Span(NamedTuple):
    """A stretch of the report: `start` inclusive, `end` exclusive, code points into `Document.text`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters this span covers in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Alignment:
    """How readable text maps back to the raw file.

    `clean[i]` and `raw[i]` are break points: from clean offset `clean[i]` on, clean and raw run in
    step, starting at raw offset `raw[i]`. Text dropped from the raw file (a line break's second
    character, an escape's backslash, `**`) lies between two break points.
    """

    clean: tuple[int, ...]
    raw: tuple[int, ...]

    def to_raw(self, offset: int) -> int:
        """The raw offset of the character at clean `offset`."""
        i = bisect_right(self.clean, offset) - 1
        return self.raw[i] + offset - self.clean[i]

    def span(self, start: int, end: int) -> Span:
        """The raw span of clean `[start:end)`, which must not be empty."""
        return Span(self.to_raw(start), self.to_raw(end - 1) + 1)


CoderName = Literal["rules", "model", "both"]
"""Whose opinions count: the lexicon's, the trained model's, or both weighed together."""
Tense = Literal["past", "present", "future"]
"""How a verb tells its deed, as far as it turns a phrase of time: `on Monday` past or to come."""

BlockKind = Literal["title", "byline", "dateline", "heading", "body", "caption", "furniture"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph or line of a report as a reader sees it.

    `text` is readable: wrapped lines and page breaks rejoined, escapes and mark-up read as what they
    mean. `align` leads from it to the raw file. Only blocks of kind `body` are coded.
    """

    kind: BlockKind
    span: Span
    text: str
    align: Alignment
    headings: tuple[str, ...] = ()
    """Headings the block stands under, outermost first (`STRIKES`, `10 May, Tehran`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a report comes from, as far as it says so itself or the caller does."""

    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    published: dt.date | None = None
    published_span: Span | None = None
    """Where the date was read; None where the caller gave it."""
    place: str | None = None
    """The place named in the dateline, as written."""
    place_span: Span | None = None
    digest: str = ""
    """SHA-256 of the raw bytes, hexadecimal."""
    fetched: dt.datetime | None = None
    """When the bytes were fetched, in UTC; None where nobody says so."""
    extractor: str | None = None
    """What drew the text out of the bytes, with its version; None where the text is the file as decoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of a report from beside its text: a page's head, a feed's entry, a row's other cells."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: dt.date | None = None
    language: str | None = None
    """As declared (ISO 639-1); the text itself has the last word."""
    fetched: dt.datetime | None = None
    """In UTC."""
    extractor: str | None = None

    def over(self, other: About) -> About:
        """These values, and the other's where there is none here."""
        mine = {f.name: getattr(self, f.name) for f in fields(self)}
        return About(**{name: value or getattr(other, name) for name, value in mine.items()})


class Box(NamedTuple):
    """Where a stretch of extracted text stands on paper."""

    span: Span
    page: int
    """From 1."""
    left: float
    """Points (1/72 inch) from the page's left edge; likewise the others."""
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report as it arrived, before it is read: a file, a page, an entry of a feed, a row, a letter."""

    name: str
    """File name or address; of a member after its container's: `week.zip!monday.html`, `crawl.warc#7`."""
    data: bytes
    """The bytes as they arrived, unpacked: their hash is the report's."""
    text: str | None = None
    """The text drawn out of the bytes, into which all spans point; None where the bytes are plain text."""
    about: About = About()
    boxes: tuple[Box, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One report: the file as decoded, or the text extracted from it, and its parts."""

    id: str
    name: str
    """File name or address as the caller gave it."""
    text: str
    title: str | None
    language: str | None
    blocks: tuple[Block, ...]
    source: Source
    boxes: tuple[Box, ...] = ()
    """For text from pages of paper, where each line of it stands, in text order."""

    def on_paper(self, span: Span) -> tuple[Box, ...]:
        """The pages and boxes that `span` stands in."""
        return tuple(box for box in self.boxes if box.span.overlaps(span))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a body block. `text` is readable; `align` leads to the raw file."""

    index: int
    block: int
    """Index into `Document.blocks`: sentences of one block are one paragraph."""
    span: Span
    text: str
    align: Alignment

    def raw(self, start: int, end: int) -> Span:
        """The raw span of `text[start:end]`."""
        return self.align.span(start, end)


# ------------------------------------------------------------------ analysis


class Token(NamedTuple):
    """A word of a sentence with its place in the parse. A named tuple, for there are millions."""

    i: int
    """Index in the sentence."""
    text: str
    lemma: str
    """Lower case."""
    pos: str
    """Universal part of speech: NOUN, PROPN, VERB, AUX, ADJ, PRON, ADP, PART, NUM, PUNCT ..."""
    tag: str
    """Penn Treebank tag: VBD, VBN, NNS, PRP$ ..."""
    dep: str
    """ClearNLP dependency label as spaCy gives it: nsubj, nsubjpass, dobj, agent, pobj, ROOT ..."""
    head: int
    """Index of the governing token; the root governs itself."""
    at: int
    """Offset of the word in `Sentence.text`."""
    start: int
    end: int
    """Raw span: half-open, into `Document.text`."""


class Name(NamedTuple):
    """A name the analyser found: tokens `first` to `last` inclusive, labelled PERSON, ORG, GPE ..."""

    label: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What the linguistic library says of one sentence."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    children: tuple[tuple[int, ...], ...]
    """For each token the indices of the tokens it governs, in text order."""
    names: tuple[Name, ...]

    def span(self, first: int, last: int) -> Span:
        """The raw span from token `first` to token `last` inclusive."""
        return Span(self.tokens[first].start, self.tokens[last].end)

    def text(self, first: int, last: int) -> str:
        """Readable text from token `first` to token `last` inclusive."""
        end = self.tokens[last]
        return self.sentence.text[self.tokens[first].at : end.at + len(end.text)]


# ------------------------------------------------------------------ mentions and what they mean

MentionKind = Literal["name", "noun", "pronoun"]
EntityKind = Literal["person", "organization", "group", "country", "place", "thing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A phrase that may take part in an event: a name, a noun phrase or a pronoun."""

    kind: MentionKind
    sentence: int
    """Index of the sentence."""
    head: int
    """Index of the head token in that sentence."""
    first: int
    last: int
    """Token range of the phrase, inclusive, without relative clauses."""
    span: Span
    text: str
    """Readable text of the phrase."""
    label: str | None = None
    """The analyser's label for a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A role somebody holds: `Finance Minister` of `Belarus`, since and until as far as stated."""

    role: str
    organization: str | None = None
    since: str | None = None
    until: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One person, organisation, group or country through a whole report."""

    id: str
    name: str
    """Canonical name: the fullest proper name found, else the fullest phrase."""
    kind: EntityKind
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]
    countries: tuple[str, ...] = ()
    """ISO 3166 alpha-3 or PLOVER's IGO, UNO, EUR, NGO, ISM, IMG, MNC."""
    sectors: tuple[str, ...] = ()
    """PLOVER sector codes, primary first."""
    roles: tuple[Tenure, ...] = ()
    rule: str = ""
    """How country and sector were found, with file and line of the table row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """An interval of days, both ends inclusive, and the words it was read from."""

    start: dt.date
    end: dt.date
    text: str
    span: Span | None
    rule: str
    told: bool = True
    """Whether an event's own sentence gives it, rather than what the report told before."""


PlaceLevel = Literal["site", "city", "region", "country", "area"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place, the words it was read from and its gazetteer entry, where there is one."""

    text: str
    span: Span | None
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    geonames: int | None
    level: PlaceLevel
    rule: str
    told: bool = True
    """Whether an event's own sentence gives it, rather than what the report told before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """How many: bounds (None where open) and unit, and the words they were read from."""

    min: float | None
    max: float | None
    unit: str
    text: str
    span: Span
    by: str | None = None
    """Who gives the number, where somebody does."""

    @property
    def is_money(self) -> bool:
        """Whether the unit is a currency, by its code (ISO 4217)."""
        return len(self.unit) == 3 and self.unit.isupper()


# ------------------------------------------------------------------ events

Role = Literal["actor", "recipient"]
ROLES: tuple[Role, Role] = ("actor", "recipient")
Status = Literal["actual", "ongoing", "future", "hypothetical", "negated", "historical"]
Voice = Literal["reported", "attributed", "editorial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Who takes part in an event, as written and as resolved."""

    text: str
    span: Span | None
    name: str
    entity: str | None
    """Id of the entity, where resolved."""
    country: str | None
    sectors: tuple[str, ...] = ()
    implicit: bool = False
    confidence: float | None = None
    """Probability that the event is one and that he takes part in it so; None where nobody weighed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says so: the words (`reports say`, `according to the union`) and the entity's name."""

    text: str
    name: str | None
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step that led to one value: shown by `tocsin why`.

    `source` is file and line of the table row (`lexicon/protest.txt:41`) or the name of the
    function that decided; `over` names what was considered and dropped.
    """

    field: str
    value: str
    rule: str
    source: str
    span: Span | None = None
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One mention of an event: its trigger and sentence."""

    sentence: int
    trigger: Span
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who did what to whom, where, when, how many, whether it is so, and who says so."""

    id: str
    """Which finding this is: a hash of document, trigger, type and member."""
    type: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    place: Where | None
    date: When | None
    sizes: tuple[Quantity, ...]
    demands: tuple[str, ...]
    part_of: str | None
    status: Status
    voice: Voice
    attribution: Attribution | None
    trigger: Span
    sentence: Span
    confidence: float
    """0 to 1: the share of findings like this one that were right on hand-coded reports."""
    evidence: tuple[Evidence, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number the report gives about something: `what`, bounds, unit, as of when, by whom."""

    what: str
    quantity: Quantity
    as_of: When | None
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words in quotation marks and who spoke them."""

    speaker: str | None
    span: Span
    speaker_span: Span | None = None
    entity: str | None = None


# ------------------------------------------------------------------ what went wrong, what was left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something a user should know about an input. A value, not an exception."""

    stage: str
    message: str
    document: str
    """Name of the file or address."""
    span: Span | None = None
    fatal: bool = False
    """Whether the document could not be coded at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A finding that was not kept, and why. Every drop has a reason; reasons are counted."""

    stage: str
    what: str
    reason: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """Everything one report gave."""

    document: Document
    sentences: tuple[Sentence, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    figures: tuple[Figure, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    problems: tuple[Problem, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)
    """Time by stage, for `tocsin bench`."""
    unparsed: int = field(default=0, compare=False)
    """Sentences that the triage held for empty of events, and that were not parsed."""


# ------------------------------------------------------------------ across reports: the book

Judged = Literal["event", "entity", "report"]
"""What a judgement is about: two events, two entities of different reports, or a report and its copy."""
Verdict = Literal["same", "different", "unsure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Whether two findings are one, who judged so, and why. Episodes are derived from these alone.

    `left` is the one that was in the book first. A machine's judgement has a `score` and no time, for it
    can be made again; a person's has a time and wins.
    """

    about: Judged
    left: str
    right: str
    verdict: Verdict
    score: float | None
    """0 to 1: how likely it is that the two are one; None where a person judged."""
    by: str
    """`tocsin` and the method's version, or a person's name."""
    reasons: tuple[str, ...] = ()
    at: dt.datetime | None = None
    """When a person judged, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One report as a book holds it: its coding, and what is known of it beside the other reports.

    The document has text and source, but no blocks; the coding has no sentences.
    """

    coding: Coding
    coder: str
    """What coded it: `tocsin 0.1.0 both tagger 3-0a1b... en_core_web_sm 3.8.0`."""
    codebook: str
    """Digest of the codebook's tables."""
    seen_as: tuple[str, ...]
    """Every file name or address under which these bytes came, the first first."""
    copy_of: str | None = None
    """Id of the report that this one repeats nearly word for word; None for an independent one."""
    episodes: Mapping[str, str] = field(default_factory=dict)
    """Episode of each event, by the event's id."""
    identities: Mapping[str, str] = field(default_factory=dict)
    """Who each entity is through the book: id of the identity by the entity's id in this report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One happening, told by one report or by many. Always derived from judgements, never edited."""

    id: str
    """That of its first event, with `h` before it, so that it stays as the book grows."""
    events: tuple[str, ...]
    """Ids of the events that tell it, in the order in which they came into the book."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which events are wanted. Values of one field are alternatives, the fields all hold."""

    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    """Names of people or organisations taking part, whole, in any case."""
    sectors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    """Where it happened, or where those who take part are from."""
    places: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Publishers."""
    statuses: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    since: dt.date | None = None
    """Happened on this day or later."""
    until: dt.date | None = None
    """Happened on this day or before."""
    text: str | None = None
    """Words that all stand in the sentence, the trigger or a name."""
    confidence: float | None = None
    """Least confidence, 0 to 1."""
    report: str | None = None
    """Id or name of one report."""
    standings: tuple[str, ...] = ()
    """What people decided: accepted, corrected, added, unsure, rejected; `open` where nobody has."""
    episode: str | None = None
