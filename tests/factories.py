"""Codings made by hand, for what comes after coding: a report, its sentences and a few events."""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Callable

from tocsin.model import (
    Alignment,
    Attribution,
    Block,
    Coding,
    Document,
    Dropped,
    Entity,
    Event,
    Evidence,
    Figure,
    Mention,
    Participant,
    Problem,
    Quantity,
    Quotation,
    Sentence,
    Source,
    Span,
    Step,
    Tenure,
    When,
    Where,
)

TEXT = (
    "Strike closes mills\n\n"
    "Workers at dozens of [red]firms[/red]\nwalked off the job on Monday. "
    "These included Naftan.\n\n"
    "“Go away!” they told =President\x07 Lukashenko, reports say.\n"
)


def span(words: str, text: str = TEXT) -> Span:
    """Where `words` stand in `text`."""
    start = text.index(words)
    return Span(start, start + len(words))


def sentence(index: int, block: int, words: str, text: str = TEXT) -> Sentence:
    """A sentence whose readable text is `words` with line breaks read as spaces."""
    at = span(words, text)
    return Sentence(
        index=index, block=block, span=at, text=words.replace("\n", " "), align=Alignment((0,), (at.start,))
    )


FIRST = sentence(0, 0, TEXT[21 : TEXT.index(" These")])
SECOND = sentence(1, 0, "These included Naftan.")
THIRD = sentence(2, 1, TEXT[TEXT.index("“Go") : -1])


def document(name: str = "report.txt") -> Document:
    """The report of which the sentences are part."""
    blocks = tuple(Block(kind="body", span=s.span, text=s.text, align=s.align) for s in (FIRST, THIRD))
    return Document(
        id="d1",
        name=name,
        text=TEXT,
        title="Strike closes mills",
        language="en",
        blocks=blocks,
        source=Source(publisher="Harbour Wire", published=dt.date(2020, 8, 18), digest="00ff"),
    )


def participant(words: str, name: str = "", **more: object) -> Participant:
    """Somebody who takes part, at the place of `words`."""
    given: dict[str, object] = {"country": "BLR", "sectors": ("LAB",), "entity": None, **more}
    return Participant(text=words, span=span(words), name=name or words, **given)  # type: ignore[arg-type]


def event(id: str, type: str, words: str, within: Sentence, **more: object) -> Event:
    """An event with nothing but what is given."""
    evidence = (Evidence(sentence=within.index, trigger=span(words), rule="lexicon/x.txt:1"),)
    given: dict[str, object] = {
        "modes": (), "contexts": (), "actors": (), "recipients": (), "place": None, "date": None, "sizes": (),
        "demands": (), "part_of": None, "status": "actual", "voice": "reported", "attribution": None,
        "confidence": 0.8, "evidence": evidence, **more,
    }  # fmt: skip
    return Event(id=id, type=type, trigger=span(words), sentence=within.span, **given)  # type: ignore[arg-type]


MINSK = Where(
    text="firms", span=span("firms"), name="Minsk", country="BLR", lat=53.9, lon=27.57, geonames=625144,
    level="city", rule="gazetteer",
)  # fmt: skip
THE_17TH = dt.date(2020, 8, 17)
MONDAY = When(start=THE_17TH, end=THE_17TH, text="Monday", span=span("Monday"), rule="times.txt:9")
DOZENS = Quantity(min=24, max=99, unit="firms", text="dozens", span=span("dozens"))

STRIKE = event(
    "aaaa1111", "PROTEST", "walked off the job", FIRST,
    modes=("strike",), actors=(participant("Workers"),), place=MINSK, date=MONDAY, sizes=(DOZENS,),
    demands=("his [bold]resignation[/bold]",),
    steps=(
        Step(field="type", value="PROTEST", rule="walk off/out", source="lexicon/protest.txt:41",
             span=span("walked off the job"), over=("RETREAT (walk off)",)),
        Step(field="weather", value="fair", rule="looked out", source="window.py"),
    ),
)  # fmt: skip
MEMBER = event(
    "aaaa2222", "PROTEST", "Naftan", SECOND,
    modes=("strike",), actors=(participant("Naftan"),), part_of="aaaa1111",
)  # fmt: skip
REFUSAL = event(
    "bbbb3333", "ACCUSE", "Go away!", THIRD,
    modes=("disapprove",), actors=(participant("they", "Workers", implicit=True),),
    recipients=(participant("=President\x07 Lukashenko", "=Lukashenko", sectors=("GOV",)),),
    status="future", voice="attributed",
    attribution=Attribution(text="reports say", name=None, span=span("reports say")),
)  # fmt: skip

NAMED = Mention(kind="name", sentence=2, head=8, first=8, last=8, span=span("Lukashenko"), text="Lukashenko")
LUKASHENKO = Entity(
    id="e1", name="Lukashenko", kind="person", aliases=("President Lukashenko",),
    mentions=(NAMED,), countries=("BLR",), sectors=("GOV",),
    roles=(Tenure(role="President", organization="Belarus"),),
)  # fmt: skip


def coding(**more: object) -> Coding:
    """A report with three events, one of them a member of another."""
    given: dict[str, object] = {
        "document": document(),
        "sentences": (FIRST, SECOND, THIRD),
        "events": (STRIKE, MEMBER, REFUSAL),
        "entities": (LUKASHENKO,),
        "figures": (Figure(what="firms on strike", quantity=DOZENS, as_of=MONDAY, by="the union"),),
        "quotations": (Quotation(speaker="Workers", span=span("“Go away!”"), speaker_span=span("they")),),
        "problems": (Problem(stage="read", message="no byline", document="report.txt"),),
        "dropped": (
            Dropped(stage="coding", what="included", reason="no event", span=span("included")),
            Dropped(stage="coding", what="x", reason="no event"),
            Dropped(stage="coding", what="y", reason="forecast"),
        ),
        **more,
    }
    return Coding(**given)  # type: ignore[arg-type]


def processor_seconds(work: Callable[[], object]) -> float:
    """What the work takes; without the collection of what other tests left, which may fall into it."""
    gc.disable()
    begin = time.process_time()
    work()
    spent = time.process_time() - begin
    gc.enable()
    return spent
