"""Who does it and to whom: the slots of a trigger's frame, filled with participants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tocsin.coding.grammar import Clause
from tocsin.coding.reading import Reading
from tocsin.coding.triggers import Senses, Trigger
from tocsin.coding.voice import Saying
from tocsin.model import Entity, Participant, Role, Step, Token

SPEECH = "in-speech"
WHO = frozenset(("person", "organization", "group", "country"))
SPEAKER = frozenset(("i", "we", "me", "us", "my", "our", "myself", "ourselves"))
NAMING = frozenset(("subject", "object", "dative", "possessor", "by", "content"))
"""Slots in which any name is somebody, a capital too: `Asmara has freed`, `accused the South`."""
BESIDE = ("with", "between", "among")
"""Slots whose fillers share in what is done jointly."""
OWNERS: dict[Role, tuple[str, ...]] = {
    "actor": ("possessor", "by", "from", "compound"),
    "recipient": ("possessor", "against", "to", "on", "by", "of", "from", "with", "for", "compound"),
}
"""Slots of a thing in which stands whose it is or whom it is for, best first."""
SUFFERS = frozenset(("object", "on", "into", "to", "of", "content"))
"""Slots in which things are recipients of what is done to things."""
NO_NAMES = frozenset(
    (
        "DATE",
        "TIME",
        "MONEY",
        "PERCENT",
        "ORDINAL",
        "QUANTITY",
        "CARDINAL",
        "LAW",
        "EVENT",
        "LANGUAGE",
        "WORK_OF_ART",
    )
)
"""The analyser's labels of names that nobody bears."""
COMPLEMENT = ("dative", "object", "against", "to", "with", "on", "from", "of", "for")
"""Slots of a complement (`threatened to attack X`) in which the one concerned stands, best first."""
COMPLEMENTED = frozenset(("AGREE", "REQUEST", "SUPPORT", "THREATEN"))
"""Types whose recipient may stand in their complement."""
OWNED = frozenset(("MOBILIZE",))
"""Types in which things are the actor's own."""
DEPTH = 2
"""How far to go down from a thing to its owner: `rejected calls for the release of X`."""
TO_THINGS = frozenset(("ASSAULT",))
"""Types that are done to things as well."""
OF_ONES_OWN = frozenset(("RETREAT", "PROTEST", "MOBILIZE"))
"""Types that nobody does to what is his own: `ended her campaign`, `led his deputies out`."""
NONE = frozenset(("no", "none", "nobody", "nothing"))


@dataclass(frozen=True, slots=True)
class Parts:
    """The participants of one trigger and how they were found."""

    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    steps: tuple[Step, ...]


def senses_of(reading: Reading, clause: Clause) -> Senses:
    """What kind of thing each phrase of a sentence is: lemma, kind of participant, sector codes."""
    cache: dict[int, frozenset[str]] = {}
    sentence = clause.analysis.sentence.index

    def senses(i: int) -> frozenset[str]:
        if i not in cache:
            token = clause.tokens[i]
            entity = reading.cast.at(sentence, i)
            labels = {token.lemma, *reading.sectors_of.get(token.lemma, ())}
            if entity is not None:
                labels.update((entity.kind, *entity.sectors))
            armed = entity is not None and entity.kind == "thing" and entity.sectors  # `warships`
            if labels & WHO or armed or _is_speaker(token):
                labels.add("who")
            cache[i] = frozenset(labels)
        return cache[i]

    return senses


def find_participants(
    reading: Reading, clause: Clause, trigger: Trigger, senses: Senses, saying: Saying | None
) -> Parts:
    """Actors and recipients of a trigger by its entry's frame, or the default frame of its type.

    What is an event only as somebody's words (`is unacceptable`) has the speaker for its actor.
    """
    search = _Search(reading, clause, trigger, senses, saying)
    if SPEECH in trigger.entry.flags and "actor" not in trigger.entry.roles:
        actors = search.speaker()
    else:
        actors = search.role("actor", ())
    recipients = search.role("recipient", actors.people)
    steps = [s for s in (actors.step, recipients.step) if s is not None]
    return Parts(actors.people, recipients.people, tuple(steps))


