"""The sample data publish members with their passwords: none of those opens an account."""

import json
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from django.conf import settings

from accounts.bulk import adopt_members, import_members, iterate_members
from accounts.errors import WrongPassword
from accounts.names import email_key
from accounts.services import log_in

# A quick run tries one member of so many.
SAMPLE_STEP = 6
SAMPLE = Path("shared", "data", "sample_mflix", "users.json")


@pytest.fixture
def published() -> list[dict[str, Any]]:
    """The 185 members of the sample, as they are published."""
    path = Path(settings.BASE_DIR).parent / SAMPLE
    if not path.exists():
        pytest.skip(f"The sample data are not here: {SAMPLE} beside the project.")
    docs = json.loads(path.read_text())
    return [{**doc, "_id": ObjectId(doc["_id"]["$oid"])} for doc in docs]


@pytest.fixture
def tried(published: list[dict[str, Any]], exhaustive: bool) -> list[dict[str, Any]]:
    """Return the members whose accounts somebody tries to open."""
    return published if exhaustive else published[::SAMPLE_STEP]


def opened(docs: list[dict[str, Any]]) -> list[str]:
    """Return whose account one of the published guesses opens."""
    return [doc["email"] for doc in docs if any(_opens(doc["email"], g) for g in _guesses(doc))]


def _guesses(doc: dict[str, Any]) -> set[str]:
    return {doc["password"], doc["name"], doc["email"], "foobar"}


def _opens(email: str, password: str) -> bool:
    try:
        log_in(email=email, password=password, client_ip="203.0.113.7")
    except WrongPassword:
        return False
    return True


def test_imported_members_are_closed_to_what_was_published(
    published: Any, tried: Any, database: Any
) -> None:
    import_members(published, dry_run=False)
    assert database.users.count_documents({}) == 185
    assert opened(tried) == []
    assert database.users.distinct("password") == ["!"]


def test_adopted_members_are_closed_to_what_was_published(
    published: Any, tried: Any, database: Any
) -> None:
    database.users.insert_many(published)
    adopt_members(list(iterate_members()))
    assert database.users.count_documents({"email_key": {"$exists": True}}) == 185
    assert opened(tried) == []


def test_a_published_hash_that_was_left_in_place_opens_nothing(
    published: Any, tried: Any, database: Any
) -> None:
    keyed = [{**doc, "email_key": email_key(doc["email"])} for doc in published]
    database.users.insert_many(keyed)
    assert opened(tried) == []
