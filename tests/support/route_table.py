"""The world that routes are asked in, and what a row of their table says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts import access_tokens
from accounts.documents import Member
from accounts.password_reset import create_token
from moderation.appeals import file_appeal
from moderation.documents import Decision
from movies.queries import get_card
from movies.similar_films import refresh_similar
from movies.template_functions import poster_digest, poster_facts

from .browsing import Browser, a_session
from .cast import make_member
from .factories import a_film, a_review, a_viewing
from .lists import some_lists
from .mails import confirmation_token
from .moderation import a_report, decided
from .uploads import an_import

PEOPLE = ("visitor", "member", "owner", "other", "moderator", "admin")
TOKEN = "a" * 32
LOG_IN = "log in"  # sent to log in, and nothing else done
REFUSED = (LOG_IN, 403, 404, 405)

Outcome = int | str
Outcomes = Mapping[str, Outcome]


class World:
    """The cast, a film that Alice (the owner) and Bob (the other) reviewed, and a reset link.

    Bob has reported Alice's review. Another moderator has removed an earlier one of hers, which she
    may appeal, and folded a third, which she has appealed.
    """

    def __init__(self) -> None:
        self.people: dict[str, Member | None] = {
            "visitor": None,
            "member": make_member("Carol"),
            "owner": make_member("Alice Ångström"),
            "other": make_member("Bob"),
            "moderator": make_member("Maud", role="moderator"),
            "admin": make_member("Ada", role="admin"),
        }
        self.judge: Member | None = None
        self.film, self.another_film = a_film(), a_film(title="Alien")
        self.poster = poster_digest(poster_facts(get_card(self.film)))
        owner, other = self.people["owner"], self.people["other"]
        assert owner
        assert other
        self.review = a_review(owner, self.film).id
        self.entry = a_viewing(owner, self.film).id
        self.case = a_report(other, self.review)
        self.decision = self._decided(owner, "remove").id
        folded = self._decided(owner, "mark-spoiler")
        self.appeal = file_appeal(
            member=owner, decision_id=folded.id, text="It gives nothing away."
        )
        a_review(other, self.film, "Bob was here too.", 20)
        lists = some_lists(owner, other, self.film)
        self.list, self.list_with_editor = lists.public, lists.invited
        self.deleted_list, self.list_link = lists.deleted, lists.link
        self.editor = other.id
        self.token = create_token(owner.id)
        self.email_token = confirmation_token(owner.id)
        self.token_text = access_tokens.create_token(
            member=owner, name="cron", scopes=list(access_tokens.SCOPES)
        )
        self.access_token = access_tokens.tokens_of(owner)[0].id
        self.handle = owner.handle
        self.history = an_import(owner, "Alien")
        refresh_similar(100)  # as the watcher does, so that a visit finds them stored
        self.sessions = {who: a_session(one) for who, one in self.people.items() if one}

    def _decided(self, owner: Member, action: str) -> Decision:
        review = a_review(owner, a_film(title=action), f"Words to {action}.").id
        judge = self.judge = self.judge or make_member("Moe", role="moderator")
        reporter = make_member(f"Dora {action}", email_key=f"dora {action}", handle_key=action)
        return decided(judge, a_report(reporter, review), action)

    def browser(self, who: str, **options: Any) -> Browser:
        """Return somebody's browser, which has been given a CSRF token by an earlier page.

        A person's first one in a test has the session that is stored with this world.
        """
        session = self.sessions.get(who)
        self.sessions = {name: key for name, key in self.sessions.items() if name != who}
        browser = Browser(self.people[who], csrf=True, session=session, **options)
        browser.cookies["mflix_csrf"] = TOKEN
        return browser


@dataclass(frozen=True, slots=True)
class Route:
    """One row: how to make its path, what a form sends, and what comes of GET and POST."""

    get: Outcomes
    post: Outcomes
    arguments: Callable[[World], list[Any]] = lambda _: []
    query: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] | Callable[[World], Mapping[str, Any]] = field(default_factory=dict)

    def sent(self, world: World) -> Mapping[str, Any]:
        """Return what a form sends in this world."""
        return self.data(world) if callable(self.data) else self.data

    def outcome(self, method: str, who: str) -> Outcome:
        """Return what somebody gets."""
        return {"get": self.get, "post": self.post}[method][who]


def every(outcome: Outcome, **others: Outcome) -> Outcomes:
    """Return the same outcome for everybody but those named."""
    return {**dict.fromkeys(PEOPLE, outcome), **others}


def members(outcome: Outcome, **others: Outcome) -> Outcomes:
    """Return an outcome for whoever is signed in; a visitor is sent to log in."""
    return every(outcome, visitor=LOG_IN, **others)


def staff(outcome: Outcome) -> Outcomes:
    """Return an outcome for moderators and admins; other members are refused."""
    return members(403, moderator=outcome, admin=outcome)


NOT_ALLOWED = every(405)
ALL = every(200)
OF_FILM: Callable[[World], list[Any]] = lambda world: [world.film]  # noqa: E731
OF_REVIEW: Callable[[World], list[Any]] = lambda world: [world.review]  # noqa: E731
OF_MEMBER: Callable[[World], list[Any]] = lambda world: [world.handle]  # noqa: E731
OF_CASE: Callable[[World], list[Any]] = lambda world: [world.case]  # noqa: E731
OF_DECISION: Callable[[World], list[Any]] = lambda world: [world.decision]  # noqa: E731
OF_LIST: Callable[[World], list[Any]] = lambda world: [world.list]  # noqa: E731
OF_APPEAL: Callable[[World], list[Any]] = lambda world: [world.appeal]  # noqa: E731
