"""What a decision does to a thing, and how it is taken back: both within its transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.client_session import ClientSession

from accounts.documents import Standing
from accounts.errors import MemberNotFound
from accounts.standing import set_standing
from reviews.documents import HIDDEN, VISIBLE
from reviews.errors import ReviewNotFound, VisibilityChanged
from reviews.visibility import Visibility, set_visibility

from .documents import Case, TargetSummary
from .errors import NothingToDo, NotUndoable
from .rules import ACTIONS, Action

Effect = Mapping[str, Any]
ReviewWriter = Callable[..., tuple[Visibility, Visibility]]


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """What a moderator decides: one of `ACTIONS`, a rule, a public reason, a private note."""

    action: str
    rule: str
    reason: str
    note: str = ""
    until: datetime | None = None


def apply(
    case: Case,
    verdict: DecisionInput,
    session: ClientSession,
    judging: ReviewWriter = set_visibility,
) -> Effect | None:
    """Do what a verdict says, and give what was and is; None where it changes nothing.

    `judging` changes a review as `judge` does. Raises NothingToDo where a thing is so already;
    ReviewNotFound or MemberNotFound where it is gone.
    """
    action = ACTIONS[verdict.action]
    if action.standing:
        return _stand(case.about, action.standing, verdict.until, session)
    if action.state or action.spoiler is not None:
        return _judge(case, action, session, judging)
    if verdict.action == "dismiss" and (case.hidden_by_reports or case.held_because):
        return _release(case.about, session, judging)
    return None


def _judge(case: Case, action: Action, session: ClientSession, judging: ReviewWriter) -> Effect:
    """Set what an action sets of a review; one that only waited is shown, if nothing else is said.

    Where reports had hidden it already, hiding it is a decision all the same: taken back, it shows.
    """
    waited = case.hidden_by_reports or bool(case.held_because)
    state = action.state or (VISIBLE if waited else "")
    was, fate = judging(
        review_id=case.about.id, state=state, spoiler=action.spoiler, session=session
    )
    if was == fate and fate.state == HIDDEN and case.hidden_by_reports:
        was = Visibility(VISIBLE, was.spoiler)
    return _changed("review", case.about.id, was, fate)


def _release(about: TargetSummary, session: ClientSession, judging: ReviewWriter) -> Effect | None:
    """Dismissing shows again what was held, or hidden by reports alone, unless it is gone."""
    try:
        fates = judging(review_id=about.id, state=VISIBLE, session=session)
    except ReviewNotFound:
        return None
    return None if fates[0] == fates[1] else _changed("review", about.id, *fates)


def _stand(
    about: TargetSummary, kind: str, until: datetime | None, session: ClientSession
) -> Effect:
    if about.member_id is None:
        raise MemberNotFound("Its author has left.")
    standings = set_standing(member_id=about.member_id, kind=kind, until=until, session=session)
    return _changed("member", about.member_id, *map(_standing_fields, standings))


def _changed(what: str, thing_id: Any, was: Any, now_is: Any) -> Effect:
    if was == now_is:
        raise NothingToDo
    before, after = (x.fields() if isinstance(x, Visibility) else x for x in (was, now_is))
    return {what: thing_id, "before": before, "after": after}


def _standing_fields(standing: Standing) -> dict[str, Any]:
    return {"kind": standing.kind, "until": standing.until}


def reverse(
    effect: Effect, session: ClientSession, judging: ReviewWriter = set_visibility
) -> Effect:
    """Put a thing back to what it was before a decision; give what that changes.

    Raises NotUndoable where something else has been done to it since, or it is gone.
    """
    before, after = effect["before"], effect["after"]
    try:
        if "review" in effect:
            _put_back(effect, session, judging)
        else:
            _reinstate(effect, session)
    except (ReviewNotFound, MemberNotFound, VisibilityChanged) as gone:
        raise NotUndoable from gone
    return {**effect, "before": after, "after": before}


def _put_back(effect: Effect, session: ClientSession, judging: ReviewWriter) -> None:
    fate = Visibility.from_doc(effect["before"])
    judging(
        review_id=effect["review"],
        state=fate.state,
        spoiler=fate.spoiler,
        expecting=Visibility.from_doc(effect["after"]),
        session=session,
    )


def _reinstate(effect: Effect, session: ClientSession) -> None:
    before = effect["before"]
    was, _ = set_standing(
        member_id=effect["member"], kind=before["kind"], until=before["until"], session=session
    )
    if _standing_fields(was) != effect["after"]:
        raise NotUndoable
