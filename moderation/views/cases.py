"""The queue of cases, one case with all about it, appeals, and what a moderator does with them."""

from datetime import datetime
from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.documents import Member
from accounts.queries import find_member
from accounts.requests import MemberRequest, permission_required, submitted_data
from diary.moderation import get_public_entry
from mflix_site.errors import Conflict, Forbidden
from mflix_site.paging import page_number
from mflix_site.text import now
from mflix_site.web.kept_forms import keep_fields, restored
from mflix_site.web.requests import form_key, secret_link
from moderation.documents import Case, Decision, Target, words_hash
from moderation.rules import REASONS, STAFF_REASONS, reason_label
from movies.queries import get_cards
from reviews.queries import get_review, member_review_summary

from .. import appeals as appeal_services
from .. import cases, decisions, forms, impartiality, log_queries, notices, posts, queries, undo
from .log import moderation_page

SIDEBAR_SIZE = 12
REASON_LABELS = {name: reason_label(name) for name in (*REASONS, *STAFF_REASONS)}
MAX_ERRORS = 5


@require_safe
@permission_required
def queue(request: MemberRequest) -> HttpResponse:
    form = restored(request, forms.BulkDecisionForm(), reverse("decide-cases"))
    return _queue_page(request, form)


@require_POST
@permission_required
@keep_fields("reason", "note", "action", "until", "rule", "case", page="queue")
def decide_cases(request: MemberRequest) -> HttpResponse:
    form = forms.BulkDecisionForm(request.POST)
    result = form.submit(decisions.decide_cases, moderator=request.member)
    if result is None:
        return _queue_page(request, form)
    done, problems = result
    if done:
        total = done + problems.total()
        decided = ngettext(
            "Decided %(done)s of %(total)s case.", "Decided %(done)s of %(total)s cases.", total
        )
        messages.success(request, decided % {"done": done, "total": total})
    else:
        form.refuse(Conflict(_("None of these cases could be decided.")))
    for sentence, count in list(problems.items())[:MAX_ERRORS]:
        undecided = ngettext("%(count)s case: %(problem)s", "%(count)s cases: %(problem)s", count)
        messages.error(request, undecided % {"count": count, "problem": sentence})
    return redirect("queue") if done else _queue_page(request, form)


def _queue_page(request: MemberRequest, form: forms.BulkDecisionForm) -> HttpResponse:
    query, moment = request.GET, now()
    reason, is_decided = query.get("reason", ""), query.get("state") == "decided"
    reason = reason if reason in REASON_LABELS else ""
    queue_filter = queries.QueueFilter(reason, query.get("q", "")[:200], is_decided)
    page = queries.page_of_cases(request.member, queue_filter, page_number(query.get("page", "")))
    context = {
        "cases": page,
        "rows": [case_row(case, request.member, moment) for case in page.items],
        "is_count_limited": page.total >= queue_filter.count_limit,
        "queue_filter": queue_filter,
        "reasons": REASON_LABELS,
        "form": form,
        "checked_ids": request.POST.getlist("case") or form.initial.get("case", []),
    }
    return moderation_page(request, "moderation/queue.html", context, status=form.status)


def case_row(case: Case, member: Member, moment: datetime) -> dict[str, Any]:
    claim = case.claim if case.claim and case.claim["until"] > moment else None
    is_own = claim is not None and claim["id"] == member.id
    return {
        "case": case,
        "id": str(case.id),
        "level": case.level,
        "other_claim": None if is_own else claim,
        "own_claim": claim if is_own else None,
    }


@require_safe
@permission_required
def case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    return _case_page(request, id)


@require_POST
@permission_required
def claim_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    cases.claim_case(moderator=request.member, case_id=id)
    messages.success(request, _("The case is yours: decide it below."))
    return redirect("case", id=id)


@require_POST
@permission_required
def release_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    cases.release_case(moderator=request.member, case_id=id)
    return redirect("queue")


@require_POST
@permission_required
@keep_fields("text", page="case")
def note_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        return _case_page(request, id, note_form=form)
    text, key = form.cleaned_data["text"], form_key(request)
    cases.add_case_note(moderator=request.member, case_id=id, text=text, form_key=key)
    messages.success(request, _("Your note has been added. Only moderators can see it."))
    return redirect("case", id=id)


@require_POST
@permission_required
@keep_fields("reason", "note", "action", "until", "rule", "shown", "may_quote", page="case")
def decide_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    moderator = request.member
    about = queries.get_case(moderator, id)
    words = about.snapshot.text if about.snapshot else ""
    form = forms.DecisionForm(request.POST, kind=about.target.kind, words=words)
    decision = form.submit(decisions.decide_case, moderator=moderator, case_id=id)
    if decision is None and form.status == 409:  # perhaps a second click
        chosen = {name: form.cleaned_data[name] for name in ("action", "rule", "reason")}
        decision = queries.find_repeated_decision(moderator, id, **chosen)
    if decision is None:
        return _case_page(request, id, form=form)
    done = _("Decided: %(label)s.") % {"label": decision.label}
    if about.is_unreported and about.held_because and decision.action == "dismiss":
        done = _("Published.")
    messages.success(request, " ".join((done, _notified_text(decision, about))))
    following = queries.next_case(moderator)
    return redirect("case", id=following) if following else redirect("queue")


@require_POST
@permission_required
def open_review_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    snapshot = posts.review_target(get_review(id))
    return redirect("case", id=cases.open_case(moderator=request.member, snapshot=snapshot))


@require_POST
@permission_required
def open_list_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    link = secret_link(request.POST)
    snapshot = posts.list_target(queries.get_shown_list(id, request.member, link))
    return redirect("case", id=cases.open_case(moderator=request.member, snapshot=snapshot))


