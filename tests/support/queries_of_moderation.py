"""Everything that moderation asks of the database, each with the world that it is asked in."""

from collections.abc import Callable, Mapping
from typing import Any

from bson import ObjectId

from accounts import notices
from accounts.permissions import staff_among, staff_permitted_to
from accounts.queries import names_and_handles, report_records
from moderation import appeals, cases, decisions, log, log_queries, queries, undo
from moderation.cases import open_case
from moderation.log import verify_log
from moderation.posts import get_member_target, get_visible_review_target, list_target
from reviews.queries import has_visible_review

from .factories import a_film, a_review
from .lists import a_list
from .moderation import a_report, a_report_of_member, an_old_member, decided

Case = Callable[[Any], object]


def put_cases(world: Any) -> None:
    """Insert cases, decisions and appeals beside those of the world."""
    world.moe, world.dora = an_old_member("Moe", role="moderator"), an_old_member("Dora")
    world.ines = an_old_member("Ines", role="admin")
    reviews = [a_review(world.dora, a_film(title=f"Case {n}")).id for n in range(6)]
    cases = [a_report(world.bob, review) for review in reviews]
    world.removed = decided(world.moe, cases[0], "remove")
    world.hidden = decided(world.moe, cases[1], "hide")
    world.kept = decided(world.moe, cases[2], "dismiss")
    world.case, world.other_case, world.last_case = cases[3:]
    world.appeal = appeals.file_appeal(
        member=world.dora, decision_id=world.removed.id, text="I object."
    )
    world.reported = ObjectId(reviews[3])


def _case(world: Any) -> Any:
    return queries.get_case(world.moe, world.case)


def _list_of_a_case(world: Any) -> Any:
    made = a_list(world.alice, privacy="link")
    open_case(moderator=world.moe, snapshot=list_target(made))
    return queries.get_shown_list(made.id, world.moe)


def _queue(**asked: Any) -> Case:
    return lambda w: queries.page_of_cases(w.moe, queries.QueueFilter(**asked), 1)


def _log(**asked: str) -> Case:
    return lambda _: log_queries.page_of_log(log_queries.LogFilter(**asked), 1)


CASES: Mapping[str, Case] = {
    "reporting a review": lambda w: a_report(w.alice, str(w.reported)),
    "reporting a member": lambda w: a_report_of_member(w.alice, w.dora.handle),
    "looking into a review": lambda w: open_case(
        moderator=w.moe, snapshot=get_visible_review_target(w.reported)
    ),
    "looking into a member": lambda w: open_case(
        moderator=w.moe, snapshot=get_member_target(w.alice.handle)
    ),
    "the queue": _queue(),
    "the queue of a reason": _queue(reason="abusive"),
    "the queue, searched": _queue(words="case dora"),
    "decided cases": _queue(decided=True),
    "the next case": lambda w: queries.next_case(w.moe),
    "a case": _case,
    "its reports": lambda w: queries.reports_of_case(_case(w)),
    "earlier cases": lambda w: queries.earlier_cases(_case(w)),
    "a list of a case": _list_of_a_case,
    "own reports": lambda w: queries.page_of_own_reports(w.bob, 1),
    "an open report": lambda w: queries.has_open_report(w.bob, w.reported),
    "export of moderation": lambda w: queries.reports_and_appeals_of(w.dora.id),
    "claiming": lambda w: cases.claim_case(moderator=w.moe, case_id=w.other_case),
    "releasing": lambda w: cases.release_case(moderator=w.moe, case_id=w.other_case),
    "settling queued reports": lambda _: decisions.settle_queued_reports(),
    "noting": lambda w: cases.add_case_note(moderator=w.moe, case_id=w.case, text="Seen."),
    "deciding": lambda w: decided(w.moe, w.last_case, "hide"),
    "suspending": lambda w: decided(w.moe, a_report_of_member(w.bob, w.dora.handle), "suspend"),
    "the log": _log(),
    "the log of an action": _log(action="hide"),
    "the log of a rule": _log(rule="2"),
    "the log of a moderator": _log(moderator="moe"),
    "a row of the log": lambda _: log_queries.get_row(number=1),
    "a decision": lambda w: log_queries.get_row(_id=w.removed.id),
    "rows as they are hashed": lambda _: log_queries.public_rows(1),
    "the end of the log": lambda _: log.log_head(),
    "a page of decisions concerning somebody": lambda w: log_queries.page_of_decisions_about_member(
        w.dora, 1
    ),
    "what reports hide": lambda w: queries.hidden_by_reports([w.reported]),
    "what reports hide of somebody": lambda w: queries.posts_hidden_by_reports(w.dora),
    "members with cases": lambda w: queries.members_with_cases([w.dora.id, w.moe.id]),
    "decisions concerning somebody": lambda w: log_queries.decisions_about_member(w.dora.id),
    "rows concerning somebody": lambda w: log_queries.public_rows_about_member(w.dora.id),
    "decisions about a target": lambda w: log_queries.decisions_about_target(w.reported),
    "checking the log": lambda _: verify_log(),
    "appealing": lambda w: appeals.file_appeal(
        member=w.dora, decision_id=w.hidden.id, text="I object."
    ),
    "appeals that wait": lambda _: log_queries.page_of_appeals(1, answered=False),
    "how many appeals wait": lambda w: log_queries.count_open_appeals(w.moe),
    "an appeal": lambda w: log_queries.get_appeal(w.appeal),
    "own appeals": lambda w: log_queries.appeals_of_member(w.dora),
    "answering": lambda w: appeals.answer_appeal(
        moderator=w.ines, appeal_id=w.appeal, granted=True, answer="You are right."
    ),
    "answered appeals": lambda _: log_queries.page_of_appeals(1, answered=True),
    "taking back": lambda w: undo.undo_decision(
        moderator=w.moe, decision_id=w.kept.id, reason="A mistake."
    ),
    "an inbox": lambda w: notices.inbox_page(w.dora, 1),
    "reading a page of an inbox": lambda w: notices.mark_read(
        member=w.dora, shown=notices.inbox_page(w.dora, 1).items
    ),
    "reading an inbox": lambda w: notices.mark_inbox_read(member=w.dora),
    "own notices": lambda w: notices.notices_export(w.dora.id),
    "is somebody staff": lambda w: staff_among([w.moe.id]),
    "who else is staff": lambda w: staff_permitted_to("answer-appeal"),
    "names": lambda w: names_and_handles([w.dora.id]),
    "records of reporters": lambda w: report_records([w.bob.id]),
    "has somebody posted": lambda w: has_visible_review(w.dora.id),
}
