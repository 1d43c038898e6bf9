"""Where to go after a form: never to somebody else's site."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next_url(request: HttpRequest, default: str = "/") -> str:
    """Return the `next` of a form or query if it is a path of this site, else the default."""
    target = str(request.POST.get("next") or request.GET.get("next") or "")
    safe = target.startswith("/") and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe and target.isprintable() else default
