"""Where the tables that reading uses are kept."""

from pathlib import Path

from tocsin.codebook import tables as _tables

DATA = Path(_tables.__file__).parent / "data"
"""Folder of the codebook's tables."""
