"""The `$jsonSchema` of our collections: the last defence against a bug of ours."""

from collections.abc import Mapping
from typing import Any

from .client import database
from .collections import long_timeout, translate_errors

Schema = Mapping[str, Any]

TEXT = {"bsonType": "string"}
DATE = {"bsonType": "date"}
ID = {"bsonType": "objectId"}
NON_NEGATIVE_INT = {"bsonType": ["int", "long"], "minimum": 0}
RATING = {"bsonType": ["int", "long"], "minimum": 1, "maximum": 100}

HASH = {"bsonType": "string", "pattern": "^[0-9a-f]{64}$"}
BOOL = {"bsonType": "bool"}
DAY = {"bsonType": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def _some(required: str, **properties: Schema) -> Schema:
    """Return the schema of documents with at least the `required` fields."""
    return {"bsonType": "object", "required": required.split(), "properties": properties}


def _only(**properties: Schema) -> Schema:
    """Return the schema of documents with all of these fields and no others."""
    schema = _some(" ".join(properties), _id={}, **properties)
    return {**schema, "additionalProperties": False}


TARGET = _some("kind id", kind={"enum": ["review", "entry", "list", "member"]}, id=ID)


# Comments and users of a `sample_mflix` must stay valid: only fields of ours are checked.
SCHEMAS: Mapping[str, Schema] = {
    "comments": _some(
        "movie_id text date",
        movie_id=ID,
        text={"bsonType": "string", "maxLength": 100_000},
        rating=RATING,
        spoiler=BOOL,
        state={"enum": ["visible", "held", "hidden", "removed"]},
        version=NON_NEGATIVE_INT,
        author={"bsonType": "object", "required": ["name"]},
    ),
    "users": _some(
        "name",
        email_key=TEXT,
        handle_key=TEXT,
        name_key=TEXT,
        role={"enum": ["member", "moderator", "admin"]},
        session_epoch=NON_NEGATIVE_INT,
        standing={"enum": ["good", "limited", "suspended", "closed"]},
        standing_until=DATE,
    ),
    "film_states": _some(
        "member_id movie_id",
        member_id=ID,
        movie_id=ID,
        watched=BOOL,
        watched_at=DATE,
        liked=BOOL,
        liked_at=DATE,
        wanted=_some("at", at=DATE, note=TEXT),
        viewings=NON_NEGATIVE_INT,
        last_day=DAY,
    ),
    "diary": _some(
        "member_id movie_id rewatch privacy film created_at version state",
        member_id=ID,
        movie_id=ID,
        day=DAY,
        rating=RATING,
        rewatch=BOOL,
        note={"bsonType": "string", "maxLength": 10_000},
        privacy={"enum": ["public", "private", "followers"]},
        film=_some("title", title=TEXT),
        created_at=DATE,
        version=NON_NEGATIVE_INT,
        state={"enum": ["visible", "hidden", "removed"]},
    ),
    "notices": _some(
        "member_id at subject paragraphs seen", member_id=ID, at=DATE, subject=TEXT, seen=BOOL
    ),
    "lists": _some(
        "owner title privacy entry_count created_at changed_at version state",
        owner_id=ID,
        title={"bsonType": "string", "maxLength": 120},
        description={"bsonType": "string", "maxLength": 5000},
        ranked=BOOL,
        privacy={"enum": ["public", "link", "private"]},
        entry_count={**NON_NEGATIVE_INT, "maximum": 5000},
        changed_at=DATE,
        version=NON_NEGATIVE_INT,
        state={"enum": ["visible", "hidden", "removed", "deleted"]},
    ),
    "list_entries": _only(
        list_id=ID,
        movie_id=ID,
        position={"bsonType": ["int", "long"]},
        note={"bsonType": "string", "maxLength": 1000},
        added_by={"bsonType": ["objectId", "null"]},
        added_at=DATE,
    ),
    "cases": _some(
        "target open about opened_at rank",
        target=TARGET,
        open=BOOL,
        opened_at=DATE,
        reports=NON_NEGATIVE_INT,
    ),
    "reports": _some(
        "case_id target reporter reason at open", case_id=ID, target=TARGET, reason=TEXT, at=DATE
    ),
    "decisions": _some(
        "number at action reason moderator previous hash",
        number=NON_NEGATIVE_INT,
        at=DATE,
        previous=HASH,
        hash=HASH,
    ),
    "appeals": _some("decision_id member_id text at open", decision_id=ID, text=TEXT, at=DATE),
    "sessions": _only(member_id={"bsonType": ["objectId", "null"]}, data=TEXT, expires_at=DATE),
    "password_resets": {
        **_some("member_id expires_at", _id={}, member_id=ID, expires_at=DATE, email=TEXT),
        "additionalProperties": False,
    },
    "access_tokens": _some(
        "hash member_id name scopes created_at",
        hash=HASH,
        member_id=ID,
        name=TEXT,
        scopes={"bsonType": "array", "items": TEXT},
        created_at=DATE,
        last_used_at=DATE,
        expires_at=DATE,
    ),
    "idempotent_requests": _some(
        "member_id fingerprint locked_until expires_at",
        member_id=ID,
        fingerprint=HASH,
        locked_until=DATE,
        expires_at=DATE,
    ),
    "movie_revisions": _some(
        "movie_id version at by action reason",
        movie_id=ID,
        version=NON_NEGATIVE_INT,
        at=DATE,
        reason=TEXT,
        into=ID,
    ),
    "page_views": _only(movie_id=ID, day=DATE, views=NON_NEGATIVE_INT),
    "imports": _some(
        "member_id state counts total created_at changed_at",
        member_id=ID,
        state={
            "enum": ["matching", "preview", "running", "done", "undoing", "undone", "failed"],
        },
        counts={"bsonType": "object"},
        total=NON_NEGATIVE_INT,
        created_at=DATE,
        changed_at=DATE,
        turn_at=DATE,
        undo_until=DATE,
    ),
    "import_rows": _some(
        "import_id n file row outcome films values",
        import_id=ID,
        n=NON_NEGATIVE_INT,
        file=TEXT,
        row=NON_NEGATIVE_INT,
        outcome={"enum": ["", "heading", "match", "choose", "not_found", "skip", "already"]},
        films={"bsonType": "array", "items": ID},
        film=ID,
        values={"bsonType": "object"},
    ),
    "import_undo": _some(
        "import_id n collection key before",
        import_id=ID,
        n=NON_NEGATIVE_INT,
        collection=TEXT,
        before={"bsonType": ["object", "null"]},
    ),
    "review_revisions": _only(
        review_id=ID,
        version=NON_NEGATIVE_INT,
        text=TEXT,
        rating={"bsonType": ["int", "long", "null"]},
        spoiler=BOOL,
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
    options: dict[str, Any] = {
        "validator": {"$jsonSchema": SCHEMAS[name]},
        "validationLevel": "moderate",
    }
    with translate_errors(), long_timeout():
        if name in database().list_collection_names():
            database().command("collMod", name, **options)
        else:
            database().create_collection(name, **options)
