"""A sentence in, the words in its marks and their speaker out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Coding


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('Lukashenko told people to drink vodka and "stay positive."', [("Lukashenko", "stay positive.")]),
        ('"We will not stop now," said Maria Lopez, a nurse.', [("Maria Lopez", "We will not stop now,")]),
        (
            '"We are tired," Anna Novak said. "We want to go home."',
            [("Anna Novak", "We are tired,"), ("Anna Novak", "We want to go home.")],
        ),
        ("Anna Novak arrived. She said: “We won’t go.”", [("Anna Novak", "We won’t go.")]),
        ('Anna Novak dismissed the strike as a "psychosis".', [("Anna Novak", "psychosis")]),
        (
            'The mayor of Paris, Anne Hidalgo, wrote on Twitter: "Paris is mourning today."',
            [("Anne Hidalgo", "Paris is mourning today.")],
        ),
        ('They met on "Super Tuesday".', [(None, "Super Tuesday")]),
        (
            'Anna Novak said: "We began in May and went on.\n\n"We shall never stop now."',
            [("Anna Novak", "We began in May and went on."), ("Anna Novak", "We shall never stop now.")],
        ),
    ],
)  # fmt: skip
def test_speakers(code: Callable[[str], Coding], text: str, told: list[tuple[str | None, str]]) -> None:
    coding = code(text)
    assert [(q.speaker, q.span.of(coding.document.text)) for q in coding.quotations] == told


@pytest.mark.parametrize("text", ['"', '"""""" " " "“”', "“ ”", '"a', "‘’ ‘ " * 50, '" ' * 500])
def test_odd_marks_are_no_trouble(code: Callable[[str], Coding], text: str) -> None:
    coding = code(f"Workers struck. {text}")
    assert all(q.span.of(coding.document.text).strip() for q in coding.quotations)
