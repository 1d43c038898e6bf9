"""What can go wrong, in words that a person may read; the web turns each kind into a page."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Problem(Exception):
    """Something a person may be told; `sentence` says what happened and what to do."""

    sentence: "StrOrPromise" = _("Something went wrong. Try again in a moment.")

    def __init__(self, sentence: "StrOrPromise" = "") -> None:
        self.sentence = str(sentence or self.sentence)
        super().__init__(self.sentence)


class NotFound(Problem):
    """There is no such thing, or none that this person may know of."""

    sentence: "StrOrPromise" = _("We can't find this. It may have been removed.")


class Forbidden(Problem):
    """It is there, and not theirs to touch."""

    sentence: "StrOrPromise" = _("This isn't yours to change.")


class Conflict(Problem):
    """It cannot be done as things stand now."""

    sentence: "StrOrPromise" = _(
        "This has changed since you opened the page. Reload it to see the latest version."
    )


class EditConflict(Conflict):
    """Somebody else has saved what a form edits; `current` is the version that is stored now."""

    def __init__(self, current: Any) -> None:
        super().__init__()
        self.current = current


class TooMany(Problem):
    """Too often in too short a time."""

    sentence: "StrOrPromise" = _("That's a lot in a short time.")

    def __init__(self, sentence: "StrOrPromise" = "", *, retry_after: int = 60) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Unavailable(Problem):
    """The database does not answer; whether a write happened may be unknown."""

    sentence: "StrOrPromise" = _("The database isn't answering. Wait a moment, then try again.")
