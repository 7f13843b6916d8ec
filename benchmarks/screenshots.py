"""Pictures of the desk's pages, light and dark, from the sample book: `python benchmarks/screenshots.py`.

Needs Chromium: `apt-get install chromium`, or TOCSIN_CHROMIUM names one. Written to docs/desk.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import desk_book
from playwright.sync_api import Page, sync_playwright

from tocsin.serve import Gate, Settings, create_app, free_port, hosts_of, listen

OUT = Path(__file__).parents[1] / "docs" / "desk"
WIDTH, HEIGHT = 1280, 860


def chromium() -> str | None:
    """The browser, where there is one."""
    return os.environ.get("TOCSIN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextlib.contextmanager
def served(book: Path, password: str | None = None) -> Iterator[tuple[str, Gate]]:
    """A desk on `book` in a thread of its own: its address, without the key, and its gate."""
    listener: socket.socket = free_port("127.0.0.1", 0)
    port = int(listener.getsockname()[1])
    gate = Gate(hosts=hosts_of("127.0.0.1", port), password=password)
    app = create_app(Settings(book=book, gate=gate, by="Ada"))
    ready = threading.Event()
    threading.Thread(target=listen, args=(app, listener, ready.set), daemon=True).start()
    assert ready.wait(30)
    yield f"http://127.0.0.1:{port}", gate


def pages(address: str, page: Page) -> Iterator[tuple[str, str]]:
    """Name and address of every page worth a picture."""
    yield "today", "/"
    yield "events", "/events?type=PROTEST&mode=strike"
    page.goto(f"{address}/episodes?disputed=yes")
    disputed = page.locator("article h3 a", has_text="olice").first.get_attribute("href") or "/"
    yield "episodes", "/episodes"
    yield "episode", disputed
    page.goto(f"{address}/events?q=walked+off")
    event = (page.locator("article h3 a").first.get_attribute("href") or "").rpartition("/")[2]
    report = page.locator("article .facts a").last.get_attribute("href") or "/"
    yield "report", report
    yield "event", f"/events/{event}"
    yield "map", "/map"
    yield "timeline", "/timeline?step=quarter"
    yield "network", "/network"
    yield "review", f"/review/{event}?order=uncertain"
    yield "merge", f"/review/{event}/merge"
    yield "add", f"{report.partition('?')[0]}/add?start=60&end=76"
    yield "queue", "/review"
    yield "quality", "/quality"
    yield "codebook", "/codebook"
    yield "decisions", "/decisions"
    yield "export", "/export"
    yield "reports", "/reports"
    yield "settings", "/settings"


def shoot(out: Path, book: Path, only: frozenset[str], full: bool, themes: tuple[str, ...]) -> None:
    """Take the pictures."""
    out.mkdir(parents=True, exist_ok=True)
    with served(book) as (address, gate), sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for theme in themes:
            context = browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT},
                color_scheme="dark" if theme == "dark" else "light",
            )
            page = context.new_page()
            page.goto(f"{address}/?token={gate.token}")
            for name, path in list(pages(address, page)):
                if only and name not in only:
                    continue
                page.goto(address + path)
                page.wait_for_load_state("networkidle")
                time.sleep(0.6 if name in ("map", "network") else 0.1)
                file = f"{name}.png" if theme == "light" else f"{name}-{theme}.png"
                page.screenshot(path=out / file, full_page=full)
        browser.close()


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--book", type=Path, help="another book than the sample")
    parser.add_argument("--full", action="store_true", help="whole pages, not the first screen")
    parser.add_argument("--theme", default="light,dark")
    parser.add_argument("only", nargs="*")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        book = wanted.book or Path(folder) / "Sample.tocsin"
        if not wanted.book:
            desk_book.make(book)
        shoot(wanted.out, book, frozenset(wanted.only), wanted.full, tuple(wanted.theme.split(",")))


if __name__ == "__main__":
    main()
