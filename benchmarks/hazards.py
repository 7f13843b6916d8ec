"""What is made to do harm, and what comes of it: `python benchmarks/hazards.py [--write]`.

Every input of tests/intake/hostile.py is read with the limits that ship, and every kind of hostile server is
asked. `--write` writes the table into docs/reliability.md: what was tried, what was said, and by how much the
memory of the process that asked grew at its peak.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import brotli
from marked import write_between

from fetch.site import Reply, Site, moved, page
from intake.hostile import CORPUS
from tocsin.fetch import Fetcher, Manner, NotFetched
from tocsin.intake import Limits, Reader
from tocsin.model import About, Problem, Report

PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
START, END = "<!-- hazards: written by benchmarks/hazards.py -->\n", "<!-- end of hazards -->"
MB = 2**20
HERE = frozenset(("127.0.0.1",))
GOOD = page("<p>Police arrested 12 protesters in Minsk on Monday.")


class Tried(NamedTuple):
    """One attack and what came of it."""

    hazard: str
    what: str
    came: str
    peak: float
    """MB by which the process that asked grew."""
    seconds: float


def memory(what: str) -> int:
    """`VmRSS` or `VmHWM` of this process, in bytes."""
    found = re.search(rf"{what}:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) * 1024


def measured(hazard: str, what: str, attack: Callable[[], str]) -> Tried:
    """Carry out an attack; what it says and costs."""
    Path("/proc/self/clear_refs").write_text("5")  # begins the peak anew
    before, start = memory("VmRSS"), time.monotonic()
    came = attack()
    seconds = time.monotonic() - start
    return Tried(hazard, what, came, max(0, memory("VmHWM") - before) / MB, seconds)


def read_all(items: Iterator[Report | Problem]) -> str:
    """What was said of an input, and how many reports came out all the same."""
    said: list[str] = []
    reports = 0
    for item in items:
        if isinstance(item, Problem):
            said += [item.message] if item.fatal else []
        else:
            reports += 1
    words = "; ".join(dict.fromkeys(said)) or "read"
    return f"{words} ({reports} of it read)" if reports and said else words


def files(reader: Reader) -> Iterator[Tried]:
    """The hostile corpus."""
    for name, attack in CORPUS.items():
        data = attack.make()
        yield measured(attack.hazard, name, lambda data=data: read_all(reader.read_bytes(data, "x")))  # type: ignore[misc]


def endless(piece: bytes, pause: float, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> Reply:
    """Bytes without an end."""

    def raw() -> Iterator[bytes]:
        yield head
        for _ in itertools.repeat(None, 100_000):
            time.sleep(pause)
            yield piece

    return Reply(raw=raw)


def servers(reader: Reader) -> Iterator[Tried]:
    """Servers that mean harm; three seconds for an answer in place of sixty."""
    site = Site()
    quick = Manner(pause=0, seconds=3)
    stranger, friend = Fetcher(quick), Fetcher(replace(quick, private=HERE))
    site.pages |= REPLIES | {
        "/a": GOOD,
        "/to-metadata": moved("http://169.254.169.254/latest/meta-data/"),
        "/to-localhost": moved(f"http://localhost:{site.port}/a"),
        "/to-file": moved("file:///etc/passwd"),
        "/loop": moved("/loop"),
    }

    def asked(fetcher: Fetcher, url: str, led_by: str | None = None) -> Callable[[], str]:
        def attack() -> str:
            try:
                fetched = fetcher.fetch(url, led_by=led_by)
            except NotFetched as error:
                return str(error)
            return read_all(reader.read_answer(fetched.block or b"", "x", About(url=url)))

        return attack

    for host in HOSTS:
        yield measured("server request forgery", f"address {host}", asked(stranger, site.url("/a", host)))
    for path in ("/to-metadata", "/to-localhost", "/to-file"):
        yield measured("server request forgery", f"redirect {path[1:]}", asked(friend, site.url(path)))
    yield measured("server request forgery", "a public feed that links to an allowed private host",
                   asked(friend, site.url("/a"), "https://feed.example/"))  # fmt: skip
    answers = iter((("93.184.216.34", "127.0.0.1"), ("127.0.0.1",), ("127.0.0.1",)))
    rebinding = Fetcher(quick, resolve=lambda host, port: next(answers))
    yield measured(
        "DNS rebinding", "one public and one private address", asked(rebinding, "http://a.example/")
    )
    yield measured("DNS rebinding", "a name that has become private", asked(rebinding, "http://a.example/"))
    yield measured("loops", "a redirect to itself", asked(friend, site.url("/loop")))
    for path, (hazard, what) in NAMES.items():
        yield measured(hazard, what, asked(friend, site.url(path)))
    site.close()


HOSTS = (
    "127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
)  # fmt: skip
BLANKS = b" " * (200 * MB)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
REPLIES: dict[str, Reply] = {
    "/drip": endless(b"a", 0.05),
    "/drip-head": endless(b"X-A: b\r\n", 0.05, b"HTTP/1.1 200 OK\r\n"),
    "/continue": endless(b"HTTP/1.1 100 Continue\r\n\r\n", 0.001, b""),
    "/endless": endless(b"a" * 65536, 0),
    "/endless-chunks": endless(b"10000\r\n" + b"a" * 65536 + b"\r\n", 0, CHUNKED),
    "/endless-head": endless(b"X-A: b\r\n", 0, b"HTTP/1.1 200 OK\r\n"),
    "/short": Reply(raw=lambda: iter((b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nabc",))),
    "/gzip": Reply(200, {"Content-Encoding": "gzip"}, gzip.compress(BLANKS)),
    "/brotli": Reply(200, {"Content-Encoding": "br"}, brotli.compress(BLANKS, quality=5)),
    "/gzip-gzip": Reply(200, {"Content-Encoding": "gzip, gzip"}, gzip.compress(gzip.compress(BLANKS))),
}  # fmt: skip
NAMES = {
    "/drip": ("slow answers", "a body, a byte every 50 ms"),
    "/drip-head": ("slow answers", "headers, one every 50 ms"),
    "/continue": ("slow answers", "100 Continue without an end"),
    "/endless": ("endless answers", "a body without an end"),
    "/endless-chunks": ("endless answers", "chunks without an end"),
    "/endless-head": ("endless answers", "headers without an end"),
    "/short": ("damage", "an answer that breaks off"),
    "/gzip": ("decompression bomb", "200 MB by Content-Encoding: gzip"),
    "/brotli": ("decompression bomb", "200 MB by Content-Encoding: br"),
    "/gzip-gzip": ("decompression bomb", "200 MB by Content-Encoding: gzip, gzip"),
}


def table(tried: list[Tried]) -> str:
    """The attacks as they stand in the docs."""
    lines = ["| hazard | what was tried | what came of it | peak, MB | seconds |", "|---|---|---|---:|---:|"]
    for one in sorted(tried, key=lambda one: one.hazard):
        came = one.came.replace("|", "\\|")
        came = f"{came[:160]}…" if len(came) > 160 else came
        lines.append(f"| {one.hazard} | {one.what} | {came} | {one.peak:.0f} | {one.seconds:.1f} |")
    return "\n".join((*lines, ""))


def main() -> None:
    """Try everything, print, and write the page if that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    with Reader(Limits(members=500)) as reader:  # the rest as it ships
        tried = [*files(reader), *servers(reader)]
    made = table(tried)
    print(made)
    print(f"{len(tried)} attacks, the process that asked grew by {max(t.peak for t in tried):.0f} MB at most")
    if wanted.write:
        write_between(PAGE, START, END, made)


if __name__ == "__main__":
    main()
