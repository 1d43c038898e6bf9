"""Writing members' preferences, and the map of its own that a client of the API keeps for them."""

from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo

from .documents import Member, Preferences
from .names import distinct_names
from .permissions import require_permission


def set_preferences(*, member: Member, preferences: Mapping[str, Any]) -> None:
    require_permission(member, "preferences")
    known = {n: v for n, v in preferences.items() if n in Preferences.__dataclass_fields__}
    if "favorite_cast" in known:
        known["favorite_cast"] = distinct_names(known["favorite_cast"])
    update = _merge_preferences({name: {"$literal": value} for name, value in known.items()})
    mongo.members().update_one({"_id": member.id}, update)


def set_taste(
    *, member: Member, favorite_genres: list[str], seen_films: list[Any], session: ClientSession
) -> None:
    """Within a transaction: save the genres that a member likes and the films they have seen."""
    merged = _merge_preferences({"favorite_genres": {"$literal": favorite_genres}})
    update = [*merged, {"$set": {"seen_films": {"$literal": seen_films}}}]
    mongo.members().update_one({"_id": member.id}, update, session=session)


def hide_row(*, member: Member, key: str) -> None:
    require_permission(member, "hide-row")
    hidden = "$preferences.hidden_rows"
    present = {"$cond": [{"$isArray": hidden}, hidden, []]}
    update = _merge_preferences({"hidden_rows": {"$setUnion": [present, [{"$literal": key}]]}})
    mongo.members().update_one({"_id": member.id}, update)


def _merge_preferences(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    # In an older database the preferences may be no object at all.
    is_object = {"$eq": [{"$type": "$preferences"}, "object"]}
    present = {"$cond": [is_object, "$preferences", {}]}
    return [{"$set": {"preferences": {"$mergeObjects": [present, fields]}}}]


def get_api_preferences(member_id: ObjectId) -> dict[str, Any]:
    """Return a client's last saved map (index `_id_`), or an empty one."""
    doc = mongo.members().find_one({"_id": member_id}, {"api_preferences": 1}) or {}
    stored = doc.get("api_preferences")
    return stored if isinstance(stored, dict) else {}


def set_api_preferences(*, member: Member, preferences: Mapping[str, Any]) -> None:
    """Replace them as a whole; the caller has bounded them, and no name is an operator."""
    require_permission(member, "preferences")
    update = {"$set": {"api_preferences": dict(preferences)}}
    mongo.members().update_one({"_id": member.id}, update)
