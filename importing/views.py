"""Pages of imports: upload a file, look at what it holds, choose, import, undo."""

from typing import Any, BinaryIO, cast

from bson import ObjectId
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import require_permission
from accounts.rate_limits import check_rate_limit
from accounts.requests import MemberRequest, permission_required
from diary.requests import wants_json
from mflix_site.errors import Forbidden, Problem
from mflix_site.paging import page_number
from mflix_site.web.downloads import ZIP, download, download_csv
from mflix_site.web.uploads import UploadTooLarge, takes_file, upload_problem
from movies.queries import get_card, get_cards

from . import preview, queries, running, undoing
from .documents import CHOOSE, MATCH, NOT_FOUND, OUTCOMES, SKIP, Import
from .exporting import IMPORT_COLUMNS, export_history, import_cells
from .forms import ChoiceForm, OptionsForm
from .personal.documents import ReadError
from .states import public_state


def upload_limit(request: HttpRequest) -> int:
    """Return how many bytes may be uploaded; raise a Problem before any is read."""
    member = request.member  # type: ignore[attr-defined]
    if member is None:
        raise Forbidden
    require_permission(member, "start-import")
    check_rate_limit("import", member.id)
    return int(settings.IMPORT_MAX_MB * 1_000_000)


@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(upload_limit)
@permission_required
def start_import(request: MemberRequest) -> HttpResponse:
    problem: Problem | None = None
    is_sent = request.method == "POST"
    if is_sent:
        file = request.FILES.get("file")  # which reads the body
        problem = upload_problem(request)
        if problem is None and file is not None:
            try:
                body, name = cast(BinaryIO, file.file), file.name or ""
                started = preview.start_import(member=request.member, upload=body, filename=name)
                return redirect("show-import", started)
            except ReadError as error:
                problem = error
        elif not isinstance(problem, UploadTooLarge | None):
            raise problem
    sentence = str(problem) if problem else _("Choose a file to import.") if is_sent else ""
    context = {"problem": sentence, "imports": queries.imports_of(request.member.id)}
    context["max_mb"] = settings.IMPORT_MAX_MB
    return render(request, "importing/upload.html", context, status=422 if is_sent else 200)


@require_safe
@permission_required
def show_import(request: MemberRequest, import_id: ObjectId) -> HttpResponse:
    shown = queries.get_import(request.member, import_id)
    if wants_json(request):
        return JsonResponse(_as_json(shown, rows="progress" not in request.GET))
    outcome = request.GET.get("show", "")
    if outcome not in OUTCOMES:
        outcome = next((name for name in (CHOOSE, MATCH, NOT_FOUND) if shown.counts[name]), SKIP)
    number = page_number(request.GET.get("page", ""))
    if outcome == CHOOSE:
        rows = queries.titles_to_choose(import_id, number)
    else:
        rows = queries.page_of_rows(shown, outcome, number)
    films = get_cards({film for row in rows.items for film in (row.films or (row.film,)) if film})
    context = {"shown": shown, "outcome": outcome, "rows": rows, "films": films}
    context["pending"] = queries.count_pending(import_id)
    context["form"] = OptionsForm(initial=shown.options.fields())
    return render(request, "importing/import.html", context)


def _as_json(shown: Import, *, rows: bool) -> dict[str, Any]:
    state = {"state": public_state(shown.state), "phase": shown.state}
    progress = {"counts": dict(shown.counts), "done": shown.done, "work": shown.work}
    all_rows = {"rows": list(queries.all_rows(ObjectId(shown.id)))} if rows else {}
    return {**state, **progress, **all_rows}


def _chosen_sentence(film: ObjectId | None) -> str:
    if film is None:
        return _("Left out.")
    card = get_card(film)
    year = f" ({card.year})" if card.year else ""
    return _("Film chosen: %(title)s%(year)s.") % {"title": card.title, "year": year}


@require_POST
@permission_required
def choose_match(request: MemberRequest, import_id: ObjectId) -> HttpResponse:
    form, member = ChoiceForm(request.POST), request.member
    queries.get_import(member, import_id)
    if not form.is_valid():
        if wants_json(request):
            return JsonResponse({"error": form.sentence()}, status=422)
        messages.error(request, form.sentence())
        return redirect("show-import", import_id)
    data = form.cleaned_data
    choice = {"file": data["file"], "number": data["row"], "film": data["film"]}
    outcome = preview.choose_match(member=member, import_id=import_id, **choice)
    if wants_json(request):
        return JsonResponse({"outcome": outcome})
    messages.success(request, _chosen_sentence(data["film"]))
    shown = request.POST.get("show", "")
    page = reverse("show-import", args=[import_id])
    return redirect(f"{page}?show={shown}" if shown in OUTCOMES else page)


@require_POST
@permission_required
def run_import(request: MemberRequest, import_id: ObjectId) -> HttpResponse:
    queries.get_import(request.member, import_id)
    form = OptionsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what to import from the list."))
        return redirect("show-import", import_id)
    running.run_import(member=request.member, import_id=import_id, options=form.options())
    return redirect("show-import", import_id)


@require_POST
@permission_required
def retry_import(request: MemberRequest, import_id: ObjectId) -> HttpResponse:
    queries.get_import(request.member, import_id)
    preview.retry_import(member=request.member, import_id=import_id)
    return redirect("show-import", import_id)


@require_POST
@permission_required
def undo_import(request: MemberRequest, import_id: ObjectId) -> HttpResponse:
    queries.get_import(request.member, import_id)
    undoing.undo_import(member=request.member, import_id=import_id)
    return redirect("show-import", import_id)


@require_safe
@permission_required
def export_letterboxd(request: MemberRequest) -> HttpResponse:
    """Send a member's history as a ZIP file that Letterboxd and our own import know."""
    return download(export_history(request.member), f"mflix-{request.member.handle}.zip", ZIP)


@require_safe
@permission_required
def not_found_rows(request: MemberRequest, import_id: ObjectId) -> HttpResponse:
    queries.get_import(request.member, import_id)
    cells = (import_cells(row.parsed) for row in queries.rows_not_found(import_id))
    return download_csv("not-found.csv", IMPORT_COLUMNS, cells)
