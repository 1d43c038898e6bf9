"""What becomes of open cases when what they are about goes away with its film."""

from collections.abc import Sequence

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.notices import Notice, send_notices
from mflix_site.mongo import collections as mongo

FILM_DELETED = "delete-film"


def close_cases_about(review_ids: Sequence[ObjectId], title: str, session: ClientSession) -> int:
    """Within a transaction: close the open cases about reviews that are gone; give how many.

    Nobody decided them: they have no decision, and no reporter was right or wrong; they are told.
    """
    about = {"target.id": {"$in": list(review_ids)}, "open": True}
    case_ids = [doc["_id"] for doc in mongo.cases().find(about, {"_id": 1}, session=session)]
    if not case_ids:
        return 0
    closing = {"$set": {"open": False, "gone": True}, "$unset": {"claim": ""}}
    mongo.cases().update_many({"_id": {"$in": case_ids}}, closing, session=session)
    theirs = {"case_id": {"$in": case_ids}, "open": True}
    signed = {**theirs, "reporter.id": {"$exists": True}}
    found = list(mongo.reports().find(signed, {"reporter.id": 1}, session=session))
    ended = {"$set": {"open": False, "outcome": FILM_DELETED}}
    mongo.reports().update_many(theirs, ended, session=session)
    notice = Notice(
        subject=f"Your report of a review of {title}",
        paragraphs=(f"Thank you. {title} has left the catalogue, and the review with it.",),
        path="/accounts/reports/",
        label="Your reports",
    )
    send_notices(dict.fromkeys((doc["reporter"]["id"] for doc in found), notice), session=session)
    return len(case_ids)
