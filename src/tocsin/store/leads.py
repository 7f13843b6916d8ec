"""The half of a book that knows the net: feeds that are watched, addresses that were or will be asked for."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from tocsin.codec import decoded, encoded
from tocsin.model import About


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that is watched, and how asking for it has gone."""

    address: str
    etag: str | None = None
    modified: str | None = None
    """What its server calls the state that was read last."""
    answered: dt.datetime | None = None
    """When it answered last, UTC."""
    failures: int = 0
    """In a row."""
    reason: str | None = None
    """Of the last failure; None where the last answer was good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A report that is still to be had: an entry of a feed, or an address that somebody named."""

    address: str
    """Where it is; of an entry that leads nowhere the feed's address, `#` and the entry's id."""
    outlet: str
    """Whose it is, as far as that is known before: the feed's title, else the host."""
    feed: str | None = None
    """Address of the feed that led to it; None where somebody named it."""
    about: About = field(default_factory=About)
    text: str = ""
    """What the feed itself gives of it: all of it, a teaser, or nothing."""
    tries: int = 0
    """How often it was asked for in vain."""
    etag: str | None = None
    modified: str | None = None
    """What its server called it when it was had before."""
    before: str | None = None
    """Id of the report that was kept of it then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """What a book has of one outlet."""

    name: str
    """The publisher, failing that the host; empty where neither is known."""
    reports: int = 0
    copies: int = 0
    """Of them, those that repeat another report nearly word for word."""
    events: int = 0
    not_coded: Mapping[str, int] = field(default_factory=dict)
    """Reports in other languages, by language (ISO 639-1; `?` where it was not made out)."""
    published: dt.date | None = None
    """The last day on which something of it was published."""
    seen: dt.datetime | None = None
    """When something of it was fetched last, UTC."""
    waiting: int = 0
    """Addresses still to be asked for."""
    failed: int = 0
    """Addresses that were given up."""
    reason: str | None = None
    """Why one of them was."""


HIDDEN = "redacted:"
"""Before the keyed hash that stands for an address in which a person was named."""


def stamp(moment: dt.datetime) -> str:
    """A moment as it is stored: UTC, to the second, so that text sorts as time does."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def host_of(address: str) -> str:
    """The host of an address, with its port; empty where it has none."""
    return urlsplit(address).netloc if address.startswith(("http://", "https://")) else ""


