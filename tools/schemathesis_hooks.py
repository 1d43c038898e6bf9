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
    if not isinstance(case.body, dict):
        return
    if isinstance(title := case.body.get("title"), str) and 0 < len(title) <= MAX_TITLE:
        case.body["title"] = title if any(map(str.isalnum, title)) else "Ten of the best"
    if isinstance(search := case.body.get("search"), str) and 0 < len(search) <= MAX_SEARCH:
        case.body["search"] = "genre=War"
    day: Any = case.body.get("day")
    with suppress(TypeError, ValueError):
        date.fromisoformat(day)
        case.body["day"] = "2020-02-29"
