"""Errors of reports, cases, decisions and appeals, each with the sentence that a person reads."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from mflix_site.errors import Conflict, Forbidden, LazyText, NotFound


class CaseNotFound(NotFound):
    sentence = _("We can't find this case.")


class DecisionNotFound(NotFound):
    sentence = _("The moderation log has no such entry.")


class AppealNotFound(NotFound):
    sentence = _("We can't find this appeal.")


class OwnTarget(Forbidden):
    sentence = _("This is about you, so somebody else has to look at it.")


class OwnReport(Forbidden):
    sentence = _("You reported this, so somebody else has to decide.")


class OwnDecision(Forbidden):
    sentence = _("You made this decision, so somebody else has to answer the appeal.")


class Overruled(Forbidden):
    sentence = _(
        "Your decision about this was overturned on appeal, so somebody else has to decide."
    )


class StaffTarget(Forbidden):
    sentence = _("This is about a moderator or an admin, so only an admin can decide it.")


# Why words that others would see are refused, after "because".
REFUSALS: Mapping[str, LazyText] = {
    "limited": _("your account is limited"),
    "word": _("they contain words that moderators check first"),
    "link": _("they contain a link and your account is new"),
    "first": _("a moderator looks at everybody's first review before their other words are public"),
    "repeated": _("they repeat words that were hidden"),
}


class WordsRefused(Conflict):
    """Public words of a diary that would have to wait: they can be private, or changed."""

    sentence = _("These words can't be public yet, because %(reason)s. %(advice)s")
    advice: LazyText = _("Change them, or save the entry for only you.")
    advice_if_limited: LazyText = _("You can save the entry for only you.")

    def __init__(self, reason: str) -> None:
        advice = self.advice_if_limited if reason == "limited" else self.advice
        super().__init__(self.sentence % {"reason": REFUSALS[reason], "advice": advice})


class ListWordsRefused(WordsRefused):
    """Words of a shared list that would have to wait: it can be private, or they can change."""

    sentence = _("These words can't be shown to others yet, because %(reason)s. %(advice)s")
    advice = _("Change them, or make the list private.")
    advice_if_limited = _("You can make the list private.")


class NoteRefused(WordsRefused):
    """A note of a watchlist that would have to wait: the watchlist can be private."""

    advice = _("Change them, or make your watchlist private in your preferences.")
    advice_if_limited = _("You can make your watchlist private in your preferences.")


class ProfileWordsRefused(WordsRefused):
    """A name, handle or about text that would have to wait, as everybody sees a profile."""

    advice = _("Change them, or leave this part of your profile as it was.")
    advice_if_limited = _(
        "Leave your name, handle and about text as they were; you can also empty the about text."
    )


class AlreadyReported(Conflict):
    sentence = _("You've already reported this, and a moderator will look at it.")


class AlreadyDecided(Conflict):
    sentence = _("This case has already been decided.")


class ClaimedByOther(Conflict):
    sentence = _("Somebody else has claimed this case.")


class WordsChanged(Conflict):
    sentence = _(
        "The words have changed since they were reported, or since you opened this page. Read them "
        "as they are now, then decide."
    )


class WrongKind(Conflict):
    sentence = _("This decision doesn't exist for what the case is about.")


class NothingToDo(Conflict):
    sentence = _("That wouldn't change anything: it's already like that.")


class AlreadyUndone(Conflict):
    sentence = _("This decision has already been undone.")


class NotUndoable(Conflict):
    sentence = _("This can't be undone: what it was about has changed since, or no longer exists.")


class AlreadyAppealed(Conflict):
    sentence = _("You've already appealed this decision.")


class NotAppealable(Conflict):
    sentence = _("This decision can't be appealed: it's more than 30 days old, or has been undone.")


class AlreadyAnswered(Conflict):
    sentence = _("This appeal has already been answered.")
