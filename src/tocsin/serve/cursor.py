"""Where a list goes on, as a word in an address: nobody needs to know what it means."""

from __future__ import annotations

import base64
import binascii

from tocsin.serve.asking import BadQuestion

Place = tuple[int, int]
LIMIT = 1 << 62


def cursor_of(place: Place | None) -> str | None:
    """The word for a place in the order of events."""
    if place is None:
        return None
    return base64.urlsafe_b64encode(f"{place[0]}.{place[1]}".encode()).decode().rstrip("=")


def after_of(cursor: str | None) -> Place | None:
    """The place that a word stands for. Raises BadQuestion."""
    if not cursor:
        return None
    try:
        day, _, seq = (
            base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition(".")
        )
        place = int(day), int(seq)
    except (ValueError, binascii.Error):
        raise BadQuestion("after: is no place that a list has given") from None
    if not (0 <= place[0] < LIMIT and 0 <= place[1] < LIMIT):
        raise BadQuestion("after: is no place that a list has given")
    return place
