"""The rules of the site, the reasons for a report, and the kinds of decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.documents import CLOSED, GOOD, LIMITED, SUSPENDED
from mflix_site.errors import LazyText

RULES: Mapping[str, LazyText] = {
    "1": _("Talk about the film, not about each other."),
    "2": _("No hate, threats or harassment."),
    "3": _("No spam or advertising."),
    "4": _("Mark spoilers."),
    "5": _("No personal information: addresses, phone numbers, private lives."),
    "6": _("Nothing illegal."),
    "7": _("One account per person. Reviews, ratings and reports aren't for sale."),
}
REVIEW, ENTRY, LIST, MEMBER = "review", "entry", "list", "member"
# What members write, and moderators can hide, remove and restore.
POSTS = (REVIEW, ENTRY, LIST)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody reports a target: its label in the form and in the queue, and its rule.

    `severity` is how many days of waiting a credible report of it is worth in the queue.
    """

    label: LazyText
    short_label: LazyText
    severity: float
    rule: str
    kinds: tuple[str, ...] = (*POSTS, MEMBER)


REASONS: Mapping[str, Reason] = {
    "spoiler": Reason(
        _("It has spoilers that aren't marked"), _("Unmarked spoilers"), 2, "4", (REVIEW,)
    ),
    "off-topic": Reason(_("It isn't about the film"), _("Off topic"), 1, "1", (REVIEW, ENTRY)),
    "abusive": Reason(_("It's abusive or hateful"), _("Abusive"), 5, "2"),
    "spam": Reason(_("It's spam or advertising"), _("Spam"), 3, "3"),
    "personal": Reason(
        _("It shares somebody's personal information"), _("Personal information"), 6, "5"
    ),
    "illegal": Reason(_("It's illegal"), _("Illegal"), 8, "6"),
    "other": Reason(_("Something else"), _("Something else"), 2, "1"),
}
# Why there is a case that nobody reported.
HELD_REASON, OPENED_REASON = "held", "looked-into"
STAFF_REASONS: Mapping[str, LazyText] = {
    HELD_REASON: _("Waiting for a moderator"),
    OPENED_REASON: _("Opened by a moderator"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """A kind of decision: its label in the form and in the log, and what it sets.

    `outcome` is what reporters read, `subject` what the author reads, both in a sentence, and
    `consequence` what follows for the author. What becomes of a review is in `states.DECISIONS`.
    """

    label: LazyText
    log_label: LazyText
    outcome: LazyText
    subject: LazyText = ""
    consequence: LazyText = ""
    kinds: tuple[str, ...] = (*POSTS, MEMBER)
    spoiler: bool = False
    standing: str = ""
    clears: tuple[str, ...] = ()
    needs_until: bool = False
    is_sanction: bool = True


ACTIONS: Mapping[str, Action] = {
    "dismiss": Action(
        _("Dismiss"),
        _("Dismissed"),
        _("%(role)s looked at it and found nothing against the rules."),
        is_sanction=False,
    ),
    "mark-spoiler": Action(
        _("Mark as spoiler"),
        _("Marked as spoiler"),
        _("%(role)s marked it as a spoiler."),
        _("Your %(post)s was marked as a spoiler"),
        kinds=(REVIEW,),
        spoiler=True,
    ),
    "hide": Action(
        _("Hide"), _("Hidden"), _("%(role)s hid it."), _("Your %(post)s was hidden"), kinds=POSTS
    ),
    "remove": Action(
        _("Remove"),
        _("Removed"),
        _("%(role)s removed it."),
        _("Your %(post)s was removed"),
        kinds=POSTS,
    ),
    "restore": Action(
        _("Restore"),
        _("Restored"),
        _("%(role)s made it visible again."),
        _("Your %(post)s is visible again"),
        kinds=POSTS,
        is_sanction=False,
    ),
    "warn": Action(
        _("Warn"), _("Warned"), _("%(role)s gave a warning."), _("You've been given a warning")
    ),
    "clear-about": Action(
        _("Clear the about text"),
        _("About text cleared"),
        _("%(role)s cleared the about text."),
        _("Your about text was cleared"),
        kinds=(MEMBER,),
        clears=("about",),
    ),
    "clear-profile": Action(
        _("Clear name, handle and about text"),
        _("Profile cleared"),
        _("%(role)s cleared the name, the handle and the about text."),
        _("Your profile was cleared"),
        _("Your name and handle were replaced, and your about text was emptied. Choose others."),
        kinds=(MEMBER,),
        clears=("name", "handle", "about"),
    ),
    "limit": Action(
        _("Limit"),
        _("Limited"),
        _("%(role)s limited the account."),
        _("Your account is limited"),
        _(
            "A moderator looks at your reviews before others see them. What you write in your "
            "diary and your lists can only be private, and you can't change the text of your "
            "profile."
        ),
        standing=LIMITED,
    ),
    "suspend": Action(
        _("Suspend until…"),
        _("Suspended"),
        _("%(role)s suspended the account."),
        _("Your account is suspended"),
        _(
            "You can read, download your data and delete your reviews, but not post, edit or "
            "report."
        ),
        standing=SUSPENDED,
        needs_until=True,
    ),
    "close": Action(
        _("Close account"),
        _("Account closed"),
        _("%(role)s closed the account."),
        _("Your account is closed"),
        _("You can still log in to appeal and to download your data."),
        standing=CLOSED,
    ),
    "reinstate": Action(
        _("Reinstate"),
        _("Reinstated"),
        _("%(role)s restored the account to good standing."),
        _("Your account is in good standing again"),
        kinds=(MEMBER,),
        standing=GOOD,
        is_sanction=False,
    ),
}
# What decisions are called that publish a post which waited, and which nobody reported.
PUBLISHING: Mapping[str, LazyText] = {
    "dismiss": _("Publish"),
    "mark-spoiler": _("Publish and mark as spoiler"),
}
# After these a member's next posts are searched for the same words.
TAKES_DOWN = ("hide", "remove", "clear-about", "clear-profile")
# What else is logged: answers to appeals, decisions undone, and what admins do.
OTHER_ACTIONS: Mapping[str, LazyText] = {
    "undo": _("Decision undone"),
    "uphold": _("Upheld on appeal"),
    "overturn": _("Overturned on appeal"),
    "set-role": _("Role changed"),
    "end-sessions": _("Sessions ended"),
    "add-film": _("Film added"),
    "edit-film": _("Film edited"),
    "revert-film": _("Film reverted"),
    "merge-films": _("Films merged"),
    "delete-film": _("Film deleted"),
    "start-trial": _("Trials started"),
    "end-trials": _("Trials ended"),
}
ACTION_LABELS: Mapping[str, LazyText] = {
    **{name: action.log_label for name, action in ACTIONS.items()},
    **OTHER_ACTIONS,
}
OTHER_ACTION = _("Decided")  # what another version of the site may have logged
DECIDERS: Mapping[str, LazyText] = {
    "moderator": _("A moderator"),
    "admin": _("An admin"),
    "operator": _("The operator"),
}
APPEAL_PERIOD = timedelta(days=30)
CLAIM_DURATION = timedelta(minutes=15)


def reason_label(name: str) -> str:
    reason = REASONS.get(name, REASONS["other"])
    return str(STAFF_REASONS.get(name, reason.short_label))
