"""How much a report weighs: by who reports, from where, and how often they were right."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings

from accounts.documents import GOOD, Member

NEW_MEMBER_PERIOD = timedelta(days=7)
# Three members who can be trusted hide a review; new accounts count little, and once a network.
HIDE_THRESHOLD, FULL_TRUST, NEW_MEMBER_TRUST = 3.0, 1.0, 0.25
MIN_CREDIBILITY = 0.5


@dataclass(frozen=True, slots=True)
class ReportWeight:
    """A report's weight: for the queue, towards hiding, and the network where that counts once."""

    credibility: float
    trust: float
    network: str
    once_a_network: bool


def weigh_report(member: Member, address: str, moment: datetime) -> ReportWeight:
    """Weigh a member's report that comes from an address at a moment."""
    credibility = member.report_record.credibility
    is_new = member.joined_at is not None and moment - member.joined_at < NEW_MEMBER_PERIOD
    good = member.standing.at(moment) == GOOD and credibility >= MIN_CREDIBILITY
    trust = 0.0 if not good else NEW_MEMBER_TRUST if is_new else FULL_TRUST
    return ReportWeight(round(credibility, 3), trust, network_hash(address), is_new)


def network_hash(address: str) -> str:
    """Give a network's name: /24 of IPv4, /48 of IPv6, as a keyed hash that tells nobody which."""
    try:
        bits = 24 if ip_address(address.partition("/")[0]).version == 4 else 48
        network = str(ip_network(f"{address.partition('/')[0]}/{bits}", strict=False))
    except ValueError:
        network = address
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, network.encode(), hashlib.sha256).hexdigest()[:16]
