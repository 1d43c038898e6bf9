"""Imports that go straight to their files."""

import pytest

from reviews.recounting import Recount


@pytest.fixture
def migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the indexes and validators for right, as they are in every test: it saves time."""
    monkeypatch.setattr(
        "importing.management.commands.import_mflix.migrate", lambda command, **_: None
    )


@pytest.fixture
def not_recounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip recounting after an import, in tests of files alone."""
    monkeypatch.setattr("importing.services._recount_all", Recount)
