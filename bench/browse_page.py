"""What the browse page costs beside one indexed read of the same films."""

import statistics
import time
from collections.abc import Callable
from typing import Any

FILMS, ROUNDS = 20_000, 40


def measure(scale: float) -> dict[str, Any]:
    """Time page, counts and facets against one bare page read, taking turns."""
    from movies import queries
    from movies.facets import groups_for
    from movies.seeding.films import put_films, rank_all, seeded_films
    from movies.selection import Selection

    number = int(FILMS * scale)
    put_films(seeded_films(number, 1), lambda _: None)
    rank_all()
    everything, narrowed = Selection(), Selection(genre=("Horror",), year_min=1980, year_max=1999)
    rows: dict[str, Any] = {"films": number, "rounds": ROUNDS}
    for name, selection in (("all films", everything), ("horror of two decades", narrowed)):
        bare = _median(lambda s=selection: queries.row_of(s.filter(), s.order(), 30))
        rows[f"{name}: grid and total, times one page read"] = (
            _median(lambda s=selection: queries.page_of(s, 1)) / bare
        )
        rows[f"{name}: facet counts, times one page read"] = (
            _median(lambda s=selection: groups_for(s)) / bare
        )
    return rows


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)
