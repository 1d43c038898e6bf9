"""What the write concerns cost: one review's insert under each, taking turns."""

import statistics
import time
from typing import Any

WRITES = 300


def measure(scale: float) -> dict[str, Any]:
    """Return the median cost of an insert under each concern, as a multiple of `w: 1`."""
    from mflix_site.mongo import collections as mongo

    concerns = {"w: 0": mongo.UNACKNOWLEDGED, "w: 1": mongo.ONE_MEMBER, "majority": mongo.MAJORITY}
    times: dict[str, list[float]] = {name: [] for name in concerns}
    for _ in range(int(WRITES * scale)):
        for name, concern in concerns.items():
            started = time.perf_counter()
            mongo.collection("throttle", concern).insert_one({"count": 1})
            times[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    rows: dict[str, Any] = {"inserts under each": int(WRITES * scale)}
    return rows | {f"{name}, times w: 1": cost / medians["w: 1"] for name, cost in medians.items()}