class Leads:
    """What is written of feeds and addresses within one transaction."""

    db: sqlite3.Connection

    # -------------------------------------------------------------- feeds

    def follow(self, feed: str, now: dt.datetime) -> None:
        """Watch a feed from now on."""
        self.db.execute(
            "INSERT OR IGNORE INTO feed (address, due, failures) VALUES (?, ?, 0)", (feed, stamp(now))
        )

    def feed_answered(
        self, feed: str, leads: Iterable[Lead], etag: str | None, modified: str | None,
        now: dt.datetime, due: dt.datetime,
    ) -> int:  # fmt: skip
        """Keep what a feed holds and what its server calls this state of it; how many leads are new."""
        self.db.execute(
            "UPDATE feed SET etag = ?, modified = ?, answered = ?, due = ?, failures = 0, reason = NULL "
            "WHERE address = ?",
            (etag, modified, stamp(now), stamp(due), feed),
        )
        return sum(self.lead(lead, now) for lead in leads if not self._was_had(lead.address))

    def _was_had(self, address: str) -> bool:
        """Whether a report came from an address before, also into the book whose archive this one is."""
        return self.db.execute("SELECT 1 FROM sighting WHERE name = ?", (address,)).fetchone() is not None

    def feed_failed(self, feed: str, reason: str, due: dt.datetime) -> None:
        """Keep that a feed could not be had, and when it is to be asked again."""
        self.db.execute(
            "UPDATE feed SET due = ?, failures = failures + 1, reason = ? WHERE address = ?",
            (stamp(due), reason, feed),
        )

    # -------------------------------------------------------------- addresses

    def lead(self, lead: Lead, now: dt.datetime) -> bool:
        """Keep a report that is to be had. False, and nothing done, where its address is known."""
        known = self.db.execute(
            "SELECT 1 FROM page WHERE address IN (?, ?)", (lead.address, self._hidden(lead.address))
        )
        if known.fetchone():
            return False
        self.db.execute(
            "INSERT INTO page (address, host, feed, outlet, lead, state, tries, due) "
            "VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?)",
            (lead.address, host_of(lead.address), lead.feed, lead.outlet, encoded(lead), stamp(now)),
        )
        return True

    def ask_again(self, lead: Lead, now: dt.datetime) -> None:
        """Keep that somebody wants what is at an address, whether it was had before or not."""
        if not self.lead(lead, now):
            self.db.execute(
                "UPDATE page SET state = 'waiting', tries = 0, due = ?, lead = coalesce(lead, ?) "
                "WHERE address = ?",
                (stamp(now), encoded(lead), lead.address),
            )

    def is_waiting(self, address: str) -> bool:
        """Whether what is at an address is still to be had."""
        found = self.db.execute("SELECT 1 FROM page WHERE address = ? AND state = 'waiting'", (address,))
        return found.fetchone() is not None

    def had(
        self, address: str, report: str | None, etag: str | None, modified: str | None, now: dt.datetime
    ) -> None:
        """Keep that what is at an address was had, and as which report."""
        self.db.execute(
            "UPDATE page SET state = 'kept', lead = NULL, reason = NULL, tries = 0, asked = ?, etag = ?, "
            "modified = ?, report = coalesce(?, report) WHERE address = ?",
            (stamp(now), etag, modified, report, address),
        )

    def put_off(self, address: str, reason: str, now: dt.datetime, due: dt.datetime) -> None:
        """Keep that an address could not be had, and when it is to be asked for again."""
        self.db.execute(
            "UPDATE page SET tries = tries + 1, reason = ?, asked = ?, due = ? WHERE address = ?",
            (reason, stamp(now), stamp(due), address),
        )

    def give_up(self, address: str, reason: str, now: dt.datetime) -> None:
        """Keep that an address will not be asked for again."""
        self.db.execute(
            "UPDATE page SET state = 'failed', lead = NULL, tries = tries + 1, reason = ?, asked = ? "
            "WHERE address = ? AND state = 'waiting'",
            (reason, stamp(now), address),
        )

    def hold(self, host: str, until: dt.datetime) -> None:
        """Ask a host for nothing before a moment."""
        self.db.execute(
            "UPDATE page SET due = max(due, ?) WHERE host = ? AND state = 'waiting'", (stamp(until), host)
        )

    # -------------------------------------------------------------- people taken out

    def hide(self, change: Callable[[str], str]) -> None:
        """Change the words of all leads where `change` gives others. An address that has them becomes a
        keyed hash, so that it is not taken for a new one when its feed names it again."""
        pages = self.db.execute("SELECT address, outlet, lead, reason, etag FROM page").fetchall()
        for address, *words in pages:
            new = [word and change(word) for word in words]
            if new != words:
                self.db.execute(
                    "UPDATE page SET outlet = ?, lead = ?, reason = ?, etag = ? WHERE address = ?",
                    (*new, address),
                )
            if change(address) != address:  # what is still to be had there is not to be had any more
                self.db.execute(
                    "UPDATE page SET address = ?, lead = NULL, reason = NULL, "
                    "state = iif(state = 'waiting', 'failed', state) WHERE address = ?",
                    (self._hidden(address), address),
                )
        for address, reason in self.db.execute("SELECT address, reason FROM feed").fetchall():
            if reason and change(reason) != reason:
                self.db.execute("UPDATE feed SET reason = ? WHERE address = ?", (change(reason), address))

    def _hidden(self, address: str) -> str:
        (salt,) = self.db.execute("SELECT value FROM meta WHERE key = 'salt'").fetchone()
        return HIDDEN + hmac.new(salt.encode(), address.encode(), hashlib.sha256).hexdigest()


# ------------------------------------------------------------------ asking

_FEED = "address, etag, modified, answered, failures, reason"


def feeds(db: sqlite3.Connection, due: dt.datetime | None = None) -> Iterator[Feed]:
    """The feeds that are watched; those that may be asked at a moment, where one is given."""
    wanted, values = (" WHERE due <= ?", (stamp(due),)) if due else ("", ())
    for address, etag, modified, answered, failures, reason in db.execute(
        f"SELECT {_FEED} FROM feed{wanted} ORDER BY address", values
    ).fetchall():
        yield Feed(
            address=address, etag=etag, modified=modified, failures=failures, reason=reason,
            answered=_moment(answered),
        )  # fmt: skip


