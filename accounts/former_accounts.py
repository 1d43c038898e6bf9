"""What outlasts a closed account: its sanction, and the names of somebody who moderated.

All are kept as keyed hashes: whoever comes back is recognised, and nobody can read them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.crypto import salted_hmac
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.text import now

from .documents import GOOD, STANDINGS, Standing

Doc = dict[str, Any]


def remember_sanction(account: Mapping[str, Any], session: ClientSession) -> None:
    """Within a transaction: keep an account's sanction for its length, by its e-mail address."""
    # Also of an account that is not closed: another form of the address must not escape it.
    standing, key = Standing.from_doc(account), str(account.get("email_key") or "")
    if standing.at(now()) == GOOD or not key:
        return
    lasting = standing.later or standing
    update = {"$set": {**standing.fields(), "until": lasting.until}}
    of_address = {"_id": _address_hash(key)}
    mongo.former_accounts().update_one(of_address, update, upsert=True, session=session)


def delete_sanction(account: Mapping[str, Any], session: ClientSession) -> None:
    """Within a transaction: delete what is kept of an address, whose member is in good standing."""
    of_address = {"_id": _address_hash(str(account.get("email_key") or ""))}
    mongo.former_accounts().delete_one(of_address, session=session)


def remember_names(
    handle_keys: Iterable[str], skeletons: Iterable[str], session: ClientSession
) -> None:
    """Within a transaction: keep handles, and what names look like, from being taken by others."""
    hashes = [_keyed_hash("handle", key) for key in handle_keys if key]
    hashes += [_keyed_hash("name", skeleton) for skeleton in skeletons if skeleton]
    updates = [UpdateOne({"_id": id}, {"$set": {"handle": True}}, upsert=True) for id in hashes]
    if updates:
        mongo.former_accounts().bulk_write(updates, session=session)


def remembered_standing(email_keys: Iterable[str]) -> Doc:
    """Return the fields of a standing that an address still has (index `_id_`); empty if good."""
    hashes = list({_address_hash(key) for key in email_keys})
    current = {"_id": {"$in": hashes}, "until": {"$not": {"$lte": now()}}}
    docs = mongo.former_accounts().find(current)
    # Earlier versions kept the end as `until` alone.
    stored = (Standing.from_doc({"standing_until": doc.get("until"), **doc}) for doc in docs)
    standings = [Standing(), *(standing.current(now()) for standing in stored)]
    worst = max(standings, key=lambda standing: STANDINGS.index(standing.kind))
    fields = {name: value for name, value in worst.fields().items() if value}
    return fields if worst.kind != GOOD else {}


def departed(kind: str, keys: Iterable[str], session: ClientSession | None = None) -> set[str]:
    """Return which handles' keys, or names' skeletons, are of departed moderators (`_id_`)."""
    by_hash = {_keyed_hash(kind, key): key for key in keys}
    chosen = {"_id": {"$in": list(by_hash)}}
    docs = mongo.former_accounts().find(chosen, {"_id": 1}, session=session)
    return {by_hash[doc["_id"]] for doc in docs}


def _address_hash(key: str) -> str:
    # Most mail servers deliver `anna+films@…` to `anna@…`.
    local, at, domain = key.rpartition("@")
    return _keyed_hash("address", (local.partition("+")[0] or local) + at + domain)


def _keyed_hash(kind: str, value: str) -> str:
    return salted_hmac(f"mflix.former-account.{kind}", value, algorithm="sha256").hexdigest()
