"""Exports: what is written is what is expected, the same each time, and whole or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exported import ABOUT, ARREST, BY_HAND, GOLDEN, SAME, STRIKE, A, B, codebook, contents, exported
from tocsin.codebook import CodebookError
from tocsin.codebook.plover import load_types
from tocsin.export import FORMATS, About, Written, export, read_archive
from tocsin.export.cells import csv_text
from tocsin.export.ical import folded
from tocsin.export.tables import acled_rows, countries, industries, inters, labour_rows
from tocsin.export.tellings import Spool
from tocsin.model import Held, Problem

TABLES = ("polecat", "acled", "labour", "csv")


def files(folder: Path) -> dict[str, bytes]:
    """Name and bytes of every file."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a table as the standard library reads them."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


@pytest.mark.parametrize("to", FORMATS)
class TestEveryFormat:
    def test_is_as_expected(self, to: str, tmp_path: Path) -> None:
        exported(to, tmp_path)
        found = {p.name: p.read_bytes().decode() for p in (GOLDEN / to).iterdir()}
        assert contents(tmp_path) == found, "`python tests/exported.py` writes what is expected anew"

    def test_gives_the_same_bytes_each_time_also_over_an_older_export(self, to: str, tmp_path: Path) -> None:
        exported(to, tmp_path / "a")
        exported(to, tmp_path / "b", reports=(B,))
        exported(to, tmp_path / "b")
        assert files(tmp_path / "a") == files(tmp_path / "b")

    def test_tells_size_and_hash_of_every_file_and_the_columns_of_every_table(
        self, to: str, tmp_path: Path
    ) -> None:
        written = exported(to, tmp_path)
        package = json.loads((tmp_path / "datapackage.json").read_bytes())
        assert {tmp_path / r["path"] for r in package["resources"]} | {tmp_path / "datapackage.json"} == {
            *written.files
        }
        for resource in package["resources"]:
            data = (tmp_path / resource["path"]).read_bytes()
            assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
            assert resource["bytes"] == len(data)
            if resource.get("format") in ("csv", "tsv"):
                delimiter = resource.get("dialect", {}).get("delimiter", ",")
                head = next(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter))
                assert head == [field["name"] for field in resource["schema"]["fields"]]
                assert all(field["description"] for field in resource["schema"]["fields"])
                assert resource["rows"] == len(rows(tmp_path / resource["path"], delimiter))

    def test_says_what_was_asked_for_and_what_coded_it(self, to: str, tmp_path: Path) -> None:
        exported(to, tmp_path)
        told = json.loads((tmp_path / "datapackage.json").read_bytes())["tocsin"]
        assert told["filters"] == {"countries": ["GHA"]}
        assert told["coders"] == {"tocsin 0 rules": 2}
        assert (told["reports"], told["events"], told["codebooks"]) == (2, 7, {"c0de": 2})

    def test_leads_from_every_event_to_its_report(self, to: str, tmp_path: Path) -> None:
        exported(to, tmp_path)
        found = {(r["event_id"], r["episode_id"], r["report_id"]) for r in rows(tmp_path / "crosswalk.csv")}
        assert found == {
            (e.id, held.episodes[e.id], held.coding.document.id)
            for held in (A, B)
            for e in held.coding.events
        }

    def test_can_be_a_file_with_others_beside_it(self, to: str, tmp_path: Path) -> None:
        exported(to, tmp_path / "folder")
        exported(to, tmp_path / f"mine{FORMATS[to].suffixes[0]}")
        names = {path.name for path in tmp_path.iterdir()}
        assert {f"mine{FORMATS[to].suffixes[0]}", "mine.crosswalk.csv", "mine.datapackage.json"} <= names
        package = json.loads((tmp_path / "mine.datapackage.json").read_bytes())
        assert all((tmp_path / resource["path"]).exists() for resource in package["resources"])

    def test_of_nothing_is_whole_too(self, to: str, tmp_path: Path) -> None:
        assert exported(to, tmp_path, reports=()).events == 0

    def test_takes_whatever_stands_in_a_report(self, to: str, tmp_path: Path) -> None:
        text = "\x00\ufffe<a> ]]> \udc80 =1\r\n\u2028;,\t\"'\\ 𝔘" * 20
        strike = replace(STRIKE, actors=tuple(replace(a, text=text, name=text) for a in STRIKE.actors))
        document = replace(A.coding.document, text=text, name=text, title=text)
        wild = replace(A, coding=replace(A.coding, document=document, events=(strike, ARREST)))
        exported(to, tmp_path, reports=(wild, B))
        assert contents(tmp_path)


