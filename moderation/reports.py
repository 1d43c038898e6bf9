"""Reporting a post or a member, and how much a report weighs.

Reports of one target become one case; enough reports by trusted members hide a post, unless a
moderator has looked at it lately.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from bson import ObjectId
from django.conf import settings
from pymongo.client_session import ClientSession

from accounts.documents import GOOD, Member
from accounts.notices import send_notices
from accounts.permissions import recheck_permission
from mflix_site.errors import NotFound
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from reviews.documents import HIDDEN, VISIBLE, Visibility
from reviews.errors import VisibilityChanged

from .cases import get_or_create_case
from .documents import Doc
from .errors import AlreadyReported, OwnTarget
from .notices import hidden_notice
from .posts import POST_KINDS, TargetSnapshot
from .rules import REASONS

# Three members in full trust, of three networks, hide a review; decision 24 has the arithmetic.
# Those who were never right before count for two together, however many they are.
HIDE_THRESHOLD, MAX_UNPROVEN_TRUST, MIN_CREDIBILITY = 3.0, 2.0, 0.5
MIN_AGE, FULL_TRUST_AGE = timedelta(days=30), timedelta(days=365)
AGE_PER_RIGHT_REPORT = timedelta(days=60)
PROTECTION_PERIOD = timedelta(days=30)
KNOWN_NETWORK_FACTOR, MAX_NETWORKS = 0.1, 200


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Why somebody reports a target: one of `REASONS`, and a note in their own words."""

    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportWeight:
    """A report's weight: for the queue, towards hiding, and the network, which counts once.

    It is `proven` where moderators have confirmed an earlier report of its reporter.
    """

    credibility: float
    trust: float
    network: str
    proven: bool = False


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
    """Report a post or a member; return the id of its case.

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
        own = {"reporter.id": member.id, "case_id": case["_id"]}
        if "unsettled" in case and mongo.reports().find_one(own, {"_id": 1}, session=session):
            raise AlreadyReported  # it may be about to be opened again
        # The transaction has written the case, so nobody else can count meanwhile.
        counted = case_with_report(case, report)
        mongo.cases().update_one({"_id": case["_id"]}, {"$set": counted}, session=session)
        doc = report_document(case["_id"], snapshot, report)
        mongo.reports().insert_one(doc, session=session)
        if hides_post(counted, snapshot) and not is_protected(snapshot, case["_id"], session):
            _hide_post(case["_id"], snapshot, session)
        return ObjectId(case["_id"])

    try:
        return in_transaction(work)
    except Duplicate as duplicate:
        if "reporter.id" not in duplicate.key:
            raise
        raise AlreadyReported from duplicate


def case_with_report(case: Mapping[str, Any], report: NewReport) -> Doc:
    """Return a case's fields with a report counted; one from a known network weighs less."""
    weight = report.weight
    # No more networks are stored: by then, the case is urgent anyway.
    is_known = weight.network in case["networks"] or len(case["networks"]) >= MAX_NETWORKS
    factor = KNOWN_NETWORK_FACTOR if is_known else 1
    points = REASONS[report.content.reason].severity * weight.credibility * factor
    # Of a network, one reporter counts: whoever adds most.
    trusts = list(case.get("trusts", ()))
    others = [known for known in trusts if known["network"] != weight.network]
    own = {"network": weight.network, "trust": weight.trust, "proven": weight.proven}
    before, after = total_trust(trusts), total_trust([*others, own])
    if weight.trust and before < HIDE_THRESHOLD and (after, weight.proven) > (before, False):
        trusts = [*others, own]
    return {
        "reports": case["reports"] + 1,
        "points": case["points"] + points,
        "rank": case["rank"] + points,
        "trusts": trusts,
        "networks": [*case["networks"], *([] if is_known else [weight.network])],
    }


def total_trust(trusts: Sequence[Mapping[str, Any]]) -> float:
    """Return the total weight of a case's reporters towards hiding, one of each network."""
    proven: float = sum(known["trust"] for known in trusts if known.get("proven"))
    unproven: float = sum(known["trust"] for known in trusts if not known.get("proven"))
    return round(proven + min(unproven, MAX_UNPROVEN_TRUST), 3)


