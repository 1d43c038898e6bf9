"""Forms that edit something are sent with its version; without one, nothing is overwritten."""

from typing import Any

import pytest

from tests.support.route_table import TOKEN, World
from tests.support.routes import ROUTES, path_of
from tests.support.sampling import sampled

WORDS = "An hour of careful words."
# Every form that is sent with the version of what it edits: who sends it, and its words.
FORMS = {
    "edit-review": ("owner", "text"),
    "edit-entry": ("owner", "note"),
    "edit-list": ("owner", "description"),
    "edit-film": ("admin", "fullplot"),
}
NO_VERSIONS = (None, "", " ", "0", "-1", "x", "1.5", "9" * 5_000, '{"$gt": 0}')


def collections(database: Any) -> dict[str, Any]:
    names = ("comments", "diary", "lists", "list_entries", "movies")
    return {name: list(database[name].find().sort("_id", 1)) for name in names}


@pytest.mark.parametrize("version", sampled(NO_VERSIONS, 2), ids=lambda version: repr(version)[:9])
@pytest.mark.parametrize("name", FORMS)
def test_without_a_version_nothing_is_saved_and_the_words_come_back(
    name: str, version: str | None, world: World, database: Any
) -> None:
    (who, field), before = FORMS[name], collections(database)
    sent = {**ROUTES[name].sent(world), field: WORDS, "version": version}
    sent |= {"csrfmiddlewaretoken": TOKEN}
    sent = {field: value for field, value in sent.items() if value is not None}
    answer = world.browser(who).post(path_of(name, world), sent)
    assert answer.status_code == 409
    assert WORDS in answer.content.decode()
    assert collections(database) == before
    again = {**sent, "version": answer.context["form"]["version"].value()}
    assert world.browser(who).post(path_of(name, world), again).status_code == 302
    assert collections(database) != before


def test_every_form_with_a_version_is_among_them(world: World) -> None:
    with_version = {name for name, route in ROUTES.items() if "version" in route.sent(world)}
    assert with_version == {*FORMS, "add-film", "revert-film"}
