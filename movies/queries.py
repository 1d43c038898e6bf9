"""Films read from the catalogue: one, a page of a selection, or a list."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.keyset import page_after
from mflix_site.paging import KeysetPage, Page, Position, paginate
from mflix_site.shared_reads import SharedValues
from mflix_site.text import fold_text

from .catalogue_fields import title_key
from .derived_fields import person_key
from .documents import (
    CARD_FIELDS,
    Movie,
    MovieCard,
    read_card,
    read_count,
    read_year,
    title_or_untitled,
)
from .errors import MovieNotFound
from .facet_index.loading import TOTALS, IndexState
from .facet_index.ordering import cache_page, films_of_page, sort_films
from .search.engine import cards_from_rows, resolve
from .search.keys import TITLE, exact_key
from .search.parsing import tokenize
from .selection import POPULAR, SORTS, ResolvedSelection, Selection, Sort

PAGE_SIZE = 30
DECADES = tuple(range(1900, 2030, 10))
DEFAULT_DECADE = 1980
MAX_TALKED_ABOUT, MAX_SITEMAP, MAX_NAMESAKES = 24, 50_000, 5
# Keys that only searching and counting need: more than half of a film's document.
UNUSED_FIELDS = {"search": 0, "kinds": 0, "person_keys": 0, "talk": 0}
# The fields of a card and of all sorts, and the top-level ones that sorts read.
FIELDS_OF_PAGE = CARD_FIELDS | {path: 1 for order in SORTS.values() for path, _ in order}
SORT_FIELDS = {path.partition(".")[0] for order in SORTS.values() for path, _ in order}
Doc = dict[str, Any]
# By a film's id and its version in the facet index; what others write shows within a minute.
shared_films: SharedValues[str, tuple[MovieCard, Doc]] = SharedValues(2_000, seconds=60)


def get_movie(movie_id: ObjectId) -> Movie:
    """Return a film by its id (index `_id_`), or raise MovieNotFound."""
    return Movie.from_doc(get_film_document(movie_id, UNUSED_FIELDS))


def get_film_document(
    movie_id: ObjectId, fields: Doc | None = None, session: ClientSession | None = None
) -> Doc:
    """Return a film's document, or some fields of it (index `_id_`); or raise MovieNotFound."""
    doc = mongo.movies().find_one({"_id": movie_id}, fields, session=session)
    if doc is None:
        raise MovieNotFound
    return doc


def movie_exists(movie_id: ObjectId) -> bool:
    """Return whether there is such a film (index `_id_`)."""
    return mongo.movies().find_one({"_id": movie_id}, {"_id": 1}) is not None


def get_card(movie_id: ObjectId) -> MovieCard:
    """Return a film's card by its id (index `_id_`), or raise MovieNotFound."""
    return MovieCard.from_doc(get_film_document(movie_id, CARD_FIELDS))


def get_cards(
    movie_ids: Iterable[ObjectId], session: ClientSession | None = None
) -> dict[str, MovieCard]:
    """Return the cards of these films by id as text (index `_id_`)."""
    chosen = {"_id": {"$in": list(movie_ids)}}
    docs = mongo.movies().find_raw(chosen, CARD_FIELDS, session=session)
    return {card.id: card for card in map(read_card, docs)}


def find_facts(movie_ids: Iterable[ObjectId], names: Iterable[str]) -> dict[ObjectId, Doc]:
    """Return these fields of these films, as stored, in one command (index `_id_`)."""
    ids, fields = list(movie_ids), dict.fromkeys(names, 1)
    docs = mongo.movies().find({"_id": {"$in": ids}}, fields, batch_size=len(ids) + 1)
    return {doc["_id"]: doc for doc in docs}


def find_namesakes(title: str, year: int | None) -> list[MovieCard]:
    """Return the films of this title, of about this year if one is given (index `title_keys`)."""
    text = tokenize(title)
    same = {"search.keys": exact_key(TITLE, text.canonical), "search.canonical": text.canonical}
    years = {"year": {"$gte": year - 1, "$lte": year + 1}} if year else {}
    return _find_cards({**same, **years}, limit=MAX_NAMESAKES)


def get_titles(movie_ids: Iterable[ObjectId]) -> dict[str, str]:
    """Return the titles of these films by id as text (index `_id_`)."""
    docs = mongo.movies().find({"_id": {"$in": list(movie_ids)}}, {"title": 1})
    return {str(doc["_id"]): title_or_untitled(doc) for doc in docs}


