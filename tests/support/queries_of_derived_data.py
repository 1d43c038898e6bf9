"""The queries behind what is kept ready, and those of `recount` that check it."""

from collections.abc import Callable, Mapping
from typing import Any

from movies import people, similar_films
from reviews import site_summary
from reviews.talk import find_talked_about, recount_talk_of

CASES: Mapping[str, Callable[[Any], object]] = {
    "recounting similar films": lambda w: similar_films.repair_similar([w.film, w.nobodys]),
    "recounting people": lambda _: people.repair_summaries(),
    "talked about this week": lambda _: find_talked_about(),
    "talk, recounted": lambda w: recount_talk_of([w.film, w.nobodys]),
    "talk, stored": lambda _: site_summary.refresh_talked_about(),
    "totals": lambda _: (site_summary.get_totals(), site_summary.repair_totals()),
}
