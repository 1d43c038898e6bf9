"""What is measured: pages of the site by name, with the addresses that are asked for in turn."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import quote, urlencode

from bench.search_queries import edited
from bench.served_site import PROLIFIC

DIFFERENT = 4_000
LIST, FILM = "floor list", "floor film"
HELLO = "hello"
SORTS = ("popular", "newest", "title", "rating", "discussed")


@dataclass(frozen=True, slots=True)
class Contender:
    """A page: its addresses, whether a member asks, and what it is compared with."""

    name: str
    paths: Sequence[str]
    against: str
    goal: float = 0.0
    member: bool = False


def contenders(database: Any, seed: int = 1) -> list[Contender]:
    """Return all contenders for the data of this database; *hello* and both floors first."""
    pages = Pages(database, random.Random(seed))
    return [
        Contender(HELLO, ["/bench/hello/"], HELLO),
        Contender(LIST, ["/bench/floor/list"], HELLO),
        Contender(FILM, [f"/bench/floor/film/{film}" for film in pages.films], HELLO),
        *pages.repeated(),
        *pages.different(),
        *pages.of_diaries(),
        *pages.of_member(),
        *pages.of_api(),
    ]


class Pages:
    """The addresses of pages, drawn from what the database holds."""

    def __init__(self, database: Any, chance: random.Random) -> None:
        self.database, self.chance = database, chance
        sample = list(database.movies.aggregate([{"$sample": {"size": DIFFERENT}}]))
        sample.sort(key=lambda doc: doc["_id"])
        chance.shuffle(sample)
        self.sample = sample
        self.films = [str(doc["_id"]) for doc in sample]

    def film(self, reviews: int) -> str:
        """Return the address of the film whose number of reviews is next to this one."""
        return f"/movies/{self.film_id(reviews)}/"

    def film_id(self, reviews: int) -> str:
        """Return the id of the film whose number of reviews is next to this one."""
        query = {"num_mflix_comments": {"$gte": reviews}}
        order = [("num_mflix_comments", 1)]
        found = self.database.movies.find_one(query, sort=order) or self.database.movies.find_one(
            {}, sort=[("num_mflix_comments", -1)]
        )
        return str(found["_id"])

    def repeated(self) -> list[Contender]:
        """Return pages that are asked for again and again by visitors."""
        person = self.sample[0]["cast"][0]
        handle = self.database.users.find_one({"handle": {"$exists": True}})["handle"]
        three = "/movies/?genre=Drama&language=English&year_min=1980&sort=rating"
        repeated = {
            "home": "/",
            "browse": "/movies/",
            "browse, three filters": three,
            "film, 30 reviews": self.film(30),
            "film, 3,600 reviews": self.film(3_000),
            "person": f"/people/{quote(person)}/",
            "person, 400 films": f"/people/{quote(PROLIFIC)}/",
            "talked about": "/talked-about/",
        }
        others = {
            "member page": f"/members/{handle}/",
            "public log": "/moderation/log/",
            "log-in": "/accounts/login/",
        }
        return [
            *(Contender(name, [path], HELLO, 0.6) for name, path in repeated.items()),
            *(Contender(name, [path], HELLO) for name, path in others.items()),
        ]

    def different(self) -> list[Contender]:
        """Return pages that no visitor has asked for lately, each request another one."""
        titles = [doc["title"] for doc in self.sample if doc.get("title")]
        people = [doc["cast"][0] for doc in self.sample if doc.get("cast")]
        chance = self.chance
        films = [f"/movies/{film}/" for film in self.films]
        if len(films) < DIFFERENT:
            films = [f"{film}?{chance.random()}" for film in films for _ in range(4)]
        asked = [f"/movies/?{urlencode({'q': title})}" for title in titles]
        typos = [f"/movies/?{urlencode({'q': edited(t, chance)})}" for t in titles if len(t) > 5]
        begun = [f"/suggest/?{urlencode({'q': title[:4]})}" for title in titles]
        return [
            Contender("different films", films, FILM, 0.35),
            Contender("different browse pages", self.filters(), LIST, 0.35),
            Contender("different people", [f"/people/{quote(p)}/" for p in people], LIST, 0.35),
            Contender("search", asked, LIST, 0.15),
            Contender("search with a typo", typos, LIST, 0.15),
            Contender("suggestions", begun, LIST),
        ]

    def filters(self) -> list[str]:
        """Return browse pages with many combinations of filters."""
        genres = sorted(self.database.movies.distinct("genres"))[:20]
        rows = [
            urlencode({"genre": genre, "year_min": year, "sort": sort})
            for genre, year, sort in product(genres, range(1950, 2020, 2), SORTS)
        ]
        self.chance.shuffle(rows)
        return [f"/movies/?{row}" for row in rows[:DIFFERENT]]

    def of_diaries(self) -> list[Contender]:
        """Return what members publish of themselves, each request another member or list."""
        shown = {"privacy": "public", "state": "visible"}
        handles = {d["_id"]: d["handle"] for d in self.database.users.find() if "handle" in d}
        dated = self.database.diary.find({**shown, "day": {"$gt": ""}}, limit=DIFFERENT)
        days = [(f"/members/{handles[d['member_id']]}", d["day"]) for d in dated]
        months = [f"{page}/diary/{day[:4]}/?month={int(day[5:7])}" for page, day in days]
        in_years = [f"{page}/year/{day[:4]}/" for page, day in days]
        wanted = [f"{page}/watchlist/" for page in dict(days)]
        lists = [f"/lists/{doc['_id']}/" for doc in self.database.lists.find(shown)]
        return [
            Contender("diary, a month", list(dict.fromkeys(months)), LIST),
            Contender("diary, a year in figures", list(dict.fromkeys(in_years)), LIST),
            Contender("watchlist", wanted, LIST),
            Contender("a list", lists, LIST),
        ]

    def of_member(self) -> list[Contender]:
        """Return what a member looks at, whose pages no cache may keep."""
        films = [f"/movies/{film}/" for film in self.films]
        return [
            Contender("member: home", ["/"], LIST, 0.3, member=True),
            Contender("member: browse", ["/movies/"], LIST, 0.3, member=True),
            Contender("member: film", [self.film(30)], FILM, 0.3, member=True),
            Contender("member: different films", films, FILM, 0.3, member=True),
            Contender("member: different browse pages", self.filters(), LIST, 0.3, member=True),
        ]

    def of_api(self) -> list[Contender]:
        """Return what clients of the API ask for: lists are shared for a moment, films are not."""
        v1 = "/api/v1/movies"
        films = [f"{v1}/id/{film}" for film in self.films]
        titles = [doc["title"] for doc in self.sample if doc.get("title")]
        searches = [f"{v1}/search?{urlencode({'text': title})}" for title in titles]
        genres = sorted(self.database.movies.distinct("genres"))[:20]
        lists = [
            f"{v1}/search?{urlencode({'genre': genre, 'page': page})}"
            for genre, page in product(genres, range(5))
        ]
        genre_lists = [f"/api/v2/films?{urlencode({'genre': genre})}" for genre in genres]
        return [
            Contender("API 2: lists of genres", genre_lists, LIST),
            Contender("sample client: films", ["/api/movies"], LIST),
            Contender("API: films", [f"{v1}/"], LIST, 0.6),
            Contender("API: lists of genres", lists, LIST, 0.6),
            Contender("API: film, 20 reviews", [f"{v1}/id/{self.film_id(20)}"], FILM, 0.6),
            Contender("API: different films", films, FILM, 0.6),
            Contender("API: search", searches, LIST, 0.3),
        ]