# ------------------------------------------------------------------ whole or not at all


def test_a_folder_of_somebody_elses_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    found = export("plover", [A], tmp_path, ABOUT, codebook())
    assert isinstance(found, Problem)
    assert "not empty" in found.message
    assert files(tmp_path) == {"thesis.txt": b"mine"}


@pytest.mark.parametrize("name", ["events.csv", "events.datapackage.json"])
def test_a_file_of_somebody_elses_is_never_touched(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("{}")
    found = export("csv", [A], tmp_path / "events.csv", ABOUT, codebook())
    assert isinstance(found, Problem)
    assert files(tmp_path) == {name: b"{}"}


def test_files_put_beside_an_export_outlive_the_next_one_and_its_own_old_ones_go(tmp_path: Path) -> None:
    exported("acled", tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    exported("plover", tmp_path)
    assert {*files(tmp_path)} == {"events.jsonl", "crosswalk.csv", "datapackage.json", "notes.txt"}


def test_an_export_that_fails_leaves_the_older_one_and_no_draft(tmp_path: Path) -> None:
    exported("labour", tmp_path)
    before = files(tmp_path)

    def broken() -> Iterator[Held]:
        yield A
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        export("labour", broken(), tmp_path, ABOUT, codebook())
    assert files(tmp_path) == before
    with pytest.raises(OSError, match="No space"):
        export("labour", broken(), tmp_path / "new" / "folder", ABOUT, codebook())
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("to", "name", "message"),
    [
        ("gdelt", "x", "no format"),
        ("acled", "x.geojson", "written as .csv"),
        ("ical", "x/y.csv", "written as"),
    ],
)
def test_a_wrong_wish_is_a_problem(to: str, name: str, message: str, tmp_path: Path) -> None:
    found = export(to, [A], tmp_path / name, ABOUT, codebook())
    assert isinstance(found, Problem)
    assert message in found.message
    assert not files(tmp_path)


# ------------------------------------------------------------------ archive


@pytest.mark.parametrize("with_names", [True, False])
def test_an_archive_read_and_written_again_is_the_same_bytes(with_names: bool, tmp_path: Path) -> None:
    about = replace(ABOUT, with_names=with_names)
    exported("archive", tmp_path / "a", about)
    read = list(read_archive(tmp_path / "a"))
    reports = tuple(item for item in read if isinstance(item, Held))
    judged = [item for item in read if not isinstance(item, Held | Problem)]
    assert isinstance(export("archive", reports, tmp_path / "b", about, codebook(), judged), Written)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_an_archive_with_names_holds_everything(tmp_path: Path) -> None:
    exported("archive", tmp_path, About(with_names=True))
    assert list(read_archive(tmp_path / "archive.jsonl")) == [A, B, SAME, BY_HAND]


def test_an_archive_that_is_a_file_is_read_and_so_is_its_folder(tmp_path: Path) -> None:
    exported("archive", tmp_path / "mine.jsonl", About(with_names=True))
    assert len(list(read_archive(tmp_path / "mine.jsonl"))) == 4


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "line 3: no JSON"),
        ('{"report":{"coding":{}}}', "line 3: coding: Coding without document"),
        ('{"opinion":{}}', "line 3: neither a report nor a judgement"),
        ("[" * 100_000, "line 3: no JSON"),
        ("[]", "line 3: neither"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_are_read(
    line: str, message: str, tmp_path: Path
) -> None:
    exported("archive", tmp_path, About(with_names=True))
    file = tmp_path / "archive.jsonl"
    lines = file.read_text().splitlines()
    file.write_text("\n".join((*lines[:2], line, *lines[2:])) + "\n")
    read = list(read_archive(file))
    assert [item for item in read if not isinstance(item, Problem)] == [A, B, SAME, BY_HAND]
    (problem,) = (item for item in read if isinstance(item, Problem))
    assert problem.message.startswith(message)


def test_an_archive_cut_off_says_so(tmp_path: Path) -> None:
    exported("archive", tmp_path, About(with_names=True))
    file = tmp_path / "archive.jsonl"
    file.write_bytes(file.read_bytes()[:-9])
    *whole, last = read_archive(file)
    assert whole == [A, B, SAME]
    assert isinstance(last, Problem)
    assert last.message == "line 5: the line is cut off"


@pytest.mark.parametrize(
    "head", [b"", b"id,document\r\n", b'{"tocsin": "archive", "layout": 99}\n', b"\xff\xfe\n"]
)
def test_what_is_no_archive_is_one_fatal_problem(head: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(head)
    (problem,) = read_archive(tmp_path / "x.jsonl")
    assert isinstance(problem, Problem)
    assert problem.fatal


# ------------------------------------------------------------------ cells

STARTERS = tuple("=+-@＝＋－＠﹦﹢﹣﹫−\t\r")


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.text() | st.sampled_from([f"{c}1+1" for c in STARTERS]) | st.sampled_from(["\t=1", "a; =1"]))
)
def test_no_cell_of_a_safe_table_begins_as_a_formula(cells: list[str]) -> None:
    for row in csv.reader(io.StringIO(csv_text([cells]), newline="")):
        pieces = [piece.strip() for cell in row for piece in cell.split(";")]
        assert not [piece for piece in pieces if piece.startswith(STARTERS)]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.lists(st.text(), min_size=2), min_size=1))
