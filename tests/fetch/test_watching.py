"""Feeds into a book: everything once, whatever fails and whenever it is stopped."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from fetch.conftest import QUICK
from fetch.press import conditional, feed, pages, press, read_only, story
from fetch.site import Asked, Reply, Site, moved
from tocsin.fetch import Fetcher
from tocsin.intake import Reader
from tocsin.keep import Coded, Taken, add_report, redact
from tocsin.model import Report
from tocsin.pipeline import Coder
from tocsin.store import Book, open_book
from tocsin.watch import Schedule, Watcher


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.moment = dt.datetime(2020, 8, 18, 6, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += dt.timedelta(**by)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with open_book(tmp_path / "book.tocsin", create=True) as opened:
        yield opened


@pytest.fixture
def watcher(book: Book, reader: Reader) -> Watcher:
    return Watcher(book, reader, Fetcher(QUICK), read_only, Schedule(tries=3), Clock())


def came_to(found: Iterator[Taken]) -> dict[str, int]:
    return dict(Counter(taken.came_to for taken in found))


def later(watcher: Watcher, **by: float) -> None:
    assert isinstance(watcher.now, Clock)
    watcher.now.forward(**by)


def kept(book: Book) -> list[str]:
    return sorted(held.coding.document.name for held in book.view().every())


# ------------------------------------------------------------------ what is new


def test_each_report_comes_once_with_what_is_known_of_it(site: Site, watcher: Watcher) -> None:
    feeds = press(site)
    assert came_to(watcher.round(feeds)) == {"new": 6}
    assert kept(watcher.book) == sorted(site.url(f"/{o}/{n}") for o in range(2) for n in range(3))
    document = next(watcher.book.view().every()).coding.document
    source = document.source
    assert document.text.count("walked off the job") == 2  # title and text; nothing of the footer
    assert (source.publisher, source.published, document.language) == ("Outlet 0", dt.date(2020, 8, 17), "en")
    assert source.url in kept(watcher.book)
    assert source.fetched
    assert len(source.digest) == 64
    assert (
        document.title
        == "Workers at the plant in Amberville 00 walked off the job on Monday over unpaid wages"
    )


def test_what_has_not_changed_is_neither_sent_nor_fetched_again(site: Site, watcher: Watcher) -> None:
    feeds = press(site)
    list(watcher.round(feeds))
    asked = len(site.asked)
    assert came_to(watcher.round(feeds)) == {}
    assert len(site.asked) == asked  # not due yet
    later(watcher, hours=1)
    assert came_to(watcher.round(feeds)) == {}
    assert site.paths()[-2:] == ["/0/feed", "/1/feed"]
    assert "if-none-match" in site.asked[-1].headers


def test_a_new_entry_is_fetched_and_no_old_one(site: Site, watcher: Watcher) -> None:
    [address] = press(site, outlets=1)
    list(watcher.round([address]))
    site.pages["/new"] = pages(story("Newtown"))
    site.pages["/0/feed"] = conditional(lambda: feed("Outlet 0", [("/new", ""), ("/0/1", "")]))
    later(watcher, hours=1)
    assert came_to(watcher.round([address])) == {"new": 1}
    assert len(kept(watcher.book)) == 4


def test_a_report_in_two_feeds_or_under_a_short_address_is_one(site: Site, watcher: Watcher) -> None:
    site.pages |= {
        "/a": pages(story("Amberville")), "/s": moved("/a"),
        "/f": Reply(body=feed("One", [("/s", ""), ("/a?utm_medium=x#top", "")])),
        "/g": Reply(body=feed("Two", [("/a", ""), ("/s", "")])),
    }  # fmt: skip
    came = came_to(watcher.round([site.url("/f"), site.url("/g")]))
    assert came["new"] == 1
    assert len(kept(watcher.book)) == 1
    later(watcher, hours=9)
    assert "new" not in came_to(watcher.round([site.url("/f"), site.url("/g")]))


def test_an_entry_that_leads_nowhere_is_its_own_report(site: Site, watcher: Watcher) -> None:
    body = feed("One", [("", story("Amberville")), ("", story("Birchville"))]).replace(
        b"<guid>", b"<guid>a", 1
    )
    site.pages["/f"] = Reply(body=body)
    assert came_to(watcher.round([site.url("/f")])) == {"new": 2}
    later(watcher, hours=1)
    assert came_to(watcher.round([site.url("/f")])) == {}


def test_a_book_made_from_an_archive_knows_what_was_had(
    site: Site, watcher: Watcher, reader: Reader, tmp_path: Path
) -> None:
    feeds = press(site)
    list(watcher.round(feeds))
    with open_book(tmp_path / "copy.tocsin", create=True) as copy:
        for held in watcher.book.view().every():
            add_report(copy, held.coding, held.coder, held.codebook)
        again = Watcher(copy, reader, watcher.fetcher, read_only, watcher.schedule, watcher.now)
        assert came_to(again.round(feeds)) == {}
        assert len(kept(copy)) == 6


def test_another_language_is_kept_and_counted_and_not_coded(site: Site, watcher: Watcher) -> None:
    polish = (
        "Robotnicy fabryki w Gdyni zastrajkowali w poniedziałek, ponieważ firma nie wypłaciła im pensji, a rząd "
        "nie chciał z nimi rozmawiać. Policja zatrzymała dwanaście osób, jak podał związek zawodowy."
    )
    site.pages |= {"/a": pages(polish), "/f": Reply(body=feed("Gazeta", [("/a", "")]))}
    [taken] = watcher.round([site.url("/f")])
    assert (taken.came_to, taken.foreign, taken.events) == ("new", True, 0)
    [outlet] = watcher.book.view().outlets()
    assert (outlet.name, outlet.reports, outlet.not_coded) == ("Gazeta", 1, {"pl": 1})


# ------------------------------------------------------------------ what fails


def test_a_page_that_fails_is_asked_for_again_and_later_each_time(site: Site, watcher: Watcher) -> None:
    [address] = press(site, outlets=1, reports=1)
    good = site.pages["/0/0"]
    site.pages["/0/0"] = Reply(500)
    assert came_to(watcher.round([address])) == {"later": 1}
    assert came_to(watcher.round([address])) == {}
    later(watcher, minutes=7)
    assert came_to(watcher.round([address])) == {"later": 1}
    site.pages["/0/0"] = good
    later(watcher, minutes=7)
    assert came_to(watcher.round([address])) == {}
    later(watcher, minutes=7)
    assert came_to(watcher.round([address])) == {"new": 1}


def test_after_some_failures_what_the_feed_says_is_taken(site: Site, watcher: Watcher) -> None:
    [address] = press(site, outlets=1, reports=1)
    site.pages["/0/0"] = Reply(500)
    for _ in range(2):
        assert came_to(watcher.round([address])) == {"later": 1}
        later(watcher, hours=1)
    [taken] = watcher.round([address])
    assert taken.came_to == "new"
    assert "what its feed says is taken: 500" in taken.problems[0].message
    assert not taken.problems[0].fatal


@pytest.mark.parametrize(
    ("reply", "robots"),
    [(Reply(404), ""), (Reply(200, {}, b"\x89PNG\r\n\x1a\n"), ""), (Reply(200), "Disallow: /0/0")],
)
def test_what_will_never_come_is_taken_from_the_feed_or_given_up(
    reply: Reply, robots: str, site: Site, watcher: Watcher
) -> None:
    site.pages |= {
        "/0/0": reply, "/robots.txt": Reply(body=f"User-agent: *\n{robots}".encode()),
        "/f": Reply(body=feed("One", [("/0/0", story("Amberville")), ("/0/0?b", "")])),
    }  # fmt: skip
    assert came_to(watcher.round([site.url("/f")])) == {"new": 1, "unread": 1}
    later(watcher, days=9)
    assert came_to(watcher.round([site.url("/f")])) == {}
    [outlet] = watcher.book.view().outlets()
    assert (outlet.reports, outlet.failed, outlet.waiting) == (1, 1, 0)
    assert outlet.reason


def test_a_host_that_wants_to_be_left_alone_is(site: Site, watcher: Watcher) -> None:
    [address] = press(site, outlets=1)
    watcher.fetcher.sleep = lambda seconds: None
    site.pages |= {f"/0/{n}": Reply(429, {"Retry-After": "3600"}) for n in range(3)}
    assert came_to(watcher.round([address])) == {"later": 1}
    assert len([p for p in site.paths() if p != "/0/feed"]) == 1
    later(watcher, minutes=59)
    list(watcher.round([address]))
    assert len([p for p in site.paths() if p != "/0/feed"]) == 1


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(404), "404"),
        (Reply(500), "500"),
        (Reply(body=b"<html><body><p>Police arrested 12.</p></body></html>"), "no feed"),
        (Reply(body=b'<!DOCTYPE r [<!ENTITY x "y">]><rss><channel><item><title>&x;</title></item></channel></rss>'), "DOCTYPE"),
        (Reply(body=b"<rss>" + b"<a>" * 9999), "nested deeper"),
        (Reply(body=b""), "no feed"),
    ],
)  # fmt: skip
def test_a_feed_that_fails_is_named_and_asked_again_later(
    reply: Reply, said: str, site: Site, watcher: Watcher
) -> None:
    [good] = press(site, outlets=1)
    site.pages["/bad"] = reply
    taken = list(watcher.round([site.url("/bad"), good]))
    assert Counter(t.came_to for t in taken) == {"unread": 1, "new": 3}
    [problem] = next(t for t in taken if t.came_to == "unread").problems
    assert said in problem.message
    bad = next(f for f in watcher.book.view().feeds() if f.address.endswith("bad"))
    assert (bad.failures, bad.reason) == (1, problem.message)
    later(watcher, minutes=45)
    list(watcher.round([site.url("/bad"), good]))
    site.pages["/bad"] = Reply(body=feed("Mended", []))
    later(watcher, hours=2)
    list(watcher.round([site.url("/bad"), good]))
    bad = next(f for f in watcher.book.view().feeds() if f.address.endswith("bad"))
    assert (bad.failures, bad.reason) == (0, None)


def test_a_feed_that_breaks_off_gives_what_came_before_and_is_asked_whole_again(
    site: Site, watcher: Watcher
) -> None:
    [address] = press(site, outlets=1)
    whole = feed("Outlet 0", [(f"/0/{n}", "") for n in range(3)])
    site.pages["/0/feed"] = Reply(200, {"ETag": '"1"'}, whole[: whole.rindex(b"<item>") + 9])
    assert came_to(watcher.round([address])) == {"unread": 1, "new": 2}
    site.pages["/0/feed"] = Reply(200, {"ETag": '"1"'}, whole)
    later(watcher, hours=1)
    assert came_to(watcher.round([address])) == {"new": 1}
    assert "if-none-match" not in site.asked[-2].headers


def test_a_feed_leads_to_no_private_host(site: Site, watcher: Watcher) -> None:
    links = [
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "http://localhost:1/",
        "javascript:alert(1)",
    ]
    site.pages["/f"] = Reply(body=feed("Evil", [(link, "") for link in links]))
    assert came_to(watcher.round([site.url("/f")])) == {"unread": 4}
    assert site.paths() == ["/f"]
    assert kept(watcher.book) == []


# ------------------------------------------------------------------ addresses named by hand


def test_an_address_again_is_a_report_again_only_if_its_text_has_changed(
    site: Site, watcher: Watcher
) -> None:
    site.pages["/a"] = pages(story("Amberville"))
    assert came_to(watcher.fetch(site.url("/a"))) == {"new": 1}
    assert came_to(watcher.fetch(site.url("/a#top"))) == {"known": 1}
    site.pages["/a"] = pages(story("Amberville") + " Later three more were arrested.")
    assert came_to(watcher.fetch(site.url("/a"))) == {"new": 1}
    assert len(kept(watcher.book)) == 2


def test_an_address_that_has_not_changed_is_not_sent_again(site: Site, watcher: Watcher) -> None:
    site.pages["/a"] = conditional(lambda: f"<html><p>{story('Amberville')}".encode())
    assert came_to(watcher.fetch(site.url("/a"))) == {"new": 1}
    assert came_to(watcher.fetch(site.url("/a"))) == {"known": 1}
    assert came_to(watcher.fetch(site.url("/a"))) == {"known": 1}
    assert "if-none-match" in site.asked[-1].headers


def test_what_failed_for_now_is_had_by_the_next_round(site: Site, watcher: Watcher) -> None:
    site.pages["/a"] = Reply(503)
    assert came_to(watcher.fetch(site.url("/a"))) == {"later": 1}
    site.pages["/a"] = pages(story("Amberville"))
    later(watcher, hours=1)
    assert came_to(watcher.round([])) == {"new": 1}


def test_what_is_no_address_is_named(watcher: Watcher) -> None:
    [taken] = watcher.fetch("http://user:secret@127.0.0.1/")
    assert taken.came_to == "unread"
    assert "password" in taken.problems[0].message


# ------------------------------------------------------------------ two at once, people taken out


def test_two_watchers_keep_a_report_once(site: Site, watcher: Watcher, reader: Reader) -> None:
    feeds = press(site)
    other = Watcher(watcher.book, reader, watcher.fetcher, read_only, watcher.schedule, watcher.now)

    def racing(asked: Asked) -> Reply:
        site.pages["/0/0"] = page_0
        list(other.round(feeds))  # while this one waits for the page, the other one takes all of them
        return page_0(asked)  # type: ignore[operator]

    page_0 = site.pages["/0/0"]
    site.pages["/0/0"] = racing
    list(watcher.round(feeds))
    assert len(kept(watcher.book)) == 6


def test_nobody_taken_out_of_a_book_stays_in_an_address(site: Site, watcher: Watcher, coder: Coder) -> None:
    watcher.code = lambda read: (
        Coded(coder.code_report(read), "x", "y") if isinstance(read, Report) else read_only(read)
    )
    text = "Ivan Petrov, a welder, was arrested by police in Minsk on Monday, the union said. Petrov was released."
    site.pages |= {"/ivan-petrov-arrested": pages(text), "/gone/ivan-petrov": Reply(500)}
    links = [("/ivan-petrov-arrested", text), ("/gone/ivan-petrov", f"{text} Ivan Petrov's wife wept.")]
    site.pages["/f"] = Reply(body=feed("One", links))
    list(watcher.round([site.url("/f")]))
    assert redact(watcher.book, "Ivan Petrov", dt.datetime(2020, 8, 18, tzinfo=dt.UTC)).clean
    assert not watcher.book.holds(("ivan-petrov", "Ivan Petrov"))
    later(watcher, hours=1)
    assert came_to(watcher.round([site.url("/f")])) == {}
