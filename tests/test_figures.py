"""A sentence in, what its numbers count and who gives them out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Coding


@pytest.mark.parametrize(
    ("text", "what", "by"),
    [
        ("The virus has infected nearly 70,000 people in Belarus.", "people infected in Belarus", None),
        ("The average monthly wage is $500.", "average monthly wage", None),
        ("The bank offered a $500 million loan.", "loan", None),
        ("Three miners were killed, the union said.", "miners killed", "the union"),
        ("According to the ministry, 40 shops were burned.", "shops burned", "the ministry"),
        ("Reportedly 40 shops were burned.", "shops burned", None),
    ],
)
def test_figures(code: Callable[[str], Coding], text: str, what: str, by: str | None) -> None:
    (figure,) = code(text).figures
    assert (figure.what, figure.by) == (what, by)


def test_a_rate_is_given_by_whoever_claims_it(code: Callable[[str], Coding]) -> None:
    text = (
        "Experts estimate that the poverty rate, which the government claims stands at just 5 percent,"
        " is 20 percent."
    )
    assert [(f.what, f.by) for f in code(text).figures] == [
        ("poverty rate", "the government"),
        ("poverty rate", "Experts"),
    ]
