"""Shards in, Parquet out: the same bytes whoever does it, in whatever shares, however often it is stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow")

from pyarrow import parquet as pq

from tocsin.bulk import Order, held_in, part, shards_of
from tocsin.bulk.order import Shard, Tally
from tocsin.bulk.work import SetUpError, Worker
from tocsin.model import Held
from tocsin.pipeline import Coder

STRIKE = "MINSK, 17 August 2020 (Wire) - Workers at the plant went on strike on Monday. Police arrested 12."
CALM = "ACCRA, 18 August 2020 (Wire) - The sun was out. People sat on benches and ate ice, as they often do."
FOREIGN = (
    "Die Arbeiter des Werkes haben am Montag die Arbeit niedergelegt, wie die Gewerkschaft mitteilte. " * 3
)


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """One coder for all tests; each gives it a folder of its own."""
    made = Worker(Order(out=tmp_path_factory.mktemp("unused")))
    yield made
    made.close()


def shard(path: Path) -> Shard:
    (found,) = shards_of((str(path),))
    return found


def code(worker: Worker, path: Path, out: Path) -> Tally:
    worker.order = Order(out=out)
    return worker.code(shard(path), lambda progress: None)


def lines(path: Path, *texts: str) -> Path:
    rows = ({"id": f"r{i}", "text": text, "title": "A day"} for i, text in enumerate(texts))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def contents(out: Path) -> dict[str, bytes]:
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def events(out: Path) -> list[dict[str, Any]]:
    return [row for path in sorted((out / "events").iterdir()) for row in pq.read_table(path).to_pylist()]


def test_a_shard_gives_its_events_and_the_counts_of_its_reports(worker: Worker, tmp_path: Path) -> None:
    tally = code(worker, lines(tmp_path / "day.jsonl", STRIKE, CALM, FOREIGN, STRIKE), tmp_path / "out")
    assert (tally.read, tally.coded, tally.failed) == (4, 2, 0)
    assert sum(tally.dropped.values()) == 2
    assert tally.dropped["the same bytes as another of the shard"] == 1
    found = events(tmp_path / "out")
    assert [(e["event"], e["mode"]) for e in found] == [("PROTEST", ["strike"]), ("COERCE", ["arrest"])]
    assert found[0]["document"].endswith("day.jsonl#r0")
    assert found[0]["date"]["start"].isoformat() == "2020-08-17"


def test_what_was_done_is_not_done_again_and_gives_the_same_counts(worker: Worker, tmp_path: Path) -> None:
    path = lines(tmp_path / "day.jsonl", STRIKE, CALM, FOREIGN)
    first = code(worker, path, tmp_path / "out")
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*.parquet")}
    assert code(worker, path, tmp_path / "out") == first
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*.parquet")} == before


def test_a_shard_that_has_changed_since_is_coded_again(worker: Worker, tmp_path: Path) -> None:
    code(worker, lines(tmp_path / "day.jsonl", CALM), tmp_path / "out")
    assert not events(tmp_path / "out")
    assert code(worker, lines(tmp_path / "day.jsonl", CALM, STRIKE), tmp_path / "out").events == 2
    assert len(events(tmp_path / "out")) == 2


def test_a_marker_that_was_cut_off_counts_for_nothing(worker: Worker, tmp_path: Path) -> None:
    path = lines(tmp_path / "day.jsonl", STRIKE)
    code(worker, path, tmp_path / "out")
    whole = contents(tmp_path / "out")
    (marker,) = (tmp_path / "out" / "done").iterdir()
    marker.write_bytes(marker.read_bytes()[:40])
    code(worker, path, tmp_path / "out")
    assert contents(tmp_path / "out") == whole


def test_the_same_rows_as_parquet_and_as_json_lines_give_the_same_events(
    worker: Worker, tmp_path: Path
) -> None:
    import pyarrow as pa

    written = lines(tmp_path / "day.jsonl", STRIKE, CALM)
    rows = [json.loads(line) for line in written.read_text().splitlines()]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "day.parquet")
    code(worker, written, tmp_path / "one")
    code(worker, tmp_path / "day.parquet", tmp_path / "other")
    told = [[(e["event"], e["trigger"], e["report"]) for e in events(tmp_path / o)] for o in ("one", "other")]
    assert told[0] == told[1]
    assert len(told[0]) == 2


@pytest.mark.parametrize("content", [b"", b"PAR1 and no table", b"\x89PNG\r\n", b'{"a": 1}\n{"b": 2}\n'])
def test_a_shard_that_holds_nothing_to_read_is_a_problem_and_done(
    worker: Worker, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "odd.bin").write_bytes(content)
    tally = code(worker, tmp_path / "odd.bin", tmp_path / "out")
    assert tally.coded == 0
    assert tally.problems or tally.dropped
    assert [p.name for p in (tmp_path / "out" / "done").iterdir()]


def test_a_defect_over_one_report_costs_no_other(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Coder.code_report

    def broken(self: Coder, report: Any, published: Any = None) -> Any:
        if b"sun" in report.data:
            raise RuntimeError("the sun")
        return whole(self, report, published)

    monkeypatch.setattr(Coder, "code_report", broken)
    tally = code(worker, lines(tmp_path / "day.jsonl", CALM, STRIKE), tmp_path / "out")
    assert (tally.read, tally.failed, tally.coded) == (2, 1, 1)
    assert "the sun" in tally.problems[0][1]


def test_a_name_from_the_world_is_no_path(tmp_path: Path) -> None:
    odd = shard(tmp_path / "../ä b\n..|x.jsonl")
    assert "/" not in odd.key
    assert not odd.key.startswith(".")
    assert odd.key.isascii()


def test_the_shares_are_all_shards_each_once() -> None:
    shards = [Shard(str(i), str(i), 0) for i in range(11)]
    shares = [part(shards, i, 3) for i in (1, 2, 3)]
    assert sorted(s for share in shares for s in share) == sorted(shards)


def test_the_result_is_read_back_as_reports_of_a_book(worker: Worker, tmp_path: Path) -> None:
    code(worker, lines(tmp_path / "day.jsonl", STRIKE, CALM), tmp_path / "out")
    held = [one for one in held_in(tmp_path / "out") if isinstance(one, Held)]
    assert [len(one.coding.events) for one in held] == [2, 0]
    assert held[0].coding.document.text.startswith("# A day\n\nMINSK")
    assert held[0].coder == worker.coder.made_by


def test_a_coder_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetUpError, match="en_core_web_nowhere"):
        Worker(Order(out=tmp_path, lang_model="en_core_web_nowhere"))


# ------------------------------------------------------------------ the command


def tocsin(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tocsin", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def test_all_cores_shares_and_a_run_that_was_killed_give_the_same_bytes(tmp_path: Path) -> None:
    paths = [lines(tmp_path / f"{i}.jsonl", STRIKE + f" Day {i}.", CALM) for i in range(3)]
    assert tocsin("bulk", *paths, "--out", tmp_path / "one", "--workers", 2).returncode == 0
    whole = contents(tmp_path / "one")
    assert len(whole) == 9
    for share in ("1/2", "2/2"):
        done = tocsin("bulk", *paths, "--out", tmp_path / "shares", "--shard", share, "--workers", 1)
        assert done.returncode == 0
    assert contents(tmp_path / "shares") == whole
    command = [sys.executable, "-m", "tocsin", "bulk", *map(str, paths), "--out", str(tmp_path / "killed")]
    killed = subprocess.Popen([*command, "--workers", "1"], start_new_session=True)
    while killed.poll() is None and not list(tmp_path.glob("killed/done/*.json")):
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert tocsin("bulk", *paths, "--out", tmp_path / "killed", "--workers", 1).returncode == 0
    assert contents(tmp_path / "killed") == whole


def test_the_command_counts_what_it_did_and_a_book_takes_it(tmp_path: Path) -> None:
    path, book = lines(tmp_path / "day.jsonl", STRIKE, CALM, FOREIGN), tmp_path / "a.tocsin"
    done = tocsin("bulk", path, tmp_path / "none.jsonl", "--out", tmp_path / "out")
    assert done.returncode == 1  # one shard is not there
    counts = {
        what: int(n.replace(",", "")) for n, what in (r.split(maxsplit=1) for r in done.stdout.splitlines())
    }
    assert (counts["reports read"], counts["coded"], counts["events"], counts["of 2 shards done"]) == (
        3,
        2,
        2,
        2,
    )
    assert tocsin("add", "--from", tmp_path / "out", "--book", book).stdout == "2 reports added.\n"
    assert (
        tocsin("add", "--from", tmp_path / "out", "--book", book).stdout
        == "0 reports added; 2 there already.\n"
    )
    assert len(tocsin("events", "--book", book, "--format", "jsonl").stdout.splitlines()) == 2


@pytest.mark.parametrize("share", ["0/3", "4/3", "1", "a/b", "1/0"])
def test_a_share_that_is_none_is_wrong_usage(tmp_path: Path, share: str) -> None:
    assert tocsin("bulk", "x.jsonl", "--out", tmp_path, "--shard", share).returncode == 2
