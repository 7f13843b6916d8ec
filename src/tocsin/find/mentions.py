"""Which phrases could take part in an event: names, nouns of people and institutions, pronouns, numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tocsin.codebook.sectors import Agents
from tocsin.model import Analysis, Mention, MentionKind, Token

NOT_NAMES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "ORDINAL", "QUANTITY", "LANGUAGE"})
"""The analyser's labels of what nobody is called."""
INSIDE = frozenset({"compound", "amod", "nmod", "nummod", "quantmod", "det", "predet", "advmod", "npadvmod"})
"""Relations of words that only describe another noun."""
ARGUMENTS = frozenset(
    {
        "nsubj",
        "nsubjpass",
        "dobj",
        "pobj",
        "dative",
        "attr",
        "conj",
        "appos",
        "agent",
        "oprd",
        "ROOT",
        "dep",
        "poss",
    }
)
LEFT = frozenset(
    {"det", "predet", "amod", "compound", "nmod", "nummod", "quantmod", "poss", "npadvmod", "neg"}
)
PLACING = frozenset({"at", "from", "in", "for", "with", "near", "to", "against", "by", "on"})
"""Prepositions that say which people are meant (`workers at the mill`), apart from `of`."""
TELLING = {
    "of": frozenset(("accuse", "suspect", "convict", "acquit", "clear", "rob", "strip", "deprive", "warn")),
    "for": frozenset(("sue", "thank", "blame", "fine", "praise", "criticise", "criticize", "condemn")),
}
"""Verbs with a preposition after their object: `accused the army of it`, `sued the paper for libel`."""
CLAUSAL = frozenset(("nsubj", "nsubjpass", "aux", "auxpass"))
"""What a verb has below it that is that of a clause."""
LONGEST = 8
"""Words a phrase may go on for after its noun, beyond `of`."""
ROUGHLY = frozenset(
    {"about", "around", "nearly", "almost", "over", "roughly", "approximately", "some", "only"}
)
"""Adverbs that belong to the number they stand before."""
OUTCOME = frozenset(("dead",))
"""What becomes of people, set before their number or article: `shot dead two men`."""
CLOCK = re.compile(r"\d{1,2}[:h]\d{2}")
"""A time of day, as live reports begin with."""
COUNTING = ("CD", "DT", "PRP$")
"""Tags of numbers, articles and possessives, with which a phrase begins."""
IN_CAPITALS = "ORG", "GPE", "NORP", "PERSON"
"""What a word in capitals may be taken for."""


def phrase(analysis: Analysis, head: int) -> tuple[int, int]:
    """The participant phrase of the noun at token `head`: first and last token, inclusive.

    With determiners, adjectives, numbers, `of …` and a short `at/from/in …`; without relative and
    participial clauses, and without appositions set off by a comma.
    """
    first = _left(analysis, head)
    last = _right(analysis, head)
    for name in analysis.names:
        if name.first <= head <= name.last and name.label not in NOT_NAMES:
            first, last = min(first, name.first), max(last, _plain_end(analysis, head, name.last))
            break
    return first, _numbered(analysis, last)


def _numbered(analysis: Analysis, last: int) -> int:
    """The end of `Union No. 1`, which the parser takes apart."""
    behind = analysis.tokens[last + 1 : last + 3]
    numbered = analysis.tokens[last].text in ("No", "Nos") and [t.text for t in behind[:1]] == ["."]
    return last + 2 if numbered and len(behind) == 2 and behind[1].text[0].isdigit() else last


def find_mentions(analysis: Analysis, agents: Agents) -> tuple[Mention, ...]:
    """Every mention in the sentence, in text order; conjuncts each give their own."""
    labels = {i: n.label for n in analysis.names for i in range(n.first, n.last + 1)}
    found = []
    for token in analysis.tokens:
        kind = _kind(analysis, token, labels.get(token.i), agents)
        if kind is not None:
            found.append(_mention(analysis, token.i, kind, labels.get(token.i)))
    return tuple(found)


def _mention(analysis: Analysis, head: int, kind: MentionKind, label: str | None) -> Mention:
    bare = kind == "pronoun" and analysis.tokens[head].tag in ("PRP", "PRP$", "WP", "WDT", "WP$")
    first, last = (head, head) if bare else phrase(analysis, head)
    return Mention(
        kind=kind,
        sentence=analysis.sentence.index,
        head=head,
        first=first,
        last=last,
        span=analysis.span(first, last),
        text=analysis.text(first, last),
        label=label if kind == "name" else None,
    )