def find_film_by_title(title: str) -> tuple[ObjectId | None, str]:
    """Return the id of the film with a title, the best known if there are several.

    The title may have its year: "Vertigo (1958)". Without such a film, return None and the title
    of the one that was perhaps meant.
    """
    films = get_page(Selection(q=title), 1, size=5, total=5).items
    own = {fold_text(title), title_key(title)}
    for film in films:
        if own & {title_key(film.title), fold_text(film.title), fold_text(film.title_and_year)}:
            return ObjectId(film.id), ""
    return None, films[0].title_and_year if films else ""


def newest_films(limit: int) -> list[MovieCard]:
    """Return the films that were added last (index `_id_`)."""
    return _find_cards({"_id": {"$type": "objectId"}}, [("_id", -1)], 0, limit)


def years_with_films() -> list[int]:
    """Return the years that films have, the latest first (index `newest`, one key a year)."""
    each: list[Doc] = [{"$sort": {"year": -1}}, {"$group": {"_id": "$year"}}]
    rows = mongo.movies().list_of(each, hint="newest")
    years = (row["_id"] for row in rows if isinstance(row["_id"], int))
    return sorted({year for year in years if read_year(year) == year}, reverse=True)


def film_ids_of_year(year: int) -> list[ObjectId]:
    """Return the ids of a year's films, as many as a sitemap may list (index `newest` alone)."""
    docs = mongo.movies().find({"year": year}, {"_id": 1}, limit=MAX_SITEMAP, hint="newest")
    return [doc["_id"] for doc in docs]


def find_unknown_people(names: Sequence[str]) -> list[str]:
    """Return those of the names that no film has (index `person`, one key a name)."""
    keys = {name: person_key(name) for name in names}
    parts: list[list[Doc]] = [
        [{"$match": {"person_keys": key}}, {"$limit": 1}, {"$project": {"key": {"$literal": key}}}]
        for key in keys.values()
    ]
    known = {row["key"] for row in mongo.movies().list_of(*parts)} if parts else set()
    return [name for name, key in keys.items() if key not in known]


def count_films(selection: Selection) -> int:
    """Count the films of a selection (the index of one of its filters or words, or `_id_`)."""
    if selection.is_everything:
        return count_all_films()
    resolved = resolve(selection)
    if resolved.is_truncated and resolved.by_relevance:  # as its pages are
        rows = mongo.movies().list_of([*resolved.match_stages(), {"$count": "films"}])
        return sum(row["films"] for row in rows)
    return mongo.movies().count_documents(resolved.filter())


def catalogue_size() -> int:
    """Return how many films there were when the facet index was built (index `_id_`)."""
    stored = mongo.facet_counts().find_one({"_id": TOTALS}, {"films": 1})
    return int(stored["films"]) if stored else count_all_films()


def count_all_films(session: ClientSession | None = None) -> int:
    """Count the films exactly, which takes longer the more there are (index `_id_`)."""
    return mongo.movies().count_documents({}, hint="_id_", session=session)


def count_all_reviews(session: ClientSession | None = None) -> int:
    """Return the sum of the films' numbers of visible reviews (index `discussed`)."""
    total: list[Doc] = [
        {"$match": {"num_mflix_comments": {"$gt": 0}}},
        {"$group": {"_id": None, "reviews": {"$sum": "$num_mflix_comments"}}},
    ]
    rows = mongo.movies().list_of(total, hint="discussed", session=session)
    return sum(read_count(row["reviews"]) or 0 for row in rows)


def get_page(
    selection: Selection,
    number: int,
    size: int = PAGE_SIZE,
    total: int | None = None,
    state: IndexState | None = None,
) -> Page[MovieCard]:
    """Return a page of a selection; a number past the end returns the last page.

    `total` is how many films match, if that is known already. Served by `_id_` where the facet
    index is at hand, or by the index of the sort, or of one of the filters (see
    `mongo/index_definitions.py`).
    """
    resolved = resolve(selection)
    if total is None:
        total = count_films(resolved)
    find = _find_by_relevance if resolved.by_relevance else partial(_find_sorted, state=state)
    return paginate(number, size, total, partial(find, resolved))


