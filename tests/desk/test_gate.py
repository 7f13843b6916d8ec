"""Who is let in: the right Host, from a page of ours, with the key."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from desk.conftest import TOKEN, script
from tocsin.serve import Gate, Settings, create_app, hosts_of

HERE = "127.0.0.1:8642"
OURS = f"http://{HERE}"


@pytest.fixture(scope="module")
def door(sample: Path) -> TestClient:
    """A desk that holds no key out to us."""
    gate = Gate(hosts=hosts_of("127.0.0.1", 8642), token=TOKEN)
    return TestClient(create_app(Settings(book=sample, gate=gate, by="Ada")), base_url=OURS)


KEY = {"cookie": f"tocsin={TOKEN}"}


@pytest.mark.parametrize(
    "host",
    ["localhost.evil.example:8642", "127.0.0.1.nip.example:8642", "evil.example", "127.0.0.1", "127.0.0.1:80",
     "127.0.0.1:8642.evil.example", "[::2]:8642", "0.0.0.0:8642", "localhost", ""],
)  # fmt: skip
def test_another_host_is_refused(door: TestClient, host: str) -> None:
    assert door.get("/", headers={**KEY, "host": host}).status_code == 421


@pytest.mark.parametrize("host", [HERE, "localhost:8642", "LOCALHOST:8642", "[::1]:8642"])
def test_our_hosts_are_let_in(door: TestClient, host: str) -> None:
    assert door.get("/api/", headers={**KEY, "host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/events", "/api/events", "/api/openapi.json", "/map.svg", "/export/csv.zip"])
def test_without_the_key_nothing_is_shown(door: TestClient, path: str) -> None:
    assert door.get(path).status_code == 403
    assert door.get(path, headers={"cookie": "tocsin=another"}).status_code == 403


WRITES = ["/api/decisions", "/api/decisions/1/undo", "/review/x", "/reports/x/add", "/settings", "/decisions/1/undo"]


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "https://127.0.0.1:8642"},
        {"origin": OURS, "sec-fetch-site": "cross-site"},
        {"origin": OURS, "sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site"},
        {},  # says nothing of where it comes from
    ],
)
def test_a_write_from_elsewhere_is_refused(door: TestClient, path: str, headers: dict[str, str]) -> None:
    assert door.post(path, headers={**KEY, **headers}, content=b"").status_code == 403


def test_a_write_without_the_key_is_refused(door: TestClient) -> None:
    assert door.post("/api/decisions", headers={"origin": OURS}, json={}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"origin": OURS, **KEY}, {"sec-fetch-site": "same-origin", **KEY}, {"authorization": f"Bearer {TOKEN}"}]
)
def test_a_write_of_ours_comes_through(door: TestClient, headers: dict[str, str]) -> None:
    assert door.post("/api/decisions", headers=headers, json={}).status_code == 422


def test_a_page_elsewhere_cannot_read(door: TestClient) -> None:
    embedded = {**KEY, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script"}
    assert door.get("/api/events", headers=embedded).status_code == 403
    framed = {**KEY, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    assert door.get("/", headers=framed).status_code == 403


def test_nobody_else_is_told_that_he_may_read(door: TestClient) -> None:
    answer = door.get("/api/", headers={**KEY, "origin": "http://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_key_goes_from_the_address_into_a_cookie(door: TestClient) -> None:
    answer = door.get(f"/events?type=PROTEST&token={TOKEN}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/events?type=PROTEST")
    assert answer.headers["set-cookie"] == f"tocsin={TOKEN}; Path=/; HttpOnly; SameSite=Strict"
    assert door.get("/events?token=another").status_code == 403


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "///evil.example"])
def test_the_key_leads_nowhere_else(door: TestClient, path: str) -> None:
    answer = door.get(OURS + path, params={"token": TOKEN}, follow_redirects=False)
    assert not answer.headers.get("location", "/").startswith(("//", "/\\", "http"))


def test_every_answer_has_the_policy(door: TestClient) -> None:
    for answer in (door.get("/", headers=KEY), door.get("/"), door.get("/static/desk.css"), door.get("/x", headers=KEY)):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_who_may_read_the_file_may_read_the_desk_but_not_write(sample: Path) -> None:
    with script("screenshots").served(sample) as (address, _), httpx.Client(base_url=address) as http:
        assert http.get("/api/").status_code in (200, 403)  # 403 where the kernel does not say who asks
        assert http.post("/api/decisions", json={}, headers={"origin": address}).status_code == 403


def test_with_a_password_only_the_password_opens(sample: Path) -> None:
    with (
        script("screenshots").served(sample, "correct horse") as (address, gate),
        httpx.Client(base_url=address, headers={"origin": address}) as http,
    ):
        assert http.get("/").headers["location"] == "/enter"
        assert http.get("/api/").status_code == 403
        assert http.post("/enter", data={"password": "wrong"}).status_code == 403
        assert http.post("/enter", data={"password": "correct horse"}).headers["set-cookie"].startswith(
            f"tocsin={gate.token};"
        )
        assert http.get("/api/").status_code == 200
