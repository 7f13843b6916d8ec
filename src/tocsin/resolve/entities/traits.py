"""What a cluster adds up to: canonical name, kind, country, sectors, roles, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tocsin.codebook.countries import ORGANISATIONS, Countries
from tocsin.codebook.sectors import Agents
from tocsin.model import Analysis, Entity, Tenure
from tocsin.resolve.entities.cluster import Cluster
from tocsin.resolve.entities.readings import Reading
from tocsin.resolve.entities.tenures import tenures

BY_CODE: dict[str, tuple[str, ...]] = {"IMG": ("REB",), "MNC": ("BUS",)}
"""Sectors of what PLOVER sets beside countries."""
MODIFIERS = {
    "opposition": "OPP",
    "striking": "LAB",
    "paramilitary": "PRM",
    "rebel": "REB",
    "displaced": "REF",
}
"""Adjectives that put a sector before the noun's own."""


class Traits:
    """Works out the entities of one report."""

    def __init__(
        self,
        analyses: Mapping[int, Analysis],
        agents: Agents,
        countries: Countries,
        clusters: Mapping[tuple[int, int], Cluster],
        main_country: str | None,
    ) -> None:
        self.analyses = analyses
        self.agents = agents
        self.countries = countries
        self.clusters = clusters
        self.main = main_country

    def entity(self, cluster: Cluster, number: int) -> Entity:
        """The entity that `cluster` stands for."""
        sectors, why = self._sectors(cluster, set())
        codes, where = self._countries(cluster)
        texts = dict.fromkeys(" ".join(n) for n in cluster.names)
        own = (r.mention for r in cluster.readings if not r.pronoun)
        for mention in own:
            texts.setdefault(mention.text)
        name = self._name(cluster)
        return Entity(
            id=f"e{number}",
            name=name,
            kind=cluster.kind,
            aliases=tuple(t for t in texts if t != name),
            mentions=tuple(r.mention for r in cluster.readings),
            countries=codes,
            sectors=sectors,
            roles=self._tenures(cluster),
            rule="; ".join(w for w in (why, where) if w),
        )

    def _name(self, cluster: Cluster) -> str:
        """The fullest proper name, else the fullest phrase."""
        if name := self._of_state(cluster):
            return name
        if cluster.names:
            return max((" ".join(name) for name in cluster.names), key=lambda n: (n.count(" "), len(n)))
        phrases = [r.mention.text for r in cluster.readings if not r.pronoun]
        return max(phrases or [cluster.readings[0].mention.text], key=len)

    def _of_state(self, cluster: Cluster) -> str | None:
        """The name of a state that goes by several: Belgrade and Serbia are Serbia."""
        state = next((r.itself for r in cluster.readings if r.itself), None)
        many = cluster.kind == "country" and len(cluster.names) > 1
        return self.countries.name(state.code) if state is not None and many else None

    # ------------------------------------------------------------------ country

    def _countries(self, cluster: Cluster) -> tuple[tuple[str, ...], str]:
        for reading in cluster.readings:
            if reading.itself is not None:
                return (reading.itself.code,), reading.itself.row.source
        for reading in cluster.readings:
            for part in (reading.shape, reading.part):
                if part is not None and part.country and _tells(part.country, reading):
                    return (part.country,), part.source
        for reading in cluster.readings:
            if reading.country is not None and not reading.pronoun:
                return (reading.country.code,), reading.country.row.source
        if code := self._leads(cluster) or self._belongs(cluster):
            return (code,), "a well-known name"
        if self.main is None or cluster.kind in ("thing", "country"):
            return (), ""
        return (self.main,), "the report's main country"

    def _leads(self, cluster: Cluster) -> str | None:
        """The country of a well-known politician. By the last word alone where the report has no more."""
        names = [" ".join(name) for name in cluster.names] if cluster.kind == "person" else []
        full = [name for name in names if " " in name]
        return next((code for name in full or names if (code := self.agents.leaders.get(name))), None)

    def _belongs(self, cluster: Cluster) -> str | None:
        """The country of the well-known name before a noun: `FBI agents`, `Trump supporters`."""
        nouns = (r.mention.text.split() for r in cluster.readings if not r.name and not r.pronoun)
        named = ([word for word in words if word[0].isupper()] for words in nouns)
        return next((code for words in named if (code := self.agents.country(words))), None)

    # ------------------------------------------------------------------ sectors

    def _sectors(self, cluster: Cluster, seen: set[int]) -> tuple[tuple[str, ...], str]:
        """Sectors and the row they come from; `seen` keeps the search from going in circles."""
        if id(cluster) in seen:
            return (), ""
        seen.add(id(cluster))
        for reading in cluster.readings:
            if reading.itself is not None:
                return self._of_country(reading)
        found: dict[str, None] = {}
        sources = []
        for reading in _telling_first(cluster.readings):
            codes, source = self._of_reading(reading, seen)
            if codes and (not found or cluster.kind == "person"):
                found.update(dict.fromkeys(codes))
                sources.append(source)
        if not found and cluster.is_person and cluster.names:
            return ("CVL",), "a person whose role is not told"
        return _tidy(tuple(found)), ", ".join(dict.fromkeys(sources))

    @staticmethod
    def _of_country(reading: Reading) -> tuple[tuple[str, ...], str]:
        match = reading.itself
        assert match is not None
        if match.kind == "organisation":
            known = (*BY_CODE.get(match.code, ()), *(reading.shape.sectors if reading.shape else ()))
            return tuple(dict.fromkeys(known)), match.row.source
        if match.kind in ("people", "adjective"):
            return ("CVL", *match.sectors), match.row.source
        return ("GOV", *match.sectors), match.row.source

    def _of_reading(self, reading: Reading, seen: set[int]) -> tuple[tuple[str, ...], str]:
        part = reading.shape or reading.part
        if part is None:
            return self._of_complement(reading, seen) if reading.pronoun else ((), "")
        codes, source = part.sectors, part.source
        if part.of:
            other, other_source = self._of_complement(reading, seen)
            codes, source = (other, other_source) if other else (codes, source)
        extra = tuple(MODIFIERS[w] for w in reading.role if w in MODIFIERS)
        if reading.former and "GOV" in codes:
            codes = ("ELI",)
        return (*extra, *codes), source

    def _of_complement(self, reading: Reading, seen: set[int]) -> tuple[tuple[str, ...], str]:
        """Sectors of what a leader leads: `of X`, `X leader`, `X's leader`."""
        analysis = self.analyses[reading.mention.sentence]
        for head in _complements(analysis, reading.mention.head):
            cluster = self.clusters.get((reading.mention.sentence, head))
            if cluster is not None and cluster.kind != "place":
                codes, source = self._sectors(cluster, seen)
                if codes:
                    return codes, source
        for i in range(len(reading.role) - 1, 0, -1):
            part = self.agents.noun(reading.role[:i]) or self.agents.shapes.ending(
                [w.title() for w in reading.role[:i]]
            )
            if part is not None and part.sectors and not part.honour:
                return part.sectors, part.source
        return self._of_shape(reading)

    def _of_shape(self, reading: Reading) -> tuple[tuple[str, ...], str]:
        """Sectors that the other words of a name tell of: `Nurses` in `Zambia Nurses Association`."""
        for word in reading.name[:-1]:
            part = self.agents.noun([fold_plural(word)])
            if part is not None and part.sectors:
                return part.sectors, part.source
        return (), ""

    def _tenures(self, cluster: Cluster) -> tuple[Tenure, ...]:
        return (
            tenures(cluster, self.analyses, self.countries, self.main)
            if cluster.names and not cluster.plural
            else ()
        )