@dataclass(frozen=True, slots=True)
class _Found:
    people: tuple[Participant, ...] = ()
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for the participants of one trigger."""

    reading: Reading
    clause: Clause
    trigger: Trigger
    senses: Senses
    saying: Saying | None

    # ---------------------------------------------------------------- roles

    def speaker(self) -> _Found:
        """Whoever says the words in which the trigger stands."""
        person = self._speaking()
        if person is None or self.saying is None:
            return _Found()
        return self._found("actor", (person,), f"speaker: {self.saying.rule}", ())

    def role(self, role: Role, taken: tuple[Participant, ...]) -> _Found:
        """Who fills `role`: the first slot that holds somebody, else the owner of the thing in one."""
        slots = self._slots(role)
        over: list[str] = []
        for slot in slots:
            for heads in self._fillers(self._logical(role, slot), role):
                if people := self._fresh(heads, slot, taken):
                    if role == "actor":
                        people = self._joined(people, slot)
                    rule = f"{slot} of {self._word(self.trigger.head)}"
                    return self._found(role, people, rule, tuple(over))
                over += [f"{slot}: {self.clause.tokens[h].text} (nobody)" for h in heads]
        if not slots:
            return _Found()
        return (
            self._of_things(role, slots, taken, tuple(over)) or self._of_complement(role, taken) or _Found()
        )

    def _slots(self, role: Role) -> tuple[str, ...]:
        entry = self.trigger.entry
        if role in entry.roles:
            return entry.roles[role]
        return self.reading.lexicon.frames.get((entry.type or "", entry.pos), {}).get(role, ())

    def _joined(self, people: tuple[Participant, ...], slot: str) -> tuple[Participant, ...]:
        """`people` and those with whom they do it, where the type is one of doing together."""
        if self.trigger.entry.type not in self.reading.cues["joint"]:
            return people
        others = [p for s in BESIDE if s != slot for f in self._fillers(s) for p in self._fresh(f, s, people)]
        return people + tuple(others)

    def _found(self, role: Role, people: tuple[Participant, ...], rule: str, over: tuple[str, ...]) -> _Found:
        entry = self.trigger.entry
        step = Step(
            field=role,
            value="; ".join(p.name for p in people),
            rule=rule,
            source=entry.source if role in entry.roles else "frames.txt",
            span=people[0].span,
            over=over,
        )
        return _Found(people, step)

    def _word(self, i: int) -> str:
        return repr(self.clause.tokens[i].text)

    # ---------------------------------------------------------------- slots

    def _logical(self, role: Role, slot: str) -> str:
        """The object for a recipient that is the subject of a passive: `was put under investigation`."""
        passive = role == "recipient" and slot == "subject" and self.clause.is_passive(self.trigger.head)
        return "object" if passive else slot

    def _fillers(self, slot: str, role: Role = "recipient") -> Iterator[tuple[int, ...]]:
        """What fills a slot of the trigger, of its other words, of its object (`cut credits to Croatia`)."""
        parts = slot.split("+")
        words = (self.trigger.head, *sorted(self.trigger.words - {self.trigger.head}))
        if role == "actor" and slot == "possessor":
            words = words[:1]  # the other words' owners suffer it: `a search of X's van`
        places = [*words, *(t for t in self._objects(words) if t not in words and slot not in NAMING)]
        if len(parts) > 1:
            yield tuple(h for part in parts for found in self._fillers(part) for h in found)
            return
        for i in places:
            if heads := tuple(h for h in self.clause.slots(i).get(slot, ()) if h != self.trigger.head):
                yield heads

    def _objects(self, words: tuple[int, ...]) -> list[int]:
        return [
            thing
            for word in words
            for thing in self.clause.slots(word).get("object", ())
            if "who" not in self.senses(thing)
        ]

    # ---------------------------------------------------------------- things

    def _of_things(
        self, role: Role, slots: tuple[str, ...], taken: tuple[Participant, ...], over: tuple[str, ...]
    ) -> _Found | None:
        """Whose the things in the slots are, or the things themselves, where it is done to things."""
        for slot in dict.fromkeys((*slots, "object") if role == "recipient" else slots):
            for thing in (h for found in self._fillers(slot) for h in found):
                if role == "recipient" and self._suffers(slot, thing):
                    return self._found(role, self._harmed(thing, taken), f"{slot}, a thing", over)
                if slot in NAMING if role == "actor" else self.trigger.entry.type not in OWNED:
                    if people := self._owners(role, thing, taken, DEPTH):
                        return self._found(role, people, f"whose {self._word(thing)} in {slot} is", over)
        return None

    def _harmed(self, thing: int, taken: tuple[Participant, ...]) -> tuple[Participant, ...]:
        owners = self._fresh(self.clause.slots(thing).get("possessor", ()), "possessor", taken)
        return owners or (self._participant(thing),)

    def _of_complement(self, role: Role, taken: tuple[Participant, ...]) -> _Found | None:
        """To whom what is asked, promised or threatened is to be done: `threatened to attack X`."""
        if role != "recipient" or self.trigger.entry.type not in COMPLEMENTED:
            return None
        for verb in self.clause.complements(self.trigger.head):
            slots = self.clause.slots(verb)
            for slot in COMPLEMENT:
                heads = slots.get(slot, ())
                people = self._fresh(heads, slot, taken) or tuple(
                    p for h in heads for p in self._owners(role, h, taken, DEPTH)
                )
                if people:
                    return self._found(role, people, f"{slot} of {self._word(verb)}", ())
        return None

    def _suffers(self, slot: str, thing: int) -> bool:
        token = self.clause.tokens[thing]
        return (
            self.trigger.entry.type in TO_THINGS
            and slot in SUFFERS
            and (token.pos == "PROPN" or self._is_told_apart(thing))
            and not self._is_no_name(thing)
            and not any(e.pos == "n" for e in self.reading.lexicon.by_head.get(token.lemma, ()))
        )

    def _is_told_apart(self, thing: int) -> bool:
        """`a bakery`, `two boats`; not what it is done with: `fired birdshot`."""
        kids = self.clause.kids(thing, "det", "nummod", "poss", "predet")
        return self.clause.tokens[thing].pos == "NOUN" and bool(kids)

    def _owners(
        self, role: Role, thing: int, taken: tuple[Participant, ...], depth: int
    ) -> tuple[Participant, ...]:
        slots = self.clause.slots(thing)
        for slot in OWNERS[role]:
            if people := self._fresh(slots.get(slot, ()), slot, taken):
                return people
        inner = [h for slot in OWNERS[role] if slot != "compound" for h in slots.get(slot, ())]
        if depth > 1:
            for thing in inner:
                if people := self._owners(role, thing, taken, depth - 1):
                    return people
        return ()

    # ---------------------------------------------------------------- participants

    def _fresh(
        self, heads: Iterable[int], slot: str, taken: tuple[Participant, ...]
    ) -> tuple[Participant, ...]:
        """Those of the phrases that can take part in an event, each entity once, but nobody taken."""
        known = {word for p in taken for word in (p.text, p.name)}
        found: dict[str, Participant] = {}
        for head in (m for h in heads for m in self._members(h)):
            if self._is_nobody(head) or self._is_own(head, taken):
                continue
            person = self._somebody(head, slot)
            if person is not None and not known & {person.text, person.name}:
                found.setdefault(person.entity or person.text, person)
        return tuple(found.values())

    def _members(self, head: int) -> tuple[int, ...]:
        """`two deputies, A and B`: A and B. `officials, including A`: the officials and A."""
        clause = self.clause
        if clause.tokens[head].tag not in ("NNS", "NNPS"):
            return (head,)
        named = [c for c in clause.kids(head, "appos") if clause.tokens[c].pos == "PROPN"]
        listed = [m for c in named for m in clause.conjuncts(c)]
        if len(listed) > 1:
            return tuple(listed)
        return (head, *clause.slots(head).get("include", ()))

    def _is_nobody(self, head: int) -> bool:
        """`no one`, `none of them`."""
        near = (head, *self.clause.kids(head, "det"))
        return any(self.clause.tokens[i].lemma in NONE for i in near)

    def _is_own(self, head: int, taken: tuple[Participant, ...]) -> bool:
        """Whether it belongs to one of those taken, in a type of event that is not done to one's own."""
        if self.trigger.entry.type not in OF_ONES_OWN:
            return False
        owners = (
            self.reading.cast.at(self.clause.analysis.sentence.index, c)
            for c in self.clause.kids(head, "poss")
        )
        mine = {p.entity for p in taken}
        return any(owner is not None and owner.id in mine for owner in owners)

    def _somebody(self, head: int, slot: str) -> Participant | None:
        token = self.clause.tokens[head]
        if _is_speaker(token):
            return self._speaking()
        if "who" in self.senses(head):
            return self._participant(head)
        if slot == "compound" or token.pos == "ADJ":
            return self._named_before(head)
        names = any(part in NAMING for part in slot.split("+")) and self.trigger.entry.type != "PROTEST"
        if names and token.pos == "PROPN" and not self._is_no_name(head):
            return self._participant(head)
        if names and token.pos == "NOUN" and token.text[0].isupper():  # `Trump`, taken for a noun
            return self._named_before(head)
        return None

    def _is_no_name(self, i: int) -> bool:
        return any(n.first <= i <= n.last and n.label in NO_NAMES for n in self.clause.analysis.names)

    def _participant(self, head: int) -> Participant:
        return participant(self.reading, self.clause, head)

    def _named_before(self, i: int) -> Participant | None:
        """Somebody named before a noun: `Russian attack`, `US offer`, `police brutality`."""
        token = self.clause.tokens[i]
        country = self.reading.nationality(token.text)
        entity = self._entity_of(country, token)
        if entity is None and not country:
            return None
        return Participant(
            text=token.text,
            span=self.clause.analysis.span(i, i),
            name=entity.name if entity else token.text,
            entity=entity.id if entity else None,
            country=country or _country(entity),
            sectors=entity.sectors if entity else ("GOV",),
        )

    def _entity_of(self, country: str | None, token: Token) -> Entity | None:
        """The state whose adjective it is, or whoever the report elsewhere calls by this word alone."""
        for entity in self.reading.entities.values():
            if country:
                if entity.kind == "country" and country in entity.countries:
                    return entity
            elif entity.kind in WHO:
                if token.text.lower() in (alias.lower().removeprefix("the ") for alias in entity.aliases):
                    return entity
        return None

    def _speaking(self) -> Participant | None:
        """Who says `I` and `we`: the source to which the sentence is attributed."""
        saying = self.saying
        if saying is not None and saying.speaker is not None:
            if not _is_speaker(self.clause.tokens[saying.speaker]):
                return self._participant(saying.speaker)
        elif saying is not None and saying.attribution.name:
            return _known(self.reading, saying)
        return self._teller()

    def _teller(self) -> Participant | None:
        """The subject of the verb of saying that the sentence hangs on."""
        for above in self.clause.ancestors(self.trigger.head):
            if self.clause.tokens[above].lemma in self.reading.cues["say"]:
                for head in self.clause.slots(above).get("subject", ()):
                    if not _is_speaker(self.clause.tokens[head]) and "who" in self.senses(head):
                        return self._participant(head)
        return self._publisher() if self.saying is None else None

    def _publisher(self) -> Participant | None:
        """Who speaks in its own paper."""
        name = self.reading.document.source.publisher
        if not name:
            return None
        entity = next((e for e in self.reading.entities.values() if name in (e.name, *e.aliases)), None)
        return Participant(
            text=name,
            span=None,
            name=entity.name if entity else name,
            entity=entity.id if entity else None,
            country=_country(entity),
            sectors=entity.sectors if entity else (),
        )


