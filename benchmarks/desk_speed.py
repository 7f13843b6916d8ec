"""How fast the desk is: `python benchmarks/desk_speed.py --book big.tocsin`, or on a made-up book.

Prints how long it takes until the desk can be asked; the first page and the facets under many filters; a
decision; and, where there is a Chromium, how long until map and timeline are drawn, and how much came for it.
The made-up book is one of `--reports` reports, held `--times` over under other ids.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import httpx
import made_up
from screenshots import chromium, served

from tocsin.store import open_book

NEW_ID = "printf('%x', :k) || substr(id, 2) || :k"
COPIES = (
    "INSERT INTO report SELECT seq + :r, :k || '-' || id, name, publisher, published, text, data, coder, "
    "codebook, NULL FROM report WHERE seq <= :reports",
    f"INSERT INTO event SELECT seq + :e, {NEW_ID}, report + :r, n, day, until, confidence, seq + :e, "
    f"replace(data, '\"' || id || '\"', '\"' || {NEW_ID} || '\"') FROM event WHERE seq <= :events",
    "INSERT INTO glance SELECT event + :e, lat, lon, size FROM glance WHERE event <= :events",
    "INSERT INTO posting SELECT term, day, event + :e FROM posting WHERE event <= :events",
    "INSERT INTO words (rowid, sentence, names) SELECT rowid + :e, sentence, names FROM words "
    "WHERE rowid <= :events",
)
FILTERS = (
    "", "type=PROTEST", "type=ASSAULT&type=COERCE", "mode=strike", "mode=firearms", "country=BLR",
    "country=ROU", "sector=COP", "status=negated", "voice=attributed", "since=2025-12-01",
    "until=2025-01-20", "sure=0.95",
    "q=strike", "q=soldiers", "standing=open",
)  # fmt: skip
DECISIONS = 60


def make(path: Path, reports: int, times: int) -> None:
    """A made-up book, not linked, each of its reports `times` over."""
    with open_book(path, create=True) as book, book.writing() as writing:
        for made in made_up.reports(reports, seed=1):
            writing.add(made.held.coding, made.held.coder, made.held.codebook)
        for report in writing.queued(-1):
            writing.done(report)
    multiply(path, times)


def multiply(path: Path, times: int) -> None:
    """Every report and event of a book several times over, under other ids."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous = OFF")
    tables = ("report", "event")
    reports, events = (db.execute(f"SELECT max(seq) FROM {table}").fetchone()[0] for table in tables)
    for k in range(1, times):
        at = {"k": k, "r": k * reports, "e": k * events, "reports": reports, "events": events}
        for query in COPIES:
            wanted = {name: value for name, value in at.items() if f":{name}" in query}
            db.execute(query, wanted)
        db.commit()
    db.execute("UPDATE term SET events = events * ?", (times,))
    db.commit()
    db.close()


def told(what: str, took: list[float]) -> str:
    """Median, 95th percentile and the longest, in milliseconds."""
    took = sorted(took)
    at = [took[len(took) // 2], took[min(int(len(took) * 0.95), len(took) - 1)], took[-1]]
    median, p95, most = (round(seconds * 1000) for seconds in at)
    return f"{what}: median {median} ms, 95th percentile {p95} ms, at most {most} ms"


def ask(http: httpx.Client) -> None:
    """Pages under pairs of filters, then decisions."""
    for path in ("/events", "/api/facets"):
        took = []
        for one, other in itertools.combinations(FILTERS, 2):
            start = time.perf_counter()
            answer = http.get(f"{path}?{one}&{other}")
            took.append(time.perf_counter() - start)
            assert answer.status_code == 200, answer.text
        print(told(f"{path} under {len(took)} pairs of filters", took), flush=True)
    took = []
    for _ in range(20):
        start = time.perf_counter()
        http.get("/")
        took.append(time.perf_counter() - start)
    print(told("the front page, 20 times", took), flush=True)
    ids = [
        item["id"]
        for item in http.get("/api/events", params={"limit": DECISIONS, "type": "PROTEST"}).json()["items"]
    ]
    took = []
    for i, id in enumerate(ids):
        body = {"verdict": ("accepted", "rejected", "unsure")[i % 3], "event": id}
        start = time.perf_counter()
        answer = http.post("/api/decisions", json=body)
        took.append(time.perf_counter() - start)
        assert answer.status_code == 201, answer.text
    print(told(f"{len(took)} decisions", took), flush=True)


def draw(address: str, token: str) -> None:
    """Map and timeline in a browser, of about 100,000 events."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(f"{address}/?token={token}")
        weight: list[int] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: weight.append(int(event["encodedDataLength"])))
        for path, drawn in (("/map?type=PROTEST", ".map-tools"), ("/timeline?type=PROTEST", "#timeline g")):
            took = []
            for _ in range(5):
                weight.clear()
                start = time.perf_counter()
                page.goto(address + path, wait_until="commit")
                page.locator(drawn).first.wait_for(state="attached")
                took.append(time.perf_counter() - start)
                page.wait_for_load_state("networkidle")
            events = page.locator("h1").inner_text()
            print(
                f"{told(f'{path}, {events}, until drawn', took)}; {sum(weight) / 1024:.0f} KB came",
                flush=True,
            )
        browser.close()


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--book", type=Path, help="a book that is there; it is decided on")
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--times", type=int, default=50)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = wanted.book or Path(folder) / "made-up.tocsin"
        if not path.exists():
            make(path, wanted.reports, wanted.times)
        start = time.perf_counter()
        with served(path) as (address, gate):
            size, took = os.stat(path).st_size / 2**20, time.perf_counter() - start
            print(f"{size:,.0f} MB on disk; open after {took:.1f} s")
            key = {"authorization": f"Bearer {gate.token}"}
            with httpx.Client(base_url=address, headers=key, timeout=120) as http:
                print(f"{http.get('/api/').json()['events']:,} events")
                ask(http)
            if chromium() or shutil.which("chromium"):
                draw(address, gate.token)
    return 0


if __name__ == "__main__":
    sys.exit(main())
