"""The hostile corpus: what each input is made to break, and the words by which its refusal is known."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

import brotli
import zstandard

from intake.pages import LAYOUTS
from intake.papers import Word, pdf, set_in_type
from intake.parcels import ARTICLE, crawl, docx, http, letter, mailbox, record, rss, zipped

MB = 2**20
PAGE = LAYOUTS["semantic"](ARTICLE).encode()
GOOD = record(http(PAGE), url="https://news.example/good")


class Attack(NamedTuple):
    """An input, what it tries, and what must be said of it. `rest`: reports that must come out all the same;
    `hangs`: a reader would be at it for minutes."""

    hazard: str
    make: Callable[[], bytes]
    said: str
    rest: int = 0
    hangs: bool = False


def gzip_bomb() -> bytes:
    """200 MB of blanks in 200 KB."""
    return gzip.compress(b" " * (200 * MB), 9)


def gzip_in_gzip() -> bytes:
    """A bomb in a bomb: a few hundred bytes."""
    return gzip.compress(gzip.compress(b" " * (200 * MB), 9), 9)


def zip_bomb() -> bytes:
    """A good page beside 200 MB in one member."""
    return zipped({"good.html": PAGE, "bad.txt": b"a" * (200 * MB)})


def overlapping_zip() -> bytes:
    """Many names for the same packed bytes (after Fifield 2019)."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel.compress(b"a" * MB) + kernel.flush()
    local = (
        struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, zlib.crc32(b"a" * MB), len(packed), MB, 1, 0)
        + b"a"
    )
    entry = struct.pack(
        "<4s6H3I5H2I",
        b"PK\x01\x02",
        20,
        20,
        0,
        8,
        0,
        0,
        zlib.crc32(b"a" * MB),
        len(packed),
        MB,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
    )
    count = 400
    entries = (entry + b"a") * count
    start = len(local) + len(packed)
    return (
        local
        + packed
        + entries
        + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entries), start, 0)
    )


def nested_zips() -> bytes:
    """Archives in archives, nine deep."""
    data = PAGE
    for i in range(9):
        data = zipped({f"{i}.zip": data})
    return data


def quine_like_gzip() -> bytes:
    """gzip in gzip, twenty times: as an archive that unpacks to itself would look."""
    data = PAGE
    for _ in range(20):
        data = gzip.compress(data)
    return data


