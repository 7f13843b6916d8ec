"""Office documents (DOCX, ECMA-376): the paragraphs as they read with all changes accepted."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from tocsin.intake.html import Extracted
from tocsin.intake.limits import Budget, Unreadable
from tocsin.intake.unpack import read_all
from tocsin.intake.xml import read_xml
from tocsin.intake.zips import ERRORS, Member
from tocsin.model import About

EXTRACTOR = "docx 1"
_PASSED = frozenset(("del", "moveFrom", "instrText", "Fallback", "fldData", "delText", "pict", "object"))
"""Elements whose text is not on the page."""


def read_docx(data: bytes, budget: Budget) -> Extracted:
    """The text of the document in `data`. Raises Unreadable, LimitReached."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        body = _part(archive, "word/document.xml", budget)
        core = (
            _part(archive, "docProps/core.xml", budget) if "docProps/core.xml" in archive.namelist() else b""
        )
    except ERRORS as error:
        raise Unreadable(f"no whole office document: {error}") from None
    words = _Body()
    broken = read_xml(body, words)
    if broken and not words.paragraphs:
        raise Unreadable(broken)
    facts = _Core()
    if core:
        read_xml(core, facts)
    text = "\n\n".join(words.paragraphs) + "\n" if words.paragraphs else ""
    return Extracted(text, About(
        title=facts.found.get("title"), author=facts.found.get("creator"), extractor=EXTRACTOR,
        language=(facts.found.get("language") or "")[:2].lower() or None,
    ))  # fmt: skip


def _part(archive: zipfile.ZipFile, name: str, budget: Budget) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise Unreadable(f"no DOCX: there is no {name} in it") from None
    with archive.open(info) as file:
        return read_all(Member(file, budget), budget.limits.report)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _attribute(attributes: Mapping[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if _local(key) == name), "")


class _Body:
    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._parts: list[str] = []
        self._mark = ""
        self._passing = 0
        self._in_text = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = _local(name)
        if self._passing or local in _PASSED:
            self._passing += 1
        elif local == "p":
            self._finish()
        elif local == "t":
            self._in_text = True
        elif local in ("br", "cr"):
            self._parts.append("\n")
        elif local in ("tab", "noBreakHyphen"):
            self._parts.append("\t" if local == "tab" else "-")
        elif local == "pStyle":
            self._mark = _mark(_attribute(attributes, "val")) or self._mark
        elif local == "numPr":
            self._mark = self._mark or "* "

    def end(self, name: str) -> None:
        if self._passing:
            self._passing -= 1
        elif _local(name) == "t":
            self._in_text = False
        elif _local(name) == "p":
            self._finish()

    def text(self, words: str) -> None:
        if self._in_text and not self._passing:
            self._parts.append(words)

    def _finish(self) -> None:
        lines = [" ".join(line.split()) for line in "".join(self._parts).split("\n")]
        text = "\n".join(line for line in lines if line)
        if text:
            self.paragraphs.append(self._mark + text)
        self._parts, self._mark = [], ""


def _mark(style: str) -> str:
    """Markdown's mark for a paragraph of this style."""
    style = style.lower()
    if style == "title":
        return "# "
    if style.startswith("heading"):
        level = style.removeprefix("heading").strip()
        return "#" * (min(int(level), 6) if level.isascii() and level.isdigit() else 2) + " "
    return "* " if style.startswith("listparagraph") else ""


class _Core:
    """Title and author in the properties of the document."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._name = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._name = _local(name)

    def end(self, name: str) -> None:
        self._name = ""

    def text(self, words: str) -> None:
        if self._name in ("title", "creator", "language") and words.strip():
            self.found[self._name] = " ".join((self.found.get(self._name, "") + words).split())[:500]
