"""The process that reads what may be hostile. `worker` starts it, asks, and kills it where it must.

Asked on standard input, it answers on standard output: `begin` before it reads a report, so that the other
side knows over which one it died, then the report or problem, then `end`; after the last one `done`.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from tocsin.intake.frames import LENGTH, Frame, about_of, packed, problem_frame, report_frame
from tocsin.intake.limits import Budget, Limits
from tocsin.intake.walk import Found, problem, read_answered, read_member, read_members
from tocsin.model import Problem


def main() -> None:
    """Answer requests until there are no more."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is not an answer
    while head := requests.read(LENGTH.size):
        import json

        asked = json.loads(requests.read(LENGTH.unpack(head)[0]))
        data = requests.read(asked["size"])
        _serve(asked, data, answers)


def _serve(asked: dict[str, Any], data: bytes, answers: BinaryIO) -> None:
    limits = Limits(**asked["limits"])
    _confine(limits)
    budget = Budget(limits)
    try:
        with open(asked["path"], "rb") if asked["path"] else io.BytesIO(data) as source:
            found = (
                read_answered(data, asked["name"], about_of(asked["answer"]), budget)
                if asked["answer"]
                else read_members(source, asked["name"], budget)
            )
            _answer(found, asked["skip"], budget, answers)
    except OSError as error:
        _put(
            answers,
            problem_frame(problem(asked["name"], f"cannot be read: {error.strerror or error}".lower())),
        )
    except MemoryError:
        message = f"needs more than {limits.memory // 2**20:,} MB of memory"
        _put(answers, problem_frame(problem(asked["name"], message)))
    except Exception as error:  # whatever a hostile container makes its reader raise ends it
        _put(answers, problem_frame(problem(asked["name"], _unexpected(error))))
    _put(answers, Frame({"is": "done"}))


def _answer(members: Iterator[Found | Problem], skip: int, budget: Budget, answers: BinaryIO) -> None:
    """Everything found from number `skip` on."""
    for number, found in enumerate(members):
        if number < skip:
            continue
        _put(answers, Frame({"is": "begin", "number": number, "name": _name(found)}))
        if isinstance(found, Problem):
            _put(answers, problem_frame(found))
        else:
            _put_read(found, budget, answers)
        _put(answers, Frame({"is": "end"}))


def _put_read(found: Found, budget: Budget, answers: BinaryIO) -> None:
    try:
        for read in read_member(found, budget):
            _put(answers, problem_frame(read) if isinstance(read, Problem) else report_frame(read))
    except MemoryError:
        message = f"needs more than {budget.limits.memory // 2**20:,} MB of memory"
        _put(answers, problem_frame(problem(found.name, message)))
    except RecursionError:
        _put(answers, problem_frame(problem(found.name, "nested too deep")))
    except Exception as error:  # whatever a reader of a hostile format may raise: the next report goes on
        _put(answers, problem_frame(problem(found.name, _unexpected(error))))


def _unexpected(error: Exception) -> str:
    return f"cannot be read ({type(error).__name__}: {error})".splitlines()[0][:240]


def _name(found: Found | Problem) -> str:
    return found.document if isinstance(found, Problem) else found.name


def _put(answers: BinaryIO, frame: Frame) -> None:
    answers.write(packed(frame))
    answers.flush()


def _confine(limits: Limits) -> None:
    """No more memory than the limit, no files written, no core left; where the system can do that."""
    try:
        import resource
    except ImportError:
        return
    wanted = (
        (resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
    )  # fmt: skip
    for what, value in wanted:
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (value if hard < 0 else min(value, hard), hard))


if __name__ == "__main__":
    main()
