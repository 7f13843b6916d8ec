"""A made-up book of any size: reports of outlets that tell the same happenings, copies among them.

    for made in reports(100_000, seed=1): made.held, made.truth

Deterministic by seed. Names, places and stories are as unequal as in the world (few that are everywhere, many
told of once), and tellings differ as outlets do: another spelling, another number, no date, a denial.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple

from tocsin.codebook.tables import read_table
from tocsin.model import (
    Alignment,
    Attribution,
    Block,
    Coding,
    Document,
    Entity,
    EntityKind,
    Event,
    Evidence,
    Figure,
    Held,
    Mention,
    Participant,
    Quantity,
    Source,
    Span,
    When,
    Where,
)

HERE = Path(__file__).parent
FIRST_DAY = dt.date(2025, 1, 1)
DAYS = 365
TOWNS = 5000
"""The greatest is in three of a hundred stories."""
CODER, CODEBOOK = "tocsin 0.1.0 made up", "0" * 64


class Act(NamedTuple):
    """A kind of happening: how it is coded and told (`A` who does it, `R` to whom, `N` how many)."""

    type: str
    mode: str
    tellings: tuple[str, ...]
    roles: tuple[str, str]
    unit: str = ""


SECTORS: Mapping[str, tuple[str, ...]] = {
    "workers": ("LAB",), "plant": ("BUS",), "party": ("OPP",), "police": ("COP",), "union": ("LAB",),
    "official": ("GOV",), "leader": ("LAB",),
}  # fmt: skip
KINDS: Mapping[str, EntityKind] = {
    "workers": "group", "police": "group", "plant": "organization", "party": "organization",
    "union": "organization", "official": "person", "leader": "person",
}  # fmt: skip
SAYS = ("the union said", "police said", "officials said", "witnesses said", "according to a spokesman", "")


def _table() -> tuple[tuple[Act, ...], Mapping[str, tuple[str, ...]]]:
    """The acts, and the lists of words by name."""
    acts, words = [], defaultdict[str, list[str]](list)
    for row in read_table(HERE / "made_up.txt", HERE, range(3, 7)):
        if row.cells[0] == "act":
            _, type, mode, tellings, roles, unit = row.cells
            actor, recipient = roles.split()
            acts.append(Act(type, mode, tuple(tellings.split("; ")), (actor, recipient), unit))
        else:
            words[row.cells[1]] += row.cells[2].split()
    return tuple(acts), {name: tuple(found) for name, found in words.items()}


ACTS, WORDS = _table()
COUNTRIES, TRADES, GIVEN, FILLER = (WORDS[name] for name in ("countries", "trades", "given", "filler"))


class Happening(NamedTuple):
    """One thing that happened."""

    id: str
    act: Act
    day: int
    number: int
    detail: tuple[str, str]


class Story(NamedTuple):
    """Some happenings in one town within some days, with one cast."""

    id: int
    country: str
    city: str
    lat: float
    lon: float
    names: Mapping[str, str]
    happenings: tuple[Happening, ...]


class Made(NamedTuple):
    """A report as a book holds it, and which happening each of its events tells."""

    held: Held
    truth: Mapping[str, str]
    original: str | None
    """Id of the report that it copies."""


class _Slot(NamedTuple):
    day: int
    story: int
    number: int
    outlet: int
    copy: bool


def reports(count: int, *, seed: int = 1, events: int = 10) -> Iterator[Made]:
    """`count` reports of about `events` events each, in order of publication."""
    plan = _plan(count, seed)
    left: dict[int, int] = {}
    for slot in plan:
        left[slot.story] = left.get(slot.story, 0) + 1
    stories: dict[int, Story] = {}
    firsts: dict[int, Made] = {}
    for number, slot in enumerate(plan):
        story = stories.get(slot.story) or _story(slot.story, slot.day, seed, events)
        stories[slot.story] = story
        made = _report(number, slot, story, firsts.get(slot.story), seed)
        firsts.setdefault(slot.story, made)
        yield made
        left[slot.story] -= 1
        if not left[slot.story]:
            del stories[slot.story], firsts[slot.story]


def _plan(count: int, seed: int) -> list[_Slot]:
    """Which outlet tells which story when; a story is told by one outlet or by very many."""
    random = Random(f"{seed} plan")
    slots: list[_Slot] = []
    story = 0
    while len(slots) < count:
        start = random.randrange(DAYS)
        told = min(60, int(random.paretovariate(0.9)))
        for number in range(told):
            wait = 0 if number == 0 else min(20, int(random.expovariate(0.5)))
            copy = number > 0 and random.random() < 0.25
            slots.append(_Slot(start + wait, story, number, int(random.paretovariate(0.6)) % 400, copy))
        story += 1
    return sorted(slots[:count], key=lambda s: (s.day, s.story, s.number))


# ------------------------------------------------------------------ the world


def _syllables(random: Random, count: int) -> str:
    return "".join(random.choice("bdgklmnprstvz") + random.choice("aeiou") for _ in range(count)).capitalize()


def _place(rank: int, seed: int) -> tuple[str, str, float, float]:
    """The town of a rank: name, country, latitude, longitude. Rank 0 is the greatest."""
    random = Random(f"{seed} town {rank}")
    name = _syllables(random, random.choice((2, 3, 3, 4))) + random.choice(
        ("", "", "grad", "ville", "pur", "burg")
    )
    country = COUNTRIES[min(int(random.paretovariate(0.8)) - 1, 10_000) % len(COUNTRIES)]
    return name, country, round(random.uniform(-50, 65), 4), round(random.uniform(-120, 150), 4)


def _story(number: int, day: int, seed: int, events: int) -> Story:
    random = Random(f"{seed} story {number}")
    city, country, lat, lon = _place(int(TOWNS * random.random() ** 2.5), seed)
    local = Random(f"{seed} cast {city} {random.randrange(30)}")
    trade = local.choice(TRADES)
    names = {
        "workers": f"{trade.lower()} workers",
        "police": "police",
        "plant": f"{city} {trade} Works",
        "party": f"{_syllables(local, 3)} Front",
        "union": f"{_syllables(local, 2)} {trade} Union",
        "official": f"{local.choice(GIVEN)} {_syllables(local, 3)}",
        "leader": f"{local.choice(GIVEN)} {_syllables(local, 4)}",
    }
    acts = random.sample(ACTS, min(len(ACTS), events + 4))
    happenings = tuple(
        Happening(
            f"{number}:{i}", act, day - min(6, int(random.expovariate(0.7))),
            int(random.paretovariate(0.7) * 3) % 5000 + 2,
            (random.choice(FILLER), random.choice(FILLER)),
        )
        for i, act in enumerate(acts)
    )  # fmt: skip
    return Story(number, country, city, lat, lon, names, happenings)


# ------------------------------------------------------------------ one report


class _Draft:
    """The text of a report as it grows, and what is read from it."""

    def __init__(self, id: str, text: str) -> None:
        self.id, self.parts, self.at = id, [text], len(text)
        self.events: list[Event] = []
        self.figures: list[Figure] = []
        self.entities: dict[str, Entity] = {}

    def put(self, text: str) -> Span:
        """Add text; where it stands."""
        start = self.at
        self.parts.append(text)
        self.at += len(text)
        return Span(start, self.at)


def _report(number: int, slot: _Slot, story: Story, first: Made | None, seed: int) -> Made:
    id = hashlib.blake2b(f"{seed} report {number}".encode(), digest_size=8).hexdigest()
    if slot.copy and first is not None:
        return _copied(id, slot, first)
    random = Random(f"{seed} report {number}")
    names = {
        role: _spelt(name, random) if KINDS[role] == "person" else name for role, name in story.names.items()
    }
    day = FIRST_DAY + dt.timedelta(days=slot.day)
    title = f"{story.city}: {random.choice(FILLER)} and {random.choice(FILLER)}"
    draft = _Draft(id, f"{title}\n\nBy {random.choice(GIVEN)} {_syllables(random, 2)}\n\n")
    truth: dict[str, str] = {}
    told = min(len(story.happenings), max(3, round(random.gauss(len(story.happenings) - 4, 2))))
    for happening in random.sample(story.happenings, told):
        event = _event(draft, happening, story, names, day, random)
        truth[event.id] = happening.id
    draft.put(f"\n\nThe {random.choice(FILLER)} and the {random.choice(FILLER)} were not affected.\n")
    return Made(_held(draft, title, day, slot), truth, None)


def _held(draft: _Draft, title: str, day: dt.date, slot: _Slot) -> Held:
    text = "".join(draft.parts)
    start = text.index("\n\n", text.index("\n\nBy ") + 2) + 2
    block = Block(
        kind="body", span=Span(start, len(text)), text=text[start:], align=Alignment((0,), (start,))
    )
    outlet = f"Outlet {slot.outlet}"
    name = f"https://outlet{slot.outlet}.example/{day.isoformat()}/{draft.id}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    source = Source(publisher=outlet, url=name, published=day, digest=digest)
    document = Document(
        id=draft.id, name=name, text=text, title=title, language="en", blocks=(block,), source=source
    )
    coding = Coding(
        document=document, entities=tuple(draft.entities.values()), events=tuple(draft.events),
        figures=tuple(draft.figures),
    )  # fmt: skip
    return Held(coding=coding, coder=CODER, codebook=CODEBOOK, seen_as=(name,))


def _copied(id: str, slot: _Slot, first: Made) -> Made:
    """The story's first report again: another headline and outlet, the last paragraph cut."""
    held, day = first.held, FIRST_DAY + dt.timedelta(days=slot.day)
    old = held.coding.document
    title = f"Unrest goes on {slot.number}"
    shift = len(title) - old.text.index("\n")
    text = title + old.text[old.text.index("\n") : old.text.rindex("\n\n")] + "\n"
    ids = {event.id: f"{id[:12]}{i:04x}" for i, event in enumerate(held.coding.events)}
    events = tuple(_moved(event, ids[event.id], shift) for event in held.coding.events)
    source = replace(
        old.source, publisher=f"Outlet {slot.outlet}", published=day, url=f"https://outlet{slot.outlet}.example/{id}",
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    start = old.blocks[0].span.start + shift
    block = Block(
        kind="body", span=Span(start, len(text)), text=text[start:], align=Alignment((0,), (start,))
    )
    document = replace(
        old, id=id, name=source.url or id, text=text, title=title, blocks=(block,), source=source
    )
    coding = replace(held.coding, document=document, events=events, figures=())
    truth = {ids[event]: happening for event, happening in first.truth.items()}
    return Made(replace(held, coding=coding, seen_as=(document.name,)), truth, old.id)


def _moved(event: Event, id: str, shift: int) -> Event:
    def moved(span: Span) -> Span:
        return Span(span.start + shift, span.end + shift)

    def people(those: Sequence[Participant]) -> tuple[Participant, ...]:
        return tuple(replace(p, span=moved(p.span) if p.span else None) for p in those)

    evidence = tuple(replace(e, trigger=moved(e.trigger)) for e in event.evidence)
    return replace(
        event, id=id, trigger=moved(event.trigger), sentence=moved(event.sentence), evidence=evidence,
        actors=people(event.actors), recipients=people(event.recipients),
    )  # fmt: skip


def _spelt(name: str, random: Random) -> str:
    """A name as another outlet writes it."""
    given, last = name.split(" ", 1)
    how = random.random()
    if how < 0.2:
        last = last.replace("k", "c").replace("z", "s", 1)
    elif how < 0.35:
        last = last.replace("u", "ou", 1).replace("i", "y", 1)
    return f"{given[0]}. {last}" if how > 0.9 else f"{given} {last}"


def _event(
    draft: _Draft, happening: Happening, story: Story, names: Mapping[str, str], day: dt.date, random: Random
) -> Event:
    """Write the sentence of one happening and the event read from it."""
    act = happening.act
    denied = random.random() < 0.06
    when, phrase = _when(happening, day, random)
    where = _where(story, random)
    number = max(2, round(happening.number * random.choice((1, 1, 1, 0.9, 1.2))))
    says = random.choice(SAYS)
    start, trigger = draft.at, None
    people: dict[str, list[Participant]] = {"A": [], "R": []}
    sizes: list[Quantity] = []
    for word in random.choice(act.tellings).split(" "):
        bare = word.strip(",")
        if bare in ("A", "R"):
            role = act.roles[0 if bare == "A" else 1]
            people[bare].append(_participant(draft, role, names[role], story, first=draft.at == start))
        elif bare == "N":
            span = draft.put(f"{number}")
            if act.unit:
                sizes.append(
                    Quantity(
                        min=number, max=number, unit=act.unit, text=f"{number}", span=span, by=says or None
                    )
                )
        else:
            span = draft.put(f"did not {word}" if denied and trigger is None else word)
            trigger = trigger or span
        draft.put(" " if bare == word else ", ")
    rest = ("in " + where.text if where else "", phrase, f"after a row over the {happening.detail[0]}", says)
    draft.put(" ".join(part for part in rest if part))
    draft.put(f", near the {happening.detail[1]}.")
    sentence = Span(start, draft.at)
    draft.put("\n\n" if random.random() < 0.5 else " ")
    assert trigger is not None
    event = Event(
        id=f"{draft.id[:12]}{len(draft.events):04x}",
        type=act.type,
        modes=(act.mode,) if act.mode and random.random() < 0.9 else (),
        contexts=(),
        actors=tuple(people["A"]),
        recipients=tuple(people["R"]) if random.random() < 0.85 else (),
        place=where,
        date=when,
        sizes=tuple(sizes),
        demands=(),
        part_of=None,
        status="negated" if denied else "actual",
        voice="attributed" if says else "reported",
        attribution=Attribution(text=says, name=None) if says else None,
        trigger=trigger,
        sentence=sentence,
        confidence=0.8,
        evidence=(Evidence(sentence=len(draft.events), trigger=trigger, rule="made_up.py"),),
    )
    draft.events.append(event)
    draft.figures.extend(Figure(what=act.mode or act.type, quantity=q, as_of=when, by=q.by) for q in sizes)
    return event


def _participant(draft: _Draft, role: str, name: str, story: Story, *, first: bool) -> Participant:
    text = name[:1].upper() + name[1:] if first else name
    span = draft.put(text)
    if role not in draft.entities:
        named = KINDS[role] != "group"
        mention = Mention(
            kind="name" if named else "noun",
            sentence=len(draft.events),
            head=0,
            first=0,
            last=0,
            span=span,
            text=text,
        )
        draft.entities[role] = Entity(
            id=f"e{len(draft.entities)}", name=name, kind=KINDS[role], aliases=(), mentions=(mention,),
            countries=(story.country,), sectors=SECTORS[role],
        )  # fmt: skip
    entity = draft.entities[role]
    return Participant(
        text=text, span=span, name=entity.name, entity=entity.id, country=story.country, sectors=SECTORS[role]
    )


def _when(happening: Happening, day: dt.date, random: Random) -> tuple[When | None, str]:
    date = FIRST_DAY + dt.timedelta(days=happening.day)
    how = random.random()
    if how < 0.15:
        return None, ""
    slack = dt.timedelta(days=1 if how > 0.95 else 0)
    phrase = f"on {date:%A}" if how < 0.7 else f"on {date:%d %B}"
    return When(
        start=date, end=date + slack, text=phrase, span=None, rule="made_up.py", told=how < 0.8
    ), phrase


def _where(story: Story, random: Random) -> Where | None:
    how = random.random()
    if how < 0.1:
        return None
    if how < 0.25:
        return Where(
            text=story.country, span=None, name=story.country.title(), country=story.country,
            lat=None, lon=None, geonames=None, level="country", rule="made_up.py", told=False,
        )  # fmt: skip
    return Where(
        text=story.city, span=None, name=story.city, country=story.country, lat=story.lat, lon=story.lon,
        geonames=int(math.fabs(story.lat * 1e4)), level="city", rule="made_up.py",
    )  # fmt: skip


def events_in(mades: Sequence[Made]) -> int:
    """Events in all of them."""
    return sum(len(made.held.coding.events) for made in mades)
