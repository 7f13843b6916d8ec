"""Many people at one desk: `python benchmarks/desk_together.py --clients 20 --decisions 200`.

Each client decides on events one after the other, over HTTP. Prints how long a decision takes, and whether
all are in the log, each once, and the chain whole.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

import desk_book
import httpx
from screenshots import served

from tocsin.store import open_book


def client(
    address: str, token: str, name: str, events: list[str], count: int, took: list[float], failed: list[str]
) -> None:
    """One person: accepts, rejects, is unsure, in turn."""
    verdicts = ("accepted", "rejected", "unsure", "noted")
    headers = {"authorization": f"Bearer {token}", "cookie": f"tocsin-by={quote(name)}"}
    with httpx.Client(base_url=address, headers=headers, timeout=120) as http:
        for i in range(count):
            body = {"verdict": verdicts[i % 4], "event": events[i % len(events)], "note": f"{name} {i}"}
            start = time.perf_counter()
            answer = http.post("/api/decisions", json=body)
            took.append(time.perf_counter() - start)
            if answer.status_code != 201:
                failed.append(f"{answer.status_code} {answer.text[:200]}")


def run(book: Path, clients: int, decisions: int) -> int:
    """Let them decide; the exit status."""
    took: list[float] = []
    failed: list[str] = []
    with served(book) as (address, gate):
        with httpx.Client(base_url=address, headers={"authorization": f"Bearer {gate.token}"}) as http:
            items = http.get("/api/events", params={"limit": 100}).json()["items"]
        events = [item["id"] for item in items]
        threads = [
            threading.Thread(
                target=client,
                args=(address, gate.token, f"coder {n}", events[n:] + events[:n], decisions, took, failed),
            )
            for n in range(clients)
        ]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        whole = time.perf_counter() - start
    took.sort()
    with open_book(book) as opened:
        kept = opened.view().decisions()
        broken = opened.view().broken_decisions()
        faults = [problem.message for problem in opened.check() if problem]
    lost = clients * decisions - len({d.note for d in kept})
    print(
        f"{clients} clients, {decisions} decisions each in {whole:.1f} s: {len(took) / whole:.0f} a second; "
        f"median {took[len(took) // 2] * 1000:.0f} ms, 95th percentile "
        f"{took[int(len(took) * 0.95)] * 1000:.0f} ms; {lost} lost, {len(failed)} failed, "
        f"chain {'broken' if broken else 'whole'}, {len(faults)} faults"
    )
    for message in (*failed[:3], *broken[:3], *faults[:3]):
        print("  ", message)
    return int(bool(lost or failed or broken or faults))


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--book", type=Path, help="a book to copy; else the sample")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "together.tocsin"
        if wanted.book:
            shutil.copy(wanted.book, book)
        else:
            desk_book.make(book)
        return run(book, wanted.clients, wanted.decisions)


if __name__ == "__main__":
    sys.exit(main())
