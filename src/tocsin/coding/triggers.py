"""Which words of a sentence state an event, by the lexicon."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass

from tocsin.codebook.lexicon import Condition, Entry, Lexicon
from tocsin.coding.grammar import Clause
from tocsin.model import Token

Senses = Callable[[int], frozenset[str]]
"""What kind of thing the phrase headed by a token is: its lemma, kind of participant, sector codes."""


ENDING = frozenset(("CONCEDE", "RETREAT"))
"""Types of what ends a protest."""


@dataclass(frozen=True, slots=True, eq=False)
class Trigger:
    """Words that state an event: head, extent and matched words (token indices), and the entry. Each is
    equal to itself alone."""

    head: int
    first: int
    last: int
    words: frozenset[int]
    """Tokens used up by this trigger, head included."""
    entry: Entry


def find_triggers(
    clause: Clause, lexicon: Lexicon, senses: Senses
) -> tuple[tuple[Trigger, ...], tuple[tuple[Trigger, str], ...]]:
    """The triggers of a sentence in text order, and those dropped with the reason.

    At each head the most specific entry that matches is taken. A trigger whose head is a word of a more
    specific trigger (`strike` in `call off the strike`) is dropped.
    """
    present = {word for token in clause.tokens for word in (token.lemma, token.text.lower())}
    looked = (_best(clause, head, lemma, lexicon, senses, present) for head, lemma in _heads(clause))
    found = [trigger for trigger in looked if trigger]
    taken: dict[int, Trigger] = {}
    for trigger in sorted(found, key=lambda t: -len(t.words)):
        for word in trigger.words if trigger.entry.type else (trigger.head,):
            taken.setdefault(word, trigger)
    kept, dropped = [], []
    for trigger in found:
        winner = taken[trigger.head]
        swallowed = winner is not trigger and winner.head != trigger.head
        if swallowed and not _is_ended(trigger, winner):
            dropped.append((trigger, "part of a longer trigger"))
        elif trigger.entry.type is None:
            dropped.append((trigger, "no event by the lexicon"))
        else:
            kept.append(trigger)
    return tuple(kept), tuple(dropped)


def _is_ended(trigger: Trigger, winner: Trigger) -> bool:
    """Whether a longer trigger tells how an event of its own came out: `called off the strike`."""
    return trigger.entry.pos == "n" and trigger.entry.type == "PROTEST" and winner.entry.type in ENDING


def _heads(clause: Clause) -> Iterator[tuple[int, str]]:
    """Tokens that may head a trigger, with the lemma to look up. Hyphenated words count as one."""
    tokens = clause.tokens
    skip = 0
    for token in tokens:
        if token.i < skip:
            continue
        if joined := _hyphenated(tokens, token.i):
            head, word, skip = joined
            yield head, word
            yield from ((i, tokens[i].lemma) for i in range(token.i, skip) if tokens[i].pos == "NOUN")
        else:
            yield token.i, token.lemma


def _hyphenated(tokens: tuple[Token, ...], i: int) -> tuple[int, str, int] | None:
    """`go - slow`: head, the word joined up, and where it ends."""
    end = i
    while end + 2 < len(tokens) and tokens[end + 1].text == "-":
        left, hyphen, right = tokens[end : end + 3]
        if left.end != hyphen.start or hyphen.end != right.start:
            break
        end += 2
    if end == i:
        return None
    parts = range(i, end + 1)
    head = next((p for p in parts if tokens[p].head not in parts), end)
    word = "".join(tokens[p].text.lower() for p in range(i, end)) + tokens[end].lemma
    return head, word, end + 1


def _best(
    clause: Clause, head: int, lemma: str, lexicon: Lexicon, senses: Senses, present: Set[str]
) -> Trigger | None:
    """The most specific entry that matches at `head`. `present` are the sentence's words: what is not among
    them is in no reach, and most entries need such a word."""
    entries = lexicon.by_head.get(lemma) or _participle(clause.tokens[head], lexicon)
    if not entries:
        return None
    reach: dict[str, int] | None = None
    for entry in entries:
        if any(options.isdisjoint(present) for options in entry.needs):
            continue
        if not _right_pos(clause, head, entry.pos, lemma):
            continue
        words: list[int] = []
        if "modal" in entry.flags:  # `must resign`: the verb is part of the trigger
            if clause.tokens[head].dep != "aux" or _is_inverted(clause, head):
                continue
            words.append(clause.tokens[head].head)
        if entry.needs or entry.without:
            reach = clause.reach(head) if reach is None else reach
            if not _words_there(entry, reach, words):
                continue
        if all(_holds(clause, head, condition, senses, words) for condition in entry.conditions):
            return _trigger(clause, head, words, entry)
    return None


def _is_inverted(clause: Clause, auxiliary: int) -> bool:
    """`Should the talks fail`: an auxiliary before its subject asks or sets a condition."""
    verb = clause.tokens[auxiliary].head
    return any(subject > auxiliary for subject in clause.kids(verb, "nsubj", "nsubjpass"))


def _participle(token: Token, lexicon: Lexicon) -> tuple[Entry, ...]:
    """Entries for an adjective that is a participle: `imprisoned`, `striking`."""
    if token.pos != "ADJ":
        return ()
    for ending in ("ed", "ing"):
        if token.lemma.endswith(ending):
            stem = token.lemma[: -len(ending)]
            for lemma in (stem, stem + "e", stem[:-1]):
                if entries := lexicon.by_head.get(lemma):
                    return tuple(e for e in entries if e.pos == "v")
    return ()


def _right_pos(clause: Clause, head: int, pos: str, lemma: str) -> bool:
    token = clause.tokens[head]
    if "-" in lemma:
        return True
    if pos == "v":
        return token.pos in ("VERB", "AUX") or token.tag.startswith("VB") or token.pos == "ADJ"
    if pos == "n":
        return token.dep != "compound" and (token.pos == "NOUN" or token.tag == "VBG" or _plain_name(token))
    return token.pos in ("ADJ", "ADV") or token.tag in ("VBG", "VBN")


def _plain_name(token: Token) -> bool:
    """A noun that the tagger took for a name: at the head of a sentence or in capitals, but not `March`."""
    return token.pos == "PROPN" and (token.i == 0 or token.text.islower() or token.text.isupper())


def _words_there(entry: Entry, reach: Mapping[str, int], words: list[int]) -> bool:
    """Whether all words of the entry are in reach and none that must not be; fills `words`."""
    if not entry.without.isdisjoint(reach):
        return False
    if any(options.isdisjoint(reach) for options in entry.needs):
        return False
    words += [min(reach[word] for word in options if word in reach) for options in entry.words]
    return True


def _holds(clause: Clause, head: int, condition: Condition, senses: Senses, words: list[int]) -> bool:
    fillers = slot_fillers(clause, head, tuple(words), condition.slot)
    if not condition.labels:
        return bool(fillers) != condition.negated
    fits = any(condition.labels & senses(filler) for filler in fillers)
    return fits != condition.negated


def slot_fillers(clause: Clause, head: int, words: tuple[int, ...], slot: str) -> tuple[int, ...]:
    """What fills `slot` of a trigger: at its head, else at one of its other words."""
    for i in (head, *words):
        fillers = tuple(f for f in clause.slots(i).get(slot, ()) if f != head)
        if fillers:
            return fillers
    return ()


def _trigger(clause: Clause, head: int, words: list[int], entry: Entry) -> Trigger:
    near = [w for w in words if abs(w - head) <= 8]
    ends = [clause.hyphenated(i) for i in (min([head, *near]), max([head, *near]))]
    return Trigger(head, ends[0][0], ends[1][1], frozenset((head, *words)), entry)
