"""Reports: the films that were reviewed last, and all films by year and by director."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from movies.catalogue_reports import BY_DIRECTOR, BY_YEAR, MAX_DIRECTORS, read_reports
from reviews.documents import Review
from reviews.talk import FilmDiscussion, last_discussed

from ...films import film_json, format_date
from ...parameters import number_within
from ...v1.members import comment_json
from ..responses import answer

REVIEWS_A_FILM, MAX_REVIEWS_A_FILM = 5, 50
DIRECTORS = 20


def by_comments(request: HttpRequest) -> HttpResponse:
    """Answer the films that were reviewed last; `limit` is how many reviews of each."""
    limit = number_within(request.GET, "limit", REVIEWS_A_FILM, 1, MAX_REVIEWS_A_FILM)
    return answer([_discussion(discussion) for discussion in last_discussed(limit)])


def by_year(_request: HttpRequest) -> HttpResponse:
    names = {
        "year": "year", "movieCount": "films", "averageRating": "average",
        "highestRating": "highest", "lowestRating": "lowest", "totalVotes": "votes",
    }  # fmt: skip
    rows = read_reports()[BY_YEAR]
    return answer([{name: row[own] for name, own in names.items()} for row in rows])


def by_director(request: HttpRequest) -> HttpResponse:
    limit = number_within(request.GET, "limit", DIRECTORS, 1, MAX_DIRECTORS)
    names = {"director": "director", "movieCount": "films", "averageRating": "average"}
    rows = read_reports()[BY_DIRECTOR][:limit]
    return answer([{name: row[own] for name, own in names.items()} for row in rows])


def _discussion(discussion: FilmDiscussion) -> dict[str, Any]:
    film = film_json(discussion.film)
    return {
        "_id": film["_id"],
        "title": film["title"],
        "year": film.get("year"),
        "genres": film.get("genres", []),
        "imdbRating": film.get("imdb", {}).get("rating", 0),
        "totalComments": film.get("num_mflix_comments", 0),
        "recentComments": [_comment(review) for review in discussion.reviews],
    }


def _comment(review: Review) -> dict[str, Any]:
    comment = comment_json(review)
    return {
        "userName": comment["name"],
        "userEmail": comment["email"],
        "text": comment["text"],
        "date": format_date(review.date, "T"),
    }
