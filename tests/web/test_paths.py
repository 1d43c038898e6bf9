"""Paths to views are those of Django's `reverse`, refusals included."""

from typing import Any

import pytest
from bson import ObjectId
from django.urls import NoReverseMatch, get_resolver, reverse

from mflix_site.web.templates import url

VALUES: tuple[Any, ...] = (
    *(ObjectId("5a9427648b0beebeb69579cc"), "5a9427648b0beebeb69579cc", "5a9427648b0beebeb69579cC"),
    *("0123456789ab", "alice_99", "Welles, Orson", "Beyoncé", "AC/DC", "//double", "a%2Fb", "50%"),
    *("a\nb", "?q=1#x", "", "x" * 201, 1980, 0, None, "all", "a" * 24),
)


def outcome(function: Any, name: str, *arguments: Any) -> str:
    try:
        return str(function(name, *arguments))
    except NoReverseMatch:
        return "refused"


def django_reverse(name: str, *arguments: Any) -> str:
    return reverse(name, args=arguments)


@pytest.mark.parametrize(
    "name", sorted(name for name in get_resolver().reverse_dict if isinstance(name, str))
)
def test_a_path_is_the_one_that_django_makes(name: str) -> None:
    cases = [
        (),
        *((value,) for value in VALUES),
        *((first, second) for first in VALUES[:6] for second in VALUES[:8]),
    ]
    for arguments in cases:
        expected = outcome(django_reverse, name, *arguments)
        assert outcome(url, name, *arguments) == expected, arguments
