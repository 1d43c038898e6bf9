"""Notices about decisions, appeals and undone decisions: their words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from bson import ObjectId
from django.utils.translation import gettext_noop

from accounts.documents import MODERATOR
from accounts.notices import Notice
from mflix_site.text import Phrase
from mflix_site.text import Phrase as _
from reviews.documents import HELD, HIDDEN, VISIBLE

from .documents import Appeal, Case, Decision, Target, changed_post
from .rules import ACTION_LABELS, ACTIONS, DECIDERS, ENTRY, LIST, MEMBER, OTHER_ACTION, RULES

HOW_TO_APPEAL = gettext_noop(
    "If you think this is wrong, you can appeal within 30 days. Somebody who didn't make the "
    "decision will answer."
)


def log_notice(subject: str, text: str, decision: Decision, quote: str = "") -> Notice:
    """Return a notice of what is logged, with the reason and a link to the row."""
    label = _("See it in the moderation log")
    return Notice(subject, (text, _reason(decision)), quote, decision.log_path, label)


class Notices(NamedTuple):
    """What the reporters of a case read, and what its author does, by their id."""

    reporters: Notice
    author: dict[ObjectId, Notice]

    def by_member(self, reporters: Sequence[ObjectId]) -> dict[ObjectId, Notice]:
        return {**dict.fromkeys(reporters, self.reporters), **self.author}


def decision_notices(case: Case, decision: Decision) -> Notices:
    """Return the notices: to the reporters, and to the author where something changed for them."""
    action = ACTIONS[decision.action]
    values = {"about": _described(case.target), "label": _label(decision)}
    subject = _("Your report of %(about)s: %(label)s") % values
    outcome = Phrase.of(action.outcome) % {"role": _decider(decision)}
    text = _("Thank you. %(outcome)s") % {"outcome": outcome}
    author = {}
    if case.target.member_id and notifies_author(case, decision):
        author[case.target.member_id] = author_notice(case, decision)
    return Notices(log_notice(subject, text, decision), author)


def notifies_author(case: Case, decision: Decision) -> bool:
    """Return whether a decision changed something for the author, who gets a notice then."""
    has_author = case.target.member_id is not None
    return has_author and bool(ACTIONS[decision.action].subject or _new_state(decision))


def author_notice(case: Case, decision: Decision) -> Notice:
    """Return the notice for an author: the decision, its rule and reason, and how to appeal."""
    action, values = ACTIONS[decision.action], {"post": _post(case.target)}
    subject = _author_subject(decision) % values
    about_post = _("This is about your %(post)s.") % values
    hidden = _("It was waiting for a moderator. It's now hidden.")
    shown = _("It was waiting for a moderator. Others can see it now.")
    paragraphs = [
        about_post if MEMBER in action.kinds and case.target.is_post else "",
        hidden if decision.action != "hide" and _new_state(decision) == HIDDEN else "",
        shown if action.is_sanction and _new_state(decision) == VISIBLE else "",
        Phrase.of(action.consequence),
        _authority(decision),
        _reason(decision),
    ]
    if decision.detail:
        subject = _("%(subject)s %(detail)s") % {"subject": subject, "detail": decision.detail}
    quote, label = case.snapshot.text if case.snapshot else "", _("See it in the moderation log")
    shown_paragraphs = tuple(filter(None, paragraphs))
    notice = Notice(subject, shown_paragraphs, quote, decision.log_path, label)
    return _with_appeal(notice, decision)


def _author_subject(decision: Decision) -> str:
    if _new_state(decision) != VISIBLE or ACTIONS[decision.action].is_sanction:
        return Phrase.of(ACTIONS[decision.action].subject)
    if _states(decision)[0] == HELD:
        return _("Your %(post)s has been published")
    return _("Your %(post)s is visible again")


def hidden_notice(target: Target, quote: str) -> Notice:
    """Return the notice for an author whose post reports have hidden."""
    subject = _("Your %(post)s is hidden until a moderator has looked at it")
    text = _(
        "Members have reported it, so only you and moderators can see it for now. A moderator "
        "decides whether it stays hidden, and we'll tell you the decision. Until then you needn't "
        "do anything."
    )
    subject %= {"post": _post(target)}
    return Notice(subject, (text,), quote, "/accounts/standing/", _("See your standing"))


def _with_appeal(notice: Notice, decision: Decision) -> Notice:
    """Return a notice that says how to appeal, where the decision left its member worse off."""
    if not decision.is_against_member:
        return notice
    path = f"/accounts/appeals/{decision.id}/"
    return replace(notice, ending=_(HOW_TO_APPEAL), path=path, label=_("Appeal"))


def undone_notices(target: Target, decision: Decision) -> Notices:
    """Return the notices for both sides that an earlier decision no longer stands."""
    values = {"role": _decider(decision), "number": decision.undoes}
    effect = decision.private.get("effect") or {}
    text = _("%(role)s undid decision #%(number)s. What it changed is back to how it was.")
    if decision.action == "overturn":
        text = _("%(role)s overturned decision #%(number)s on appeal.")
    elif changed_post(effect) and effect["before"]["state"] != effect["after"]["state"] == VISIBLE:
        text = _("%(role)s undid decision #%(number)s. What it was about is visible again.")
    text %= values
    subject = _("A decision on your report of %(about)s was undone")
    subject %= {"about": _described(target)}
    reporters, author = log_notice(subject, text, decision), {}
    if target.member_id:
        subject = _("A decision about your account was undone")
        if target.is_post:
            subject = _("A decision about your %(post)s was undone") % {"post": _post(target)}
        author[target.member_id] = _with_appeal(log_notice(subject, text, decision), decision)
    return Notices(reporters, author)


def appeal_notices(
    appeal: Appeal, appealed: Decision, decision: Decision, granted: bool
) -> dict[ObjectId, Notice]:
    """Return the notices of an answer, to the member and to the moderator who had decided."""
    values = {"label": _label(appealed), "number": appealed.number}
    text = _("“%(label)s” stands.")
    if granted:
        text = _("“%(label)s” no longer stands. What it changed is back to how it was.")
        if appealed.private.get("effect") and not decision.private.get("effect"):
            text = _("“%(label)s” no longer stands. What it changed had already changed again.")
    notices = {}
    if moderator_id := appealed.private.get("moderator_id"):
        subject = _("Your decision #%(number)s was upheld on appeal")
        if granted:
            subject = _("Your decision #%(number)s was overturned on appeal")
        notices[moderator_id] = log_notice(subject % values, text % values, decision)
    if appeal.member_id is not None and appealed.member_id == appeal.member_id:
        subject = _("Your appeal: decision #%(number)s was upheld")
        if granted:
            subject = _("Your appeal: decision #%(number)s was overturned")
        notice = log_notice(subject % values, text % values, decision, appeal.text)
        notices[appeal.member_id] = notice
    return notices


def film_deleted_notice(title: str) -> Notice:
    """Return the notice for reporters of a case that a film's deletion closed."""
    subject = _("Your report of a review of %(title)s: film deleted") % {"title": title}
    text = _("Thank you. %(title)s was deleted from the catalogue, along with its reviews.")
    label = _("Your reports")
    return Notice(subject, (text % {"title": title},), "", "/accounts/reports/", label)


