"""Odd inputs from an admin, whom the guards let through: none makes a 500."""

from logging import ERROR
from typing import Any

import pytest

from accounts.documents import ADMIN
from accounts.permissions import PERMISSIONS
from tests.support.routes_of_admins import ADMINISTRATION
from tests.test_odd_inputs import ANSWERS, Persistent

from ..support.odd_requests import SAMPLE_STEP, odd_requests, sample_start
from ..support.route_table import World

NUMBER = 250


@pytest.mark.parametrize("name", ADMINISTRATION)
def test_odd_inputs_of_an_admin_make_no_500(
    name: str, world: World, settings: Any, caplog: Any, exhaustive: bool
) -> None:
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**6, 60))
    ada = Persistent(world, "admin")
    # The third and fourth of every four are sent by an admin in tests/test_odd_inputs.py.
    assert PERMISSIONS[name].min_role == ADMIN
    odds = [odd for at, odd in enumerate(odd_requests(name, world, NUMBER)) if at % 4 < 2]
    for odd in odds if exhaustive else odds[sample_start(name) :: SAMPLE_STEP]:
        assert ada.send(odd).status_code in ANSWERS, odd
    assert not [r for r in caplog.records if r.name == "django.request" and r.levelno >= ERROR]
