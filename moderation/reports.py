"""Reporting a review or a member, and how much a report weighs.

Reports of one target become one case; enough reports by trusted members hide a review.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from bson import ObjectId
from django.conf import settings
from pymongo.client_session import ClientSession

from accounts.documents import GOOD, Member
from accounts.permissions import recheck_permission
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate, in_transaction
from mflix_site.text import now
from reviews.documents import HIDDEN, VISIBLE, Visibility
from reviews.errors import ReviewNotFound, VisibilityChanged
from reviews.services import set_visibility

from .cases import get_or_create_case
from .errors import AlreadyReported, OwnTarget
from .queries import TargetSnapshot
from .rules import REASONS

# Three trusted members hide a review; new accounts count little, and once per network.
HIDE_THRESHOLD, FULL_TRUST, NEW_MEMBER_TRUST = 3.0, 1.0, 0.25
NEW_MEMBER_PERIOD = timedelta(days=7)
MIN_CREDIBILITY = 0.5
KNOWN_NETWORK_FACTOR = 0.1


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Why somebody reports a target: one of `REASONS`, and a note in their own words."""

    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportWeight:
    """A report's weight: for the queue, towards hiding, and the network where that counts once."""

    credibility: float
    trust: float
    network: str
    once_per_network: bool


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report as it is filed: by whom, what it says, what it weighs, and when."""

    member: Member
    content: ReportContent
    weight: ReportWeight
    at: datetime
    id: ObjectId = field(default_factory=ObjectId)


def file_report(
    *, member: Member, snapshot: TargetSnapshot, content: ReportContent, ip: str
) -> ObjectId:
    """Report a review or a member; return the id of its case.

    Raise OwnTarget, and AlreadyReported if the member already has an open report of it.
    """
    target = snapshot.target
    if target.member_id == member.id:
        raise OwnTarget
    moment = now()
    report = NewReport(member, content, weigh_report(member, ip, moment), moment)

    def work(session: ClientSession) -> ObjectId:
        recheck_permission(member=member, action=f"report-{target.kind}", session=session)
        case = get_or_create_case(snapshot, content.reason, session)
        # The transaction has written the case, so nobody else can count meanwhile.
        counted = case_with_report(case, report)
        mongo.cases().update_one({"_id": case["_id"]}, {"$set": counted}, session=session)
        doc = report_document(case["_id"], snapshot, report)
        mongo.reports().insert_one(doc, session=session)
        if hides_review(counted, snapshot):
            _hide_review(case["_id"], snapshot, session)
        return ObjectId(case["_id"])

    try:
        return in_transaction(work)
    except Duplicate as duplicate:
        if "reporter.id" not in duplicate.key:
            raise
        raise AlreadyReported from duplicate


def case_with_report(case: Mapping[str, Any], report: NewReport) -> dict[str, Any]:
    """Return what a report changes of its case; from a network counted before it weighs less."""
    weight = report.weight
    is_known = weight.once_per_network and weight.network in case["networks"]
    factor = KNOWN_NETWORK_FACTOR if is_known else 1
    points = REASONS[report.content.reason].severity * weight.credibility * factor
    is_new_network = weight.once_per_network and not is_known
    return {
        "reports": case["reports"] + 1,
        "points": case["points"] + points,
        "rank": case["rank"] + points,
        "trust": case["trust"] + (0 if is_known else weight.trust),
        "networks": [*case["networks"], *([weight.network] if is_new_network else [])],
    }


def hides_review(case: Mapping[str, Any], snapshot: TargetSnapshot) -> bool:
    is_trusted = case["trust"] >= HIDE_THRESHOLD
    return is_trusted and snapshot.target.is_review and not snapshot.by_staff


def report_document(
    case_id: ObjectId, snapshot: TargetSnapshot, report: NewReport
) -> dict[str, Any]:
    member = report.member
    return {
        "_id": report.id,
        "case_id": case_id,
        **snapshot.target.fields(),
        "reporter": {"id": member.id, "name": member.name, "handle": member.handle},
        **asdict(report.content),
        "words": snapshot.review,
        "network": report.weight.network,
        "at": report.at,
        "open": True,
    }


def _hide_review(case_id: ObjectId, snapshot: TargetSnapshot, session: ClientSession) -> None:
    """Hide a review until a moderator has looked, unless it has changed since it was reported."""
    spoiler = bool((snapshot.review or {}).get("spoiler"))

    def hide(visibility: Visibility) -> Visibility:
        if (visibility.state, visibility.spoiler) != (VISIBLE, spoiler):
            raise VisibilityChanged
        return replace(visibility, state=HIDDEN)

    try:
        set_visibility(review_id=snapshot.target.id, change=hide, session=session)
    except (ReviewNotFound, VisibilityChanged):
        return
    update = {"$set": {"hidden_by_reports": True}}
    mongo.cases().update_one({"_id": case_id}, update, session=session)


def weigh_report(member: Member, ip: str, moment: datetime) -> ReportWeight:
    credibility = member.report_record.credibility
    is_new = member.joined_at is not None and moment - member.joined_at < NEW_MEMBER_PERIOD
    is_trusted = member.standing.at(moment) == GOOD and credibility >= MIN_CREDIBILITY
    trust = (NEW_MEMBER_TRUST if is_new else FULL_TRUST) if is_trusted else 0.0
    return ReportWeight(round(credibility, 3), trust, network_hash(ip), is_new)


def network_hash(ip: str) -> str:
    """Return a keyed hash of an address's network: /24 of IPv4, /48 of IPv6."""
    address = ip.partition("/")[0]
    try:
        bits = 24 if ip_address(address).version == 4 else 48
        network = str(ip_network(f"{address}/{bits}", strict=False))
    except ValueError:
        network = ip
    return hmac.new(settings.SECRET_KEY.encode(), network.encode(), hashlib.sha256).hexdigest()[:16]
