"""Which mentions of one report mean one entity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from tocsin.codebook.countries import ORGANISATIONS
from tocsin.codebook.sectors import Pronoun
from tocsin.model import Analysis, Token
from tocsin.names import abbreviates, contains_run, fold, is_abbreviation, same_person
from tocsin.resolve.entities.cluster import Cluster
from tocsin.resolve.entities.readings import Reading

NEAR = 2
"""Paragraphs back in which a pronoun looks for its antecedent, its own not counted."""
FAR = 12
"""The same for `the president`, `the company`."""
LEADERS = frozenset(
    {"leader", "head", "chief", "boss", "ruler", "strongman", "autocrat", "dictator", "incumbent"}
)
"""Nouns that take up any office (`the Belarusian leader` after `President X`)."""
BODIES = frozenset(
    {"organization", "organisation", "group", "body", "agency", "association", "movement", "alliance"}
)
"""Nouns that take up any organisation."""
OTHERS = frozenset({"vice", "deputy", "former", "ex", "assistant", "acting", "then", "shadow", "elect"})
"""Words that make a title another office: the president is no vice president."""
UNLIKELY = 1
"""Sentences by which somebody whose name is rather a woman's is farther from `he`."""
MEMORY = 500
"""Entities back that a mention is compared with."""
CIVIC = frozenset({"SOC", "REB", "LAB", "PTY", "REL", "PRM"})
"""Sectors of what is called an organisation, a group or a movement."""
ALIKE = frozenset({"REB", "CRM", "UAF"})
"""Sectors whose people are called now rebels, now guerrillas; now the attacker, now the suspect."""
WHOLE = frozenset({"all", "both"})
"""Pronouns that stand for everybody told of last."""
HELD = frozenset(
    {"arrest", "charge", "convict", "sentence", "jail", "detain", "accuse", "suspect", "indict", "prosecute"}
)
"""Verbs whose object is the suspect of a report of crime."""
DOES_IT = frozenset({"plead", "confess", "stab", "shoot", "kill", "murder", "attack", "rape", "rob"})
"""Verbs of which he is the subject."""
Place = tuple[int, int]


