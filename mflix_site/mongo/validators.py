"""The `$jsonSchema` of our collections: the last defence against a bug of ours."""

from collections.abc import Mapping
from typing import Any

from .client import database
from .errors import translate_errors
from .timeouts import long_timeout

Schema = Mapping[str, Any]

TEXT = {"bsonType": "string"}
DATE = {"bsonType": "date"}
ID = {"bsonType": "objectId"}
NON_NEGATIVE_INT = {"bsonType": ["int", "long"], "minimum": 0}
RATING = {"bsonType": ["int", "long"], "minimum": 1, "maximum": 100}

TARGET = {
    "bsonType": "object",
    "required": ["kind", "id"],
    "properties": {"kind": {"enum": ["review", "member"]}, "id": ID},
}
HASH = {"bsonType": "string", "pattern": "^[0-9a-f]{64}$"}


def _only(**properties: Schema) -> Schema:
    """Return the schema of documents with all of these fields and no others."""
    return {
        "bsonType": "object",
        "required": list(properties),
        "properties": {"_id": {}, **properties},
        "additionalProperties": False,
    }


# Comments and users of a `sample_mflix` must stay valid: only fields of ours are checked.
SCHEMAS: Mapping[str, Schema] = {
    "comments": {
        "bsonType": "object",
        "required": ["movie_id", "text", "date"],
        "properties": {
            "movie_id": ID,
            "text": {"bsonType": "string", "maxLength": 100_000},
            "rating": RATING,
            "spoiler": {"bsonType": "bool"},
            "state": {"enum": ["visible", "held", "hidden", "removed"]},
            "version": NON_NEGATIVE_INT,
            "author": {"bsonType": "object", "required": ["name"]},
        },
    },
    "users": {
        "bsonType": "object",
        "required": ["name"],
        "properties": {
            "email_key": TEXT,
            "handle_key": TEXT,
            "name_key": TEXT,
            "role": {"enum": ["member", "moderator", "admin"]},
            "session_epoch": NON_NEGATIVE_INT,
            "standing": {"enum": ["good", "limited", "suspended", "closed"]},
            "standing_until": DATE,
        },
    },
    "notices": {
        "bsonType": "object",
        "required": ["member_id", "at", "subject", "paragraphs", "seen"],
        "properties": {"member_id": ID, "at": DATE, "subject": TEXT, "seen": {"bsonType": "bool"}},
    },
    "cases": {
        "bsonType": "object",
        "required": ["target", "open", "about", "opened_at", "rank"],
        "properties": {
            "target": TARGET,
            "open": {"bsonType": "bool"},
            "opened_at": DATE,
            "reports": NON_NEGATIVE_INT,
        },
    },
    "reports": {
        "bsonType": "object",
        "required": ["case_id", "target", "reporter", "reason", "at", "open"],
        "properties": {"case_id": ID, "target": TARGET, "reason": TEXT, "at": DATE},
    },
    "decisions": {
        "bsonType": "object",
        "required": ["number", "at", "action", "reason", "moderator", "previous", "hash"],
        "properties": {"number": NON_NEGATIVE_INT, "at": DATE, "previous": HASH, "hash": HASH},
    },
    "appeals": {
        "bsonType": "object",
        "required": ["decision_id", "member_id", "text", "at", "open"],
        "properties": {"decision_id": ID, "text": TEXT, "at": DATE},
    },
    "sessions": _only(member_id={"bsonType": ["objectId", "null"]}, data=TEXT, expires_at=DATE),
    "password_resets": _only(member_id=ID, expires_at=DATE),
    "movie_revisions": {
        "bsonType": "object",
        "required": ["movie_id", "version", "at", "by", "action", "reason"],
        "properties": {
            "movie_id": ID,
            "version": NON_NEGATIVE_INT,
            "at": DATE,
            "reason": TEXT,
            "into": ID,
        },
    },
    "page_views": _only(movie_id=ID, day=DATE, views=NON_NEGATIVE_INT),
    "review_revisions": _only(
        review_id=ID,
        version=NON_NEGATIVE_INT,
        text=TEXT,
        rating={"bsonType": ["int", "long", "null"]},
        spoiler={"bsonType": "bool"},
        replaced_at=DATE,
    ),
}


def find_drift() -> list[str]:
    """Return the names of collections whose validator differs from `SCHEMAS`."""
    with translate_errors():
        present = {c["name"]: c.get("options", {}) for c in database().list_collections()}
    return [
        name
        for name, schema in SCHEMAS.items()
        if present.get(name, {}).get("validator") != {"$jsonSchema": schema}
        or present[name].get("validationLevel") != "moderate"
    ]


def set_validator(name: str) -> None:
    """Set a collection's validator; create the collection if there is none."""
    options: dict[str, Any] = {
        "validator": {"$jsonSchema": SCHEMAS[name]},
        "validationLevel": "moderate",
    }
    with translate_errors(), long_timeout():
        if name in database().list_collection_names():
            database().command("collMod", name, **options)
        else:
            database().create_collection(name, **options)
