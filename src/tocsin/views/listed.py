"""What a report gave beside its events, a line for each: who is who, quotations, figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from tocsin.model import Coding, Document, Entity, Figure, Quotation, Tenure
from tocsin.views.wording import according_to, amount, common_nouns, counted, days, line_column, visible

NAMES = 4
"""Other names of an entity that are shown."""
LEFT = 34
"""Columns for names and amounts."""

Pair = tuple[Text, Text]


def everything_else(coding: Coding) -> Iterator[RenderableType]:
    """Entities with their codes, roles and other names; quotations; figures."""
    parts = (
        ("Who is who", [_entity(e) for e in coding.entities if _is_known(e, coding)]),
        ("Quotations", [_quotation(q, coding.document) for q in coding.quotations]),
        ("Figures", [_figure(f, coding) for f in coding.figures]),
    )
    for title, pairs in parts:
        if pairs:
            yield Text(title, "bold")
            yield _grid(pairs)
            yield Text()


def _grid(pairs: Iterable[Pair]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(width=LEFT, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    for left, right in pairs:
        grid.add_row(left, right)
    return grid


def _is_known(entity: Entity, coding: Coding) -> bool:
    """Whether it has a name or takes part in an event; the others are phrases (`one of them`)."""
    people = (p for e in coding.events for p in (*e.actors, *e.recipients))
    return any(m.kind == "name" for m in entity.mentions) or entity.id in {p.entity for p in people}


def _entity(entity: Entity) -> Pair:
    codes = " ".join((*entity.countries, *entity.sectors))
    facts = [role_words(role) for role in entity.roles]
    if names := [visible(a) for a in entity.aliases if a != entity.name]:
        facts.append(f"also {', '.join(names[:NAMES])}{' …' if len(names) > NAMES else ''}")
    facts.append(counted(len(entity.mentions), "mention"))
    right = Text(codes or "no code", "cyan" if codes else "dim").append(" · ")
    return Text(visible(entity.name)), right.append(" · ".join(facts), "dim")


def role_words(role: Tenure) -> str:
    """`Finance Minister, Belarus, until last May`."""
    edges = (f"since {role.since}" if role.since else None, f"until {role.until}" if role.until else None)
    return ", ".join(visible(part) for part in (role.role, role.organization, *edges) if part)


def _quotation(quotation: Quotation, document: Document) -> Pair:
    speaker = Text(visible(quotation.speaker)) if quotation.speaker else Text("speaker not told", "dim")
    words = Text(visible(quotation.span.of(document.text)))
    return speaker, words.append(f"  {line_column(document, quotation.span)}", "dim")


def _figure(figure: Figure, coding: Coding) -> Pair:
    by = figure.by or figure.quantity.by
    facts = [visible(figure.what)]
    facts += [days(figure.as_of)] if figure.as_of else []
    facts += [according_to(by, common_nouns(coding))] if by else []
    where = f"  {line_column(coding.document, figure.quantity.span)}"
    return Text(amount(figure.quantity)), Text(" · ".join(facts)).append(where, "dim")
