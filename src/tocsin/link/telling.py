"""What one report tells of one happening, in the compact form in which tellings are compared."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from tocsin.link.kin import kind_of
from tocsin.link.words import WORD, bits, content, stem, weight
from tocsin.model import Coding, Entity, Event, Participant, When, Where
from tocsin.names import PARTICLES, SMALL, fold, skeleton

ABOUT = 12
"""Names that say what a whole report is about, the most spoken of."""
LONGEST_YEAR = 200
"""An interval of more days than this says no day: `in 1995`."""
COMMON = 5
"""Words of this weight or less in a name (`State`, `President`, `October`) do not tell who it is."""
RARE_WORDS = 2
"""Rare words that a telling may be found by."""
NAMES = 5
"""Names that a telling may be found by."""


class Side(NamedTuple):
    """Those who do it, or those to whom it is done, taken together."""

    persons: tuple[tuple[str, ...], ...]
    """The names of human beings called by a full name, as folded words; empty unless all of them are."""
    named: bool
    """Whether anybody is named."""
    sounds: tuple[str, ...]
    """Skeletons of the words of their names: one for all usual transliterations."""
    nouns: tuple[str, ...]
    """What else they are called, cut short."""
    countries: tuple[str, ...]
    sectors: tuple[str, ...]


NOBODY = Side((), False, (), (), (), ())


class Spot(NamedTuple):
    """Where it happened. `told` says whether the event's own sentence gives it."""

    name: str
    """Folded."""
    sounds: tuple[str, ...]
    """Skeletons of the proper words of the name, of a site's own name too."""
    nouns: tuple[str, ...]
    level: str
    country: str
    lat: float | None
    lon: float | None
    told: bool


class Telling(NamedTuple):
    """One event as far as it is compared with others."""

    event: str
    report: str
    type: str
    kind: str
    """The group of the type, by `kin.txt`."""
    modes: tuple[str, ...]
    status: str
    whole: str
    """Id of the record for the whole, where this one is a member's; else empty."""
    actors: Side
    recipients: Side
    spot: Spot | None
    first: int | None
    """First and last day it may have happened, as ordinals of the calendar; None where no day is told."""
    last: int | None
    day_told: bool
    published: int | None
    """Day of publication, as an ordinal."""
    sizes: tuple[tuple[str, float | None, float | None], ...]
    words: tuple[str, ...]
    """Words of its sentence that say something, cut short, in order of the alphabet."""
    weight: int
    """What these words weigh together, in bits."""
    trigger: tuple[str, ...]
    """Words of the act itself, likewise."""
    about: tuple[str, ...]
    """Skeletons of the names that the whole report speaks of most, the most spoken of first."""
    home: str
    """The country that most of the report's people are from; empty where there is none."""
    names: tuple[str, ...]
    """Skeletons of all names in it, of people and of the place, in order of the alphabet."""
    rivals: int
    """Events of its type and mode in its report, itself among them: the only one is easily known again."""

    @property
    def day(self) -> int:
        """The day under which it is filed: when it happened, else when it was published, else 0."""
        if self.first is not None and self.last is not None:
            return (self.first + self.last) // 2
        return self.published or 0


# ------------------------------------------------------------------ making


class Setting(NamedTuple):
    """What a whole report gives to each of its tellings."""

    entities: Mapping[str, Entity]
    about: tuple[str, ...]
    home: str
    acts: Mapping[str, int]
    """How many of its events are of a type and mode."""


def tellings_of(coding: Coding) -> tuple[Telling, ...]:
    """The tellings of one report's events, in their order. Sentences are read from the document's text."""
    entities = {entity.id: entity for entity in coding.entities}
    acts = Counter(act for event in coding.events for act in _acts(event))
    setting = Setting(entities, about_of(coding.entities), _home(coding.entities), acts)
    return tuple(telling_of(event, coding, setting) for event in coding.events)


