"""Odd inputs from an admin, whom the guards let through: none makes a 500."""

from logging import ERROR
from typing import Any

import pytest

from tests.support.oddities import odd_requests
from tests.support.routes_of_admins import ADMINISTRATION
from tests.support.worlds import World
from tests.test_odd_inputs import ANSWERS, Persistent

NUMBER = 250


@pytest.mark.parametrize("name", ADMINISTRATION)
def test_odd_inputs_of_an_admin_make_no_500(
    name: str, world: World, settings: Any, caplog: Any
) -> None:
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**6, 60))
    ada = Persistent(world, "admin")
    for odd in odd_requests(name, world, NUMBER):
        assert ada.send(odd).status_code in ANSWERS, odd
    assert not [r for r in caplog.records if r.name == "django.request" and r.levelno >= ERROR]