def fold_plural(word: str) -> str:
    """A plural in a name as the singular that tables have: `Nurses`, `Workers'`."""
    lower = word.lower().rstrip("'’")
    return lower[:-1] if lower.endswith("s") and not lower.endswith("ss") else lower


def _telling_first(readings: Sequence[Reading]) -> Iterator[Reading]:
    """Named mentions and those with a role first, pronouns last."""
    return iter(sorted(readings, key=lambda r: (r.pronoun is not None, not (r.name or r.shape))))


def _tells(code: str, reading: Reading) -> bool:
    """Whether a table's country is whoever is read's: a state's is not in `the Pakistani Taliban`."""
    return code in ORGANISATIONS or reading.country is None


def _tidy(codes: tuple[str, ...]) -> tuple[str, ...]:
    """CVL and PTY say nothing beside what somebody is besides; at most three."""
    firm = tuple(c for c in codes if c not in ("CVL", "UNK")) or codes
    return tuple(dict.fromkeys(firm))[:3]


def _complements(analysis: Analysis, head: int) -> Iterator[int]:
    """Heads of what a noun belongs to: `of`, `for`, `at` objects, possessors, compounds."""
    tokens = analysis.tokens
    for child in analysis.children[head]:
        if tokens[child].dep == "prep" and tokens[child].lemma in ("of", "for", "at", "from", "in"):
            yield from (c for c in analysis.children[child] if tokens[c].dep == "pobj")
    for child in reversed(analysis.children[head]):
        if tokens[child].dep in ("poss", "compound", "nmod") and child < head:
            yield child
