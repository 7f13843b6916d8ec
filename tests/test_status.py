"""Is it so: a sentence in, the status of its event out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Event

Events = Callable[[str], tuple[Event, ...]]


@pytest.mark.parametrize(
    ("sentence", "kind", "status"),
    [
        ("Police arrested nine dockers on Monday.", "COERCE", "actual"),
        ("Police did not arrest anyone.", "COERCE", "negated"),
        ("No one was arrested.", "COERCE", "negated"),
        ("Police made no arrests.", "COERCE", "negated"),
        ("The army failed to disarm the rebels.", "RETREAT", "negated"),
        ("The ministry denied that police had beaten prisoners.", "ASSAULT", "negated"),
        ("Both signed a contract, heading off a walkout.", "PROTEST", "negated"),
        ("Mediators averted a strike by nurses.", "PROTEST", "negated"),
        ("The dockers may strike over pay.", "PROTEST", "hypothetical"),
        ("The army might bomb the town.", "ASSAULT", "hypothetical"),
        ("Teachers will strike on Friday.", "PROTEST", "future"),
        ("Teachers are to strike on Friday.", "PROTEST", "future"),
        ("Teachers planned a march.", "PROTEST", "future"),
        ("A rally is scheduled for Sunday.", "PROTEST", "future"),
        ("Teachers held a march.", "PROTEST", "actual"),
        ("Teachers are striking over pay.", "PROTEST", "ongoing"),
        ("Teachers struck over pay in 1998.", "PROTEST", "historical"),
        ("The elections promised in May were not held.", "AGREE", "actual"),
        ("Britain did not accept the result.", "REJECT", "actual"),
    ],
)
def test_status(events: Events, sentence: str, kind: str, status: str) -> None:
    found = {event.type: event.status for event in events(sentence)}
    assert found.get(kind) == status, found


def test_a_future_meeting_is_an_agreement(events: Events) -> None:
    (event,) = events("The presidents of Chile and Peru will meet in Lima next week.")
    assert (event.type, event.status) == ("AGREE", "future")
