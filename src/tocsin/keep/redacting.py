"""A person taken out of the book: out of records, texts and index, and out of the file's bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from tocsin.keep.deciding import replace_coding
from tocsin.keep.linking import settle
from tocsin.model import Entity, Held
from tocsin.redact import blanker, forms_of, is_called, pattern_of, tombstone, without, words_of
from tocsin.store import Book, View


class Redacted(NamedTuple):
    """What taking somebody out came to."""

    reports: int
    """Reports that named the person."""
    clean: bool
    """Whether the file's bytes hold the name no more. Not so while another program has the book open."""


def redact(book: Book, name: str, at: dt.datetime) -> Redacted:
    """Take `name` out of the book: every form of it that the reports use for the same person.

    What is to be done is written down first, then done one report a transaction: killed in the middle, it
    goes on when it is run again. A tombstone stays, a keyed hash of the name, by which the person is kept out
    when later reports bring the name. Raises BookError.
    """
    with book.writing(surely=True) as writing:
        forms = _plan(book, name)
        for report, theirs in forms.items():
            writing.plan(report, theirs)
        for full in dict.fromkeys((" ".join(words_of(name)), *_full_names(forms.values()))):
            writing.bury(tombstone(full, writing.salt()), len(full.split()), at)
        writing.reword(blanker(forms_of(name, ())))
        every = forms_of(name, ())
        writing.blank(None, blanker(every), lambda decision: without(decision, every), at)
        writing.hide(blanker({*forms_of(name, ()), *(form for theirs in forms.values() for form in theirs)}))
    done = 0
    while _next(book, at):
        done += 1
    book.scrub()
    return Redacted(done, not book.holds((name, " ".join(words_of(name)))))


def _plan(book: Book, name: str) -> dict[int, tuple[str, ...]]:
    """The forms to be taken out, by report: where the name stands, and where the same person has another."""
    view, pattern = book.view(), pattern_of(forms_of(name, ()))
    if pattern is None:
        return {}
    named = [report for report, text in view.written() if pattern.search(text)]
    people = {report: _called(view.held(report), name) for report in named}
    others = {
        other
        for report, found in people.items()
        if found
        for other in view.same_people(report, [entity.id for entity in found])
    }
    forms = {report: forms_of(name, found) for report, found in people.items()}
    every = dict.fromkeys(form for found in forms.values() for form in found)
    for other in sorted(others - people.keys()):
        held = view.held(other)
        same = {held.identities[entity.id] for entity in held.coding.entities} & _identities(view, people)
        theirs = [entity for entity in held.coding.entities if held.identities[entity.id] in same]
        forms[other] = tuple(dict.fromkeys((*every, *forms_of(name, theirs))))
    return forms


def _called(held: Held, name: str) -> list[Entity]:
    return [entity for entity in held.coding.entities if is_called(entity, name)]


def _identities(view: View, people: Mapping[int, list[Entity]]) -> set[str]:
    """Who the entities are through the book."""
    return {view.held(report).identities[entity.id] for report, found in people.items() for entity in found}


def _full_names(forms: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Forms of two words or more: one word alone may be anybody's."""
    yield from (form for theirs in forms for form in theirs if len(form.split()) > 1)


def _next(book: Book, at: dt.datetime) -> bool:
    """Take the next planned forms out of their report. Whether there was one."""
    with book.writing(surely=True) as writing:
        found = writing.planned()
        if found is None:
            return False
        report, forms = found
        held, blank = writing.held(report), blanker(forms)
        writing.blank(held.coding.document.id, blank, lambda decision: without(decision, forms), at)
        coded = replace(held.coding, events=writing.machine_of(report))
        change = replace_coding(writing, without(coded, forms), held.coder, held.codebook)
        writing.rename(
            held.coding.document.id, blank(held.coding.document.name), tuple(map(blank, held.seen_as))
        )
        settle(writing, report, change)
        writing.carried_out(report)
    return True
