"""What the server will not do, now or later: its name, and the sentence for it."""

from django.utils.translation import gettext_lazy as _
from pymongo.errors import OperationFailure

from mflix_site.errors import LazyText

TRANSIENT = "TransientTransactionError"
BAD_VALUE = 2
FOREIGN_INDEX = _(
    "An index that isn't ours keeps this from being saved. The operator should run "
    "`manage.py migrate_mongodb --check`."
)
INDEX_MISSING = _("An index is missing. The operator should run `manage.py migrate_mongodb`.")
SENTENCES: dict[int, LazyText] = {
    # No text index, no plan without a collection scan, no unique index to merge on.
    **dict.fromkeys((27, 291, 51183), INDEX_MISSING),
    13297: _(
        "MONGODB_DB has the name of a database in another spelling. The operator should write it "
        "with the same capital and small letters as the server."
    ),
    13: _("The database refused this. The operator should check its log."),
    14031: _("The database's disk is full. The operator needs to free some space."),
}


def refusal_sentence(error: OperationFailure) -> LazyText:
    """Return what members read of a refusal; empty if that is nothing but that it failed."""
    is_about_hint = error.code == BAD_VALUE and "hint provided" in str(error)
    return INDEX_MISSING if is_about_hint else SENTENCES.get(error.code or 0, "")


def refusal(error: BaseException | None) -> str:
    """Return the name of what keeps the server from doing this; empty if nothing does for good."""
    if not isinstance(error, OperationFailure) or error.timeout:
        return ""
    if any(map(error.has_error_label, ("RetryableWriteError", TRANSIENT))):
        return ""
    return str((error.details or {}).get("codeName") or f"error {error.code}")
