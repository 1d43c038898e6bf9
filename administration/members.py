"""What admins do with accounts: roles, sessions and premium trials, each logged.

A trial may change every account, too many for one transaction: the log row is written first, then
one `update_many` does the work. Run again after a crash in between, it does the rest.
`admin` None is the operator.
"""

from bson import ObjectId
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pymongo.client_session import ClientSession

from accounts import promotions, services
from accounts.documents import ADMIN, MEMBER, MODERATOR, Member
from accounts.notices import send_notices
from accounts.promotions import DEFAULT_DAYS, PromotionResult
from mflix_site.text import Phrase
from moderation.errors import NothingToDo
from moderation.log import Append, LogEntry, run_logged
from moderation.notices import log_notice

# The subject and the text of the notice to whoever gets a role.
ROLE_NOTICES = {
    MEMBER: (_("You're now a member"), _("You can do everything a member can.")),
    MODERATOR: (_("You're now a moderator"), _("You can look at reports and decide cases.")),
    ADMIN: (
        _("You're now an admin"),
        _("You can manage members, films and promotions, and do what moderators do."),
    ),
}


def set_role(*, admin: Member | None, member_id: ObjectId, role: str, reason: str) -> Member:
    """Set a member's role; return the member, or raise LastAdmin, MemberNotFound or NothingToDo."""

    def work(session: ClientSession, append: Append) -> Member:
        before, after = services.set_role(member_id=member_id, role=role, session=session)
        if before.role == after.role:
            raise NothingToDo(gettext("%(name)s already has this role.") % {"name": after.name})
        detail = f"from {before.role} to {role}"
        decision = append(_log_entry("set-role", reason, member_id, detail))
        subject, text = map(Phrase.of, ROLE_NOTICES[role])
        send_notices({member_id: log_notice(subject, text, decision)}, session=session)
        return after

    return run_logged(admin, "set-role", work)


def end_sessions(*, admin: Member, member_id: ObjectId, reason: str) -> int:
    """End all sessions of a member; return how many. Raise MemberNotFound, NothingToDo."""

    def work(session: ClientSession, append: Append) -> int:
        ended = services.end_sessions(member_id=member_id, session=session)
        if not ended:
            raise NothingToDo(gettext("They aren't logged in anywhere."))
        detail = f"{ended} session{'' if ended == 1 else 's'}"
        decision = append(_log_entry("end-sessions", reason, member_id, detail))
        subject = Phrase("You've been logged out everywhere")
        text = Phrase("An admin ended your sessions. Log in again to carry on.")
        send_notices({member_id: log_notice(subject, text, decision)}, session=session)
        return ended

    return run_logged(admin, "end-sessions", work)


def _log_entry(action: str, reason: str, member_id: ObjectId, detail: str) -> LogEntry:
    about = {"kind": "member", "id": str(member_id), "member": str(member_id)}
    return LogEntry(action, reason, about=about, detail=detail)


def start_trial(*, admin: Member | None, reason: str, days: int = DEFAULT_DAYS) -> PromotionResult:
    """Start a trial for every standard account without one; log it, unless all have one."""
    planned = promotions.count_trial_candidates()
    if not planned.modified:
        return planned
    _add_log_row(admin, "start-trial", reason, f"{days} days, for", planned.modified)
    return promotions.start_trial(days=days)


def end_trials(
    *, admin: Member | None, reason: str, include_running: bool = False
) -> PromotionResult:
    """End the trials whose time is over, or all; without any, nothing is written or logged."""
    planned = promotions.count_trials_to_end(include_running=include_running)
    if not planned:
        return PromotionResult(0, 0)
    which = "including running ones:" if include_running else "expired:"
    _add_log_row(admin, "end-trials", reason, which, planned)
    return promotions.end_trials(include_running=include_running)


def _add_log_row(admin: Member | None, action: str, reason: str, which: str, count: int) -> None:
    detail = f"{which} {count:,} account{'' if count == 1 else 's'}"
    entry = LogEntry(action, reason, about={"kind": "site"}, detail=detail)
    run_logged(admin, action, lambda _, append: append(entry))
