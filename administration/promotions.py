"""Starting and ending premium trials: logged first, then carried out; safe to repeat.

A trial may change every account, too many for one transaction: the log row is written first, then
one `update_many` does the work. Run again after a crash in between, it does the rest.
"""

from pymongo.client_session import ClientSession

from accounts import promotions
from accounts.documents import Member
from accounts.promotions import DEFAULT_DAYS, PromotionResult
from moderation.log import LogEntry

from .logged_actions import run_logged

ABOUT_SITE = {"kind": "site"}


def start_trial(*, admin: Member | None, reason: str, days: int = DEFAULT_DAYS) -> PromotionResult:
    """Give every standard account without a trial one of so many days.

    If all have one, nothing is written or logged. `admin` None is the operator.
    """
    planned = promotions.count_trial_candidates()
    if not planned.modified:
        return planned
    detail = f"{days} days, for {_accounts(planned.modified)}"
    _add_log_row(admin, "start-trial", reason, detail)
    return promotions.start_trial(days=days)


def end_trials(*, admin: Member | None, reason: str, all_of_them: bool = False) -> PromotionResult:
    """End the trials whose time is over, or all of them.

    If there are none, nothing is written or logged. `admin` None is the operator.
    """
    planned = promotions.count_ended_trials(include_running=all_of_them)
    if not planned:
        return PromotionResult(0, 0)
    which = "all of them" if all_of_them else "those whose time is over"
    _add_log_row(admin, "end-trials", reason, f"{which}: {_accounts(planned)}")
    return promotions.end_trials(include_running=all_of_them)


def _accounts(count: int) -> str:
    return f"{count:,} account{'' if count == 1 else 's'}"


def _add_log_row(admin: Member | None, action: str, reason: str, detail: str) -> None:
    def work(session: ClientSession, number: int) -> tuple[None, LogEntry]:
        return None, LogEntry(action, reason, about=ABOUT_SITE, detail=detail)

    run_logged(admin, action, work)
