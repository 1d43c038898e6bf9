"""Writing cases: opening and closing them, claiming one for a while, notes between moderators."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.notices import send_notices
from accounts.permissions import permission_filter, recheck_permission
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import fold_text, now

from .decisions import BATCH_SIZE, Settlement, settle_reports
from .documents import Doc, Target
from .errors import OwnTarget
from .impartiality import check_may_decide
from .notices import film_deleted_notice
from .posts import TargetSnapshot
from .queries import case_error, claimable_filter
from .rules import CLAIM_DURATION, OPENED_REASON

MAX_NOTES = 200


def open_case(*, moderator: Member, snapshot: TargetSnapshot) -> ObjectId:
    """Open a case about something that nobody reported, or return the case that is open.

    Raise OwnTarget.
    """
    action = f"open-{snapshot.target.kind}-case"
    if snapshot.target.member_id == moderator.id:
        raise OwnTarget

    def work(session: ClientSession) -> ObjectId:
        recheck_permission(member=moderator, action=action, session=session)
        return ObjectId(get_or_create_case(snapshot, OPENED_REASON, session)["_id"])

    return in_transaction(work)


def get_or_create_case(snapshot: TargetSnapshot, reason: str, session: ClientSession) -> Doc:
    """Within a transaction: return the target's open case with this reason added to it."""
    case: Any = mongo.cases().find_one_and_update(
        {"target.id": snapshot.target.id, "open": True},
        {"$setOnInsert": case_document(snapshot, now()), "$addToSet": {"reasons": reason}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=session,
    )
    return dict(case)


def case_document(snapshot: TargetSnapshot, moment: datetime) -> Doc:
    """Return a new case; rank = points - opening day, so each day of waiting adds one."""
    target = snapshot.target
    words = fold_text(f"{target.name} {target.handle} {target.title}")
    return {
        "_id": ObjectId(),
        **target.fields(),
        # A case is found by words of the author's name and handle, and the film.
        "words": list(dict.fromkeys(words.split())),
        "shown": snapshot.words,
        "reports": 0,
        "points": 0.0,
        "rank": -moment.timestamp() / 86_400,
        "trusts": [],
        "networks": [],
        "notes": [],
        "opened_at": moment,
    }


def claim_case(*, moderator: Member, case_id: ObjectId) -> None:
    """Claim an open case for a quarter of an hour; one's own claim starts again.

    Raise CaseNotFound, AlreadyDecided, ClaimedByOther, and as `check_may_decide` does: nobody
    keeps others from a case that they may not decide.
    """
    not_own = permission_filter(moderator, "claim-case", "about.member_id")
    if case := mongo.cases().find_one({"_id": case_id, **not_own}, {"target": 1, "about": 1}):
        check_may_decide(moderator, Target.from_doc(case))
    moment = now()
    claim = {"id": moderator.id, "handle": moderator.handle, "until": moment + CLAIM_DURATION}
    unclaimed = {"_id": case_id, "open": True, **claimable_filter(moderator, moment), **not_own}
    if not mongo.cases().update_one(unclaimed, {"$set": {"claim": claim}}).matched_count:
        raise case_error(moderator, case_id)


def release_case(*, moderator: Member, case_id: ObjectId) -> None:
    """End one's own claim; without a claim nothing changes."""
    not_own = permission_filter(moderator, "release-case", "about.member_id")
    claimed = {"_id": case_id, "claim.id": moderator.id, **not_own}
    mongo.cases().update_one(claimed, {"$unset": {"claim": ""}})


def add_case_note(*, moderator: Member, case_id: ObjectId, text: str, form_key: str = "") -> None:
    """Add a note for other moderators to an open or decided case; once for each form key."""
    case = {"_id": case_id, **permission_filter(moderator, "note-case", "about.member_id")}
    note = {"handle": moderator.handle, "text": text, "at": now()}
    note |= {"form_key": form_key} if form_key else {}
    noted = {"$push": {"notes": {"$each": [note], "$slice": -MAX_NOTES}}}
    new = {"notes.form_key": {"$ne": form_key}}
    if mongo.cases().update_one({**case, **new}, noted).matched_count:
        return
    if not mongo.cases().find_one({**case, "notes.form_key": form_key}, {"_id": 1}):
        raise case_error(moderator, case_id)


def close_cases_about(review_ids: Sequence[ObjectId], title: str, session: ClientSession) -> int:
    """Within a transaction: close the open cases about deleted reviews; return how many.

    Nobody decided them: they have no decision, and no reporter was right or wrong. The reporters
    get a notice.
    """
    about = {"target.id": {"$in": list(review_ids)}, "open": True}
    cases = list(mongo.cases().find(about, {"reports": 1}, session=session))
    if not cases:
        return 0
    closing = {"$set": {"open": False, "gone": True}, "$unset": {"claim": ""}}
    of_cases = {"$in": [case["_id"] for case in cases]}
    mongo.cases().update_many({"_id": of_cases}, closing, session=session)
    outcome, notice = {"open": False, "outcome": "delete-film"}, film_deleted_notice(title)
    few = [case["_id"] for case in cases if case["reports"] <= BATCH_SIZE]
    for case_id in {case["_id"] for case in cases} - set(few):
        settle_reports(case_id, Settlement(notice, now(), outcome), session)
    of_few = {"case_id": {"$in": few}, "open": True}
    reporters = mongo.reports().distinct("reporter.id", of_few, session=session)
    mongo.reports().update_many(of_few, {"$set": outcome}, session=session)
    send_notices(dict.fromkeys(reporters, notice), session=session)
    return len(cases)
