"""The project as an app: it registers the checks, and words what Django's fields say."""

from django.apps import AppConfig
from django.forms import ChoiceField, Field
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """The configuration that Django finds by itself."""

    name = "mflix_site"

    def ready(self) -> None:
        from mflix_site import checks  # noqa: F401 -- it registers them

        Field.default_error_messages["required"] = _("Fill this in.")
        ChoiceField.default_error_messages["required"] = _("Choose one.")
