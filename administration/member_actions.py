"""Setting a member's role and ending their sessions: logged, with a notice to the member."""

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts import standing
from accounts.documents import ADMIN, MEMBER, MODERATOR, Member
from accounts.notices import Notice, send_notices
from moderation.errors import NothingToDo
from moderation.log import LogEntry

from .logged_actions import run_logged

ROLE_DESCRIPTIONS = {
    MEMBER: "You can do what every member can.",
    MODERATOR: "You can look at what members report, and decide.",
    ADMIN: "You can run the site: members, films, promotions, and what moderators do.",
}


def set_role(*, admin: Member | None, member_id: ObjectId, role: str, reason: str) -> Member:
    """Set a member's role; return the member. `admin` None is the operator.

    Raises LastAdmin, MemberNotFound, and NothingToDo if they have the role already.
    """

    def work(session: ClientSession, number: int) -> tuple[Member, LogEntry]:
        before, after = standing.set_role(member_id=member_id, role=role, session=session)
        if before.role == after.role:
            raise NothingToDo(f"{after.name} is {role} already.")
        subject = f"You are {_with_article(role)} now"
        text = f"You were {_with_article(before.role)}. {ROLE_DESCRIPTIONS[role]}"
        notice = _notice(subject, text, reason, number)
        send_notices({member_id: notice}, session=session)
        detail = f"from {before.role} to {role}"
        return after, LogEntry("set-role", reason, about=_about(member_id), detail=detail)

    return run_logged(admin, "set-role", work)


def end_sessions(*, admin: Member, member_id: ObjectId, reason: str) -> int:
    """End all sessions of a member; return how many. Raises MemberNotFound, NothingToDo."""

    def work(session: ClientSession, number: int) -> tuple[int, LogEntry]:
        ended = standing.end_sessions(member_id=member_id, session=session)
        if not ended:
            raise NothingToDo("They are signed in nowhere.")
        text = "An admin has ended your sessions. Log in again."
        notice = _notice("You have been signed out everywhere", text, reason, number)
        send_notices({member_id: notice}, session=session)
        detail = f"{ended} session{'' if ended == 1 else 's'}"
        return ended, LogEntry("end-sessions", reason, about=_about(member_id), detail=detail)

    return run_logged(admin, "end-sessions", work)


def _notice(subject: str, text: str, reason: str, number: int) -> Notice:
    path = f"/moderation/log/{number}/"
    return Notice(subject, (text, f"Why: {reason}"), path=path, label="See it in the log")


def _about(member_id: ObjectId) -> dict[str, str]:
    return {"kind": "member", "id": str(member_id), "member": str(member_id)}


def _with_article(role: str) -> str:
    return f"an {role}" if role == ADMIN else f"a {role}"
