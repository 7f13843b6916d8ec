"""Which place a mention means in its report: gazetteer, countries named, what was mentioned before."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from tocsin.codebook.gazetteer import Entry
from tocsin.codebook.places import Atlas, NounKind
from tocsin.model import Analysis, MentionKind, PlaceLevel, Span, Where

CLEAR = 0.5
"""Share of all mentions of countries that makes one the country of the report."""
NEAR = 3
"""Sentences back to which an unnamed place, or the city of a site, is looked for."""
KNOWN = 50_000
"""People a town must have to be read out of a longer name (`Minsk Tractor Plant`) without other mention."""
LEAD = 3
"""Sentences at the head of a report in which a country counts twice."""
POINTING = frozenset({"the", "this", "that", "its", "their", "same", "there", "here"})


class PlaceMention(Protocol):
    """A mention as the finder of places gives it."""

    @property
    def kind(self) -> MentionKind: ...
    @property
    def sentence(self) -> int: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def span(self) -> Span: ...
    @property
    def text(self) -> str: ...
    @property
    def level(self) -> PlaceLevel | None: ...


class Named(NamedTuple):
    """A place named at a point of the report."""

    sentence: int
    first: int
    where: Where


class Geography:
    """Where one report plays: built once from all its place mentions, then asked what each means."""

    def __init__(
        self, atlas: Atlas, mentions: Sequence[PlaceMention], counts: Counter[str], dateline: str | None
    ):
        self._atlas = atlas
        self._counts = counts
        self._names = frozenset(m.text.lower() for m in mentions if m.kind == "name")
        self._dateline = self.place(dateline) if dateline else None
        if self._dateline and self._dateline.country:
            counts[self._dateline.country] += 1
        first_reading = list(self._named(mentions))
        for named in first_reading:
            if named.where.country and named.where.level in ("city", "region"):
                counts[named.where.country] += 1
        self._past = tuple(self._named(mentions)) if counts else tuple(first_reading)

    @property
    def main_country(self) -> str | None:
        """PLOVER's code of the country the report is about; None where no country stands out."""
        if not self._counts:
            return None
        code, count = self._counts.most_common(1)[0]
        return code if count >= CLEAR * self._counts.total() else None

    @property
    def home(self) -> Where | None:
        """Where the report plays unless it says otherwise: its main country, else the dateline's place."""
        code = self.main_country
        return self._country(code, code, None, "main country of the report") if code else self._dateline

    def resolve(self, mention: PlaceMention) -> Where | None:
        """The place that `mention` means; None for `there` or `the city` with no place before.

        A name the gazetteer does not know still gives a place, with neither coordinates nor id.
        """
        kind = self._kind(mention)
        if mention.kind == "pronoun":
            return self._again(self._before(mention, None), mention)
        if kind == "capital":
            return self._capital(mention)
        if kind in ("city", "region", "country") and self._points(mention):
            return self._again(self._pointed(mention, kind), mention)
        if kind in ("site", "area") and not self._whole(mention.text):
            return self._site(mention, kind)
        return self._read(mention.text, mention.span, kind)

    def place(self, text: str) -> Where | None:
        """The place that a name means in this report, by the name alone."""
        return self._read(text, None, None) if text.strip() else None

    def country_of(self, text: str) -> str | None:
        """The country that `text` names or lies in: `Belarusian`, `Minsk`, `Minsk Tractor Plant`."""
        code = self._atlas.countries.nationality(text)
        if code:
            return code
        where = self.place_in_name(text)
        return where.country if where else None

    def place_in_name(self, text: str) -> Where | None:
        """The town or country named within a longer name: Minsk in `Minsk Tractor Plant`."""
        words = [w for w in text.replace(",", " ").split() if w]
        for size in range(min(len(words), 4), 0, -1):
            for start in range(len(words) - size + 1):
                part = " ".join(words[start : start + size]).removesuffix("'s").removesuffix("’s")
                sure = start > 0 and words[start - 1] == "of"
                if part[:1].isupper() and (where := self._within(part, sure)):
                    return where
        return None

    # -------------------------------------------------------------- names

    def _named(self, mentions: Iterable[PlaceMention]) -> Iterator[Named]:
        for mention in mentions:
            if mention.kind == "name" and self._kind(mention) not in ("site", "area"):
                yield Named(mention.sentence, mention.first, self._read(mention.text, mention.span, None))

    def _read(self, text: str, span: Span | None, kind: NounKind | None) -> Where:
        inner, _, outer = text.partition(",")
        holder = self._best(outer, None, ()) if outer.strip() else None
        code = self._atlas.countries.nationality(outer.strip()) if outer.strip() else None
        within = ((holder.region or holder.country or "") if holder else code,) if holder or code else ()
        name = self._bare(inner) if kind == "region" else inner
        country = self._atlas.countries.find(name)
        if country and country.kind == "name" and country.state and not within and kind != "region":
            rival = self._rival(name, country.code)
            return (
                self._entry(rival, text, span)
                if rival
                else self._country(country.code, text, span, country.row.source)
            )
        best = self._best(name, kind, tuple(w for w in within if w))
        if best:
            return self._entry(best, text, span)
        if country and country.kind == "name":
            return self._unknown(
                text, span, _LEVELS.get(kind), country.code, country.row.source, country.name
            )
        level = _LEVELS.get(kind) or "city"
        return self._unknown(text, span, level, code or self.main_country, "not in the gazetteer", text)

    def _best(self, name: str, kind: NounKind | None, within: tuple[str, ...]) -> Entry | None:
        """The likeliest entry for `name`, if any."""
        entries = self._atlas.gazetteer.find(name)
        if within:
            entries = tuple(e for e in entries if e.region in within or e.country in within) or entries
        return max(entries, key=lambda e: self._likelihood(e, kind), default=None)

    def _likelihood(self, entry: Entry, kind: NounKind | None) -> float:
        """Population counts by its power of ten; the countries of the report weigh most."""
        score = math.log10(entry.population + 10) - 1.5 * entry.alias
        total = self._counts.total()
        if total and entry.country:
            count = self._counts[entry.country]
            score += 2.5 * (count > 0) + 3 * count / total
        if kind == "region":
            return score + 5 * (entry.level == "region")
        return score + {"region": -1.5, "area": 6.0}.get(entry.level, 0.0)

    def _rival(self, name: str, code: str) -> Entry | None:
        """Georgia (USA): a region greater than the state so called, in a country named more."""
        own = self._atlas.gazetteer.country(code)
        people = own.population if own else 0
        for entry in self._atlas.gazetteer.find(name):
            if entry.level == "region" and entry.country != code and not entry.alias:
                country = entry.country or ""
                if entry.population > people and self._counts[country] >= self._counts[code]:
                    return entry
        return None

    def _whole(self, text: str) -> bool:
        """Whether the gazetteer or the table of countries knows the whole name."""
        return bool(self._atlas.gazetteer.find(text) or self._atlas.countries.find(text))

    def _within(self, part: str, sure: bool) -> Where | None:
        """A place that is part of a longer name, if it is sure enough: named by itself too, or great."""
        country = self._atlas.countries.find(part)
        if country and country.kind == "name" and country.state:
            return self._country(country.code, part, None, country.row.source)
        best = self._best(part, None, ())
        if best is None or best.level == "area" or self._atlas.words.noun(part):
            return None
        sure = sure or part.lower() in self._names
        if not sure and (best.alias or best.population < KNOWN or not self._counts[best.country or ""]):
            return None
        return self._entry(best, part, None)

    # -------------------------------------------------------------- what is pointed at

    def _kind(self, mention: PlaceMention) -> NounKind | None:
        """What kind of place the mention's words say, a capital told from other cities."""
        if mention.level != "city":
            return mention.level
        head = mention.text.partition(" of ")[0].rpartition(" ")[2]
        return "capital" if self._atlas.words.noun(head) == "capital" else "city"

    def _points(self, mention: PlaceMention) -> bool:
        """Whether the phrase is a bare `the city`, with neither name nor number."""
        words = mention.text.split()
        return words[0].lower() in POINTING and all(word.islower() for word in words[1:]) and len(words) <= 3

    def _pointed(self, mention: PlaceMention, kind: NounKind) -> Where | None:
        if kind == "country":
            return self.home if self.main_country else self._before(mention, "country")
        if kind == "city":
            return self._before(mention, "city") or self._dateline
        return self._before(mention, "region")

    def _before(self, mention: PlaceMention, level: PlaceLevel | None) -> Where | None:
        """The last place named before `mention`, of `level` if that is given."""
        at = (mention.sentence, mention.first)
        for named in reversed(self._past):
            if (named.sentence, named.first) < at and level in (None, named.where.level):
                return named.where
        return None

    def _capital(self, mention: PlaceMention) -> Where | None:
        """`the Syrian capital`, `the capital`; a state's capital is a city named before."""
        named = next((m for _, _, m in self._atlas.countries.within(tuple(mention.text.split()))), None)
        code = named.code if named else self.main_country
        capital = self._atlas.countries.capital(code) if code else None
        if capital is None:
            return self._again(self._before(mention, "city"), mention)
        entries = [e for e in self._atlas.gazetteer.find(capital) if e.country == code and e.level == "city"]
        if not entries:
            return self._unknown(mention.text, mention.span, "city", code, "capital", capital)
        return self._entry(entries[0], mention.text, mention.span)

    def _again(self, where: Where | None, mention: PlaceMention) -> Where | None:
        """The place found before, with the words it is pointed at by here."""
        if where is None:
            return None
        return Where(
            text=mention.text, span=mention.span, name=where.name, country=where.country, lat=where.lat,
            lon=where.lon, geonames=where.geonames, level=where.level, rule=f"as before: {where.text}",
        )  # fmt: skip

    def _site(self, mention: PlaceMention, kind: NounKind) -> Where:
        """A site or stretch of land, with the coordinates of the town it lies in where that is known."""
        town = self.place_in_name(mention.text) or (self._town(mention) if kind == "site" else None)
        country = town.country if town else self.main_country
        at = town if town and town.level == "city" else None
        return Where(
            text=mention.text, span=mention.span, name=_named_as(mention.text), country=country,
            lat=at.lat if at else None, lon=at.lon if at else None, geonames=None,
            level=_LEVELS.get(kind) or "site", rule=f"site in {at.name}" if at else "site",
        )  # fmt: skip

    def _town(self, mention: PlaceMention) -> Where | None:
        """The town named nearest in the sentence, else the last one named before it."""
        towns = [n for n in self._past if n.where.level == "city" and n.where.lat is not None]
        same = [n for n in towns if n.sentence == mention.sentence]
        if same:
            return min(same, key=lambda n: abs(n.first - mention.last)).where
        earlier = [n for n in towns if 0 < mention.sentence - n.sentence <= NEAR]
        return earlier[-1].where if earlier else None

    # -------------------------------------------------------------- making places

    def _bare(self, name: str) -> str:
        return self._atlas.words.bare_region(name) or name

    def _entry(self, entry: Entry, text: str, span: Span | None) -> Where:
        source = f"geonames {entry.id}" if entry.source == "geonames" else entry.source
        return Where(
            text=text, span=span, name=entry.name, country=entry.country, lat=entry.lat, lon=entry.lon,
            geonames=entry.id, level=entry.level, rule=source,
        )  # fmt: skip

    def _country(self, code: str, text: str, span: Span | None, rule: str) -> Where:
        entry = self._atlas.gazetteer.country(code)
        return Where(
            text=text, span=span, name=self._atlas.countries.name(code) or text, country=code,
            lat=entry.lat if entry else None, lon=entry.lon if entry else None,
            geonames=entry.id if entry else None, level="country", rule=rule,
        )  # fmt: skip

    def _unknown(
        self, text: str, span: Span | None, level: PlaceLevel | None, code: str | None, rule: str, name: str
    ) -> Where:
        return Where(
            text=text, span=span, name=name, country=code, lat=None, lon=None, geonames=None,
            level=level or "country", rule=rule,
        )  # fmt: skip


def read_geography(
    atlas: Atlas, analyses: Iterable[Analysis], mentions: Sequence[PlaceMention], dateline: str | None = None
) -> Geography:
    """The geography of one report: its sentences' analyses, all its place mentions, the dateline's place."""
    counts: Counter[str] = Counter()
    for analysis in analyses:
        weight = 2 if analysis.sentence.index < LEAD else 1
        words = tuple(token.text for token in analysis.tokens)
        for _, _, match in atlas.countries.within(words):
            if match.kind != "organisation":
                counts[match.code] += weight
    return Geography(atlas, mentions, counts, dateline)


_LEVELS: dict[NounKind | None, PlaceLevel] = {
    "site": "site",
    "city": "city",
    "region": "region",
    "capital": "city",
    "country": "country",
    "area": "area",
}


def _named_as(text: str) -> str:
    """A site's name: its phrase without the article."""
    first, _, rest = text.partition(" ")
    return rest if first.lower() in ("the", "a", "an") and rest else text