class Clusters:
    """Builds the clusters of one report, mention by mention, in text order."""

    def __init__(self, analyses: Mapping[int, Analysis], main: str | None) -> None:
        self.analyses = analyses
        self.main = main
        self.all: list[Cluster] = []
        self.at: dict[Place, Cluster] = {}
        self._exact: dict[tuple[str, ...], Cluster] = {}
        self._order: dict[int, Cluster] = {}
        """By identity, the one mentioned last at the end."""

    def place(self, reading: Reading, equal: Cluster | None = None) -> Cluster | None:
        """Put `reading` into the cluster it belongs to, or a new one; None for a pronoun without antecedent.

        `equal` is the cluster of a phrase that the grammar puts beside this one (an apposition).
        """
        cluster = equal if equal is not None else self._find(reading)
        if (
            cluster is None
            and reading.pronoun is not None
            and reading.pronoun.sort not in ("quantity", "demonstrative")
        ):
            return None
        if cluster is None:
            cluster = Cluster(reading)
            self.all.append(cluster)
        else:
            cluster.add(reading)
        if reading.name:
            self._exact.setdefault(tuple(map(fold, reading.name)), cluster)
        self._order.pop(id(cluster), None)
        self._order[id(cluster)] = cluster
        self.at[reading.place] = cluster
        return cluster

    def place_named(self, name: Reading, noun: Reading) -> Cluster | None:
        """Put a name into the cluster it belongs to, else into that of the noun that stands beside it.

        `The suspect`, told of before, is who `police identified the suspect as X` says.
        """
        known = self._find(name)
        if known is None and noun.definite:
            told = self._find(noun)
            one_person = told is not None and told.is_person and not told.names and name.kind == "person"
            known = told if one_person else None
        return self.place(name, known)

    def _find(self, reading: Reading) -> Cluster | None:
        if reading.pronoun is not None:
            return self._antecedent(reading)
        if not reading.name:
            return self._nominal(reading)
        exact = self._exact.get(tuple(map(fold, reading.name)))
        if exact is not None and not self._other_person(reading, exact):
            return exact
        return self._person(reading) if reading.kind == "person" else self._organisation(reading)

    # ------------------------------------------------------------------ names

    @staticmethod
    def _other_person(reading: Reading, cluster: Cluster) -> bool:
        return bool(reading.gender and cluster.gender and reading.gender != cluster.gender)

    def _person(self, reading: Reading) -> Cluster | None:
        fitting = [c for c in self._known() if self._may_be(reading, c)]
        if len(reading.name) == 1 and len(fitting) > 1:
            return max(
                fitting, key=lambda cluster: len(cluster.readings)
            )  # `Trump` is the one most spoken of
        if fitting:
            return fitting[0]
        return self._nameless(reading) if reading.role else None

    def _may_be(self, reading: Reading, cluster: Cluster) -> bool:
        """Whether a person's name is one of the cluster's: by its full names, if it has any."""
        if not cluster.is_person or not cluster.names or self._other_person(reading, cluster):
            return False
        full = [name for name in cluster.names if len(name) > 1] or cluster.names
        return any(same_person(reading.name, name) for name in full)

    def _nameless(self, reading: Reading) -> Cluster | None:
        """`the Greek foreign minister` before `Greek Foreign Minister George Katrougalos`."""
        for cluster in self._recent(reading, FAR):
            if not cluster.is_person or cluster.names or not cluster.readings[0].definite:
                continue
            if _agree(reading, cluster) and any(_takes_up(role, reading.role) for role in cluster.roles):
                return cluster
        return None

    def _organisation(self, reading: Reading) -> Cluster | None:
        if reading.kind == "country" and reading.itself is not None:
            return self._country(reading)
        if reading.itself is not None:
            for cluster in self._known():
                known = next((r.itself for r in cluster.readings if r.itself), None)
                if known and known.name == reading.itself.name and known.kind == reading.itself.kind:
                    return cluster
        if len(reading.name) == 1 and is_abbreviation(reading.name[0]):
            return self._abbreviated(reading)
        if reading.kind in ("country", "place", "group"):
            return None
        return self._by_content(reading)

    def _country(self, reading: Reading) -> Cluster | None:
        """The state by its code: Greece, and Athens where it stands for Greece."""
        for cluster in self._known():
            known = cluster.readings[0].itself if cluster.kind == "country" else None
            if known and reading.itself and known.code == reading.itself.code:
                return cluster
        return None

    def _abbreviated(self, reading: Reading) -> Cluster | None:
        short = reading.name[0]
        for cluster in self._known():
            if any(abbreviates(short, name) for name in cluster.names):
                return cluster
        return None

    def _by_content(self, reading: Reading) -> Cluster | None:
        """The organisation whose name holds this one or is held by it, with the fewest words between them."""
        best: tuple[int, Cluster] | None = None
        for cluster in self._known():
            if cluster.kind not in ("organization", "thing", "group") or not cluster.names:
                continue
            spare = min((_spare(reading.content, known) for known in cluster.contents), default=99)
            if spare < 99 and (best is None or spare < best[0]):
                best = (spare, cluster)
        return best[1] if best else None

    # ------------------------------------------------------------------ nouns

    def _nominal(self, reading: Reading) -> Cluster | None:
        if reading.plural:
            return self._same_people(reading)
        if not reading.definite:
            return None
        if reading.kind == "person":
            return self._officer(reading)
        if reading.kind in ("organization", "group", "thing"):
            return self._body(reading)
        return None

    def _known(self) -> Iterator[Cluster]:
        """Clusters by their latest mention, the nearest first; as many as keep a long text linear."""
        return islice(reversed(self._order.values()), MEMORY)

    def _recent(self, reading: Reading, paragraphs: int) -> Iterator[Cluster]:
        """Clusters by their latest mention, the nearest first, each mentioned within `paragraphs`."""
        for cluster in self._known():
            if reading.paragraph - cluster.last.paragraph > paragraphs:
                return
            yield cluster

    def _same_people(self, reading: Reading) -> Cluster | None:
        """`the strikers` after `strikers`: the same noun and nothing that tells them apart."""
        for cluster in self._recent(reading, FAR):
            if not cluster.plural or cluster.names or not cluster.roles or reading.part is None:
                continue
            known = cluster.roles[0]
            if known[-1:] == reading.role[-1:] and _agree(reading, cluster):
                wider = (
                    set(reading.role) <= set(known) if reading.definite else set(reading.role) == set(known)
                )
                mention, first = reading.mention, cluster.readings[0]
                new = not reading.definite and (
                    _is_counted(reading, self.analyses)
                    or (mention.last > mention.head and _is_counted(first, self.analyses))
                )  # seven workers, and `workers in all factories`
                if wider and not new:
                    return cluster
        return self._by_sector(reading) if reading.definite else None

    def _by_sector(self, reading: Reading) -> Cluster | None:
        """`the insurgents` after `rebels`, `the gunman` after `the attacker`."""
        wanted = set(reading.part.sectors[:1]) & ALIKE if reading.part else set()
        for cluster in self._recent(reading, FAR) if wanted else ():
            one_many = cluster.plural == reading.plural or (reading.plural and cluster.kind == "organization")
            alike = cluster.sectors & ALIKE and ("REB" in wanted) == ("REB" in cluster.sectors)
            if one_many and alike and _agree(reading, cluster):
                return cluster
        return self._suspect(reading) if wanted - {"REB"} and not reading.plural else None

    def _suspect(self, reading: Reading) -> Cluster | None:
        """`the gunman`, where the report names who was charged."""
        for cluster in self._recent(reading, FAR):
            unknown = cluster.is_person and cluster.names and not cluster.sectors - {"CVL"}
            if unknown and any(self._is_held(known) for known in cluster.readings):
                return cluster
        return None

    def _is_held(self, reading: Reading) -> bool:
        """Whether somebody is said to have been arrested, charged, tried."""
        sentence, head = reading.place
        tokens = self.analyses[sentence].tokens
        token, verb = tokens[head], tokens[tokens[head].head]
        if token.dep in ("nsubjpass", "dobj"):
            return verb.lemma in HELD
        below = (tokens[c].lemma for c in self.analyses[sentence].children[head] if tokens[c].dep == "acl")
        return (token.dep == "nsubj" and verb.lemma in DOES_IT) or not HELD.isdisjoint(below)

    def _officer(self, reading: Reading) -> Cluster | None:
        """`the president`: the person who was last called so."""
        if not reading.role:
            return None
        noun = reading.role[-1]
        for cluster in self._recent(reading, FAR):
            if not cluster.is_person or not _agree(reading, cluster) or self._other_person(reading, cluster):
                continue
            if any(_takes_up(reading.role, role) for role in cluster.roles):
                return cluster
            office = (
                noun in LEADERS and cluster.names and cluster.sectors & {"GOV", "OPP", "REB", "LAB", "PTY"}
            )
            if office and (len(reading.role) == 1 or reading.country is not None):
                return cluster
        return self._by_sector(reading)

    def _body(self, reading: Reading) -> Cluster | None:
        """`the plant`, `the union`: the organisation last named whose name or kind fits."""
        if len(reading.content) > 1 and (found := self._by_content(reading)) is not None:
            return found
        noun = reading.content[-1:] or reading.role[-1:]
        if not noun:
            return None
        if reading.part is not None and reading.part.words == ("government",):
            return self._government(reading)
        wanted = set(reading.part.sectors) if reading.part else set()
        for cluster in self._recent(reading, FAR):
            if (
                cluster.kind not in ("organization", "thing")
                or cluster.plural
                or not _agree(reading, cluster)
            ):
                continue
            if any(known[-1:] == noun and _fits(reading.content, known) for known in cluster.contents):
                return cluster
            if (
                any(noun[0] in known for known in cluster.contents if cluster.names)
                and len(reading.content) == 1
            ):
                return cluster
            bare = len(reading.content) == 1 and cluster.names and reading.part is not None
            general = bare and reading.part is not None and reading.part.any and wanted & cluster.sectors
            civic = not cluster.sectors - CIVIC or not ORGANISATIONS.isdisjoint(cluster.codes)
            if general or (bare and noun[0] in BODIES and civic):  # the alliance: NATO
                return cluster
        return None

    def _government(self, reading: Reading) -> Cluster | None:
        """`the government`: the one of the same country, the report's main country where none is named."""
        code = reading.country.code if reading.country else self.main
        for cluster in self._recent(reading, FAR):
            if any(known[-1:] == reading.content[-1:] for known in cluster.contents):
                known = next(iter(cluster.codes), self.main)
                if known == code and cluster.kind == "organization" and cluster.readings[0].definite:
                    return cluster
        return None

    # ------------------------------------------------------------------ pronouns

    def _antecedent(self, reading: Reading) -> Cluster | None:
        pronoun = reading.pronoun
        if pronoun is None or pronoun.gender in ("speaker", "hearer"):
            return None
        if pronoun.sort == "relative":
            return self._relative(reading)
        if pronoun.sort in ("personal", "possessive", "reflexive"):
            return self._personal(reading)
        return self._all_of_them(reading)

    def _all_of_them(self, reading: Reading) -> Cluster | None:
        """`Three men were seized. All were released.`: the men; nobody for `all of them`, `some`."""
        sentence, head = reading.place
        analysis = self.analyses[sentence]
        whole = analysis.tokens[head].lemma in WHOLE and reading.subject
        if not whole or any(analysis.tokens[c].lemma == "of" for c in analysis.children[head]):
            return None
        known = [
            c
            for c in self._recent(reading, 0)
            if c.plural and c.kind in ("person", "group") and sentence - c.last.place[0] <= 1
        ]
        counted = (c for c in known if _is_counted(c.last, self.analyses))
        return next(counted, known[0] if known else None)

    def _relative(self, reading: Reading) -> Cluster | None:
        sentence, head = reading.place
        noun = relative_head(self.analyses[sentence], head)
        return self.at.get((sentence, noun)) if noun is not None else None

    def _personal(self, reading: Reading) -> Cluster | None:
        best: tuple[tuple[int, int, int], Cluster] | None = None
        for cluster in self._recent(reading, NEAR):
            if not _matches(reading, cluster):
                continue
            rank = self._nearness(reading, cluster)
            if rank is not None and (best is None or rank < best[0]):
                best = (rank, cluster)
        return best[1] if best else None

    def _nearness(self, reading: Reading, cluster: Cluster) -> tuple[int, int, int] | None:
        """How near the cluster's best mention is: by sentence, then subjects before others, then by token."""
        best: tuple[int, int, int] | None = None
        sentence, head = reading.place
        misfit = 2 * (not _is_first_choice(reading, cluster)) + UNLIKELY * _is_other(reading.pronoun, cluster)
        if self._is_whole(reading) and not any(
            _is_counted(known, self.analyses) for known in cluster.readings
        ):
            misfit += UNLIKELY
        for known in reversed(cluster.readings):
            if reading.paragraph - known.paragraph > NEAR or (
                best is not None and known.place[0] < sentence - 1
            ):
                break
            if known.place[0] == sentence and self._same_clause(reading, known):
                continue
            if cluster.kind in ("country", "place") and self._is_origin(known):
                continue
            rank = (
                sentence - known.place[0] + misfit,
                int(not known.subject),
                abs(head - known.place[1]),
            )
            best = rank if best is None or rank < best else best
        return best

    def _is_whole(self, reading: Reading) -> bool:
        """Whether a pronoun is that of which some are told: `nine of them` are of those who were counted."""
        tokens = self.analyses[reading.place[0]].tokens
        token = tokens[reading.place[1]]
        above = tokens[tokens[token.head].head]
        return token.dep == "pobj" and tokens[token.head].lemma == "of" and above.pos == "NUM"

    def _is_origin(self, known: Reading) -> bool:
        """Whether a country is only where somebody is from: `women from the Philippines`."""
        tokens = self.analyses[known.place[0]].tokens
        token = tokens[known.place[1]]
        return token.dep == "pobj" and tokens[token.head].lemma == "from"

    def _same_clause(self, reading: Reading, known: Reading) -> bool:
        """Whether both hang on one verb, so that a plain pronoun cannot mean the other (`he met him`)."""
        if reading.pronoun is None or reading.pronoun.sort != "personal":
            return False
        tokens = self.analyses[reading.place[0]].tokens
        return _verb(tokens, reading.place[1]) == _verb(tokens, known.place[1])


