"""Everything that the pages of a diary and a watchlist ask of the database."""

from collections.abc import Callable, Mapping
from typing import Any

from diary import entry_queries, film_list_queries, queries
from diary.entry_queries import Diarist
from diary.film_lists import LIKED, WANTED, WATCHED
from diary.selection import DiarySelection

Case = Callable[[Any], object]
BY_FACTS = DiarySelection(year=2020, genre="Mystery", country="UK", director="Carol Reed")


def _strangers_page(w: Any) -> object:
    diarist = Diarist(w.alice.id, w.bob.id)
    selected = entry_queries.selected_filter(diarist, BY_FACTS)
    entry_queries.get_overview(diarist, selected, 2020)
    selected |= BY_FACTS.day_filter()
    return entry_queries.page_of_film_entries(diarist, selected, 1, 1)


CASES: Mapping[str, Case] = {
    "a page of a diary": _strangers_page,
    "entries with a tag": lambda w: entry_queries.find_film_entries(
        Diarist(w.alice.id, None), DiarySelection(tag="cinema").entry_filter(), limit=10
    ),
    "a month of a diary": lambda w: entry_queries.find_film_entries(
        Diarist(w.alice.id, None), DiarySelection(year=2020, month=2).day_filter(), limit=10
    ),
    "all of one's own diary": lambda w: entry_queries.find_film_entries(
        Diarist(w.alice.id, w.alice.id), {}
    ),
    "statistics of a year": lambda w: entry_queries.viewings_of(Diarist(w.alice.id, None), 2020),
    "statistics of all years": lambda w: [
        entry_queries.viewings_of(Diarist(w.alice.id, None), None),
        entry_queries.years_with_entries(Diarist(w.alice.id, None)),
    ],
    "which of some films one has seen": lambda w: queries.watched_among(w.alice.id, [w.seen]),
    "the films that one has seen": lambda w: queries.watched_film_ids(w.alice.id),
    "lists of films": lambda w: [
        film_list_queries.find_listed_films(Diarist(w.alice.id, viewer), kind)
        for kind in (WATCHED, LIKED, WANTED)
        for viewer in (w.alice.id, None)
    ],
    "films without entries": lambda w: [
        film_list_queries.count_films_not_logged(Diarist(w.alice.id, viewer))
        for viewer in (w.alice.id, None)
    ],
}
