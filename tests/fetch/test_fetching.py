"""Fetching from real servers: polite ones, slow ones, and those that mean harm."""

from __future__ import annotations

import datetime as dt
import itertools
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fetch.conftest import QUICK
from fetch.site import CERTIFICATE, Asked, Reply, Site, moved, page
from tocsin.fetch import Fetcher, NotFetched
from tocsin.fetch.fetcher import back_off, put_off

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
GOOD = page("<p>Police arrested 12.")


def refused(fetcher: Fetcher, url: str, **more: str) -> NotFetched:
    with pytest.raises(NotFetched) as error:
        fetcher.fetch(url, **more)
    return error.value


# ------------------------------------------------------------------ good


def test_an_answer_comes_as_it_was_sent(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = page(
        "<p>Police arrested 12.", ETag='"7"', Last_Modified="Mon, 17 Aug 2020 18:00:00 GMT"
    )
    found = fetcher.fetch(site.url("/a?b=1#c"))
    assert found.address == site.url("/a?b=1")
    assert found.block
    assert found.block.endswith(b"\r\n\r\n<p>Police arrested 12.")
    assert found.block.startswith(b"HTTP/1.1 200 OK\r\n")
    assert (found.etag, found.modified) == ('"7"', "Mon, 17 Aug 2020 18:00:00 GMT")


def test_nothing_is_sent_but_what_a_request_needs(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    site.pages["/a"] = page("<p>a", Set_Cookie="spy=1; Path=/")
    site.pages["/b"] = moved("/a")
    fetcher.fetch(site.url("/b"))
    for asked in site.asked:
        assert set(asked.headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert asked.headers["user-agent"].startswith("tocsin/")


def test_what_has_not_changed_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    def conditional(asked: Asked) -> Reply:
        same = asked.headers.get("if-none-match") == '"7"' and "if-modified-since" in asked.headers
        return Reply(304, {"ETag": '"7"'}) if same else page("<p>a", ETag='"7"')

    site.pages["/a"] = conditional
    first = fetcher.fetch(site.url("/a"))
    again = fetcher.fetch(site.url("/a"), etag=first.etag, modified="Mon, 17 Aug 2020 18:00:00 GMT")
    assert (again.block, again.etag) == (None, '"7"')


def test_chunks_come_joined(site: Site, fetcher: Fetcher) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    site.pages["/a"] = Reply(raw=lambda: iter((head, b"3\r\nabc\r\n", b"2;x=1\r\nde\r\n", b"0\r\n\r\n")))
    assert fetcher.fetch(site.url("/a")).block == b"HTTP/1.1 200 OK\r\n\r\nabcde"


def test_a_certificate_must_be_that_of_the_name_not_of_the_number() -> None:
    site = Site(secret=True)
    site.pages["/a"] = GOOD
    trusting = ssl.create_default_context(cadata=CERTIFICATE[CERTIFICATE.index("-----BEGIN CERT") :])
    manner = replace(QUICK, private=frozenset(("news.example", "other.example")))
    fetcher = Fetcher(manner, resolve=lambda host, port: ("127.0.0.1",), tls=trusting)
    assert fetcher.fetch(f"https://news.example:{site.port}/a").block
    assert "no safe connection" in str(refused(fetcher, f"https://other.example:{site.port}/a"))
    strict = Fetcher(manner, resolve=lambda host, port: ("127.0.0.1",))
    assert "no safe connection" in str(refused(strict, f"https://news.example:{site.port}/a"))
    site.close()


# ------------------------------------------------------------------ polite


def test_a_site_that_wants_no_robots_is_not_asked_for_pages(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/robots.txt": Reply(body=b"User-agent: *\nDisallow: /a"), "/a": GOOD, "/b": GOOD}
    assert "robots.txt" in str(refused(fetcher, site.url("/a")))
    assert fetcher.fetch(site.url("/b"))
    assert site.paths(robots=True) == ["/robots.txt", "/b"]


def test_a_redirect_into_what_robots_may_not_see_is_not_followed(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/robots.txt": Reply(body=b"User-agent: *\nDisallow: /a"), "/a": GOOD, "/b": moved("/a")}
    assert "robots.txt" in str(refused(fetcher, site.url("/b")))
    assert site.paths() == ["/b"]


@pytest.mark.parametrize(
    ("status", "lasting"), [(404, None), (403, None), (500, False), (503, False), (429, False)]
)
def test_a_site_whose_robots_txt_fails_is_left_alone_for_now(
    status: int, lasting: bool | None, site: Site, fetcher: Fetcher
) -> None:
    site.pages |= {"/robots.txt": Reply(status, {"Retry-After": "7"}), "/a": GOOD}
    if lasting is None:
        assert fetcher.fetch(site.url("/a"))
        return
    problem = refused(fetcher, site.url("/a"))
    assert (problem.lasting, problem.wait) == (False, 7)
    assert site.paths() == []


def test_between_two_requests_to_a_host_there_is_a_pause(site: Site) -> None:
    slept: list[float] = []
    fetcher = Fetcher(replace(QUICK, pause=50), sleep=slept.append)
    site.pages |= {"/robots.txt": Reply(body=b"User-agent: *\nCrawl-delay: 60"), "/a": GOOD}
    fetcher.fetch(site.url("/a"))
    fetcher.fetch(site.url("/a"))
    assert slept[0] == 0
    assert 30 < slept[1] <= 50
    assert 50 < slept[2] <= 60
    assert 50 < fetcher.wait_for(f"127.0.0.1:{site.port}") <= 60
    assert fetcher.wait_for("other.example") == 0


@pytest.mark.parametrize("status", [429, 503])
def test_who_says_come_back_later_is_not_asked_before(status: int, site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Reply(status, {"Retry-After": "120"})
    problem = refused(fetcher, site.url("/a"))
    assert (problem.lasting, problem.wait) == (False, 120)
    assert 90 < fetcher.wait_for(f"127.0.0.1:{site.port}") <= 120


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120), ("Mon, 30 Nov 2026 12:05:00 GMT", 300), ("Mon, 30 Nov 2026 11:00:00 GMT", 0), (None, 0),
        ("soon", 0), ("-5", 0), ("9" * 99, 86_400), ("Mon, 30 Nov 2099 12:05:00 GMT", 86_400),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(said: str | None, seconds: float) -> None:
    assert put_off(said, NOW) == seconds


def test_each_failure_makes_the_wait_longer() -> None:
    waits = [back_off(tries, 60) for tries in range(1, 12)]
    assert all(0.8 <= wait / (60 * 2**i) <= 1.2 for i, wait in enumerate(waits[:10]))
    assert back_off(10_000, 60) <= 1.2 * 86_400


@pytest.mark.parametrize("status", [400, 401, 404, 410, 451, 204, 206])
def test_what_is_not_there_is_not_asked_for_again(status: int, site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Reply(status)
    problem = refused(fetcher, site.url("/a"))
    assert problem.lasting
    assert str(problem).startswith(str(status))


# ------------------------------------------------------------------ not where it should not go


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "2130706433", "0x7f000001", "017700000001", "127.1", "[::ffff:127.0.0.1]",
        "[::1]", "0.0.0.0", "[::]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    ],
)  # fmt: skip
def test_nobody_is_led_to_this_machine(host: str, site: Site) -> None:
    site.pages["/a"] = GOOD
    problem = refused(Fetcher(replace(QUICK, private=frozenset())), site.url("/a", host))
    assert re_public(problem)
    assert site.asked == []


def re_public(problem: NotFetched) -> bool:
    return problem.lasting and "no public address" in str(problem)


@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "http://localhost:{}/a", "//[::1]:{}/a",
           "http://2130706433:{}/a"],
)  # fmt: skip
def test_a_redirect_is_checked_as_the_first_address_is(to: str, site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/b": moved("/c"), "/c": moved(to.format(site.port)), "/a": GOOD}
    assert re_public(refused(fetcher, site.url("/b")))
    assert site.paths() == ["/b", "/c"]


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://127.0.0.1/a", "http://u:p@127.0.0.1/", "", "http://["]
)
def test_a_redirect_to_no_web_address_is_not_followed(to: str, site: Site, fetcher: Fetcher) -> None:
    site.pages["/b"] = moved(to)
    assert refused(fetcher, site.url("/b")).lasting


def test_redirects_end(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {f"/{i}": moved(f"/{i + 1}") for i in range(9)} | {"/5": GOOD, "/loop": moved("/loop")}
    assert fetcher.fetch(site.url("/0")).address == site.url("/5")
    site.pages["/5"] = moved("/6")
    assert "more than 5 redirects" in str(refused(fetcher, site.url("/0")))
    assert "more than 5 redirects" in str(refused(fetcher, site.url("/loop")))


def test_a_name_is_looked_up_once_and_what_it_meant_then_is_connected_to(site: Site) -> None:
    """DNS rebinding: the second look-up would give another machine."""
    answers = iter((("127.0.0.1",), ("127.0.0.1",), ("10.0.0.1",)))
    looked_up: list[str] = []

    def rebinding(host: str, port: int) -> tuple[str, ...]:
        looked_up.append(host)
        return next(answers)

    site.pages["/a"] = GOOD
    fetcher = Fetcher(replace(QUICK, private=frozenset(("news.example",))), resolve=rebinding)
    assert fetcher.fetch(site.url("/a", "news.example")).block
    assert len(looked_up) == len(site.asked) == 2  # robots.txt and the page
    assert site.asked[1].headers["host"] == f"news.example:{site.port}"


def test_a_name_that_turns_private_is_refused(site: Site) -> None:
    answers = iter((("93.184.216.34", "127.0.0.1"), ("127.0.0.1",)))
    fetcher = Fetcher(QUICK, resolve=lambda host, port: next(answers))
    for _ in range(2):
        assert re_public(refused(fetcher, site.url("/a", "news.example")))
    assert site.asked == []


def test_nobody_else_leads_to_a_private_host(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = GOOD
    assert fetcher.fetch(site.url("/a"), led_by=site.url("/feed")).block
    assert re_public(refused(fetcher, site.url("/a"), led_by="https://public.example/feed"))


# ------------------------------------------------------------------ slow, endless, broken


def endless(piece: bytes, pause: float = 0, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> Reply:
    """Bytes without an end, every so many seconds."""

    def raw() -> Iterator[bytes]:
        yield head
        for _ in itertools.repeat(None, 3000):
            time.sleep(pause)
            yield piece

    return Reply(raw=raw)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (endless(b"a", 0.02), "within 1.5 seconds"),
        (endless(b"X-A: b\r\n", 0.02, b"HTTP/1.1 200 OK\r\n"), "within 1.5 seconds"),
        (endless(b"H", 0.02, b""), "within 1.5 seconds"),
        (endless(b"1\r\na\r\n", 0.02, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), "within 1.5"),
        (endless(b"HTTP/1.1 100 Continue\r\n\r\n", 0.005, b""), "within 1.5 seconds"),
        (endless(b"a" * 9999), "larger than 1 MB"),
        (endless(b"2710\r\n" + b"a" * 10_000 + b"\r\n", 0, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
         "larger than 1 MB"),
        (endless(b"X-A: b\r\n", 0, b"HTTP/1.1 200 OK\r\n"), "no HTTP"),
        (endless(b"a" * 9999, 0, b"HTTP/1.1 200 OK\r\nX: "), "no HTTP"),
        (Reply(raw=lambda: iter((b"SSH-2.0-OpenSSH\r\n",))), "no HTTP"),
        (Reply(raw=lambda: iter(())), "no HTTP"),
        (Reply(raw=lambda: iter((b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc",))), "broke off"),
        (Reply(raw=lambda: iter((b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",))), "broke off"),
        (Reply(raw=lambda: iter((b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",))), "broke off"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_an_answer_that_does_not_come_is_given_up(reply: Reply, said: str, site: Site) -> None:
    site.pages["/a"] = reply
    patience = 1.5 if "within" in said else 30
    assert said in str(refused(Fetcher(replace(QUICK, seconds=patience)), site.url("/a")))


def test_a_host_that_is_not_there_is_a_failure_that_may_pass(fetcher: Fetcher) -> None:
    gone = Site()
    gone.close()
    assert not refused(fetcher, gone.url("/a")).lasting
    assert "cannot be looked up" in str(refused(fetcher, "http://nowhere.invalid/a"))


def test_a_look_up_that_gives_nothing_is_a_failure_that_may_pass() -> None:
    problem = refused(Fetcher(QUICK, resolve=lambda host, port: ()), "http://slow.example/")
    assert str(problem).endswith("slow.example cannot be looked up: no such host")
    assert not problem.lasting
