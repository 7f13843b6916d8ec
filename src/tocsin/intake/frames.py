"""How reports cross from the process that reads them to the one that asked: frames of JSON and bytes.

Not pickles: what reads hostile bytes may be taken over by them, and must not take the other with it.
A frame is the length of its head (4 bytes), the head as JSON, and as many bytes as the head says.
"""

from __future__ import annotations

import datetime as dt
import json
import struct
from dataclasses import asdict, fields
from typing import Any, NamedTuple

from tocsin.model import About, Box, Problem, Report, Span

LENGTH = struct.Struct("!I")
MOST_HEAD = 256 * 2**20
"""Bytes of a head: the boxes of two thousand pages' lines are the longest."""


class Broken(Exception):
    """A frame that none of ours would send."""


class Frame(NamedTuple):
    """A head with its kind under `is`, and bytes."""

    head: dict[str, Any]
    body: bytes = b""


def packed(frame: Frame) -> bytes:
    """The frame as bytes."""
    head = json.dumps({**frame.head, "size": len(frame.body)}).encode()
    return LENGTH.pack(len(head)) + head + frame.body


def report_frame(report: Report) -> Frame:
    """The report as a frame."""
    text = b"" if report.text is None else report.text.encode("utf-8", "replace")
    head = {
        "is": "report",
        "name": report.name,
        "about": about_head(report.about),
        "text": None if report.text is None else len(text),
        "boxes": [[*box.span, *box[1:]] for box in report.boxes],
        "problems": [_problem_head(p) for p in report.problems],
    }
    return Frame(head, report.data + text)


def problem_frame(problem: Problem) -> Frame:
    """The problem as a frame."""
    return Frame({"is": "problem", **_problem_head(problem)})


def report_of(frame: Frame) -> Report:
    """The report in a frame. Raises Broken."""
    try:
        head, cut = frame.head, len(frame.body) - (frame.head["text"] or 0)
        return Report(
            name=_words(head["name"]),
            data=frame.body[:cut],
            text=None if head["text"] is None else frame.body[cut:].decode(),
            about=about_of(head["about"]),
            boxes=tuple(_box(box) for box in head["boxes"]),
            problems=tuple(_problem(p) for p in head["problems"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Broken(str(error)) from None


def problem_of(frame: Frame) -> Problem:
    """The problem in a frame. Raises Broken."""
    try:
        return _problem(frame.head)
    except (KeyError, TypeError, ValueError) as error:
        raise Broken(str(error)) from None


def _problem_head(problem: Problem) -> dict[str, Any]:
    return {
        "stage": problem.stage, "message": problem.message, "document": problem.document,
        "fatal": problem.fatal,
    }  # fmt: skip


def _problem(head: dict[str, Any]) -> Problem:
    return Problem(
        stage=_words(head["stage"]), message=_words(head["message"]), document=_words(head["document"]),
        fatal=bool(head["fatal"]),
    )  # fmt: skip


def about_head(about: About) -> dict[str, Any]:
    """What is known of a report, as JSON has it."""
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in asdict(about).items()}


def about_of(head: dict[str, Any]) -> About:
    """The other way round. Raises KeyError, TypeError, ValueError."""
    known = {f.name: head[f.name] for f in fields(About)}
    published, fetched = known.pop("published"), known.pop("fetched")
    return About(
        **{name: None if value is None else _words(value) for name, value in known.items()},
        published=dt.date.fromisoformat(published) if published else None,
        fetched=dt.datetime.fromisoformat(fetched) if fetched else None,
    )


def _box(values: list[Any]) -> Box:
    start, end, page, *corners = values
    left, bottom, right, top = (float(corner) for corner in corners)
    return Box(Span(int(start), int(end)), int(page), left, bottom, right, top)


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text where text must be")
    return value
