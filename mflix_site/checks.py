"""What a site lacks that is for others: for `check --deploy` and the start of `serve`."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.http.request import validate_host

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SMTP = "django.core.mail.backends.smtp.EmailBackend"
MIN_CHARACTERS = 10


@register("security", deploy=True)
def check_production(**_: Any) -> list[CheckMessage]:
    return [Warning(f"{problem} {remedy}", id=f"mflix.{id}") for id, problem, remedy in _warnings()]


def production_warnings() -> list[str]:
    """Return the settings that the site lacks, and how to set them; none for a demo."""
    lacking = [] if settings.EMBEDDED else _warnings()
    return [f"{problem} {remedy}" for _, problem, remedy in lacking]


def _warnings() -> Iterator[tuple[str, str, str]]:
    yield from _mail_warnings()
    yield from _address_warnings()
    if settings.DEBUG:
        yield "W007", "DEBUG shows the code and settings to everybody.", "Set DEBUG=false."
    if is_weak(settings.SECRET_KEY):
        yield (
            *("W008", "SECRET_KEY is weak or a shorter text repeated."),
            "Make one with `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`.",
        )


def _mail_warnings() -> Iterator[tuple[str, str, str]]:
    how = "Set EMAIL_URL=smtp+tls://user:password@host:587."
    if not settings.MAILS_ARE_SENT:
        yield "W001", "E-mails wait: there is no mail server, so nobody can reset a password.", how
    elif settings.EMAIL_BACKEND != SMTP:
        yield "W001", "E-mails are not sent, and the links in them may end up in a log.", how
    elif settings.EMAIL_HOST_USER and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        yield "W002", "The mail server's password is sent in plain text.", how
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        yield (
            *("W003", "E-mails have no real sender address, and many servers refuse those."),
            "Set DEFAULT_FROM_EMAIL=Films <films@films.example>.",
        )


def _address_warnings() -> Iterator[tuple[str, str, str]]:
    site = urlsplit(settings.SITE_URL)
    if site.hostname in LOOPBACK:
        yield (
            *("W004", f"Links in e-mails lead to {settings.SITE_URL}."),
            "Set SITE_URL=https://films.example, the address where people reach the site.",
        )
    elif not validate_host(site.hostname or "", settings.ALLOWED_HOSTS):
        yield "W005", f"The site does not answer to {site.hostname}.", "Add it to ALLOWED_HOSTS."
    if set(settings.ALLOWED_HOSTS) <= {*LOOPBACK, "[::1]"} or "*" in settings.ALLOWED_HOSTS:
        yield (
            *("W005", "The site answers only to this machine's names, or to any name."),
            "Set ALLOWED_HOSTS=films.example.",
        )
    if not settings.HTTPS:
        yield (
            *("W006", "Passwords and cookies would travel in plain text."),
            "Put a proxy with HTTPS in front of the site; set HTTPS=true and SITE_URL=https://….",
        )
    elif site.scheme != "https" and site.hostname not in LOOPBACK:
        yield (
            *("W006", f"HTTPS is on, but links in e-mails lead to {settings.SITE_URL}."),
            f"Set SITE_URL=https://{site.netloc}{site.path}.",
        )
    elif not settings.TRUSTED_PROXY:
        yield (
            *("W009", "All visitors seem to have the proxy's address, so they share its limits."),
            "Set TRUSTED_PROXY=true if only your proxy reaches the site.",
        )


def is_weak(key: str) -> bool:
    """Return whether a key has few different characters, or repeats a part of itself."""
    sizes = range(1, len(key) // 2 + 1)
    is_repeated = key in (key + key)[1:-1] or any(key[size:] == key[:-size] for size in sizes)
    return is_repeated or len(set(key)) < MIN_CHARACTERS or key.startswith("django-insecure")
