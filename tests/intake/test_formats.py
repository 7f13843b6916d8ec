"""Each format that reports arrive in: the text comes out, with what else is known; whatever it is called."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from intake.conftest import Take
from intake.pages import LAYOUTS, Article
from intake.papers import pdf, set_in_type
from intake.parcels import ARTICLE, WORDS, atom, crawl, docx, http, letter, mailbox, record, rss, zipped
from tocsin.intake import Reader, kind_of
from tocsin.model import About, Report
from tocsin.read import read_report

DAY = dt.date(2020, 8, 17)
PAGE = LAYOUTS["semantic"](ARTICLE).encode()
PAPER = pdf(set_in_type(ARTICLE.title, ARTICLE.paragraphs), ARTICLE.title)
ROW = {
    "id": "r7",
    "headline": ARTICLE.title,
    "body": " ".join(ARTICLE.paragraphs),
    "date": "2020-08-17",
    "outlet": "Wire",
}
JSON_FEED = json.dumps({
    "version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [{
        "id": 1, "url": "https://news.example/1", "title": ARTICLE.title, "date_published": "2020-08-17T09:00:00Z",
        "content_text": "\n\n".join(ARTICLE.paragraphs)}],
}).encode()  # fmt: skip
CSV = f'id;headline;body;date\r\nr7;"{ARTICLE.title}";"{" ".join(ARTICLE.paragraphs)}";17 August 2020\r\n'.encode()
CRAWL = crawl(record(b"robots: none", "warcinfo"), record(http(PAGE)))

FORMATS: dict[str, tuple[str, bytes]] = {
    "html": ("html", PAGE),
    "utf-16 html": ("html", b"\xff\xfe" + LAYOUTS["soup"](ARTICLE).encode("utf-16-le")),
    "pdf": ("pdf", PAPER),
    "docx": ("docx", docx()),
    "letter": ("mail", letter()),
    "plain letter": ("mail", letter(html=False)),
    "mailbox": ("mbox", mailbox(letter())),
    "rss": ("feed", rss()),
    "atom": ("feed", atom()),
    "json feed": ("feed", JSON_FEED),
    "json lines": ("jsonl", json.dumps(ROW).encode() + b"\n"),
    "json array": ("json", json.dumps([ROW], indent=1).encode()),
    "csv": ("csv", CSV),
    "zip": ("zip", zipped({"a/b.dat": PAGE})),
    "gzip": ("gzip", gzip.compress(PAGE)),
    "warc": ("warc", crawl(record(http(PAGE)), packed=False)),
    "warc.gz": ("gzip", CRAWL),
    "warc.zst": ("zstd", zstandard.compress(crawl(record(http(PAGE)), packed=False))),
    "crawl in archive": ("zip", zipped({"c": CRAWL})),
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_bytes_say_what_it_is(name: str) -> None:
    kind, data = FORMATS[name]
    assert kind_of(data) == kind


@pytest.mark.parametrize("name", FORMATS)
def test_the_text_comes_out_of_every_format(name: str, take: Take) -> None:
    taken = take(FORMATS[name][1])
    assert not any(p.fatal for p in taken.problems), taken.reasons
    [report] = taken.reports
    document, _ = read_report(report)
    assert document
    body = " ".join(block.text for block in document.blocks if block.kind == "body")
    assert WORDS in body
    assert "Unsubscribe" not in body
    assert body.count("spokesman") == 1


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"pdf", "docx", "utf-16 html"}))
def test_title_and_day_are_kept_where_they_are_told(name: str, take: Take) -> None:
    [report] = take(FORMATS[name][1]).reports
    assert (report.about.title, report.about.published) == (ARTICLE.title, DAY)


@pytest.mark.parametrize(
    "text", ["Police arrested 12.\n", "# Title\n\nText.", "From: here on\nDate: unknown", "", "a,b\n1,2"]
)
def test_plain_text_stays_plain_text(text: str) -> None:
    assert kind_of(text.encode()) == "text"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_gives_its_report_and_nothing_else(layout: str, take: Take) -> None:
    long = Article(ARTICLE.title, tuple(p for n in "ab" for p in (f"{q} ({n})." for q in ARTICLE.paragraphs)))
    [report] = take(LAYOUTS[layout](long).encode()).reports
    document, _ = read_report(report)
    assert document
    assert document.title == ARTICLE.title
    body = "\n".join(block.text for block in document.blocks if block.kind == "body")
    assert body == "\n".join(long.paragraphs)


def test_what_a_page_says_of_itself_is_kept(take: Take) -> None:
    [report] = take(PAGE).reports
    about = report.about
    assert (about.author, about.publisher, about.url) == (ARTICLE.author, ARTICLE.publisher, ARTICLE.url)
    assert (about.published, about.language) == (DAY, "en")
    assert about.extractor
    assert about.extractor.startswith("resiliparse 2")
    assert report.data == PAGE


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_paper_is_read_column_by_column_with_words_made_whole(columns: int, take: Take) -> None:
    paragraphs = tuple(
        f"{p} This is how it went in town number {n}." for n in range(9) for p in ARTICLE.paragraphs
    )
    [report] = take(pdf(set_in_type(ARTICLE.title, paragraphs * 3, columns))).reports
    assert report.text
    found = [" ".join(part.split()) for part in report.text.split("\n\n")]
    assert sum(p in found for p in paragraphs) >= 0.9 * len(paragraphs)
    assert "Harbour Wire" not in "\n".join(found[3:])


def test_every_line_of_paper_knows_its_page_and_box(take: Take) -> None:
    [report] = take(PAPER).reports
    assert report.text
    at = report.text.index("Police")
    [box] = [b for b in report.boxes if b.span.start <= at < b.span.end]
    assert box.page == 1
    assert 0 < box.left < box.right < 595
    assert 0 < box.bottom < box.top < 842
    assert all(b.span.of(report.text).strip() for b in report.boxes)


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstandard.compress,
}  # fmt: skip


@pytest.mark.parametrize("coding", PACKINGS)
def test_an_answer_is_unpacked_by_any_coding(coding: str, take: Take) -> None:
    taken = take(crawl(record(http(PACKINGS[coding](PAGE), Content_Encoding=coding))))
    assert WORDS in (taken.reports[0].text or "")
    assert taken.reports[0].data == PAGE
    assert taken.reports[0].about.fetched == dt.datetime(2020, 8, 18, 6, tzinfo=dt.UTC)


def test_chunks_are_joined(take: Take) -> None:
    body = b"".join(
        b"%x\r\n%s\r\n" % (len(PAGE[i : i + 99]), PAGE[i : i + 99]) for i in range(0, len(PAGE), 99)
    )
    taken = take(crawl(record(http(body + b"0\r\n\r\n", Transfer_Encoding="chunked"))))
    assert taken.reports[0].data == PAGE


def test_a_dictionary_before_the_first_frame_is_used(take: Take) -> None:
    samples: list[bytes | bytearray | memoryview[int]]
    samples = [record(http(PAGE + str(i).encode())) for i in range(300)]
    dictionary = zstandard.train_dictionary(4096, samples)
    head = b"\x5d\x2a\x4d\x18" + len(dictionary.as_bytes()).to_bytes(4, "little") + dictionary.as_bytes()
    frames = b"".join(zstandard.ZstdCompressor(dict_data=dictionary).compress(r) for r in samples[:3])
    assert len(take(head + frames).reports) == 3


def test_a_letter_brings_its_attachment(take: Take) -> None:
    taken = take(letter(attachment=("report.txt", PAPER)))
    assert [r.name for r in taken.reports] == ["x", "x!report.txt"]
    assert taken.reports[1].boxes


def test_windows_1251_is_read_as_the_page_says(take: Take) -> None:
    page = '<html><meta charset="windows-1251"><body><h1>Забастовка на заводе</h1><p>Рабочие бастовали.</p></html>'
    [report] = take(page.encode("cp1251")).reports
    assert "Рабочие бастовали." in (report.text or "")


def test_another_language_is_recognised_and_not_coded() -> None:
    polish = "Robotnicy zastrajkowali w poniedziałek, ponieważ firma nie wypłaciła im pensji, a rząd nie chciał z nimi rozmawiać."
    document, problems = read_report(Report(name="x", data=b"1", text=polish))
    assert document
    assert document.language == "pl"
    assert [p.message for p in problems if p.fatal] == ["not English (pl), not coded"]


def test_a_mailbox_is_parted_at_letters_not_at_words(take: Take) -> None:
    odd = letter(
        Article("From the plant", ("From now on 2020 workers walk out.", *ARTICLE.paragraphs)), html=False
    )
    assert len(take(mailbox(odd, letter(), letter())).reports) == 3


def test_names_in_a_container_lead_back_into_it(take: Take) -> None:
    taken = take(zipped({"a.html": PAGE, "b.jsonl": json.dumps(ROW).encode() + b"\n", "c.warc": CRAWL}))
    assert [r.name for r in taken.reports] == ["x!a.html", "x!b.jsonl#r7", "x!c.warc#https://news.example/a"]


ADDRESS = About(url="https://news.example/a/feed", fetched=dt.datetime(2020, 8, 18, 6, tzinfo=dt.UTC))


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_server_answers_is_read_as_a_file_is(name: str, reader: Reader, take: Take) -> None:
    data = FORMATS[name][1]
    answer = http(gzip.compress(data), "application/octet-stream", Content_Encoding="gzip")
    items = list(reader.read_answer(answer, "x", ADDRESS))
    [report] = [item for item in items if isinstance(item, Report)]
    [same] = take(data).reports
    assert (report.text, report.data, report.name) == (same.text, same.data, report.name)
    assert report.about.fetched in (ADDRESS.fetched, same.about.fetched)


def test_a_page_is_read_in_the_encoding_that_its_server_says(reader: Reader) -> None:
    body = "<h1>Забастовка на заводе</h1><p>Рабочие бастовали.".encode("cp1251")
    [report] = reader.read_answer(http(body, "text/html; charset=windows-1251"), "x", ADDRESS)
    assert isinstance(report, Report)
    assert "Рабочие бастовали." in (report.text or "")
    assert report.about.url == ADDRESS.url


def test_links_of_a_feed_start_from_where_it_was_found(reader: Reader) -> None:
    [report] = reader.read_answer(http(rss(), "text/xml"), "x", ADDRESS)
    assert isinstance(report, Report)
    assert report.about.url == "https://news.example/2020/08/strike?a=1&b=2"
    assert report.name == f"x#{report.about.url}"


@pytest.mark.parametrize("cut", [1, 5, 40])
@pytest.mark.parametrize("frames", [1, 3])
def test_zstd_that_breaks_off_is_said_to(cut: int, frames: int, take: Take) -> None:
    whole = b"".join(zstandard.compress(record(http(PAGE + bytes(str(i), "ascii")))) for i in range(frames))
    taken = take(whole[:-cut])
    assert len(taken.reports) == frames - 1
    assert "zstd ends in the middle" in taken.reasons


def test_after_a_damaged_frame_zstd_goes_on(take: Take) -> None:
    good = zstandard.compress(record(http(PAGE)))
    bad = bytearray(zstandard.compress(record(http(PAGE * 3))))
    bad[6:40] = b"\xff" * 34
    taken = take(good + bytes(bad) + good)
    assert len(taken.reports) == 2
    assert "damaged zstd" in taken.reasons
