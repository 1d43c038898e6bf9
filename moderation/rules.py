"""The rules of the site, the reasons for a report, and the kinds of decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from accounts.documents import CLOSED, GOOD, LIMITED, SUSPENDED

RULES: Mapping[str, str] = {
    "1": "Speak about the film, not about each other.",
    "2": "No hatred, threats or harassment.",
    "3": "No spam and no advertising.",
    "4": "Mark spoilers.",
    "5": "No personal data: addresses, phone numbers, private lives.",
    "6": "Nothing illegal.",
    "7": "One person, one account; votes and reports are not for sale.",
}
REVIEW, MEMBER = "review", "member"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody reports a target: its label in the form and in the queue, and its rule.

    `severity` is how many days of waiting a credible report of it is worth in the queue.
    """

    label: str
    short_label: str
    severity: float
    rule: str
    kinds: tuple[str, ...] = (REVIEW, MEMBER)


REASONS: Mapping[str, Reason] = {
    "spoiler": Reason(
        "It gives the story away, and is not folded", "Spoiler not marked", 2, "4", (REVIEW,)
    ),
    "off-topic": Reason("It is not about the film", "Off topic", 1, "1", (REVIEW,)),
    "abusive": Reason("It is abusive or hateful", "Abusive", 5, "2"),
    "spam": Reason("It is spam or advertising", "Spam", 3, "3"),
    "personal": Reason("It shows somebody's personal data", "Personal data", 6, "5"),
    "illegal": Reason("It is illegal", "Illegal", 8, "6"),
    "other": Reason("Something else: say what", "Something else", 2, "1"),
}
# Why there is a case that nobody reported.
HELD_REASON, OPENED_REASON = "held", "looked-into"
STAFF_REASONS: Mapping[str, str] = {
    HELD_REASON: "Held for review",
    OPENED_REASON: "Opened by a moderator",
}


@dataclass(frozen=True, slots=True)
class Action:
    """A kind of decision: its label in the form, in the log and in notices, and what it sets.

    `notice_text` completes "A moderator has …". What becomes of a review is in `states.DECISIONS`.
    """

    label: str
    log_label: str
    notice_text: str
    kinds: tuple[str, ...] = (REVIEW, MEMBER)
    spoiler: bool = False
    standing: str = ""
    needs_until: bool = False
    is_sanction: bool = True


ACTIONS: Mapping[str, Action] = {
    "dismiss": Action(
        "Dismiss",
        "Dismissed",
        "looked at it, and found nothing against the rules",
        is_sanction=False,
    ),
    "mark-spoiler": Action(
        "Mark as spoiler", "Marked as spoiler", "folded it as a spoiler", (REVIEW,), spoiler=True
    ),
    "hide": Action("Hide", "Hidden", "hidden it", (REVIEW,)),
    "remove": Action("Remove", "Removed", "removed it", (REVIEW,)),
    "restore": Action("Restore", "Restored", "made it visible again", (REVIEW,), is_sanction=False),
    "warn": Action("Warn", "Warned", "given a warning"),
    "limit": Action(
        "Limit", "Limited", "limited the account: posts wait for a moderator", standing=LIMITED
    ),
    "suspend": Action(
        "Suspend until…", "Suspended", "suspended the account", standing=SUSPENDED, needs_until=True
    ),
    "close": Action("Close account", "Account closed", "closed the account", standing=CLOSED),
    "reinstate": Action(
        "Reinstate",
        "Reinstated",
        "restored the account to good standing",
        (MEMBER,),
        standing=GOOD,
        is_sanction=False,
    ),
}
# What else is logged: answers to appeals, decisions taken back, and what admins do.
OTHER_ACTIONS: Mapping[str, str] = {
    "undo": "Taken back",
    "uphold": "Appeal refused",
    "overturn": "Appeal granted",
    "set-role": "Role changed",
    "end-sessions": "Sessions ended",
    "add-film": "Film added",
    "edit-film": "Film edited",
    "revert-film": "Film reverted",
    "merge-films": "Films merged",
    "delete-film": "Film deleted",
    "start-trial": "Trial started",
    "end-trials": "Trials ended",
}
ACTION_LABELS: Mapping[str, str] = {
    **{name: action.log_label for name, action in ACTIONS.items()},
    **OTHER_ACTIONS,
}
APPEAL_PERIOD = timedelta(days=30)
CLAIM_DURATION = timedelta(minutes=15)


def reason_label(name: str) -> str:
    reason = REASONS.get(name)
    return reason.short_label if reason else STAFF_REASONS.get(name, name)
