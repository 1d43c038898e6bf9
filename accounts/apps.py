"""Django's configuration of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the functions that templates may call."""

    name = "accounts"

    def ready(self) -> None:
        from . import template_functions  # noqa: F401