def _kind(analysis: Analysis, token: Token, label: str | None, agents: Agents) -> MentionKind | None:
    if token.pos == "PROPN":
        if not _heads_name(analysis, token):
            return None
        if token.text.islower() and agents.noun_at(analysis, token.i):
            return "noun"  # `the congress`, taken for a name
        return "name" if label not in NOT_NAMES else None
    if token.pos == "NOUN":
        return _noun_kind(analysis, token, label, agents)
    if token.text.lower() in agents.pronouns:
        return "pronoun" if _stands_for_somebody(token, agents) else None
    if token.dep not in ARGUMENTS:
        return None
    if token.pos == "NUM":
        counts = (
            label in (None, "CARDINAL") and not is_year(token.text) and not is_tally(analysis.tokens, token.i)
        )
        return "pronoun" if counts else None
    listed = token.lemma in agents.nouns or token.tag in ("JJ", "VBN")
    return "noun" if token.pos in ("ADJ", "VERB") and listed and _has_article(analysis, token) else None


def _noun_kind(analysis: Analysis, token: Token, label: str | None, agents: Agents) -> MentionKind | None:
    if token.dep in INSIDE and not _stands_alone(analysis, token):
        return None
    if token.text.lower() in agents.pronouns:
        return "pronoun"
    part = agents.noun_at(analysis, token.i)
    opening = token.i == 0 and part is not None  # `Cleaners struck`: any word has a capital there
    if label in ("ORG", "PERSON", "GPE", "NORP") and token.text[0].isupper() and not opening:
        return "name"
    if part is None and label in (None, *IN_CAPITALS) and _is_abbreviation(analysis, token):
        return "name"
    return "noun" if part and (part.kind != "thing" or part.sectors) else None


def _is_abbreviation(analysis: Analysis, token: Token) -> bool:
    """`ECOWAS`, taken for a noun; not a word of a line in capitals."""
    text = token.text
    around = analysis.tokens[max(token.i - 1, 0) : token.i + 2]
    alone = sum(t.text.isupper() for t in around) == 1
    return alone and text.isupper() and text.isalpha() and len(text) > 2


def _heads_name(analysis: Analysis, token: Token) -> bool:
    return token.dep not in INSIDE or _stands_alone(analysis, token)


def _stands_alone(analysis: Analysis, token: Token) -> bool:
    """Whether a word taken for part of a longer noun does not in fact stand before one.

    The parser takes `Naftan (chemical products)` for one noun; a bracket, comma or verb says it is two.
    """
    after = token.i + 1
    if after >= len(analysis.tokens):
        return True
    following = analysis.tokens[after]
    if following.text == ")" and analysis.tokens[token.i - 1].text == "(":
        return True
    if token.head < token.i:
        return following.pos not in ("NOUN", "PROPN", "NUM")
    return following.text in ("(", "-LRB-", ";", ":", "—") or following.pos in ("VERB", "AUX")


def _stands_for_somebody(token: Token, agents: Agents) -> bool:
    """Whether a pronoun's form is one here: `that` is none as a conjunction, `some` none before its noun."""
    sort = agents.pronouns[token.text.lower()].sort
    if sort in ("quantity", "demonstrative") or token.lemma == "that":
        return token.dep in ARGUMENTS and token.pos != "SCONJ" and token.tag != "IN"
    return token.dep not in ("expl", "det", "mark")


