"""What is made to break a reader breaks nothing: it is refused with a reason, and the rest comes out."""

from __future__ import annotations

import os
import re
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from intake.conftest import SMALL, Take, Taken
from intake.hostile import CORPUS, PAGE
from intake.parcels import crawl, http, record, zipped
from tocsin.intake import Limits, Reader
from tocsin.model import Problem, Report


def peak() -> int:
    """The most memory that this process has had, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024  # type: ignore[index]


@pytest.mark.parametrize("name", CORPUS)
def test_an_attack_is_refused_and_the_rest_is_read(name: str, take: Take) -> None:
    attack = CORPUS[name]
    data = attack.make()
    before = peak()
    if attack.hangs:
        with Reader(replace(SMALL, seconds=3)) as impatient:
            items = list(impatient.read_bytes(data, "x"))
        taken = Taken([i for i in items if isinstance(i, Report)], [i for i in items if isinstance(i, Problem)])
    else:
        taken = take(data)
    assert peak() - before < 64 * 2**20 + 3 * len(data)
    assert len(taken.reports) == attack.rest, taken.reasons
    assert re.search(attack.said, taken.reasons) if attack.said else not taken.reasons


def test_a_reader_that_is_killed_costs_only_its_report() -> None:
    with Reader(SMALL) as reader:
        names = []
        for item in reader.read_bytes(zipped({f"{i:02}.html": PAGE for i in range(60)}), "x"):
            names.append(item.name if isinstance(item, Report) else item.document)
            if len(names) == 20:
                assert reader._process
                os.kill(reader._process.pid, signal.SIGKILL)
        assert sorted(set(names)) == [f"x!{i:02}.html" for i in range(60)] or "x" in names
        assert len(names) - len(set(names)) <= 1


def test_a_reader_that_takes_too_long_is_ended_and_the_next_report_goes_on() -> None:
    slow = b"<html><body>" + b"<div>" * 60_000 + b"Police arrested 12 protesters."
    limits = Limits(seconds=2, tags=10**6)
    with Reader(limits) as reader:
        items = list(reader.read_bytes(zipped({"a": PAGE, "b": slow, "c": PAGE}), "x"))
    assert [i.name for i in items if isinstance(i, Report)] == ["x!a", "x!c"]
    assert [(p.document, p.message) for p in items if isinstance(p, Problem)] == [
        ("x!b", "took longer than 2 seconds")
    ]


def test_a_reader_gets_no_more_memory_than_the_limit() -> None:
    limits = Limits(memory=600 * 2**20, free=2**30, report=2**30)
    with Reader(limits) as reader:
        [problem] = list(reader.read_bytes(b"<html>" + b"<p>a</p>" * (40 * 2**20), "x"))
    assert isinstance(problem, Problem)
    assert re.search("memory|crashed|ended|longer", problem.message)


def test_nobody_need_listen_to_the_end() -> None:
    with Reader(SMALL) as reader:
        first = next(iter(reader.read_bytes(zipped({f"{i}.html": PAGE for i in range(99)}), "x")))
        assert isinstance(first, Report)
        [only] = [i for i in reader.read_bytes(PAGE, "y") if isinstance(i, Report)]
        assert only.name == "y"


def test_a_crawl_says_what_it_held() -> None:
    records = [
        record(http(PAGE)),
        record(http(b"gone", status=404)),
        record(b"x", "request"),
        record(b"x", "metadata"),
    ]
    picture = record(http(b"\x89PNG", media="image/png"))
    with Reader(SMALL) as reader:
        items = list(reader.read_bytes(crawl(*records, picture, record(http(PAGE), digest="md5:00")), "x"))
    last = items[-1]
    assert isinstance(last, Problem)
    assert not last.fatal
    assert last.message == (
        "holds 1 answers other than 200, 1 bad records, 1 metadata records, "
        "1 pictures, styles and scripts, 1 reports, 1 request records"
    )
