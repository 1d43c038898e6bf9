"""Handles for many members at once."""

from typing import Any

from bson import ObjectId

from accounts.names import HandleAllocator


def people(*names: str) -> list[dict[str, Any]]:
    return [{"_id": ObjectId(f"{n:024x}"), "name": name} for n, name in enumerate(names, 1)]


def handles_of(docs: list[dict[str, Any]]) -> list[str]:
    handles = HandleAllocator(docs)
    return [handles.allocate(doc)["handle"] for doc in docs]


def test_people_of_one_name_get_handles_of_their_own(database: Any) -> None:
    assert handles_of(people("Jon Snow", "Jon Snow", "JON SNOW")) == [
        "jon_snow",
        "jon_snow_2",
        "jon_snow_3",
    ]


def test_a_handle_that_a_member_has_is_not_given_again(alice: Any) -> None:
    assert handles_of(people("Alice Angström")) == ["alice_angstrom_2"]


def test_a_handle_that_looks_like_a_members_is_not_given(bob: Any) -> None:
    assert handles_of(people("B0b")) == ["b0b_2"]


def test_the_same_people_get_the_same_handles(database: Any) -> None:
    crowd = people(*["Arya Stark"] * 30)
    assert handles_of(crowd) == handles_of(crowd)
    assert len(set(handles_of(crowd))) == 30


def test_somebody_without_a_name_gets_a_handle(database: Any) -> None:
    assert handles_of(people("", "李小龍")) == ["film_fan", "film_fan_2"]
