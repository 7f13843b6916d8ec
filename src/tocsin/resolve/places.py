"""Which place a mention means in its report: gazetteer, countries named, what was mentioned before."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tocsin.codebook.gazetteer import Entry
from tocsin.codebook.places import Atlas, NounKind
from tocsin.model import Analysis, PlaceLevel, Span, Where
from tocsin.resolve.whereabouts import PlaceMention, greater_region, headings_of, told_countries, town_votes

__all__ = ["Geography", "headings_of", "read_geography"]

HINT = 0.3
"""Votes for a country of one mention of its money, a politician or an organisation of its own."""
FAMOUS = 500_000
"""The same where the report says nothing else of the country."""
ALIAS, TOLD = 0.5, 8.0
"""How much a place called so by another name counts, and one in a country named in the report."""
CLEAR = 0.25
"""Share of all mentions of countries that makes one the country of the report."""
NEARLY = 0.8
"""Share of the most that is nearly as much."""
AHEAD = 1.3
"""How far it must be ahead of the next one."""
NEAR = 3
"""Sentences back to which an unnamed place, or the city of a site, is looked for."""
KNOWN = 50_000
"""People a town must have to be read out of a longer name (`Minsk Tractor Plant`) without other mention."""
PREFERRED = {"region": -2.5, "area": 20.0}
"""A bare name rather means a town than the region called after it, and a row of `areas.txt` above all."""
POINTING = frozenset({"the", "this", "that", "its", "their", "same", "there", "here"})


class Named(NamedTuple):
    """A place named at a point of the report."""

    sentence: int
    first: int
    where: Where


class Geography:
    """Where one report plays: built once from all its place mentions, then asked what each means."""

    def __init__(
        self, atlas: Atlas, mentions: Sequence[PlaceMention], told: Mapping[str, float], dateline: str | None
    ) -> None:
        self._atlas = atlas
        self._weights: defaultdict[str, float] = defaultdict(float)
        self._regions: defaultdict[str, float] = defaultdict(float)
        self._weights.update(told)
        names = town_votes(mentions, dateline)
        self._names = frozenset(name.lower() for name in names)
        for name, votes in names.items():
            if not self._tells(name):
                for entry, share in self._shares(name, told):
                    self._weights[entry.country or ""] += share * votes
                    self._regions[entry.region] += share * min(votes, 1.0)
        self.dateline = self.place(dateline) if dateline else None
        """Where the report was written, as its dateline says."""
        self._past = tuple(self._named(mentions))

    def _tells(self, name: str) -> bool:
        """Whether a name is a country's word itself, counted elsewhere; a capital is a town and votes."""
        found = self._atlas.countries.find(name.partition(",")[0].strip())
        return found is not None and found.kind != "government"

    def _shares(self, name: str, told: Mapping[str, float]) -> Iterator[tuple[Entry, float]]:
        """What each place called `name` has of one vote: by people, more in a country already told of."""
        inner, within = self._parted(name)
        entries = [e for e in self._candidates(inner, within) if e.country]
        weights = [
            (e.population + 1000) * (ALIAS if e.alias else 1) * (TOLD if told.get(e.country or "") else 1)
            for e in entries
        ]
        whole = sum(weights)
        yield from ((entry, weight / whole) for entry, weight in zip(entries, weights, strict=True))

    @property
    def main_country(self) -> str | None:
        """PLOVER's code of the country the report is about; None where no country stands out."""
        ranked = sorted(self._weights.items(), key=lambda item: -item[1])
        if not ranked:
            return None
        (code, most), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
        return code if most >= CLEAR * sum(self._weights.values()) and most >= AHEAD * second else None

    def likeliest_country(self, guess: str | None) -> str | None:
        """The country whose people the report tells of, though none may stand out; None where it names none.

        `guess` is the one that is named most: it wins where hardly another has more places.
        """
        weights = self._weights
        most = max(weights, key=lambda code: weights[code], default=None)  # of equals the one told first
        near = most is not None and guess is not None and weights.get(guess, 0.0) >= NEARLY * weights[most]
        return guess if near or most is None else most

    @property
    def home(self) -> Where | None:
        """Where the report plays unless it says otherwise: its main country, else the dateline's place."""
        code = self.main_country
        if code is None:
            return self.dateline
        name = self._atlas.countries.name(code) or code
        return self._country(code, name, None, "main country of the report")

    @property
    def homonyms(self) -> frozenset[str]:
        """Names of countries that mean a region here: Georgia, in a report from the United States."""
        regions = (named.where for named in self._past if named.where.level == "region")
        find = self._atlas.countries.find
        return frozenset(w.text for w in regions if (match := find(w.text)) and match.code != w.country)

    def resolve(self, mention: PlaceMention) -> Where | None:
        """The place that `mention` means; None for `there` or `the city` with no place before.

        A name the gazetteer does not know still gives a place, with neither coordinates nor id.
        """
        kind = self._kind(mention)
        if mention.kind == "pronoun":
            where = self.home if kind == "country" else self._before(mention, None)
            return self._again(where, mention)
        if kind == "capital":
            return self._capital(mention)
        if kind in ("city", "region", "country") and self._points(mention):
            return self._again(self._pointed(mention, kind), mention) or self._site(mention, kind)
        if kind in ("site", "area") and not (mention.kind == "name" and self._whole(mention.text)):
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
                sure = start > 0 and words[start - 1] in ("of", "in", "at")
                last = start > 0 and start + size == len(words) and not sure
                where = self._within(part, sure) if part[:1].isupper() else None
                if where and not (last and where.level == "city"):  # a European Union is not Union
                    return where
        return None

    # -------------------------------------------------------------- names

    def _named(self, mentions: Iterable[PlaceMention]) -> Iterator[Named]:
        for mention in mentions:
            if mention.kind == "name" and self._kind(mention) not in ("site", "area"):
                yield Named(mention.sentence, mention.first, self._read(mention.text, mention.span, None))

    def _read(self, text: str, span: Span | None, kind: NounKind | None) -> Where:
        inner, within = self._parted(text)
        inner = self._called(inner, kind)
        name = self._bare(inner) if kind == "region" else inner
        country = self._atlas.countries.find(name)
        if country and country.kind == "name" and country.state and not within and kind != "region":
            rival = self._rival(name, country.code)
            if rival is None:
                return self._country(country.code, text, span, country.row.source)
            return self._entry(rival, text, span)
        best = self._best(name, kind, within)
        if best:
            return self._entry(best, text, span)
        if country and country.kind == "name":
            return self._unknown(text, span, "region", country.code, country.row.source, country.name)
        codes = [code for code in within if len(code) == 3]
        code = codes[0] if codes else self.main_country
        return self._unknown(text, span, _LEVELS.get(kind) or "city", code, "not in the gazetteer", text)

    def _called(self, text: str, kind: NounKind | None) -> str:
        """`the port city of Basra` is Basra, `the province of Puno` is Puno."""
        noun, _, name = text.partition(" of ")
        named = name[:1].isupper() and kind in ("city", "region")
        return name if named and self._atlas.words.noun(noun.rpartition(" ")[2]) == kind else text

    def _parted(self, text: str) -> tuple[str, frozenset[str]]:
        """`Kenosha, Wisconsin` as the inner name and the codes of what it lies in; of no comma, none."""
        inner, _, outer = text.partition(",")
        outer = outer.strip()
        if not outer:
            return text, frozenset()
        code = self._atlas.countries.nationality(outer)
        regions = {e.region for e in self._atlas.gazetteer.find(outer) if e.level == "region"}
        return inner.strip(), frozenset(regions | ({code} if code else set()))

    def _candidates(self, name: str, within: frozenset[str]) -> tuple[Entry, ...]:
        entries = self._atlas.gazetteer.find(name)
        if not within:
            return entries
        return tuple(e for e in entries if e.region in within or e.country in within) or entries

    def _best(self, name: str, kind: NounKind | None, within: frozenset[str]) -> Entry | None:
        """The likeliest entry for `name`, if any."""
        return max(self._candidates(name, within), key=lambda e: self._likelihood(e, kind), default=None)

    def _likelihood(self, entry: Entry, kind: NounKind | None) -> float:
        """Population counts by its power of ten; the countries and regions of the report weigh most."""
        score = math.log10(entry.population + 10) - 0.8 * entry.alias
        total = sum(self._weights.values())
        if total and entry.country:
            weight = self._weights.get(entry.country, 0.0)
            score += 4 * weight / total + 1.5 * (weight >= 1) + min(self._regions.get(entry.region, 0.0), 1.0)
        if kind == "region":
            return score + 5 * (entry.level == "region")
        return score + PREFERRED.get(entry.level, 0.0)

    def _rival(self, name: str, code: str) -> Entry | None:
        """Georgia (USA): a greater region called like the state, in a country the report says more of."""
        rival = greater_region(self._atlas, name, code)
        return rival if rival and self._told(rival.country) > self._told(code) else None

    def _told(self, code: str | None) -> float:
        return self._weights.get(code or "", 0.0)

    def _whole(self, text: str) -> bool:
        """Whether a name that looks like a site's is a town or country of this report's countries."""
        if self._atlas.countries.find(text):
            return True
        best = self._best(text, None, frozenset())
        own = (
            self._atlas.words.noun(text.rpartition(" ")[2]) if " " not in text.removeprefix("the ") else None
        )
        return best is not None and own is None and (best.level == "area" or self._told(best.country) >= 1)

    def _within(self, part: str, sure: bool) -> Where | None:
        """A place that is part of a longer name, if it is sure enough: named by itself too, or great."""
        country = self._atlas.countries.find(part)
        if country and country.kind == "name" and country.state:
            return self._country(country.code, part, None, country.row.source)
        best, words = self._best(part, None, frozenset()), self._atlas.words
        mere_word = words.noun(part) or part.lower().removeprefix("the ") in words.plain
        if best is None or best.level == "area" or mere_word:
            return None
        told = self._told(best.country) >= 1
        by_itself = part.lower() in self._names and told
        great = not best.alias and best.population >= (KNOWN if told else FAMOUS)
        at_home = sure and best.country == self.main_country
        return self._entry(best, part, None) if at_home or by_itself or great else None

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
            return self._before(mention, "city") or self.dateline
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
        of_region = any(self._atlas.words.noun(word.lower()) == "region" for word in mention.text.split())
        if capital is None or (of_region and named is None):  # `the state capital`
            return self._again(self._before(mention, "city"), mention) or self._site(mention, "city")
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
    atlas: Atlas,
    analyses: Iterable[Analysis],
    mentions: Sequence[PlaceMention],
    dateline: str | None = None,
    headings: Iterable[str] = (),
    hints: Iterable[str] = (),
) -> Geography:
    """The geography of a report: from its sentences' analyses, all its place mentions and the dateline.

    `headings` are lines that tell where it plays without being part of it, as `headings_of` gives them;
    `hints` countries of what it names beside places, once for each time: politicians, money.
    """
    told = told_countries(atlas, analyses, mentions, headings)
    for code in hints:
        told[code] = told.get(code, 0.0) + HINT
    return Geography(atlas, mentions, told, dateline)


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