def is_tally(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number is one of a vote: 54 of `by 71 votes to 54`, both of `voted 71 to 54`."""
    before = [token.lemma for token in tokens[max(i - 3, 0) : i]]
    return before[-1:] == ["vote"] or before[-2:] == ["vote", "to"] or before[::2] == ["vote", "to"]


def is_year(text: str) -> bool:
    """Whether a word may be a year of our time."""
    return text.isdigit() and len(text) == 4 and text[:2] in ("19", "20")


def _has_article(analysis: Analysis, token: Token) -> bool:
    return any(
        c < token.i and analysis.tokens[c].dep == "det" and analysis.tokens[c].lemma == "the"
        for c in analysis.children[token.i]
    )


# ------------------------------------------------------------------ where a phrase begins and ends


def _left(analysis: Analysis, head: int) -> int:
    first = head
    for child in reversed(analysis.children[head]):
        if child > head:
            continue
        token = analysis.tokens[child]
        if token.lemma in OUTCOME and analysis.tokens[first].tag in COUNTING:
            break
        if _is_clause(analysis, child):
            break
        if token.dep in LEFT or (token.dep == "advmod" and first - child == 1 and token.lemma in ROUGHLY):
            first = _edge(analysis, child)
        elif token.dep not in ("punct", "cc", "conj", "case"):
            break
    while first < head and is_year(analysis.tokens[first].text):  # `in 2021 and 2022 trade unions struck`
        first += 1 + (analysis.tokens[first + 1].dep in ("cc", "punct"))
    return _behind_time(analysis, min(first, head), head)


def _is_clause(analysis: Analysis, i: int) -> bool:
    """Whether a verb before a noun is that of a clause, not a participle: `They have chosen lawyer A. B.`"""
    kids = (analysis.tokens[c].dep for c in analysis.children[i])
    return analysis.tokens[i].tag.startswith("VB") and not CLAUSAL.isdisjoint(kids)


def _behind_time(analysis: Analysis, first: int, head: int) -> int:
    """Where a phrase begins that the parser lets begin with a time: `21:40 Police`, `on 3 May two men`."""
    tokens = analysis.tokens
    if first < head and CLOCK.fullmatch(tokens[first].text):
        return first + 1
    if first == 0 or tokens[first - 1].tag != "IN":
        return first
    dates = (n for n in analysis.names if n.label == "DATE" and n.first <= first <= n.last)
    days = [i for n in dates for i in range(first, min(n.last + 1, head)) if tokens[i].pos == "PROPN"]
    return max(days, default=first - 1) + 1


def _edge(analysis: Analysis, token: int) -> int:
    """The first token below `token`, itself included."""
    while True:
        kids = analysis.children[token]
        if not kids or kids[0] > token or analysis.tokens[kids[0]].dep in ("cc", "preconj", "mark", "punct"):
            return token
        if _is_clause(analysis, kids[0]):
            return token
        token = kids[0]


def _right(analysis: Analysis, head: int) -> int:
    last, tokens = head, analysis.tokens
    for child in analysis.children[head]:
        if child < head:
            continue
        if child != last + 1:
            break
        grown = _grown(analysis, head, child)
        if grown is None:
            break
        last = grown
    if tokens[head].dep == "quantmod":
        return head
    return last


def _grown(analysis: Analysis, head: int, child: int) -> int | None:
    """The last token of `child`, which follows its noun at once; None where the phrase ends before it."""
    token = analysis.tokens[child]
    if token.dep == "prep":
        return _prepositional(analysis, head, child)
    if token.dep == "appos" and token.pos == "PROPN":
        return _right(analysis, child)
    if token.dep in ("nummod", "compound", "nmod") and token.pos in ("NUM", "PROPN"):
        return child
    if token.dep == "case":
        return None
    if token.dep == "acl" and token.tag == "VBN" and analysis.tokens[head].lemma in ("those", "people"):
        return child
    return None


def _prepositional(analysis: Analysis, head: int, preposition: int) -> int | None:
    word = analysis.tokens[preposition].lemma
    objects = [c for c in analysis.children[preposition] if analysis.tokens[c].dep == "pobj"]
    if not objects:
        return None
    if analysis.tokens[head].dep == "dobj":
        verb = analysis.tokens[analysis.tokens[head].head].lemma
        if verb in TELLING.get(word, ()):
            return None
    if word == "of":
        return _with_conjuncts(analysis, objects[0])
    last = _right(analysis, objects[0])
    if analysis.tokens[preposition].text.istitle():
        return last  # a name: `Doctors Without Borders`
    if word not in PLACING or analysis.tokens[head].pos == "PROPN":
        return None  # a name says by itself whom it means
    if word == "in" and last == preposition + 1 and analysis.tokens[last].tag == "NN":
        return None  # how or why, not which: `left the talks with the generals in protest`
    return None if last - preposition > LONGEST or _is_time(analysis, objects[0]) else last


def _with_conjuncts(analysis: Analysis, noun: int) -> int:
    """The end of `noun` and of the nouns joined to it by a bare `and` (`members of the police and army`)."""
    last = _right(analysis, noun)
    for child in analysis.children[noun]:
        is_joined = analysis.tokens[child].dep == "conj" and child - last <= 5
        if (
            is_joined
            and analysis.tokens[last + 1].lemma in ("and", "&")
            and analysis.tokens[child].pos != "VERB"
        ):
            return _right(analysis, child)
    return last


def _is_time(analysis: Analysis, noun: int) -> bool:
    return any(n.first <= noun <= n.last and n.label in ("DATE", "TIME") for n in analysis.names)


def _plain_end(analysis: Analysis, head: int, last: int) -> int:
    """`last` of a name, or less where its tail is a possessive mark or stands behind a comma."""
    for i in range(head + 1, last + 1):
        if analysis.tokens[i].pos in ("PUNCT", "PART", "VERB"):
            return i - 1
    return last
