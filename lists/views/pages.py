"""A list's page, the page of public lists, a member's lists, and the sitemap of lists."""

from typing import Any, cast

from bson import ObjectId
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.documents import Member
from accounts.queries import get_member_by_handle
from accounts.requests import MemberRequest, SiteRequest, permission_required
from diary.queries import watched_among
from diary.requests import states_of_films
from mflix_site.paging import Page, page_number
from mflix_site.text import fold_text
from mflix_site.web.feeds import atom_feed
from moderation.queries import get_shown_list, hidden_by_reports
from movies.facets import facets_and_page
from movies.forms import BrowseForm
from movies.search.engine import resolve

from .. import queries
from ..documents import PUBLIC, Entry, FilmList

MAX_SITEMAP = 50_000


@require_safe
@permission_required
def lists(request: SiteRequest) -> HttpResponse:
    """Show the public lists that changed last; with `tag`, those that have it."""
    tag = fold_text(request.GET.get("tag", ""))
    shown = queries.newest_lists(request.GET.get("before", ""), tag)
    context = {"lists": shown, "tag": tag, "is_first": not request.GET.get("before")}
    return render(request, "lists/lists.html", context)


@require_safe
@permission_required
def film_list(request: SiteRequest, id: ObjectId) -> HttpResponse:
    return _list_page(request, get_shown_list(id, request.member))


@require_safe
@permission_required
def list_by_link(request: SiteRequest, id: ObjectId, link: str) -> HttpResponse:
    return _list_page(request, get_shown_list(id, request.member, link), link)


def _list_page(request: SiteRequest, shown: FilmList, link: str = "") -> HttpResponse:
    number, member = page_number(request.GET.get("page", "")), request.member
    read_page = _page_of_smart_list if shown.is_smart else queries.page_of_entries
    page = read_page(shown, number)
    context = {
        "list": shown,
        "page": page,
        "link": link,
        "seen": _watched_films(cast(MemberRequest, request), shown, page) if member else None,
        "has_notes": any(entry.note for entry in page.items),
        "first_number": (page.number - 1) * page.size + 1,
        "waits": not shown.is_visible and bool(hidden_by_reports([shown.id])),
        **_rights(member, shown, link),
    }
    return render(request, "lists/list.html", context)


def _page_of_smart_list(shown: FilmList, number: int) -> Page[Entry]:
    """Return a page of the films that a list's search finds now, as entries without positions."""
    selection = resolve(BrowseForm(QueryDict(shown.details.smart)).selection())
    _, page = facets_and_page(selection, number, queries.PAGE_SIZE)
    films = [Entry(ObjectId(card.id), 0, card=card) for card in page.items]
    return Page(films, page.number, page.size, page.total)


def _watched_films(request: MemberRequest, shown: FilmList, page: Page[Entry]) -> dict[str, Any]:
    """Return ids that a member has watched, and of how many films: 0 for one page of several."""
    if page.total > len(page.items) and not shown.is_smart:
        ids = list(queries.positions_of(shown.id))
        return {"ids": watched_among(request.member.id, ids), "total": len(ids)}
    states = states_of_films(request, (str(entry.movie_id) for entry in page.items))
    watched = {entry.movie_id for entry in page.items if states[str(entry.movie_id)].watched}
    return {"ids": watched, "total": len(page.items) if page.total == len(page.items) else 0}


def _rights(member: Member | None, shown: FilmList, link: str) -> dict[str, Any]:
    """Return somebody's role in a list: its owner, an editor, or invited to be one."""
    editor = shown.editor(member.id) if member else None
    is_owner = member is not None and shown.owner_id == member.id
    is_open = shown.is_visible and (link or shown.details.privacy == PUBLIC)
    return {
        "is_owner": is_owner,
        "may_copy": member is not None and bool(is_open or is_owner or editor),
        "may_edit": member is not None and shown.may_edit(member.id),
        "invitation": editor if editor and not editor.accepted else None,
        "editor": editor if editor and editor.accepted else None,
    }


@require_safe
@permission_required
def member_lists(request: SiteRequest, handle: str) -> HttpResponse:
    """Show a member's lists; to themselves also those that they edit, and deleted ones."""
    owner = get_member_by_handle(handle)
    is_self = request.member is not None and request.member.id == owner.id
    context = {
        "owner": owner,
        "is_self": is_self,
        "lists": queries.lists_of_member(owner.id, request.member, request.GET.get("before", "")),
        "is_first": not request.GET.get("before"),
        "edited": queries.lists_edited_by(owner) if is_self else (),
        "deleted": queries.deleted_lists_of(owner) if is_self else (),
    }
    return render(request, "lists/member_lists.html", context)


@require_safe
@permission_required
def lists_feed(request: SiteRequest, handle: str) -> HttpResponse:
    """Send a member's lists that everybody may see, whoever asks."""
    owner = get_member_by_handle(handle)
    lists = [item.film_list for item in queries.lists_of_member(owner.id, None).items]
    entries = [
        {
            **{"title": one.title, "link": reverse("film-list", args=[one.id])},
            **{"description": one.details.description, "author_name": owner.name},
            **{"pubdate": one.created_at, "updateddate": one.changed_at},
        }
        for one in lists
    ]
    page, title = reverse("member-lists", args=[owner.handle]), _("Lists by %(name)s")
    return atom_feed(title % {"name": owner.name}, page, request.path, entries)


@cache_control(public=True, max_age=86400)
@require_safe
@permission_required
def sitemap_of_lists(request: SiteRequest) -> HttpResponse:
    paths = [reverse("lists")]
    paths += [reverse("film-list", args=[id]) for id in queries.public_list_ids(MAX_SITEMAP)]
    context = {"root": "urlset", "item": "url", "paths": paths}
    return render(request, "movies/sitemap.xml", context, content_type="application/xml")
