"""The queries behind what is kept ready, and those of `recount` that check it."""

from collections.abc import Callable, Mapping
from typing import Any

from movies import film_identity, people_summaries, similar_films
from reviews import site_summary
from reviews.talked_about import find_talked_about, recount_talk_of

CASES: Mapping[str, Callable[[Any], object]] = {
    "recounting similar films": lambda w: similar_films.repair_similar([w.film, w.nobodys]),
    "recounting people": lambda _: people_summaries.repair_summaries(),
    "people ahead of time": lambda _: people_summaries.refresh_summaries("", 1.0),
    "talked about this week": lambda _: find_talked_about(),
    "talk, recounted": lambda w: recount_talk_of([w.film, w.nobodys]),
    "talk, stored": lambda _: site_summary.refresh_talked_about(),
    "films by IMDb number": lambda _: film_identity.find_by_imdb_ids([41959, 1]),
    "films by keys of titles": lambda _: film_identity.find_by_title_keys(["t=thirdman", "t=a"]),
    "films of nearly a title": lambda _: film_identity.find_similar(
        film_identity.TitleForms.of("The Third Mann").similar_keys(), [1948, 1950]
    ),
    "films by words of titles": lambda _: film_identity.find_by_title_words(
        [("third", "man")], [1948, 1950]
    ),
    "films of directors": lambda _: film_identity.find_by_directors(["Carol Reed"], [1948, 1950]),
    "totals": lambda _: (site_summary.get_totals(), site_summary.repair_totals()),
}
