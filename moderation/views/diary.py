"""Rating a film, the watchlist, logging a viewing, and editing a diary entry."""

from bson import ObjectId
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rate_limits import check_rate_limit
from accounts.requests import MemberRequest, permission_required
from diary.documents import DiaryEntry
from diary.errors import EntryEditConflict
from diary.forms import EditEntryForm, EntryForm, ToggleForm
from diary.queries import get_own_entry
from diary.requests import (
    invalid_toggle,
    keep_button,
    refusal,
    return_path,
    state_response,
    wants_json,
)
from diary.views.marking import toggle, toggle_response
from mflix_site.web.kept_forms import keep_fields, restored
from mflix_site.web.requests import form_key, safe_next_url
from movies.queries import get_card
from movies.requests import follow_merges
from movies.views.film import film_page
from reviews.forms import RatingForm

from .. import posting
from ..errors import NoteRefused, WordsRefused
from ..posting import LoggedViewing, RatingWrite
from .reviews import add_review_message, add_saved_message, check_review_limits

ENTRY_FIELDS = ("note", "tags", "day", "rewatch", "rating", "privacy")


@require_POST
@permission_required
@follow_merges
def rate_film(request: MemberRequest, id: ObjectId) -> HttpResponse:
    form = RatingForm(request.POST)
    if not form.is_valid():
        return invalid_toggle(request) or film_page(request, id, rating_form=form, status=422)
    check_review_limits(request)
    rating = form.cleaned_data["rating"]
    written = posting.rate_film(member=request.member, movie_id=id, rating=rating)
    button = keep_button(id) if written.left_watchlist else ""
    if written.review is None or wants_json(request):
        return state_response(request, id, _rating_message(rating, written), button)
    add_review_message(request, written.review, _rating_message(rating, written), button)
    return redirect(return_path(request, id))


def _rating_message(rating: int | None, written: RatingWrite) -> str:
    if rating is None and not written.is_cleared:
        return _("You haven't rated this film. Choose a rating first.")
    if rating is None:
        return _("Your rating has been cleared.")
    if written.left_watchlist:
        return _("Your rating has been saved, and the film is off your watchlist.")
    return _("Your rating has been saved.")


@toggle
def set_on_watchlist(request: MemberRequest, id: ObjectId, form: ToggleForm) -> HttpResponse:
    note = form.cleaned_data["note"] if "note" in request.POST else None
    try:
        posting.set_on_watchlist(member=request.member, movie_id=id, on=form.is_on, note=note)
    except NoteRefused as error:
        if wants_json(request):
            return refusal(request, id, str(error.sentence))
        return _note_page(request, id, note or "", error)
    if form.is_on and note is not None:
        return state_response(request, id, _("Your note has been saved."))
    on, off = _("%(title)s is on your watchlist."), _("%(title)s is off your watchlist.")
    return toggle_response(request, id, form, "set-on-watchlist", on if form.is_on else off)


def _note_page(request: MemberRequest, id: ObjectId, note: str, error: NoteRefused) -> HttpResponse:
    watchlist = reverse("watchlist", args=[request.member.handle])
    here = safe_next_url(request, watchlist)
    context = {"film": get_card(id), "note": note, "sentence": error.sentence, "next": here}
    return render(request, "diary/watchlist_note.html", context, status=409)


@require_POST
@permission_required
@keep_fields(*ENTRY_FIELDS, page="movie")
@follow_merges
def log_film(request: MemberRequest, id: ObjectId) -> HttpResponse:
    form = EntryForm(request.POST)
    if not form.is_valid():
        return invalid_toggle(request) or film_page(request, id, log_form=form, status=422)
    check_rate_limit("diary", request.member.id)
    try:
        content, key = form.content(), form_key(request)
        logged = posting.log_film(member=request.member, movie_id=id, content=content, form_key=key)
    except WordsRefused as error:
        form.add_error(None, error.sentence)
        return film_page(request, id, log_form=form, status=409)
    if logged.review and logged.review.held_because and not wants_json(request):
        add_review_message(request, logged.review, "")
    return _logged_response(request, id, logged)


def _logged_response(request: MemberRequest, id: ObjectId, logged: LoggedViewing) -> HttpResponse:
    done, button = _("Added to your diary."), ""
    if logged.left_watchlist:
        done, button = _("Added to your diary, and off your watchlist."), keep_button(id)
    edit = reverse("edit-entry", args=[logged.entry.id])
    return state_response(request, id, done, button, (edit, _("Edit or delete the entry")))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields(*ENTRY_FIELDS, "version")
def edit_entry(request: MemberRequest, id: ObjectId) -> HttpResponse:
    entry = get_own_entry(request.member.id, id)
    is_sent = request.method == "POST"
    form = EditEntryForm(request.POST) if is_sent else restored(request, EditEntryForm.of(entry))
    if not form.is_bound or not form.is_valid():
        return _edit_page(request, entry, form, status=422 if form.errors else 200)
    check_rate_limit("diary", request.member.id)
    content, version = form.content(), form.cleaned_data["version"]
    try:
        saved = posting.edit_entry(
            member=request.member, entry_id=id, content=content, version=version
        )
    except WordsRefused as error:
        form.add_error(None, error.sentence)
        return _edit_page(request, entry, form, status=409)
    except EntryEditConflict as error:
        form.data = {**request.POST.dict(), "version": str(error.current.version)}
        form.add_error(None, error.sentence)
        return _edit_page(request, entry, form, status=409, theirs=error.current)
    add_saved_message(request, _("The entry has been saved."), id, saved.state)
    return redirect(safe_next_url(request, reverse("movie", args=[entry.movie_id])))


def _edit_page(
    request: MemberRequest,
    entry: DiaryEntry,
    form: EditEntryForm,
    status: int,
    theirs: DiaryEntry | None = None,
) -> HttpResponse:
    context = {
        "entry": entry,
        "film": get_card(ObjectId(entry.movie_id)),
        "form": form,
        "theirs": theirs,
        "next": safe_next_url(request, ""),
    }
    return render(request, "diary/edit_entry.html", context, status=status)
