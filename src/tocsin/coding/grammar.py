"""Who stands where in a clause: logical slots read off the dependency parse.

Slots are logical: the doer of a passive clause is its `subject`, the one it is done to its `object`.
A verb without a subject of its own takes it from the clause it hangs on (conjunction, control,
participle, relative clause). Slots hold token indices, conjuncts included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tocsin.model import Analysis, Span, Token

SUBJECTS = ("nsubj", "csubj", "expl")
PASSIVE_SUBJECTS = ("nsubjpass", "csubjpass")
RELATIVE = frozenset(("who", "which", "that", "whom", "whose"))
ITSELF = frozenset(("it", "this", "that"))
"""Pronouns for what happened itself, not for who did it."""
WHOLE = frozenset(("all", "both", "most"))
"""Words that stand for nearly everybody: `all of whom`."""
CLAUSES = frozenset(("ccomp", "advcl", "relcl", "csubj", "parataxis", "acl", "pcomp", "csubjpass"))
SAME = {"upon": "on", "onto": "on", "toward": "to", "towards": "to"}
"""Prepositions that count as others."""
BESIDE = frozenset(("advcl", "relcl", "parataxis"))
"""Clauses that tell something else beside: their words belong to no trigger outside."""
NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM"))
OF_DEEDS = frozenset(("of", "with", "for", "over"))
"""Prepositions that lead to the deed somebody is held to have done."""
VERBAL = frozenset(("VERB", "AUX"))


class Clause:
    """One sentence's analysis with the questions that coding asks of it. Answers are cached."""

    def __init__(
        self,
        analysis: Analysis,
        supports: frozenset[str],
        entering: frozenset[str] = frozenset(),
        takers: frozenset[str] = frozenset(),
        holders: frozenset[str] = frozenset(),
    ) -> None:
        """`supports`: verbs that lend a noun their subject (`hold talks`, `launch an attack`).

        `entering`: those that lend it to a noun behind a preposition (`go on strike`). `takers`: verbs
        whose subject a noun is done to (`faced criticism`, `got five years`). `holders`: verbs whose object
        has done what a preposition leads to (`charged them with assault`, `jailed them for the raid`).
        """
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.children = analysis.children
        self._supports = supports
        self._entering = entering
        self._takers = takers
        self._holders = holders
        self._slots: dict[int, Mapping[str, tuple[int, ...]]] = {}

    # ---------------------------------------------------------------- small questions

    def kids(self, i: int, *deps: str) -> list[int]:
        """Children of token `i` with one of the dependency labels."""
        return [c for c in self.children[i] if self.tokens[c].dep in deps]

    def hyphenated(self, i: int) -> tuple[int, int]:
        """First and last token of the word that token `i` is part of: `sit-in` is three tokens."""
        tokens, first, last = self.tokens, i, i
        while first > 1 and _joined(tokens[first - 2 : first + 1]):
            first -= 2
        while last + 2 < len(tokens) and _joined(tokens[last : last + 3]):
            last += 2
        return first, last

    def conjuncts(self, i: int) -> list[int]:
        """Token `i` and the nouns coordinated with it."""
        found = [i]
        for c in self.children[i]:
            if self._is_coordinate(i, c):
                found.extend(self.conjuncts(c))
        return found

    def _is_coordinate(self, i: int, c: int) -> bool:
        """`A and B`; also `A, B and C`, where the parser takes B for an apposition of A."""
        token = self.tokens[c]
        if token.dep == "appos" and token.pos == self.tokens[i].pos == "PROPN":
            return c - i == 2 and any(self.tokens[k].dep == "conj" for k in self.children[c])
        return token.dep == "conj" and token.pos in NOMINAL and not self._is_stolen(c)

    def reach(self, i: int) -> dict[str, int]:
        """Words that belong to token `i`: lemma or lower-case word to index. Nearest wins.

        Dependents to a depth of three, not into other clauses nor behind the noun of a subject, and the
        six words that follow.
        """
        found: dict[str, int] = {}
        level = [i]
        for _ in range(4):
            level = [c for p in level for c in self.children[p] if p == i or self._is_close(p, c)]
            for c in level:
                self._note(found, c)
        for c in range(i + 1, min(i + 7, len(self.tokens))):
            if self.tokens[c].text in ";:" or self._is_result(c):
                break
            self._note(found, c)
        return found

    def _is_result(self, c: int) -> bool:
        """Whether another clause begins with the word: `were not held, drawing protests`."""
        return self.tokens[c].dep == "advcl" and self.tokens[c - 1].text == ","

    def _is_close(self, p: int, c: int) -> bool:
        """Whether what belongs to word `p` reaches on to its dependent `c`."""
        if self.tokens[p].dep in (*SUBJECTS, *PASSIVE_SUBJECTS):
            return self.tokens[c].dep in ("compound", "amod", "det", "nmod")
        return self.tokens[p].dep not in BESIDE and self.tokens[c].dep not in CLAUSES

    def _note(self, found: dict[str, int], c: int) -> None:
        token = self.tokens[c]
        found.setdefault(token.lemma, c)
        found.setdefault(token.text.lower(), c)

    def is_passive(self, i: int) -> bool:
        """Whether verb `i` is passive: `was beaten`, `beaten by`, `beaten protesters`."""
        token = self.tokens[i]
        if any(self.tokens[c].dep in ("nsubjpass", "auxpass", "agent") for c in self.children[i]):
            return True
        bare = token.tag == "VBN" and not self.kids(i, "aux")
        return bare and (token.dep in ("acl", "amod", "advcl") or self._passive_conjunct(token))

    def _passive_conjunct(self, token: Token) -> bool:
        """`was seized and held`."""
        above = self.tokens[token.head]
        return token.dep == "conj" and above.pos in VERBAL and self.is_passive(above.i)

    def governor(self, i: int) -> int | None:
        """The verb that noun `i` depends on, through prepositions and `of`-chains; None at the root."""
        seen = 0
        while seen < 6:
            token = self.tokens[i]
            if token.head == i:
                return None
            i, seen = token.head, seen + 1
            if self.tokens[i].pos in VERBAL:
                return i
        return None

    def ancestors(self, i: int) -> Iterator[int]:
        """The tokens above `i`, nearest first."""
        while self.tokens[i].head != i:
            i = self.tokens[i].head
            yield i

    def top(self, span: Span) -> int | None:
        """Of the tokens in a raw span the one governed from outside; None where none is in this sentence."""
        inside = [t.i for t in self.tokens if span.start <= t.start < span.end]
        return next(
            (i for i in inside if self.tokens[i].head == i or self.tokens[i].head not in inside), None
        )

    def verbs_above(self, i: int) -> list[int]:
        """The verb of the clause that `i` stands in (itself, if a verb) and those above it."""
        own = [i] if self.tokens[i].pos in VERBAL else []
        return own + [a for a in self.ancestors(i) if self.tokens[a].pos in VERBAL]

    def is_indefinite(self, i: int) -> bool:
        """Whether noun `i` brings up something new: `a strike`, `another march`, bare `strikes`."""
        determiners = {self.tokens[c].lemma for c in self.kids(i, "det", "poss", "nummod", "predet")}
        if determiners:
            return bool(determiners & {"a", "an", "another", "some", "several", "no"})
        return not self.kids(i, "poss") and self.tokens[i].tag == "NNS"

    def leaves_open(self, i: int) -> bool:
        """Whether a passive clause beside another leaves its doer open: `after shots were fired`."""
        return self.is_passive(i) and (self.is_aside(i) or self.tokens[i].dep == "acl")

    def is_aside(self, i: int) -> bool:
        """Whether `i` is told in a clause with a subject beside another: `after shots were fired`."""
        beside = (verb for verb in self.verbs_above(i) if self.tokens[verb].dep == "advcl")
        return any(self.kids(verb, *SUBJECTS, *PASSIVE_SUBJECTS) for verb in beside)

    def is_past(self, i: int) -> bool:
        """Whether the clause that `i` stands in is told in the past; so is one without a finite verb."""
        for verb in self.verbs_above(i):
            token = self.tokens[verb]
            tags = {token.tag} | {self.tokens[c].tag for c in self.kids(verb, "aux", "auxpass")}
            if "VBD" in tags:
                return True
            if tags & {"VBZ", "VBP"}:
                return token.tag == "VBN"
        return True

    # ---------------------------------------------------------------- slots

    def slots(self, i: int) -> Mapping[str, tuple[int, ...]]:
        """The filled slots of trigger `i`, each with the heads of the phrases that fill it."""
        if i not in self._slots:
            self._slots[i] = {}  # guards against loops in odd parses
            token = self.tokens[i]
            if token.dep == "acomp":
                found = self._predicate_slots(i)
            elif token.dep == "amod" or token.pos == "ADJ":
                found = self._modifier_slots(i)
            elif token.pos in VERBAL or token.tag.startswith("VB"):
                found = self._verb_slots(i)
            else:
                found = self._noun_slots(i)
            self._slots[i] = {slot: tuple(dict.fromkeys(heads)) for slot, heads in found.items() if heads}
        return self._slots[i]

    def _modifier_slots(self, i: int) -> dict[str, list[int]]:
        token = self.tokens[i]
        noun = self.conjuncts(token.head)[:1] if self.tokens[token.head].pos in NOMINAL else []
        slots = {"noun": noun}
        if token.tag in ("VBN", "VBD") or token.text.endswith("ed"):
            slots["object"] = noun
            slots["subject"] = self._doer_before(i)
        else:
            slots["subject"] = noun
        return slots

    def _doer_before(self, i: int) -> list[int]:
        """`Miners pitched tents`, where the parser takes the verb for an adjective."""
        before = self.tokens[i - 1] if i else self.tokens[i]
        return [before.i] if before.pos in ("NOUN", "PROPN") and before.dep != "pobj" else []

    def _predicate_slots(self, i: int) -> dict[str, list[int]]:
        """`is furious`, `was jeered`, where the parser takes a participle for an adjective."""
        holder = list(self.slots(self.tokens[i].head).get("subject", ()))
        slots = self._prepositions(i)
        done = self.tokens[i].text.endswith("ed")
        slots["noun"] = slots["object" if done else "subject"] = holder
        slots["subject"] = slots.get("by", []) if done else holder
        return slots

    def _verb_slots(self, i: int) -> dict[str, list[int]]:
        slots = self._prepositions(i)
        passive = self.is_passive(i)
        subject = self._expand(self._subjects(i)) or self._stolen(i)
        slots["object"] = self._expand(self.kids(i, *PASSIVE_SUBJECTS))
        objects = self.kids(i, "dobj") or (self.kids(i, "oprd") if not passive else [])
        slots["object"] += self._expand(objects)  # beside an object, `oprd` is what it is called
        slots["dative"] = self._datives(i)
        slots["content"] = self._content(i)
        agents = [p for a in self.kids(i, "agent") for p in self._expand(self.kids(a, "pobj"))]
        if passive:
            slots["subject"] = agents or self._shared_agent(i)
            slots["object"] += subject  # parsers take the odd passive subject for an active one
            if not slots["object"]:
                slots["object"] = self._inherited(i, passive=True)
        else:
            slots["subject"] = subject or self._inherited(i, passive=False)
        if self.tokens[i].dep == "relcl" and not self._relative(i):
            self._fill_gap(i, slots)
        return slots

    def _subjects(self, i: int) -> list[int]:
        """The subject of `i`; of two that the parser makes of `two deputies, A and B, fled`, the names."""
        found = self.kids(i, *SUBJECTS)
        poses = [self.tokens[c].pos for c in found]
        return found[1:] if poses == ["NOUN", "PROPN"] else found

    def _shared_agent(self, i: int) -> list[int]:
        """`was seized by men and held`: the men."""
        token = self.tokens[i]
        if token.dep == "conj" and self.tokens[token.head].pos in VERBAL and self.is_passive(token.head):
            return list(self.slots(token.head).get("subject", ()))
        return []

    def _stolen(self, i: int) -> list[int]:
        """`A closed the road and B opened it`, where the parser takes B for something A closed."""
        return [i - 1] if i and self._is_stolen(i - 1) else []

    def _is_stolen(self, i: int) -> bool:
        """Whether noun `i` is rather the subject of the verb behind it than joined to what is before it."""
        noun, verb = self.tokens[i], self.tokens[min(i + 1, len(self.tokens) - 1)]
        if verb.dep != "conj" or verb.tag not in ("VBD", "VBZ", "VBP") or self.kids(verb.i, "aux", *SUBJECTS):
            return False
        return noun.dep == "conj" and noun.pos in NOMINAL and self.tokens[noun.head].dep in ("dobj", "pobj")

    def _content(self, i: int) -> list[int]:
        """Of whom the clause speaks that is said or asked: `demanded that X go`, `a demand that X go`."""
        found: list[int] = []
        for c in self.kids(i, "ccomp", "acl", "xcomp"):
            if self.tokens[c].pos in VERBAL:
                found += self._expand(self.kids(c, *SUBJECTS, *PASSIVE_SUBJECTS))
        return found

    def complements(self, i: int) -> list[int]:
        """Verbs of what is asked, promised, threatened: `vowed to try to stop X`, `urging X to go`."""
        found: list[int] = []
        for c in self.kids(i, "xcomp", "ccomp", "advcl", "acl"):
            token = self.tokens[c]
            if token.pos in VERBAL and (token.dep == "ccomp" or token.tag == "VBG" or self.is_infinitive(c)):
                found += [c, *self.complements(c)]
        return found

    def _relative(self, i: int) -> bool:
        """Whether a relative pronoun already fills the subject or object of `i`."""
        return any(
            self.tokens[c].lemma in RELATIVE and self.tokens[c].dep in (*SUBJECTS, *PASSIVE_SUBJECTS, "dobj")
            for c in self.children[i]
        )

    def _fill_gap(self, i: int, slots: dict[str, list[int]]) -> None:
        """`the men police beat`: the noun before a bare relative clause is its object."""
        if slots["subject"] and not slots["object"]:
            slots["object"] = [self.tokens[i].head]

    def _datives(self, i: int) -> list[int]:
        found = []
        for c in self.kids(i, "dative"):
            inner = self.kids(c, "pobj")
            found += self._expand(inner or [c])
        return found

    def _prepositions(self, i: int) -> dict[str, list[int]]:
        slots: dict[str, list[int]] = {}
        for c in self.children[i]:
            token = self.tokens[c]
            if token.dep in ("prep", "agent") or (token.dep == "advmod" and self.kids(c, "pobj")):
                slots.setdefault(SAME.get(token.lemma, token.lemma), []).extend(self._objects_of(c))
        return slots

    def _objects_of(self, preposition: int) -> list[int]:
        found = self._expand(self.kids(preposition, "pobj"))
        for inner in self.kids(preposition, "prep"):  # `from across the border`
            found += self._objects_of(inner)
        return found

    def _expand(self, heads: list[int]) -> list[int]:
        """Heads with their conjuncts, relative pronouns replaced by what they stand for."""
        found: list[int] = []
        for head in heads:
            token = self.tokens[head]
            whose = next((c for c in self.kids(head, "poss") if self.tokens[c].lemma == "whose"), None)
            if whose is not None and (owner := self._antecedent(whose)):
                found += owner  # `the army, whose helicopters bombed the town`
            elif token.lemma in RELATIVE and token.pos in ("PRON", "DET", "SCONJ"):
                found += self._antecedent(head)
            elif (whom := self._of_whom(head)) is not None and (whole := self._antecedent(whom)):
                found += whole  # `40 students, all of whom were released`
            else:
                found += self.conjuncts(head)
        return found

    def _of_whom(self, i: int) -> int | None:
        """The relative pronoun in `all of whom`."""
        if self.tokens[i].lemma not in WHOLE:
            return None
        inner = (c for of in self.kids(i, "prep") for c in self.kids(of, "pobj"))
        return next((c for c in inner if self.tokens[c].lemma in RELATIVE), None)

    def _antecedent(self, i: int) -> list[int]:
        for above in self.ancestors(i):
            if self.tokens[above].dep == "relcl":
                return self.conjuncts(self.tokens[above].head)[:1]
        return []

    def _inherited(self, i: int, *, passive: bool) -> list[int]:
        """The missing subject (or, of a passive, object) of verb `i`, from the clause above."""
        token = self.tokens[i]
        above = token.head
        if above == i:
            return []
        if token.dep in ("acl", "amod"):
            return self._from_noun(i, above, passive=passive)
        if token.dep == "relcl":
            return [above] if self.is_infinitive(i) or not self.kids(i, *SUBJECTS, *PASSIVE_SUBJECTS) else []
        if token.dep == "pcomp":
            return self._from_preposition(above)
        if self.tokens[above].pos not in VERBAL:
            return self._from_noun(i, above, passive=passive)
        slots = self.slots(above)
        if token.dep == "conj":
            first = "object" if self.is_passive(above) else "subject"
            return list(slots.get(first, ()))
        if token.dep in ("xcomp", "ccomp") and (self.is_infinitive(i) or token.tag == "VBG"):
            return list(slots.get("dative") or slots.get("object") or slots.get("subject", ()))
        if token.dep in ("xcomp", "ccomp", "advcl", "prep"):
            first, second = ("object", "subject") if self.is_passive(above) else ("subject", "object")
            return list(slots.get(first) or slots.get(second, ()))
        return []

    def is_infinitive(self, i: int) -> bool:
        """`to strike`."""
        return any(self.tokens[c].lemma == "to" and self.tokens[c].dep == "aux" for c in self.children[i])

    def _from_noun(self, i: int, noun: int, *, passive: bool) -> list[int]:
        """`people arrested`, `protesters chanting`: the noun. `a plan to strike`: the plan's owner."""
        if passive or self.tokens[i].tag in ("VBG", "VBD"):
            return self.conjuncts(noun)
        if self.is_infinitive(i):
            slots = self.slots(noun)
            return list(slots.get("possessor") or slots.get("subject") or slots.get("by", ()))
        return []

    def _from_preposition(self, preposition: int) -> list[int]:
        """`accused X of beating`: X. `apologised for beating`: the subject."""
        above = self.tokens[preposition].head
        noun: list[int] = []
        while self.tokens[above].pos in NOMINAL and self.tokens[above].head != above:
            noun, above = [*noun, above], self.tokens[above].head
        slots = self.slots(above)
        return noun[:1] + list(slots.get("object") or slots.get("dative") or slots.get("subject", ()))

    def _noun_slots(self, i: int) -> dict[str, list[int]]:
        slots = self._prepositions(i)
        slots["possessor"] = self._expand(self.kids(i, "poss"))
        slots["compound"] = self.kids(i, "compound", "amod", "nmod")
        slots["by"] = slots.get("by", []) or self._brought_by(i)
        slots["subject"] = self._lent(i) or self._held(i)
        slots["patient"] = self._patient(i)
        slots["content"] = self._content(i)
        return slots

    def _patient(self, i: int) -> list[int]:
        """Whom the verb does noun `i` to: `gave him five years`, `faced criticism`, `jailed her for life`."""
        above = self.tokens[i].head
        if self.tokens[i].dep == "pobj":
            above = self.tokens[above].head
        elif self.tokens[i].dep not in ("dobj", "oprd", "attr", "npadvmod"):
            return []
        verb = self.tokens[above]
        if verb.pos not in VERBAL or above == i:
            return []
        slots = self.slots(above)
        if verb.lemma in self._takers:
            return [s for s in slots.get("subject", ()) if s != i]
        if verb.lemma in self._lenders(i):
            return [s for s in slots.get("dative") or slots.get("object", ()) if s != i]
        return []

    def _lenders(self, i: int) -> frozenset[str]:
        return self._entering if self.tokens[i].dep == "pobj" else self._supports

    def _brought_by(self, i: int) -> list[int]:
        """`the attack was carried out by X`, `a strike called by X`, `the order X gave`."""
        token = self.tokens[i]
        for c in self.kids(i, "acl", "relcl"):
            if self.tokens[c].lemma in self._supports and self.is_passive(c) == (self.tokens[c].dep == "acl"):
                return [s for s in self.slots(c).get("subject", ()) if s != i]
        if token.dep == "nsubjpass" and self.tokens[token.head].lemma in self._supports:
            return list(self.slots(token.head).get("subject", ()))
        return []

    def _held(self, i: int) -> list[int]:
        """Who is held to have done noun `i`: `accused X of attacks`, `charged with murder`."""
        token, above = self.tokens[i], self.tokens[self.tokens[i].head]
        if token.dep != "pobj" or above.lemma not in OF_DEEDS:
            return []
        verb = self.tokens[self.verb_of(above.head)]
        if verb.lemma not in self._holders or verb.pos not in VERBAL:
            return []
        if verb.i != above.head:
            return [above.head]
        return [s for s in self.slots(verb.i).get("object", ()) if s != i]

    def verb_of(self, i: int) -> int:
        """The verb whose object token `i` is, else `i`: what hangs on either may be the verb's.

        The parser takes `the army of attacks` for one phrase in `accused the army of attacks`.
        """
        return self.tokens[i].head if self.tokens[i].dep in ("dobj", "nsubjpass") else i

    def _lent(self, i: int) -> list[int]:
        """The subject that a supporting verb lends its noun: `X held talks`, `X went on strike`."""
        token, above = self.tokens[i], self.tokens[i].head
        if token.dep == "pobj":
            above = self.tokens[above].head
            if self.tokens[above].pos == "NOUN" and self.tokens[self.tokens[above].head].pos in VERBAL:
                return []
        elif token.dep == "conj":
            return self._lent(above) if self.tokens[above].pos == "NOUN" else []
        elif token.dep not in ("dobj", "attr", "oprd"):
            return []
        if any(self.tokens[c].lemma == "off" for c in self.kids(above, "prt")):  # `set off protests`
            return []
        named = self.kids(above, "oprd", "attr") if token.dep == "dobj" else []  # `called the strike a farce`
        if self.tokens[above].pos in VERBAL and self.tokens[above].lemma in self._lenders(i) and not named:
            itself = ITSELF if token.dep == "attr" else ()  # `it was the largest strike in years`
            subjects = self.slots(above).get("subject", ())
            return [s for s in subjects if s != i and self.tokens[s].lemma not in itself]
        return []


def _joined(tokens: Sequence[Token]) -> bool:
    """Whether a hyphen stands between two words with no blank."""
    one, hyphen, other = tokens
    return hyphen.text == "-" and one.at + len(one.text) == hyphen.at and hyphen.at + 1 == other.at
