"""Docs cannot lie: what is there is in them, and what is in them is there."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import click
import pytest

from tocsin import cli
from tocsin.codebook import DATA
from tocsin.views.sheet import COLUMNS

HOME = Path(__file__).parents[1]
README = HOME / "README.md"
PAGES = sorted([*HOME.glob("*.md"), *(HOME / "docs").rglob("*.md")])
COMMANDS: dict[str, click.Command] = dict(cli.tocsin.commands)


def text(name: str) -> str:
    """A page of the docs."""
    return (HOME / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command: str) -> None:
    assert f"tocsin {command}" in text("README.md")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_says_what_it_does(command: str) -> None:
    options = [p for p in COMMANDS[command].params if isinstance(p, click.Option)]
    assert all(option.help for option in options)


def test_no_page_names_a_command_that_is_not_there() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert set(re.findall(r"`tocsin ([a-z]+)", pages)) <= set(COMMANDS)


@pytest.mark.parametrize("table", sorted(p.relative_to(DATA).as_posix() for p in DATA.rglob("*.txt")))
def test_the_codebook_page_names_every_table(table: str) -> None:
    assert f"`{table}`" in text("docs/codebook.md")


@pytest.mark.parametrize("table", sorted(DATA.rglob("*.txt")), ids=lambda p: p.stem)
def test_every_table_begins_with_what_it_is(table: Path) -> None:
    assert table.read_text(encoding="utf-8").startswith("#")


@pytest.mark.parametrize("column", COLUMNS)
def test_the_formats_page_names_every_column(column: str) -> None:
    assert f"`{column}`" in text("docs/formats.md")


@pytest.mark.parametrize("form", cli.FORMATS)
def test_the_formats_page_names_every_format(form: str) -> None:
    assert f"| `{form}` |" in text("docs/formats.md")


def test_the_schema_knows_the_types_that_the_codebook_knows() -> None:
    from tocsin.codebook.plover import load_types

    schema = json.loads(text("docs/schema.json"))
    assert set(schema["$defs"]["event"]["properties"]["event"]["enum"]) == set(load_types(DATA))


def test_the_flow_names_every_part_of_the_package() -> None:
    parts = {p.stem for p in (HOME / "src" / "tocsin").iterdir() if not p.name.startswith(("__", "py."))}
    page = text("docs/flow.md")
    assert not {part for part in parts if f"{part}/" not in page and f"{part}.py" not in page}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(HOME)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert all((page.parent / link).exists() for link in links)


def test_every_decision_is_in_the_list() -> None:
    pages = {p.name for p in (HOME / "docs" / "decisions").glob("0*.md")}
    assert pages == set(re.findall(r"\((0[^)]+)\)", text("docs/decisions/README.md")))


def test_the_example_in_the_readme_is_what_is_printed() -> None:
    spec = importlib.util.spec_from_file_location("readme", HOME / "benchmarks" / "readme.py")
    assert spec
    assert spec.loader
    readme = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(readme)
    now = README.read_text(encoding="utf-8")
    assert readme.written(now) == now, "run `make docs`"


def test_the_python_in_the_readme_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(HOME)
    [block] = re.findall(r"```python\n(.*?)```", text("README.md"), re.DOTALL)
    exec(compile(block, "README.md", "exec"), {})
    assert "PROTEST ('strike',)" in capsys.readouterr().out
