"""What collectstatic makes: one style sheet and one script, whole, small and hashed."""

import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import storages
from django.core.management import call_command
from django.test import override_settings

from mflix_site.web.static_files import BUNDLES
from tests.support.browsing import Browser

BACKEND = "mflix_site.web.static_files.BundledStaticFilesStorage"
STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": BACKEND}}
SOURCES = Path(settings.BASE_DIR, "static")


@pytest.fixture(scope="module")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which collectstatic has run twice; the second run changes nothing."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=STORAGES):
        for _ in range(2):
            call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.fixture
def collected(settings: Any, static_root: Path) -> Any:
    settings.STATIC_ROOT, settings.STORAGES = static_root, STORAGES
    return storages["staticfiles"]


def text(storage: Any, name: str) -> str:
    return Path(storage.path(storage.stored_name(name))).read_text()


def test_bundles_import_nothing_and_are_small(collected: Any) -> None:
    for name in BUNDLES:
        bundle = text(collected, name)
        assert not re.search(r"@import|\b(?:import|export)[ {\"']", bundle), name
        assert len(brotli.compress(bundle.encode())) < 12_500, name
        assert Path(collected.path(f"{collected.stored_name(name)}.br")).is_file()


def test_every_file_that_the_style_sheet_names_is_there_and_hashed(collected: Any) -> None:
    sheet = Path(collected.path(collected.stored_name("css/bundles/site.css")))
    named = re.findall(r"url\([\"']?([^\"')]+)", sheet.read_text())
    assert len(named) >= 5
    for name in named:
        assert re.search(r"\.[0-9a-f]{12}\.", name), name
        assert (sheet.parent / name).resolve().is_file(), name


def test_every_style_sheet_and_behaviour_is_in_its_bundle() -> None:
    sheet = (SOURCES / "css/bundles/site.css").read_text()
    parts = [p for p in SOURCES.glob("css/**/*.css") if p.parent.name != "bundles"]
    assert sorted(re.findall(r'@import "\.\./(.+)";', sheet)) == sorted(
        str(p.relative_to(SOURCES / "css")) for p in parts
    )
    script = (SOURCES / "js/enhance.js").read_text()
    for behaviour in SOURCES.glob("js/behaviours/*.js"):
        assert f'from "./behaviours/{behaviour.name}";' in script


@pytest.mark.parametrize("path", ["/", "/movies/", "/accounts/signup/", "/moderation/log/", "/no/"])
def test_a_page_links_one_style_sheet_and_one_script(path: str, visitor: Browser) -> None:
    page = visitor.text(path)
    assert page.count('rel="stylesheet"') == page.count("<script") == 1
