"""URLs of moderation, and of what members do that a moderator may have to see."""

from django.urls import path

from .views import account, cases, diary, lists, log, profile, reviews

urlpatterns = [
    path("movies/<oid:id>/reviews/", reviews.post_review, name="post-review"),
    path("movies/<oid:id>/rate/", diary.rate_film, name="rate-film"),
    path("movies/<oid:id>/log/", diary.log_film, name="log-film"),
    path("diary/<oid:id>/edit/", diary.edit_entry, name="edit-entry"),
    path("reviews/<oid:id>/edit/", reviews.edit_review, name="edit-review"),
    path("reviews/<oid:id>/report/", reviews.report_review, name="report-review"),
    path("lists/new/", lists.new_list, name="new-list"),
    path("lists/<oid:id>/edit/", lists.edit_list, name="edit-list"),
    path("lists/<oid:id>/report/", reviews.report_list, name="report-list"),
    path("members/<handle:handle>/report/", reviews.report_member, name="report-member"),
    path("accounts/reports/", account.own_reports, name="own-reports"),
    path("accounts/profile/", profile.profile, name="profile"),
    path("accounts/standing/", account.standing, name="standing"),
    path("accounts/delete/", account.close_account, name="close-account"),
    path("accounts/inbox/", account.inbox, name="inbox"),
    path("accounts/inbox/read/", account.read_inbox, name="read-inbox"),
    path("accounts/appeals/<oid:id>/", account.appeal, name="appeal"),
    path("rules/", log.rules, name="rules"),
    path("moderation/", cases.queue, name="queue"),
    path("moderation/decide/", cases.decide_cases, name="decide-cases"),
    path("moderation/cases/<oid:id>/", cases.case, name="case"),
    path("moderation/cases/<oid:id>/claim/", cases.claim_case, name="claim-case"),
    path("moderation/cases/<oid:id>/release/", cases.release_case, name="release-case"),
    path("moderation/cases/<oid:id>/notes/", cases.note_case, name="note-case"),
    path("moderation/cases/<oid:id>/decide/", cases.decide_case, name="decide-case"),
    path("moderation/reviews/<oid:id>/", cases.open_review_case, name="open-review-case"),
    path("moderation/lists/<oid:id>/", cases.open_list_case, name="open-list-case"),
    path("moderation/members/<handle:handle>/", cases.open_member_case, name="open-member-case"),
    path("moderation/decisions/<oid:id>/undo/", cases.undo_decision, name="undo-decision"),
    path("moderation/appeals/", cases.appeals, name="appeals"),
    path("moderation/appeals/<oid:id>/", cases.answer_appeal, name="answer-appeal"),
    path("moderation/log/", log.moderation_log, name="moderation-log"),
    path("moderation/log/feed/", log.log_feed, name="log-feed"),
    path("moderation/log/json/", log.log_json, name="log-json"),
    path("moderation/log/check/", log.check_log, name="check-log"),
    path("moderation/log/<number:number>/", log.log_row, name="log-row"),
]
