"""Django's configuration of this app."""

from django.apps import AppConfig


class PostersConfig(AppConfig):
    """Registers the functions that templates may call."""

    name = "posters"

    def ready(self) -> None:
        from . import template_functions  # noqa: F401
