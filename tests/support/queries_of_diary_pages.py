"""Everything that the pages of a diary and a watchlist ask of the database."""

from collections.abc import Callable, Mapping
from typing import Any

from diary import entry_queries, film_lists, queries
from diary.entry_queries import Diarist
from diary.film_lists import LIKED, WATCHED, WATCHLIST
from diary.selection import DiarySelection

Case = Callable[[Any], object]
BY_FACTS = DiarySelection(year=2020, genre="Mystery", country="UK", director="Carol Reed")


def _strangers_page(w: Any) -> object:
    diarist = Diarist(w.alice.id, w.bob.id)
    selected = entry_queries.select_entries(entry_queries.read_diary(diarist), BY_FACTS)
    return entry_queries.page_of_film_entries(diarist, selected, BY_FACTS, 1)


CASES: Mapping[str, Case] = {
    "a page of a diary": _strangers_page,
    "the newest entries": lambda w: entry_queries.find_film_entries(
        Diarist(w.alice.id, None), limit=10
    ),
    "all of one's own diary": lambda w: [
        entry_queries.find_film_entries(Diarist(w.alice.id, w.alice.id)),
        entry_queries.read_diary(Diarist(w.alice.id, w.alice.id)),
    ],
    "statistics of a year": lambda w: entry_queries.viewings_and_years(
        Diarist(w.alice.id, None), 2020
    ),
    "statistics of all years": lambda w: entry_queries.viewings_and_years(
        Diarist(w.alice.id, None), None
    ),
    "which of some films one has seen": lambda w: queries.watched_among(w.alice.id, [w.seen]),
    "the films that one has seen": lambda w: queries.watched_film_ids(w.alice.id),
    "lists of films": lambda w: [
        film_lists.find_listed_films(Diarist(w.alice.id, viewer), kind)
        for kind in (WATCHED, LIKED, WATCHLIST)
        for viewer in (w.alice.id, None)
    ],
    "films without entries": lambda w: [
        film_lists.count_films_not_logged(Diarist(w.alice.id, viewer))
        for viewer in (w.alice.id, None)
    ],
}
