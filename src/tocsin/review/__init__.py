"""The rules of a review: what a person decides of an event, what then holds, and how good the machine was.

Nothing here knows a database, a page or a coder.
"""

from tocsin.review.decision import VERDICTS, Decision, Ruling, in_force, not_undone
from tocsin.review.standing import STANDINGS, Stand, Standing, claim, differing, stand, standing_events

__all__ = [
    "STANDINGS",
    "VERDICTS",
    "Decision",
    "Ruling",
    "Stand",
    "Standing",
    "claim",
    "differing",
    "in_force",
    "not_undone",
    "stand",
    "standing_events",
]