def telling_of(event: Event, coding: Coding, setting: Setting) -> Telling:
    """One event of `coding` as a telling; `setting` is what the whole report gives."""
    text, published = coding.document.text, coding.document.source.published
    first, last = _days(event.date)
    triggers = " ".join(span.of(text) for span in {event.trigger, *(e.trigger for e in event.evidence)})
    words = tuple(sorted(content(f"{event.sentence.of(text)} {triggers}")))
    actors = _side(event.actors, setting.entities)
    recipients = _side(event.recipients, setting.entities)
    spot = _spot(event.place) if event.place else None
    return Telling(
        event=event.id,
        report=coding.document.id,
        type=event.type,
        kind=kind_of(event.type),
        modes=event.modes,
        status=event.status,
        whole=event.part_of or "",
        actors=actors,
        recipients=recipients,
        spot=spot,
        first=first,
        last=last,
        day_told=event.date is not None and event.date.told,
        published=published.toordinal() if published else None,
        sizes=tuple((q.unit, q.min, q.max) for q in event.sizes),
        words=words,
        weight=weight(words),
        trigger=tuple(sorted({stem(w) for w in WORD.findall(triggers.lower())})),
        about=setting.about,
        home=setting.home,
        names=tuple(sorted({*actors.sounds, *recipients.sounds, *(spot.sounds if spot else ())})),
        rivals=max(setting.acts.get(act, 1) for act in _acts(event)),
    )


def _acts(event: Event) -> tuple[str, ...]:
    return tuple(f"{event.type} {mode}" for mode in event.modes) or (event.type,)


def about_of(entities: Sequence[Entity]) -> tuple[str, ...]:
    """Skeletons of the names that a report speaks of most, the most spoken of first."""
    counts: Counter[str] = Counter()
    for entity in entities:
        if _is_named(entity):
            for heard in sounds_of(proper_words(entity.name)):
                counts[heard] += len(entity.mentions) or 1
    ranked = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return tuple(heard for heard, _ in ranked[:ABOUT])


def _home(entities: Sequence[Entity]) -> str:
    counts = Counter(code for entity in entities for code in entity.countries)
    return min(counts, key=lambda code: (-counts[code], code), default="")


def _is_named(entity: Entity) -> bool:
    return entity.kind != "country" and any(m.kind == "name" for m in entity.mentions)


def _days(date: When | None) -> tuple[int, int] | tuple[None, None]:
    return (date.start.toordinal(), date.end.toordinal()) if date else (None, None)


def _side(people: Sequence[Participant], entities: Mapping[str, Entity]) -> Side:
    if not people:
        return NOBODY
    names: list[tuple[str, ...]] = []
    nouns: set[str] = set()
    persons = 0
    for person in people:
        entity = entities.get(person.entity or "")
        proper, other = _name(person, entity)
        nouns.update(other)
        if proper:
            names.append(proper)
        persons += _is_person(proper, entity)
    return Side(
        tuple(names) if persons == len(people) else (),
        bool(names),
        sounds_of([word for name in names for word in name]),
        tuple(sorted(nouns)),
        tuple(sorted({p.country for p in people if p.country})),
        tuple(sorted({code for p in people for code in p.sectors})),
    )


def _name(person: Participant, entity: Entity | None) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words of the proper name, and the other words that say who it is."""
    name = person.name or person.text
    proper = proper_words(name) if entity is None or _has_name(entity) else ()
    said = " ".join((name, person.text, *(t.role for t in entity.roles[:2]))) if entity else name
    return proper, content(said).difference(map(stem, proper)) if len(proper) < len(said.split()) else _NONE


_NONE: frozenset[str] = frozenset()


def _is_person(proper: tuple[str, ...], entity: Entity | None) -> bool:
    """Whether it is one human being called by a full name and nothing else."""
    if entity is None or entity.kind != "person" or not 2 <= len(proper) <= 4 or not _has_name(entity):
        return False
    return len(proper) == sum(fold(word) not in PARTICLES for word in entity.name.split())


def _has_name(entity: Entity) -> bool:
    return any(m.kind == "name" for m in entity.mentions) or any(c.isupper() for c in entity.name[1:])


def proper_words(name: str) -> tuple[str, ...]:
    """The words of a proper name within a phrase, folded: `NUPENG`, `Rivers State` of `The Rivers State
    government`. A large letter at the head of a phrase of small ones (`Workers at some …`) is the sentence's.
    """
    words = [w.strip("“”\"'’,.()") for w in name.replace("’s", "").replace("'s", "").split()]
    large = [bool(w) and (w[0].isupper() or (not w[0].islower() and w.isalpha())) for w in words]
    if len(words) > 1 and large[0] and not large[1] and fold(words[1]) not in PARTICLES:
        large[0] = False
    kept = (fold(w) for w, is_large in zip(words, large, strict=True) if is_large)
    return tuple(w for w in kept if w not in SMALL)


def sounds_of(words: Sequence[str]) -> tuple[str, ...]:
    """Skeletons of those words that are long enough to be known by them."""
    common = bits()
    return tuple(s for s in (sound(w) for w in words if common[stem(w)] > COMMON) if s)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The skeleton with the first letter before it; short words, whose skeleton says little, whole."""
    bare = skeleton(word)
    return word[0] + bare if len(bare) > 2 else word if len(word) > 2 else ""