def hides_post(case: Mapping[str, Any], snapshot: TargetSnapshot) -> bool:
    hides = total_trust(case["trusts"]) >= HIDE_THRESHOLD
    return hides and snapshot.target.is_post and not snapshot.by_staff


def is_protected(snapshot: TargetSnapshot, case_id: ObjectId, session: ClientSession) -> bool:
    """Return whether moderators have looked at these words lately (index `of_target`).

    Where their last decision was undone and the case is open again, they have yet to.
    """
    about, fields = {"about.id": str(snapshot.target.id)}, {"at": 1, "private.case_id": 1}
    last = mongo.decisions().find_one(about, fields, sort=[("number", -1)], session=session)
    if last is None or last.get("private", {}).get("case_id") == case_id:
        return False
    written_at = (snapshot.words or {}).get("at")
    is_recent = last["at"] >= now() - PROTECTION_PERIOD
    return bool(is_recent and (written_at is None or last["at"] >= written_at))


def report_document(case_id: ObjectId, snapshot: TargetSnapshot, report: NewReport) -> Doc:
    member = report.member
    return {
        "_id": report.id,
        "case_id": case_id,
        **snapshot.target.fields(),
        "reporter": {"id": member.id, "name": member.name, "handle": member.handle},
        **asdict(report.content),
        "words": snapshot.words,
        "network": report.weight.network,
        "at": report.at,
        "open": True,
    }


def _hide_post(case_id: ObjectId, snapshot: TargetSnapshot, session: ClientSession) -> None:
    """Hide a post until a moderator has looked, unless it has changed since it was reported."""
    spoiler = bool((snapshot.words or {}).get("spoiler"))

    def hide(visibility: Visibility) -> Visibility:
        if (visibility.state, visibility.spoiler) != (VISIBLE, spoiler):
            raise VisibilityChanged
        return replace(visibility, state=HIDDEN)

    try:
        write = POST_KINDS[snapshot.target.kind].write_visibility
        write(target_id=snapshot.target.id, change=hide, session=session)
    except (NotFound, VisibilityChanged):
        return
    update = {"$set": {"hidden_by_reports": True}}
    mongo.cases().update_one({"_id": case_id}, update, session=session)
    if author_id := snapshot.target.member_id:
        quote = str((snapshot.words or {}).get("text") or "")
        notices = {author_id: hidden_notice(snapshot.target, quote)}
        send_notices(notices, session=session, increments={author_id: {"taken_down": 1}})


def weigh_report(member: Member, ip: str, moment: datetime) -> ReportWeight:
    record, trust = member.report_record, report_trust(member, moment)
    return ReportWeight(round(record.credibility, 3), trust, network_hash(ip), record.right > 0)


def report_trust(member: Member, moment: datetime) -> float:
    """Return how much a report counts towards hiding a post, from 0 to 1.

    An account a year old counts in full, a younger one only if a report of it was right; each such
    report is worth two months. Members of an old database joined with their id.
    """
    record = member.report_record
    age = moment - (member.joined_at or member.id.generation_time)
    is_wrong = record.credibility < MIN_CREDIBILITY
    if age < MIN_AGE or is_wrong or member.standing.at(moment) != GOOD:
        return 0.0
    if not record.right:
        return float(age >= FULL_TRUST_AGE)
    earned = age + record.right * AGE_PER_RIGHT_REPORT
    return round(min(1.0, (earned - MIN_AGE) / (FULL_TRUST_AGE - MIN_AGE)), 3)


def network_hash(ip: str) -> str:
    """Return a keyed hash of an address's network: /24 of IPv4, /48 of IPv6."""
    address = ip.partition("/")[0]
    try:
        bits = 24 if ip_address(address).version == 4 else 48
        network = str(ip_network(f"{address}/{bits}", strict=False))
    except ValueError:
        network = ip
    return hmac.new(settings.SECRET_KEY.encode(), network.encode(), hashlib.sha256).hexdigest()[:16]
