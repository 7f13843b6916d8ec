"""What is asked: the demands of a request (`urged X to do Y and Z`) and of a protest (`over pay`).

Demands are words of the report, one for each coordinate part, without the person asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tocsin.coding.grammar import NOMINAL, PASSIVE_SUBJECTS, SUBJECTS, VERBAL, Clause
from tocsin.coding.reading import Reading, Scene
from tocsin.coding.roles import Parts
from tocsin.coding.triggers import Trigger

CLAUSAL = frozenset(("xcomp", "ccomp", "acl", "advcl", "relcl"))
ASIDE = frozenset(("relcl", "advcl", "parataxis", "cc", "punct", "prep"))
"""What is no part of a demand at its end, after a comma."""
OBLIGING = frozenset(("must", "should"))
LOOSE = frozenset(("punct", "cc", "prep", "nsubj", "aux"))
LOOSE_TAGS = frozenset(("WDT", "WP", "MD"))
"""What is no end of a demand."""
LONGEST = 25
"""Words of one demand."""


def find_demands(
    reading: Reading, scene: Scene, clause: Clause, trigger: Trigger, kind: str, parts: Parts
) -> tuple[str, ...]:
    """The demands of one mention of an event of type `kind`, in text order, each once."""
    if kind in reading.cues["demand-said"]:
        asked = _said(clause, trigger, _heads(clause, parts))
    elif kind in reading.cues["demand-shown"]:
        asked = _shown(reading, scene, clause, trigger)
    else:
        return ()
    texts = (_text(clause, head, first) for first, head in asked)
    return tuple(dict.fromkeys(text for text in texts if text))


Asked = Iterator[tuple[int, int]]
"""First token and head of what is asked."""


def _heads(clause: Clause, parts: Parts) -> frozenset[int]:
    """Tokens of those who are asked: no demands themselves."""
    spans = [p.span for p in parts.recipients if p.span]
    return frozenset(t.i for t in clause.tokens for s in spans if s.start <= t.start < s.end)


def _said(clause: Clause, trigger: Trigger, people: frozenset[int]) -> Asked:
    """The complement of a verb or noun of asking."""
    if any(clause.tokens[w].lemma in OBLIGING for w in trigger.words):
        yield from _verbs(clause, trigger.head)
        return
    for word in sorted({trigger.head, *trigger.words}):
        found = [*_complement(clause, word, people)]
        if found:
            yield from found
            return


def _complement(clause: Clause, i: int, people: frozenset[int]) -> Asked:
    for c in clause.children[i]:
        if clause.tokens[c].dep in CLAUSAL and _is_asked(clause, c):
            yield from _verbs(clause, c)
            return
    for c in clause.children[i]:
        if clause.tokens[c].lemma == "for":
            for noun in clause.kids(c, "pobj"):
                below = [v for v in clause.kids(noun, "relcl", "acl") if _is_asked(clause, v)]
                yield from _verbs(clause, below[0]) if below else _nouns(clause, noun, people)
            return
    for c in clause.kids(i, "dobj", "nsubjpass"):
        below = [v for v in clause.kids(c, "relcl", "acl") if c in people and _is_asked(clause, v)]
        yield from _verbs(clause, below[0]) if below else _nouns(clause, c, people)


def _is_asked(clause: Clause, verb: int) -> bool:
    """Whether a clause tells what is to be done: `to do`, `that X do`, `X be done`."""
    token = clause.tokens[verb]
    if token.tag == "VB":
        return True
    helpers = {clause.tokens[c].lemma for c in clause.kids(verb, "aux", "auxpass")}
    return token.dep == "ccomp" and bool(helpers & {"be", "should", "must", "to"})


def _verbs(clause: Clause, verb: int) -> Asked:
    """A verb phrase and those coordinated with it, each without `to` and without its doer."""
    yield _verb_start(clause, verb), verb
    for c in clause.kids(verb, "conj"):
        if clause.tokens[c].pos in VERBAL and not clause.kids(c, *SUBJECTS):
            yield from _verbs(clause, c)


def _verb_start(clause: Clause, verb: int) -> int:
    """Where the words of a verb phrase begin: its passive subject, its `not`, its `be`, or itself."""
    if subjects := clause.kids(verb, *PASSIVE_SUBJECTS):
        return min(_subtree(clause, subjects[0]))
    if negations := [c for c in clause.kids(verb, "neg") if c < verb]:
        return negations[0]
    return min([verb, *(c for c in clause.kids(verb, "auxpass", "advmod") if c == verb - 1)])


def _nouns(clause: Clause, noun: int, people: frozenset[int]) -> Asked:
    for i in clause.conjuncts(noun):
        if i not in people and clause.tokens[i].pos != "PRON":
            yield min(_subtree(clause, i)), i


def _shown(reading: Reading, scene: Scene, clause: Clause, trigger: Trigger) -> Asked:
    """What a protest is about: `demanding X`, `over X`, `for X`, `in protest at X`."""
    cues = reading.cues
    above = clause.governor(trigger.head)
    near = {trigger.head, *trigger.words}
    if trigger.entry.pos == "n" and above is not None:
        near.add(above)
    for word in sorted(near):
        for c in clause.children[word]:
            token = clause.tokens[c]
            if token.dep in ("advcl", "xcomp", "acl", "conj", "relcl") and token.lemma in cues["demanding"]:
                yield from _complement(clause, c, frozenset())
            elif token.lemma in ("in", "to") and (protests := clause.kids(c, "pobj")):
                yield from _in_protest(reading, scene, clause, protests[0])
            elif token.lemma in cues["ground"] and token.dep == "prep":
                yield from _grounds(reading, scene, clause, c)


def _in_protest(reading: Reading, scene: Scene, clause: Clause, noun: int) -> Asked:
    if clause.tokens[noun].lemma == "protest":
        for c in clause.kids(noun, "prep"):
            yield from _grounds(reading, scene, clause, c)


def _grounds(reading: Reading, scene: Scene, clause: Clause, preposition: int) -> Asked:
    """The objects of `over`, `for`, `against`, but no times, places, names or bare numbers."""
    keep = clause.tokens[preposition].lemma == "against"
    for noun in clause.kids(preposition, "pobj"):
        for start, head in _nouns(clause, noun, frozenset()):
            if clause.tokens[head].pos in NOMINAL - {"PROPN", "NUM"} and not _elsewhere(reading, scene, head):
                yield (preposition if keep and head == noun else start), head


def _elsewhere(reading: Reading, scene: Scene, head: int) -> bool:
    """Whether the word tells when, where or how long."""
    ranges = [(t.first, t.last) for t in scene.times] + [(p.first, p.last) for p in scene.places]
    measured = (n for n in scene.numbers if n.quantity.unit in reading.cues["measure"])
    ranges += [(n.first, n.last) for n in measured]
    return any(first <= head <= last for first, last in ranges)


def _text(clause: Clause, head: int, first: int) -> str:
    """The words from `first` to the end of what hangs on `head`, later clauses and coordinates left out."""
    skip = {c for c in clause.kids(head, "conj", "cc") if c > head}
    last = head
    for i in sorted(_subtree(clause, head, skip)):
        token = clause.tokens[i]
        if i > head and token.dep in ASIDE and clause.tokens[i - 1].text == "," and i - 1 > head:
            break
        if i > head and token.dep == "relcl":
            break
        if i - first >= LONGEST:
            break
        last = i
    while last > first and (clause.tokens[last].dep in LOOSE or clause.tokens[last].tag in LOOSE_TAGS):
        last -= 1
    return clause.analysis.text(first, last).strip(' ,;."“”')


def _subtree(clause: Clause, i: int, skip: Collection[int] = ()) -> set[int]:
    found, open_ = {i}, [i]
    while open_:
        for c in clause.children[open_.pop()]:
            if c not in skip and c not in found:
                found.add(c)
                open_.append(c)
    return found
