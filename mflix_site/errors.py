"""What can go wrong, in words that a person may read; the web turns each kind into a page."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    LazyText: TypeAlias = StrOrPromise
else:
    LazyText = str  # or what `gettext_lazy` returns


class Problem(Exception):
    """An error that a person may read of; `sentence` says what happened and what to do."""

    sentence: LazyText = _("Something went wrong. Try again in a moment.")

    def __init__(self, sentence: LazyText = "") -> None:
        self.sentence = str(sentence or self.sentence)
        super().__init__(self.sentence)


class NotFound(Problem):
    """It does not exist, or this person may not know of it."""

    sentence: LazyText = _("We can't find this. It may have been removed.")


class Forbidden(Problem):
    """It exists, and this person may not see or change it."""

    sentence: LazyText = _("This isn't yours to change.")


class Conflict(Problem):
    """The present state does not allow it."""

    sentence: LazyText = _(
        "This has changed since you opened the page. Reload it to see the latest version."
    )


class EditConflict(Conflict):
    """Somebody else has saved what a form edits; `current` is the version that is stored now."""

    def __init__(self, current: Any) -> None:
        super().__init__()
        self.current = current


class TooMany(Problem):
    """Too often in too short a time."""

    sentence: LazyText = _("That's a lot in a short time.")

    def __init__(self, sentence: LazyText = "", *, retry_after: int = 60) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Unavailable(Problem):
    """The database does not answer; whether a write happened may be unknown."""

    sentence: LazyText = _("The database isn't answering. Wait a moment, then try again.")
