"""No page reads more for what it shows, nor sends more commands, the more the site holds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse

from mflix_site.mongo import health
from mflix_site.mongo.command_log import Command

from ..support.command_listener import command_log
from ..support.crowded_world import Crowd
from ..support.operations_of_api import OPERATIONS, ask_api
from ..support.profiling import Operation, profiled, rebuild_indexes
from ..support.route_table import World
from ..support.routes import ROUTES, ask

LITTLE, MUCH = 60, 600
READS = ("find", "aggregate", "count", "distinct")
ROLES = ("visitor", "owner", "admin", "moderator", "other")
V1, BROWSE = "/api/v1/movies/", "/movies/?"
FURTHER_PATHS = (
    *(V1, f"{V1}?page=3", f"{V1}search?genre=Drama", f"{V1}search?genre=Drama&page=2"),
    *(f"{V1}search?cast=Orson+Welles", f"{V1}search?genre=Drama&genre=Comedy", "/api/movies"),
    *("/api/v2/films?genre=Drama", "/api/v2/films?sort=rating", f"{BROWSE}genre=Drama&sort=title"),
    *(f"{BROWSE}genre=Drama&language=English&year_min=1950&sort=rating", f"{BROWSE}page=2"),
    f"{BROWSE}q=-genre%3ADrama",
    "/members/alice_angstrom/year/2025/",
)
# Downloads of all that is somebody's own.
WHOLE = ("export-account", "export-letterboxd", "read_data")

EXAMINED_FOR_ONE, MARGIN = 2, 20
COUNTED = "counted for the numbers of pages, as far as the last that can be asked for"
OWN = "of one member's documents alone"
STAFF = "counted for staff: rare, and of an index alone"
# Functions whose reads examine more than that, or sort in memory; and why they may.
EXCEPTIONS: Mapping[str, str] = {
    "accounts/notices.py inbox_page": f"{COUNTED}, {OWN}",
    "accounts/promotions.py count_trial_candidates": STAFF,
    "accounts/queries.py _page_of_matches": "sorts the first matches of several indexes by name",
    "accounts/queries.py sign_ups_by_day": STAFF,
    "diary/entry_queries.py page_of_film_entries": "each entry is returned with its film",
    "diary/entry_queries.py viewings_and_years": f"one key an entry for the years, {OWN}",
    "diary/film_lists.py count_films_not_logged": f"a count, {OWN}",
    "importing/queries.py count_pending": f"counts the rows of one file, {OWN}",
    "lists/bulk.py count_list_entries": "a count, in administration",
    "lists/queries.py deleted_lists_of": f"sorts what can be restored, {OWN}",
    "moderation/queries.py count_open_cases": STAFF,
    "moderation/queries.py decisions_by_day": STAFF,
    "moderation/queries.py reports_by_day": STAFF,
    "moderation/log_queries.py count_open_appeals": "the hundred oldest at most",
    "moderation/log_queries.py page_of_appeals": STAFF,
    "moderation/log_queries.py page_of_decisions_about_member": f"{COUNTED}, {OWN}",
    "moderation/log_queries.py page_of_log": COUNTED,
    "moderation/log_queries.py rows_with_names": "two filters of the log: an index has one",
    "moderation/queries.py page_of_cases": f"{COUNTED}; of two filters, an index has one",
    "moderation/queries.py posts_hidden_by_reports": f"open cases among all, {OWN}",
    "movies/facets.py count_and_read": "sorts what a search has found",
    "movies/queries.py count_films": f"{COUNTED}, in administration",
    "movies/raw_films.py films_by_names": f"{COUNTED}: films of one person",
    "movies/search/candidates.py run_queries": "candidates, most of which ranking drops",
    "reviews/queries.py member_review_summary": f"the tally, {OWN}",
    "reviews/queries.py member_reviews": f"the tally, {OWN}",
    "reviews/queries.py reviews_by_day": STAFF,
}
MOST_COMMANDS = {"visitor": 3, "member": 5}
# Pages that send more, and how many at most.
MORE_COMMANDS: Mapping[str, int] = {
    **{"log-row, visitor": 4, "log-feed, visitor": 5, "log-feed, member": 6},
    **{"moderation-log, visitor": 6, "moderation-log, member": 7, "list_log, member": 6},
    **{"standing, member": 8, "inbox, member": 8, "appeal, member": 7, "appeals, member": 10},
    **{"case, member": 23, "undo-decision, member": 11, "answer-appeal, member": 12},
    **{"member-record, member": 9, "merge-films, member": 13, "delete-film, member": 11},
    **{"film-lists, member": 7, "report-list, member": 6, "member, member": 7},
    **{"list_member_reviews, member": 6, "list_diary, member": 7, "list_watchlist, member": 6},
    **{"member-films, visitor": 4, "member-likes, visitor": 4, "year, visitor": 4},
    **{"list_watched_films, member": 6, "list_liked_films, member": 8},
    "film-list, member": 6,  # of one that is longer than a page, all films are counted
    "/movies/?q=-genre%3ADrama, visitor": 4,  # the values of facets, which are read once a minute
    # These look at the indexes of each collection that a test database has.
    **{"dashboard, member": 100, "readyz, visitor": 90},
}
# Pages that send more where there is much.
GROWING: Mapping[str, str] = {
    "delete-film, member": "counts all that would be deleted, in batches",
    "merge-films, member": "counts all that would be moved, in batches",
    "not-found-rows, member": "downloads all such rows, in batches",
    "report-list, member": "reads all notes of the list, which are reported with it",
    "watchlist, member": "of little there is no film to show buttons of",
    f"{V1}search?genre=Drama&page=2, visitor": "of little there is no second page",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page sent: how many commands, and its reads with the functions that sent them."""

    commands: int
    reads: list[tuple[str, Operation]]

    def wasteful(self) -> set[str]:
        """Return the functions of the reads that examine too much, or sort in memory."""
        return {sender for sender, operation in self.reads if _is_wasteful(operation)}


