"""What one report tells of one happening, in the compact form in which tellings are compared."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tocsin.link.kin import kind_of
from tocsin.link.words import RARE, WORD, bits, content, stem
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


class Party(NamedTuple):
    """One who takes part: the words of the name, folded, or else the nouns; country and sectors."""

    names: tuple[str, ...]
    """Words of the proper name in order, folded; empty where nobody is named."""
    sounds: tuple[str, ...]
    """Their skeletons: one for all usual transliterations."""
    nouns: tuple[str, ...]
    """The other words that say something, cut short."""
    country: str
    sectors: tuple[str, ...]
    person: bool
    """Whether it is one human being, called by a full name."""


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
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
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
    trigger: tuple[str, ...]
    """Words of the act itself, likewise."""
    about: tuple[str, ...]
    """Skeletons of the names that the whole report speaks of most, the most spoken of first."""
    home: str
    """The country that most of the report's people are from; empty where there is none."""
    rivals: int
    """Events of its type and mode in its report, itself among them: the only one is easily known again."""

    @property
    def day(self) -> int:
        """The day under which it is filed: when it happened, else when it was published, else 0."""
        if self.first is not None and self.last is not None:
            return (self.first + self.last) // 2
        return self.published or 0

    @property
    def names(self) -> frozenset[str]:
        """Skeletons of all names in it, of people and of the place."""
        found = {s for party in (*self.actors, *self.recipients) for s in party.sounds}
        return frozenset(found.union(self.spot.sounds) if self.spot else found)


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
    setting = Setting(entities, _about(coding.entities), _home(coding.entities), acts)
    return tuple(telling_of(event, coding, setting) for event in coding.events)


def telling_of(event: Event, coding: Coding, setting: Setting) -> Telling:
    """One event of `coding` as a telling; `setting` is what the whole report gives."""
    text, published = coding.document.text, coding.document.source.published
    first, last = _days(event.date)
    triggers = " ".join((event.trigger.of(text), *(e.trigger.of(text) for e in event.evidence)))
    return Telling(
        event=event.id,
        report=coding.document.id,
        type=event.type,
        kind=kind_of(event.type),
        modes=event.modes,
        status=event.status,
        whole=event.part_of or "",
        actors=tuple(_party(p, setting.entities) for p in event.actors),
        recipients=tuple(_party(p, setting.entities) for p in event.recipients),
        spot=_spot(event.place) if event.place else None,
        first=first,
        last=last,
        day_told=event.date is not None and event.date.told,
        published=published.toordinal() if published else None,
        sizes=tuple((q.unit, q.min, q.max) for q in event.sizes),
        words=tuple(sorted(content(f"{event.sentence.of(text)} {triggers}"))),
        trigger=tuple(sorted({stem(w) for w in WORD.findall(triggers.lower())})),
        about=setting.about,
        home=setting.home,
        rivals=max(setting.acts.get(act, 1) for act in _acts(event)),
    )


def _acts(event: Event) -> tuple[str, ...]:
    return tuple(f"{event.type} {mode}" for mode in event.modes) or (event.type,)


def _about(entities: Sequence[Entity]) -> tuple[str, ...]:
    """Skeletons of the names that a report speaks of most."""
    counts: Counter[str] = Counter()
    for entity in entities:
        if _is_named(entity):
            for sound in _sounds(_proper(entity.name)):
                counts[sound] += len(entity.mentions) or 1
    ranked = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return tuple(sound for sound, _ in ranked[:ABOUT])


def _home(entities: Sequence[Entity]) -> str:
    counts = Counter(code for entity in entities for code in entity.countries)
    return min(counts, key=lambda code: (-counts[code], code), default="")


def _is_named(entity: Entity) -> bool:
    return entity.kind != "country" and any(m.kind == "name" for m in entity.mentions)


def _days(date: When | None) -> tuple[int, int] | tuple[None, None]:
    return (date.start.toordinal(), date.end.toordinal()) if date else (None, None)


