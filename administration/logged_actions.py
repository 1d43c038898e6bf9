"""The frame of everything that admins do: the lock on the log, the right to do it, the row."""

from collections.abc import Callable
from typing import TypeVar

from pymongo.client_session import ClientSession

from accounts.authorization import recheck_permission
from accounts.documents import Member
from accounts.permissions import require_permission
from mflix_site.mongo.transactions import in_transaction
from moderation import log

T = TypeVar("T")
OPERATOR = "operator"
Work = Callable[[ClientSession, int], tuple[T, log.LogEntry]]


def run_logged(admin: Member | None, action: str, work: Work[T]) -> T:
    """Do something and log it in one transaction; `admin` None is the operator, who needs no right.

    `work` is given the session and the number that the log's row will have; it gives its result and
    what to log. Where there is nothing to do it raises, and neither is written. Raises NotAllowed.
    """
    if admin is not None:
        require_permission(admin, action)

    def whole(session: ClientSession) -> T:
        head = log.lock_log_head(session)
        if admin is not None:
            recheck_permission(member=admin, action=action, session=session)
        result, entry = work(session, head["number"])
        log.append_row(entry, by=admin, head=head, session=session)
        return result

    return in_transaction(whole)


def handle_of(admin: Member | None) -> str:
    """Give the handle that histories show."""
    return admin.handle if admin else OPERATOR
