"""Reads inputs in a process of its own, which may hang or die without harm: the next report goes on.

The process is kept for the inputs to come, and replaced when it has died. Of hostile bytes this side only
ever sees reports: names, text, and the bytes themselves, none of them read here.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from types import TracebackType

from tocsin.intake.frames import LENGTH, MOST_HEAD, Broken, Frame, about_head, packed, problem_of, report_of
from tocsin.intake.limits import Limits
from tocsin.model import About, Problem, Report

_SIGNALS = {signal.SIGKILL: "killed, most likely for want of memory", signal.SIGSEGV: "its reader crashed"}


class _Died(Exception):
    """The process is no more, or was put to an end. The message says why."""


class Reader:
    """Reads inputs into reports, one input at a time. Close it, or use it as a context."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._held = bytearray()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read_path(self, path: str, name: str) -> Iterator[Report | Problem]:
        """The reports in the file at `path`, each under `name`, and a Problem for each that cannot be had."""
        return self._read(path, b"", name)

    def read_bytes(self, data: bytes, name: str) -> Iterator[Report | Problem]:
        """The reports in `data`, likewise."""
        return self._read("", data, name)

    def read_answer(self, block: bytes, name: str, about: About) -> Iterator[Report | Problem]:
        """The reports in what a server answered (head and body as they came), likewise; `about` is known."""
        return self._read("", block, name, about)

    def close(self) -> None:
        """End the process. A reader can be used again after it."""
        process, self._process = self._process, None
        self._held.clear()
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()

    def _read(
        self, path: str, data: bytes, name: str, about: About | None = None
    ) -> Iterator[Report | Problem]:
        skip = deaths = 0
        finished = False
        try:
            while not finished:
                number, at = skip - 1, name
                try:
                    self._ask(path, data, name, about, skip)
                    for frame in self._answers():
                        if frame.head["is"] == "begin":
                            number, at = frame.head["number"], frame.head["name"]
                        elif frame.head["is"] == "end":
                            at = name
                        else:
                            yield problem_of(frame) if frame.head["is"] == "problem" else report_of(frame)
                    finished = True
                except (_Died, Broken, KeyError) as death:
                    self.close()
                    deaths += 1
                    yield _problem(at, str(death))
                    if at == name and number < skip:  # it died before it had found anything more
                        return
                    if deaths >= self.limits.deaths:
                        yield _problem(name, f"given up: its readers died {deaths} times")
                        return
                    skip = number + 1
            finished = True
        finally:
            if not finished:
                self.close()  # somebody has stopped listening, or it is given up

    def _ask(self, path: str, data: bytes, name: str, about: About | None, skip: int) -> None:
        if self._process is None or self._process.poll() is not None:
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        head = {
            "path": os.path.abspath(path) if path else "",
            "name": name,
            "answer": about_head(about) if about else None,
            "skip": skip,
            "limits": asdict(self.limits),
        }
        try:
            self._process.stdin.write(packed(Frame(head, data)))
            self._process.stdin.flush()
        except OSError:
            raise _Died(self._cause()) from None

    def _start(self) -> None:
        self.close()
        paths = os.pathsep.join(path for path in sys.path if path)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tocsin.intake.child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, close_fds=True,
            env={"PYTHONPATH": paths, "PATH": os.defpath, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"},
        )  # fmt: skip

    def _answers(self) -> Iterator[Frame]:
        """The frames up to `done`. Raises _Died."""
        while (frame := self._frame()).head["is"] != "done":
            yield frame

    def _frame(self) -> Frame:
        deadline = time.monotonic() + self.limits.seconds
        size = LENGTH.unpack(self._exactly(LENGTH.size, deadline))[0]
        if size > MOST_HEAD:
            raise Broken("its reader answered nonsense")
        try:
            head = json.loads(self._exactly(size, deadline))
            length = int(head["size"])
        except (ValueError, TypeError, KeyError):
            raise Broken("its reader answered nonsense") from None
        if not 0 <= length <= 8 * self.limits.report:
            raise Broken("its reader answered nonsense")
        return Frame(head, self._exactly(length, deadline))

    def _exactly(self, size: int, deadline: float) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        while len(self._held) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise _Died(f"took longer than {self.limits.seconds} seconds")
            piece = os.read(pipe, 1 << 20)
            if not piece:
                raise _Died(self._cause())
            self._held += piece
        found = bytes(self._held[:size])
        del self._held[:size]
        return found

    def _cause(self) -> str:
        """Why the process has ended."""
        assert self._process is not None
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "its reader stopped answering"
        if status < 0:
            return _SIGNALS.get(
                signal.Signals(-status), f"its reader was ended by {signal.Signals(-status).name}"
            )
        return f"its reader ended with status {status}"


def _problem(name: str, message: str) -> Problem:
    return Problem(stage="open", message=message, document=name, fatal=True)