def _known(reading: Reading, saying: Saying) -> Participant:
    """A speaker named in another sentence."""
    entity = reading.entities.get(saying.entity) if saying.entity else None
    return Participant(
        text=saying.attribution.text,
        span=saying.attribution.span,
        name=saying.attribution.name or saying.attribution.text,
        entity=saying.entity,
        country=_country(entity),
        sectors=entity.sectors if entity else (),
    )


def participant(reading: Reading, clause: Clause, head: int) -> Participant:
    """The phrase that `head` heads as a participant, resolved where the report allows."""
    first, last = reading.phrase(clause.analysis, head)
    text = clause.analysis.text(first, last)
    entity = reading.cast.at(clause.analysis.sentence.index, head)
    name = entity.name if entity else text
    if entity is None or all(m.kind != "name" for m in entity.mentions):
        name = _apposed(reading, clause, head, last) or name
    return Participant(
        text=text,
        span=clause.analysis.span(first, last),
        name=name,
        entity=entity.id if entity else None,
        country=_country(entity),
        sectors=entity.sectors if entity else (),
    )


def _apposed(reading: Reading, clause: Clause, head: int, last: int) -> str | None:
    """The name that follows a phrase between commas: `the governor of Puno, A. B., has resigned`."""
    tokens = clause.tokens
    if tokens[head].tag in ("NNS", "NNPS") or last + 2 >= len(tokens) or tokens[last + 1].text != ",":
        return None
    for name in clause.analysis.names:
        apart = last + 2 <= name.first <= last + 3 and tokens[name.last].dep != "nsubj"  # `..., A. B. said`
        if name.label == "PERSON" and apart:
            known = reading.cast.at(clause.analysis.sentence.index, name.last)
            return known.name if known else clause.analysis.text(name.first, name.last)
    return None


def _is_speaker(token: Token) -> bool:
    """`I`, `we`, `our`; not `US`."""
    return token.pos == "PRON" and token.lemma in SPEAKER and token.text != "US"


def _country(entity: Entity | None) -> str | None:
    if entity is not None and entity.countries:
        return entity.countries[0]
    return None
