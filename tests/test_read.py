"""Reading: bytes in; kinds of blocks, publication data and the way back to the file out."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import processor_seconds
from tocsin.model import Block, BlockKind, Document
from tocsin.read import read_document
from tocsin.read.clean import plain, readable
from tocsin.read.decode import decode

PROSE = "Workers at the plant walked out on Monday and marched on the town hall, the union said."


def read(text: str) -> Document:
    document, _ = read_document(text.encode(), "report.txt")
    assert document is not None
    return document


def kinds(text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in read(text).blocks]


def bodies(text: str) -> list[str]:
    return [words for kind, words in kinds(text) if kind == "body"]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (r"just \$500, \*not\* \_more\_", "just $500, *not* _more_"),
        ("A **bold** and *soft* word", "A bold and soft word"),
        ("see [the *list*](https://a.b/c) here", "see the list here"),
        ("Marks &amp; Co&nbsp;Ltd &quot;said&quot; &bogus; R&D", 'Marks & Co Ltd "said" &bogus; R&D'),
        ("soft\u00adhyphen, zero\u200bwidth, no\u00a0break", "softhyphen, zerowidth, no break"),
        ("5*3 and snake_case and a * b", "5*3 and snake_case and a * b"),
        ("the demon-\nstrators of an open-\nended strike", "the demonstrators of an open-ended strike"),
        ("Al-\nHadath, 10-\n12 men", "Al-Hadath, 10-12 men"),
        ("as shown.[12] Then [...] he", "as shown. Then [...] he"),
        ("two\r\nlines  and\tblanks", "two lines and blanks"),
    ],
)
def test_markup_is_read_as_what_it_means(raw: str, clean: str) -> None:
    assert plain(raw, 0, len(raw)) == clean


def test_the_files_own_spelling_decides_a_line_end_hyphen() -> None:
    assert "anticlimax" in plain("an anti-\nclimax; the anticlimax", 0, 31)


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("18 August 2020", "2020-08-18"),
        ("Published: October 10 2006 07:14", "2006-10-10"),
        ("Aug 17, 2020", "2020-08-17"),
        ("2020-08-17", "2020-08-17"),
        (
            "Monthly Bulletin no. 64 -- Khordad 1397 (May 2018)\nPublished in Geneva, 3 June 2018",
            "2018-06-03",
        ),
        ("*Harbour City Courier — Wednesday, February 11, 1998 — by Donna Pickersgill*", "1998-02-11"),
        ("*18.08.2020, 11:40. Editorial board*", "2020-08-18"),
        ("14/7/2012", "2012-07-14"),
        ("14th November, 2003      FOR IMMEDIATE RELEASE", "2003-11-14"),
        ("Monthly note, November 2003 (no. 11)", "2003-11-30"),
        (
            "By **Chad Whitcomb** | The Ledger | Posted March 12, 2026 6:02 AM EDT | 148 Comments",
            "2026-03-12",
        ),
    ],
)
def test_date_of_publication_and_its_span(line: str, published: str) -> None:
    document = read(f"# Plant shut by strike\n\n{line}\n\n{PROSE}\n")
    assert str(document.source.published) == published
    assert document.source.published_span is not None
    assert document.source.published_span.of(document.text) in line
    assert [block.text for block in document.blocks if block.kind == "body"] == [PROSE]


@pytest.mark.parametrize(
    ("head", "place", "publisher", "published"),
    [
        ("MINSK, Aug 17, 2020 (Continental Wire) - ", "MINSK", "Continental Wire", "2020-08-17"),
        ("**LAGOS, Nigeria** — ", "LAGOS, Nigeria", None, "None"),
        ("Lima, 16 July 2007. — ", "Lima", None, "2007-07-16"),
        (
            "GOMA / KIGALI, 22 November 2012 (Great Lakes News)\n\n",
            "GOMA / KIGALI",
            "Great Lakes News",
            "2012-11-22",
        ),
        ("HAMILTON - ", "HAMILTON", None, "None"),
        ("COLOMBO, Friday. — ", "COLOMBO", None, "None"),
        ("Lima, 12 October 2022. ", "Lima", None, "2022-10-12"),
        (
            "GOMA, Democratic Republic of Congo, Feb. 9, 2025 (Lakes Wire) -- ",
            "GOMA, Democratic Republic of Congo",
            "Lakes Wire",
            "2025-02-09",
        ),
        ("The Northern Star, London, 9 January 2023\n\n", "London", "The Northern Star", "2023-01-09"),
        ("GOMA (DR Congo), 9 February 2025 (Lakes Wire) - ", "GOMA", "Lakes Wire", "2025-02-09"),
    ],
)
def test_datelines_give_place_agency_and_date(
    head: str, place: str, publisher: str | None, published: str
) -> None:
    document = read(f"Plant shut by strike\n\n{head}{PROSE}\n")
    source = document.source
    assert (source.place, source.publisher, str(source.published)) == (place, publisher, published)
    assert source.place_span is not None
    assert source.place_span.of(document.text) == place
    assert [block.text for block in document.blocks if block.kind == "body"] == [PROSE]


def test_a_slogan_is_no_place() -> None:
    document = read(f"WE WILL NOT BE MOVED - strike bulletin, 11 November 2011\n\n{PROSE}\n")
    assert document.source.place is None


@pytest.mark.parametrize(
    ("report", "publisher"),
    [
        (f"Ministry of Health | Lima, 16 July 2007\n\nNurses return\n\n{PROSE}\n", "Ministry of Health"),
        (f"Dockers' Union, Hull branch, 3 May 2007\n\nWe strike\n\n{PROSE}\n", "Dockers' Union"),
        (f"WAVE\nBulletin of the Dockers' Union, 3 May 2007\n\nWe strike\n\n{PROSE}\n", "the Dockers' Union"),
        (f"Cork Nurses Union Bulletin, 3 May 2007\n\nWe strike\n\n{PROSE}\n", "Cork Nurses Union"),
        (f"Release of nine dockers\n3 May 2007\n\n{PROSE}\n", None),
        (f"Plant shut\n\n{PROSE}\n\n— Textile Workers' Union, Ghent branch\n", "Textile Workers' Union"),
        (f"Plant shut\n\n{PROSE}\n\nPhoto: the Textile Workers' Union\n", None),
    ],
)
def test_who_issues_a_statement(report: str, publisher: str | None) -> None:
    assert read(report).source.publisher == publisher


def test_a_year_comes_from_the_copyright_line_and_is_never_guessed() -> None:
    head = f"Plant shut\n\nMINSK, Aug 17 (Continental Wire) - {PROSE}\n\n"
    assert read(head + "(c) Continental Wire 2020.").source.published == dt.date(2020, 8, 17)
    assert read(head).source.published is None


def test_a_given_date_goes_first() -> None:
    document, problems = read_document(f"2019-01-01\n\n{PROSE}".encode(), "x", published=dt.date(2020, 8, 18))
    assert document is not None
    assert (document.source.published, document.source.published_span, problems) == (
        dt.date(2020, 8, 18),
        None,
        (),
    )


def test_front_matter_gives_title_date_and_address() -> None:
    text = f'---\ntitle: "Plant shut"\ndate: 2020-08-18\nauthor: Ann Lee\nurl: https://a.b/c\n---\n{PROSE}\n'
    document = read(text)
    source = document.source
    assert (document.title, source.published, source.author) == (
        "Plant shut",
        dt.date(2020, 8, 18),
        "Ann Lee",
    )
    assert source.url == "https://a.b/c"
    assert bodies(text) == [PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "Gunmen killed Mayor Juan Perez in Tijuana on May 3, 2021.",
        "Striking dockers marched in Port Said on 5 May 2019.",
    ],
)
def test_a_sentence_with_a_date_is_the_report(line: str) -> None:
    assert bodies(line) == [line]


def test_a_line_of_data_is_not_the_report() -> None:
    text = f"Last updated on 3 May 2021, 10:00 local time\n\n{PROSE}"
    assert bodies(text) == [PROSE]


def test_title_byline_and_date_are_not_the_report() -> None:
    text = f"# Mass strikes\n\nAndrea Peters  \n18 August 2020\n\n{PROSE}\n"
    assert [kind for kind, _ in kinds(text)] == ["title", "byline", "dateline", "body"]


@pytest.mark.parametrize(
    "line",
    [
        "Photo: strikers at the gate",
        "*[Photo: clouds of gas. Phot. A. Wolny]*",
        "![Strikers outside. Photo: members](https://img.example.org/a.jpg)",
        "*Caption: Demonstrators on the green.*",
        "- 2 -",
        "Page 3",
        "(Reporting by Ann Lee; editing by Bob Ray)",
        "*Additional reporting by Lucia Farias in Santiago*",
        "(c) Continental Wire 2020. Click for restrictions.",
        "[Subscribe](https://a.b) · [Republish this article](https://c.d)",
        "> Advertisement — *Flash sale: strike while it’s hot!*",
        "kurier.example.pl | Death notices | Timetables",
        "ann@paper.example   905-555-0143",
        "**Related:** Mortgage rates strike new low",
        "For enquiries: Tel. 084-000000",
        "-ENDS-",
        "| a | b |",
    ],
)
def test_furniture_and_captions_are_not_the_report(line: str) -> None:
    assert bodies(f"# Title\n\n{PROSE}\n\n{line}\n\n{PROSE}\n") == [PROSE, PROSE]


@pytest.mark.parametrize(
    "sentence",
    [
        "Also on Friday, dockers struck in Lagos.",
        "Don't miss the point, the union said: it was a lock-out.",
        "By Monday the strikers had gone home.",
        "Correction: we said that police fired. They did not.",
        "Contact between the two sides was broken off.",
        "Share prices fell after the strike.",
    ],
)
def test_sentences_that_begin_like_furniture_stay(sentence: str) -> None:
    assert sentence in bodies(f"# Title\n\n{PROSE}\n\n{sentence}\n\n{PROSE}\n")


@pytest.mark.parametrize(
    ("between", "second"),
    [
        ("", "Tikhonovskaya's calls for him to go."),
        ("- 2 -\n\n", "the calls for him to go."),
        ("Photo: the president in May\n\n", "the calls for him to go."),
    ],
)
def test_paragraphs_cut_by_a_page_break_are_one(between: str, second: str) -> None:
    text = f"{PROSE}\n\nThe president also signalled that he might consider\n\n{between}{second}\n\n{PROSE}"
    assert bodies(text) == [PROSE, f"The president also signalled that he might consider {second}", PROSE]


def test_a_list_joins_the_line_that_opens_it() -> None:
    text = f"{PROSE}\n\nThese plants stopped:\n\n- Naftan (oil)\n- Grodno Azot\n\n{PROSE}"
    assert bodies(text)[1] == "These plants stopped: Naftan (oil); Grodno Azot"


def test_list_items_keep_their_words_and_stand_under_their_headings() -> None:
    text = (
        f"{PROSE}\n\nSTRIKES\n\n* 10 May, Tehran -- Teachers rallied\n  in front of the ministry.\n\n{PROSE}"
    )
    block = read(text).blocks[2]
    assert block.text == "10 May, Tehran -- Teachers rallied in front of the ministry."
    assert block.headings == ("STRIKES", "10 May, Tehran")


def test_time_stamps_and_bold_openings_are_parted_from_the_text() -> None:
    text = f"# LIVE\n\n**18:20** Police fired.\n\n14.05 – Shots were heard.\n\n**Reactions.** {PROSE}"
    found = [(block.text, block.headings) for block in read(text).blocks if block.kind == "body"]
    assert found == [
        ("Police fired.", ("18:20",)),
        ("Shots were heard.", ("14.05",)),
        (PROSE, ("Reactions.",)),
    ]


def test_a_bare_line_is_the_report() -> None:
    assert bodies("Workers at Naftan went on strike yesterday") == [
        "Workers at Naftan went on strike yesterday"
    ]


def test_one_long_paragraph_without_a_full_stop_is_the_report() -> None:
    text = f"Nobody was hurt on 3 May 2008. {PROSE} {PROSE} {PROSE} See"
    assert bodies(text) == [text]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\x89PNG\r\n\x1a\n", "not text: a PNG picture"),
        (b"%PDF-1.7", "not text: a PDF file"),
        (b"a\0b" * 9, "not text"),
        (b"((((((", "no sentences"),
        (b"a" * 20_000_001, "too long"),
        (
            b"Die Arbeiter sind am Montag in den Streik getreten und haben sich mit der Polizei",
            "(de)",
        ),
        ("Рабочие завода вышли на забастовку в понедельник и потребовали отставки".encode(), "not English"),
    ],
)
def test_what_cannot_be_coded_is_a_fatal_problem(data: bytes, message: str) -> None:
    _, problems = read_document(data, "bad")
    assert [message in problem.message for problem in problems if problem.fatal] == [True]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    words = "The union of the café said “no” – and the workers of the plant went on strike."
    document, problems = read_document(words.encode(encoding), "x")
    assert document is not None
    assert document.blocks[0].text == words
    assert not any(problem.fatal for problem in problems)


def test_the_id_is_that_of_the_bytes() -> None:
    first, _ = read_document(PROSE.encode(), "a.txt")
    second, _ = read_document(PROSE.encode(), "b.txt")
    assert first is not None
    assert second is not None
    assert first.id == second.id == first.source.digest[:16]


@given(st.binary(max_size=400))
def test_no_bytes_raise_and_reading_is_deterministic(data: bytes) -> None:
    assert read_document(data, "x") == read_document(data, "x")
    decode(data)


MARKED = st.text(
    alphabet=st.sampled_from(
        [*"aBc. \n\r\t*_[]()>#-\\&;|!—\"'’1209:,", "\u00ad", "\u200b", "\u05d0", "\U0001f600"]
    ),
    max_size=200,
)


@given(MARKED | st.text(max_size=200))
@settings(max_examples=200)
def test_every_clean_character_stands_where_align_says(text: str) -> None:
    document, _ = read_document(text.encode("utf-8", "replace"), "x")
    for block in document.blocks if document else ():
        check_block(document.text if document else "", block)


def check_block(text: str, block: Block) -> None:
    assert 0 <= block.span.start <= block.span.end <= len(text)
    last = -1
    for offset, character in enumerate(block.text):
        at = block.align.to_raw(offset)
        assert last <= at < len(text)
        last = at
        assert text[at] == character or character in " ;-" or text[at] == "&"


@pytest.mark.parametrize(
    "unit", ["(", "[", "](", "*", "\\", "a\n", "- a\n", "x\n\n", "AB\n", "&", "**a", "a-\n"]
)
def test_any_repetition_is_read_in_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        return processor_seconds(lambda: read_document((unit * (size // len(unit))).encode(), "x"))

    seconds(1000)
    assert seconds(80_000) < 12 * seconds(20_000) + 0.5


def test_readable_joins_pieces() -> None:
    document = read(f"{PROSE}\n\nThe president also signalled that he might consider\n\nthe calls.\n")
    block = document.blocks[1]
    at = block.text.index("the calls")
    assert block.align.span(at, at + 9).of(document.text) == "the calls"
    assert readable("ab", ()).text == ""
