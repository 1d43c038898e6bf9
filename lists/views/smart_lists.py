"""Lists that follow a search: a selection of browse, as its films are now."""

from bson import ObjectId
from django.http import QueryDict

from mflix_site.paging import Page
from movies.facets import facets_for
from movies.forms import BrowseForm
from movies.queries import get_page
from movies.search.query import resolve

from ..documents import Entry, FilmList
from ..queries import PAGE_SIZE


def page_of_films(film_list: FilmList, number: int) -> Page[Entry]:
    """Return a page of the films that a list's search finds now, as entries without positions."""
    selection = resolve(BrowseForm(QueryDict(film_list.details.smart)).selection())
    page = get_page(selection, number, PAGE_SIZE, facets_for(selection).total)
    films = [Entry(ObjectId(card.id), 0, card=card) for card in page.items]
    return Page(films, page.number, page.size, page.total)
