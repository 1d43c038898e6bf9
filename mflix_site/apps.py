"""The project as an app: it registers the checks, and words what Django's fields say."""

from typing import Any

from django.apps import AppConfig
from django.core import validators
from django.forms import ChoiceField, Field, MultipleChoiceField
from django.utils.translation import gettext_lazy as _

from mflix_site.errors import LazyText

VALIDATOR_MESSAGES: dict[Any, LazyText] = {
    validators.MaxLengthValidator: _(
        "This can have up to %(limit_value)s characters. Yours has %(show_value)s."
    ),
    validators.MinLengthValidator: _("Write at least %(limit_value)s characters."),
    validators.MinValueValidator: _("Enter %(limit_value)s or more."),
    validators.MaxValueValidator: _("Enter a number up to %(limit_value)s."),
    validators.ProhibitNullCharactersValidator: _(
        "This contains an invisible character that we can't save. Type it again."
    ),
}


class SiteConfig(AppConfig):
    """The configuration that Django finds by itself."""

    name = "mflix_site"

    def ready(self) -> None:
        from mflix_site import checks  # noqa: F401 -- it registers them

        Field.default_error_messages["required"] = _("Fill this in.")
        ChoiceField.default_error_messages["required"] = _("Choose one.")
        for kind in (ChoiceField, MultipleChoiceField):
            kind.default_error_messages["invalid_choice"] = _("Choose one of the options.")
        for validator, message in VALIDATOR_MESSAGES.items():
            validator.message = message
