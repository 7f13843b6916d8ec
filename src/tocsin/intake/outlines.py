"""Lists of feeds: OPML as readers of feeds write it, or an address a line."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.intake.limits import Unreadable
from tocsin.intake.xml import read_xml


def read_outlines(data: bytes) -> tuple[str, ...]:
    """The addresses of the feeds in a list, each once, in its order. Raises Unreadable, LimitReached.

    In a list of lines, what stands behind a blank or `#` is a remark.
    """
    text = data.decode("utf-8-sig", "replace").strip()
    if text.startswith("<"):
        outlines = _Outlines()
        broken = read_xml(data, outlines)
        if broken or not outlines.is_list:
            raise Unreadable(broken or "no list of feeds: neither OPML nor an address a line")
        found = outlines.found
    else:
        found = [line.split()[0] for line in text.splitlines() if line.strip() and line.strip()[0] != "#"]
    return tuple(dict.fromkeys(found))


class _Outlines:
    def __init__(self) -> None:
        self.found: list[str] = []
        self.is_list = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.is_list = self.is_list or name.lower() == "opml"
        address = {key.lower(): value for key, value in attributes.items()}.get("xmlurl", "").strip()
        if name.lower() == "outline" and address:
            self.found.append(address)

    def end(self, name: str) -> None:
        pass

    def text(self, words: str) -> None:
        pass
