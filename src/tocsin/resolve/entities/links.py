"""Which phrases the grammar makes one: appositions, `X is the Y`, abbreviations in brackets."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.model import Analysis
from tocsin.names import is_abbreviation
from tocsin.resolve.entities.readings import Reading

Place = tuple[int, int]
"""Sentence and head token."""

BE = frozenset({"be", "become", "remain"})
NAMING = frozenset({"identify", "name"})
"""Verbs that say who somebody is: `the gunman was identified as X`."""
CALLING = frozenset({"know", "call", "dub", "nickname", "name"})
"""Participles that say how somebody or something is called: `a militia known as X`, `a party called X`."""


def links(analyses: Mapping[int, Analysis], readings: Mapping[Place, Reading]) -> dict[Place, Place]:
    """Place of a phrase to place of the phrase it says more of; both are keys of `readings`."""
    found: dict[Place, Place] = {}
    for (sentence, head), reading in readings.items():
        analysis = analyses[sentence]
        near = (
            _titled(analysis, head, reading),
            _identified(analysis, head, reading),
            _called(analysis, head, reading),
            _set_off(analysis, head, reading, readings),
            _apposed(analysis, head),
            _predicate(analysis, head),
            _bracketed(analysis, head, readings),
            _touching(analysis, head, reading),
        )
        other = next((o for o in near if o is not None), head)
        known = readings.get((sentence, other))
        touching = head - len(reading.name) == other
        if (
            other != head
            and known is not None
            and (_alike(reading, known, touching) or _is_body_called(analysis, reading, known))
        ):
            found[sentence, head] = sentence, other
    return found


def _identified(analysis: Analysis, head: int, reading: Reading) -> int | None:
    """The one who is told by name: `the suspect, named as X`, `police identified the gunman as X`."""
    if not reading.name or reading.kind != "person":
        return None
    token = analysis.tokens[head]
    above = analysis.tokens[token.head]
    verb = analysis.tokens[above.head] if above.lemma == "as" else above
    if verb.lemma not in NAMING or (above.i != verb.i and token.dep != "pobj"):
        return None
    done = [c for c in analysis.children[verb.i] if analysis.tokens[c].dep in ("nsubjpass", "dobj")]
    if verb.dep in ("acl", "relcl"):
        return verb.head
    return done[0] if done and done[0] != head else None


def _called(analysis: Analysis, head: int, reading: Reading) -> int | None:
    """Who or what goes by a name: `the commander, known as X`, `a militia called X`."""
    token = analysis.tokens[head]
    above = analysis.tokens[token.head]
    if not reading.name or token.dep not in ("pobj", "dobj", "oprd") or reading.kind in ("place", "country"):
        return None
    if token.dep == "oprd" and any(_calls(analysis, c) for c in analysis.children[above.i] if c < head):
        return above.i
    verb = analysis.tokens[above.head] if above.lemma == "as" else above
    return verb.head if _calls(analysis, verb.i) else None


def _is_body_called(analysis: Analysis, reading: Reading, known: Reading) -> bool:
    """`A militia called the Red Hand`: its many people go by one name."""
    is_body = known.kind in ("group", "organization") and not known.name and known.pronoun is None
    return is_body and _called(analysis, reading.place[1], reading) == known.place[1]


def _calls(analysis: Analysis, i: int) -> bool:
    token = analysis.tokens[i]
    return token.dep == "acl" and token.tag == "VBN" and token.lemma in CALLING


def _set_off(
    analysis: Analysis, head: int, reading: Reading, readings: Mapping[Place, Reading]
) -> int | None:
    """The office before a comma: `the mayor of Paris, X, said`, where the parser hangs X on Paris."""
    first, tokens = head - len(reading.name) + 1, analysis.tokens
    is_person = reading.name and reading.kind == "person" and not reading.role and reading.pronoun is None
    if not is_person or first < 3 or tokens[first - 1].text != "," or tokens[head].dep in ("nsubj", "conj"):
        return None
    if head + 1 >= len(tokens) or tokens[head + 1].text not in (",", "."):
        return None
    at = analysis.sentence.index
    near = (readings.get((at, i)) for i in range(first - 2, max(first - 12, -1), -1))
    office = (r for r in near if r is not None and r.mention.last == first - 2 and not r.name)
    return next((r.place[1] for r in office if r.kind == "person" and r.definite and not r.plural), None)


def _apposed(analysis: Analysis, head: int) -> int | None:
    """What a phrase stands beside; not `the owners, not the wounded`."""
    token = analysis.tokens[head]
    between = analysis.tokens[token.head + 1 : head]
    denied = any(t.lemma == "not" for t in between)
    return token.head if token.dep == "appos" and not denied else None


def _predicate(analysis: Analysis, head: int) -> int | None:
    """The subject of `X was the chairman`."""
    token = analysis.tokens[head]
    if token.dep != "attr" or analysis.tokens[token.head].lemma not in BE:
        return None
    if any(analysis.tokens[c].dep == "neg" for c in analysis.children[token.head]):
        return None
    return _subject(analysis, token.head)


def _subject(analysis: Analysis, verb: int) -> int | None:
    """The subject of `verb`, or of the verb it hangs on where it has none (`fled before becoming X`)."""
    for _ in range(4):
        own = next((c for c in analysis.children[verb] if analysis.tokens[c].dep == "nsubj"), None)
        token = analysis.tokens[verb]
        if own is not None and analysis.tokens[own].tag not in ("WP", "WDT"):
            return own
        if own is None and token.dep in ("ROOT", "ccomp", "conj"):
            return None
        if token.dep in ("relcl", "acl"):
            return token.head
        verb = token.head
    return None


def _bracketed(analysis: Analysis, head: int, readings: Mapping[Place, Reading]) -> int | None:
    """The name before `(IMF)`."""
    tokens, sentence = analysis.tokens, analysis.sentence.index
    if not 2 <= head < len(tokens) - 1 or tokens[head - 1].text != "(" or tokens[head + 1].text != ")":
        return None
    if not is_abbreviation(tokens[head].text):
        return None
    near = range(head - 2, max(-1, head - 16), -1)
    return next(
        (i for i in near if (r := readings.get((sentence, i))) and r.name and r.mention.last < head + 2), None
    )


def _titled(analysis: Analysis, head: int, reading: Reading) -> int | None:
    """The title of `President of France Emmanuel Macron`, where the parser hangs the name on `of`."""
    first = head - len(reading.name) + 1
    if not reading.name or reading.kind != "person" or reading.role or first < 2:
        return None
    before = analysis.tokens[first - 1]
    if before.dep not in ("pobj", "compound", "nmod"):
        return None
    place = before if before.dep == "pobj" else analysis.tokens[head]
    governor = analysis.tokens[place.head]
    return governor.head if place.dep == "pobj" and governor.lemma in ("of", "from", "for") else None


def _touching(analysis: Analysis, head: int, reading: Reading) -> int | None:
    """The noun of `the union Verdi`, where the parser makes two subjects of it."""
    first = head - len(reading.name) + 1
    if not reading.name or reading.role or first < 1 or reading.mention.first < first:
        return None
    before = analysis.tokens[first - 1]
    return first - 1 if before.tag == "NN" and before.dep == analysis.tokens[head].dep else None


def _alike(a: Reading, b: Reading, touching: bool) -> bool:
    """Whether one can be both: two people or two bodies, one or many, and not two different names."""
    if a.pronoun is not None or (b.pronoun is not None and b.pronoun.sort != "personal"):
        return False
    if a.name and b.name:
        return _same_names(a, b)
    if a.plural != b.plural or a.kind == "thing" or b.kind == "thing":
        return False
    named, noun = (a, b) if a.name else (b, a)
    if not named.name or noun.kind == named.kind or touching:
        return touching or (a.kind == "person") == (b.kind == "person")
    return named.shape is None and named.part is None and named.itself is None


def _same_names(a: Reading, b: Reading) -> bool:
    """`Ansar Allah, the Houthis`; not two plants in a list that the parser takes for an apposition."""
    short = a if len(a.name) <= len(b.name) else b
    if len(short.name) == 1 and is_abbreviation(short.name[0]):
        return True
    one_told = (a.shape is None) != (b.shape is None) and a.itself is None and b.itself is None
    return one_told and a.kind in ("organization", "group") and b.kind in ("organization", "group")