def _new_state(decision: Decision) -> str:
    """Return the state that a decision gave a review; empty where it left it as it was."""
    before, after = _states(decision)
    return str(after) if before != after else ""


def _states(decision: Decision) -> tuple[Any, Any]:
    effect = decision.private.get("effect") or {}
    before, after = (effect.get("also", effect).get(name, {}) for name in ("before", "after"))
    return before.get("state"), after.get("state")


def _described(target: Target) -> str:
    if not target.is_post:
        return _("the member %(name)s") % {"name": target.name}
    return _("the %(post)s by %(name)s") % {"post": _post(target), "name": target.name}


def _post(target: Target) -> str:
    """Return the noun for a post, after "your" or "the"."""
    names = {LIST: _("list “%(title)s”"), ENTRY: _("diary entry on %(title)s")}
    title = target.title or _("a film")
    return names.get(target.kind, _("review of %(title)s")) % {"title": title}


def _decider(decision: Decision) -> str:
    return Phrase.of(DECIDERS.get(decision.role, DECIDERS[MODERATOR]))


def _label(decision: Decision) -> str:
    return Phrase.of(ACTION_LABELS.get(decision.action, OTHER_ACTION))


def _authority(decision: Decision) -> str:
    values = {"role": _decider(decision), "number": decision.rule}
    if not decision.rule or not decision.is_against_member:
        return _("%(role)s decided this.") % values
    values["rule"] = Phrase.of(RULES.get(decision.rule, ""))
    return _("%(role)s decided this under rule %(number)s: %(rule)s") % values


def _reason(decision: Decision) -> str:
    return _("Reason: %(reason)s") % {"reason": decision.reason}
