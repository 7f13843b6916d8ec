"""Bytes into documents: encodings, mark-up, paragraphs, page furniture, publication data."""

from tocsin.read.plain import read_again, read_document, read_report, report_id

__all__ = ["read_again", "read_document", "read_report", "report_id"]
