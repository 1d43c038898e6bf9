"""Adding films: to a list by their titles or ids, and one film to several lists."""

import re
from collections.abc import Iterable, Sequence

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rate_limits import check_rate_limit
from accounts.requests import MemberRequest, permission_required
from mflix_site.errors import Conflict, Forbidden, NotFound
from mflix_site.web.kept_forms import keep_fields, restored
from movies.queries import get_card, get_titles
from movies.requests import follow_merges

from .. import entries, queries
from ..errors import IsSmartList
from ..film_page import lists_with_film
from ..forms import OBJECT_ID, PasteForm
from ..pasting import resolve_titles
from ..queries import ShownList


@require_POST
@permission_required
def add_to_list(request: MemberRequest, id: ObjectId) -> HttpResponse:
    queries.get_list_to_edit(id, request.member)
    check_rate_limit("list", request.member.id)
    wanted = _ids(request.POST.getlist("films"))
    added, present = entries.add_films(member=request.member, list_id=id, films=wanted)
    if added:
        done = ngettext("%(count)s film was added.", "%(count)s films were added.", len(added))
        messages.success(request, done % {"count": len(added)})
    if present:
        messages.info(request, _already(present))
    titles = request.POST.get("title_count", "")
    left_out = int(titles if re.fullmatch(r"[0-9]{1,3}", titles) else 0) - len(added + present)
    if left_out > 0 and (added or present):
        text = ngettext(
            "%(count)s title was left out.", "%(count)s titles were left out.", left_out
        )
        messages.info(request, text % {"count": left_out})
    if not added and not present:
        messages.info(request, _("You didn't choose a film, so nothing was added."))
    return redirect("film-list", id=id)


def _already(present: Sequence[ObjectId]) -> str:
    titles = get_titles(present)
    if len(present) == 1:
        title = titles.get(str(present[0]), "")
        return _("%(title)s was in this list already.") % {"title": title}
    shown = ", ".join(sorted(titles.values())[:10])
    text = _("%(count)s films were in this list already: %(titles)s")
    return text % {"count": len(present), "titles": shown + ("…" if len(present) > 10 else ".")}


def _ids(texts: Iterable[str]) -> list[ObjectId]:
    return [ObjectId(text) for text in texts if OBJECT_ID.fullmatch(text)]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields("titles")
def paste_titles(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Show which films pasted titles mean, to choose from before any is added."""
    shown = queries.get_list_to_edit(id, request.member)
    if shown.is_smart:
        raise IsSmartList
    form = PasteForm(request.POST) if request.method == "POST" else restored(request, PasteForm())
    context = {"list": shown, "form": form}
    if not form.is_bound or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "lists/paste.html", context, status=status)
    check_rate_limit("list", request.member.id)
    present = queries.positions_of(id)
    context["titles"] = resolve_titles(form.cleaned_data["titles"], present)
    return render(request, "lists/paste_choices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@follow_merges
def film_lists(request: MemberRequest, id: ObjectId) -> HttpResponse:
    film, member = get_card(id), request.member
    shown = queries.lists_to_add_to(member, id)
    if request.method != "POST":
        context = {"film": film, "lists": shown, "public": lists_with_film(id)}
        return render(request, "lists/film_lists.html", context)
    check_rate_limit("list", member.id)
    wanted, offered = (set(_ids(request.POST.getlist(name))) for name in ("lists", "shown"))
    chosen = [one for one in shown if one.film_list.id in wanted | offered]
    lists = [one for one in chosen if one.has_film != (one.film_list.id in wanted)]
    changed = sum(_change(request, one, id) for one in lists)
    unknown = wanted - {one.film_list.id for one in shown}
    if unknown:
        messages.error(request, _("One of these lists has been deleted, or you can't change it."))
    if changed:
        done = ngettext("%(count)s list was changed.", "%(count)s lists were changed.", changed)
        messages.success(request, done % {"count": changed})
    elif not (unknown or lists):
        messages.info(request, _("Nothing changed: the film was in these lists already."))
    return redirect("film-lists", id=id)


def _change(request: MemberRequest, one: ShownList, movie_id: ObjectId) -> bool:
    """Add a film to a list, or remove it; return whether that was done, or show why not."""
    change = entries.remove_films if one.has_film else entries.add_films
    try:
        change(
            member=request.member, list_id=one.film_list.id, films=[movie_id], action="film-lists"
        )
    except (Conflict, Forbidden, NotFound) as problem:
        values = {"title": one.film_list.title, "problem": problem.sentence}
        messages.error(request, _("%(title)s: %(problem)s") % values)
        return False
    return True
