"""How a page is made: templates that read nothing as mark-up, and what they may call."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from tocsin.model import Coding, Event, Participant, Quantity, Selection, Span
from tocsin.serve import asking
from tocsin.serve.desk import Desk
from tocsin.views import wording

STATIC = Path(__file__).parent / "static"
BUILT = STATIC / "built"
WHO = "tocsin-by"
"""The cookie with the name under which somebody decides."""
NAMES: Mapping[str, str] = {
    "type": "Type", "mode": "Mode", "country": "Country", "sector": "Sector", "source": "Source",
    "status": "Is it so", "voice": "Who says so", "standing": "Review", "place": "Place", "actor": "Who",
    "since": "From", "until": "To", "q": "Words", "sure": "Sure from", "report": "Report",
    "episode": "Episode",
}  # fmt: skip
"""What the parameters of an address are called."""
STANDINGS: Mapping[str, str] = {
    "open": "waits for review", "accepted": "accepted", "corrected": "corrected", "added": "added by hand",
    "unsure": "unsure", "rejected": "rejected",
}  # fmt: skip


class Pages:
    """The templates of one desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.env = Environment(
            loader=PackageLoader("tocsin.serve"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        types = desk.codebook.types
        self.env.filters.update(
            day=wording.day, days=wording.days, amount=wording.amount, visible=wording.visible,
            counted=wording.counted, flat=lambda text: " ".join(str(text).split()), people=people,
            quad=lambda name: types[name].quad if name in types else 0, number=lambda n: f"{n:,}",
            share=lambda p: f"{p:.2f}", json=as_json,
        )  # fmt: skip
        self.env.globals.update(
            asset=asset, has_scripts=has_scripts, cut=cut, names=NAMES, standings=STANDINGS, label=self.label,
            query_of=asking.query_of, pairs_of=asking.pairs_of, turned=asking.turned,
            without=asking.without, safe_url=safe_url, span_text=span_text,
        )  # fmt: skip

    def label(self, kind: str, value: str) -> str:
        """What a value of a facet is called: a country by its name, a publisher as it is written."""
        if kind == "country":
            return self.desk.codebook.atlas.countries.name(value.upper()) or value
        if kind == "standing":
            return STANDINGS.get(value, value)
        if kind in ("source", "place"):
            known = self.desk.remembered.get((kind, value))
            if known is None:
                with self.desk.book() as book:
                    known = book.view().written_as(kind, value.casefold())
                self.desk.remembered[kind, value] = known
            return str(known)
        return value

    def text(self, template: str, **context: Any) -> str:
        """A template filled."""
        return self.env.get_template(template).render(**context)

    def page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A page of the desk."""
        given: dict[str, Any] = {"wanted": Selection(), **context}
        return HTMLResponse(
            self.text(template, request=request, path=request.url.path, book=self.desk.settings.book.stem,
                      by=person(request, self.desk), **given),
            status_code=status,
        )  # fmt: skip


def person(request: Request, desk: Desk) -> str:
    """Under which name somebody decides."""
    from urllib.parse import unquote

    return unquote(request.cookies.get(WHO, "")).strip()[:60] or desk.settings.by


@cache
def asset(name: str) -> str:
    """The address of a file of style or script; it changes with the file, so that browsers may keep it."""
    path = STATIC / name
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else "none"
    return f"/static/{name}?{digest}"


def has_scripts() -> bool:
    """Whether the scripts were built."""
    return (BUILT / "desk.js").is_file()


def as_json(value: object) -> str:
    """A value as JSON that may stand in a script element or an attribute."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def people(found: tuple[Participant, ...]) -> str:
    """Who takes part, by name."""
    return ", ".join(wording.visible(who.name or who.text) for who in found)


class Cut:
    """A sentence in three: before the words, the words, after them."""

    def __init__(self, event: Event, coding: Coding) -> None:
        text, sentence, trigger = coding.document.text, event.sentence, event.trigger
        inside = sentence.start <= trigger.start and trigger.end <= sentence.end
        self.before = _flat(text[sentence.start : trigger.start if inside else sentence.end])
        self.hit = _flat(trigger.of(text)).strip() if inside else ""
        self.after = _flat(text[trigger.end : sentence.end]) if inside else ""


def _flat(text: str) -> str:
    """On one line, with a blank at the ends where there was white space; nothing invisible."""
    shown = wording.visible(text)
    return f"{' ' if text[:1].isspace() else ''}{shown}{' ' if text[-1:].isspace() and shown else ''}"


def cut(event: Event, coding: Coding) -> Cut:
    """The event's sentence, cut at its trigger."""
    return Cut(event, coding)


def span_text(span: Span | None, text: str) -> str:
    """The words of a span on one line."""
    return wording.visible(span.of(text)) if span else ""


def safe_url(url: str | None) -> str | None:
    """An address that may be followed: of the web, nothing else."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def sizes(quantities: tuple[Quantity, ...]) -> str:
    """How many, in words."""
    return "; ".join(wording.amount(q) for q in quantities)
