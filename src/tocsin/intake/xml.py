"""XML as a stream of events, without anything that makes XML dangerous: no DOCTYPE, no entities, no depth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.entities import html5
from typing import Protocol
from xml.parsers import expat

from tocsin.intake.limits import LimitReached, Unreadable

_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DEEPEST = 200


class Handler(Protocol):
    """What is told of the elements. Names are `namespace local`, or `local` where there is no namespace."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        ...

    def end(self, name: str) -> None:
        """It ends."""
        ...

    def text(self, words: str) -> None:
        """Characters, in pieces as the parser likes."""
        ...


def read_xml(data: bytes, handler: Handler) -> str | None:
    """Tell `handler` of the elements in `data`. What is wrong with it, where it breaks off; else None.

    The names of HTML for characters (`&nbsp;`), which XML does not know, are read all the same. Raises
    Unreadable for a DOCTYPE, LimitReached for elements nested deeper than 200.
    """
    depth = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise LimitReached(f"elements nested deeper than {_DEEPEST}")
        handler.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(name)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = handler.text
    try:
        parser.Parse(data if data[:2] in (b"\xff\xfe", b"\xfe\xff") else _mended(data), True)
    except expat.ExpatError as error:
        return f"no XML from line {error.lineno} on ({expat.ErrorString(error.code)})"
    except (ValueError, LookupError) as error:  # an encoding that Python does not know
        return f"cannot be read: {error}"
    return None


def _refuse(*_: object) -> int:
    raise Unreadable("a DOCTYPE in it: refused, for it can make a reader open files or fill its memory")


def _mended(data: bytes) -> bytes:
    return _NAMED.sub(_character, _CONTROL.sub(b"", data.lstrip()))


def _character(match: re.Match[bytes]) -> bytes:
    characters = html5.get(match[1].decode() + ";")
    return "".join(f"&#{ord(c)};" for c in characters).encode() if characters else b"&amp;" + match[1] + b";"
