"""The desk's records: what the pages show as JSON, and decisions over it."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from desk.conftest import opened

PROBLEM = "application/problem+json"


def events(desk: TestClient, **wanted: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = desk.get("/api/events", params={"limit": 500, **wanted}).json()["items"]
    return items


def strike(desk: TestClient) -> dict[str, Any]:
    (found,) = events(desk, q="walked off the job")[:1]
    return found


def decide(desk: TestClient, verdict: str, **more: Any) -> Any:
    return desk.post("/api/decisions", json={"verdict": verdict, **more})


def test_pages_of_a_list_are_the_list(still: TestClient) -> None:
    whole = [e["id"] for e in events(still)]
    pages, after = [], None
    while True:
        page = still.get("/api/events", params={"limit": 7, **({"after": after} if after else {})}).json()
        pages += [e["id"] for e in page["items"]]
        if (after := page["next"]) is None:
            break
    assert pages == whole


@pytest.mark.parametrize(
    "wanted",
    [{"type": "PROTEST"}, {"mode": ["strike", "demo"]}, {"country": "BLR"}, {"q": "dockers"}, {"since": "2023-05-01"},
     {"until": "2022-12-31"}, {"sure": 0.6}, {"voice": "attributed"}, {"place": "Brussels"}, {"standing": "open"},
     {"actor": "Codelco"}, {"type": "PROTEST", "since": "2023-01-01", "until": "2023-12-31"}, {"source": "harbour wire"}],
)  # fmt: skip
def test_what_is_counted_is_what_is_listed(still: TestClient, wanted: dict[str, Any]) -> None:
    listed = events(still, **wanted)
    assert still.get("/api/facets", params=wanted).json()["events"] == len(listed) > 0


def test_facets_say_what_choosing_them_would_give(still: TestClient) -> None:
    facets = still.get("/api/facets", params={"country": "BLR"}).json()["facets"]
    for kind, values in facets.items():
        for one in values:
            wanted = {"country": "BLR", kind: one["value"]}
            assert still.get("/api/facets", params=wanted).json()["events"] == one["events"], (kind, one)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/events/0123", 404), ("/api/reports/x", 404), ("/api/episodes/h", 404), ("/api/nothing", 404),
     ("/api/events?limit=0", 422), ("/api/events?since=yesterday", 422), ("/api/events?after=%00", 422),
     ("/api/queue/best", 422), ("/api/timeline?step=hour", 422)],
)  # fmt: skip
def test_errors_are_problems(still: TestClient, path: str, status: int) -> None:
    answer = still.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert answer.json()["status"] == status


def test_every_view_counts_the_same_events(still: TestClient) -> None:
    wanted = {"type": "PROTEST"}
    n = len(events(still, **wanted))
    points = still.get("/api/points", params=wanted).json()
    assert sum(points["n"]) + points["nowhere"] == n
    line = still.get("/api/timeline", params={**wanted, "step": "year"}).json()
    assert sum(bar["events"] for bar in line["items"]) + line["undated"] == n


def test_an_event_comes_back_corrected(desk: TestClient) -> None:
    event = strike(desk)
    given = {**event, "place": {"name": "Brest", "country": "BLR"}, "status": "ongoing"}
    made = decide(desk, "corrected", event=event["id"], after=given, revision=None)
    assert made.status_code == 201
    now = desk.get(f"/api/events/{event['id']}").json()
    assert (now["place"]["name"], now["status"], now["standing"]) == ("Brest", "ongoing", "corrected")
    assert now["place"]["lat"] is not None, "the gazetteer knows where Brest is"
    assert now["machine"]["place"]["name"] == event["place"]["name"]
    assert event["id"] in [e["id"] for e in events(desk, place="Brest")]


def test_what_is_sent_back_as_it_was_changes_nothing(desk: TestClient) -> None:
    for event in events(desk)[:40]:
        assert decide(desk, "corrected", event=event["id"], after=event).status_code == 201
        now = desk.get(f"/api/events/{event['id']}").json()
        same = {"actor", "recipient", "place", "date", "size", "demands", "event", "mode", "attribution", "trigger"}
        assert {k: now[k] for k in same} == {k: event[k] for k in same}


def test_a_rejected_event_is_gone_until_that_is_taken_back(desk: TestClient) -> None:
    event = strike(desk)
    seq = decide(desk, "rejected", event=event["id"], reason="no event").json()["seq"]
    assert event["id"] not in [e["id"] for e in events(desk)]
    assert desk.get(f"/api/events/{event['id']}").json()["standing"] == "rejected"
    assert desk.post(f"/api/decisions/{seq}/undo").status_code == 201
    assert desk.get(f"/api/events/{event['id']}").json()["standing"] == "open"


def test_a_missed_event_is_added(desk: TestClient) -> None:
    report = strike(desk)["report"]
    given = {"event": "ACCUSE", "mode": ["disapprove"], "trigger": {"text": "denied that production"}, "actor": [
        {"text": "The government", "country": "BLR", "sector": ["GOV"]}]}  # fmt: skip
    made = decide(desk, "added", report=report, after=given).json()
    now = desk.get(f"/api/events/{made['event']}").json()
    text = desk.get(f"/api/reports/{report}").json()["text"]
    assert text[now["trigger"]["start"] : now["trigger"]["end"]] == "denied that production"
    assert text[now["actor"][0]["start"] : now["actor"][0]["end"]] == "The government"
    assert now["standing"] == "added"


@pytest.mark.parametrize(
    "after",
    [{"event": "DANCE"}, {"event": "PROTEST", "mode": ["arrest"]}, {"event": "PROTEST", "actor": [{"text": "x", "country": "ZZZ"}]},
     {"event": "PROTEST", "date": {"start": "2020-02-02", "end": "2020-02-01"}}, {"event": "PROTEST", "status": "maybe"},
     {"event": "PROTEST", "size": [{"min": 5, "max": 3, "unit": "people"}]}, {"event": "PROTEST", "actor": [{"start": 5, "end": 9999999}]}],
)  # fmt: skip
def test_what_the_codebook_does_not_know_is_refused(desk: TestClient, after: dict[str, Any]) -> None:
    answer = decide(desk, "corrected", event=strike(desk)["id"], after=after)
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


def test_who_comes_second_is_shown_both(desk: TestClient) -> None:
    event = desk.get(f"/api/events/{strike(desk)['id']}").json()
    assert decide(desk, "accepted", event=event["id"], revision=event["revision"]).status_code == 201
    late = decide(desk, "rejected", event=event["id"], revision=event["revision"])
    assert late.status_code == 409
    assert late.json()["last"]["verdict"] == "accepted"
    assert late.json()["now"]["id"] == event["id"]


def test_an_event_on_one_screen_is_not_served_to_another(book: Any) -> None:
    with opened(book) as desk:
        first = desk.get("/api/queue/uncertain", params={"limit": 1}).json()["items"][0]
        assert desk.get(f"/review/{first}?order=uncertain", headers={"cookie": "tocsin-by=Ada"}).status_code == 200
        assert first in desk.get("/api/queue/uncertain", headers={"cookie": "tocsin-by=Ada"}).json()["items"]
        assert first not in desk.get("/api/queue/uncertain", headers={"cookie": "tocsin-by=Ben"}).json()["items"]


def test_the_log_comes_page_by_page_and_as_lines(desk: TestClient) -> None:
    for event in events(desk)[:5]:
        decide(desk, "accepted", event=event["id"])
    page = desk.get("/api/decisions", params={"limit": 3}).json()
    rest = desk.get("/api/decisions", params={"after": page["next"]}).json()
    assert [d["seq"] for d in (*page["items"], *rest["items"])] == [1, 2, 3, 4, 5]
    assert len(desk.get("/export/decisions.jsonl").text.splitlines()) == 5


def test_the_description_names_every_path(still: TestClient) -> None:
    described = still.get("/api/openapi.json").json()["paths"]
    assert {"/api/events", "/api/episodes/{id}", "/api/facets", "/api/points", "/api/decisions", "/api/quality"} <= set(described)
    assert all(path.startswith("/api/") for path in described)