def test_a_raw_table_is_read_back_as_it_was(table: list[list[str]]) -> None:
    assert list(csv.reader(io.StringIO(csv_text(table, raw=True), newline=""))) == table


def test_numbers_stay_numbers_and_text_that_looks_like_a_formula_does_not() -> None:
    assert csv_text([(-0.5, "-0.5", "+1", 3)]) == "-0.5,'-0.5,'+1,3\r\n"


def test_the_sheet_for_excel_has_a_byte_order_mark_and_the_raw_one_none(tmp_path: Path) -> None:
    exported("csv", tmp_path)
    assert (tmp_path / "events.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (tmp_path / "events-raw.csv").read_bytes().startswith(b"\xef\xbb\xbf")


# ------------------------------------------------------------------ single formats


def test_acled_has_its_31_columns_and_polecat_its_40() -> None:
    acled = (GOLDEN / "acled" / "episodes.csv").read_text().splitlines()[0].split(",")
    assert (len(acled), acled[0], acled[5], acled[-1]) == (31, "event_id_cnty", "event_type", "timestamp")
    polecat = (GOLDEN / "polecat" / "events.tsv").read_text().splitlines()[0].split("\t")
    assert (len(polecat), polecat[0], polecat[-1]) == (40, "Event ID", "Version")


@pytest.mark.parametrize("to", ["acled", "polecat"])
def test_nobody_takes_the_table_for_the_real_one(to: str, tmp_path: Path) -> None:
    exported(to, tmp_path)
    said = f"not {to.upper()} data"
    assert said in (tmp_path / "MAPPING.md").read_text()
    assert said in json.loads((tmp_path / "datapackage.json").read_bytes())["resources"][0]["description"]


def test_acled_has_one_row_for_two_reports_of_one_strike_and_none_for_what_did_not_happen(
    tmp_path: Path,
) -> None:
    exported("acled", tmp_path)
    strike, arrest, killing = rows(tmp_path / "episodes.csv")
    assert (strike["event_type"], strike["tags"]) == ("Protests", "crowd size=2,280–2,520 / 855–945; strike")
    assert (strike["source"], strike["iso"]) == ("Harbour Wire; Tema Post", "288")
    assert (arrest["sub_event_type"], arrest["inter1"]) == ("Arrests", "State forces")
    assert (killing["fatalities"], killing["event_date"], killing["time_precision"]) == (
        "2",
        "2024-03-05",
        "1",
    )


def test_labour_has_employer_union_and_the_span_of_all_numbers(tmp_path: Path) -> None:
    exported("labour", tmp_path)
    strike, called = rows(tmp_path / "strikes.csv")
    assert (strike["employer"], strike["union"]) == ("Meridian Gulf Terminals", "Harbour Union")
    assert (strike["workers_min"], strike["workers_max"]) == ("855", "2520")
    assert (strike["reports"], strike["independent"]) == ("2", "2")
    assert (called["kind"], called["place"], called["start"]) == ("strike called", "Takoradi", "2024-03-07")


def test_a_copy_does_not_count_as_an_independent_report(tmp_path: Path) -> None:
    exported("labour", tmp_path, reports=(A, replace(B, copy_of="a" * 16)))
    strike = rows(tmp_path / "strikes.csv")[0]
    assert (strike["reports"], strike["independent"]) == ("2", "1")


def test_geojson_has_longitude_first_and_no_point_where_none_is_known(tmp_path: Path) -> None:
    exported("geojson", tmp_path)
    found = json.loads((tmp_path / "events.geojson").read_bytes())["features"]
    assert found[0]["geometry"]["coordinates"] == [-0.01657, 5.6698]
    assert found[5]["geometry"] is None


def test_a_graph_is_read_by_networkx(tmp_path: Path) -> None:
    import networkx

    exported("graphml", tmp_path)
    graph = networkx.read_graphml(tmp_path / "actors.graphml")
    edges = {
        (graph.nodes[a]["name"], graph.nodes[b]["name"], d["type"]) for a, b, d in graph.edges(data=True)
    }
    assert ("Joseph Quarshie", "Efua Mensah-Boateng", "REQUEST") in edges
    assert len(graph.edges) == 3


def test_one_identity_in_two_reports_is_one_node(tmp_path: Path) -> None:
    import networkx

    again = replace(B, coding=replace(A.coding, document=B.coding.document), identities=A.identities)
    exported("graphml", tmp_path, reports=(A, again))
    graph = networkx.read_graphml(tmp_path / "actors.graphml")
    (minister,) = (n for _, n in graph.nodes(data=True) if n["name"] == "Joseph Quarshie")
    assert (minister["events"], minister["reports"]) == (2, 2)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=400))
