"""Idempotency keys: a write that a program sends again is answered as it was the first time."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate
from mflix_site.text import now

from .documents import hash_token
from .errors import KeyInUse, KeyReused

KEPT_FOR = timedelta(hours=24)
# A request that was killed blocks its key so long.
LOCKED_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """An answer as it was sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def begin_request(member_id: ObjectId, key: str, fingerprint: str) -> StoredResponse | None:
    """Reserve a key, or return the same request's answer (`_id_`); raise KeyReused or KeyInUse."""
    own, moment = {"_id": _id(member_id, key)}, now()
    lock = {"locked_until": moment + LOCKED_FOR}
    fields = {"member_id": member_id, "fingerprint": hash_token(fingerprint)}
    doc = {**own, **fields, **lock, "expires_at": moment + KEPT_FOR}
    try:
        mongo.idempotent_requests().insert_one(doc)
        return None
    except Duplicate:
        stored = mongo.idempotent_requests().find_one(own)
    if stored and stored["fingerprint"] != doc["fingerprint"]:
        raise KeyReused
    if stored and (response := stored.get("response")):
        return StoredResponse(**response)
    if stored is None or stored["locked_until"] > now():
        raise KeyInUse
    taken_over = {**own, "locked_until": stored["locked_until"]}
    if not mongo.idempotent_requests().update_one(taken_over, {"$set": lock}).matched_count:
        raise KeyInUse
    return None


def finish_request(member_id: ObjectId, key: str, response: StoredResponse) -> None:
    own, update = {"_id": _id(member_id, key)}, {"$set": {"response": asdict(response)}}
    mongo.idempotent_requests().update_one(own, update)


def release_key(member_id: ObjectId, key: str) -> None:
    """Delete the key of a request that came to nothing, so that it may be sent again."""
    unanswered = {"_id": _id(member_id, key), "response": {"$exists": False}}
    mongo.idempotent_requests().delete_one(unanswered)


def _id(member_id: ObjectId, key: str) -> str:
    return f"{member_id}:{hash_token(key)}"
