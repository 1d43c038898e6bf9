"""Django's configuration of this app."""

from django.apps import AppConfig


class MoviesConfig(AppConfig):
    """Registers the functions that templates may call."""

    name = "movies"

    def ready(self) -> None:
        from . import template_functions  # noqa: F401
