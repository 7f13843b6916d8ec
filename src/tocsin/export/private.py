"""Who of a report is a private person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tocsin.export.naming import NameTables, name_words
from tocsin.model import Coding, Entity, Participant

OFFICES = frozenset({"GOV", "LEG", "JUD", "PTY"})
"""Sectors whose named members hold an office."""
AUTHOR = "author"
"""Id of the entity that wrote the report: a byline is public."""


class Private(NamedTuple):
    """A private person: entity where there is one, what they are to be called, the names they go by."""

    entity: str | None
    called: str
    names: tuple[tuple[str, ...], ...]
    """Each as its words, the surname last."""


def private_people(coding: Coding, tables: NameTables) -> tuple[Private, ...]:
    """The private persons of a report: entities, members of lists, names in the text that no entity has."""
    places = _places(coding)
    found = [p for e in coding.entities if (p := _entity(e, tables, places))]
    known = {words for e in coding.entities for words in _entity_names(e, tables)}
    for participant in _participants(coding):
        words = name_words(participant.name, tables)
        if participant.entity is None and words not in known and tables.is_a_persons(words):
            found.append(Private(None, tables.called((), participant.sectors), (words,)))
            known.add(words)
    known.update(words for person in found for words in person.names)
    kept = tuple(" ".join(words) for words in known)
    for words in tables.loose_names((coding.document.text, coding.document.title or "", *_told_by(coding))):
        if not any(" ".join(words) in name for name in kept):
            found.append(Private(None, tables.called((), ()), (words,)))
    return tuple(found)


def _entity(entity: Entity, tables: NameTables, places: frozenset[str]) -> Private | None:
    """The entity as a private person, if it is one and has a name."""
    names = tuple(words for words in _entity_names(entity, tables) if tables.is_no_place(words, places))
    if not names or entity.id == AUTHOR or _is_public(entity, tables):
        return None
    if entity.kind != "person" and not (_labelled(entity) and any(map(tables.is_a_persons, names))):
        return None
    if any(map(tables.is_called_after_a_place, names)) or tables.is_an_organisations((*entity.name.split(),)):
        return None
    return Private(entity.id, tables.called((t.role for t in entity.roles), entity.sectors), names)


def _entity_names(entity: Entity, tables: NameTables) -> Iterator[tuple[str, ...]]:
    """The names an entity goes by, as words. None for who is only described (`her husband`)."""
    mentions = [m.text for m in entity.mentions if m.kind == "name"]
    named = bool(mentions) or entity.id == AUTHOR
    found = dict.fromkeys(name_words(text, tables) for text in ((entity.name, *mentions) if named else ()))
    yield from (words for words in found if words)


def _labelled(entity: Entity) -> bool:
    return any(mention.label == "PERSON" for mention in entity.mentions)


def _is_public(entity: Entity, tables: NameTables) -> bool:
    """Whether somebody holds a public role or an office."""
    if entity.sectors and entity.sectors[0] in OFFICES:
        return True
    name = frozenset(part.casefold() for word in name_words(entity.name, tables) for part in _parts(word))
    if any(tables.is_public(t.role, t.organization, name) for t in entity.roles):
        return True
    return any(tables.is_public(m.text, None, name) for m in entity.mentions if m.kind == "name")


def _parts(word: str) -> tuple[str, ...]:
    return (word, *re.split(r"[-‐‑]", word))


def _places(coding: Coding) -> frozenset[str]:
    """Words that the report uses as names of places."""
    places = [e.place for e in coding.events if e.place]
    named = (text for where in places for text in (where.text, where.name))
    return frozenset(text.casefold() for text in (*named, coding.document.source.place or ""))


def _told_by(coding: Coding) -> Iterator[str]:
    """Who is said to give numbers or to say something, as the fields have it."""
    for event in coding.events:
        yield from (size.by for size in event.sizes if size.by)
        yield from (event.attribution.name,) if event.attribution and event.attribution.name else ()
    yield from (figure.by for figure in coding.figures if figure.by)
    yield from (quotation.speaker for quotation in coding.quotations if quotation.speaker)


def _participants(coding: Coding) -> Iterator[Participant]:
    for event in coding.events:
        yield from event.actors
        yield from event.recipients
