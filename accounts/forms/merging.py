"""Forms that save what was changed in them, and leave the rest as it was saved meanwhile."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

MAX_SHOWN, MAX_QUOTED = 20_000, 100


class MergingForm(forms.Form):
    """A form that knows what its page showed: the hidden field `shown` has it as JSON.

    A field that was left as it was shown keeps the value that is stored now. One that was also
    changed elsewhere is an error, once: the page that names it shows what is stored.
    """

    shown = forms.CharField(required=False, max_length=MAX_SHOWN, widget=forms.HiddenInput)

    def merge(self) -> None:
        """Compare what was sent with what is stored: once all fields have an initial value."""
        fields = {name: field for name, field in self.fields.items() if name != "shown"}
        stored = {n: _plain(self.get_initial_for_field(f, n)) for n, f in fields.items()}
        self.initial["shown"] = json.dumps(stored)
        self._changed_elsewhere: dict[str, Any] = {}
        if not self.is_bound:
            return
        shown, data = _parsed(self.data.get("shown")), QueryDict(mutable=True)
        data.update(self.data)
        for name, value in stored.items():
            sent = _plain(fields[name].widget.value_from_datadict(self.data, {}, name))
            if name not in shown or shown[name] == value or sent == value:
                continue
            if sent == shown[name]:
                checked = (["on"] if value else []) if isinstance(value, bool) else [value]
                data.setlist(name, value if isinstance(value, list) else checked)
            else:
                self._changed_elsewhere[name] = value
        data["shown"] = self.initial["shown"]
        self.data = data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("shown", None)
        for name, value in self._changed_elsewhere.items():
            sentence = _(
                "You've changed this elsewhere since you opened the page, to “%(value)s”. Save "
                "again to keep what's here."
            )
            self.add_error(name, sentence % {"value": self._worded(name, value)})
        return cleaned

    def _worded(self, name: str, value: Any) -> str:
        labels = {str(key): label for key, label in getattr(self.fields[name], "choices", ())}
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(str(one), one)) for one in values)[:MAX_QUOTED]


def _parsed(shown: str | None) -> Mapping[str, Any]:
    with suppress(ValueError, RecursionError):
        parsed = json.loads(shown or "")
        return parsed if isinstance(parsed, dict) else {}
    return {}


def _plain(value: Any) -> Any:
    """Return a field's value as JSON keeps it, the same for what is stored and what is sent."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
