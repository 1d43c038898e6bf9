"""Cursor methods and the equivalent aggregation: the same films in the same order."""

import random
from typing import Any

from mflix_site.mongo import collections as mongo
from movies.documents import CARD_FIELDS, MovieCard
from movies.queries import count_films, get_page
from movies.search.engine import resolve
from movies.selection import SORTS, ResolvedSelection, Selection
from tests.support.catalogue import a_selection
from tests.support.sampling import Rounds

SIZE = 7


def pipeline_for(selection: ResolvedSelection, number: int) -> list[dict[str, Any]]:
    """Return the stages that are equivalent to `sort`, `skip` and `limit` of a page's cursor."""
    ranked = selection.query.result.ids if selection.by_relevance and selection.query else []
    index = {"$indexOfArray": [ranked, "$_id"]}
    rank = {"$cond": [{"$lt": [index, 0]}, len(ranked), index]}
    # Undated films are the last, whether the newest or the oldest are asked for.
    is_undated = {"$cond": [{"$gt": ["$year", 0]}, 0, 1]}
    first = {"rank": rank} if ranked else {"is_undated": is_undated}
    by_year = selection.sort in ("newest", "oldest")
    fields = first if ranked or by_year else {}
    return [
        {"$match": selection.filter()},
        *([{"$set": fields}] if fields else []),
        {"$sort": dict.fromkeys(fields, 1) | dict(selection.order())},
        {"$skip": (number - 1) * SIZE},
        {"$limit": SIZE},
        {"$project": CARD_FIELDS},
    ]


def test_cursor_and_pipeline_agree_document_for_document(catalogue: Any, rounds: Rounds) -> None:
    lot, found = random.Random(200), 0
    for _ in rounds(200):
        selection = resolve(a_selection(lot, catalogue))
        page = get_page(selection, lot.randint(1, 4), SIZE)
        rows = mongo.movies().list_of(pipeline_for(selection, page.number))
        assert list(page.items) == [MovieCard.from_doc(row) for row in rows], selection
        found += len(rows)
    assert found > len(rounds(200))


def test_the_raw_documents_are_the_same_too(catalogue: Any) -> None:
    for sort in SORTS:
        selection = resolve(Selection(genre=("Drama",), year_min=1, sort=sort))
        cursor = mongo.movies().find(selection.filter(), CARD_FIELDS)
        cursor = cursor.sort(selection.order()).skip(SIZE).limit(SIZE)
        assert list(cursor) == mongo.movies().list_of(pipeline_for(selection, 2))


def test_the_pages_of_a_selection_make_the_whole_of_it_each_film_once(catalogue: Any) -> None:
    for sort in SORTS:
        selection = Selection(year_min=1930, sort=sort)
        pages = range(1, get_page(selection, 1, 50).last + 1)
        ids = [card.id for n in pages for card in get_page(selection, n, 50).items]
        assert len(ids) == len(set(ids)) == count_films(selection)


def test_counting_agrees_with_the_stage_count(catalogue: Any, rounds: Rounds) -> None:
    lot = random.Random(3)
    for _ in rounds(60):
        selection = a_selection(lot, catalogue)
        rows = mongo.movies().list_of(
            [{"$match": resolve(selection).filter()}, {"$count": "films"}]
        )
        assert count_films(selection) == (rows[0]["films"] if rows else 0), selection


def test_everything_is_counted_without_a_filter(catalogue: Any) -> None:
    assert count_films(Selection()) == len(catalogue) == 400
