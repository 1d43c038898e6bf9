"""Starting and ending premium trials: logged first, then carried out; safe to repeat.

A trial may change every account, too many for one transaction: the log row is written first, then
one `update_many` does the work. Run again after a crash in between, it does the rest.
"""

from accounts import promotions
from accounts.documents import Member
from accounts.promotions import DEFAULT_DAYS, PromotionResult
from moderation.log import LogEntry, run_logged


def start_trial(*, admin: Member | None, reason: str, days: int = DEFAULT_DAYS) -> PromotionResult:
    """Start a trial of `days` days for every standard account without one.

    If all have one, nothing is written or logged. `admin` None is the operator.
    """
    planned = promotions.count_trial_candidates()
    if not planned.modified:
        return planned
    _add_log_row(admin, "start-trial", reason, f"{days} days, for", planned.modified)
    return promotions.start_trial(days=days)


def end_trials(
    *, admin: Member | None, reason: str, include_running: bool = False
) -> PromotionResult:
    """End the trials whose time is over, or all of them.

    If there are none, nothing is written or logged. `admin` None is the operator.
    """
    planned = promotions.count_ended_trials(include_running=include_running)
    if not planned:
        return PromotionResult(0, 0)
    which = "all of them:" if include_running else "those whose time is over:"
    _add_log_row(admin, "end-trials", reason, which, planned)
    return promotions.end_trials(include_running=include_running)


def _add_log_row(admin: Member | None, action: str, reason: str, which: str, count: int) -> None:
    detail = f"{which} {count:,} account{'' if count == 1 else 's'}"
    entry = LogEntry(action, reason, about={"kind": "site"}, detail=detail)
    run_logged(admin, action, lambda _, append: append(entry))
