"""Conditional writes: If-Match with the ETag of what a client has read."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest
from django.utils.http import parse_etags

from api.v2.errors import PreconditionFailed

V = TypeVar("V", bound=Callable[..., object])


def takes_if_match(operation: V) -> V:
    """Mark an operation that reads If-Match, for the OpenAPI document."""
    operation.takes_if_match = True  # type: ignore[attr-defined]
    return operation


def required_version(request: HttpRequest, present: int) -> int | None:
    """Return the present version if a write may replace it alone; None where it may any.

    The version is what an ETag begins with. A weak one matches nothing, as RFC 9110 has it. Raise
    PreconditionFailed.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    tags = [tag for tag in parse_etags(header) if not tag.startswith("W/")]
    if str(present) not in {tag.strip('"').partition(".")[0] for tag in tags}:
        raise PreconditionFailed
    return present
