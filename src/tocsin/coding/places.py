"""Where: which of the places a report names is the place of an event.

Rules, best first; the first that gives a place wins, and its name is what `tocsin why` prints:

    in: X, object: X     the place phrase of the event's own clause, nearest and finest first
    with those who act   a place within the phrase of who takes part: `workers at X`, `X's couriers`
    same sentence        a place phrase of another clause of the sentence
    between states       a verbal act of one country toward another has no place
    same paragraph       the last place that the paragraph told of, or named
    main place           what the report is about: named in its title or its lead
    home                 the country where the report plays

A place without a name (`the courtroom`, `the town`) is placed in the one told before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tocsin.coding.clauses import FAR, distance, is_parted
from tocsin.coding.grammar import Clause
from tocsin.coding.reading import Placed, Reading, Scene
from tocsin.model import Entity, Participant, PlaceLevel, Where

LEAD = 1
"""Sentences at the head of a report that tell what it is about."""
LEVELS: tuple[PlaceLevel, ...] = ("area", "country", "region", "city", "site")
"""From coarse to fine."""
LOCAL = ("city", "site", "region", "area")
IN_TITLE, IN_LEAD = 4.0, 2.0
"""What a place named in the title or the lead counts, where one elsewhere counts 1."""
HOME_IN_TITLE = 6.0
"""What the home country counts where the title names it in whatever form: `Polish police`."""
DATELINE = 1.0
"""What the place counts that the report was written at."""
BARE = 0.5
"""What a place counts that is named without a preposition."""
BIAS: dict[PlaceLevel, float] = {"area": -1.0, "country": 0.0, "region": 0.5, "city": 0.5, "site": -0.5}
"""What speaks for a level of places: a report is about a town rather than about one house in it."""
AWAY = frozenset(("from", "out of", "to", "toward", "towards", "out", "via"))
"""Prepositions that lead to where a deed comes from or goes, rather than to where it is done."""
ORIGIN = frozenset(("from", "out of"))
"""Prepositions that lead to where somebody comes from: the story goes on elsewhere."""
WITHIN = frozenset(("in", "at", "near", "outside", "inside"))
"""Prepositions that only places have behind them."""
WITHIN_NAMES = frozenset(("of", "in", "at", "from", "near"))
"""Prepositions that lead to a place within the phrase of a person: `the governor of Puno`."""
STATE = frozenset(("GOV", "LEG", "MIL"))
"""Sectors whose acts are the state's."""


@dataclass(frozen=True, slots=True)
class Located:
    """A place and how it was found."""

    where: Where
    rule: str
    own: bool = False
    """Whether the event's own clause gives it."""


class Places:
    """Where a report plays, sentence after sentence."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._home = reading.home
        self._main = main_place(reading)
        self._told: Where | None = None
        self._named: Where | None = None
        self._here: Where | None = None

    def new_paragraph(self) -> None:
        """Forget the places told and named in the paragraph before."""
        self._told = self._named = self._here = None

    def enter(self, scene: Scene) -> None:
        """Go on to a sentence: what the one before named is known now."""
        self._named = self._here or self._named
        real = (p.where for p in self._real(scene) if p.preposition not in AWAY)
        local = [where for where in real if where.level in LOCAL and is_named(where)]
        self._here = local[-1] if local else None

    def of(
        self, scene: Scene, clause: Clause, head: int, kind: str, who: tuple[Participant, ...]
    ) -> Located | None:
        """The place of the event of type `kind` triggered at `head`, in which `who` take part."""
        spoken_to = kind in self._reading.cues["verbal"] and kind != "CONSULT"
        own = find_place(self._reading, scene, clause, head, spoken_to)
        if own:
            rule = f"{own.preposition or 'object'}: {own.where.text}"
            told = self._told_of(own.where, rule, _around(scene, own), stays=own.preposition not in ORIGIN)
            return replace(told, own=True)
        if where := self._with_those(scene, clause, who):
            return self._told_of(where, "with those who act", stays=False)
        if where := self._same_sentence(scene, clause, head):
            return self._told_of(where, "same sentence")
        if self._between_states(kind, who):
            return None
        return self._taken_for_granted()

    def pointed(self, scene: Scene, placed: Placed, rule: str) -> Located:
        """The place that somebody else's `rule` chose among those of `scene`."""
        return self._told_of(placed.where, rule, _around(scene, placed))

    def _taken_for_granted(self) -> Located | None:
        if not self._reading.guesses:
            return None
        if told := self._told or self._named:
            return Located(told, "same paragraph")
        if self._main:
            return Located(self._main, "main place")
        return Located(self._home, "home") if self._home else None

    # -------------------------------------------------------------- within the sentence

    def _told_of(
        self, place: Where, rule: str, around: Where | None = None, *, stays: bool = True
    ) -> Located:
        """`stays`: whether what the paragraph tells next may be there too."""
        where = _placed_in(place, around or self._told or self._main or self._home)
        if is_named(where) and stays:
            self._told = where
        return Located(where, rule)

    def _with_those(self, scene: Scene, clause: Clause, who: tuple[Participant, ...]) -> Where | None:
        """The place in the phrase of somebody who takes part."""
        for person in who:
            for placed in self._real(scene):
                span = clause.analysis.span(placed.first, placed.last)
                inside = person.span is not None and person.span.overlaps(span)
                if inside and span != person.span and placed.where.level in LOCAL:
                    return placed.where
            where = None if self._is_named_so(person) else self._reading.place_in(person.text)
            if where is not None and where.level in LOCAL and where.text != person.text:
                return replace(where, span=person.span)
        return None

    def _is_named_so(self, person: Participant) -> bool:
        """Whether a place in the words is only somebody's name: Vladimir Putin is not in Vladimir."""
        known = self._reading.entities.get(person.entity or "")
        is_person = known is not None and known.kind == "person"
        return is_person and not WITHIN_NAMES.intersection(person.text.split())

    def _same_sentence(self, scene: Scene, clause: Clause, head: int) -> Where | None:
        named = (p for p in self._real(scene) if p.preposition and is_named(p.where))
        return next((p.where for p in named if not is_parted(clause, head, p.head)), None)

    def _real(self, scene: Scene) -> Iterator[Placed]:
        return real_places(self._reading, scene)

    # -------------------------------------------------------------- what goes without saying

    def _between_states(self, kind: str, who: tuple[Participant, ...]) -> bool:
        """`Latvia condemned Russia`: said nowhere in particular."""
        states = {p.country for p in who if p.country and set(p.sectors[:1]) & STATE}
        return kind in self._reading.cues["verbal"] and len(states) > 1


