"""The lexicon: every example gives its entry; a wrong row is named by file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tocsin.codebook import DATA, CodebookError, load_codebook
from tocsin.codebook.lexicon import Entry, load_lexicon
from tocsin.codebook.plover import load_types
from tocsin.model import Coding
from tocsin.pipeline import Coder

TYPES = {name: frozenset(t.modes) for name, t in load_types(DATA).items()}
LEXICON = load_lexicon(DATA, TYPES)
KNOWN_TO_FAIL = 0.03
"""Share of examples that the small parser may misread: each is an honest sentence, kept as it is."""


def gives(coding: Coding, entry: Entry) -> bool:
    """Whether the type, and the modes if any, of an entry were found, as event or as content of one."""
    found = any(e.type == entry.type and set(entry.modes) <= set(e.modes) for e in coding.events)
    softened = any(e.type == "AGREE" for e in coding.events) and entry.type in ("CONSULT", "SUPPORT", "AID")
    return found or softened or any(d.what.startswith(entry.type or "?") for d in coding.dropped)


@pytest.mark.parametrize("path", sorted((DATA / "lexicon").glob("*.txt")), ids=lambda p: p.stem)
def test_every_example_gives_its_entry(path: Path, coder: Coder) -> None:
    entries = [
        e for e in LEXICON.entries if e.source.startswith(f"lexicon/{path.name}:") and e.type and e.example
    ]
    failing = [e for e in entries if not gives(coder.code(e.example.encode(), "example.txt"), e)]
    told = "\n".join(f"{e.source} {e.pattern}: {e.example}" for e in failing)
    assert len(failing) <= KNOWN_TO_FAIL * len(entries), told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A user's own codebook to spoil: the shipped tables without the gazetteer's index."""
    return Path(shutil.copytree(DATA, tmp_path / "codebook", ignore=shutil.ignore_patterns("*.sqlite")))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("walk off | PROTEST strike", "2 cells, wanted 4"),
        ("walk off | PROTSET strike | | They walked off.", "no such type: 'PROTSET'"),
        ("walk off | PROTEST stirke | | They walked off.", "PROTEST has no mode 'stirke'"),
        ("walk @nothing | PROTEST strike | | They walked off.", "no such class: '@nothing'"),
        ("~walk off | PROTEST strike | | They walked off.", "begins with the word of its trigger"),
        ("walk off | PROTEST strike | acter=subject | They walked off.", "no such role: 'acter'"),
        ("walk off | PROTEST strike | | ", "needs an example"),
    ],
)
def test_a_wrong_row_is_named_by_file_and_line(folder: Path, row: str, said: str) -> None:
    (folder / "lexicon" / "mine.txt").write_text(f"# my own\n{row}\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"^lexicon/mine\.txt:2: ") as caught:
        load_codebook(folder)
    assert said in str(caught.value)


def test_a_users_entry_is_used(folder: Path) -> None:
    row = "yodel.v | PROTEST demo | | Herders yodelled outside the ministry."
    (folder / "lexicon" / "mine.txt").write_text(row + "\n", encoding="utf-8")
    assert any(e.source == "lexicon/mine.txt:1" for e in load_codebook(folder).lexicon.by_head["yodel"])


@pytest.mark.parametrize(
    ("sentence", "mode"),
    [
        ("The envoy urged both armies to return to the talks.", "meet"),
        ("The envoy urged the troops to return to their barracks.", "yield"),
        ("The police threw stun grenades at the crowd.", "crowd-control"),
        ("A man threw a grenade at the patrol.", "explosives"),
        ("Raiders attacked the herders with pangas.", "primitive"),
    ],
)
def test_what_is_used_or_asked_tells_the_mode(coder: Coder, sentence: str, mode: str) -> None:
    assert [event.modes for event in coder.code(sentence.encode(), "test.txt").events] == [(mode,)]
