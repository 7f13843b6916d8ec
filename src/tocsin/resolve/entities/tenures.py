"""Roles people hold, and organisations: `Finance Minister` of `Belarus`, `ran` a bank `until last May`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tocsin.codebook.countries import Countries
from tocsin.model import Analysis, Tenure
from tocsin.resolve.entities.cluster import Cluster
from tocsin.resolve.entities.readings import Reading

RUNNING = frozenset(
    {"run", "lead", "head", "chair", "manage", "direct", "command", "found", "govern", "rule"}
)
"""Verbs that say somebody is at the head of what follows."""
OWNING = frozenset({"own", "control", "run", "manage", "back", "fund", "found"})
"""Participles that say who is behind an organisation (`a bank owned by X`)."""


BACKING = frozenset({"support", "back", "nominate", "field", "endorse"})
"""Verbs of a party whose object stands for it (`opposition parties supporting candidate X`)."""
OF_STATE = frozenset({"GOV", "OPP", "LEG", "PTY"})
"""Sectors of offices that, where no country is named, are those of the report's main one."""


def tenures(
    cluster: Cluster, analyses: Mapping[int, Analysis], countries: Countries, main: str | None
) -> tuple[Tenure, ...]:
    """Every role that the report gives the entity, in text order, each once.

    An office of state that names no country is one of `main`, the report's main country.
    """
    found: list[Tenure] = []
    for reading in cluster.readings:
        analysis = analyses[reading.mention.sentence]
        for tenure in _stated(reading, analysis, countries):
            if tenure.organization is None and main and _is_of_state(reading, tenure):
                tenure = replace(tenure, organization=countries.name(main))
            if not any(t.role.lower() == tenure.role.lower() and _within(tenure, t) for t in found):
                found.append(tenure)
    return tuple(found)


def _is_of_state(reading: Reading, tenure: Tenure) -> bool:
    return bool(reading.part and tenure.since is None and OF_STATE & set(reading.part.sectors[:1]))


def _within(tenure: Tenure, known: Tenure) -> bool:
    return tenure.organization in (None, known.organization) and not (tenure.since or tenure.until)


def _stated(reading: Reading, analysis: Analysis, countries: Countries) -> Iterator[Tenure]:
    words = analysis.tokens[reading.mention.first : reading.mention.head]
    passing = any(t.tag == "JJS" for t in words)  # no office: `the latest head of state to speak`
    if reading.part is not None and not reading.part.honour and reading.part.kind == "person" and not passing:
        yield _of_title(reading, analysis, countries)
    yield from _of_verb(reading, analysis)
    yield from _of_owner(reading, analysis)
    yield from _of_state(reading, analysis, countries)


def _of_title(reading: Reading, analysis: Analysis, countries: Countries) -> Tenure:
    tokens, mention = analysis.tokens, reading.mention
    end = mention.head - len(reading.name) if reading.name else mention.head
    words = [
        t for t in tokens[mention.first : end + 1] if t.pos not in ("DET", "PUNCT", "NUM") and t.text != "'s"
    ]
    kept = [t.text for t in words if countries.nationality(t.text) is None]
    role = " ".join(kept) or " ".join(reading.role)
    return Tenure(role=role, organization=_organisation(reading, analysis, countries), span=mention.span)


def _organisation(reading: Reading, analysis: Analysis, countries: Countries) -> str | None:
    """What the role is in: `of X`, else the country named before it, else the party behind its holder."""
    tokens, mention = analysis.tokens, reading.mention
    for i in range(mention.head + 1, mention.last):
        if tokens[i].lemma == "of":
            return analysis.text(i + 1, mention.last).removeprefix("the ")
    if reading.country:
        return countries.name(reading.country.code) or reading.country.name
    return _backer(analysis, mention.head)


def _backer(analysis: Analysis, head: int) -> str | None:
    """`opposition parties` in `opposition parties supporting candidate X`."""
    token = analysis.tokens[head]
    verb = analysis.tokens[token.head]
    if token.dep != "dobj" or verb.dep != "acl" or verb.lemma not in BACKING or verb.tag != "VBG":
        return None
    first = verb.head
    while first and analysis.tokens[first - 1].dep == "compound":
        first -= 1
    return analysis.text(first, verb.head)


def _of_verb(reading: Reading, analysis: Analysis) -> Iterator[Tenure]:
    """`X ran Y until last May`; `X took power in 1994`."""
    token = analysis.tokens[reading.mention.head]
    verb = analysis.tokens[token.head]
    if token.dep != "nsubj" or verb.pos != "VERB":
        return
    thing = next((c for c in analysis.children[verb.i] if analysis.tokens[c].dep == "dobj"), None)
    if thing is None:
        return
    since, until = _limits(analysis, verb.i)
    span = analysis.span(reading.mention.first, max(thing, verb.i))
    if verb.lemma in RUNNING and analysis.tokens[thing].pos == "PROPN":
        yield Tenure(
            role=verb.text, organization=_name_at(analysis, thing), since=since, until=until, span=span
        )
    elif verb.lemma in ("take", "seize", "assume") and analysis.tokens[thing].lemma in ("power", "office"):
        yield Tenure(role="in power", since=_when(analysis, verb.i, ("in", "since", "on")), span=span)


def _of_owner(reading: Reading, analysis: Analysis) -> Iterator[Tenure]:
    """`Y, a bank owned by X`: role `owned by`, organisation X."""
    for child in analysis.children[reading.mention.head]:
        verb = analysis.tokens[child]
        if verb.dep != "acl" or verb.lemma not in OWNING:
            continue
        for by in analysis.children[child]:
            for owner in analysis.children[by] if analysis.tokens[by].lemma == "by" else ():
                yield Tenure(
                    role=f"{verb.text} by",
                    organization=_name_at(analysis, owner),
                    span=analysis.span(child, owner),
                )


def _of_state(reading: Reading, analysis: Analysis, countries: Countries) -> Iterator[Tenure]:
    """`Russian state-controlled firm Gazprom`: role `controlled by`, organisation Russia."""
    tokens, mention = analysis.tokens, reading.mention
    for i in range(mention.first, mention.head - 2):
        if tokens[i].lemma == "state" and tokens[i + 1].text == "-" and reading.country is not None:
            state = countries.name(reading.country.code)
            yield Tenure(role=f"{tokens[i + 2].text} by", organization=state, span=mention.span)


def _name_at(analysis: Analysis, head: int) -> str:
    """The capitalised words that end at token `head`."""
    first = head
    while first and analysis.tokens[first - 1].pos == "PROPN":
        first -= 1
    return analysis.text(first, head)


def _limits(analysis: Analysis, verb: int) -> tuple[str | None, str | None]:
    return _when(analysis, verb, ("since", "from")), _when(analysis, verb, ("until", "till", "to"))


def _when(analysis: Analysis, verb: int, words: tuple[str, ...]) -> str | None:
    """The time that follows one of `words` under `verb`, as written."""
    for child in analysis.children[verb]:
        if analysis.tokens[child].lemma not in words:
            continue
        for name in analysis.names:
            if name.label in ("DATE", "TIME") and name.first == child + 1:
                return analysis.text(name.first, name.last)
    return None