def _spot(place: Where) -> Spot:
    proper = proper_words(place.name)
    own = () if place.level in ("country", "area") else sounds_of(proper)
    nouns = tuple(sorted(content(place.name).difference(map(stem, proper)))) if place.level == "site" else ()
    return Spot(
        fold(place.name), own, nouns, place.level, place.country or "", place.lat, place.lon, place.told
    )


# ------------------------------------------------------------------ blocking


def keys(telling: Telling) -> tuple[str, ...]:
    """The blocks in which a telling lies; two of one happening nearly always share one.

    Each begins with the kind of act; then comes the country, with the mode and without (`protest@BLR`,
    `protest.strike@BLR`), the city or region, a name taking part, or a rare word of the sentence.
    A block has no time in it: an index keeps it in order of `Telling.day` and gives the nearest in time,
    so that a block may grow without end and costs no more for it.
    """
    return tuple(dict.fromkeys(_keys(telling)))


def _keys(t: Telling) -> Iterator[str]:
    for country in _countries(t):
        yield f"{t.kind}@{country}"
        for mode in t.modes or ("",):
            yield f"{t.kind}.{mode}@{country}"
    if t.spot and t.spot.level in ("city", "region"):
        yield f"{t.kind}@{t.spot.name}"
    for name in t.names[:NAMES]:
        yield f"{t.kind}:{name}"
    common = bits()
    rare = sorted(t.words, key=lambda word: (-common[word], -len(word), word))
    for word in rare[:RARE_WORDS]:
        yield f"{t.kind}~{word}"


def _countries(t: Telling) -> tuple[str, ...]:
    """Where it happened, else where those are from who take part, else what the report is about."""
    if t.spot and t.spot.country:
        return (t.spot.country,)
    people = sorted({*t.actors.countries, *t.recipients.countries})
    return tuple(people[:2]) or ((t.home,) if t.home else ())


# ------------------------------------------------------------------ keeping


def telling_to_json(telling: Telling) -> str:
    """The telling as one line of JSON, for a column of a table."""
    return json.dumps(telling, ensure_ascii=False, separators=(",", ":"))


def telling_from_json(text: str) -> Telling:
    """The telling that `telling_to_json` wrote. Raises ValueError, TypeError where it is none."""
    row = json.loads(text)
    if not isinstance(row, list) or len(row) != len(Telling._fields):
        raise ValueError("no telling")
    (event, report, type, kind, modes, status, whole, actors, recipients, spot, first, last, told,
     published, sizes, words, bits, trigger, about, home, names, rivals) = row  # fmt: skip
    return Telling(
        event, report, type, kind, tuple(modes), status, whole, _side_from(actors), _side_from(recipients),
        _spot_from(spot) if spot else None, first, last, told, published,
        tuple((unit, low, high) for unit, low, high in sizes),
        tuple(words), bits, tuple(trigger), tuple(about), home, tuple(names), rivals,
    )  # fmt: skip


def _side_from(row: Sequence[Any]) -> Side:
    persons, named, sounds, nouns, countries, sectors = row
    return Side(
        tuple(map(tuple, persons)), named, tuple(sounds), tuple(nouns), tuple(countries), tuple(sectors)
    )


def _spot_from(row: Sequence[Any]) -> Spot:
    name, sounds, nouns, *rest = row
    return Spot(name, tuple(sounds), tuple(nouns), *rest)


def day_of(ordinal: int) -> dt.date:
    """The calendar's day."""
    return dt.date.fromordinal(ordinal)
