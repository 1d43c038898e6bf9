"""The request as views get it: with whoever is signed in."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, QueryDict

from .documents import Member


class SiteRequest(HttpRequest):
    """A request that has passed this app's middleware; for annotations only."""

    session: SessionBase
    member: Member | None


class MemberRequest(SiteRequest):
    """A request that a guard let through: somebody is signed in."""

    member: Member


def submitted_data(request: HttpRequest) -> QueryDict | None:
    """Give the form that was sent, be it empty; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def client_ip(request: HttpRequest) -> str:
    """Give the address that the request came from: the last proxy's word, where one is trusted.

    Of an IPv6 address it is the network, /64: whoever has one address has all of them.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.TRUSTED_PROXY else ""
    address = forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address) or known.ipv4_mapped:
        return address
    return str(ip_network((known.packed, 64), strict=False))
