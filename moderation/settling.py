"""Settling a case's reports after a decision: what becomes of them, and what their reporters read.

A case with few reports is settled in the transaction of its decision. Of a case with many, the
transaction queues in the case what is to be done, and the mail sender does it in batches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.notices import MAX_AT_ONCE, Notice, send_notices
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction

from .documents import Decision
from .rules import ACTIONS

# A decision waits for at most so many reports, and so many are settled in one transaction.
BATCH_SIZE = MAX_AT_ONCE
OUTCOME_FIELDS = ("outcome", "decision_id", "decision_number")
Doc = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a decision means for the reports of its case.

    `outcome` are the fields they get, `reopened_from` the decision whose reports are opened again;
    with neither they stay as they are. `record` is added to the record of each of their reporters.
    """

    notice: Notice
    at: datetime
    outcome: Doc = field(default_factory=dict)
    reopened_from: ObjectId | None = None
    record: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_doc(cls, doc: Doc) -> "Settlement":
        known = {name: doc[name] for name in cls.__dataclass_fields__}
        return cls(**{**known, "notice": Notice.from_doc(doc["notice"])})


def record_change(decision: Decision, by: int) -> dict[str, int]:
    """Return what a decision adds to the record of a reporter: they were right, or wrong."""
    if decision.action not in ACTIONS:
        return {}
    return {"right" if ACTIONS[decision.action].is_sanction else "wrong": by}


def record_increments(record: Mapping[str, int]) -> dict[str, int]:
    """Return what a member's document is incremented by."""
    return {f"report_record.{name}": by for name, by in record.items()}


def report_outcome(decision: Decision) -> dict[str, Any]:
    known = {"decision_id": decision.id, "decision_number": decision.number}
    return {"open": False, "outcome": decision.action, **known}


def settle_reports(case_id: ObjectId, settlement: Settlement, session: ClientSession) -> None:
    """Within a transaction: settle the reports of a case, or queue that behind what is queued."""
    case = mongo.cases().find_one({"_id": case_id}, session=session) or {}
    reports = _reports_after(None, case_id, BATCH_SIZE + 1, session)
    if len(reports) > BATCH_SIZE or "unsettled" in case:
        queued = {"$push": {"unsettled": asdict(settlement)}}
        mongo.cases().update_one({"_id": case_id}, queued, session=session)
    else:
        _settle(reports, settlement, session)


def settle_queued_reports() -> int:
    """Settle what decisions have queued, in batches; return how many.

    A batch and how far it came are one transaction: killed or run twice, nothing is done twice.
    """
    return sum(iter(lambda: in_transaction(_settle_batch), 0))


def _settle_batch(session: ClientSession) -> int:
    """Settle the next batch of any case (index `unsettled`)."""
    case = mongo.cases().find_one({"unsettled.at": {"$exists": True}}, session=session)
    if case is None:
        return 0
    first, *others = case["unsettled"]
    reports = _reports_after(first.get("last"), case["_id"], BATCH_SIZE, session)
    if reports:
        _settle(reports, Settlement.from_doc(first), session)
        progress = {"$set": {"unsettled.0.last": reports[-1]["_id"]}}
    else:
        progress = {"$pop": {"unsettled": -1}} if others else {"$unset": {"unsettled": ""}}
    mongo.cases().update_one({"_id": case["_id"]}, progress, session=session)
    return 1


def _reports_after(
    last: ObjectId | None, case_id: ObjectId, limit: int, session: ClientSession
) -> list[dict[str, Any]]:
    """Return the next reports of a case, in the order of their ids (index `of_case`)."""
    following = {"case_id": case_id, **({"_id": {"$gt": last}} if last else {})}
    fields = {"reporter.id": 1, "decision_id": 1}
    found = mongo.reports().find(following, fields, session=session).sort("_id", 1).limit(limit)
    return list(found)


def _settle(reports: Sequence[Doc], settlement: Settlement, session: ClientSession) -> None:
    """Change these reports, notify their reporters, and count them as right or wrong.

    Reports of members who have left change too, and count for nobody.
    """
    if settlement.outcome:
        _update(reports, {"$set": settlement.outcome}, session)
    elif settlement.reopened_from:
        reports = [r for r in reports if r.get("decision_id") == settlement.reopened_from]
        reopening = {"$set": {"open": True}, "$unset": dict.fromkeys(OUTCOME_FIELDS, "")}
        _update(reports, reopening, session)
    reporters = _reporters_of(reports)
    increments = dict.fromkeys(reporters, record_increments(settlement.record))
    notices = dict.fromkeys(reporters, settlement.notice)
    send_notices(notices, session=session, increments=increments)


def _update(reports: Iterable[Doc], update: Doc, session: ClientSession) -> None:
    ids = [report["_id"] for report in reports]
    mongo.reports().update_many({"_id": {"$in": ids}}, update, session=session)


def _reporters_of(reports: Iterable[Doc]) -> list[ObjectId]:
    return [r["reporter"]["id"] for r in reports if "id" in r.get("reporter", {})]
