"""Joining and logging in as people do: by the forms."""

from typing import Any

from django.conf import settings

from .browsing import Browser
from .cast import PASSWORD


def log_in(browser: Browser, email: str, password: str = PASSWORD, **fields: str) -> Any:
    """Send the form to log in; `browser` may come from another address by REMOTE_ADDR."""
    return browser.post("/accounts/login/", {"email": email, "password": password, **fields})


def token_of(browser: Browser) -> str:
    """Return the session's token that a browser holds; empty where it holds none."""
    cookie = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""
