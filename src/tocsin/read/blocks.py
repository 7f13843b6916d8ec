"""Chunks of lines into blocks: title, byline, dateline, heading, caption, furniture, and the report itself.

Three steps: every chunk is given a kind (the head of the file is read line by line), paragraphs cut by a
page break or a list are put together, and the pieces are read into text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from tocsin.model import Block, BlockKind, Span
from tocsin.read.clean import plain, readable
from tocsin.read.drafts import Draft, joined, under_headings, with_report
from tocsin.read.furniture import furniture_kind, is_menu
from tocsin.read.lines import Chunk, Line, ends_sentence, read_chunks
from tocsin.read.metadata import find_dateline, has_date, is_byline, is_dated_sentence, is_name

_KINDS: dict[str, BlockKind] = {"|": "furniture", "---": "furniture", "!": "caption", "#": "heading"}
_CLOCK = re.compile(
    r"(?:\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\b\.?)?(?:\s(?:GMT|UTC|BST|CET|EST|EDT|ET|PT)\b)?)(?:\s*[-–—:|]+)?\s+"
)
_MOST_HEADS = 40
"""Lines before a report at most: what follows is the report whatever it looks like."""
_LONGEST_HEAD = 220
"""Characters of a title or a line of data at most."""
_LINK = re.compile(r"\[[^\[\]]{1,80}\]\([^()\s]{0,600}\)")
_RUN_IN = re.compile(r"\*\*(?=\S)([^*\n]{1,90})\*\*[ \t]*[-–—:]{0,2}\s+")


def read_blocks(text: str, start: int) -> tuple[Block, ...]:
    """All blocks of `text` from offset `start`, in its order."""
    chunks = tuple(read_chunks(text, start))
    drafts = with_report(list(_judge(text, chunks)))
    drafts = under_headings(joined(drafts))
    return tuple(_block(text, draft) for draft in drafts)


def _block(text: str, draft: Draft) -> Block:
    read = readable(text, draft.pieces, draft.joins)
    span = Span(draft.pieces[0].start, draft.pieces[-1].end)
    return Block(kind=draft.kind, span=span, text=read.text, align=read.align, headings=draft.headings)


# ------------------------------------------------------------------ kinds


def _judge(text: str, chunks: tuple[Chunk, ...]) -> Iterator[Draft]:
    repeated = _repeated(chunks)
    last_prose = max((i for i, chunk in enumerate(chunks) if _is_prose(text, chunk)), default=len(chunks))
    first, rest, heads = _read_head(text, chunks)
    yield from _with_title(heads)
    for i, chunk in enumerate((rest, *chunks[first + 1 :]) if rest else (), first):
        yield from _judge_body(text, chunk, repeated, i > last_prose, i + 3 > len(chunks))


def _read_head(text: str, chunks: tuple[Chunk, ...]) -> tuple[int, Chunk, list[Draft]]:
    """Number of the chunk in which the report begins, its lines from there on, and what stands before."""
    heads: list[Draft] = []
    for i, chunk in enumerate(chunks):
        at = 0
        while at < len(chunk) and len(heads) < _MOST_HEADS:
            kind = _head_kind(text, chunk[at : at + _MOST_HEADS], heads)
            if kind is None:
                break
            heads.append(_draft(text, kind, chunk[at : at + 1]))
            at += 1
        if at < len(chunk):
            return i, chunk[at:], heads
    return len(chunks), (), heads


def _with_title(heads: list[Draft]) -> list[Draft]:
    """The head with one title: the first heading that is marked as one, else the last of four words or more.

    What stands before it is the newspaper's, what follows it are headings of sections.
    """
    lines = [i for i, draft in enumerate(heads) if draft.kind == "heading"]
    marked = [i for i in lines if heads[i].mark == "#"]
    long = [i for i in lines if len(heads[i].text.split()) > 3]
    title = marked[0] if marked else long[-1] if long else lines[0] if lines else -1
    kinds: dict[int, BlockKind] = {i: "furniture" if i < title else "heading" for i in lines} | {
        title: "title"
    }
    return [replace(draft, kind=kinds.get(i, draft.kind)) for i, draft in enumerate(heads)]


def _repeated(chunks: tuple[Chunk, ...]) -> frozenset[str]:
    """Short lines that stand alone more than once: running heads."""
    alone = Counter(chunk[0].raw for chunk in chunks if len(chunk) == 1 and len(chunk[0].raw) < 80)
    return frozenset(line for line, times in alone.items() if times > 1 and not ends_sentence(line))


def _is_prose(text: str, chunk: Chunk) -> bool:
    """Whether a chunk is running text: words enough, and an end like a sentence's."""
    if chunk[0].mark in ("#", "|", "---", "!"):
        return False
    last = chunk[-1].raw
    words = sum(len(line.raw.split()) for line in chunk)
    if words > 40:
        return True
    whole = plain(text, chunk[0].start, chunk[-1].end)
    least = 2 if whole[:1].islower() else 5
    return words >= least and ends_sentence(last) and not whole.isupper() and furniture_kind(whole) is None