def test_a_folded_line_is_short_and_unfolds_to_itself(text: str) -> None:
    lines = folded(text).split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "".join((lines[0], *(line[1:] for line in lines[1:]))) == text


def test_a_calendar_has_whole_days_and_lines_that_end_as_they_must(tmp_path: Path) -> None:
    exported("ical", tmp_path)
    text = (tmp_path / "announced.ics").read_bytes().decode()
    assert text.count("\n") == text.count("\r\n")
    lines = text.replace("\r\n ", "").split("\r\n")
    assert {"DTSTART;VALUE=DATE:20240307", "DTEND;VALUE=DATE:20240308", "DTSTAMP:20240305T000000Z"} <= {
        *lines
    }


def test_the_day_of_announcing_is_no_day_of_a_calendar(tmp_path: Path) -> None:
    source = replace(A.coding.document.source, published=dt.date(2024, 3, 9))
    document = replace(A.coding.document, source=source)
    exported("ical", tmp_path, reports=(replace(A, coding=replace(A.coding, document=document)),))
    assert b"BEGIN:VEVENT" not in (tmp_path / "announced.ics").read_bytes()


SCHEMAS = {
    "Article": {"title", "fileName", "publisher", "publishedAt", "sourceUrl", "language"},
    "Event": {"name", "startDate", "endDate", "location", "country", "organizer", "involved", "summary",
              "sourceUrl", "publisher", "proof", "keywords", "recordId"},
    "Documentation": {"document", "entity", "role"},
    "Person": {"name", "country", "position"},
    "Organization": {"name", "country"},
    "PublicBody": {"name", "country"},
    "LegalEntity": {"name", "country"},
    "Position": {"name"},
    "Occupancy": {"holder", "post", "startDate", "endDate"},
}  # fmt: skip
"""FollowTheMoney's schemas, as far as they are used."""


