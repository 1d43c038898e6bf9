"""The OpenAPI document and its page: as the code is, and as the answers are."""

import re
from typing import Any

import pytest
from django.urls import get_resolver

from api.v2.schemas import diary, films, lists, members, reviews, shared
from tests.support.browsing import Browser
from tests.support.operations_of_api import OPERATIONS, ask_api, token_of
from tests.support.route_table import World


@pytest.fixture(scope="module")
def document() -> Any:
    return Browser().get("/api/openapi.json").json()


def described(document: Any) -> dict[str, Any]:
    """Return what the document says of each operation, by its name."""
    paths = document["paths"].values()
    return {op["operationId"]: op for methods in paths for op in methods.values()}


def test_it_is_openapi_3_1_and_has_every_operation(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    assert set(OPERATIONS) < set(described(document))


def test_it_has_every_feed_and_table_that_everybody_may_read(document: Any) -> None:
    routes = {str(one.pattern) for one in get_resolver().url_patterns}
    for included in get_resolver().url_patterns:
        routes |= {str(one.pattern) for one in getattr(included, "url_patterns", ())}
    ends = ("feed/", ".csv", "/json/", "suggest/")
    known = {re.sub(r"<(\w+:)?(\w+)>", r"{\2}", route) for route in routes if route.endswith(ends)}
    known = {f"/{path.replace('{id}', '{film_id}')}" for path in known}
    assert known - set(document["paths"]) == {"/import/{import_id}/not-found.csv"}  # one's own


def test_no_two_of_its_schemas_have_the_same_name() -> None:
    own = [
        schema.__name__
        for module in (diary, films, lists, members, reviews, shared)
        for schema in vars(module).values()
        if getattr(schema, "__module__", "") == module.__name__ and isinstance(schema, type)
    ]
    assert sorted(own) == sorted(set(own))


def test_it_says_what_a_rating_may_be(document: Any) -> None:
    for name in ("ReviewInput", "RatingInput", "EntryInput"):
        rating = document["components"]["schemas"][name]["properties"]["rating"]["anyOf"][0]
        assert (rating["type"], rating["minimum"], rating["maximum"]) == ("integer", 1, 100)


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_says_which_scope_an_operation_needs(name: str, document: Any) -> None:
    scope = OPERATIONS[name].scope
    expected = [{"token": [scope]}] if scope else [{}, {"token": []}]
    assert described(document)[name]["security"] == expected


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_answer_is_as_the_document_says(name: str, world: World, document: Any) -> None:
    row, operation = OPERATIONS[name], described(document)[name]
    token = token_of(world, "member" if name == "post_review" else "owner")
    answer = ask_api(row.method, row.path(world), token, row.body)
    said = operation["responses"][str(answer.status_code)].get("content", {})
    assert not said or answer.headers["Content-Type"] in said
    for content in said.values():
        check(answer.json(), content["schema"], document["components"]["schemas"])


def check(value: Any, schema: Any, schemas: Any) -> None:
    """Assert that a value has the shape of a schema: its type, its members, its choices."""
    if reference := schema.get("$ref"):
        schema = schemas[reference.rpartition("/")[2]]
    if choices := schema.get("anyOf"):
        schema = next(s for s in choices if (value is None) == (s.get("type") == "null"))
        check(value, schema, schemas)
        return
    if "enum" in schema:
        assert value in schema["enum"]
    types = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
    assert isinstance(value, types.get(schema.get("type"), object)), (value, schema)
    for item in value if isinstance(value, list) else ():
        check(item, schema.get("items", {}), schemas)
    if "properties" in schema:
        assert set(schema.get("required", ())) <= set(value) <= set(schema["properties"])
        for member, part in value.items():
            check(part, schema["properties"][member], schemas)


def test_the_page_shows_every_operation_without_scripts_and_third_parties(document: Any) -> None:
    page = Browser().text("/api/docs/")
    for name in described(document):
        assert f'id="{name}"' in page
    assert all(f'id="schema-{name}"' in page for name in document["components"]["schemas"])
    assert page.count("<script") == 1  # the site's own, which the page does not need
    assert "//cdn" not in page and "`" not in page


def test_a_problem_leads_to_its_description(database: Any) -> None:
    path, _, anchor = ask_api("GET", "nothing").json()["type"].partition("#")
    assert f'id="{anchor}"' in Browser().text(path)