def many_members() -> bytes:
    """More members than anybody reads."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for i in range(700):
            archive.writestr(f"{i}.txt", b"x")
    return out.getvalue()


def stacked_pdf() -> bytes:
    """A page whose content is packed six times over, 300 MB in all."""
    words = [Word(50, 700, 10, "a" * 90)] * 20
    data = pdf([words])
    stream = b"BT /F1 10 Tf 50 700 Td (" + b"a" * (200 * MB) + b") Tj ET"
    for _ in range(4):
        stream = zlib.compress(stream, 9)
    head = b"<< /Length %d /Filter [/FlateDecode /FlateDecode /FlateDecode /FlateDecode] >>" % len(stream)
    start, end = data.index(b"4 0 obj\n"), data.index(b"endobj", data.index(b"4 0 obj\n"))
    return data[:start] + b"4 0 obj\n" + head + b"\nstream\n" + stream + b"\nendstream\n" + data[end:]


def many_pages() -> bytes:
    """A PDF of 5,000 pages."""
    return pdf([[Word(50, 700, 10, f"Page {i} of a very long report on strikes.")] for i in range(5000)])


def looping_pdf() -> bytes:
    """A tree of pages whose branch is its root."""
    return pdf([[Word(50, 700, 10, "Strike.")]]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")


LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'


def damaged_crawl() -> bytes:
    """Three records, the packing of the second broken in the middle."""
    good, bad = gzip.compress(GOOD, mtime=0), bytearray(gzip.compress(record(http(PAGE * 3)), mtime=0))
    bad[len(bad) // 2 : len(bad) // 2 + 20] = b"\xff" * 20
    return good + bytes(bad) + good


CORPUS: dict[str, Attack] = {
    "gzip bomb": Attack("decompression bomb", gzip_bomb, "larger than|decompression bomb"),
    "gzip in gzip": Attack("decompression bomb", gzip_in_gzip, "decompression bomb"),
    "zstd bomb": Attack("decompression bomb", lambda: zstandard.compress(b"a" * (200 * MB)), "larger than|decompression bomb"),
    "zip bomb": Attack("decompression bomb", zip_bomb, "larger than|decompression bomb", 1),
    "overlapping zip": Attack("decompression bomb", overlapping_zip, "decompression bomb|verlap|larger"),
    "gzip answer bomb": Attack("decompression bomb", lambda: crawl(GOOD, record(http(gzip_bomb(), Content_Encoding="gzip"))), "larger than|decompression bomb", 1),
    "brotli answer bomb": Attack("decompression bomb", lambda: crawl(GOOD, record(http(brotli.compress(b"a" * (200 * MB), quality=5), Content_Encoding="br"))), "larger than|decompression bomb", 1),
    "zstd answer bomb": Attack("decompression bomb", lambda: crawl(GOOD, record(http(zstandard.compress(b"a" * (200 * MB)), Content_Encoding="zstd"))), "larger than|decompression bomb", 1),
    "docx bomb": Attack("decompression bomb", lambda: docx(body="<w:p/>" * (30 * MB // 6)), "larger than|decompression bomb"),
    "stacked PDF filters": Attack("decompression bomb", stacked_pdf, "took longer|memory|crashed|no text|ended|killed", hangs=True),
    "nested archives": Attack("nesting", nested_zips, "deeper than 4"),
    "gzip of gzip of gzip": Attack("nesting", quine_like_gzip, "deeper than 4"),
    "10,000 nested tags": Attack("nesting", lambda: b"<html><body>" + b"<div>" * 10_000 + b"Strike.", "nested deeper"),
    "100,000 nested tags": Attack("nesting", lambda: b"<html><body>" + b"<b><i>" * 50_000 + b"Strike.", "nested deeper"),
    "nested elements in a feed": Attack("nesting", lambda: b"<rss>" + b"<a>" * 100_000, "nested deeper"),
    "nested JSON": Attack("nesting", lambda: b'{"text": ' + b"[" * 200_000, "JSON|nested"),
    "nested letters": Attack("nesting", lambda: b"".join(b"From: a@b\r\nDate: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(200)), "nested|parts|no text|empty"),
    "700 members": Attack("members", many_members, "more than 500 files"),
    "5,000 pages": Attack("pages", many_pages, "5,000 pages, the limit is 50"),
    "looping PDF": Attack("loops", looping_pdf, "no text|no whole|locked"),
    "billion laughs": Attack("XXE", lambda: rss(doctype=LAUGHS, description="&j;"), "DOCTYPE"),
    "file from outside": Attack("XXE", lambda: rss(doctype=OUTSIDE, description="&x;"), "DOCTYPE"),
    "parameter entity": Attack("XXE", lambda: rss(doctype=PARAMETER), "DOCTYPE"),
    "DOCTYPE in DOCX": Attack("XXE", lambda: docx(doctype=OUTSIDE), "DOCTYPE"),
    "damaged record": Attack("damage", damaged_crawl, "damaged", 2),
    "truncated crawl": Attack("damage", lambda: crawl(GOOD, GOOD)[:-200], "gzip ends|truncated", 1),
    "truncated plain crawl": Attack("damage", lambda: crawl(GOOD, GOOD, packed=False)[:-400], "truncated", 1),
    "wrong length": Attack("damage", lambda: crawl(GOOD, record(http(PAGE), length="99"), GOOD, packed=False), "belong to no record|digest", 2),
    "no length": Attack("damage", lambda: crawl(GOOD, record(http(PAGE), length="-5"), GOOD), "Content-Length is", 2),
    "length of a terabyte": Attack("damage", lambda: crawl(GOOD, record(http(PAGE), length="999999999999"), packed=False), "truncated", 1),
    "wrong digest": Attack("damage", lambda: crawl(GOOD, record(http(PAGE), digest="sha1:AAAA"), GOOD), "digest", 2),
    "no record": Attack("damage", lambda: crawl(GOOD) + gzip.compress(b"garbage\n" * 99) + crawl(GOOD), "belong to no record", 2),
    "truncated zip": Attack("damage", lambda: zipped({"a": PAGE, "b": PAGE})[:-40], "no whole ZIP"),
    "truncated PDF": Attack("damage", lambda: pdf(set_in_type(ARTICLE.title, ARTICLE.paragraphs))[:300], "no whole PDF|no text"),
    "truncated feed": Attack("damage", lambda: rss()[:-12], "no XML from line", 1),
    "truncated gzip page": Attack("damage", lambda: gzip.compress(PAGE)[:-30], "gzip ends"),
    "encrypted member": Attack("damage", lambda: zipped({"a": PAGE}).replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"), "encrypted"),
    "names that climb": Attack("path traversal", lambda: zipped({"../../etc/x.html": PAGE, "/abs.html": PAGE, "C:\\w.html": PAGE}), "", 3),
    "a member without a name": Attack("damage", lambda: zipped({"aaa": PAGE}).replace(b"aaa", b"\0aa"), "", 1),
    "damaged dictionary": Attack("damage", lambda: b"\x5d\x2a\x4d\x18" + (20).to_bytes(4, "little") + zstandard.compress(b"a" * 99)[:10].ljust(20, b"\xff"), "damaged zstd dictionary"),
    "picture called a page": Attack("mislabelled", lambda: crawl(record(http(b"\x89PNG\r\n" + b"\0" * 999))), "no page"),
    "page called a picture": Attack("mislabelled", lambda: zipped({"a.png": PAGE}), "", 1),
    "old office file": Attack("mislabelled", lambda: zipped({"a.docx": b"\xd0\xcf\x11\xe0" + b"x" * 99}), "DOCX or PDF"),
    "a line of 6 MB in a table": Attack("size", lambda: b"id,text\n1," + b"a" * (6 * MB) + b"\n2,Police arrested 12.\n", "no row", 1),
    "a letter of 6 MB": Attack("size", lambda: mailbox(letter(), letter() + b"a\n" * (3 * MB), letter()), "larger", 2),
    "100,000 headers": Attack("size", lambda: b"From: a@b\nDate: x\nTo: y\n" + b"X-A: =?utf-8?q?" + b"=?utf-8?q?" * 90_000 + b"\n\nPolice arrested 12.", "", 1),
    "a regex trap in a head": Attack("size", lambda: b"<html><head><title>" + b" - " * 300_000 + b"</title><body><p>Police arrested 12.", "", 1),
}  # fmt: skip