# ------------------------------------------------------------------ places of a sentence


def real_places(reading: Reading, scene: Scene) -> Iterator[Placed]:
    """The places of a sentence without those that are people: `Biden`, a town in Cyrenaica."""
    for placed in scene.places:
        entity = reading.cast.at(scene.analysis.sentence.index, placed.head)
        if entity is None or entity.kind != "person" or _is_place_after_all(entity, placed):
            yield placed


def _is_place_after_all(entity: Entity, placed: Placed) -> bool:
    """`attacked Goma`, though a name by itself may be anybody's; `in Fields` is James Fields."""
    known = placed.preposition in WITHIN or placed.where.geonames is not None
    return known and " " not in entity.name


def find_place(
    reading: Reading, scene: Scene, clause: Clause, head: int, spoken_to: bool = False
) -> Placed | None:
    """The place phrase nearest to the trigger: behind a preposition, or what the trigger is done to.

    In an act of speech a country or town is whom it is said to (`spoken_to`), not where.
    """
    objects = set(clause.slots(head).get("object", ()))
    if spoken_to:
        objects -= {placed.head for placed in scene.places if placed.where.level != "site"}
    heads = {placed.head for placed in scene.places}
    best: tuple[tuple[int, ...], Placed] | None = None
    for placed in real_places(reading, scene):
        stage = _is_stage(clause, placed, head)
        near = 0 if stage else distance(clause, head, placed.head)
        meant = stage or placed.head in objects or _leads(placed) or _names_it(clause, placed, head)
        if near >= FAR or not meant:
            continue
        later = clause.tokens[placed.head].dep == "conj" and clause.tokens[placed.head].head in heads
        away = placed.preposition in AWAY
        key = (near, later, away, -LEVELS.index(placed.where.level), abs(placed.head - head))
        if best is None or key < best[0]:
            best = key, placed
    return best[1] if best else None


def _leads(placed: Placed) -> bool:
    """Whether a preposition leads to the place: `according to his office` and `to the hills` do not."""
    return bool(placed.preposition) and (placed.preposition not in AWAY or is_named(placed.where))


def _is_stage(clause: Clause, placed: Placed, head: int) -> bool:
    """Whether the event is told in a clause about the place: `toured a hospital where he was booed`."""
    for above in (head, *clause.ancestors(head)):
        token = clause.tokens[above]
        if token.dep == "relcl":
            here = any(clause.tokens[c].lemma == "where" for c in clause.children[above])
            return here and token.head == placed.head
    return False


def _names_it(clause: Clause, placed: Placed, head: int) -> bool:
    """`the Kabul bombing`: a town that stands before the noun of the event."""
    token = clause.tokens[placed.head]
    noun = clause.tokens[token.head]
    mine = noun.i == head or (noun.head == head and noun.dep == "nsubj")
    return mine and token.dep in ("compound", "nmod", "poss") and placed.where.level in LOCAL


