"""The `$jsonSchema` of our collections: the last defence against a bug of ours.

A field is written as `name:type`, with `!` where every document has it: `at!:date`. The type is one
of `TYPES`, also with the greatest length or value (`text<=120`, `count<=5000`), or the values that
the field may have: `visible|hidden`.
"""

from collections.abc import Mapping
from typing import Any

from .client import database
from .collections import translate_errors
from .transactions import long_timeout

Schema = Mapping[str, Any]

INT = ["int", "long"]
TYPES: Mapping[str, Schema] = {
    "text": {"bsonType": "string"},
    "date": {"bsonType": "date"},
    "day": {"bsonType": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "hash": {"bsonType": "string", "pattern": "^[0-9a-f]{64}$"},
    "bool": {"bsonType": "bool"},
    "id": {"bsonType": "objectId"},
    "id?": {"bsonType": ["objectId", "null"]},
    "ids": {"bsonType": "array", "items": {"bsonType": "objectId"}},
    "texts": {"bsonType": "array", "items": {"bsonType": "string"}},
    "int": {"bsonType": INT},
    "int?": {"bsonType": [*INT, "null"]},
    "count": {"bsonType": INT, "minimum": 0},
    "rating": {"bsonType": INT, "minimum": 1, "maximum": 100},
    "object": {"bsonType": "object"},
    "object?": {"bsonType": ["object", "null"]},
}


def _schema(fields: str, *, is_closed: bool = False, **documents: Schema) -> Schema:
    """Return the schema of these fields and inner documents; a closed one allows no others."""
    declared = [field.partition(":") for field in fields.split()]
    properties = {name.rstrip("!"): _type(type_) for name, _, type_ in declared if type_}
    schema = {
        "bsonType": "object",
        "required": [name.rstrip("!") for name, *_ in declared if name.endswith("!")],
        "properties": {**({"_id": {}} if is_closed else {}), **properties, **documents},
    }
    return {**schema, "additionalProperties": False} if is_closed else schema


def _type(text: str) -> Schema:
    name, _, most = text.partition("<=")
    if most:
        return {**TYPES[name], "maxLength" if name == "text" else "maximum": int(most)}
    return TYPES.get(text) or {"enum": text.split("|")}


TARGET = _schema("kind!:review|entry|list|member id!:id")

# Comments and users of a `sample_mflix` must stay valid: only fields of ours are checked.
SCHEMAS: Mapping[str, Schema] = {
    "comments": _schema(
        "movie_id!:id text!:text<=100000 date! rating:rating spoiler:bool version:count "
        "state:visible|held|hidden|removed",
        author={**TYPES["object"], "required": ["name"]},
    ),
    "users": _schema(
        "name! email_key:text handle_key:text name_key:text name_words:texts "
        "role:member|moderator|admin session_epoch:count standing:good|limited|suspended|closed "
        "standing_until:date standing_later:object"
    ),
    "film_states": _schema(
        "member_id!:id movie_id!:id watched:bool watched_at:date liked:bool liked_at:date "
        "viewings:count last_day:day unlisted:bool",
        wanted=_schema("at!:date note:text"),
    ),
    "diary": _schema(
        "member_id!:id movie_id!:id rewatch!:bool privacy!:public|private|followers film! "
        "created_at!:date version!:count state!:visible|hidden|removed day:day rating:rating "
        "note:text<=10000",
        film=_schema("title!:text"),
    ),
    "notices": _schema("member_id!:id at!:date subject! paragraphs! seen!:bool"),
    "lists": _schema(
        "owner! title!:text<=120 privacy!:public|link|private entry_count!:count<=5000 "
        "created_at! changed_at!:date version!:count state!:visible|hidden|removed|deleted "
        "owner_id:id description:text<=5000 ranked:bool"
    ),
    "list_entries": _schema(
        "list_id!:id movie_id!:id position!:int note!:text<=1000 added_by!:id? added_at!:date",
        is_closed=True,
    ),
    "cases": _schema(
        "target! open!:bool about! opened_at!:date rank! reports:count", target=TARGET
    ),
    "reports": _schema("case_id!:id target! reporter! reason!:text at!:date open!", target=TARGET),
    "decisions": _schema(
        "number!:count at!:date action! reason! moderator! previous!:hash hash!:hash"
    ),
    "appeals": _schema("decision_id!:id member_id! text!:text at!:date open!"),
    "sessions": _schema("member_id!:id? data!:text expires_at!:date", is_closed=True),
    "password_resets": _schema("member_id!:id expires_at!:date email:text", is_closed=True),
    "access_tokens": _schema(
        "hash!:hash member_id!:id name!:text scopes!:texts created_at!:date last_used_at:date "
        "expires_at:date"
    ),
    "idempotent_requests": _schema(
        "member_id!:id fingerprint!:hash locked_until!:date expires_at!:date"
    ),
    "movie_revisions": _schema(
        "movie_id!:id version!:count at!:date by! action! reason!:text into:id"
    ),
    "page_views": _schema("movie_id!:id day!:date views!:count", is_closed=True),
    "imports": _schema(
        "member_id!:id state!:matching|preview|running|done|undoing|undone|failed counts!:object "
        "total!:count created_at!:date changed_at!:date turn_at:date undo_until:date"
    ),
    "import_rows": _schema(
        "import_id!:id n!:count file!:text row!:count "
        "outcome!:|heading|match|choose|not_found|skip|already films!:ids values!:object film:id"
    ),
    "import_undo": _schema("import_id!:id n!:count collection!:text key! before!:object?"),
    "review_revisions": _schema(
        "review_id!:id version!:count text!:text rating!:int? spoiler!:bool replaced_at!:date",
        is_closed=True,
    ),
}


def find_drift() -> list[str]:
    """Return the names of collections whose validator differs from `SCHEMAS`."""
    with translate_errors():
        present = {c["name"]: c.get("options", {}) for c in database().list_collections()}
    stored = {n: [o.get("validator"), o.get("validationLevel")] for n, o in present.items()}
    wanted = {name: [{"$jsonSchema": schema}, "moderate"] for name, schema in SCHEMAS.items()}
    return [name for name in SCHEMAS if stored.get(name) != wanted[name]]


def set_validator(name: str) -> None:
    schema = {"$jsonSchema": SCHEMAS[name]}
    options: dict[str, Any] = {"validator": schema, "validationLevel": "moderate"}
    with translate_errors(), long_timeout():
        if name in database().list_collection_names():
            database().command("collMod", name, **options)
        else:
            database().create_collection(name, **options)