def _is_wasteful(operation: Operation) -> bool:
    most = EXAMINED_FOR_ONE * operation.returned + MARGIN
    return operation.examined > most or operation.sorts or "COLLSCAN" in operation.plan


Visits = dict[str, Visit]
VISITS: dict[int, Visits] = {}
COMPARING = "test_a_page_sends_no_more_commands_where_there_is_more"  # not in a quick run


def _visit_all(database: Any, world: World) -> Iterator[tuple[str, Visit]]:
    browsers = {who: world.browser(who) for who in ROLES}
    browsers["visitor"].get(BROWSE)  # which loads the facet index once for all
    for name, row in ROUTES.items():
        able = [who for who in ROLES if row.get[who] == 200 and name not in WHOLE]
        for who in [*able[:1], *[who for who in able[1:2] if able[0] == "visitor"]]:
            kind = "visitor" if who == "visitor" else "member"
            yield (
                f"{name}, {kind}",
                _visit(database, lambda n=name, w=who: ask(browsers[w], "get", n, world)),
            )
    for path in FURTHER_PATHS:
        yield f"{path}, visitor", _visit(database, lambda p=path: browsers["visitor"].get(p))
    for name, operation in OPERATIONS.items():
        if operation.method == "GET" and name not in WHOLE:
            path = operation.path(world)
            read = _visit(database, lambda p=path: ask_api("GET", p, world.token_text))
            yield f"{name}, member", read


def _visit(database: Any, do: Callable[[], HttpResponse]) -> Visit:
    with profiled(database, rebuild=False) as operations, command_log() as log:
        status = do().status_code
    assert status == 200
    reads = [o for o in operations if any(name in o.command for name in READS)]
    sent = [c for c in log.commands if c.name in READS and c.collection]
    return Visit(len(log.commands), list(zip(map(_sender, sent), reads, strict=True)))


def _sender(command: Command) -> str:
    return f"{command.callers[0].path} {command.callers[0].function}"


@pytest.fixture
def visits(database: Any, world: World, settings: Any, request: Any) -> dict[int, Visits]:
    """Visit every page of a large site, once a process; before, of a small one to compare with."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "CommandsPanel" not in name]
    if not VISITS:
        rebuild_indexes(database)
        is_compared = any(item.name == COMPARING for item in request.session.items)
        for first, last in ((0, LITTLE), (LITTLE, MUCH)) if is_compared else ((0, MUCH),):
            Crowd(world, first, last).insert()
            if not is_compared:
                ask(world.browser("owner"), "get", "inbox", world)  # marks what is new as read
            health._last_readiness.clear()
            VISITS[last] = dict(_visit_all(database, world))
    return VISITS


def test_no_read_examines_more_than_two_for_one_but_those_that_may(
    visits: dict[int, Visits],
) -> None:
    wasteful = {page: visit.wasteful() for page, visit in visits[MUCH].items()}
    not_named = {page: names - EXCEPTIONS.keys() for page, names in wasteful.items()}
    assert not {page: names for page, names in not_named.items() if names}
    assert EXCEPTIONS.keys() - set().union(*wasteful.values()) == set()


def test_a_page_sends_few_commands(visits: dict[int, Visits]) -> None:
    sent = {page: visit.commands for page, visit in visits[MUCH].items()}
    more = {p: n for p, n in sent.items() if n > MOST_COMMANDS[p.rpartition(", ")[2]]}
    assert not {page: n for page, n in more.items() if n > MORE_COMMANDS.get(page, 0)}
    assert MORE_COMMANDS.keys() <= more.keys()


@pytest.mark.long
def test_a_page_sends_no_more_commands_where_there_is_more(visits: dict[int, Visits]) -> None:
    little, much = visits[LITTLE], visits[MUCH]
    growing = {p: v.commands for p, v in much.items() if v.commands > little[p].commands}
    assert growing.keys() == GROWING.keys(), growing
