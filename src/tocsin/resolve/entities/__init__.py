"""Who the mentions of a report mean: one entity for all the ways one actor is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tocsin.codebook.countries import ORGANISATIONS, Countries
from tocsin.codebook.sectors import Agents
from tocsin.model import Analysis, Document, Entity, Mention, Tenure
from tocsin.resolve.entities.cluster import Cluster
from tocsin.resolve.entities.clusters import Clusters, relative_head
from tocsin.resolve.entities.links import links
from tocsin.resolve.entities.readings import Reader, Reading
from tocsin.resolve.entities.runs import capitalised
from tocsin.resolve.entities.settle import settle
from tocsin.resolve.entities.traits import Traits

__all__ = ["Cast", "guess_main_country", "relative_head", "resolve_entities"]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in one report."""

    entities: tuple[Entity, ...]
    """In order of first mention."""
    places: Mapping[tuple[int, int], Entity]
    """Sentence index and head token of every mention to its entity; resolved pronouns too."""

    def at(self, sentence: int, head: int) -> Entity | None:
        """The entity mentioned in `sentence` with its head at token `head`; None where there is none."""
        return self.places.get((sentence, head))

    def antecedent(self, analysis: Analysis, head: int) -> Entity | None:
        """The entity at token `head`, or the one the relative pronoun there stands for."""
        found = self.at(analysis.sentence.index, head)
        if found is None and (noun := relative_head(analysis, head)) is not None:
            return self.at(analysis.sentence.index, noun)
        return found


def resolve_entities(
    document: Document,
    analyses: Sequence[Analysis],
    mentions: Iterable[Mention],
    agents: Agents,
    countries: Countries,
    main_country: str | None = None,
) -> Cast:
    """The entities of `document`.

    `mentions` are what `find_mentions` gave for all of `analyses`, in text order. `main_country` (ISO
    3166 alpha-3) is where police, workers and the government of the report are at home; without it
    it is guessed from the report's names.
    """
    by_index = {analysis.sentence.index: analysis for analysis in analyses}
    main = main_country or guess_main_country(document, analyses, countries)
    reader = Reader(agents, countries)
    first = {m.place: m for m in (reader.read(by_index[m.sentence], m) for m in mentions)}
    beside = links(by_index, first)
    readings = settle(first, beside, analyses, agents, reader.content)
    clusters = Clusters(by_index, main)
    _place(clusters, readings, beside)
    traits = Traits(by_index, agents, countries, clusters.at, main)
    made: dict[int, Entity] = {}
    for number, cluster in enumerate(clusters.all, 1):
        made[id(cluster)] = traits.entity(cluster, number)
    places = {place: made[id(cluster)] for place, cluster in clusters.at.items()}
    return Cast((*made.values(), *_author(document, made.values())), places)


def _author(document: Document, known: Iterable[Entity]) -> Iterator[Entity]:
    """The one who signs the report, where it does not name him anyway: an entity without mentions."""
    name = document.source.author
    if name and 1 < len(name.split()) < 5 and not any(name in (e.name, *e.aliases) for e in known):
        role = Tenure(role="author", organization="report")
        yield Entity(
            id="author", name=name, kind="person", aliases=(), mentions=(), roles=(role,), rule="byline"
        )


def guess_main_country(document: Document, analyses: Sequence[Analysis], countries: Countries) -> str | None:
    """The country that the report names most, its dateline counted; None where it names none."""
    counts: Counter[str] = Counter()
    if document.source.place and (code := countries.nationality(document.source.place)):
        counts[code] += 3
    for number, analysis in enumerate(analyses):
        for words in capitalised(analysis, 0, len(analysis.tokens) - 1):
            for _, _, match in countries.within(words):
                if match.code not in ORGANISATIONS:
                    counts[match.code] += 2 if number < 4 else 1
    return counts.most_common(1)[0][0] if counts else None


def _place(
    clusters: Clusters,
    readings: Mapping[tuple[int, int], Reading],
    beside: Mapping[tuple[int, int], tuple[int, int]],
) -> None:
    """Put the readings into clusters in text order, but a name beside a noun before the noun."""
    named = {other: at for at, other in beside.items() if readings[at].name and not readings[other].name}
    for at, reading in readings.items():
        if at in clusters.at:
            continue
        equal: Cluster | None = None
        if at in named:
            equal = clusters.place_named(readings[named[at]], reading)
        elif at in beside:
            equal = clusters.at.get(beside[at])
        clusters.place(reading, equal)
