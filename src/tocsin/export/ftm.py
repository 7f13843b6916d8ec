"""FollowTheMoney entities, one a line: events, who takes part, the articles that tell them, and offices.

An episode is an Event; actors are `organizer`, recipients `involved`; a Documentation leads from each article
to it. Ids are SHA-1 of what a thing is, so that the same book gives the same ids. Entities that come from
many reports are put together on disk.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing

from tocsin.codebook import Codebook
from tocsin.export.package import Draft, Resource
from tocsin.export.private import OFFICES
from tocsin.export.tables import countries
from tocsin.export.tellings import Report, Spool, Telling, report_of, tellings
from tocsin.model import Entity, Held, Participant
from tocsin.views.records import line
from tocsin.views.wording import visible

FILE = "entities.ftm.json"
LANGUAGES = {"en": "eng"}
"""ISO 639-3 of the languages that are coded."""
Properties = Mapping[str, Iterable[str | None]]


def write_ftm(reports: Iterable[Held], draft: Draft, codebook: Codebook) -> tuple[Resource, ...]:
    """Write all entities, each once."""
    out, rows = draft.text(FILE), 0
    with closing(Spool(draft.scratch)) as spool:
        for held in reports:
            for id, schema, properties in _entities(held):
                spool.add(id, json.dumps([schema, {k: list(v) for k, v in properties.items()}]))
        for id, texts in spool.groups():
            out.write(line(_merged(id, texts)))
            rows += 1
    meaning = "FollowTheMoney entities, one a line"
    return (Resource(file=FILE, meaning=meaning, mediatype="application/x-ndjson", rows=rows),)


def _merged(id: str, texts: Iterator[str]) -> dict[str, str | dict[str, list[str]]]:
    """One entity from all that reports say of it."""
    schemas: list[str] = []
    properties: dict[str, dict[str, None]] = {}
    for text in texts:
        schema, found = json.loads(text)
        schemas.append(schema)
        for name, values in found.items():
            properties.setdefault(name, {}).update(dict.fromkeys(value for value in values if value))
    values = {name: list(found) for name, found in properties.items() if found}
    schema = next((schema for schema in schemas if schema != "LegalEntity"), schemas[0])
    return {"id": id, "schema": schema, "properties": values}


def _id(*parts: str) -> str:
    return hashlib.sha1("\n".join(("tocsin", *parts)).encode("utf-8", "backslashreplace")).hexdigest()


Fragment = tuple[str, str, Properties]
"""Id, schema and properties."""


def _entities(held: Held) -> Iterator[Fragment]:
    """Everything that one report says."""
    report, entities = report_of(held), {entity.id: entity for entity in held.coding.entities}
    article = _id("article", report.digest or report.id)
    yield article, "Article", _article(report)
    for telling in tellings(held):
        people = (*telling.event.actors, *telling.event.recipients)
        found = [
            tuple(_person(who, identity, report, entities))
            for who, identity in zip(people, telling.identities, strict=True)
        ]
        for fragments in found:
            yield from fragments
        ids = [fragments[0][0] for fragments in found]
        event = _id("event", telling.episode)
        yield event, "Event", _event(telling, ids, article)
        documents = {"document": [article], "entity": [event], "role": ["reported by"]}
        yield _id("documentation", article, event), "Documentation", documents


def _article(report: Report) -> Properties:
    published = report.published.isoformat() if report.published else None
    return {
        "title": [visible(report.title) if report.title else None],
        "fileName": [report.name],
        "publisher": [report.publisher],
        "publishedAt": [published],
        "sourceUrl": [_address(report)],
        "language": [LANGUAGES.get(report.language or "")],
    }


def _address(report: Report) -> str | None:
    """The report's address where it is one of the web."""
    return report.url if report.url and report.url.startswith(("http://", "https://")) else None


def _event(telling: Telling, people: list[str], article: str) -> Properties:
    event, report = telling.event, telling.report
    where, when, cut = event.place, event.date, len(event.actors)
    actors = ", ".join(visible(who.name or who.text) for who in event.actors)
    name = " ".join((event.type, *event.modes)) + (f": {actors}" if actors else "")
    return {
        "name": [name],
        "startDate": [when.start.isoformat() if when else None],
        "endDate": [when.end.isoformat() if when else None],
        "location": [visible(where.name) if where else None],
        "country": [_country(where.country) if where else None],
        "organizer": people[:cut],
        "involved": people[cut:],
        "summary": [visible(telling.sentence)],
        "sourceUrl": [_address(report)],
        "publisher": [report.publisher],
        "proof": [article],
        "keywords": [event.type, *event.modes, event.status],
        "recordId": [telling.episode],
    }


def _country(code: str | None) -> str | None:
    found = countries().get(code or "")
    return found.alpha2.lower() if found else None


# ------------------------------------------------------------------ who takes part


def _person(
    who: Participant, identity: str, report: Report, entities: Mapping[str, Entity]
) -> Iterator[Fragment]:
    """Who takes part, and the offices that the report gives them."""
    entity = entities.get(who.entity or "")
    name = visible(who.name or who.text)
    own = ("entity", report.id, entity.id) if entity else ("name", name.casefold(), who.country or "")
    id = _id("identity", identity) if identity else _id(*own)
    schema = _schema(entity)
    roles = [visible(tenure.role) for tenure in entity.roles] if entity and schema == "Person" else []
    yield id, schema, {"name": [name], "country": [_country(who.country)], "position": roles}
    if entity and schema == "Person":
        yield from _offices(entity, id)


def _schema(entity: Entity | None) -> str:
    """What FollowTheMoney calls it: a group, or who is only described, is a LegalEntity."""
    if entity is None:
        return "LegalEntity"
    if entity.kind == "person":
        return "Person" if any(mention.kind == "name" for mention in entity.mentions) else "LegalEntity"
    if entity.kind == "organization":
        return "PublicBody" if OFFICES & set(entity.sectors[:1]) - {"PTY"} else "Organization"
    return "PublicBody" if entity.kind == "country" else "LegalEntity"


def _offices(entity: Entity, holder: str) -> Iterator[Fragment]:
    """Roles held in an organisation: a Position and its Occupancy."""
    for tenure in entity.roles:
        if tenure.organization:
            name = visible(f"{tenure.role}, {tenure.organization}")
            post = _id("position", name.casefold())
            yield post, "Position", {"name": [name]}
            occupancy: Properties = {
                "holder": [holder],
                "post": [post],
                "startDate": [_day(tenure.since)],
                "endDate": [_day(tenure.until)],
            }
            yield _id("occupancy", holder, post), "Occupancy", occupancy


def _day(text: str | None) -> str | None:
    """A date as far as it is one: FollowTheMoney takes years, months and days."""
    digits = (text or "").replace("-", "")
    return text if text and digits.isdecimal() and len(text) in (4, 7, 10) else None
