"""What a case's page shows: gathered from every app, as the page is a composition."""

from typing import Any

from accounts.documents import Member
from accounts.queries import find_member
from mflix_site.clock import now
from mflix_site.errors import NotFound
from moderation.documents import About, Case
from moderation.forms import NoteForm, VerdictForm
from moderation.log_queries import about_thing, decisions_about_member
from moderation.queries import Asked, earlier_cases, page_of_cases, reports_of
from moderation.rules import REASONS
from movies.queries import get_card
from reviews.documents import Review
from reviews.member_queries import member_review_summary
from reviews.queries import find_review

from .queue import row_of

BESIDE = 12


def whole_case(member: Member, case: Case) -> dict[str, Any]:
    """Give everything that a moderator needs to decide, and the other cases that wait."""
    moment = now()
    waiting = page_of_cases(member, Asked(), 1)
    reports = reports_of(case)
    return {
        **row_of(case, member, moment),
        "moment": moment,
        "waiting": [row_of(other, member, moment) for other in waiting.items[:BESIDE]],
        "waiting_total": waiting.total,
        "review": _review(case),
        "film": _film(case.about),
        "reports": reports,
        "author": _author(case.about),
        "record": decisions_about_member(case.about.member_id) if case.about.member_id else [],
        "history": about_thing(case.about.id),
        "earlier": earlier_cases(case),
        "is_reporter": any(report.reporter_id == member.id for report in reports),
        "form": VerdictForm(kind=case.about.kind, initial={"rule": _likely_rule(case)}),
        "note_form": NoteForm(),
    }


def _likely_rule(case: Case) -> str:
    reason = REASONS.get(case.reasons[0]) if case.reasons else None
    return reason.rule if reason else "1"


def _review(case: Case) -> Review | None:
    """The review as it is now; None of a member's case, or where its author removed it."""
    return find_review(case.about.id) if case.about.is_review else None


def _film(about: About) -> Any:
    if about.movie_id is None:
        return None
    try:
        return get_card(about.movie_id)
    except NotFound:
        return None


def _author(about: About) -> dict[str, Any] | None:
    found = find_member(about.member_id) if about.member_id else None
    if found is None:
        return None
    reviews, average = member_review_summary(found.id)
    return {
        "member": found,
        "standing": found.standing.at(now()),
        "until": found.standing.until,
        "reviews": reviews,
        "average": average,
    }
