"""Private persons masked: in every field of a report, its text included.

A person is private who holds no public role (`data/public.txt`, or an office by the codebook's tables). In
running text each letter of the name becomes a █, so that all offsets stay true; in fields that hold names it
becomes what the report calls them by: `a welder`, failing that `a worker`. Masking twice is masking once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, cast, get_args, get_type_hints

from tocsin.codebook import Codebook
from tocsin.export.naming import Names, load_tables
from tocsin.export.private import Private, private_people
from tocsin.model import Held, Judgement
from tocsin.names import entity_ids

Change = Callable[[str], str]

NAMES = frozenset(
    {
        ("Entity", "name"), ("Entity", "aliases"), ("Participant", "name"), ("Attribution", "name"),
        ("Figure", "by"), ("Quantity", "by"), ("Quotation", "speaker"), ("Event", "demands"),
    }
)  # fmt: skip
"""Fields that hold names or words without a span: there a role stands in place of the name."""
KEPT = frozenset(
    {
        "id", "digest", "language", "type", "modes", "contexts", "part_of", "status", "voice", "kind",
        "label", "countries", "country", "sectors", "entity", "level", "unit", "stage", "field", "coder",
        "codebook", "copy_of", "episodes", "identities",
    }
)  # fmt: skip
"""Fields that hold codes and ids of ours."""


class Masks:
    """Masks one report after the other, and remembers for the judgements on them whom it masked."""

    def __init__(self, codebook: Codebook) -> None:
        self._tables = load_tables(codebook)
        self._words: set[str] = set()
        self._reports: set[str] = set()
        self._ids: dict[str, str] = {}
        self._reviewers: dict[str, str] = {}
        self.masked = 0
        """Private persons so far, counted once in each report."""

    def reports(self, reports: Iterable[Held]) -> Iterator[Held]:
        """The reports without the names of private persons."""
        return map(self.report, reports)

    def report(self, held: Held) -> Held:
        """The report without the names of private persons."""
        self._reports.add(held.coding.document.id)
        people = private_people(held.coding, self._tables)
        if not people:
            return self._identified(held)
        names = Names(people, *self._kept(held, people), self._tables)
        self.masked += len(people)
        self._words.update(names.words)
        masked: Held = _changed(held, names.hidden, names.called)
        self._renumber(held, masked)
        return self._identified(masked)

    def _renumber(self, held: Held, masked: Held) -> None:
        """Ids that a book makes of names: what they become once the names are masked."""
        before, after = entity_ids(held.coding), entity_ids(masked.coding)
        for entity, old, new in zip(held.coding.entities, before, after, strict=True):
            if old != new:
                self._ids[old] = new
                self._ids.setdefault(held.identities.get(entity.id, old), new)

    def _identified(self, held: Held) -> Held:
        """The report with identities that no masked name can be guessed from."""
        found = {entity: self._ids.get(identity, identity) for entity, identity in held.identities.items()}
        return held if found == held.identities else replace(held, identities=found)

    def _kept(self, held: Held, people: tuple[Private, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names that stay: of persons who act in public, and of organisations, places and all else."""
        private = {person.entity for person in people}
        public: set[str] = set()
        others: set[str] = set()
        for entity in held.coding.entities:
            if entity.id not in private:
                names = (entity.name, *(m.text for m in entity.mentions if m.kind == "name"))
                (public if entity.kind == "person" else others).update(names)
        return tuple(sorted(public)), tuple(sorted(others))

    def judgements(self, judgements: Iterable[Judgement]) -> Iterator[Judgement]:
        """The judgements without names of private persons met in the reports, and without those of reviewers.

        To be called when all reports have gone by. Those on entities of other reports are left out: the
        ids are made of names.
        """
        for judgement in judgements:
            sides = judgement.left, judgement.right
            if judgement.about == "entity":
                if not all(side.partition("/")[0] in self._reports for side in sides):
                    continue
                sides = self._ids.get(sides[0], sides[0]), self._ids.get(sides[1], sides[1])
            reasons = tuple(map(self._reason, judgement.reasons))
            by = self._reviewer(judgement)
            yield replace(judgement, left=sides[0], right=sides[1], by=by, reasons=reasons)

    def _reason(self, reason: str) -> str:
        return self._tables.words_hidden(reason, self._words)

    def _reviewer(self, judgement: Judgement) -> str:
        if judgement.score is not None or judgement.by.startswith("reviewer "):
            return judgement.by
        return self._reviewers.setdefault(judgement.by, f"reviewer {len(self._reviewers) + 1}")


# ------------------------------------------------------------------ every text of a report


def _changed(value: Any, hide: Change, call: Change) -> Any:
    """A dataclass of the model with `call` applied to its names and `hide` to every other text."""
    found = {}
    kind: Any = type(value)
    for name, how in _plan(kind):
        old = getattr(value, name)
        new = _new(old, call if how == "call" else hide, hide, call)
        if new is not old:
            found[name] = new
    return replace(value, **found) if found else value


def _new(old: Any, change: Change, hide: Change, call: Change) -> Any:
    if isinstance(old, str):
        return change(old)
    if isinstance(old, tuple):
        new = tuple([_new(item, change, hide, call) for item in old])
        if all(a is b for a, b in zip(old, new, strict=True)):
            return old
        return tuple(dict.fromkeys(new)) if change is call else new  # two aliases may become one
    return _changed(old, hide, call) if is_dataclass(old) else old


@cache
def _plan(kind: Hashable) -> tuple[tuple[str, str], ...]:
    """Which fields of a dataclass hold text, and whether names are called or hidden there."""
    kind = cast(type, kind)
    hints: Mapping[str, Any] = get_type_hints(kind)
    return tuple(
        (field.name, "call" if (kind.__name__, field.name) in NAMES else "hide")
        for field in fields(kind)
        if field.name not in KEPT and _has_text(hints[field.name])
    )


def _has_text(hint: Any) -> bool:
    return hint is str or is_dataclass(hint) or any(map(_has_text, get_args(hint)))
