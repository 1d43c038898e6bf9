"""The queries of the API: keyset pages, access tokens, idempotency keys."""

from collections.abc import Callable, Mapping
from typing import Any

from accounts import access_tokens, idempotency
from diary.documents import EntryContent
from diary.entry_queries import Diarist, entries_after
from diary.film_lists import LIKED, WATCHED, WATCHLIST, states_after
from diary.services import set_liked, set_on_watchlist
from lists.queries import entries_after as entries_of_list_after
from lists.queries import lists_after, member_lists_after
from moderation.log_queries import LogFilter, log_after
from moderation.posting import log_film
from movies import queries
from movies.selection import SORTS, Selection
from reviews.queries import SORTS as REVIEW_SORTS
from reviews.queries import film_reviews_after, member_reviews_after

from .lists import a_list

WORDS = Selection(q="vienna zither")


def _two_parts(selection: Selection) -> Callable[[Any], object]:
    """Return a case that reads the first films of a selection, and those after them."""

    def read(_world: Any) -> object:
        first = queries.films_after(selection, None, 2)
        return queries.films_after(selection, first.after, 2) if first.after else first

    return read


def _reviews_of_film(sort: str) -> Callable[[Any], object]:
    def read(world: Any) -> object:
        first = film_reviews_after(world.film, sort, None, 1)
        return film_reviews_after(world.film, sort, first.after, 1) if first.after else first

    return read


def _reviews_of_member(world: Any) -> object:
    for is_own in (True, False):
        first = member_reviews_after(world.alice.id, None, 1, is_own=is_own)
        if first.after:
            member_reviews_after(world.alice.id, first.after, 1, is_own=is_own)
    return None


def _diary(world: Any) -> object:
    content = EntryContent(day="2020-01-01")
    for film in (world.film, world.nobodys):
        log_film(member=world.alice, movie_id=film, content=content)
        set_on_watchlist(member=world.alice, movie_id=film, on=True)
        set_liked(member=world.alice, movie_id=film, on=True)
    owner = Diarist(world.alice.id, world.alice.id)
    for diarist in (owner, Diarist(world.alice.id, None)):
        entries_after(diarist, entries_after(diarist, None, 1).after, 1)
        for kind in (WATCHED, LIKED, WATCHLIST):
            states_after(diarist, kind, states_after(diarist, kind, None, 1).after, 1)
    return None


def _lists(world: Any) -> object:
    made = [a_list(world.alice, world.film, world.nobodys, title=f"List {n}") for n in range(2)]
    lists_after(lists_after(None, 1).after, 1)
    for viewer in (world.alice, None):
        first = member_lists_after(world.alice.id, viewer, None, 1)
        member_lists_after(world.alice.id, viewer, first.after, 1)
    return entries_of_list_after(made[0], entries_of_list_after(made[0], None, 1).after, 1)


def _log(_world: Any) -> object:
    chosen = LogFilter("remove", "1", "maud")
    return [log_after(LogFilter(), (9,), 2), log_after(chosen, (9,), 2)]


def _token(world: Any) -> object:
    text = access_tokens.create_token(member=world.alice, name="cron", scopes=["read"])
    access_tokens.find_token_holder(text)
    (token,) = access_tokens.tokens_of(world.alice)
    access_tokens.tokens_export(world.alice.id)
    access_tokens.revoke_token(member=world.alice, token_id=token.id)
    return token


def _key(world: Any) -> object:
    idempotency.begin_request(world.alice.id, "a key", "POST /")
    idempotency.release_key(world.alice.id, "a key")
    idempotency.begin_request(world.alice.id, "a key", "POST /")
    idempotency.finish_request(world.alice.id, "a key", idempotency.StoredResponse(201, {}, b"{}"))
    return idempotency.begin_request(world.alice.id, "a key", "POST /")


CASES: Mapping[str, Callable[[Any], object]] = {
    **{f"films after others, {sort}": _two_parts(Selection(sort=sort)) for sort in SORTS},
    **{
        f"films of a genre after others, {sort}": _two_parts(Selection(genre=("War",), sort=sort))
        for sort in SORTS
    },
    **{f"reviews of a film after others, {sort}": _reviews_of_film(sort) for sort in REVIEW_SORTS},
    "reviews of a member after others": _reviews_of_member,
    "a diary and lists of films after others": _diary,
    "lists and their films after others": _lists,
    "the log before a row": _log,
    "films with words after others": _two_parts(WORDS),
    "an access token": _token,
    "an idempotency key": _key,
}
