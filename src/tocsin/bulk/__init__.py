"""A day of the world's news: shards of reports in, Parquet out, a shard a task, on all cores or on a cluster.

A shard is a file of reports: a crawl (WARC), JSON Lines, CSV or Parquet. Its events and reports are written
beside their place, brought to the disk and renamed, and a marker says that it is done: killed at any moment
and started again, the work goes on with what is not marked, and gives the bytes of a run that nobody stopped.
"""

from tocsin.bulk.local import Done, Failed, Stopped, run_local
from tocsin.bulk.order import Order, Shard, Tally, part, shards_of
from tocsin.bulk.parts import held_in
from tocsin.bulk.rays import run_ray

__all__ = [
    "Done",
    "Failed",
    "Order",
    "Shard",
    "Stopped",
    "Tally",
    "held_in",
    "part",
    "run_local",
    "run_ray",
    "shards_of",
]
