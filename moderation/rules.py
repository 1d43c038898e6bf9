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
REVIEW, PERSON = "review", "member"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody reports a thing: its words, how serious it is (in days of waiting), its rule."""

    label: str
    severity: float
    rule: str
    kinds: tuple[str, ...] = (REVIEW, PERSON)


REASONS: Mapping[str, Reason] = {
    "spoiler": Reason("It gives the story away, and is not folded", 2, "4", (REVIEW,)),
    "off-topic": Reason("It is not about the film", 1, "1", (REVIEW,)),
    "abusive": Reason("It is abusive or hateful", 5, "2"),
    "spam": Reason("It is spam or advertising", 3, "3"),
    "personal": Reason("It shows somebody's personal data", 6, "5"),
    "illegal": Reason("It is illegal", 8, "6"),
    "other": Reason("Something else: say what", 2, "1"),
}
# Why a case is there that nobody reported.
HELD, LOOKED_INTO = "held", "looked-into"
OWN_REASONS: Mapping[str, str] = {
    HELD: "Held for a look",
    LOOKED_INTO: "A moderator looks into it",
}


@dataclass(frozen=True, slots=True)
class Action:
    """A kind of decision: its words, what it can be about, and what it sets."""

    label: str
    told: str
    kinds: tuple[str, ...] = (REVIEW, PERSON)
    state: str = ""
    spoiler: bool | None = None
    standing: str = ""
    needs_end: bool = False
    against: bool = True


# `told` completes "A moderator has …" to the author, and says to reporters what came of it.
ACTIONS: Mapping[str, Action] = {
    "dismiss": Action(
        "Dismiss", "looked at it, and found nothing against the rules", against=False
    ),
    "mark-spoiler": Action("Mark as spoiler", "folded it as a spoiler", (REVIEW,), spoiler=True),
    "hide": Action("Hide", "hidden it", (REVIEW,), HIDDEN),
    "remove": Action("Remove", "removed it", (REVIEW,), REMOVED),
    "restore": Action("Restore", "made it visible again", (REVIEW,), VISIBLE, against=False),
    "warn": Action("Warn", "given a warning"),
    "limit": Action("Limit", "limited the account: posts wait for a moderator", standing=LIMITED),
    "suspend": Action(
        "Suspend until…", "suspended the account", standing=SUSPENDED, needs_end=True
    ),
    "close": Action("Close account", "closed the account", standing=CLOSED),
    "reinstate": Action(
        "Reinstate", "restored the account to good standing", (PERSON,), standing=GOOD,
        against=False,
    ),
}  # fmt: skip
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
    **{name: action.label.rstrip("…") for name, action in ACTIONS.items()},
    **OTHER_ACTIONS,
}
APPEALABLE_FOR = timedelta(days=30)
CLAIMED_FOR = timedelta(minutes=15)


def label_of_reason(name: str) -> str:
    """Give the words for why a case is there."""
    reason = REASONS.get(name)
    return reason.label if reason else OWN_REASONS.get(name, name)
