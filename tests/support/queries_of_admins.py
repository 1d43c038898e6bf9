"""Everything that administration asks of the database, each with the world it is asked in."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from accounts import outbox
from accounts import promotions as account_promotions
from accounts import queries as of_accounts
from accounts.documents import STANDINGS
from accounts.queries import MemberFilter, newest_members, page_of_members, trial_end
from administration import members
from administration.films import (
    add_film,
    delete_film,
    finish_all_removals,
    merge_films,
    preview_removal,
    revert_film,
)
from administration.members import end_sessions, set_role
from mflix_site.text import now
from moderation import queries as of_moderation
from movies.film_facts import FilmFacts
from movies.history import find_merge_target
from reviews.queries import reviews_by_day
from reviews.site_summary import most_active

from .browsing import Browser
from .factories import a_film, a_review
from .moderation import an_old_member
from .running import WHY, an_edit, facts_of

Case = Callable[[Any], object]
WHOM = {
    "all": MemberFilter(),
    "by name": MemberFilter("ali"),
    "by handle": MemberFilter("@ali"),
    "by address": MemberFilter("alice@example.test"),
    "of a role": MemberFilter(role="moderator"),
    "who are but members": MemberFilter(role="member"),
    **{f"in standing: {kind}": MemberFilter(standing=kind) for kind in STANDINGS},
    "of all that": MemberFilter("ali", "member", "good"),
}


def put_films(world: Any) -> None:
    """Insert films that are edited, merged and deleted, and members who are promoted."""
    world.olga = an_old_member("Olga", role="admin")
    world.edited, world.double, world.heir = (a_film(title=f"Film {n}") for n in range(3))
    for film in (world.double, world.heir):
        a_review(world.dora, film)
    world.since = now() - timedelta(days=30)


CASES: Mapping[str, Case] = {
    **{f"members {k}": lambda _, w=w: page_of_members(w, 1) for k, w in WHOM.items()},
    "newest members": lambda _: newest_members(),
    "joins by day": lambda w: of_accounts.sign_ups_by_day(w.since),
    "mails by state": lambda _: outbox.count_mails_by_state(),
    "trials running": lambda _: account_promotions.count_running_trials(),
    "a member's trial": lambda w: trial_end(w.dora.id),
    "reviews by day": lambda w: reviews_by_day(w.since),
    "most active reviewers": lambda _: most_active(),
    "reports by day": lambda w: of_moderation.reports_by_day(w.since),
    "decisions by day": lambda w: of_moderation.decisions_by_day(w.since),
    "open cases": lambda _: of_moderation.count_open_cases(),
    "time to decision": lambda w: of_moderation.time_to_decision(w.since),
    "a member's record": lambda w: Browser(w.olga).text("/administration/members/dora/"),
    "giving a role": lambda w: set_role(
        admin=w.olga, member_id=w.dora.id, role="moderator", reason=WHY
    ),
    "taking a role": lambda w: set_role(
        admin=w.olga, member_id=w.ines.id, role="member", reason=WHY
    ),
    "ending sessions": lambda w: [
        Browser(w.dora),
        end_sessions(admin=w.olga, member_id=w.dora.id, reason=WHY),
    ],
    "adding a film": lambda w: add_film(admin=w.olga, facts=FilmFacts("New"), reason=WHY),
    "editing a film": lambda w: an_edit(w.olga, w.edited, year=1900),
    "a film's history": lambda w: Browser(w.olga).text(
        f"/administration/films/{w.edited}/history/"
    ),
    "reverting a film": lambda w: revert_film(
        admin=w.olga, movie_id=w.edited, version=1, reason=WHY
    ),
    "what a film says": lambda w: facts_of(w.edited),
    "what follows": lambda w: preview_removal(w.double, w.heir),
    "merging films": lambda w: merge_films(
        admin=w.olga, movie_id=w.double, target_id=w.heir, reason=WHY
    ),
    "where a film went": lambda w: find_merge_target(w.double),
    "deleting a film": lambda w: delete_film(admin=w.olga, movie_id=w.edited, reason=WHY),
    "what is unfinished": lambda _: finish_all_removals(),
    "who would get a trial": lambda _: account_promotions.count_trial_candidates(),
    "starting a trial": lambda w: members.start_trial(admin=w.olga, reason=WHY),
    "trials that are over": lambda _: account_promotions.count_trials_to_end(),
    "ending trials": lambda w: members.end_trials(admin=w.olga, reason=WHY, include_running=True),
}
