"""The cores of this machine: worker processes, each with its own coder, and one that hands out shards.

A worker that dies costs the shard that it was at, which another begins again, once. One that has grown too
large is replaced after its shard. Workers end by themselves when the process that asks is no more.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.bulk.order import Order, Shard, Tally

if TYPE_CHECKING:
    from tocsin.bulk.work import Worker

LARGEST = 480
"""Megabytes in memory from which on a worker is replaced after its shard."""
TRIES = 2
"""Workers that may die over a shard before it is given up."""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


class Done(NamedTuple):
    """A shard is done, now or before."""

    shard: Shard
    tally: Tally


class Failed(NamedTuple):
    """A shard could not be done, and why. The others are."""

    shard: Shard
    reason: str


class Stopped(NamedTuple):
    """No shard can be done, and why."""

    reason: str


class _Idle(NamedTuple):
    """A worker waits for a shard, or has grown and wants to be replaced."""

    grown: bool


def run_local(shards: Sequence[Shard], order: Order, workers: int) -> Iterator[Any]:
    """Code the shards in so many processes: Progress, Done and Failed as they come, or Stopped at last."""
    waiting, deaths = deque(shards), Counter[Shard]()
    members = [_Member(order) for _ in range(min(workers, len(shards)))]
    try:
        while members:
            ready = wait([member.pipe for member in members])
            for member in [m for m in members if m.pipe in ready]:
                news = member.hear()
                if isinstance(news, _Idle):
                    if news.grown or not waiting:
                        members.remove(member.end())
                    if news.grown and waiting:
                        members.append(_Member(order))
                    elif waiting:
                        member.give(waiting.popleft())
                elif news is None:
                    members.remove(member.end())
                    if (lost := member.at) is None:
                        yield Stopped("a worker died before it had begun, most likely for want of memory")
                        return
                    deaths[lost] += 1
                    if deaths[lost] < TRIES:
                        waiting.appendleft(lost)
                    else:
                        yield Failed(lost, f"its workers died {TRIES} times, most likely for want of memory")
                    if waiting:
                        members.append(_Member(order))
                else:
                    yield news
                    if isinstance(news, Stopped):
                        return
    finally:
        for member in members:
            member.end()


class _Member:
    """A worker process, its pipe, and the shard that it is at."""

    def __init__(self, order: Order) -> None:
        context = get_context("spawn")  # the parser's libraries do not survive a fork unharmed
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, order), daemon=True)
        self.process.start()
        theirs.close()
        self.at: Shard | None = None

    def hear(self) -> Any:
        """What it has to say; None where it has died."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            return None

    def give(self, shard: Shard) -> None:
        """Hand it a shard. That it has died is heard later."""
        self.at = shard
        try:
            self.pipe.send(shard)
        except OSError:
            return

    def end(self) -> _Member:
        """Let it go, whatever it does."""
        self.pipe.close()
        self.process.kill()
        self.process.join()
        return self


def _serve(pipe: Connection, order: Order) -> None:
    """A worker: says that it waits, codes what it is handed, until nobody is at the other end."""
    for name in ONE_THREAD:
        os.environ[name] = "1"  # a process a core; before the libraries are loaded, that read it
    try:
        from tocsin.bulk.work import SetUpError, Worker

        try:
            worker = Worker(order)
        except SetUpError as error:
            pipe.send(Stopped(str(error)))
            return
        try:
            _work(pipe, worker)
        finally:
            worker.close()
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return  # nobody listens any more


def _work(pipe: Connection, worker: Worker) -> None:
    while True:
        pipe.send(_Idle(_megabytes() > LARGEST))
        shard = pipe.recv()
        try:
            news: Done | Failed = Done(shard, worker.code(shard, pipe.send))
        except (BrokenPipeError, EOFError):
            raise
        except Exception as error:
            if os.environ.get("TOCSIN_DEBUG") == "1":
                raise
            news = Failed(shard, what_failed(error))
        pipe.send(news)


def what_failed(error: Exception) -> str:
    """Why a shard could not be done, in a line."""
    if isinstance(error, OSError):
        return f"cannot be written: {(error.strerror or str(error)).lower()}"
    what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return f"a defect in Tocsin, please report it ({what}); TOCSIN_DEBUG=1 shows more"


def _megabytes() -> float:
    """Megabytes of this process in memory; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, ValueError):
        return 0.0
