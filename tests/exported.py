"""Two reports made by hand, as a book holds them, and what exports of them must be.

`python tests/exported.py` writes the expected files in `tests/golden/export` anew.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from tocsin.codebook import Codebook, load_codebook
from tocsin.export import FORMATS, About, Written, export
from tocsin.model import (
    Attribution,
    Coding,
    Document,
    Entity,
    Event,
    Evidence,
    Held,
    Judgement,
    Mention,
    Participant,
    Quantity,
    Quotation,
    Selection,
    Source,
    Span,
    Step,
    Tenure,
    When,
    Where,
)

GOLDEN = Path(__file__).parent / "golden" / "export"
ABOUT = About(selection=Selection(countries=("GHA",)), version="0")
PRIVATE = ("Nartey", "Kofi", "Nartay", "Baffoe", "Yaw", "Ọkọrọ")
"""Words of the names of private persons: none may stand in any export that was not asked for names."""
PUBLIC = ("Joseph Quarshie", "Harbour Union", "Meridian Gulf Terminals", "Efua Mensah-Boateng")

FIRST = """\
Dockers shut main port; Yaw Baffoe hurt

Some 2,400 dock workers at Meridian Gulf Terminals walked off the job at Tema on Tuesday, the
Harbour Union said. “We will not go back,” said Kofi
Nartey, a crane driver. Police arrested Mr NARTEY at noon, =HYPERLINK("x") and all. Two dockers were killed.
Labour Minister Joseph Quarshie asked union leader Efua Mensah-Boateng to call off the strike. Dockers at
Takoradi are to strike on Thursday. Write to kofi.nartey@example.org or @kofinartey; Nartey's friend, Ada
Ọkọrọ, said that KOFI  NARTEY, also Nartay, was no leader. Kofi—as all call him—is 30.
"""
SECOND = """\
Strike at Tema

About 900 workers stopped work at the port of Tema on Tuesday, Meridian Gulf Terminals said.
"""


def span(words: str, text: str, nth: int = 0) -> Span:
    """Where `words` stand in `text` for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def mention(
    words: str, text: str = FIRST, kind: str = "name", nth: int = 0, label: str = "PERSON"
) -> Mention:
    """A mention at the place of `words`."""
    return Mention(
        kind=kind, sentence=0, head=0, first=0, last=0, span=span(words, text, nth), text=words, label=label,  # type: ignore[arg-type]
    )  # fmt: skip


def entity(id: str, name: str, kind: str, mentions: tuple[Mention, ...], **more: Any) -> Entity:
    """An entity with its mentions; aliases are their texts."""
    aliases = tuple(dict.fromkeys(m.text for m in mentions if m.text != name))
    return Entity(id=id, name=name, kind=kind, aliases=aliases, mentions=mentions, **more)  # type: ignore[arg-type]


def person(words: str, text: str = FIRST, **more: Any) -> Participant:
    """Somebody who takes part."""
    given = {"name": words, "entity": None, "country": "GHA", "sectors": ("LAB",), **more}
    return Participant(text=words, span=span(words, text), **given)


def event(id: str, type: str, words: str, sentence: str, text: str = FIRST, **more: Any) -> Event:
    """An event stated by `words` in `sentence`."""
    at = span(words, text)
    given: dict[str, Any] = {
        "modes": (), "contexts": (), "actors": (), "recipients": (), "place": TEMA, "date": TUESDAY,
        "sizes": (), "demands": (), "part_of": None, "status": "actual", "voice": "reported",
        "attribution": None, "confidence": 0.8, **more,
    }  # fmt: skip
    return Event(
        id=id, type=type, trigger=at, sentence=span(sentence, text),
        evidence=(Evidence(sentence=0, trigger=at, rule="lexicon/protest.txt:1"),),
        steps=(Step(field="type", value=type, rule="said of Kofi Nartey", source="lexicon/protest.txt:1"),),
        **given,
    )  # fmt: skip


def day(number: int, words: str, text: str = FIRST) -> When:
    """A day of March 2024."""
    date = dt.date(2024, 3, number)
    return When(start=date, end=date, text=words, span=span(words, text), rule="times.txt:1")


