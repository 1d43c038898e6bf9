"""A browser for tests: Django's test client, signed in as somebody."""

from typing import Any

from django.conf import settings
from django.test import Client

from accounts.documents import Member
from accounts.requests import EPOCH_KEY, MEMBER_KEY, SessionStore


class Browser(Client):
    """One person's browser; with `csrf=True` it needs tokens as a real one does."""

    def __init__(self, member: Member | None = None, *, csrf: bool = False, **options: Any) -> None:
        super().__init__(enforce_csrf_checks=csrf, **options)
        self.member = member
        if member is not None:
            session = SessionStore()
            session[MEMBER_KEY] = str(member.id)
            session[EPOCH_KEY] = member.session_epoch
            session.save()
            self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    def text(self, path: str, **options: Any) -> str:
        """Return a page's text."""
        return self.get(path, **options).content.decode()

    @property
    def is_signed_in(self) -> bool:
        """Return whether the site knows this browser's member."""
        return "/accounts/logout/" in self.text("/")
