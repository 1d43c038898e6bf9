"""The field of forms for an e-mail address, and what such an address must be."""

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from .names import clean_email, deliverable_address

NOT_DELIVERABLE = _(
    "We can't send mail to this address: before the @ it can only have the letters a to z, digits "
    "and signs. Use another one."
)


class EmailAddressField(forms.EmailField):
    """An address to which mail can be sent, in any script where domains may have one."""

    default_error_messages = {"invalid": _("Enter a valid e-mail address.")}

    def __init__(self) -> None:
        super().__init__(max_length=254)
        self.validators = [validate_deliverable]

    def to_python(self, value: Any) -> str:
        return clean_email(super().to_python(value) or "")


def validate_printable(address: str) -> None:
    # Django accepts control characters, which no mail can have.
    if not address.isprintable():
        raise forms.ValidationError("", "invalid")


def validate_deliverable(address: str) -> None:
    validate_printable(address)
    try:
        validate_email(deliverable_address(address))
    except UnicodeEncodeError:
        raise forms.ValidationError(NOT_DELIVERABLE) from None
    except ValueError:
        raise forms.ValidationError("", "invalid") from None
