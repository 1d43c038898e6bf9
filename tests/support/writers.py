"""Every service that writes for somebody: how to call it, and by what name its view reaches it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from bson import ObjectId

from accounts import access_tokens, notices, preferences
from accounts.documents import Member
from diary import services as diary
from diary.documents import EntryContent
from importing import preview, running, undoing
from importing.documents import Options
from moderation import appeals, cases, decisions, posting, reports, undo
from moderation.posts import get_entry_target, get_member_target, get_visible_review_target
from moderation.profile_editing import edit_profile
from reviews import services as reviews
from reviews.documents import ReviewContent

from .factories import a_film
from .moderation import a_decision_input
from .route_table import World
from .writers_of_lists import WRITERS_OF_LISTS

WORDS = ReviewContent("New words.", 60)
REPORT = reports.ReportContent("spam", "")
ADDRESS = "203.0.113.7"


@dataclass(frozen=True, slots=True)
class Writer:
    """A service as a test calls it; `path` is the name that the view calls.

    `rereads` says whether it asks the database again who is acting.
    """

    path: str
    call: Callable[[World, Member], Any]
    rereads: bool = True


def _report(world: World, member: Member, snapshot: Any) -> Any:
    return reports.file_report(member=member, snapshot=snapshot, content=REPORT, ip=ADDRESS)


CHOICE = {"file": "history.csv", "number": 2, "film": None}
HISTORY = b"Title,Year,Rating10\r\nAlien,1979,8\r\n"


WRITERS: Mapping[str, Writer] = {
    "start-import": Writer(
        "importing.views.preview.start_import",
        lambda w, m: preview.start_import(
            member=m, upload=BytesIO(HISTORY), filename="history.csv"
        ),
        rereads=False,
    ),
    "choose-match": Writer(
        "importing.views.preview.choose_match",
        lambda w, m: preview.choose_match(member=m, import_id=w.history, **CHOICE),
        rereads=False,
    ),
    "run-import": Writer(
        "importing.views.running.run_import",
        lambda w, m: running.run_import(member=m, import_id=w.history, options=Options()),
        rereads=False,
    ),
    "retry-import": Writer(
        "importing.views.preview.retry_import",
        lambda w, m: preview.retry_import(member=m, import_id=w.history),
        rereads=False,
    ),
    "undo-import": Writer(
        "importing.views.undoing.undo_import",
        lambda w, m: undoing.undo_import(member=m, import_id=w.history),
        rereads=False,
    ),
    **{name: Writer(path, call) for name, (path, call) in WRITERS_OF_LISTS.items()},
    "post-review": Writer(
        "moderation.views.reviews.posting.post_review",
        lambda w, m: posting.post_review(member=m, movie_id=a_film(title="Alien"), content=WORDS),
    ),
    "rate-film": Writer(
        "moderation.views.diary.posting.rate_film",
        lambda w, m: posting.rate_film(member=m, movie_id=a_film(title="Alien"), rating=60),
    ),
    "set-watched": Writer(
        "diary.views.marking.services.set_watched",
        lambda w, m: diary.set_watched(member=m, movie_id=a_film(title="Alien"), on=True),
    ),
    "set-on-watchlist": Writer(
        "moderation.views.diary.posting.set_on_watchlist",
        lambda w, m: posting.set_on_watchlist(member=m, movie_id=a_film(title="Alien"), on=True),
    ),
    "set-liked": Writer(
        "diary.views.marking.services.set_liked",
        lambda w, m: diary.set_liked(member=m, movie_id=a_film(title="Alien"), on=True),
    ),
    "log-film": Writer(
        "moderation.views.diary.posting.log_film",
        lambda w, m: posting.log_film(
            member=m, movie_id=a_film(title="Alien"), content=EntryContent()
        ),
    ),
    "edit-entry": Writer(
        "moderation.views.diary.posting.edit_entry",
        lambda w, m: posting.edit_entry(
            member=m, entry_id=ObjectId(w.entry), content=EntryContent()
        ),
    ),
    "delete-entry": Writer(
        "diary.views.marking.services.delete_entry",
        lambda w, m: diary.delete_entry(member=m, entry_id=ObjectId(w.entry)),
    ),
    "edit-review": Writer(
        "moderation.views.reviews.posting.edit_review",
        lambda w, m: posting.edit_review(member=m, review_id=ObjectId(w.review), content=WORDS),
    ),
    "delete-review": Writer(
        "reviews.views.services.delete_review",
        lambda w, m: reviews.delete_review(member=m, review_id=ObjectId(w.review)),
    ),
    "report-entry": Writer(
        "moderation.views.reviews.file_report",
        lambda w, m: _report(w, m, get_entry_target(ObjectId(w.entry))),
    ),
    "open-entry-case": Writer(
        "moderation.views.cases.cases.open_case",
        lambda w, m: cases.open_case(moderator=m, snapshot=get_entry_target(ObjectId(w.entry))),
    ),
    "report-review": Writer(
        "moderation.views.reviews.file_report",
        lambda w, m: _report(w, m, get_visible_review_target(ObjectId(w.review))),
    ),
    "report-member": Writer(
        "moderation.views.reviews.file_report",
        lambda w, m: _report(w, m, get_member_target(w.handle)),
    ),
    "preferences": Writer(
        "accounts.views.account.preference_services.set_preferences",
        lambda w, m: preferences.set_preferences(member=m, preferences={"theme": "dark"}),
        rereads=False,
    ),
    "hide-row": Writer(
        "accounts.views.account.preference_services.hide_row",
        lambda w, m: preferences.hide_row(member=m, key="highest-rated"),
        rereads=False,
    ),
    "welcome": Writer(
        "diary.views.marking.services.set_taste",
        lambda w, m: diary.set_taste(member=m, favorite_genres=["War"], seen_films=[w.film]),
    ),
    "profile": Writer(
        "moderation.views.account.edit_profile",
        lambda w, m: edit_profile(
            member=m,
            parts={"name": m.name, "handle": m.handle, "about": "Hm.", "favorite_films": []},
        ),
    ),
    "access-tokens": Writer(
        "accounts.views.tokens.tokens.create_token",
        lambda w, m: access_tokens.create_token(member=m, name="cron", scopes=["read"]),
    ),
    "revoke-token": Writer(
        "accounts.views.tokens.tokens.revoke_token",
        lambda w, m: access_tokens.revoke_token(member=m, token_id=w.access_token),
        rereads=False,
    ),
    "read-inbox": Writer(
        "moderation.views.account.notices.mark_inbox_read",
        lambda w, m: notices.mark_inbox_read(member=m),
        rereads=False,
    ),
    "appeal": Writer(
        "moderation.views.account.appeal_services.file_appeal",
        lambda w, m: appeals.file_appeal(member=m, decision_id=w.decision, text="No insult."),
    ),
    "claim-case": Writer(
        "moderation.views.cases.cases.claim_case",
        lambda w, m: cases.claim_case(moderator=m, case_id=w.case),
        rereads=False,
    ),
    "release-case": Writer(
        "moderation.views.cases.cases.release_case",
        lambda w, m: cases.release_case(moderator=m, case_id=w.case),
        rereads=False,
    ),
    "note-case": Writer(
        "moderation.views.cases.cases.add_case_note",
        lambda w, m: cases.add_case_note(moderator=m, case_id=w.case, text="Seen."),
        rereads=False,
    ),
    "decide-case": Writer(
        "moderation.views.cases.decisions.decide_case",
        lambda w, m: decisions.decide_case(moderator=m, case_id=w.case, chosen=a_decision_input()),
    ),
    "decide-cases": Writer(
        "moderation.views.cases.decisions.decide_cases",
        lambda w, m: decisions.decide_case(
            moderator=m, case_id=w.case, chosen=a_decision_input("warn")
        ),
    ),
    "open-review-case": Writer(
        "moderation.views.cases.cases.open_case",
        lambda w, m: cases.open_case(
            moderator=m, snapshot=get_visible_review_target(ObjectId(w.review))
        ),
    ),
    "open-member-case": Writer(
        "moderation.views.cases.cases.open_case",
        lambda w, m: cases.open_case(moderator=m, snapshot=get_member_target(w.handle)),
    ),
    "undo-decision": Writer(
        "moderation.views.cases.undo.undo_decision",
        lambda w, m: undo.undo_decision(moderator=m, decision_id=w.decision, reason="No."),
    ),
    "answer-appeal": Writer(
        "moderation.views.cases.appeal_services.answer_appeal",
        lambda w, m: appeals.answer_appeal(
            moderator=m, appeal_id=w.appeal, granted=True, answer="Right."
        ),
    ),
}
