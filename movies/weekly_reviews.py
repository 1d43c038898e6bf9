"""How often a film was reviewed in the last week in which it was, kept with the film.

`talk` is changed by the update of the film's tally, and so costs no write of its own. It holds the
Monday of the week, the number of visible reviews dated in that week, and the date of the last.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo

Doc = dict[str, Any]


def films_of_week_pipeline(week: datetime, size: int) -> list[Doc]:
    """Return the pipeline on `movies` of those with most reviews in a week (index `talk`)."""
    return [
        {"$match": {"talk.week": week, "talk.reviews": {"$gt": 0}}},
        {"$sort": {"talk.week": -1, "talk.reviews": -1, "talk.last": -1, "_id": -1}},
        {"$limit": size},
    ]


def most_reviewed_in_week(week: datetime, size: int) -> list[ObjectId]:
    """Return the ids of the films with most reviews in a week, of the index `talk` alone."""
    pipeline = [*films_of_week_pipeline(week, size), {"$project": {"_id": 1}}]
    return [doc["_id"] for doc in mongo.movies().list_of(pipeline)]


def correct_talk(
    week: datetime,
    movie_ids: Sequence[ObjectId],
    counted: Mapping[ObjectId, Doc],
    *,
    session: ClientSession,
) -> list[str]:
    """Within the transaction that counted a week's reviews, correct `talk`; return what differed.

    `counted` has `reviews` and `last` of the films that have any.
    """
    films = {"_id": {"$in": list(movie_ids)}}
    updates, drifts = list[UpdateOne](), list[str]()
    for doc in mongo.movies().find(films, {"title": 1, "talk": 1}, session=session):
        talk, right = doc.get("talk") or {}, counted.get(doc["_id"])
        stored = talk.get("reviews", 0) if talk.get("week") == week else 0
        reviews = right["reviews"] if right else 0
        if stored != reviews:
            last = right["last"] if right else talk.get("last")
            new = {"week": week, "reviews": reviews, "last": last}
            updates.append(UpdateOne({"_id": doc["_id"]}, {"$set": {"talk": new}}))
            drifts.append(f"{doc.get('title') or 'Untitled'} ({stored}, now {reviews})")
    if updates:
        mongo.movies().bulk_write(updates, ordered=False, session=session)
    return drifts