def relative_head(analysis: Analysis, pronoun: int) -> int | None:
    """The noun that the relative pronoun at token `pronoun` stands for (`police who fired`), if any."""
    at = pronoun
    for _ in range(8):
        token = analysis.tokens[at]
        if token.dep in ("relcl", "acl") and token.head < pronoun:
            return token.head
        if token.head == at:
            return None
        at = token.head
    return None


def _verb(tokens: Sequence[Token], at: int) -> int:
    for _ in range(6):
        token = tokens[at]
        if token.pos in ("VERB", "AUX") or token.head == at:
            return at
        at = token.head
    return at


def _matches(reading: Reading, cluster: Cluster) -> bool:
    """Whether number and gender allow it."""
    pronoun = reading.pronoun
    if pronoun is None or (cluster.kind == "thing" and pronoun.gender != "it"):
        return False
    if pronoun.gender in ("he", "she"):
        return cluster.is_person and (cluster.guessed or not _is_other(pronoun, cluster))
    if pronoun.gender == "it":
        return cluster.kind in ("organization", "country", "place", "thing") and not cluster.plural
    people = cluster.plural and cluster.kind not in ("country", "place")  # `they` are not the Philippines
    return not cluster.is_person and (people or cluster.kind in ("organization", "group"))


def _is_other(pronoun: Pronoun | None, cluster: Cluster) -> bool:
    """Whether somebody is called he in one place, she in the other."""
    called = pronoun.gender if pronoun is not None and pronoun.gender in ("he", "she") else ""
    return bool(called and cluster.gender and called != cluster.gender)


