"""Match rows of an export with the films of the catalogue, a batch at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from movies import film_identity
from movies.film_identity import KnownFilm

from .candidates import find_candidates
from .descriptions import OTHER, PART, SURE, Description
from .documents import Match, Row

MAX_CHOICES = 8
NEAR_YEARS = 3  # sites differ about the year of a film: a festival's, or that of its release
NOT_FOUND, SKIPPED = Match("not_found"), Match("skip")
Ranked = Sequence[tuple[int, KnownFilm]]  # films whose title agrees, each with its level


def match_rows(rows: Sequence[Row]) -> list[Match]:
    """Return a match for each row, in their order.

    A film matches by its IMDb number if title or year agrees too, or by title and year. Films that
    are less certain, or equally certain, are offered as a choice. Popularity decides nothing.
    """
    about_films = [row for row in rows if not row.skip_reason and row.kind != "list"]
    named = {row: Description.of(row) for row in about_films if row.title or row.imdb_id}
    matches = _match_all(dict.fromkeys(named.values()))
    by_row = dict.fromkeys(about_films, NOT_FOUND) | {row: matches[d] for row, d in named.items()}
    return [by_row.get(row, SKIPPED) for row in rows]


def _match_all(descriptions: Collection[Description]) -> dict[Description, Match]:
    by_number = _films_by_number(descriptions)
    by_title = _films_by_title(descriptions, by_number)
    matches = {d: _match(d, by_number.get(d.imdb_id or 0, []), by_title[d]) for d in descriptions}
    unmatched = [d for d, match in matches.items() if match.outcome == "not_found" and d.titles]
    matches |= {d: _choice(d, films) for d, films in find_candidates(unmatched).items()}
    return matches


def _films_by_number(descriptions: Collection[Description]) -> dict[int, list[KnownFilm]]:
    numbers = {d.imdb_id for d in descriptions if d.imdb_id}
    numbers |= {number for d in descriptions for number in d.numbers_of_name}
    by_number: defaultdict[int, list[KnownFilm]] = defaultdict(list)
    for film in film_identity.find_by_imdb_ids(numbers):
        by_number[film.imdb_id or 0].append(film)
    return by_number


def _films_by_title(
    descriptions: Collection[Description], by_number: Mapping[int, Sequence[KnownFilm]]
) -> dict[Description, Ranked]:
    """Return the films whose title agrees, the best first."""
    wanted = {key for description in descriptions for key in description.title_keys}
    by_key: defaultdict[str, list[KnownFilm]] = defaultdict(list)
    for film in film_identity.find_by_title_keys(wanted):
        for form in {film.compact, film.canonical, *film.aliases}:
            by_key[film_identity.title_key(form)].append(film)
    ranked: dict[Description, Ranked] = {}
    for description in descriptions:
        films = {f.id: f for key in description.title_keys for f in by_key.get(key, ())}
        films |= {f.id: f for n in description.numbers_of_name for f in by_number.get(n, ())}
        levels = [(description.title_level(film), film) for film in films.values()]
        # Of several documents of one film, that with its number, then the first.
        levels.sort(key=lambda pair: (pair[0], pair[1].imdb_id is None, pair[1].id))
        ranked[description] = [pair for pair in levels if pair[0] != OTHER]
    return ranked


def _match(description: Description, numbered: Sequence[KnownFilm], titled: Ranked) -> Match:
    if numbered:
        return _match_number(description, sorted(numbered, key=lambda f: f.id), titled)
    of_year = [pair for pair in titled if description.year and pair[1].year == description.year]
    sure = [pair for pair in of_year if pair[0] <= SURE]
    best = _distinct(film for level, film in sure if level == sure[0][0])
    if len(best) > 1:
        best = [f for f in best if description.directors_agree(f)] or best
    if len(best) == 1 and _is_certain(description, best[0]):
        return Match("match", (best[0].id,))
    if best:
        return _choice(description, [film for _level, film in sure])
    return _match_approximately(description, of_year, titled)


def _is_certain(description: Description, film: KnownFilm) -> bool:
    """Return whether nothing speaks against a film of this title and year."""
    agree = description.directors_agree(film)
    return agree is not False and (bool(agree) or not description.is_other_number(film))


def _match_number(description: Description, numbered: Sequence[KnownFilm], titled: Ranked) -> Match:
    """Match by the IMDb number, if title or year agree and no other film has both."""
    ids = {film.id for film in numbered}
    levels = {film.id: level for level, film in titled if film.id in ids}
    in_title = [f for f in numbered if levels.get(f.id, description.title_level(f)) <= PART]
    in_year = [f for f in numbered if f.year == description.year or not description.year]
    both = [f for f in in_title if f in in_year]
    if both or not description.titles:
        return Match("match", ((both or numbered)[0].id,))
    others = [
        film
        for level, film in titled
        if level <= SURE and film.year == description.year and film.id not in ids
    ]
    agreeing = in_title or (in_year if description.year else [])
    disputed = agreeing and description.directors_agree(agreeing[0]) is False
    if agreeing and not others and not disputed:
        return Match("match", (agreeing[0].id,))
    return _choice(description, [*numbered, *(others or [film for _level, film in titled])])


def _match_approximately(description: Description, of_year: Ranked, titled: Ranked) -> Match:
    year = description.year
    part = [film for _level, film in of_year if not description.is_other_number(film)]
    confirmed = _distinct(film for film in part if description.directors_agree(film))
    if len(confirmed) == 1:
        return Match("match", (confirmed[0].id,))
    near = [
        film
        for level, film in titled
        if level <= SURE
        and not description.is_other_number(film)
        and (not year or not film.year or abs(film.year - year) <= NEAR_YEARS)
    ]
    return _choice(description, [*part, *near])


def _choice(description: Description, films: Iterable[KnownFilm]) -> Match:
    """Return a choice among the films, those of the nearest year first; NOT_FOUND without any."""
    year = description.year or 0
    offered = _distinct(films)
    if year:
        offered.sort(key=lambda film: abs((film.year or 0) - year))
    return Match("choose", tuple(f.id for f in offered[:MAX_CHOICES])) if offered else NOT_FOUND


def _distinct(films: Iterable[KnownFilm]) -> list[KnownFilm]:
    distinct: list[KnownFilm] = []
    for film in films:
        if not any(_is_same(film, other) for other in distinct):
            distinct.append(film)
    return distinct


def _is_same(film: KnownFilm, other: KnownFilm) -> bool:
    if film.id == other.id or None not in (film.imdb_id, other.imdb_id):
        return film.id == other.id or film.imdb_id == other.imdb_id
    alike = (film.compact, film.year, film.directors)
    return alike == (other.compact, other.year, other.directors)
