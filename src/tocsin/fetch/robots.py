"""What a site asks of robots (RFC 9309). In linear time, for the file is the site's, not ours."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

NAME = "tocsin"
"""What we are called in it."""
MOST = 500 * 1024
"""Bytes that are read: what the standard wants at least."""
LONGEST_PAUSE = 60.0
"""Seconds between two requests that are kept to, whatever a site asks for."""
_AS_SENT = "/?%:@!$&'()*+,;=~-._[]|"
"""Characters that stand in a path as they are."""
_LINE = re.compile(r"\s{0,20}([A-Za-z-]{1,20})\s{0,20}:([^#]{0,4000})")


class Rule(NamedTuple):
    """A beginning of paths, and whether they may be asked for."""

    pattern: str
    allowed: bool


class Robots(NamedTuple):
    """What holds for us on a site."""

    rules: tuple[Rule, ...] = ()
    pause: float = 0.0
    """Seconds that it wants between two requests."""

    def allows(self, path: str) -> bool:
        """Whether a path, with its query, may be asked for: the longest rule decides, allowing ones first."""
        fitting = [rule for rule in self.rules if matches(rule.pattern, path)]
        best = max(fitting, key=lambda rule: (len(rule.pattern), rule.allowed), default=None)
        return best is None or best.allowed


def read_robots(data: bytes) -> Robots:
    """What the file asks of us, or failing that of everybody."""
    mine, everybody = _Group(), _Group()
    reading: tuple[_Group, ...] = ()
    naming = False
    found = False
    for line in data[:MOST].decode("utf-8", "replace").lstrip("\ufeff").splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        key, value = match[1].lower(), match[2].strip()
        if key == "user-agent":
            if not naming:
                reading, naming = (), True
            who = re.split(r"[/\s]", value.lower(), maxsplit=1)[0]
            found = found or who == NAME
            reading += (mine,) if who == NAME else (everybody,) if who == "*" else ()
        elif key in ("allow", "disallow", "crawl-delay"):
            naming = False
            for group in reading:
                group.take(key, value)
    return (mine if found else everybody).made()


class _Group:
    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._pause = 0.0

    def take(self, key: str, value: str) -> None:
        if key == "crawl-delay":
            if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", value):
                self._pause = min(float(value), LONGEST_PAUSE)
        elif value:
            self._rules.append(Rule(quote(value, safe=_AS_SENT), key == "allow"))

    def made(self) -> Robots:
        return Robots(tuple(self._rules), self._pause)


def matches(pattern: str, path: str) -> bool:
    """Whether `path` begins as `pattern` says: `*` is anything, `$` at its end the end."""
    ends = pattern.endswith("$")
    first, *rest = (pattern[:-1] if ends else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for i, part in enumerate(rest):
        if ends and i == len(rest) - 1:
            return path.endswith(part) and len(path) - len(part) >= at
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return not ends or at == len(path)
