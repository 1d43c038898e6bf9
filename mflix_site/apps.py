"""The project as an app: it registers the checks."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The configuration that Django finds by itself."""

    name = "mflix_site"

    def ready(self) -> None:
        from mflix_site import checks  # noqa: F401 -- it registers them