def _span(chunk: Chunk) -> Span:
    return Span(chunk[0].start, chunk[-1].end)


def _draft(text: str, kind: BlockKind, chunk: Chunk) -> Draft:
    span = _span(chunk)
    if chunk[0].mark == "!":
        span = Span(span.start + 2, text.index("]", span.start))
    return Draft(kind, (span,), plain(text, *span), chunk[0].mark, chunk[0].level)


# ------------------------------------------------------------------ the head of the file


def _head_kind(text: str, chunk: Chunk, heads: list[Draft]) -> BlockKind | None:
    """What the first line of `chunk` is, standing before the report; None where the report begins with it."""
    line = chunk[0]
    if line.mark in ("|", "---", "!"):
        return "caption" if line.mark == "!" else "furniture"
    words = plain(text, line.start, line.end)
    kind = furniture_kind(words)
    if kind or line.mark == "#":
        return None if kind == "body" else kind or "heading"
    if len(words) > _LONGEST_HEAD or line.mark in ("-", "1.") or _CLOCK.match(words + " "):
        return None
    if is_byline(words) or (
        " by " in words and not ends_sentence(words) and len(chunk) == 1 and "—" in words
    ):
        return "dateline" if has_date(words) and not is_byline(words) else "byline"
    if dateline := find_dateline(words):
        if dateline.end >= len(words):
            return "dateline"
        whole = plain(text, chunk[0].start, min(chunk[-1].end, chunk[0].start + 4000))
        if _is_report(whole[dateline.end :]):
            return None
        if dateline.marked:
            return "dateline"
    return _other_head_kind(words, chunk, heads)


def _is_report(words: str) -> bool:
    """Whether what follows a dateline is running text."""
    return words != "" and not words[0].islower() and len(words.split()) > 5 and ends_sentence(words)


def _other_head_kind(words: str, chunk: Chunk, heads: list[Draft]) -> BlockKind | None:
    raw = chunk[0].raw
    dated = has_date(words)
    if dated and (len(words) < 40 or _is_data(words)) and not _is_sentence(words):
        return "dateline"
    stressed = _is_wrapped_in(raw, "*_") and len(words) < 200
    if not stressed and _starts_report(words, chunk):
        return None
    if dated:
        return "dateline"
    titled = any(draft.kind == "heading" for draft in heads)
    if titled and not stressed and words.endswith(".") and not words.isupper():
        return None
    if titled and (is_name(words) or (stressed and raw.count("*") == 2)):
        return "byline"
    return "heading"


def _is_data(words: str) -> bool:
    """Whether a dated line only gives data: hardly a word in it is small."""
    return len(words) < 160 and sum(word[0].islower() for word in words.split()) < 5


def _is_sentence(words: str) -> bool:
    return len(words.split()) > 6 and ends_sentence(words) and is_dated_sentence(words)


def _is_wrapped_in(raw: str, marks: str) -> bool:
    return len(raw) > 2 and raw[0] in marks and raw[-1] in marks and raw.count("**") in (0, 2)


def _starts_report(words: str, chunk: Chunk) -> bool:
    """Whether the first line of `chunk` is running text rather than a title or a line of data."""
    count = len(words.split())
    if words.isupper():
        return False
    if count >= 6 and ends_sentence(words) and not (words.endswith("?") and count < 15):
        return True
    if len(chunk) == 1:
        return count > 24
    following = chunk[1].raw
    if furniture_kind(following) or is_byline(following) or (has_date(following) and _is_data(following)):
        return False
    if following[0].islower():
        return True
    longest = max(len(line.raw) for line in chunk)
    return len(words) > 0.7 * longest and len(words) > 50 and ends_sentence(chunk[-1].raw)


# ------------------------------------------------------------------ the report


