"""The rules of the house, why something is reported, and what a decision may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from accounts.documents import CLOSED, GOOD, LIMITED, SUSPENDED
from reviews.documents import HIDDEN, REMOVED, VISIBLE

RULES: Mapping[str, str] = {
    "1": "Speak about the film, not about each other.",
    "2": "No hatred, threats or harassment.",
    "3": "No spam and no advertising.",
    "4": "Fold what gives the story away.",
    "5": "Nobody's address, number or private life.",
    "6": "Nothing illegal.",
    "7": "One person, one account; votes and reports are not for sale.",
}
REVIEW, MEMBER = "review", "member"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody reports a thing: as they choose it, as moderators read it, and its rule.

    `severity` is how many days of waiting a credible report of it is worth in the queue.
    """

    label: str
    short: str
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
# Why a case is there that nobody reported.
HELD_REASON, OPENED_REASON = "held", "looked-into"
STAFF_REASONS: Mapping[str, str] = {HELD_REASON: "Held for a look", OPENED_REASON: "Looked into"}


@dataclass(frozen=True, slots=True)
class Action:
    """A kind of decision: as it is chosen, as the log says it, as it is told, and what it sets.

    `told` completes "A moderator has …"; `against` says whether it went against somebody.
    """

    label: str
    done: str
    told: str
    kinds: tuple[str, ...] = (REVIEW, MEMBER)
    state: str = ""
    spoiler: bool | None = None
    standing: str = ""
    needs_end: bool = False
    against: bool = True


ACTIONS: Mapping[str, Action] = {
    "dismiss": Action(
        "Dismiss", "Dismissed", "looked at it, and found nothing against the rules", against=False
    ),
    "mark-spoiler": Action(
        "Mark as spoiler", "Marked as spoiler", "folded it as a spoiler", (REVIEW,), spoiler=True
    ),
    "hide": Action("Hide", "Hidden", "hidden it", (REVIEW,), HIDDEN),
    "remove": Action("Remove", "Removed", "removed it", (REVIEW,), REMOVED),
    "restore": Action(
        "Restore", "Restored", "made it visible again", (REVIEW,), VISIBLE, against=False
    ),
    "warn": Action("Warn", "Warned", "given a warning"),
    "limit": Action(
        "Limit", "Limited", "limited the account: posts wait for a moderator", standing=LIMITED
    ),
    "suspend": Action(
        "Suspend until…",
        "Suspended",
        "suspended the account",
        standing=SUSPENDED,
        needs_end=True,
    ),
    "close": Action("Close account", "Account closed", "closed the account", standing=CLOSED),
    "reinstate": Action(
        "Reinstate",
        "Reinstated",
        "restored the account to good standing",
        (MEMBER,),
        standing=GOOD,
        against=False,
    ),
}
# What else the log may hold: answers to appeals, taking back, and what admins do.
OTHER_ACTIONS: Mapping[str, str] = {
    "undo": "Taken back",
    "uphold": "Appeal refused",
    "overturn": "Appeal granted",
    "set-role": "Role given",
    "end-sessions": "Sessions ended",
    "add-film": "Film added",
    "edit-film": "Film edited",
    "revert-film": "Film reverted",
    "merge-films": "Films merged",
    "delete-film": "Film deleted",
    "start-trial": "Trial given",
    "end-trials": "Trials ended",
}
ACTION_LABELS: Mapping[str, str] = {
    **{name: action.done for name, action in ACTIONS.items()},
    **OTHER_ACTIONS,
}
APPEALABLE_FOR = timedelta(days=30)
CLAIMED_FOR = timedelta(minutes=15)


def reason_label(name: str) -> str:
    """Give the words in which moderators read why a case is there."""
    reason = REASONS.get(name)
    return reason.short if reason else STAFF_REASONS.get(name, name)
