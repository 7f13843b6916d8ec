"""`watch`, `sources`, and addresses given to `add` and `code`, as users meet them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fetch.press import feed, pages, press, story
from fetch.site import Reply, Site

Ran = tuple[int, str, str]
Tocsin = Callable[..., Ran]
HERE = ("--allow-private", "127.0.0.1", "--coder", "rules")


@pytest.fixture
def tocsin(tocsin: Tocsin, monkeypatch: pytest.MonkeyPatch) -> Tocsin:
    monkeypatch.setenv("COLUMNS", "120")  # addresses are long
    return tocsin


def opml(addresses: list[str]) -> str:
    """A list of feeds as readers of feeds write it."""
    outlines = "".join(f'<outline type="rss" text="x" xmlUrl="{address}"/>' for address in addresses)
    return f'<?xml version="1.0"?><opml version="2.0"><body><outline text="all">{outlines}</outline></body></opml>'


def test_watch_keeps_what_feeds_lead_to_and_sources_lists_it(
    site: Site, tocsin: Tocsin, tmp_path: Path
) -> None:
    feeds = press(site, outlets=2, reports=2)
    (tmp_path / "feeds.opml").write_text(opml([*feeds, site.url("/none")]))
    status, out, err = tocsin("watch", tmp_path / "feeds.opml", "--once", "--pause", "0", *HERE)
    assert status == 1
    assert "4 reports added" in out
    assert f"{site.url('/none')}: 404" in err
    status, out, _ = tocsin("sources", "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    outlets = {row["outlet"]: row for row in rows if "outlet" in row}
    assert [outlets[f"Outlet {n}"]["reports"] for n in range(2)] == [2, 2]
    assert outlets["Outlet 0"]["published"] == "2020-08-17"
    assert outlets["Outlet 0"]["seen"]
    failed = [row for row in rows if "feed" in row and row["failures"]]
    assert [(row["feed"], row["reason"]) for row in failed] == [(site.url("/none"), "404 Not Found")]
    status, out, _ = tocsin("sources")
    assert "Outlet 1" in out
    assert "1 failure since then: 404 Not Found" in out
    assert tocsin("doctor")[0] == 0


def test_a_list_of_lines_is_a_list_of_feeds_too(site: Site, tocsin: Tocsin, tmp_path: Path) -> None:
    [address] = press(site, outlets=1, reports=1)
    (tmp_path / "feeds.txt").write_text(f"# ours\n{address}   the first\n\nftp://x/y\n")
    status, out, err = tocsin("watch", tmp_path / "feeds.txt", "--once", "--pause", "0", *HERE)
    assert (status, "1 report added" in out) == (0, True)
    assert "ftp://x/y: no address on the web" in err
    assert tocsin("watch", address, "--once", "--pause", "0", *HERE)[:1] == (0,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no feed in it"),
        ("<opml/>", "there is no feed in it"),
        ("<rss/>", "no list of feeds"),
        ("<opml><", "no XML"),
        ('<!DOCTYPE o [<!ENTITY x "y">]><opml/>', "DOCTYPE"),
    ],
)
def test_a_list_that_is_none_is_named(text: str, said: str, tocsin: Tocsin, tmp_path: Path) -> None:
    (tmp_path / "feeds").write_text(text)
    status, out, err = tocsin("watch", tmp_path / "feeds", "--once")
    assert (status, out) == (1, "")
    assert said in err
    assert tocsin("watch", tmp_path / "nothing", "--once")[0] == 1


def test_what_is_at_an_address_is_added_and_coded_like_a_file(site: Site, tocsin: Tocsin) -> None:
    site.pages["/a"] = pages(story("Minsk"))
    status, out, _ = tocsin("add", site.url("/a"), *HERE)
    assert (status, "1 report added" in out) == (0, True)
    assert "1 there already" in tocsin("add", site.url("/a"), *HERE)[1]
    status, out, _ = tocsin("code", site.url("/a"), "--format", "jsonl", *HERE)
    coded = [json.loads(line) for line in out.splitlines()]
    assert "PROTEST" in {event["event"] for event in coded}
    assert {event["document"] for event in coded} == {site.url("/a")}
    assert tocsin("why", site.url("/a"), *HERE)[0] == 0


def test_no_private_address_without_leave(site: Site, tocsin: Tocsin) -> None:
    site.pages["/f"] = Reply(body=feed("One", [("/a", "")]))
    for command in (("code",), ("add",), ("watch", "--once")):
        status, _, err = tocsin(*command, site.url("/f"), "--coder", "rules")
        assert status == 1
        assert "no public address" in err
        assert "--allow-private 127.0.0.1" in err
    assert site.asked == []


def test_an_address_that_fails_is_told_and_kept_for_later(site: Site, tocsin: Tocsin) -> None:
    site.pages |= {"/a": Reply(503), "/b": pages(story("Minsk"))}
    status, out, err = tocsin("add", site.url("/a"), site.url("/b"), *HERE)
    assert status == 1
    assert "1 report added" in out
    assert "1 to be asked for again" in out
    assert "503 Service Unavailable; to be asked again" in err
    assert "1 waiting" in tocsin("sources")[1]


def test_a_feed_named_to_code_gives_its_entries(site: Site, tocsin: Tocsin) -> None:
    site.pages["/f"] = Reply(body=feed("One", [("/a", story("Minsk"))]))
    status, out, _ = tocsin("code", site.url("/f"), "--format", "jsonl", *HERE)
    assert status == 0
    assert {json.loads(line)["document"] for line in out.splitlines()} == {
        f"{site.url('/f')}#{site.url('/a')}"
    }
