"""Fixtures of the API's tests."""

from tests.support.sample_client import small_catalogue  # noqa: F401
