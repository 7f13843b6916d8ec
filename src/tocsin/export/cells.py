"""Cells of tables: what a spreadsheet may take for a formula is made harmless; several values in one cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from tocsin.views.sheet import Cell, safe

__all__ = ["Cell", "csv_text", "joined", "safe", "tsv_text", "unique"]


def csv_text(rows: Iterable[Iterable[Cell]], *, raw: bool = False) -> str:
    """Rows by RFC 4180. `raw` leaves text as it is; otherwise it is made safe for spreadsheets."""
    out = io.StringIO()
    kept = rows if raw else (map(safe, row) for row in rows)
    csv.writer(out, lineterminator="\r\n").writerows(kept)
    return out.getvalue()


def tsv_text(rows: Iterable[Iterable[Cell]]) -> str:
    """Rows with tabs between the cells, nothing quoted: cells are on one line and hold no tab."""
    return "".join("\t".join("" if c is None else str(safe(c)) for c in row) + "\n" for row in rows)


def joined(values: Iterable[str | None], apart: str = "; ") -> str:
    """The values that say something, each once, in one cell."""
    return apart.join(unique(value for value in values if value))


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Each value once, in the order in which they came."""
    return tuple(dict.fromkeys(values))
