"""The order of the stages, and what each of them took. No rule of any stage is here."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, Protocol

from tocsin.analyse import Analyser, load_analyser
from tocsin.codebook import Codebook, load_codebook
from tocsin.codebook.times import Reading as TimeReading
from tocsin.coding import Counted, Placed, Pointed, Proposed, Reading, Scene, Timed, code_events
from tocsin.find.mentions import find_mentions, phrase
from tocsin.find.places import PlaceMention, find_places
from tocsin.find.quantities import QuantityMention, find_quantities
from tocsin.find.times import TimeMention, date_ranges, find_times
from tocsin.learn import LearnMissing, Phrase, Proposal, load_tagger
from tocsin.model import (
    Analysis,
    CoderName,
    Coding,
    Document,
    Mention,
    Problem,
    Report,
    Sentence,
    Source,
    Tense,
    When,
)
from tocsin.read import read_again, read_report
from tocsin.resolve.entities import Cast, guess_main_country, resolve_entities
from tocsin.resolve.hints import find_hints
from tocsin.resolve.places import Geography, headings_of, read_geography
from tocsin.resolve.times import Reference, narrative, resolve_reading
from tocsin.split import split_document
from tocsin.triage import Triage, load_triage

_AT = attrgetter("at")
READING = ("open", "read")
"""Stages whose problems lie in the file, and stay when it is coded again."""


class Tagger(Protocol):
    """A trained model that proposes events."""

    @property
    def name(self) -> str:
        """Form and digest of the weights, for provenance."""
        ...

    def tag(
        self,
        sentences: Sequence[Sentence],
        wanted: Sequence[bool] | None = None,
        worth: Callable[[int, float], bool] | None = None,
    ) -> tuple[tuple[Proposal, ...], ...]:
        """Proposals for each sentence of one report, in order; the model does not see those not `wanted`.

        None for a sentence that is not `worth` it by its position and highest probability.
        """
        ...


class Coder:
    """Codes reports, one after the other. Made once: it holds the parser and the codebook."""

    def __init__(
        self,
        codebook: Codebook,
        analyser: Analyser,
        tagger: Tagger | None = None,
        *,
        name: CoderName = "rules",
        setting: str = "default",
        notices: tuple[Problem, ...] = (),
        triage: Triage | None = None,
    ) -> None:
        """`name` says whose opinions count, `setting` how sure the coder must be of an event.

        `triage` says which sentences are worth a parse; without it all are parsed.
        `notices` are problems of the set-up itself (no gazetteer, no trained weights), to be told once.
        """
        self.codebook = codebook
        self.analyser = analyser
        self.tagger = tagger
        self.name = name
        self.setting = setting
        self.triage = triage
        self.notices = codebook.problems + notices
        self._lexicon = codebook.lexicon.without_entries() if name == "model" else codebook.lexicon
        self._confidence = codebook.confidence[name].at(setting)
        self._participants = {role: known.at(setting) for role, known in codebook.participants[name].items()}

    @property
    def made_by(self) -> str:
        """Version, whose opinions count, how sure they must be, and the models: for provenance."""
        models = (
            self.tagger.name if self.tagger else None,
            self.analyser.name,
            self.triage.name if self.triage else None,
        )
        return "; ".join((f"tocsin {version('tocsin')} {self.name} {self.setting}", *filter(None, models)))

    def code(self, data: bytes, name: str, published: dt.date | None = None) -> Coding:
        """Everything the plain text in `data` gives: `code_report` of these bytes.

        `name` is the file name or address that explanations show.
        """
        return self.code_report(Report(name=name, data=data), published)

    def code_report(self, report: Report, published: dt.date | None = None) -> Coding:
        """Everything the report gives; nothing but a fatal Problem where it cannot be read.

        `published` overrides the date of publication found in the report.
        """
        watch = _Watch()
        with watch.on("read"):
            document, problems = read_report(report, published=published)
        if document is None:
            return Coding(document=_unread(report), problems=problems)
        if any(problem.fatal for problem in problems):  # another language is kept, never coded as noise
            return Coding(document=document, problems=problems)
        return self._code(document, problems, watch)

    def code_again(self, coding: Coding) -> Coding:
        """What this coder makes of a report that was coded before, from the text that was kept of it."""
        read = tuple(problem for problem in coding.problems if problem.stage in READING)
        document = read_again(coding.document)
        if any(problem.fatal for problem in read):
            return Coding(document=document, problems=read)
        return self._code(document, read, _Watch())

    def _code(self, document: Document, problems: tuple[Problem, ...], watch: _Watch) -> Coding:
        with watch.on("split"):
            sentences = split_document(document)
        if self.triage is None:
            with watch.on("analyse"):
                analyses = tuple(self.analyser.analyse(sentences))
            with watch.on("learn"):
                proposals = self.tagger.tag(sentences) if self.tagger else None
        else:
            analyses, proposals = self._sorted_out(sentences, self.triage, watch)
        with watch.on("find"):
            main = guess_main_country(document, analyses, self.codebook.atlas.countries)
            found = tuple(self._find(analysis, (main,) if main else ()) for analysis in analyses)
        with watch.on("resolve"):
            reading, cast = self._resolve(document, analyses, found, proposals, main)
        with watch.on("code"):
            coded = code_events(reading)
        return Coding(
            document=document,
            sentences=sentences,
            entities=cast.entities,
            events=coded.events,
            figures=coded.figures,
            quotations=coded.quotations,
            problems=problems,
            dropped=coded.dropped,
            seconds=dict(watch.seconds),
            unparsed=sum(not analysis.tokens for analysis in analyses),
        )

    def _sorted_out(
        self, sentences: Sequence[Sentence], triage: Triage, watch: _Watch
    ) -> tuple[tuple[Analysis, ...], tuple[tuple[Proposal, ...], ...] | None]:
        """Analyses and proposals of the sentences that may hold an event; empty ones of the others."""
        with watch.on("triage"):
            words = triage.words([sentence.text for sentence in sentences])
        proposals = chances = None
        if self.tagger:
            with watch.on("learn"):
                proposals = self.tagger.tag(
                    sentences,
                    triage.reads(words),
                    lambda position, chance: triage.parses((words[position],), (chance,))[0],
                )
                chances = [max([p.probability for p in each], default=0.0) for each in proposals]
        with watch.on("analyse"):
            parse = triage.parses(words, chances)
            parsed = self.analyser.analyse(s for s, wanted in zip(sentences, parse, strict=True) if wanted)
            analyses = tuple(
                next(parsed) if wanted else Analysis(sentence=sentence, tokens=(), children=(), names=())
                for sentence, wanted in zip(sentences, parse, strict=True)
            )
        if proposals is None:
            return analyses, None
        return analyses, tuple(each if wanted else () for each, wanted in zip(proposals, parse, strict=True))

    def _find(self, analysis: Analysis, home: tuple[str, ...]) -> _Found:
        book = self.codebook
        if not analysis.tokens:
            return _Found((), (), (), ())
        times = find_times(analysis.sentence.text, analysis.tokens, book.times)
        numbers = find_quantities(analysis, book.quantities, date_ranges(times), home)
        sums = {i for n in numbers if n.quantity.is_money for i in range(n.first, n.last + 1)}
        mentions = (m for m in find_mentions(analysis, book.agents) if m.head not in sums)  # `Tk 10,400`
        places = (p for p in find_places(analysis, book.atlas) if p.head not in sums)
        return _Found(tuple(mentions), tuple(places), times, numbers)

    def _resolve(
        self,
        document: Document,
        analyses: tuple[Analysis, ...],
        found: tuple[_Found, ...],
        proposals: tuple[tuple[Proposal, ...], ...] | None,
        main: str | None,
    ) -> tuple[Reading, Cast]:
        """`main` is the country that the report names most."""
        book, source = self.codebook, document.source
        places = [p for f in found for p in f.places]
        mentions = [m for f in found for m in f.mentions]
        units = (n.quantity.unit for f in found for n in f.numbers)
        hints = find_hints(mentions, units, book.quantities.homes, book.agents, book.atlas)
        headings = headings_of(document)
        geography = read_geography(book.atlas, analyses, places, source.place, headings, hints)
        countries = book.atlas.countries.without(geography.homonyms)
        home = geography.main_country or geography.likeliest_country(main)
        cast = resolve_entities(document, analyses, mentions, book.agents, countries, home)
        proposed = proposals or (None,) * len(analyses)
        scenes = (
            _scene(analysis, parts, _proposed(analysis, said, analyses), geography, source.published)
            for analysis, parts, said in zip(analyses, found, proposed, strict=True)
        )
        return Reading(
            document=document,
            scenes=tuple(scenes),
            cast=cast,
            entities={entity.id: entity for entity in cast.entities},
            lexicon=self._lexicon,
            shifts=book.shifts,
            contents=book.contents,
            cues=book.cues,
            confidence=self._confidence,
            participants=self._participants,
            contexts=book.contexts,
            phrase=phrase,
            nationality=countries.nationality,
            place_in=geography.place_in_name,
            sectors_of=book.agents.sectors_of,
            home=geography.home,
            dateline=geography.dateline,
            guesses=self.setting != "precise",
        ), cast


class _Found(NamedTuple):
    """What `find` gave for one sentence."""

    mentions: tuple[Mention, ...]
    places: tuple[PlaceMention, ...]
    times: tuple[TimeMention, ...]
    numbers: tuple[QuantityMention, ...]


def _proposed(
    analysis: Analysis, proposals: tuple[Proposal, ...] | None, analyses: Sequence[Analysis]
) -> tuple[Proposed, ...] | None:
    """The model's proposals at the tokens they stand at; `analyses` are those of the whole report."""
    if proposals is None:
        return None
    return tuple(
        Proposed(
            _token(analysis, p.start),
            p.type,
            p.probability,
            p.types,
            p.modes,
            p.status,
            p.voice,
            p.day,
            *(_pointed(phrases, analyses) for phrases in (p.actors, p.recipients, p.places, p.dates)),
        )
        for p in proposals
    )


