"""A browser for tests: Django's test client, signed in as somebody."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.template.backends.jinja2 import Template
from django.test import Client
from django.test.signals import template_rendered
from django.urls import reverse
from whitenoise.base import WhiteNoise

from accounts.documents import Member
from accounts.requests import EPOCH_KEY, MEMBER_KEY, SessionStore


def a_session(member: Member) -> str:
    """Insert a session, and return its key."""
    session = SessionStore()
    session[MEMBER_KEY] = str(member.id)
    session[EPOCH_KEY] = member.session_epoch
    session.save()
    return str(session.session_key)


class Browser(Client):
    """One person's browser; with `csrf=True` it needs tokens as a real one does.

    It is signed in with the key of a session, or else with a new one.
    """

    def __init__(
        self,
        member: Member | None = None,
        *,
        csrf: bool = False,
        session: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(enforce_csrf_checks=csrf, **options)
        self.member = member
        if member is not None:
            self.cookies[settings.SESSION_COOKIE_NAME] = session or a_session(member)

    def text(self, path: str, **options: Any) -> str:
        """Return a page's text."""
        return self.get(path, **options).content.decode()

    @property
    def is_signed_in(self) -> bool:
        """Return whether the site knows this browser's member."""
        return "/accounts/logout/" in self.text(reverse("search-help"))  # a page of few reads


def listing_once(
    list_files: Callable[[WhiteNoise, Any, str], None],
) -> Callable[[WhiteNoise, Any, str], None]:
    """Make WhiteNoise look at a folder once a process, and not once a test client."""
    listed: dict[tuple[str, str, str], dict[str, Any]] = {}

    def list_once(self: WhiteNoise, root: Any, prefix: str) -> None:
        key = (str(root), prefix, repr((settings.STORAGES, self.max_age, self.allow_all_origins)))
        if key not in listed:
            before, self.files = self.files, {}
            list_files(self, root, prefix)
            listed[key], self.files = self.files, before
        self.files.update(listed[key])

    return list_once


def recording_contexts(render: Callable[..., str]) -> Callable[..., str]:
    """Make Jinja's templates send what they were given, so that `response.context` has it."""

    def rendering(self: Template, context: Any = None, request: Any = None) -> str:
        template_rendered.send(sender=self, template=self.template, context=dict(context or {}))
        return render(self, context, request)

    return rendering
