"""The premium trial from the page or the command line: logged first, then given, safe to repeat.

A trial may touch every account, which no transaction should hold: the row says what is to be done,
then one `update_many` does it. Killed in between, it is run again and does the rest.
"""

from pymongo.client_session import ClientSession

from accounts import promotions
from accounts.documents import Member
from accounts.promotions import DAYS, Promotion
from moderation.log import LogEntry

from .logged_actions import run_logged

SITE = {"kind": "site"}


def start_trial(*, admin: Member | None, reason: str, days: int = DAYS) -> Promotion:
    """Give every standard account without a trial one of some days; `admin` None is the operator.

    Where all have one nothing is written, and nothing logged.
    """
    planned = promotions.count_trial_candidates()
    if not planned.modified:
        return planned
    detail = f"{days} days, for {_counted(planned.modified)}"
    _log(admin, "start-trial", reason, detail)
    return promotions.start_trial(days=days)


def end_trials(*, admin: Member | None, reason: str, all_of_them: bool = False) -> Promotion:
    """End the trials whose time is over, or all of them; `admin` None is the operator.

    Where there is none to end nothing is written, and nothing logged.
    """
    planned = promotions.count_ended_trials(all_of_them=all_of_them)
    if not planned:
        return Promotion(0, 0)
    which = "all of them" if all_of_them else "those whose time is over"
    _log(admin, "end-trials", reason, f"{which}: {_counted(planned)}")
    return promotions.end_trials(all_of_them=all_of_them)


def _counted(accounts: int) -> str:
    return f"{accounts:,} account{'' if accounts == 1 else 's'}"


def _log(admin: Member | None, action: str, reason: str, detail: str) -> None:
    def work(session: ClientSession, number: int) -> tuple[None, LogEntry]:
        return None, LogEntry(action, reason, about=SITE, detail=detail)

    run_logged(admin, action, work)
