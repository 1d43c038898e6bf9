"""The project as an app: it registers the checks."""

from importlib import import_module

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The configuration that Django finds by itself."""

    name = "mflix_site"

    def ready(self) -> None:
        import_module("mflix_site.checks")
