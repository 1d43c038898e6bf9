"""Films and people."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from movies.search.keys import MAX_LENGTH
from movies.selection import FIRST_YEAR, LAST_YEAR, MAX_CHOICES

from .shared import Id, PageQuery

Value = Annotated[str, Field(max_length=80)]
Values = Annotated[list[Value], Field(max_length=MAX_CHOICES)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Minutes = Annotated[int, Field(ge=0, le=100_000)]
Sort = Literal["popular", "newest", "oldest", "title", "rating", "discussed"]


class FilmFilters(Schema):
    """The filters of the browse page: OR within a group, AND between groups."""

    q: Annotated[
        str,
        Field(
            max_length=MAX_LENGTH,
            description="Words as in the search box, with its fields; a `rating:` is out of 5"
            " stars, or out of 100 if the number is larger",
        ),
    ] = ""
    genre: Values = []
    country: Values = []
    language: Values = []
    rated: Annotated[Values, Field(description="Certificates such as PG-13")] = []
    not_genre: Values = []
    not_country: Values = []
    not_language: Values = []
    not_rated: Values = []
    year_min: Year | None = None
    year_max: Year | None = None
    runtime_min: Minutes | None = None
    runtime_max: Minutes | None = None
    rating_min: Annotated[int, Field(ge=1, le=100)] | None = None
    person: Annotated[str, Field(max_length=200, description="Somebody of cast or crew")] = ""
    exact: Annotated[bool, Field(description="Search as typed, without forgiving typos")] = False


class FilmQuery(FilmFilters, PageQuery):
    """Filters, a sort, and a part of the list."""

    sort: Annotated[
        Sort | None, Field(description="Without it by relevance to `q`, else by popularity")
    ] = None


class FilmSummary(Schema):
    """A film in a list."""

    id: Id
    title: str
    year: int | None
    directors: list[str]
    genres: list[str]
    certificate: str
    runtime: Annotated[int | None, Field(description="In minutes")]
    rating: Annotated[
        int | None, Field(description="1 to 100: the members' average, or else IMDb's")
    ]
    rating_count: int
    review_count: Annotated[int, Field(description="Ratings and reviews, with words or without")]
    poster: Annotated[str, Field(description="The path of an SVG")]
    url: Annotated[str, Field(description="The path of the film's page")]


class Histogram(Schema):
    """A bar of the histogram of a film's ratings: from `low` to `high`, both included."""

    low: int
    high: int
    count: int


class ExternalRating(Schema):
    """A rating of another site, in that site's format."""

    source: str
    value: str
    votes: int


class SimilarFilm(FilmSummary):
    """A similar film, and why it is one."""

    explanation: str


class Film(FilmSummary):
    """A film."""

    plot: str
    full_plot: str
    cast: list[str]
    writers: list[str]
    countries: list[str]
    languages: list[str]
    released: date | None
    awards: str
    histogram: list[Histogram]
    external_ratings: list[ExternalRating]
    similar: list[SimilarFilm]


class FacetValue(Schema):
    """A value of a filter, and how many films it would leave."""

    value: str
    films: int


class Bar(Schema):
    """A bar of a histogram of films: from `low` to `high`, both included."""

    low: int
    high: int | None
    films: int


class Facets(Schema):
    """How many films a selection has, and how many each further value would leave."""

    total: int
    genre: list[FacetValue]
    country: list[FacetValue]
    language: list[FacetValue]
    rated: list[FacetValue]
    year: list[Bar]
    runtime: list[Bar]


class SuggestionQuery(Schema):
    """What somebody has typed."""

    q: Annotated[str, Field(max_length=200, description="The beginning of a title or a name")]


class Suggestion(Schema):
    """A film or a person whose name begins so."""

    kind: Literal["film", "person"]
    title: str
    year: int | None
    id: Annotated[str | None, Field(description="A film's id")]
    url: str


class Suggestions(Schema):
    """Films and people whose names begin so."""

    items: list[Suggestion]


class Collaborator(Schema):
    """Somebody named together with a person, and in how many films."""

    name: str
    films: int


class Role(Schema):
    """A role such as director, in how many films, and the newest of them."""

    role: str
    film_count: int
    films: list[Id]


class Person(Schema):
    """A person of the films' credits."""

    name: str
    film_count: int
    imdb_average: int | None
    member_average: int | None
    first_year: int | None
    last_year: int | None
    roles: list[Role]
    films: Annotated[list[FilmSummary], Field(description="The newest 15; all: GET /films?person=")]
    collaborators: list[Collaborator]
    warning: Annotated[str, Field(description="Why these may be several people; else empty")]
    url: str
