"""The preferences that a client of the API keeps for a member: a map of its own, not the site's."""

from collections.abc import Mapping
from typing import Any

from bson import ObjectId

from mflix_site.mongo import collections as mongo

from .documents import Member
from .permissions import require_permission


def get_api_preferences(member_id: ObjectId) -> dict[str, Any]:
    """Return what was saved last (index `_id_`); empty where nothing was."""
    doc = mongo.members().find_one({"_id": member_id}, {"api_preferences": 1}) or {}
    stored = doc.get("api_preferences")
    return stored if isinstance(stored, dict) else {}


def set_api_preferences(*, member: Member, preferences: Mapping[str, Any]) -> None:
    """Replace them as a whole; the caller has bounded them, and no name is an operator."""
    require_permission(member, "preferences")
    update = {"$set": {"api_preferences": dict(preferences)}}
    mongo.members().update_one({"_id": member.id}, update)