def _pointed(phrases: tuple[Phrase, ...], analyses: Sequence[Analysis]) -> tuple[Pointed, ...]:
    """Phrases by their head tokens."""
    found = []
    for phrase_ in phrases:
        there = analyses[phrase_.sentence]
        if not there.tokens:  # the triage left its sentence unparsed
            continue
        first, last = _token(there, phrase_.start), _token(there, phrase_.end - 1)
        head = _head(there, first, last)
        found.append(Pointed(phrase_.sentence, head, phrase_.sure, phrase_.sectors))
    return tuple(found)


def _token(analysis: Analysis, offset: int) -> int:
    """The token at an offset in the sentence."""
    return max(bisect_right(analysis.tokens, offset, key=_AT) - 1, 0)


def _head(analysis: Analysis, first: int, last: int) -> int:
    """The head of the phrase from token `first` to `last`: the one governed from outside."""
    inside = range(first, last + 1)
    return next((i for i in inside if analysis.tokens[i].head not in inside), last)


def _scene(
    analysis: Analysis,
    found: _Found,
    proposals: tuple[Proposed, ...] | None,
    geography: Geography,
    published: dt.date | None,
) -> Scene:
    """A sentence with its places, times and numbers as the coder wants them."""
    placed = ((p, geography.resolve(p)) for p in found.places)
    return Scene(
        analysis,
        tuple(Placed(p.first, p.last, p.head, p.preposition, where) for p, where in placed if where),
        tuple(_timed(analysis, t, published) for t in found.times),
        tuple(Counted(n.first, n.last, n.noun, n.quantity, n.fate) for n in found.numbers),
        proposals,
    )