def _is_first_choice(reading: Reading, cluster: Cluster) -> bool:
    """Whether the cluster is what such a pronoun means before all else: `they` people, `it` organisations."""
    if reading.plural:
        return cluster.plural
    return cluster.kind in ("person", "organization", "country")


def _agree(reading: Reading, cluster: Cluster) -> bool:
    """Whether no country told of either speaks against the other."""
    return reading.country is None or not cluster.codes or reading.country.code in cluster.codes


def _takes_up(short: tuple[str, ...], role: tuple[str, ...]) -> bool:
    """Whether `the minister` may be the `finance minister`; not the `interior minister`."""
    if role[-1] != short[-1] or (set(role) - set(short)) & OTHERS:
        return False
    return set(short) <= set(role) or (len(set(short) - set(role)) == 1 and len(role) == 1)


def _fits(short: tuple[str, ...], known: tuple[str, ...]) -> bool:
    return contains_run(known, short) or contains_run(short, known)


def _spare(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    """How many words one name has beyond the other that stands in it; 99 where neither does."""
    long, short = (a, b) if len(a) >= len(b) else (b, a)
    if not short or (len(short) == 1 and (short[0].startswith("~") or long[0] != short[0])):
        return 99
    if contains_run(long, short) or (len(short) > 2 and set(long) == set(short)):
        return len(long) - len(short)
    return 99


def _is_counted(reading: Reading, analyses: Mapping[int, Analysis]) -> bool:
    tokens = analyses[reading.mention.sentence].tokens[reading.mention.first : reading.mention.head]
    return any(token.pos == "NUM" for token in tokens)
