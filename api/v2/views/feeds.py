"""The feeds and the JSON that the site has outside of `/api/`, as OpenAPI describes them."""

from typing import Any

Json = dict[str, Any]
TEXT, INTEGER = {"type": "string"}, {"type": "integer"}
ATOM, HTML = "application/atom+xml; charset=utf-8", "text/html; charset=utf-8"
CSV, JSON = "text/csv; charset=utf-8", "application/json"


def parameter(name: str, where: str, description: str, **schema: Any) -> Json:
    return {
        "name": name,
        "in": where,
        "required": where == "path",
        "description": description,
        "schema": {"type": "string", **schema},
    }


def _public(name: str, summary: str, content: Json, *parameters: Json) -> Json:
    """Return an operation that reads what everybody may see."""
    page = {"content": {HTML: {"schema": TEXT}}}
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["Feeds and the moderation log"],
        "security": [],
        "parameters": list(parameters),
        "responses": {
            "200": {"description": "OK", "content": content},
            "400": {"description": "The address can't be read: a page", **page},
            **({"404": {"description": "Not found: a page", **page}} if parameters else {}),
            "503": {"description": "The database isn't answering: a page", **page},
        },
    }


def _feed(name: str, summary: str, *parameters: Json) -> Json:
    return _public(name, summary, {ATOM: {"schema": TEXT}}, *parameters)


def _members(**members: Json) -> Json:
    """Return the part of an object's schema that describes its members, all of them required."""
    return {"required": list(members), "properties": members}


FILM = parameter("film_id", "path", "A film's id", pattern="^[0-9a-f]{24}$")
HANDLE = parameter("handle", "path", "A member's handle", pattern="^[A-Za-z0-9_]{1,40}$")
AFTER = parameter("after", "query", "The number of the last entry that you have; 0 for the first")
TYPED = parameter("q", "query", "What somebody has typed")
ROW = {
    "type": "object",
    "description": "A decision as it is hashed, and its hash: a chain that anybody can check",
    **_members(number=INTEGER, at=TEXT, action=TEXT, previous=TEXT, hash=TEXT),
}
NEXT = {"type": ["string", "null"], "description": "The path of the next thousand entries"}
LOG = {"type": "object", **_members(rows={"type": "array", "items": ROW}, next=NEXT)}
YEAR, KIND = {"type": ["integer", "null"]}, {"enum": ["film", "person"]}
SUGGESTION = {"type": "object", **_members(title=TEXT, year=YEAR, kind=KIND, url=TEXT)}
SUGGESTIONS = {JSON: {"schema": {"type": "array", "items": SUGGESTION}}}
FEEDS: dict[str, Json] = {
    "/suggest/": _public("suggest", "Suggestions, as the search box gets them", SUGGESTIONS, TYPED),
    "/moderation/log/json/": _public(
        "log_json", "The moderation log, to check its chain", {JSON: {"schema": LOG}}, AFTER
    ),
    "/moderation/log/feed/": _feed("log_feed", "The newest entries of the moderation log"),
    "/movies/feed/": _feed("films_feed", "The newest films"),
    "/reviews/feed/": _feed("reviews_feed", "The newest reviews"),
    "/movies/{film_id}/feed/": _feed("film_feed", "The newest reviews of a film", FILM),
    "/members/{handle}/feed/": _feed("member_feed", "The newest reviews of a member", HANDLE),
    "/members/{handle}/diary/feed/": _feed(
        "diary_feed", "The latest public entries of a diary", HANDLE
    ),
    "/members/{handle}/lists/feed/": _feed("lists_feed", "A member's public lists", HANDLE),
    "/members/{handle}/diary.csv": _public(
        "diary_csv", "A diary as a table, in Letterboxd's columns", {CSV: {"schema": TEXT}}, HANDLE
    ),
}
