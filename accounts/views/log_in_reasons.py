"""Why a page needs an account, in words for the page to log in."""

from urllib.parse import urlsplit

from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.documents import ADMIN, MODERATOR
from accounts.permissions import PERMISSIONS

RETURN = _("Log in to continue. You'll go back to the page you were on.")
REASONS: dict[str, str | Promise] = {
    "appeal": _("Log in to appeal. Only the member the decision is about can appeal."),
    "change-password": _("Log in with your current password to change it."),
    "close-account": _("Log in to close your account."),
    "edit-review": _("Log in to edit your review."),
    "delete-review": _("Log in to delete your review."),
    "export-account": _("Log in to download your data."),
    "inbox": _("Log in to read your inbox."),
    "own-reports": _("Log in to see the outcome of your reports."),
    "preferences": _("Log in to see your preferences."),
    "report-member": _("Log in to report a member. Only moderators see who reported."),
    "report-review": _("Log in to report a review. Only moderators see who reported."),
    "standing": _("Log in to see your standing."),
    MODERATOR: _("This page is only for the people who run the site. Log in if you're one."),
    ADMIN: _("This page is for the people who run the site. Log in if you're one of them."),
}


def log_in_reason(path: str) -> str:
    """Return why somebody must log in before they go on to a path; empty for no path."""
    if not path:
        return ""
    parts = urlsplit(path)
    if parts.fragment == "review":
        return str(_("Log in to review this film."))
    try:
        action = resolve("/" + parts.path.removeprefix(get_script_prefix())).url_name or ""
    except Resolver404:
        return str(RETURN)
    role = PERMISSIONS[action].min_role if action in PERMISSIONS else ""
    return str(REASONS.get(action) or REASONS.get(role) or RETURN)