def _around(scene: Scene, placed: Placed) -> Where | None:
    """The place that a site lies in: `a warehouse at Beira`; `in Lyon they blocked the bridge`."""
    after = (p for p in scene.places if placed.last < p.first <= placed.last + 3 and p.preposition)
    anywhere = (p for p in scene.places if p.preposition in WITHIN and p.where.level in ("city", "region"))
    return next((p.where for p in (*after, *anywhere) if p is not placed and is_named(p.where)), None)


def _placed_in(where: Where, around: Where | None) -> Where:
    """`the courtroom` in Aktau; `the town` is the town told of, whatever town was named last."""
    if around is None or (where.geonames is not None and is_named(where)):
        return where
    if is_named(where):
        return _within_town(where, around)
    if where.level == "city" and where.geonames is not None and around.level in ("city", "site"):
        return replace(around, text=where.text, span=where.span)
    if where.level != "site":
        return where
    return _with_town(where, around)


def _within_town(where: Where, around: Where) -> Where:
    """A named site with the town it lies in: `Lenin Shipyard, Gdansk`."""
    local = where.level == "site" and around.level in ("city", "region")
    return _with_town(where, around) if local and not _names(where) & _names(around) else where


def _with_town(where: Where, around: Where) -> Where:
    town = around.name.partition(", ")[2] or around.name
    name = f"{where.name}, {town}"
    return replace(where, name=name, country=around.country, lat=around.lat, lon=around.lon)


def is_named(where: Where) -> bool:
    """`Lenin Shipyard` or `Oruro`, not `his office` or `the town`."""
    return any(word[:1].isupper() for word in where.text.split()[-2:])


# ------------------------------------------------------------------ what a report is about


def main_place(reading: Reading) -> Where | None:
    """The town, site or country that title and lead name, else the one named most."""
    title = frozenset(_words(_capitals(reading.document.title or "")))
    weight: dict[str, float] = {}
    first: dict[str, Where] = {}
    for where, counts in _told(reading):
        if where.name not in first:
            local = where.level in LOCAL
            weight[where.name] = BIAS[where.level] + IN_TITLE * (local and bool(title & _names(where)))
        first.setdefault(where.name, where)
        weight[where.name] += counts
    return first[max(weight, key=lambda name: weight[name])] if weight else None


def _told(reading: Reading) -> Iterator[tuple[Where, float]]:
    """Every named place, but for where something comes from or goes, and what the naming counts."""
    if reading.dateline and reading.dateline.level in LOCAL:
        yield reading.dateline, DATELINE
    for scene in reading.scenes:
        index = scene.analysis.sentence.index
        for placed in real_places(reading, scene):
            if is_named(placed.where) and placed.preposition not in AWAY:
                bare = 1.0 if placed.preposition else BARE
                yield placed.where, bare * (IN_LEAD if index < LEAD else 1.0)
    if where := reading.place_in(_lower_first(reading.document.title or "")):
        yield where, BARE
    for entity in reading.entities.values():
        if _may_hold_place(entity) and (where := reading.place_in(entity.name)):
            for mention in entity.mentions:
                yield where, BARE * (IN_LEAD if mention.sentence < LEAD else 1.0)
    if (home := reading.home) and home.level == "country" and _in_title(reading, home):
        yield home, HOME_IN_TITLE


def _lower_first(title: str) -> str:
    """A title without the capital that its first word has anyway; nothing of one all in capitals."""
    return "" if title.isupper() else title[:1].lower() + title[1:]


def _may_hold_place(entity: Entity) -> bool:
    """`Kitwe council workers` may, `Robert Kennedy` may not."""
    words = entity.name.split()
    return len(words) > 1 and (entity.kind != "person" or words[-1].islower())


def _in_title(reading: Reading, country: Where) -> bool:
    """Whether the title names a country otherwise than by its own name: `Polish police`."""
    words = (reading.document.title or "").replace(",", " ").replace(":", " ").split()
    names = (word.removesuffix("'s").removesuffix("’s") for word in words)
    return any(reading.nationality(n) == country.country and not _is_town(reading, n) for n in names)


def _is_town(reading: Reading, name: str) -> bool:
    where = reading.place_in(name)
    return where is not None and where.level == "city"


def _names(where: Where) -> frozenset[str]:
    return frozenset(_words(_capitals(where.text)))


def _capitals(text: str) -> str:
    return " ".join(word for word in text.split() if word[:1].isupper())


def _words(text: str) -> Iterator[str]:
    for word in text.lower().replace("’", "'").replace(",", " ").replace(":", " ").split():
        word = word.removesuffix("'s")
        if len(word) > 3:
            yield word
