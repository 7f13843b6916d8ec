"""What is asked, promised, threatened or refused is no event: it is the content of one.

`demanded the release of the miners` is a REQUEST, not a release. What the demand takes for granted
stays: `charges against protesters who were arrested`.
"""

from __future__ import annotations

from tocsin.codebook.cues import Cues
from tocsin.coding.grammar import Clause
from tocsin.coding.opinions import contended
from tocsin.coding.triggers import Trigger

OPEN = frozenset(("xcomp", "ccomp", "dobj", "prep", "pobj", "pcomp", "acl", "dative", "conj", "attr", "oprd"))
"""Links that lead from what is asked to the asking."""
ASKING = frozenset(("for", "to", "of", "against", "with", "from", "about", "over"))
"""Prepositions that lead to what is asked: `called for talks`, but not `offered during talks`."""
PAST = frozenset(("VBD",))


def content_of(clause: Clause, trigger: Trigger, asking: tuple[Trigger, ...], cues: Cues) -> Trigger | None:
    """The one of the asking triggers whose content this one is (asked, agreed, refused), or None."""
    heads = {word: other for other in asking if other is not trigger for word in other.words}
    if not heads:
        return None
    own = contended(clause, trigger, asking)
    heads = {word: other for word, other in heads.items() if other.head != own}
    i = trigger.head
    for above in clause.ancestors(trigger.head):
        link = clause.tokens[i].dep
        if link not in OPEN or _asserted(clause, i, cues):
            return None
        if link == "prep" and clause.tokens[i].lemma not in ASKING:
            return None
        if above in heads and not (link == "conj" and i == trigger.head):
            granted = trigger.entry.pos == "n" and _granted(clause, trigger, heads[above], i, cues)
            return None if granted else heads[above]
        i = above
    return None


def _granted(clause: Clause, trigger: Trigger, outer: Trigger, link: int, cues: Cues) -> bool:
    """Whether the outer event takes a noun for granted.

    `rejected the criticism`, `lifted their blockade`, `apologised for the attacks`, `considered her calls`:
    what is refused, ended, regretted or somebody's own has been done already.
    """
    if not cues["answer"].isdisjoint((outer.entry.type, f"{outer.entry.type} {trigger.entry.type}")):
        return True
    if f"{outer.entry.type} {clause.tokens[link].lemma}" in cues["regret"]:
        return True
    slots = clause.slots(trigger.head)
    return any(clause.tokens[owner].pos == "PROPN" for owner in slots.get("possessor", ()))


def _asserted(clause: Clause, i: int, cues: Cues) -> bool:
    """Whether verb `i` states a fact of its own: finite past without a modal."""
    token = clause.tokens[i]
    if token.pos not in ("VERB", "AUX"):
        return False
    helpers = [clause.tokens[c] for c in clause.kids(i, "aux", "auxpass")]
    if any(
        h.lemma in cues["possible"] or h.lemma in ("will", "would", "should", "must", "to") for h in helpers
    ):
        return False
    return token.tag in PAST or any(h.tag in ("VBD", "VBZ", "VBP") for h in helpers)


def provision_of(clause: Clause, trigger: Trigger, cues: Cues) -> str | None:
    """The law, bill or rule that provides what the trigger says, or None: `a bill that would ban strikes`."""
    head = trigger.head
    for verb in (head, *clause.ancestors(head)):
        token = clause.tokens[verb]
        if token.dep in ("relcl", "acl") and clause.tokens[token.head].lemma in cues["provision"]:
            return clause.tokens[token.head].text
        if token.pos == "VERB" and not clause.is_past(verb):
            for subject in clause.slots(verb).get("subject", ()):
                if clause.tokens[subject].lemma in cues["provision"]:
                    return clause.tokens[subject].text
        if token.dep not in OPEN:
            return None
    return None