def _party(person: Participant, entities: Mapping[str, Entity]) -> Party:
    entity = entities.get(person.entity or "")
    name = person.name or person.text
    proper = () if entity is not None and not _has_name(entity) else _proper(name)
    said = " ".join((name, person.text, *(tenure.role for tenure in entity.roles[:2]))) if entity else name
    other = content(said).difference(map(stem, proper)) if len(proper) < len(said.split()) else ()
    one = entity is not None and entity.kind == "person" and 2 <= len(proper) <= 4 and _has_name(entity)
    one = one and len(proper) == len([w for w in name.split() if fold(w) not in PARTICLES])
    return Party(proper, _sounds(proper), tuple(sorted(other)), person.country or "", person.sectors, one)


def _has_name(entity: Entity) -> bool:
    return any(m.kind == "name" for m in entity.mentions) or any(c.isupper() for c in entity.name[1:])


def _proper(name: str) -> tuple[str, ...]:
    """The words of a proper name within a phrase, folded: `NUPENG`, `Rivers State` of `The Rivers State
    government`. A large letter at the head of a phrase of small ones (`Workers at some …`) is the sentence's.
    """
    words = [w.strip("“”\"'’,.()") for w in name.replace("’s", "").replace("'s", "").split()]
    large = [bool(w) and (w[0].isupper() or (not w[0].islower() and w.isalpha())) for w in words]
    if len(words) > 1 and large[0] and not large[1] and fold(words[1]) not in PARTICLES:
        large[0] = False
    kept = (fold(w) for w, is_large in zip(words, large, strict=True) if is_large)
    return tuple(w for w in kept if w not in SMALL)


def _sounds(words: Sequence[str]) -> tuple[str, ...]:
    """Skeletons of those words that are long enough to be known by them."""
    common = bits()
    return tuple(s for s in (_sound(w) for w in words if common.get(stem(w), RARE) > COMMON) if s)


def _sound(word: str) -> str:
    """The skeleton with the first letter before it; short words, whose skeleton says little, whole."""
    bare = skeleton(word)
    return word[0] + bare if len(bare) > 2 else word if len(word) > 2 else ""


def _spot(place: Where) -> Spot:
    proper = _proper(place.name)
    own = () if place.level in ("country", "area") else _sounds(proper)
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
    for name in sorted(t.names)[:NAMES]:
        yield f"{t.kind}:{name}"
    common = bits()
    rare = sorted(t.words, key=lambda word: (-common.get(word, RARE), -len(word), word))
    for word in rare[:RARE_WORDS]:
        yield f"{t.kind}~{word}"


def _countries(t: Telling) -> tuple[str, ...]:
    """Where it happened, else where those are from who take part, else what the report is about."""
    if t.spot and t.spot.country:
        return (t.spot.country,)
    people = sorted({p.country for p in (*t.actors, *t.recipients) if p.country})
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
     published, sizes, words, trigger, about, home, rivals) = row  # fmt: skip
    return Telling(
        event, report, type, kind, tuple(modes), status, whole,
        tuple(map(_party_from, actors)), tuple(map(_party_from, recipients)),
        _spot_from(spot) if spot else None, first, last, told, published,
        tuple((unit, low, high) for unit, low, high in sizes),
        tuple(words), tuple(trigger), tuple(about), home, rivals,
    )  # fmt: skip


def _party_from(row: Sequence[object]) -> Party:
    names, sounds, nouns, country, sectors, person = row
    return Party(tuple(names), tuple(sounds), tuple(nouns), str(country), tuple(sectors), bool(person))  # type: ignore[arg-type]


def _spot_from(row: Sequence[object]) -> Spot:
    name, sounds, nouns, *rest = row
    return Spot(str(name), tuple(sounds), tuple(nouns), *rest)  # type: ignore[arg-type]


def day_of(ordinal: int) -> dt.date:
    """The calendar's day."""
    return dt.date.fromordinal(ordinal)
