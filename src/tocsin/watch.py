"""Reports from the net into the book: feeds are asked, what they lead to is fetched, coded and kept.

What is to be done stands in the book, and each step is one transaction: what a feed holds is kept with what
its server calls that state of it, a report with the note that its address was had. Killed at any moment, the
next run goes on where this one stopped; nothing is lost or kept twice, also where two run at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tocsin.fetch import Fetched, Fetcher, NotFetched, Refused, back_off, tidied
from tocsin.intake import Reader
from tocsin.keep import Coded, Taken, take
from tocsin.model import About, Problem, Report
from tocsin.read import report_id
from tocsin.store import Book, Feed, Lead, Writing, host_of

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When what is asked again."""

    every: float = 1800.0
    """Seconds between two questions to a feed."""
    retry: float = 300.0
    """Seconds before a page that failed is asked for again; each further time twice as long."""
    tries: int = 5
    """After so many failures a page is given up, and what its feed says of it is taken in its place."""


def utc_now() -> dt.datetime:
    """The moment, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


class Watcher:
    """Fetches what a book is to have. `code` codes one report."""

    def __init__(
        self, book: Book, reader: Reader, fetcher: Fetcher, code: Callable[[Report | Problem], Coded],
        schedule: Schedule | None = None, now: Clock = utc_now,
    ) -> None:  # fmt: skip
        self.book, self.reader, self.fetcher, self.code = book, reader, fetcher, code
        self.schedule = schedule or Schedule()
        self.now = now

    def round(self, feeds: Sequence[str]) -> Iterator[Taken]:
        """Ask the feeds that are due, then fetch all that they led to and that may be asked for now.

        Gives what became of each feed that failed and of each report. Raises BookError.
        """
        with self.book.writing() as writing:
            for feed in feeds:
                writing.follow(feed, self.now())
        for one in self.book.view().feeds(self.now()):
            if one.address in feeds:
                yield from self.ask(one)
        visited: set[str] = set()
        while (lead := self._next(feeds)) and lead.address not in visited:
            visited.add(lead.address)
            yield from self.visit(lead)

    def fetch(self, address: str) -> Iterator[Taken]:
        """What is at an address that somebody named, whether it was had before or not."""
        try:
            lead = Lead(address=tidied(address), outlet=host_of(address))
        except Refused as refused:
            yield Taken("unread", (_problem(address, str(refused)),))
            return
        with self.book.writing() as writing:
            writing.ask_again(lead, self.now())
        yield from self.visit(self.book.view().lead_at(lead.address) or lead)

    def _next(self, feeds: Sequence[str]) -> Lead | None:
        """The lead whose host is free first."""
        leads = self.book.view().next_leads(self.now(), feeds)
        return min(leads, key=lambda lead: self.fetcher.wait_for(host_of(lead.address)), default=None)

    # -------------------------------------------------------------- feeds

    def ask(self, feed: Feed) -> Iterator[Taken]:
        """Ask a feed what is new in it. Gives a Taken only where something is wrong with it."""
        try:
            fetched = self.fetcher.fetch(feed.address, etag=feed.etag, modified=feed.modified)
        except NotFetched as error:
            yield self._feed_failed(feed, str(error), error.wait)
            return
        if fetched.block is None:
            self._feed_answered(feed, (), fetched.etag or feed.etag, fetched.modified or feed.modified)
            return
        about = About(url=fetched.address, fetched=fetched.at)
        found = list(self.reader.read_answer(fetched.block, feed.address, about))
        leads, wrong = (
            [lead for one in found if (lead := _lead(one, feed.address))],
            _wrong(found, feed.address),
        )
        if wrong and not leads:
            yield self._feed_failed(feed, wrong, 0)
        elif wrong:  # what it held before that is kept, and it is asked for the whole again
            self._feed_answered(feed, leads, None, None)
            yield Taken("unread", (_problem(feed.address, wrong),))
        else:
            self._feed_answered(feed, leads, fetched.etag, fetched.modified)

    def _feed_answered(
        self, feed: Feed, leads: Iterable[Lead], etag: str | None, modified: str | None
    ) -> None:
        now = self.now()
        due = now + dt.timedelta(seconds=self.schedule.every)
        with self.book.writing() as writing:
            writing.feed_answered(feed.address, leads, etag, modified, now, due)

    def _feed_failed(self, feed: Feed, reason: str, wait: float) -> Taken:
        after = max(wait, back_off(feed.failures + 1, self.schedule.every))
        with self.book.writing() as writing:
            writing.feed_failed(feed.address, reason, self.now() + dt.timedelta(seconds=after))
        return Taken("unread", (_problem(feed.address, reason),))

    # -------------------------------------------------------------- reports

    def visit(self, lead: Lead) -> Iterator[Taken]:
        """Fetch, code and keep what a lead leads to; whatever happens, the lead is settled or put off."""
        if lead.feed and lead.address.startswith(f"{lead.feed}#"):
            yield self._take_entry(lead)
            return
        try:
            fetched = self.fetcher.fetch(
                lead.address, etag=lead.etag, modified=lead.modified, led_by=lead.feed
            )
        except NotFetched as error:
            yield self._not_had(lead, error)
            return
        if fetched.block is None or (same := self._known_as(lead, fetched)):
            report = None if fetched.block is None else same
            self._settle(lead, lambda writing: _had(writing, lead, report, fetched))
            yield Taken("known")
            return
        yield from self._read(lead, fetched, fetched.block)

    def _known_as(self, lead: Lead, fetched: Fetched) -> str | None:
        """The report that was kept of where the address led to, if that is another address."""
        final = tidied(fetched.address)
        return None if final == lead.address else self.book.view().report_at(final)

    def _read(self, lead: Lead, fetched: Fetched, block: bytes) -> Iterator[Taken]:
        """Keep the reports in an answer: mostly one, of a container all that are in it."""
        about = About(url=fetched.address, fetched=fetched.at)
        kept, reason = False, ""
        for read in self.reader.read_answer(block, lead.address, about):
            if isinstance(read, Problem) and not read.fatal:
                continue
            taken = self._take(lead, fetched, read)
            if taken.came_to == "unread" and _name(read) == lead.address:
                reason = next(problem.message for problem in taken.problems if problem.fatal)
                continue
            kept = kept or taken.came_to != "unread"
            yield taken
        if not kept:
            yield self._not_had(lead, NotFetched(reason or "no report in it", lasting=True))
            return
        if reason:
            yield Taken("unread", (_problem(lead.address, reason),))
        self._settle(lead, lambda writing: _had(writing, lead, None, fetched))

    def _take(self, lead: Lead, fetched: Fetched, read: Report | Problem) -> Taken:
        """Keep what was fetched; where it is all there is at the address, with a note of that."""
        if isinstance(read, Problem):
            return take(self.book, read, self.code)
        completed = replace(read, about=read.about.over(replace(lead.about, extractor=None)))
        if read.name != lead.address:
            return take(self.book, completed, self.code)
        same = self._the_same(lead, read)
        if same is None:
            return take(self.book, completed, self.code, _settling(lead, read, fetched))
        self._settle(lead, lambda writing: _had(writing, lead, same, fetched))
        return Taken("known")

    def _the_same(self, lead: Lead, read: Report) -> str | None:
        """The report kept of this address before, if only what is round its text has changed since."""
        before = lead.before
        return before if before and self.book.view().text_of(before) == read.text else None

    def _take_entry(self, lead: Lead, why: str = "") -> Taken:
        """Keep what the feed itself says, in place of the page."""
        problem = Problem(stage="open", message=f"what its feed says is taken: {why}", document=lead.address)
        report = Report(
            name=lead.address, data=lead.text.encode("utf-8", "replace"), text=lead.text, about=lead.about,
            problems=(problem,) if why else (),
        )  # fmt: skip
        taken = take(self.book, report, self.code, _settling(lead, report, None))
        if taken.came_to == "unread":
            reason = next((p.message for p in taken.problems if p.fatal), "no text")
            self._settle(lead, lambda writing: writing.give_up(lead.address, reason, self.now()))
        return taken

    def _not_had(self, lead: Lead, error: NotFetched) -> Taken:
        """Put a lead off, or give it up; then what its feed says of it is better than nothing."""
        now, reason = self.now(), str(error)
        if not error.lasting and lead.tries + 1 < self.schedule.tries:
            wait = max(error.wait, back_off(lead.tries + 1, self.schedule.retry))
            due = now + dt.timedelta(seconds=wait)
            with self.book.writing() as writing:
                writing.put_off(lead.address, reason, now, due)
                if error.wait:
                    writing.hold(host_of(lead.address), now + dt.timedelta(seconds=error.wait))
            return Taken("later", (_problem(lead.address, f"{reason}; to be asked again"),))
        if lead.text.strip():
            return self._take_entry(lead, reason)
        self._settle(lead, lambda writing: writing.give_up(lead.address, reason, now))
        return Taken("unread", (_problem(lead.address, reason),))

    def _settle(self, lead: Lead, note: Callable[[Writing], None]) -> None:
        with self.book.writing() as writing:
            if writing.is_waiting(lead.address):
                note(writing)


def _settling(lead: Lead, report: Report, fetched: Fetched | None) -> Callable[[Writing], bool]:
    """What notes that a lead was had, in the transaction that keeps its report; False where somebody else
    had it meanwhile."""

    def settle(writing: Writing) -> bool:
        if not writing.is_waiting(lead.address):
            return False
        _had(writing, lead, report_id(report.data), fetched)
        return True

    return settle


def _had(writing: Writing, lead: Lead, report: str | None, fetched: Fetched | None) -> None:
    """Note that a lead was had, and the address it led to, which another feed may name."""
    if fetched is None:
        writing.had(lead.address, report, None, None, utc_now())
        return
    etag, modified = fetched.etag, fetched.modified
    if fetched.block is None:
        etag, modified = etag or lead.etag, modified or lead.modified
    writing.had(lead.address, report, etag, modified, fetched.at)
    final = tidied(fetched.address)
    if final != lead.address:
        writing.lead(replace(lead, address=final, text=""), fetched.at)
        writing.had(final, report, etag, modified, fetched.at)


def _lead(entry: Report | Problem, feed: str) -> Lead | None:
    """What a feed's entry leads to; None where it is none. One that cannot be read still leads somewhere."""
    name = _name(entry)
    if not name.startswith(f"{feed}#"):
        return None
    about = entry.about if isinstance(entry, Report) else About()
    try:
        address = tidied(about.url or name.removeprefix(f"{feed}#"))
    except Refused:
        address = name
    text = (entry.text or "") if isinstance(entry, Report) else ""
    outlet = about.publisher or host_of(address) or host_of(feed)
    return Lead(address=address, feed=feed, outlet=outlet, about=about, text=text)


def _wrong(found: Iterable[Report | Problem], feed: str) -> str:
    """What is wrong with a feed as a whole; nothing where it is good."""
    for one in found:
        if isinstance(one, Problem) and one.fatal and one.document == feed:
            return one.message
        if isinstance(one, Report) and not one.name.startswith(f"{feed}#"):
            return "no feed, but a report"
    return ""


def _name(read: Report | Problem) -> str:
    return read.document if isinstance(read, Problem) else read.name


def _problem(name: str, message: str) -> Problem:
    return Problem(stage="fetch", message=message, document=name, fatal=True)
