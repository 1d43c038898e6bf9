"""The settings: no SQL, nothing silenced, and nothing to warn of where the site is deployed."""

import os
import subprocess
import sys

from django.conf import settings

from tests.support.sources import ROOT, imports, is_in, modules

OF_THE_ORM = (
    *("django.contrib.auth", "django.contrib.sessions", "django.contrib.contenttypes"),
    "django.contrib.admin",
)
DEPLOYED = {
    **{"MONGODB_URI": "mongodb://127.0.0.1:1/?replicaSet=rs0", "MONGODB_DB": "films"},
    **{"SECRET_KEY": "kPz8Wd3fQx71mVtYb0LcR5sJh9uNe2aGiT6oXyEvKqMwBrCfD4", "DEBUG": "false"},
    **{"ALLOWED_HOSTS": "films.example", "HTTPS": "true", "TRUSTED_PROXY": "true"},
    **{"CSRF_TRUSTED_ORIGINS": "https://films.example", "SITE_URL": "https://films.example"},
    **{"EMAIL_URL": "smtp+tls://films:secret@mail.example:587", "HSTS_SUBDOMAINS": "true"},
    **{"DEFAULT_FROM_EMAIL": "Films <films@films.example>", "HSTS_PRELOAD": "true"},
}


def test_there_is_no_sql_database() -> None:
    # Django itself puts a dummy in once something asks.
    engines = {database["ENGINE"] for database in settings.DATABASES.values()}
    assert engines <= {"django.db.backends.dummy"}
    assert not [path for path in modules() if any(is_in(n, "django.db") for n in imports(path))]


def test_nothing_is_installed_that_needs_one() -> None:
    assert not set(settings.INSTALLED_APPS) & set(OF_THE_ORM)
    assert not [name for name in settings.MIDDLEWARE if is_in(name, *OF_THE_ORM)]


def test_no_check_is_silenced() -> None:
    assert settings.SILENCED_SYSTEM_CHECKS == []


def test_bodies_and_fields_are_bounded() -> None:
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 1_000_000
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS <= 300


def deployed(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` as where the site is deployed."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **DEPLOYED, **changes}
    command = [sys.executable, "-W", "error", "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )


def test_the_deployment_check_has_nothing_to_say() -> None:
    said = deployed("check", "--deploy", "--fail-level", "WARNING")
    assert said.returncode == 0, said.stderr
    assert "no issues (0 silenced)" in said.stdout


def test_the_cookies_of_a_deployed_site_are_for_https_only() -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY")
    script = f"from django.conf import settings as s; print(*(getattr(s, n) for n in {names}))"
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, **DEPLOYED, "DJANGO_SETTINGS_MODULE": "mflix_site.settings"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert said.stdout.split() == ["True"] * 3, said.stderr
