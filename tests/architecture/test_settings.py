"""The settings: no SQL, nothing silenced, and nothing to warn of where the site is deployed."""

from django.conf import settings

from tests.support.deployment import deployed, deployed_settings
from tests.support.sources import imports, is_in, modules

OF_THE_ORM = (
    *("django.contrib.auth", "django.contrib.sessions", "django.contrib.contenttypes"),
    "django.contrib.admin",
)


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


def test_the_deployment_check_has_nothing_to_say() -> None:
    said = deployed("check", "--deploy", "--fail-level", "WARNING")
    assert said.returncode == 0, said.stderr
    assert "no issues (0 silenced)" in said.stdout


def test_the_cookies_of_a_deployed_site_are_for_https_only() -> None:
    read = deployed_settings()
    assert read.SESSION_COOKIE_SECURE
    assert read.CSRF_COOKIE_SECURE
    assert read.SESSION_COOKIE_HTTPONLY
