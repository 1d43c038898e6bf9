"""What many members are told alike is queued, and delivered in batches: to each, and once."""

from typing import Any

import pytest
from bson import ObjectId

from accounts import notices
from accounts.notices import Notice, deliver_queued_notices, send_notices
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from tests.support.cast import make_member

COUNT = 12


@pytest.fixture
def ids(database: Any, monkeypatch: Any) -> list[ObjectId]:
    """Send one notice to more members than are told at once."""
    monkeypatch.setattr(notices, "MAX_AT_ONCE", 10)
    monkeypatch.setattr(notices, "BATCH_SIZE", 5)
    ids = [make_member(f"Reader{number}").id for number in range(COUNT)]
    same = dict.fromkeys(ids, Notice("A film was deleted", ("Alien is gone.",)))
    in_transaction(lambda session: send_notices(same, session=session))
    return ids


def told(ids: list[ObjectId]) -> list[int]:
    return [mongo.notices().count_documents({"member_id": id}) for id in ids]


def unread(ids: list[ObjectId]) -> list[int]:
    return [doc["unread"] for doc in mongo.members().find({"_id": {"$in": ids}})]


def test_everybody_is_told_once(ids: list[ObjectId]) -> None:
    assert told(ids) == [0] * COUNT
    assert (deliver_queued_notices(), deliver_queued_notices()) == (COUNT, 0)
    assert (told(ids), unread(ids)) == ([1] * COUNT, [1] * COUNT)


def test_what_is_killed_between_batches_goes_on(ids: list[ObjectId], monkeypatch: Any) -> None:
    insert, calls = notices.insert_notices, iter([False, True])

    def insert_or_die(*args: Any) -> Any:
        if next(calls):
            raise KeyboardInterrupt
        return insert(*args)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(notices, "insert_notices", insert_or_die)
        deliver_queued_notices()
    deliver_queued_notices()
    assert (told(ids), unread(ids)) == ([1] * COUNT, [1] * COUNT)