def place(name: str, geonames: int, lat: float, lon: float) -> Where:
    """A town of Ghana."""
    return Where(
        text=name, span=span(name, FIRST), name=name, country="GHA", lat=lat, lon=lon, geonames=geonames,
        level="city", rule="gazetteer",
    )  # fmt: skip


TEMA, TAKORADI = place("Tema", 2294700, 5.6698, -0.01657), place("Takoradi", 2294915, 4.89816, -1.76029)
TUESDAY, THURSDAY = day(5, "Tuesday"), day(7, "Thursday")
POLICE = person("Police", sectors=("COP",), entity="e4")
NARTEY = person("NARTEY", name="Kofi Nartey", entity="e1")
UNION_SAYS = Attribution(
    text="the\nHarbour Union said", name="Harbour Union", span=span("Harbour Union", FIRST)
)


def people(low: int, high: int, words: str, text: str, unit: str = "people") -> Quantity:
    """A number of people."""
    return Quantity(min=low, max=high, unit=unit, text=words, span=span(words, text), by="Kofi Nartey")


WALKOUT = FIRST[FIRST.index("Some 2,400") : FIRST.index(" “We will")]
STRIKE = event(
    "00000000000000a1", "PROTEST", "walked off the job", WALKOUT, modes=("strike",),
    actors=(person("Some 2,400 dock workers at Meridian Gulf Terminals"),),
    sizes=(people(2280, 2520, "Some 2,400", FIRST),),
    demands=("the release of Kofi Nartey", "=1+1; -2"), voice="attributed", attribution=UNION_SAYS,
)  # fmt: skip
ARREST = event(
    "00000000000000a2", "COERCE", "arrested", "Police arrested Mr NARTEY at noon", modes=("arrest",),
    actors=(POLICE,), recipients=(NARTEY,), contexts=("crime", "legal"),
)  # fmt: skip
DEATHS = event(
    "00000000000000a3", "ASSAULT", "killed", "Two dockers were killed.",
    recipients=(person("Two dockers"),), sizes=(people(2, 2, "Two", FIRST, "dead"),),
)  # fmt: skip
REQUEST = event(
    "00000000000000a4", "REQUEST", "asked", "Labour Minister Joseph Quarshie asked union leader",
    actors=(person("Joseph Quarshie", sectors=("GOV",), entity="e2"),),
    recipients=(person("union leader Efua Mensah-Boateng", name="Efua Mensah-Boateng", entity="e3"),),
)  # fmt: skip
CALLED = event(
    "00000000000000a5", "PROTEST", "are to strike", "Dockers at\nTakoradi are to strike on Thursday.",
    modes=("strike",), actors=(person("Dockers at\nTakoradi"),), place=TAKORADI, date=THURSDAY,
    status="future",
)  # fmt: skip
DENIED = event(
    "00000000000000a6", "ACCUSE", "was no leader", "was no leader",
    actors=(person("Ada\nỌkọrọ", sectors=("CVL",)),), recipients=(NARTEY,), status="negated",
    place=None, date=None,
)  # fmt: skip
ENTITIES = (
    entity("e1", "Kofi Nartey", "person", (
        mention("Kofi\nNartey"), mention("NARTEY"), mention("Nartey's"), mention("Nartay"),
        mention("a crane driver", kind="noun"),
    ), sectors=("LAB",), roles=(Tenure(role="crane driver"),)),
    entity("e2", "Joseph Quarshie", "person", (mention("Labour Minister Joseph Quarshie"),),
           sectors=("GOV",), roles=(Tenure(role="Labour Minister", organization="Ghana"),)),
    entity("e3", "Efua Mensah-Boateng", "person", (mention("union leader Efua Mensah-Boateng"),),
           sectors=("LAB",), roles=(Tenure(role="union leader", organization="Harbour Union"),)),
    entity("e4", "Police", "group", (mention("Police", kind="noun"),), sectors=("COP",)),
    entity("e5", "Meridian Gulf Terminals", "organization",
           (mention("Meridian Gulf Terminals", label="ORG"),), sectors=("BUS",)),
    entity("e6", "Harbour Union", "organization", (mention("Harbour Union", label="ORG"),), sectors=("LAB",)),
    entity("e7", "Ada Ọkọrọ", "person", (mention("Ada\nỌkọrọ"),), sectors=("CVL",)),
)  # fmt: skip
STOPPED = event(
    "00000000000000b1", "PROTEST", "stopped work", SECOND[SECOND.index("About") : -1], SECOND,
    modes=("strike",), actors=(person("About 900 workers", SECOND),), date=day(5, "Tuesday", SECOND),
    confidence=0.9, sizes=(people(855, 945, "About 900", SECOND),), voice="attributed",
    attribution=Attribution(text="Meridian Gulf Terminals said", name="Meridian Gulf Terminals"),
)  # fmt: skip