def _timed(analysis: Analysis, time: TimeMention, published: dt.date | None) -> Timed:
    """A time phrase, and what it and the time within it mean."""
    bare = time.reading._replace(relation="")
    resolvers = (_resolver(analysis, time, reading, published) for reading in (time.reading, bare))
    return Timed(time.first, time.last, *resolvers)


def _resolver(
    analysis: Analysis, time: TimeMention, reading: TimeReading, published: dt.date | None
) -> Callable[[Tense, When | None], When | None]:
    """What a time phrase so read means, once its tense and the date told before it are known."""
    span = analysis.sentence.raw(time.start, time.end)

    def resolve(tense: Tense, before: When | None) -> When | None:
        if before and before.span == span:  # `ten days earlier` is not ten days before itself
            return before
        reference = narrative(Reference(published=published), before)
        return resolve_reading(reading, reference, tense, time.text, span)

    return resolve


def _unread(report: Report) -> Document:
    digest, about = hashlib.sha256(report.data).hexdigest(), report.about
    source = Source(digest=digest, url=about.url, fetched=about.fetched, extractor=about.extractor)
    return Document(
        id=digest[:16], name=report.name, text="", title=about.title, language=None, blocks=(), source=source
    )


class _Watch:
    """Processor time by stage, in seconds: nobody else's work counts."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.process_time() - start


def load_coder(
    codebook: Path | None = None,
    model: str | None = None,
    *,
    coder: CoderName = "both",
    weights: Path | None = None,
    setting: str = "default",
    triage: bool = False,
) -> Coder:
    """A coder with the codebook in a folder (the one that ships by default) and a spaCy model.

    `coder` says whose opinions count: those of the rules, of the trained model with its `weights`, or
    both. Where `both` are asked for and the model cannot be had, the rules work alone and a notice says so;
    weights asked for by name, or the `model` alone, must be there. `setting` is `default`, `precise` or
    `recall`. With `triage` only sentences that may hold an event are parsed. Raises CodebookError where a
    table is wrong, AnalyserMissing where there is no usable spaCy model, LearnMissing as said, ValueError
    where the table of the triage is none.
    """
    tables, analyser = load_codebook(codebook), load_analyser(model)
    sorting = load_triage(tables.lexicon) if triage else None
    if coder == "rules":
        return Coder(tables, analyser, name="rules", setting=setting, triage=sorting)
    try:
        tagger = load_tagger(weights)
    except LearnMissing as missing:
        if coder == "model" or weights is not None:
            raise
        notice = Problem(stage="learn", message=f"the rules work alone: {missing}", document="set-up")
        return Coder(tables, analyser, name="rules", setting=setting, notices=(notice,), triage=sorting)
    return Coder(tables, analyser, tagger, name=coder, setting=setting, triage=sorting)