def next_leads(db: sqlite3.Connection, now: dt.datetime, feeds: Sequence[str]) -> list[Lead]:
    """Of each host the lead that has waited longest and may be asked for now: of the `feeds`, or named."""
    rows = db.execute(
        "SELECT lead, tries, etag, modified, report, min(due) FROM page WHERE state = 'waiting' AND due <= ? "
        "AND (feed IS NULL OR feed IN (SELECT value FROM json_each(?))) GROUP BY host",
        (stamp(now), json.dumps(feeds)),
    )
    return [_lead(row) for row in rows.fetchall()]


def lead_at(db: sqlite3.Connection, address: str) -> Lead | None:
    """The lead that waits at an address."""
    row = db.execute(
        "SELECT lead, tries, etag, modified, report FROM page WHERE address = ? AND state = 'waiting'",
        (address,),
    ).fetchone()
    return _lead(row) if row else None


def _lead(row: Sequence[Any]) -> Lead:
    return replace(decoded(Lead, row[0]), tries=row[1], etag=row[2], modified=row[3], before=row[4])


def report_at(db: sqlite3.Connection, address: str) -> str | None:
    """The id of the report that was kept of an address."""
    row = db.execute("SELECT report FROM page WHERE address = ? AND state = 'kept'", (address,)).fetchone()
    return row[0] if row else None


def next_due(db: sqlite3.Connection, feeds: Sequence[str]) -> dt.datetime | None:
    """When one of the feeds, or something that they led to, may be asked for next."""
    (due,) = db.execute(
        "SELECT min(due) FROM (SELECT due FROM feed WHERE address IN (SELECT value FROM json_each(?1)) "
        "UNION ALL SELECT due FROM page WHERE state = 'waiting' "
        "AND (feed IS NULL OR feed IN (SELECT value FROM json_each(?1))))",
        (json.dumps(feeds),),
    ).fetchone()
    return _moment(due)


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


# ------------------------------------------------------------------ outlets


def outlets(db: sqlite3.Connection) -> list[Outlet]:
    """What the book has of each outlet, that with the most reports first."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    languages: defaultdict[str, Counter[str]] = defaultdict(Counter)
    published: dict[str, str] = {}
    seen: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for publisher, day, url, fetched, language, copied, events in db.execute(_REPORTS):
        name = publisher or host_of(url or "")
        found[name].update(reports=1, copies=copied, events=events)
        languages[name].update({language: 1} if language else {})
        published[name] = max(published.get(name, ""), day or "")
        seen[name] = max(seen.get(name, ""), fetched or "")
    for name, state, asked, reason, count in db.execute(_PAGES):
        found[name][state] += count
        seen[name] = max(seen.get(name, ""), asked or "") if state == "kept" else seen.get(name, "")
        reasons |= {name: reason} if reason else {}
    made = (
        Outlet(
            name=name, reports=n["reports"], copies=n["copies"], events=n["events"], waiting=n["waiting"],
            failed=n["failed"], not_coded=dict(sorted(languages[name].items())), seen=_moment(seen.get(name)),
            published=dt.date.fromisoformat(published[name]) if published.get(name) else None,
            reason=reasons.get(name),
        )
        for name, n in found.items()
    )  # fmt: skip
    return sorted(made, key=lambda one: (-one.reports, one.name))


_REPORTS = """
SELECT publisher, published, json_extract(data, '$.source.url'), json_extract(data, '$.source.fetched'),
  (SELECT coalesce(json_extract(r.data, '$.language'), '?') WHERE EXISTS (SELECT 1 FROM problem p
     WHERE p.report = r.seq AND json_extract(p.data, '$.fatal')
       AND json_extract(p.data, '$.stage') = 'read')),
  copy_of IS NOT NULL, (SELECT count(*) FROM event WHERE report = r.seq)
FROM report r ORDER BY seq
"""
_PAGES = """
SELECT coalesce((SELECT publisher FROM report WHERE id = page.report), outlet), state, max(asked),
  max(reason), count(*)
FROM page GROUP BY 1, 2 ORDER BY 1, 2
"""
