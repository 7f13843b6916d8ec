"""The readers beside others on the same files in the same run: `python benchmarks/readers.py [--write]`.

Web pages beside trafilatura, PDF beside pypdf, crawls beside warcio; how fast, and how much of a text that is
known comes out, and nothing else. The pages are made: bodies of Wikinews (beside the checkout; else a made-up
one) in six lay-outs, on paper in two columns. `--write` writes the figures into docs/intake.md. Needs
`pip install -e '.[peers]'`.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from marked import write_between

from intake.pages import LAYOUTS, Article
from intake.papers import pdf, set_in_type
from intake.parcels import ARTICLE, crawl, http, record
from tocsin.intake import Limits, Reader
from tocsin.intake.html import read_html
from tocsin.intake.limits import Budget
from tocsin.intake.pdf import read_pdf
from tocsin.intake.unpack import Gunzip
from tocsin.intake.warc import Record, read_records
from tocsin.model import Report

HOME = Path(__file__).parents[1]
PAGE = HOME / "docs" / "intake.md"
START, END = "<!-- figures: written by benchmarks/readers.py -->\n", "<!-- end of figures -->"
BODIES = HOME.parent / "shared" / "corpora" / "wikinews" / "wikinews.csv"
LIMITS = Limits()


class Row(NamedTuple):
    """One reader on one set of files."""

    files: str
    reader: str
    documents: float
    """In a second of CPU."""
    megabytes: float
    """Likewise."""
    f1: float | None
    """Of tokens, against the text that is known; the mean over documents."""


def articles(bodies: Path, most: int) -> list[Article]:
    """Reports of at least four paragraphs."""
    if not bodies.exists():
        return [Article(f"{ARTICLE.title} {n}", ARTICLE.paragraphs * 4) for n in range(most)]
    csv.field_size_limit(2**24)
    with bodies.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.get("text")]
    split = ((row, [p.strip() for p in re.split(r"\n+", row["text"]) if p.strip()]) for row in rows)
    found = [
        Article(row["title"], tuple(" ".join(p.split()) for p in parts))
        for row, parts in split
        if len(parts) >= 4
    ]
    return found[:most]


def spent() -> float:
    """Seconds of CPU that this process and those it has ended have had: others may be busy meanwhile."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def f1(text: str, article: Article) -> float:
    """Of the tokens of a text against those of the report: title, paragraphs, nothing else."""
    found = Counter(re.findall(r"\w+", text.lower()))
    known = Counter(re.findall(r"\w+", " ".join((article.title, *article.paragraphs)).lower()))
    both = sum((found & known).values())
    return 2 * both / (found.total() + known.total()) if both else 0.0


def whole(text: str, article: Article) -> float:
    """The share of the paragraphs that stand in the text whole, in the right order of words."""
    flat = " ".join(text.split())
    return sum(p in flat for p in article.paragraphs) / len(article.paragraphs)


def timed(
    files: str, reader: str, data: Sequence[bytes], read: Callable[[bytes], str], known: Sequence[Article]
) -> tuple[Row, list[str]]:
    """Read all of the files; of two passes the better one counts."""
    best, texts = float("inf"), []
    for _ in range(2):
        start = spent()
        texts = [read(one) for one in data]
        best = min(best, spent() - start)
    score = sum(map(f1, texts, known)) / len(known) if known else None
    return Row(files, reader, len(data) / best, sum(map(len, data)) / best / 1e6, score), texts


def pages(known: list[Article]) -> Iterator[Row]:
    """Web pages."""
    import trafilatura

    made = [(LAYOUTS[name](article).encode(), article) for article in known for name in LAYOUTS]
    data, each = [page for page, _ in made], [article for _, article in made]
    row, texts = timed("web pages", "tocsin", data, lambda d: read_html(d, LIMITS).text, each)
    yield row
    peer = timed("web pages", "trafilatura", data, lambda d: trafilatura.extract(d.decode()) or "", each)
    # its text has no title, which the page says beside it
    titled = [f"{article.title}\n{text}" for article, text in zip(each, peer[1], strict=True)]
    yield peer[0]._replace(f1=sum(map(f1, titled, each)) / len(each))
    yield apart(data, row)
    for name in LAYOUTS:
        mine = [f1(t, a) for t, a, (n, _) in zip(texts, each, _named(known), strict=True) if n == name]
        theirs = [f1(t, a) for t, a, (n, _) in zip(titled, each, _named(known), strict=True) if n == name]
        print(f"  {name:<10} F1 {sum(mine) / len(mine):.3f}, trafilatura {sum(theirs) / len(theirs):.3f}")


