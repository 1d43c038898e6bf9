"""The states of a post, its case, and the reason it is not shown: one table of transitions.

`STATES` is the invariant, `DECISIONS` what a decision makes of a review, and `TRANSITIONS` names
the service for every change. The tests check all three after every service call.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from mflix_site.errors import LazyText
from reviews.documents import HELD, HIDDEN, REMOVED, VISIBLE

# A review's state as stored, but that a hidden one also says by what; ABSENT: not posted, or gone.
HIDDEN_BY_REPORTS, HIDDEN_BY_DECISION = "hidden_by_reports", "hidden_by_decision"
ABSENT = "absent"
NO_CASE, OPEN, DECIDED, SAME = "none", "open", "decided", "same"


class HoldReason(NamedTuple):
    """Why a review is held, after "because", as its author and as moderators read it."""

    for_author: LazyText
    for_moderators: LazyText


HOLD_REASONS: Mapping[str, HoldReason] = {
    "word": HoldReason(
        _("it contains words that moderators check first"), _("it contains a watched word")
    ),
    "link": HoldReason(
        _("it contains a link and your account is new"),
        _("it contains a link and the account is new"),
    ),
    "first": HoldReason(
        _("it's your first, and a moderator looks at everybody's first review"),
        _("it's the author's first review"),
    ),
    "limited": HoldReason(_("your account is limited"), _("the account is limited")),
    "repeated": HoldReason(
        _("it repeats words that were hidden"),
        _("it repeats words of the author's that were hidden"),
    ),
}


def hold_reason_text(name: str, reader: str = "author") -> str:
    """Return the reason for the `author` or for `moderators`; earlier versions stored the words."""
    return str(getattr(HOLD_REASONS[name], f"for_{reader}") if name in HOLD_REASONS else name)


# What an author reads after editing a post that stays as it is; `hidden_by_reports` as in STATES.
STAYS: Mapping[str, LazyText] = {
    HIDDEN_BY_REPORTS: _("It stays hidden until a moderator has looked at the reports about it."),
    HIDDEN: _("It stays hidden, because a moderator hid it."),
    REMOVED: _("It stays removed, because a moderator removed it."),
}


# Of a review in each state: the states that its last case may have.
STATES: Mapping[str, tuple[str, ...]] = {
    VISIBLE: (NO_CASE, OPEN, DECIDED),
    HELD: (OPEN,),
    HIDDEN_BY_REPORTS: (OPEN,),
    HIDDEN_BY_DECISION: (OPEN, DECIDED),
    REMOVED: (OPEN, DECIDED),
    ABSENT: (NO_CASE, OPEN, DECIDED),
}
# These wait for a moderator: every decision on their case settles them.
WAITING = (HELD, HIDDEN_BY_REPORTS)
TAKEN_DOWN = (HIDDEN_BY_DECISION, REMOVED)


class Outcome(NamedTuple):
    """The stored state that a decision gives a waiting review, and any other; empty: unchanged.

    `needs_post`: the decision is refused where the author has deleted the review.
    """

    waiting: str
    other: str = ""
    needs_post: bool = False


# A decision against the author that says nothing of the review leaves a waiting one hidden, now by
# that decision: a suspended spammer's review is not published by the suspension.
DECISIONS: Mapping[str, Outcome] = {
    "dismiss": Outcome(VISIBLE),
    "mark-spoiler": Outcome(VISIBLE, needs_post=True),
    "hide": Outcome(HIDDEN, HIDDEN, needs_post=True),
    "remove": Outcome(REMOVED, REMOVED, needs_post=True),
    "restore": Outcome(VISIBLE, VISIBLE, needs_post=True),
    "warn": Outcome(HIDDEN),
    "limit": Outcome(HIDDEN),
    "suspend": Outcome(HIDDEN),
    "close": Outcome(HIDDEN),
}


class Transition(NamedTuple):
    """One service call: the review before and after, and what the case is afterwards."""

    service: str
    before: str
    after: str
    case: str


def _rows(service: str, case: str, changes: Mapping[str, tuple[str, ...]]) -> Iterator[Transition]:
    for before, afters in changes.items():
        yield from (Transition(service, before, after, case) for after in afters)


def _decision_rows() -> Iterator[Transition]:
    for action, outcome in DECISIONS.items():
        for before in STATES:
            stored = outcome.waiting if before in WAITING else outcome.other
            after = HIDDEN_BY_DECISION if stored == HIDDEN else stored or before
            if before != ABSENT:
                yield Transition(action, before, after, DECIDED)
            if not outcome.needs_post and before in (ABSENT, HIDDEN_BY_REPORTS):
                # Its author deleted it meanwhile, so there is nothing left to show or to hide.
                yield Transition(action, before, ABSENT, DECIDED)


def _undo_rows() -> Iterator[Transition]:
    """Yield how a decision is taken back, or stands again: what waited waits in an open case.

    A granted appeal takes the decision back too, and shows what waited.
    """
    for action, before, after, _case in _decision_rows():
        # Moderators confirmed what reports had done: taken back, it shows.
        confirmed = before == HIDDEN_BY_REPORTS and after == HIDDEN_BY_DECISION
        back = VISIBLE if confirmed else before
        reopens = back in WAITING or action == "dismiss"
        yield Transition("undo_decision", after, back, OPEN if reopens else SAME)
        for case in {DECIDED, SAME} if reopens else {SAME}:  # a newer case stays open
            yield Transition("undo_decision", back, after, case)
        shown = VISIBLE if before in WAITING else before
        yield Transition("answer_appeal", after, shown, SAME)
        # Taking back what was in the author's favour can be appealed too.
        yield Transition("answer_appeal", back, after, DECIDED if reopens else SAME)


_UNDOING = ("undo_decision", "answer_appeal")
_UNCHANGED = {state: (state,) for state in STATES}
_POSTED = {state: after for state, after in _UNCHANGED.items() if state != ABSENT}
_ERASED = dict.fromkeys(TAKEN_DOWN, (ABSENT,))  # its author had deleted it
TRANSITIONS: frozenset[Transition] = frozenset(
    {
        *_rows("post_review", SAME, {ABSENT: (VISIBLE,)}),
        *_rows("post_review", OPEN, {ABSENT: (HELD,)}),
        *_rows("edit_review", SAME, _POSTED),
        *_rows("edit_review", OPEN, {VISIBLE: (HELD,), HELD: (VISIBLE,)}),
        *_rows("edit_review", DECIDED, {HELD: (VISIBLE,)}),
        # What was taken down keeps its place, so that nobody posts the same again.
        *_rows("delete_review", SAME, {**_POSTED, VISIBLE: (ABSENT,), HELD: (ABSENT,)}),
        *_rows("file_report", OPEN, {VISIBLE: (VISIBLE, HIDDEN_BY_REPORTS)}),
        *_rows("open_case", OPEN, _POSTED),
        *_rows("file_appeal", SAME, _UNCHANGED),
        *_decision_rows(),
        *_undo_rows(),
        *(row for service in _UNDOING for row in _rows(service, SAME, _UNCHANGED)),
        *(row for service in _UNDOING for row in _rows(service, SAME, _ERASED)),
        *_rows("close_account", SAME, {state: (state, ABSENT) for state in STATES}),
        *_rows("delete_film", SAME, dict.fromkeys(STATES, (ABSENT,))),
        *_rows("delete_film", DECIDED, dict.fromkeys(STATES, (ABSENT,))),
    }
)
