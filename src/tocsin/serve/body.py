"""The body of a form: read to a limit, decoded by hand, so that nothing else is ever parsed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

LARGEST = 512 * 1024
"""Bytes of a form."""
FIELDS = 3000


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form."""

    many: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """The last value of a field, without white space round it; empty where there is none."""
        return (self.many.get(name) or [""])[-1].strip()

    def pairs(self, prefix: str) -> Iterator[tuple[str, str]]:
        """All values of the fields whose name begins with `prefix`, which is taken off."""
        for name, values in self.many.items():
            if name.startswith(prefix):
                yield from ((name.removeprefix(prefix), value) for value in values)


async def the_form(request: Request) -> Form:
    """The form that was sent. Refused where it is no form of a browser, or too long."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise HTTPException(415, "A form is sent as application/x-www-form-urlencoded.")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise HTTPException(413, "That is too long for a form.")
    try:
        found = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS, errors="replace"
        )
    except ValueError:
        raise HTTPException(413, "Those are too many fields for a form.") from None
    many: dict[str, list[str]] = {}
    for name, value in found:
        many.setdefault(name, []).append(value.replace("\0", "").replace("\r\n", "\n"))
    return Form(many)
