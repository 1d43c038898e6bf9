"""Setting a member's role and ending their sessions: logged, with a notice to the member."""

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts import standing
from accounts.documents import ADMIN, MEMBER, MODERATOR, Member
from accounts.notices import send_notices
from moderation.errors import NothingToDo
from moderation.log import Append, LogEntry, log_notice, run_logged

ROLE_DESCRIPTIONS = {
    MEMBER: "You can do what every member can.",
    MODERATOR: "You can look at what members report, and decide.",
    ADMIN: "You can run the site: members, films, promotions, and what moderators do.",
}


def set_role(*, admin: Member | None, member_id: ObjectId, role: str, reason: str) -> Member:
    """Set a member's role; return the member. `admin` None is the operator.

    Raises LastAdmin, MemberNotFound, and NothingToDo if they have the role already.
    """

    def work(session: ClientSession, append: Append) -> Member:
        before, after = standing.set_role(member_id=member_id, role=role, session=session)
        if before.role == after.role:
            raise NothingToDo(f"{after.name} is {role} already.")
        decision = append(
            _log_entry("set-role", reason, member_id, f"from {before.role} to {role}")
        )
        subject = f"You are {_with_article(role)} now"
        text = f"You were {_with_article(before.role)}. {ROLE_DESCRIPTIONS[role]}"
        send_notices({member_id: log_notice(subject, text, decision)}, session=session)
        return after

    return run_logged(admin, "set-role", work)


def end_sessions(*, admin: Member, member_id: ObjectId, reason: str) -> int:
    """End all sessions of a member; return how many. Raises MemberNotFound, NothingToDo."""

    def work(session: ClientSession, append: Append) -> int:
        ended = standing.end_sessions(member_id=member_id, session=session)
        if not ended:
            raise NothingToDo("They are signed in nowhere.")
        detail = f"{ended} session{'' if ended == 1 else 's'}"
        decision = append(_log_entry("end-sessions", reason, member_id, detail))
        text = "An admin has ended your sessions. Log in again."
        notice = log_notice("You have been signed out everywhere", text, decision)
        send_notices({member_id: notice}, session=session)
        return ended

    return run_logged(admin, "end-sessions", work)


def _log_entry(action: str, reason: str, member_id: ObjectId, detail: str) -> LogEntry:
    about = {"kind": "member", "id": str(member_id), "member": str(member_id)}
    return LogEntry(action, reason, about=about, detail=detail)


def _with_article(role: str) -> str:
    return f"an {role}" if role == ADMIN else f"a {role}"
