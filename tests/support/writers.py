"""Every service that writes for somebody: how to call it, and by what name its view reaches it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from accounts import notices
from accounts import services as accounts
from accounts.documents import Member
from moderation import appealing, claiming, deciding, posting, reporting, undoing
from moderation.things import find_review_thing, member_thing
from reviews import services as reviews
from reviews.services import Words

from .factories import a_film
from .judging import a_verdict
from .worlds import World

WORDS = Words("New words.", 60)
COMPLAINT = reporting.Complaint("spam", "")
ADDRESS = "203.0.113.7"


@dataclass(frozen=True, slots=True)
class Writer:
    """A service as a test calls it; `path` is the name that the view calls.

    `rereads` says whether it asks the database again who is acting.
    """

    path: str
    call: Callable[[World, Member], Any]
    rereads: bool = True


def _report(world: World, member: Member, thing: Any) -> Any:
    return reporting.report(member=member, thing=thing, complaint=COMPLAINT, address=ADDRESS)


WRITERS: Mapping[str, Writer] = {
    "post-review": Writer(
        "reviews.views.posting.post_review",
        lambda w, m: posting.post_review(member=m, movie_id=a_film(title="Alien"), words=WORDS),
    ),
    "edit-review": Writer(
        "reviews.views.posting.edit_review",
        lambda w, m: posting.edit_review(member=m, review_id=ObjectId(w.review), words=WORDS),
    ),
    "delete-review": Writer(
        "reviews.views.services.delete_review",
        lambda w, m: reviews.delete_review(member=m, review_id=ObjectId(w.review)),
    ),
    "report-review": Writer(
        "moderation.views.reports.report",
        lambda w, m: _report(w, m, find_review_thing(ObjectId(w.review))),
    ),
    "report-member": Writer(
        "moderation.views.reports.report", lambda w, m: _report(w, m, member_thing(w.handle))
    ),
    "preferences": Writer(
        "accounts.views.preferences.services.set_preferences",
        lambda w, m: accounts.set_preferences(member=m, preferences={"theme": "dark"}),
        rereads=False,
    ),
    "hide-row": Writer(
        "accounts.views.preferences.services.hide_row",
        lambda w, m: accounts.hide_row(member=m, key="highest-rated"),
        rereads=False,
    ),
    "read-inbox": Writer(
        "moderation.views.account.notices.read_inbox",
        lambda w, m: notices.read_inbox(member=m),
        rereads=False,
    ),
    "appeal": Writer(
        "moderation.views.appeals.appealing.appeal",
        lambda w, m: appealing.appeal(member=m, decision_id=w.decision, text="No insult."),
    ),
    "claim-case": Writer(
        "moderation.views.cases.claiming.claim_case",
        lambda w, m: claiming.claim_case(moderator=m, case_id=w.case),
        rereads=False,
    ),
    "release-case": Writer(
        "moderation.views.cases.claiming.release_case",
        lambda w, m: claiming.release_case(moderator=m, case_id=w.case),
        rereads=False,
    ),
    "note-case": Writer(
        "moderation.views.cases.claiming.note_case",
        lambda w, m: claiming.note_case(moderator=m, case_id=w.case, text="Seen."),
        rereads=False,
    ),
    "decide-case": Writer(
        "moderation.views.cases.deciding.decide_case",
        lambda w, m: deciding.decide_case(moderator=m, case_id=w.case, verdict=a_verdict()),
    ),
    "decide-cases": Writer(
        "moderation.views.queue.deciding.decide_cases",
        lambda w, m: deciding.decide_case(moderator=m, case_id=w.case, verdict=a_verdict("warn")),
    ),
    "open-review-case": Writer(
        "moderation.views.cases.open_case",
        lambda w, m: reporting.open_case(moderator=m, thing=find_review_thing(ObjectId(w.review))),
    ),
    "open-member-case": Writer(
        "moderation.views.cases.open_case",
        lambda w, m: reporting.open_case(moderator=m, thing=member_thing(w.handle)),
    ),
    "undo-decision": Writer(
        "moderation.views.cases.undoing.undo_decision",
        lambda w, m: undoing.undo_decision(moderator=m, decision_id=w.decision, reason="No."),
    ),
    "answer-appeal": Writer(
        "moderation.views.appeals.appealing.answer_appeal",
        lambda w, m: appealing.answer_appeal(
            moderator=m, appeal_id=w.appeal, granted=True, answer="Right."
        ),
    ),
}
