"""The page on which a member finds the film that they want to log."""

from bson import ObjectId
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import MemberRequest, permission_required
from diary.entry_queries import Diarist
from diary.film_list_queries import states_after
from diary.film_lists import WANTED
from mflix_site.text import clean_line
from movies.queries import get_cards, get_page
from movies.selection import Selection

from .filters import MAX_TEXT_LENGTH

MAX_FOUND, MAX_WANTED = 12, 12


@require_safe
@permission_required
def start_log(request: MemberRequest) -> HttpResponse:
    """Show films that match a query, best first; without one, the last of the watchlist."""
    query, owner = clean_line(request.GET.get("q", ""))[:MAX_TEXT_LENGTH], request.member
    if query:
        films = get_page(Selection(q=query), 1, size=MAX_FOUND, total=MAX_FOUND).items
    else:
        wanted = states_after(Diarist(owner.id, owner.id), WANTED, None, MAX_WANTED).items
        cards = get_cards(ObjectId(state.movie_id) for state in wanted)
        films = [cards[state.movie_id] for state in wanted if state.movie_id in cards]
    return render(request, "diary/start_log.html", {"query": query, "films": films})
