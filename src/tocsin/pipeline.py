"""The order of the stages, and what each of them took. No rule of any stage is here."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tocsin.analyse import Analyser, load_analyser
from tocsin.codebook import Codebook, load_codebook
from tocsin.coding import Counted, Placed, Reading, Scene, Timed, code_events
from tocsin.coding.reading import Tense
from tocsin.find.mentions import find_mentions, phrase
from tocsin.find.places import PlaceMention, find_places
from tocsin.find.quantities import QuantityMention, find_quantities
from tocsin.find.times import TimeMention, date_ranges, find_times
from tocsin.model import Analysis, Coding, Document, Mention, Source, When
from tocsin.read import read_document
from tocsin.resolve.entities import Cast, guess_main_country, resolve_entities
from tocsin.resolve.places import Geography, headings_of, read_geography
from tocsin.resolve.times import Reference, narrative, resolve_reading
from tocsin.split import split_document


class Coder:
    """Codes reports, one after the other. Made once: it holds the parser and the codebook."""

    def __init__(self, codebook: Codebook, analyser: Analyser) -> None:
        self.codebook = codebook
        self.analyser = analyser

    def code(self, data: bytes, name: str, published: dt.date | None = None) -> Coding:
        """Everything the report in `data` gives; nothing but a fatal Problem where it cannot be read.

        `name` is the file name or address that explanations show; `published` overrides the date of
        publication found in the report.
        """
        watch = _Watch()
        with watch.on("read"):
            document, problems = read_document(data, name, published=published)
        if document is None:
            return Coding(document=_unread(data, name), problems=problems)
        with watch.on("split"):
            sentences = split_document(document)
        with watch.on("analyse"):
            analyses = tuple(self.analyser.analyse(sentences))
        with watch.on("find"):
            main = guess_main_country(document, analyses, self.codebook.atlas.countries)
            found = tuple(self._find(analysis, (main,) if main else ()) for analysis in analyses)
        with watch.on("resolve"):
            reading, cast = self._resolve(document, analyses, found)
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
        )

    def _find(self, analysis: Analysis, home: tuple[str, ...]) -> _Found:
        book = self.codebook
        times = find_times(analysis.sentence.text, analysis.tokens, book.times)
        return _Found(
            find_mentions(analysis, book.agents),
            find_places(analysis, book.atlas),
            times,
            find_quantities(analysis, book.quantities, date_ranges(times), home),
        )

    def _resolve(
        self, document: Document, analyses: tuple[Analysis, ...], found: tuple[_Found, ...]
    ) -> tuple[Reading, Cast]:
        book, source = self.codebook, document.source
        places = [p for f in found for p in f.places]
        geography = read_geography(book.atlas, analyses, places, source.place, headings_of(document))
        mentions = (m for f in found for m in f.mentions)
        countries = book.atlas.countries
        cast = resolve_entities(document, analyses, mentions, book.agents, countries, geography.main_country)
        scenes = (_scene(a, f, geography, source.published) for a, f in zip(analyses, found, strict=True))
        return Reading(
            document=document,
            scenes=tuple(scenes),
            cast=cast,
            entities={entity.id: entity for entity in cast.entities},
            lexicon=book.lexicon,
            shifts=book.shifts,
            cues=book.cues,
            contexts=book.contexts,
            phrase=phrase,
            nationality=countries.nationality,
            place_in=geography.place_in_name,
            home=geography.home,
            sectors_of={},
        ), cast


class _Found(NamedTuple):
    """What `find` gave for one sentence."""

    mentions: tuple[Mention, ...]
    places: tuple[PlaceMention, ...]
    times: tuple[TimeMention, ...]
    numbers: tuple[QuantityMention, ...]


def _scene(analysis: Analysis, found: _Found, geography: Geography, published: dt.date | None) -> Scene:
    """A sentence with its places, times and numbers as the coder wants them."""
    placed = ((p, geography.resolve(p)) for p in found.places)
    return Scene(
        analysis,
        tuple(Placed(p.first, p.last, p.head, p.preposition, where) for p, where in placed if where),
        tuple(Timed(t.first, t.last, _resolver(analysis, t, published)) for t in found.times),
        tuple(Counted(n.first, n.last, n.noun, n.quantity, n.fate) for n in found.numbers),
    )


def _resolver(
    analysis: Analysis, time: TimeMention, published: dt.date | None
) -> Callable[[Tense, When | None], When | None]:
    """What a time phrase means, once its tense and the date told before it are known."""
    span = analysis.sentence.raw(time.start, time.end)

    def resolve(tense: Tense, before: When | None) -> When | None:
        reference = narrative(Reference(published=published), before)
        return resolve_reading(time.reading, reference, tense, time.text, span)

    return resolve


def _unread(data: bytes, name: str) -> Document:
    digest = hashlib.sha256(data).hexdigest()
    source = Source(digest=digest)
    return Document(id=digest[:16], name=name, text="", title=None, language=None, blocks=(), source=source)


class _Watch:
    """Time by stage, in seconds."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start


def load_coder(codebook: Path | None = None, model: str | None = None) -> Coder:
    """A coder with the codebook in a folder (the one that ships by default) and a spaCy model.

    Raises CodebookError where a table is wrong, AnalyserMissing where there is no usable model.
    """
    return Coder(load_codebook(codebook), load_analyser(model))
