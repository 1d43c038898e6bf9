"""What schemathesis cannot know: ids that exist, new keys for new requests, days of the past."""

import json
import os
import random
import re
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import uuid4

import schemathesis

KEY = "Idempotency-Key"
KNOWN: dict[str, str] = json.loads(os.environ["MFLIX_KNOWN"])
FORMS = {"handle": r"\w{1,40}", "name": r"[^\x00-\x1f\x7f]{1,200}"}
ID = "[0-9a-f]{24}"
# Of what could be an id, so many are replaced by one that is; the others are mostly unknown.
SHARE = 0.6
FILMS = {"films", "favorite_films"}  # members of bodies, where an unknown id is refused
MAX_TITLE, MAX_SEARCH = 120, 4_000


@schemathesis.hook  # type: ignore[untyped-decorator]
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Change what is sent where it is of the right form: what is not stays as it is."""
    key = str((case.headers or {}).get(KEY) or "")
    if re.fullmatch("[!-~]{1,255}", key):
        case.headers[KEY] = uuid4().hex
    for name, value in (case.path_parameters or {}).items():
        is_formed = re.fullmatch(FORMS.get(name, ID), str(value))
        is_kept = case.method != "DELETE"  # or nothing could be asked of it later
        if name in KNOWN and is_formed and is_kept and random.random() < SHARE:
            case.path_parameters[name] = KNOWN[name]
    if isinstance(case.body, dict):
        change_body(case.body)


def change_body(body: dict[str, Any]) -> None:
    for name in FILMS.intersection(body):
        if isinstance(films := body[name], list):
            body[name] = list(map(with_known_id, films))
    if isinstance(title := body.get("title"), str) and 0 < len(title) <= MAX_TITLE:
        body["title"] = title if any(map(str.isalnum, title)) else "Ten of the best"
    if isinstance(search := body.get("search"), str) and 0 < len(search) <= MAX_SEARCH:
        body["search"] = "genre=War"
    day: Any = body.get("day")
    with suppress(TypeError, ValueError):
        date.fromisoformat(day)
        body["day"] = "2020-02-29"


def with_known_id(film: Any) -> Any:
    """Return a film of a body, or its id, that exists; what has no id of the right form stays."""
    id = film.get("id") if isinstance(film, dict) else film
    if not (isinstance(id, str) and re.fullmatch(ID, id)):
        return film
    return {**film, "id": KNOWN["film_id"]} if isinstance(film, dict) else KNOWN["film_id"]
