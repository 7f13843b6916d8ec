"""Every reader of what comes from the world, fed with noise: `python benchmarks/fuzz.py --seconds 60`.

Atheris (libFuzzer) starts from good files of each format and goes where the readers' code leads it. A reader
may refuse what it gets, with one of its own errors; any other error, a crash, more than 10 seconds or 2 GB is
a finding. Needs `pip install -e '.[fuzz]'`.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from marked import write_between

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))


PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
START, END = "<!-- fuzzing: written by benchmarks/fuzz.py -->\n", "<!-- end of fuzzing -->"


class Target(NamedTuple):
    """One reader: what is done with the bytes, and good ones to begin with."""

    read: Callable[[bytes], object]
    seeds: Callable[[], Iterator[bytes]]


def targets() -> dict[str, Target]:
    """All readers. Imported late, so that atheris can watch them."""
    import zstandard

    from intake.test_formats import FORMATS, PAGE
    from tocsin.fetch import address_of, tidied
    from tocsin.fetch.robots import read_robots
    from tocsin.intake import feeds, html, mail, outlines, tables, unpack, walk, warc, zips
    from tocsin.intake.docx import read_docx
    from tocsin.intake.frames import Frame, about_head, report_of
    from tocsin.intake.limits import Budget, Limits
    from tocsin.intake.pdf import read_pdf
    from tocsin.model import About, Report
    from tocsin.read import read_report

    limits = Limits(report=2**21, unpacked=2**25, nested=2**22, pages=50, members=500)

    def budget(data: bytes) -> Budget:
        made = Budget(limits)
        made.packed = len(data)
        return made

    def whole(data: bytes) -> None:
        """As the process that reads does it, and the reading of the text after it."""
        spent = budget(data)
        for found in walk.read_members(io.BytesIO(data), "x", spent):
            every(found, spent)

    def answer(data: bytes) -> None:
        spent = budget(data)
        for found in walk.read_answered(data, "x", About(url="https://a.example/"), spent):
            every(found, spent)

    def every(found: Any, spent: Budget) -> None:
        if not isinstance(found, walk.Found):
            return
        for report in walk.read_member(found, spent):
            if isinstance(report, Report):
                document, _ = read_report(report)
                assert document is None or all(
                    0 <= block.span.start < block.span.end <= len(document.text) for block in document.blocks
                )

    def drain(stream: unpack.Stream) -> int:
        return sum(map(len, iter(lambda: stream.read(65536), b"")))

    def letter(data: bytes) -> None:
        every(walk.Found("x", "mail", data, About(), 0), budget(data))

    def rows(read: Callable[[unpack.Stream, Limits], Iterator[tables.Row]]) -> Callable[[bytes], object]:
        return lambda data: list(read(io.BytesIO(data), limits))

    def seeds(*names: str) -> Callable[[], Iterator[bytes]]:
        return lambda: (FORMATS[name][1] for name in names)

    def frame(data: bytes) -> None:
        head = json.loads(data)
        report_of(Frame(head if isinstance(head, dict) else {}, data))

    frames = json.dumps({
        "is": "report", "name": "x", "about": about_head(About()), "text": 3,
        "boxes": [[0, 1, 1, 0, 0, 1, 1]],
        "problems": [{"stage": "open", "message": "m", "document": "d", "fatal": True}],
    }).encode()  # fmt: skip
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n\r\n"
    return {
        "html": Target(lambda d: html.read_html(d, limits), seeds("html", "utf-16 html")),
        "fragment": Target(lambda d: html.read_fragment(d.decode("utf-8", "replace"), limits), seeds("html")),
        "pdf": Target(lambda d: read_pdf(d, limits), seeds("pdf")),
        "docx": Target(lambda d: read_docx(d, budget(d)), seeds("docx")),
        "mail": Target(letter, seeds("letter", "plain letter")),
        "mbox": Target(lambda d: list(mail.split_mbox(io.BytesIO(d), limits)), seeds("mailbox")),
        "feed": Target(lambda d: feeds.read_feed(d, "https://a.example/"), seeds("rss", "atom", "json feed")),
        "csv": Target(rows(tables.read_sheet), seeds("csv")),
        "jsonl": Target(rows(tables.read_objects), seeds("json lines")),
        "json": Target(rows(tables.read_array), seeds("json array")),
        "warc": Target(lambda d: list(warc.read_records(io.BytesIO(d), 2**21)), seeds("warc")),
        "gzip": Target(lambda d: drain(unpack.Gunzip(io.BytesIO(d), budget(d))), seeds("gzip")),
        "zstd": Target(
            lambda d: drain(unpack.Unzstd(io.BytesIO(d), budget(d))),
            lambda: iter((zstandard.compress(PAGE), zstandard.compress(PAGE) * 2)),
        ),
        "zip": Target(
            lambda d: [e.stream and drain(e.stream) for e in zips.read_members(io.BytesIO(d), budget(d))],
            seeds("zip", "docx"),
        ),
        "answer": Target(
            answer, lambda: iter((http + gzip.compress(PAGE), http.replace(b"gzip", b"br") + PAGE))
        ),
        "any input": Target(whole, lambda: (data for _, data in FORMATS.values())),
        "list of feeds": Target(
            outlines.read_outlines,
            lambda: iter((b'<opml><body><outline xmlUrl="http://a/"/></body></opml>', b"http://a b\n#\n")),
        ),
        "robots.txt": Target(
            lambda d: read_robots(d).allows("/a/b.html?c=d"),
            lambda: iter((b"User-agent: *\nDisallow: /a*b$\nAllow: /a\nCrawl-delay: 2\n",)),
        ),
        "address": Target(
            lambda d: tidied(str(address_of(d.decode("utf-8", "replace"), "https://a.example/b?c"))),
            lambda: iter((b"https://a.example:80/b c?utm_source=x&d=e#f", b"../g?h", b"http://[::1]/")),
        ),
        "frame": Target(frame, lambda: iter((frames,))),
    }  # fmt: skip


def fuzz(name: str, arguments: list[str]) -> None:
    """Feed one reader until libFuzzer has had enough. Never returns."""
    import atheris

    with atheris.instrument_imports(include=["tocsin.intake", "tocsin.fetch"]):
        target = targets()[name]
    from tocsin.fetch import Refused
    from tocsin.intake.frames import Broken
    from tocsin.intake.limits import LimitReached, Unreadable
    from tocsin.intake.unpack import Damaged

    refusals: tuple[type[Exception], ...] = (Refused, Broken, LimitReached, Unreadable, Damaged)
    if name == "frame":
        refusals += (ValueError,)  # no JSON: the other side of the pipe asks that first

    def one(data: bytes) -> None:
        try:
            target.read(data)
        except refusals:
            pass
        except RecursionError:
            if name == "frame":  # likewise
                return
            raise

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()


class Fuzzed(NamedTuple):
    """What came of one reader."""

    name: str
    runs: int
    cpu: float
    """Seconds."""
    inputs: int
    """That were found to lead somewhere new."""
    finding: str


def run(name: str, seconds: int, corpus: Path) -> Fuzzed:
    """Fuzz one reader in a process of its own."""
    folder = corpus / re.sub(r"\W", "-", name)
    folder.mkdir(parents=True, exist_ok=True)
    for i, seed in enumerate(targets()[name].seeds()):
        (folder / f"seed-{i}").write_bytes(seed)
    command = [sys.executable, __file__, "--target", name, f"-max_total_time={seconds}", "-timeout=10",
               "-rss_limit_mb=2048", "-print_final_stats=1", "-max_len=65536", f"-artifact_prefix={folder}/",
               str(folder)]  # fmt: skip
    before = os.times()
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    after = os.times()
    runs = re.findall(r"stat::number_of_executed_units: (\d+)", done.stderr)
    finding = ""
    if done.returncode:
        words = r"(?m)^\s*(?:[\w.]*(?:Error|Exception)\b|==\d+==|ALARM).*"
        said = re.search(words, done.stdout + done.stderr)
        finding = (said[0] if said else done.stderr[-300:]).strip()[:160]
        print(done.stderr[-3000:], file=sys.stderr)
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Fuzzed(name, int(runs[-1]) if runs else 0, cpu, len(list(folder.iterdir())), finding)


def table(found: list[Fuzzed]) -> str:
    """What was fuzzed, as it stands in the docs."""
    lines = [
        "| reader | runs | minutes of CPU | inputs that led somewhere new | found |",
        "|---|---:|---:|---:|---|",
    ]
    for one in found:
        figures = f"{one.runs:,} | {one.cpu / 60:.1f} | {one.inputs:,}"
        lines.append(f"| {one.name} | {figures} | {one.finding or 'nothing'} |")
    runs, hours = sum(one.runs for one in found), sum(one.cpu for one in found) / 3600
    lines += ["", f"{len(found)} readers, {runs:,} runs, {hours:.2f} hours of CPU in all.", ""]
    return "\n".join(lines)


def main() -> int:
    """Fuzz all readers, or those named; exit status 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each reader")
    parser.add_argument("--corpus", type=Path, help="a folder in which inputs are kept for the next time")
    parser.add_argument("--target", help="be the fuzzer of this reader")
    parser.add_argument("--write", action="store_true", help="into docs/reliability.md")
    parser.add_argument("only", nargs="*")
    wanted, rest = parser.parse_known_args()
    if wanted.target:
        fuzz(wanted.target, [*rest, *wanted.only])
    with tempfile.TemporaryDirectory() as temporary:
        corpus = wanted.corpus or Path(temporary)
        found = []
        for name in wanted.only or targets():
            one = run(name, wanted.seconds, corpus)
            found.append(one)
            figures = f"{one.runs:>9,} runs {one.cpu:>7.1f} s of CPU {one.inputs:>6,} inputs"
            print(f"{one.name:<14} {figures}  {one.finding or 'nothing found'}", flush=True)
    print(table(found))
    if wanted.write:
        write_between(PAGE, START, END, table(found))
    return 1 if any(one.finding for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
