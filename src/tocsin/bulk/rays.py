"""A cluster of Ray: the same tasks, each handed to an actor that holds a coder. Needs the extra `ray`.

Ray Core alone. The shards and the folder must lie where all nodes find them under the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tocsin.bulk.local import ONE_THREAD, Done, Failed, Stopped, what_failed
from tocsin.bulk.order import Order, Shard


def run_ray(
    shards: Sequence[Shard], order: Order, workers: int | None, address: str | None
) -> Iterator[Done | Failed | Stopped]:
    """Code the shards on the cluster at `address`, or on a new one of this machine alone.

    `workers` actors of one core each; one for each core of the cluster where it is None.
    """
    try:
        import ray
    except ImportError:
        yield Stopped("no package 'ray' here: pip install 'tocsin[ray]'")
        return
    quiet = {"log_to_driver": False, "logging_level": "error"}
    try:
        here = {} if address else {"num_cpus": workers, "include_dashboard": False}
        ray.init(address=address, runtime_env={"env_vars": dict.fromkeys(ONE_THREAD, "1")}, **here, **quiet)
    except (ConnectionError, RuntimeError, ValueError) as error:
        yield Stopped(f"no Ray cluster at {address}: {error}")
        return
    try:
        yield from _run(ray, shards, order, workers or int(ray.cluster_resources().get("CPU", 1)))
    finally:
        ray.shutdown()


def _run(ray: Any, shards: Sequence[Shard], order: Order, workers: int) -> Iterator[Done | Failed | Stopped]:
    actor = ray.remote(num_cpus=1, max_restarts=3, max_task_retries=1)(_Actor)
    idle = [actor.remote(order) for _ in range(min(workers, len(shards)))]
    waiting, at = list(reversed(shards)), dict[Any, tuple[Any, Shard]]()
    while waiting or at:
        while waiting and idle:
            one, shard = idle.pop(), waiting.pop()
            at[one.code.remote(shard)] = one, shard
        (ready,), _ = ray.wait(list(at))
        one, shard = at.pop(ready)
        try:
            news = ray.get(ready)
        except ray.exceptions.RayError as error:
            news = Failed(shard, f"its worker died: {str(error).splitlines()[0][:200]}")
            one = actor.remote(order)
        yield news
        if isinstance(news, Stopped):
            return
        idle.append(one)


class _Actor:
    """A worker as Ray holds it."""

    def __init__(self, order: Order) -> None:
        from tocsin.bulk.work import SetUpError, Worker

        self._worker: Worker | None = None
        self._wrong = ""
        try:
            self._worker = Worker(order)
        except SetUpError as error:
            self._wrong = str(error)

    def code(self, shard: Shard) -> Done | Failed | Stopped:
        """Code one shard."""
        if self._worker is None:
            return Stopped(self._wrong)
        try:
            return Done(shard, self._worker.code(shard, lambda progress: None))
        except Exception as error:
            return Failed(shard, what_failed(error))