def test_entities_have_properties_of_their_schema_and_lead_to_entities(tmp_path: Path) -> None:
    exported("ftm", tmp_path)
    found = [json.loads(line) for line in (tmp_path / "entities.ftm.json").read_text().splitlines()]
    ids = {entity["id"] for entity in found}
    assert len(ids) == len(found)
    for entity in found:
        assert entity["properties"].keys() <= SCHEMAS[entity["schema"]]
        for name in ("organizer", "involved", "proof", "document", "entity", "holder", "post"):
            assert {*entity["properties"].get(name, ())} <= ids


def test_follow_the_money_takes_every_value(tmp_path: Path) -> None:
    model = pytest.importorskip("followthemoney").model
    exported("ftm", tmp_path)
    for line in (tmp_path / "entities.ftm.json").read_text().splitlines():
        given = json.loads(line)
        proxy = model.get_proxy(given, cleaned=False)
        assert {name: sorted(proxy.get(name)) for name in proxy.properties if proxy.get(name)} == {
            name: sorted(values) for name, values in given["properties"].items()
        }
        proxy.schema.validate(given)


def test_parquet_has_types_that_do_not_depend_on_what_is_in_it(tmp_path: Path) -> None:
    from pyarrow import parquet

    exported("parquet", tmp_path / "full")
    exported("parquet", tmp_path / "empty", reports=())
    full, empty = (parquet.read_schema(tmp_path / name / "events.parquet") for name in ("full", "empty"))
    assert full == empty
    assert str(full.field("date").type.field("start").type) == "date32[day]"


# ------------------------------------------------------------------ tables and the spool


def test_every_row_of_the_tables_names_what_the_codebook_has() -> None:
    types = load_types(codebook().root)
    pairs = [(row.type, row.mode) for row in acled_rows()] + [(row.type, row.mode) for row in labour_rows()]
    assert not [(kind, mode) for kind, mode in pairs if mode is not None and mode not in types[kind].modes]
    assert {*inters()} <= {*codebook().agents.sectors}
    assert len(industries()) > 20


def test_every_country_of_the_codebook_has_its_codes() -> None:
    assert not [code for code in codebook().atlas.countries._states if code not in countries()]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("PROTEST | - | | Protests | Big protest", "acled.txt:1: ACLED has no 'Protests' / 'Big protest'"),
        ("PROTEST | - | rainy | Protests | Peaceful protest", "acled.txt:1: no condition: rainy"),
        ("PROTEST | - | Protests", "acled.txt:1: 3 cells, wanted 5"),
    ],
)
def test_a_wrong_row_is_named_with_file_and_line(row: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "acled.txt").write_text(row)
    with pytest.raises(CodebookError, match=message):
        acled_rows(tmp_path)


@given(
    st.lists(st.tuples(st.sampled_from("abcé"), st.text(alphabet=st.characters(exclude_categories=["Cs"]))))
)
@settings(deadline=None, max_examples=30)
def test_a_spool_gives_texts_by_key_in_the_order_in_which_they_came(texts: list[tuple[str, str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder))
        for key, text in texts:
            spool.add(key, text)
        found = [(key, list(group)) for key, group in spool.groups()]
        spool.close()
    wanted: dict[str, list[str]] = {}
    for key, text in texts:
        wanted.setdefault(key, []).append(text)
    assert found == list(wanted.items())
