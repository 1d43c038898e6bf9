"""What forms say of odd values is the site's own, in every form there is."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver

ODD = ("", "\x00", "x" * 200_000, "no-such-choice", "-1", "9" * 30, "1.5", "2024-02-30")
OF_DJANGO = ("Ensure", "Select a valid", "Null", "This field", "Enter a valid value")
get_resolver().url_patterns  # noqa: B018 -- which imports every view and its forms


def all_forms(parent: Any = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in parent.__subclasses__():
        yield form
        yield from all_forms(form)


OWN = sorted(
    {f for f in all_forms() if not f.__module__.startswith(("django.", "tests."))},
    key=lambda form: f"{form.__module__}.{form.__qualname__}",
)


def test_there_are_forms_in_most_apps() -> None:
    assert len({form.__module__ for form in OWN}) > 8


def sentences(field: forms.Field, value: Any) -> list[str]:
    try:
        field.clean(value)
    except ValidationError as error:
        return list(error.messages)
    return []


@pytest.mark.parametrize("form", OWN, ids=lambda form: form.__qualname__)
def test_no_field_speaks_as_django_does(form: type[forms.BaseForm], database: Any) -> None:
    for name, field in form.base_fields.items():
        is_list = isinstance(field, forms.MultipleChoiceField)
        for value in ODD:
            said = sentences(field, [value] if is_list else value)
            assert not [text for text in said if text.startswith(OF_DJANGO)], (name, value)