def films_after(selection: Selection, after: Position | None, limit: int) -> KeysetPage[MovieCard]:
    """Return the films of a selection that follow a position, or the first ones.

    Served by the index of the sort, or of a filter; by relevance the position is a rank.
    """
    resolved = resolve(selection)
    if resolved.by_relevance:
        skip = after[0] if after else 0
        cards = _find_by_relevance(resolved, skip, limit + 1)
        return KeysetPage(cards[:limit], (skip + limit,) if len(cards) > limit else None)
    order = resolved.order()
    fields = {**CARD_FIELDS, **{path: 1 for path, _ in order}}
    films, chosen = mongo.movies(), resolved.filter()
    page = page_after(films, chosen, order, after, limit, projection=fields)
    return page.map(MovieCard.from_doc)


def _find_cards(
    filter_: Mapping[str, Any],
    order: Sort | None = None,
    skip: int = 0,
    limit: int = 0,
    hint: str | None = None,
) -> list[MovieCard]:
    films = mongo.movies().find_raw(filter_, CARD_FIELDS, skip, limit, sort=order, hint=hint)
    return list(map(read_card, films))


def _find_sorted(
    selection: ResolvedSelection, skip: int, limit: int, *, state: IndexState | None = None
) -> list[MovieCard]:
    sort = selection.sort or POPULAR
    films = state and films_of_page(state, selection, sort, skip, limit)
    if state and films:
        rows = _read_films(state, films.ids)
        if films.is_sorted:
            return [card for card, _ in rows]
        cards_by_id = {values["_id"]: card for card, values in rows}
        docs = sort_films([values for _, values in rows], sort)
        cards = [cards_by_id[doc["_id"]] for doc in docs[films.skip : films.skip + limit]]
    else:
        cards = _sort_with_mongodb(selection, skip, limit)
    if state:
        cache_page(state, selection, sort, skip, limit, [card.id for card in cards])
    return cards


def _sort_with_mongodb(selection: ResolvedSelection, skip: int, limit: int) -> list[MovieCard]:
    filter_, order = selection.filter(), selection.order()
    if selection.sort != "oldest":
        return _find_cards(filter_, order, skip, limit)
    # MongoDB sorts what has no year first.
    dated, undated = ({"$and": [filter_, {"year": year}]} for year in ({"$gt": 0}, None))
    cards = _find_cards(dated, order, skip, limit)
    if len(cards) < limit:
        skip = max(0, skip - mongo.movies().count_documents(dated)) if skip else 0
        cards += _find_cards(undated, order, skip, limit - len(cards))
    return cards


def _read_films(state: IndexState, ids: Sequence[str]) -> list[tuple[MovieCard, Doc]]:
    """Return films as cards, with the values that they are sorted by.

    A film is read again after the index records a change of it, or after a minute.
    """
    build, times = str(state.index.build), state.changes.times
    keys = {f"{id} {times.get(id, 0)} {build}": id for id in ids}

    def read(missing: Sequence[str]) -> dict[str, tuple[MovieCard, Doc]]:
        wanted = {key: ObjectId(keys[key]) for key in missing}
        docs = find_facts(wanted.values(), FIELDS_OF_PAGE)
        return {key: _card_and_values(docs[id]) for key, id in wanted.items() if id in docs}

    films = shared_films.get(list(keys), read)
    return [films[key] for key in keys if key in films]


def _card_and_values(doc: Doc) -> tuple[MovieCard, Doc]:
    return MovieCard.from_doc(doc), {name: doc[name] for name in SORT_FIELDS if name in doc}


def _find_by_relevance(selection: ResolvedSelection, skip: int, limit: int) -> list[MovieCard]:
    rows = mongo.movies().raw_list_of(*selection.page_pipelines(skip, limit))
    return cards_from_rows(selection, rows, skip, limit)


def most_talked_about(decade: int) -> list[MovieCard]:
    """Return the decade's films with the most visible reviews, by their tallies.

    Years one by one let the index `year_discussed` give them in order: a range would have to be
    sorted.
    """
    years = list(range(decade, decade + 10))
    in_decade = {"year": {"$in": years}, "num_mflix_comments": {"$gt": 0}}
    order: Sort = [("num_mflix_comments", -1), ("_id", -1)]
    return _find_cards(in_decade, order, limit=MAX_TALKED_ABOUT, hint="year_discussed")
