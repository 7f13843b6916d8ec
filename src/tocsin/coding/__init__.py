"""Mentions in, events out: the one public function is `code_events`.

The order: `quotes` finds who speaks; then, a sentence at a time, `triggers` finds words that state an event,
`content` drops what is only asked or promised, `voice` says who says so, `roles` fills actor and recipient,
`status` says whether it is so, `setting` gives date and place; `merge` joins the mentions of one event.
"""

from __future__ import annotations

from tocsin.coding.events import code_events
from tocsin.coding.reading import Cast, Counted, Placed, Pointed, Proposed, Reading, Scene, Timed

__all__ = ["Cast", "Counted", "Placed", "Pointed", "Proposed", "Reading", "Scene", "Timed", "code_events"]
