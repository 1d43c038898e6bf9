"""Films to offer for what the catalogue has under no such title and year: nearly so, or in part."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise

from movies import film_identity
from movies.film_identity import KnownFilm, title_words

from .descriptions import Description

BATCH_SIZE = 50
# The share of two titles' words that both have, from which one may be meant by the other.
MIN_SHARED = 0.5
# A director's films of the year, if they are no more than this.
MAX_OF_DIRECTOR = 3


def find_candidates(descriptions: Sequence[Description]) -> dict[Description, list[KnownFilm]]:
    candidates: dict[Description, list[KnownFilm]] = {}
    by_year = sorted(descriptions, key=lambda d: d.year or 0)
    for at in range(0, len(by_year), BATCH_SIZE):
        candidates |= _candidates_of(by_year[at : at + BATCH_SIZE])
    return candidates


def _candidates_of(batch: Sequence[Description]) -> dict[Description, list[KnownFilm]]:
    dated = [description for description in batch if description.year]
    years = {year for d in dated for year in (d.year - 1, d.year + 1)}  # type: ignore[operator]
    undated = [description for description in batch if not description.year]
    candidates: defaultdict[Description, list[KnownFilm]] = defaultdict(list)
    _add(candidates, dated, film_identity.find_similar(_similar_keys(dated), years), _is_similar)
    _add(candidates, undated, film_identity.find_similar(_similar_keys(undated), ()), _is_similar)
    pairs = [pair for d in dated for title in d.titles[:1] for pair in _rare_pairs(title)]
    _add(candidates, dated, film_identity.find_by_title_words(pairs, years), _shares_words)
    named = [d for d in dated if d.directors and not d.imdb_id]
    names = (name for d in named for name in d.directors[:3])
    of_directors = film_identity.find_by_directors(names, years) if named else []
    _add(candidates, named, of_directors, _has_director, MAX_OF_DIRECTOR)
    return candidates


def _add(
    candidates: dict[Description, list[KnownFilm]],
    descriptions: Sequence[Description],
    films: Iterable[KnownFilm],
    is_candidate: Callable[[Description, KnownFilm], bool],
    most: int | None = None,
) -> None:
    """Add the films to the descriptions by which they may be meant, unless they are too many."""
    by_year: defaultdict[int | None, list[KnownFilm]] = defaultdict(list)
    for film in films:
        by_year[film.year].append(film)
    for description in descriptions:
        year = description.year
        years = (year, year - 1, year + 1) if year else tuple(by_year)
        meant = [
            film
            for of_year in years
            for film in by_year.get(of_year, ())
            if not description.is_other_number(film) and is_candidate(description, film)
        ]
        if meant and (most is None or len(meant) <= most):
            known = candidates[description]
            known += [film for film in meant if film not in known]


def _similar_keys(descriptions: Collection[Description]) -> list[str]:
    return [key for d in descriptions for form in d.forms for key in form.similar_keys()]


def _is_similar(description: Description, film: KnownFilm) -> bool:
    return any(form.nearly_matches(film) for form in description.forms)


def _rare_pairs(title: str) -> list[tuple[str, str]]:
    """Return the three longest words of a title as pairs: a film of either has most of it."""
    words = sorted(title_words(title), key=lambda word: (-len(word), word))[:3]
    return list(pairwise(words))


def _shares_words(description: Description, film: KnownFilm) -> bool:
    title = description.titles[0]
    words, others = title_words(title), film.words
    has_pair = any(others.issuperset(pair) for pair in _rare_pairs(title))
    return has_pair and len(words & others) >= MIN_SHARED * len(words | others)


def _has_director(description: Description, film: KnownFilm) -> bool:
    return description.year == film.year and bool(description.director_keys & film.directors)
