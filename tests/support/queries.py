"""All queries that have a module of their own, by what they are for."""

from collections.abc import Callable, Mapping
from typing import Any

from . import (
    queries_of_admins,
    queries_of_api,
    queries_of_derived_data,
    queries_of_diary,
    queries_of_diary_pages,
    queries_of_imports,
    queries_of_lists,
    queries_of_moderation,
    queries_of_sample_client,
    queries_of_v1,
)

QUERIES: Mapping[str, Callable[[Any], object]] = {
    **queries_of_moderation.CASES,
    **queries_of_admins.CASES,
    **queries_of_api.CASES,
    **queries_of_v1.CASES,
    **queries_of_derived_data.CASES,
    **queries_of_diary.CASES,
    **queries_of_diary_pages.CASES,
    **queries_of_imports.CASES,
    **queries_of_lists.CASES,
    **queries_of_sample_client.CASES,
}
