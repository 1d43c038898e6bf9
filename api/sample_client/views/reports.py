"""Reports: the films that were reviewed last, and all films by year and by director."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from movies.catalogue_reports import BY_DIRECTOR, BY_YEAR, MAX_DIRECTORS, read_reports
from reviews.documents import Review
from reviews.talked_about import FilmDiscussion, last_discussed

from ...films import film_json, format_date
from ...requests import number_within
from ...v1.responses import comment_json
from ..responses import answer

OF_GROUP = {"movieCount": "films", "averageRating": "average"}
OF_DIRECTOR = {"director": "director", **OF_GROUP}
OF_YEAR = {
    **{"year": "year", **OF_GROUP, "highestRating": "highest"},
    **{"lowestRating": "lowest", "totalVotes": "votes"},
}


def by_comments(request: HttpRequest) -> HttpResponse:
    """Answer the films that were reviewed last; `limit` is how many reviews of each."""
    limit = number_within(request.GET, "limit", 5, 1, 50)
    return answer(list(map(_discussion, last_discussed(limit))))


def by_year(_request: HttpRequest) -> HttpResponse:
    return _report(BY_YEAR, OF_YEAR)


def by_director(request: HttpRequest) -> HttpResponse:
    limit = number_within(request.GET, "limit", 20, 1, MAX_DIRECTORS)
    return _report(BY_DIRECTOR, OF_DIRECTOR, limit)


def _report(name: str, members: dict[str, str], limit: int | None = None) -> HttpResponse:
    rows = read_reports()[name][:limit]
    return answer([{theirs: row[ours] for theirs, ours in members.items()} for row in rows])


def _discussion(discussion: FilmDiscussion) -> dict[str, Any]:
    film = film_json(discussion.film)
    return {
        "_id": film["_id"],
        "title": film["title"],
        "year": film.get("year"),
        "genres": film.get("genres", []),
        "imdbRating": film.get("imdb", {}).get("rating", 0),
        "totalComments": film.get("num_mflix_comments", 0),
        "recentComments": list(map(_comment, discussion.reviews)),
    }


def _comment(review: Review) -> dict[str, Any]:
    comment = comment_json(review)
    own = {"userName": comment["name"], "userEmail": comment["email"], "text": comment["text"]}
    return {**own, "date": format_date(review.date, "T")}