def held(name: str, text: str, publisher: str, events: tuple[Event, ...], **more: Any) -> Held:
    """A report in a book."""
    title = text.partition("\n")[0]
    source = Source(
        publisher=publisher, url=f"https://example.org/{name}", published=dt.date(2024, 3, 5),
        digest=name[0] * 64, author="Abena Owusu",
    )  # fmt: skip
    document = Document(
        id=name[0] * 16, name=name, text=text, title=title, language="en", blocks=(), source=source
    )
    quotation = Quotation(speaker="Kofi Nartey", span=span("“We will not go back,”", FIRST), entity="e1")
    coding = Coding(
        document=document, events=events, entities=ENTITIES if text == FIRST else (),
        quotations=(quotation,) if text == FIRST else (),
    )  # fmt: skip
    return Held(coding=coding, coder="tocsin 0 rules", codebook="c0de", seen_as=(name,), **more)


A = held(
    "a-kofi-nartey-held.txt", FIRST, "Harbour Wire", (STRIKE, ARREST, DEATHS, REQUEST, CALLED, DENIED),
    episodes={f"00000000000000a{n}": f"h00000000000000a{n}" for n in range(1, 7)},
    identities={"e2": "i-quarshie", "e3": "i-mensah"},
)  # fmt: skip
B = held("b-strike.txt", SECOND, "Tema Post", (STOPPED,), episodes={STOPPED.id: f"h{STRIKE.id}"})
SAME = Judgement(
    about="event", left=STRIKE.id, right=STOPPED.id, verdict="same", score=0.93, by="tocsin link 1",
    reasons=("same day and place", "both name Nartey"),
)  # fmt: skip
BY_HAND = Judgement(
    about="report", left="a" * 16, right="b" * 16, verdict="different", score=None, by="Abena Owusu",
    at=dt.datetime(2024, 3, 9, 12, 30, tzinfo=dt.UTC),
)  # fmt: skip


@cache
def codebook() -> Codebook:
    """The codebook that ships, loaded once for all tests."""
    return load_codebook()


def exported(to: str, out: Path, about: About = ABOUT, reports: tuple[Held, ...] = (A, B)) -> Written:
    """An export of the two reports, which must succeed."""
    found = export(to, iter(reports), out, about, codebook(), (SAME, BY_HAND))
    assert isinstance(found, Written), found
    return found


def parquet_text(path: Path) -> str:
    """What a Parquet file holds, as JSON."""
    from pyarrow import parquet

    return json.dumps(parquet.read_table(path).to_pylist(), indent=1, ensure_ascii=False, default=str) + "\n"


def contents(folder: Path) -> dict[str, str]:
    """The text of every file; of Parquet what it holds, for its bytes change with the library."""
    found = {p.name: p.read_bytes().decode() for p in sorted(folder.iterdir()) if p.suffix != ".parquet"}
    for path in folder.glob("*.parquet"):
        found[f"{path.name}.json"] = parquet_text(path)
        found.pop("datapackage.json")
    return found


def main() -> None:
    """Write what is expected anew."""
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for to in FORMATS:
        folder = GOLDEN / f".{to}"
        exported(to, folder)
        (GOLDEN / to).mkdir()
        for name, text in contents(folder).items():
            (GOLDEN / to / name).write_bytes(text.encode())
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
