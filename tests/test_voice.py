"""Who says so: a sentence in, voice and source of its event out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Event

Events = Callable[[str], tuple[Event, ...]]


@pytest.mark.parametrize(
    ("sentence", "kind", "voice", "source"),
    [
        ("Police beat two students.", "ASSAULT", "reported", None),
        ("The union said police had beaten two students.", "ASSAULT", "attributed", "The union"),
        ("Police beat two students, the union said.", "ASSAULT", "attributed", "the union"),
        ("According to the union, police beat two students.", "ASSAULT", "attributed", "the union"),
        ("Police reportedly beat two students.", "ASSAULT", "attributed", "reportedly"),
        ('"Police beat two students," said Ana Ruiz.', "ASSAULT", "attributed", "Ana Ruiz"),
        ("There are reports that police beat two students.", "ASSAULT", "attributed", "reports"),
        ("The union accused managers of beating a worker.", "ASSAULT", "attributed", "The union"),
        ("Two officers were charged with murdering a student.", "ASSAULT", "attributed", "charged"),
        ("A court convicted two officers of murdering a student.", "ASSAULT", "reported", None),
        ("The minister condemned the attack.", "ACCUSE", "reported", None),
    ],
)
def test_voice(events: Events, sentence: str, kind: str, voice: str, source: str | None) -> None:
    event = next(e for e in events(sentence) if e.type == kind)
    assert event.voice == voice
    assert (event.attribution.text if event.attribution else None) == source