def _named(known: list[Article]) -> list[tuple[str, Article]]:
    return [(name, article) for article in known for name in LAYOUTS]


def apart(data: Sequence[bytes], row: Row) -> Row:
    """As `tocsin add` reads them: by a process that is kept for all of them. Its start counts too."""
    start = spent()
    with Reader() as reader:
        for one in data:
            assert [item for item in reader.read_bytes(one, "x") if isinstance(item, Report)]
    took = spent() - start
    megabytes = sum(map(len, data)) / took / 1e6
    return row._replace(
        reader="tocsin, in a process of its own", documents=len(data) / took, megabytes=megabytes
    )


def papers(known: list[Article]) -> Iterator[Row]:
    """PDF in two columns with running heads."""
    from pypdf import PdfReader

    def by_pypdf(data: bytes) -> str:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)

    data = [pdf(set_in_type(article.title, article.paragraphs), article.title) for article in known]
    for name, read in (("tocsin", lambda d: read_pdf(d, LIMITS).text), ("pypdf", by_pypdf)):
        row, texts = timed("PDF", name, data, read, known)
        share = sum(map(whole, texts, known)) / len(known)
        print(f"  PDF, paragraphs whole: {name} {share:.2f}")
        yield row


def crawls(known: list[Article]) -> Iterator[Row]:
    """A crawl packed record by record: all records read, digests checked."""
    from warcio.archiveiterator import ArchiveIterator

    made = [LAYOUTS[name](article).encode() for article in known for name in LAYOUTS]
    data = crawl(*(record(http(page), url=f"https://news.example/{i}") for i, page in enumerate(made * 20)))

    def ours(packed: bytes) -> int:
        budget = Budget(LIMITS)
        budget.packed = len(packed)
        found = read_records(Gunzip(io.BytesIO(packed), budget), LIMITS.report)
        return sum(isinstance(one, Record) for one in found)

    def theirs(packed: bytes) -> int:
        records = ArchiveIterator(io.BytesIO(packed), check_digests=True)
        return sum(len(one.content_stream().read()) > 0 for one in records)

    for name, read in (("tocsin", ours), ("warcio", theirs)):
        best = float("inf")
        for _ in range(2):
            start = spent()
            assert read(data) == 20 * len(made)
            best = min(best, spent() - start)
        yield Row("crawl (WARC)", name, 20 * len(made) / best, len(data) / best / 1e6, None)


def table(rows: list[Row], reports: int) -> str:
    """The rows as they stand in the docs."""
    from importlib.metadata import version

    peers = ", ".join(f"{name} {version(name)}" for name in ("trafilatura", "pypdf", "warcio"))
    lines = [
        "| files | reader | documents, per second of CPU | MB | token F1 |",
        "|---|---|---:|---:|---:|",
        *map(_line, rows),
        "",
        f"{reports} reports, {reports * len(LAYOUTS)} pages; {peers}.",
        "",
    ]  # fmt: skip
    return "\n".join(lines)


def _line(row: Row) -> str:
    score = "" if row.f1 is None else f"{row.f1:.3f}"
    return f"| {row.files} | {row.reader} | {row.documents:,.0f} | {row.megabytes:.2f} | {score} |"


def main() -> None:
    """Measure, print, and write the page if that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=60)
    parser.add_argument("--bodies", type=Path, default=BODIES, help="wikinews.csv")
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    known = articles(wanted.bodies, wanted.reports)
    rows = [*pages(known), *papers(known), *crawls(known)]
    made = table(rows, len(known))
    print(made)
    if wanted.write:
        write_between(PAGE, START, END, made)


if __name__ == "__main__":
    main()