@require_POST
@permission_required
def open_entry_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    snapshot = posts.entry_target(get_public_entry(id))
    return redirect("case", id=cases.open_case(moderator=request.member, snapshot=snapshot))


@require_POST
@permission_required
def open_member_case(request: MemberRequest, handle: str) -> HttpResponse:
    snapshot = posts.get_member_target(handle)
    return redirect("case", id=cases.open_case(moderator=request.member, snapshot=snapshot))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields("reason", "shown")
def undo_decision(request: MemberRequest, id: ObjectId) -> HttpResponse:
    row = log_queries.get_row(_id=id)
    form = restored(request, forms.UndoForm(submitted_data(request)))
    if request.method != "POST":
        impartiality.check_may_undo(request.member, row.decision)
    if undone := form.submit(undo.undo_decision, moderator=request.member, decision_id=id):
        notified = _notified_text(undone, queries.find_case_of(undone))
        messages.success(request, " ".join((_("Decision undone."), notified)))
        return redirect("log-row", number=undone.number)
    context = {"row": row, "form": form, **_disputed(queries.find_case_of(row.decision))}
    return moderation_page(request, "moderation/undo.html", context, status=form.status)


@require_safe
@permission_required
def appeals(request: MemberRequest) -> HttpResponse:
    answered = request.GET.get("state") == "answered"
    page = log_queries.page_of_appeals(page_number(request.GET.get("page", "")), answered=answered)
    refusals = impartiality.answer_refusals(request.member, [row.decision for _, row in page.items])
    context = {"appeals": page, "answered": answered, "refusals": refusals}
    return moderation_page(request, "moderation/appeals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields("answer", "granted", "shown")
def answer_appeal(request: MemberRequest, id: ObjectId) -> HttpResponse:
    appeal = log_queries.get_appeal(id)
    row = log_queries.get_row(_id=appeal.decision_id)
    impartiality.check_may_answer(request.member, row.decision)
    form = restored(request, forms.AnswerForm(submitted_data(request)))
    if form.submit(appeal_services.answer_appeal, moderator=request.member, appeal_id=id):
        messages.success(request, _("Appeal answered. The member has been told."))
        return redirect("appeals")
    context = {"appeal": appeal, "row": row, "form": form}
    context |= _disputed(queries.find_case_of(row.decision))
    return moderation_page(request, "moderation/answer_appeal.html", context, status=form.status)


def _case_page(request: MemberRequest, id: ObjectId, **sent: forms.ServiceForm) -> HttpResponse:
    member, moment = request.member, now()
    case = queries.get_case(member, id)
    target, queue = case.target, queries.page_of_cases(member, queries.QueueFilter(), 1)
    rules = (REASONS[reason].rule for reason in case.reasons if reason in REASONS)
    form = forms.DecisionForm(kind=target.kind, initial={"rule": next(rules, "1")})
    form = restored(request, form, reverse("decide-case", args=[id]))
    note_form = restored(request, forms.NoteForm(), reverse("note-case", args=[id]))
    forms_of_page: dict[str, Any] = {"form": form, "note_form": note_form, **sent}
    disputed, author = _disputed(case), _author_record(target)
    is_visible = target.is_post and disputed["review"] and disputed["review"].is_visible
    forms_of_page["form"].adapt(case, is_visible=is_visible, has_author=author is not None)
    history = log_queries.decisions_about_target(target.id)
    context = {
        **case_row(case, member, moment),
        "queue_rows": [case_row(other, member, moment) for other in queue.items[:SIDEBAR_SIZE]],
        "queue_total": queue.total,
        **disputed,
        "reports": queries.reports_of_case(case),
        "author": author,
        "record": log_queries.decisions_about_member(target.member_id) if target.member_id else [],
        "history": history,
        "undoable_ids": impartiality.undoable_ids(member, [row.decision for row in history]),
        "earlier": queries.earlier_cases(case),
        "refusal": _refusal(member, target),
        **forms_of_page,
    }
    status = max((form.status for form in sent.values()), default=200)
    return moderation_page(request, "moderation/case.html", context, status=status)


def _notified_text(decision: Decision, case: Case | None) -> str:
    """Return a sentence about who got a notice of a decision."""
    if case is None:
        return ""
    is_undoing = decision.undoes is not None and case.target.member_id is not None
    has_author_notice = is_undoing or notices.notifies_author(case, decision)
    sentences = {
        (True, True): _("Both sides have been told."),
        (True, False): _("The member has been told."),
        (False, True): _("Whoever reported it has been told."),
    }
    return sentences.get((has_author_notice, case.reports > 0), "")


def _disputed(case: Case | None) -> dict[str, Any]:
    if case is None:
        return {"case": case, "review": None, "film": None, "shown": ""}
    movie_id, post = case.target.movie_id, posts.find_post(case.target)
    shown = {"review": post or posts.find_profile(case.target), "shown": words_hash(post)}
    film = get_cards([movie_id] if movie_id else []).get(str(movie_id))
    return {"case": case, "film": film, **shown}


def _refusal(member: Member, target: Target) -> str:
    """Return why this moderator may not decide; empty where they may."""
    try:
        impartiality.check_may_decide(member, target)
    except Forbidden as error:
        return str(error)
    return ""


def _author_record(target: Target) -> dict[str, Any] | None:
    author = find_member(target.member_id) if target.member_id else None
    if author is None:
        return None
    reviews, average = member_review_summary(author.id)
    standing = {"standing": author.current_standing, "until": author.standing_until}
    return {"member": author, **standing, "reviews": reviews, "average": average}
