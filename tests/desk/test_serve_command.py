"""`tocsin serve` as its user meets it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

SERVE = [sys.executable, "-m", "tocsin", "serve", "--no-browser", "--port", "0"]


def test_it_prints_an_address_that_opens_and_ends_when_interrupted(book: Path) -> None:
    with subprocess.Popen([*SERVE, "--book", str(book)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        address = process.stdout.readline().decode().strip()
        with httpx.Client(follow_redirects=True, timeout=30) as http:
            assert "Tocsin" in http.get(address).text
            where = address.partition("?")[0]
            assert http.get(f"{where}api/").json()["events"] > 100
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode in (0, 130)
    assert b"Traceback" not in said


def refused(*arguments: str, **more: str) -> tuple[int, str]:
    done = subprocess.run(
        [*SERVE, *arguments], capture_output=True, timeout=60, stdin=subprocess.DEVNULL, env={**os.environ, **more}
    )
    return done.returncode, done.stderr.decode()


def test_another_address_is_not_served_without_a_password(book: Path) -> None:
    status, said = refused("--book", str(book), "--host", "0.0.0.0", TOCSIN_PASSWORD="short")
    assert (status, "TOCSIN_PASSWORD" in said) == (2, True)


def test_where_there_is_no_book_it_says_so(tmp_path: Path) -> None:
    status, said = refused("--book", str(tmp_path / "none.tocsin"))
    assert (status, "there is no book here" in said) == (1, True)
