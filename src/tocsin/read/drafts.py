"""Blocks in the making: paragraphs cut by a page break made whole, lists joined, headings handed down."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from tocsin.model import BlockKind, Span
from tocsin.read.lines import ends_sentence

_ITEM_HEAD = re.compile(r"([^\s].{1,60}?)\s(?:--|—|–)\s")


@dataclass(frozen=True, slots=True)
class Draft:
    """A block to be: its kind and the raw stretches that make it up."""

    kind: BlockKind
    pieces: tuple[Span, ...]
    text: str
    """Readable, for judging it."""
    mark: str = ""
    level: int = 0
    joins: tuple[str, ...] = ()
    headings: tuple[str, ...] = field(default=())


def with_report(drafts: list[Draft]) -> list[Draft]:
    """Where nothing was found to be the report, titles and headings without a mark are."""
    if any(draft.kind == "body" for draft in drafts):
        return drafts
    return [
        replace(draft, kind="body")
        if draft.kind in ("title", "heading", "byline") and draft.mark != "#"
        else draft
        for draft in drafts
    ]


def joined(drafts: list[Draft]) -> list[Draft]:
    """Paragraphs cut by a page break, and lists with the line that opens them, become one."""
    found: list[Draft] = []
    open_at: int | None = None
    loose = _is_loose(drafts)
    for draft in drafts:
        before = found[open_at] if open_at is not None and draft.kind == "body" else None
        join = _join(before, draft, loose, open_at == len(found) - 1) if before else ""
        if before and open_at is not None and join:
            found[open_at] = _joint(before, draft, join)
            continue
        found.append(draft)
        if draft.kind == "body":
            open_at = len(found) - 1
        elif draft.kind in ("heading", "dateline", "title"):
            open_at = None
    return found


def _joint(before: Draft, after: Draft, join: str) -> Draft:
    pieces, joins = before.pieces + after.pieces, (*before.joins, join)
    return replace(before, pieces=pieces, joins=joins, text=after.text, mark=after.mark)


def _is_loose(drafts: list[Draft]) -> bool:
    """Whether the writer leaves full stops out, so that a missing one says nothing."""
    body = [draft for draft in drafts if draft.kind == "body" and not draft.mark]
    return sum(not ends_sentence(draft.text) for draft in body) * 3 > len(body)


def _join(before: Draft, after: Draft, loose: bool, adjoining: bool) -> str:
    """What stands between two drafts that are one paragraph; empty where they are two."""
    if after.mark in ("-", "1."):
        short = len(after.text.split()) <= 9 and not ends_sentence(after.text)
        if (
            short
            and adjoining
            and (before.text.endswith(":") or (before.mark == after.mark and before.joins))
        ):
            return " " if before.text.endswith(":") else "; "
        return ""
    if ends_sentence(before.text) or (
        before.mark and not before.text.endswith(",") and not after.text[:1].islower()
    ):
        return ""
    if after.text[:1].islower() or before.text.endswith((",", "-", "–", "—")):
        return " "
    return " " if not loose and len(before.text.split()) > 6 else ""


def under_headings(drafts: list[Draft]) -> list[Draft]:
    """Every body draft told the headings that it stands under, outermost first."""
    stack: list[tuple[int, str]] = []
    found = []
    for draft in drafts:
        if draft.kind == "heading" or (draft.kind == "dateline" and draft.level == 9):
            level = draft.level or 7
            stack = [*(pair for pair in stack if pair[0] < level), (level, draft.text)]
        elif draft.kind == "body":
            draft = replace(draft, headings=(*(words for _, words in stack), *_item_head(draft)))
        found.append(draft)
    return found


def _item_head(draft: Draft) -> tuple[str, ...]:
    """`10 May, Tehran` of the list item `* 10 May, Tehran -- Teachers rallied …`."""
    match = _ITEM_HEAD.match(draft.text) if draft.mark in ("-", "1.") else None
    return (match[1],) if match else ()
