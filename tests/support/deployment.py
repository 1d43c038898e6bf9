"""The site as where it is deployed: its commands in a process, and its settings read anew."""

import os
import runpy
import subprocess
import sys
from unittest.mock import patch

import pytest
from django.conf import UserSettingsHolder, global_settings
from django.core.exceptions import ImproperlyConfigured

from mflix_site import environment

from .sources import ROOT

DEPLOYED = {
    **{"MONGODB_URI": "mongodb://127.0.0.1:1/?replicaSet=rs0", "MONGODB_DB": "films"},
    **{"SECRET_KEY": "kPz8Wd3fQx71mVtYb0LcR5sJh9uNe2aGiT6oXyEvKqMwBrCfD4", "DEBUG": "false"},
    **{"ALLOWED_HOSTS": "films.example", "HTTPS": "true", "TRUSTED_PROXY": "true"},
    **{"CSRF_TRUSTED_ORIGINS": "https://films.example", "SITE_URL": "https://films.example"},
    **{"EMAIL_URL": "smtp+tls://films:secret@mail.example:587", "HSTS_SUBDOMAINS": "true"},
    **{"DEFAULT_FROM_EMAIL": "Films <films@films.example>", "HSTS_PRELOAD": "true"},
}


def deployed(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` as where the site is deployed."""
    command = [sys.executable, "-W", "error", "manage.py", *arguments]
    variables = variables_of_deployed(changes)
    return subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=120
    )


def deployed_settings(**changes: str) -> UserSettingsHolder:
    """Read the settings anew, as where the site is deployed; far faster than a process."""
    with (
        patch.dict(os.environ, variables_of_deployed(changes), clear=True),
        patch.multiple(environment, _lines_of_file={}, _known=set()),
    ):
        read = runpy.run_path(str(ROOT / "mflix_site" / "settings.py"))
    holder = UserSettingsHolder(global_settings)
    for name in filter(str.isupper, read):
        setattr(holder, name, read[name])
    return holder


def variables_of_deployed(changes: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **DEPLOYED, **changes}


def refusal_of(**changes: str) -> str:
    """Return the one line that says why the site would not start."""
    with pytest.raises(ImproperlyConfigured) as caught:
        deployed_settings(**changes)
    [line] = str(caught.value).strip().splitlines()
    return line
