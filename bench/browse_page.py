"""What the browse page costs beside one indexed page read of the same films, in the same run."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .many_films import put_many

FILMS, ROUNDS = 36_273, 40
DATA = Path(__file__).parents[2] / "shared" / "data" / "wikipedia_movies"


def measure(scale: float, films: int | None = None, data: Path = DATA) -> dict[str, Any]:
    """Time grid, total and all counts against one bare page read, taking turns.

    The films are those of the folder with facts that it lacks dealt out, or seeded ones.
    """
    from movies.facet_index.building import rebuild_facet_index

    number = films or int(FILMS * scale)
    put_many(number, data)
    started = time.perf_counter()
    rebuild_facet_index()
    rows: dict[str, Any] = {"films": number, "rounds": ROUNDS}
    rows["seconds to build the facet index"] = time.perf_counter() - started
    ratios = []
    for name, selection in selections().items():
        bare, page, commands = _both(selection)
        ratios.append(page / bare)
        rows[f"{name}: one page read, ms"] = bare * 1000
        rows[f"{name}: the browse page, ms"] = page * 1000
        rows[f"{name}: the browse page, times one page read"] = page / bare
        rows[f"{name}: commands"] = commands
    rows["median of the ratios (to reach: 6 at most)"] = statistics.median(ratios)
    return rows


def selections() -> dict[str, Any]:
    """Return what is asked for, by name."""
    from movies.selection import Selection

    return {
        "nothing": Selection(),
        "one genre": Selection(genre=("Drama",)),
        "genre and country": Selection(genre=("Drama",), country=("USA",)),
        "years": Selection(year_min=1950, year_max=1979),
        "three filters": Selection(genre=("Comedy",), language=("English",), year_min=1940),
        "an exclusion": Selection(not_genre=("Comedy",)),
        "rated at least": Selection(rating_min=70),
    }


def _both(selection: Any) -> tuple[float, float, int]:
    from mflix_site.mongo import collections as mongo
    from movies import queries
    from movies.documents import CARD_FIELDS
    from movies.facets import facets_for
    from movies.search.engine import resolve

    def bare() -> None:
        resolved = resolve(selection)
        films = mongo.movies().find(resolved.filter(), CARD_FIELDS).sort(resolved.order())
        list(films.limit(queries.PAGE_SIZE))

    def page() -> None:
        queries.get_page(selection, 1, total=facets_for(selection).total)

    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for work, taken in zip((bare, page), times, strict=True):
            taken.append(_seconds(work))
    return statistics.median(times[0]), statistics.median(times[1]), _commands(page)


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _commands(work: Callable[[], None]) -> int:
    """Count the commands of some work, as the server counts them."""
    from mflix_site.mongo.client import client

    def asked() -> int:
        counters = client().admin.command("serverStatus")["opcounters"]
        return int(counters["query"] + counters["getmore"] + counters["command"])

    before = asked()
    idle = asked() - before
    before = asked()
    work()
    return asked() - before - idle
