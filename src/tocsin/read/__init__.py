"""Bytes into documents: encodings, mark-up, paragraphs, page furniture, publication data."""

from tocsin.read.plain import read_document, read_report

__all__ = ["read_document", "read_report"]