def _judge_body(text: str, chunk: Chunk, repeated: frozenset[str], tail: bool, last: bool) -> Iterator[Draft]:
    if len(chunk) > 1 and not chunk[0].mark and _is_heading_line(text, chunk[0]):
        yield _draft(text, "heading", chunk[:1])
        chunk = chunk[1:]
    line = chunk[0]
    draft = _draft(text, "body", chunk)
    if line.mark in _KINDS:
        yield replace(draft, kind=_KINDS[line.mark])
    elif (kind := furniture_kind(draft.text)) and kind != "byline":
        yield replace(draft, kind=kind)
    elif len(chunk) == 1 and line.raw in repeated:
        yield replace(draft, kind="furniture")
    elif kind := _short_kind(text, chunk, draft.text, tail, last):
        yield replace(draft, kind=kind)
    else:
        yield from _split_run_in(text, chunk, draft)


def _is_heading_line(text: str, line: Line) -> bool:
    """Whether the first line of a chunk is a heading set right above its text: all capitals or all bold."""
    words = plain(text, line.start, line.end)
    return (
        not line.mark
        and len(words.split()) < 15
        and ((words.isupper() and len(words) > 5) or (line.raw.startswith("**") and line.raw.endswith("**")))
    )


def _short_kind(text: str, chunk: Chunk, words: str, tail: bool, last: bool) -> BlockKind | None:
    """What a short paragraph is that may not be the report's; None where it is."""
    raw = text[chunk[0].start : chunk[-1].end]
    count = len(words.split())
    if (tail and not chunk[0].mark and not ends_sentence(words)) or is_menu(words) or _is_links(raw):
        return "furniture"
    if len(chunk) == 1 and words[:1] in "—–" and count < 30 and not ends_sentence(words):
        return "caption"  # who is quoted in the box above
    if last and len(words) < 320 and _is_wrapped_in(raw.lstrip("\\* "), "*_") and not raw.startswith("**"):
        return "furniture"
    if raw.startswith("**") and raw.endswith("**") and raw.count("**") == 2 and count < 20:
        return "heading"
    if chunk[0].mark or len(chunk) > 2 or ends_sentence(words) or count > 14:
        return None
    if words.endswith(",") and count < 5:
        return "furniture"
    return "heading" if words.isupper() or count < 8 or _is_title_case(words) else None


def _is_links(raw: str) -> bool:
    """Whether a paragraph is nothing but links with short names."""
    if not raw.startswith("[") or "](" not in raw or len(raw) > 2000:
        return False
    return not any(character.isalpha() for character in _LINK.sub("", raw))


def _is_title_case(words: str) -> bool:
    long = [word for word in words.split() if len(word) > 3]
    return bool(long) and all(word[0].isupper() for word in long)


def _split_run_in(text: str, chunk: Chunk, draft: Draft) -> Iterator[Draft]:
    """Parts a dateline, a time stamp or a bold opening (`**Reactions.**`) from its paragraph."""
    span = draft.pieces[0]
    head, cut = (
        _dateline(text, chunk, draft) or _stamp(text, chunk, span) or _opening(text, span) or (None, 0)
    )
    if head:
        yield head
        span = Span(cut, span.end)
    yield replace(draft, pieces=(span,), text=plain(text, *span))


def _dateline(text: str, chunk: Chunk, draft: Draft) -> tuple[Draft, int] | None:
    found = None if chunk[0].mark else find_dateline(draft.text[:240])
    if not found or not _is_report(draft.text[found.end :]):
        return None
    span = draft.pieces[0]
    cut = readable(text, (span,)).align.to_raw(found.end)
    return Draft("dateline", (Span(span.start, cut),), draft.text[: found.end]), cut


def _stamp(text: str, chunk: Chunk, span: Span) -> tuple[Draft, int] | None:
    clock = _CLOCK.match(text, span.start, span.end)
    if not clock or chunk[0].mark or clock.group().strip()[-1] not in "-–—|":
        return None
    words = clock.group().strip(" \t-–—|")
    return Draft("dateline", (Span(span.start, span.start + len(words)),), words, level=9), clock.end()


def _opening(text: str, span: Span) -> tuple[Draft, int] | None:
    opening = _RUN_IN.match(text, span.start, span.end)
    if not opening or not _is_opening(text, opening, span):
        return None
    words = plain(text, opening.start(1), opening.end(1))
    kind: BlockKind = "dateline" if _CLOCK.fullmatch(words + " ") else "heading"
    return Draft(kind, (Span(*opening.span(1)),), words, level=9), opening.end()


def _is_opening(text: str, opening: re.Match[str], span: Span) -> bool:
    """Whether bold words at the start are a heading of their own, not the first words of the sentence."""
    words = opening[1]
    if len(words.split()) > 12 or not span.start < opening.end() < span.end:
        return False
    return (
        words[-1] in '.:!?”"' or words[0].isdigit() or text[opening.end(1) + 2 : opening.end()].strip() != ""
    )
