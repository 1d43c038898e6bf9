"""The frame of every action of an admin: permission, change and log row in one transaction."""

from collections.abc import Callable
from typing import TypeVar

from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import recheck_permission, require_permission
from mflix_site.mongo.collections import in_transaction
from moderation import log

T = TypeVar("T")
Work = Callable[[ClientSession, int], tuple[T, log.LogEntry]]


def run_logged(admin: Member | None, action: str, work: Work[T]) -> T:
    """Run `work` and log it; return its result. `admin` None is the operator, who may do anything.

    `work` is called with the session and the number of the log row, and returns its result and what
    to log. If it raises, nothing is written. Raises NotAllowed.
    """
    if admin is not None:
        require_permission(admin, action)

    def logged_work(session: ClientSession) -> T:
        head = log.lock_log_head(session)
        if admin is not None:
            recheck_permission(member=admin, action=action, session=session)
        row_number = head["number"]
        result, entry = work(session, row_number)
        log.append_row(entry, by=admin, head=head, session=session)
        return result

    return in_transaction(logged_work)
