"""Many events at once: each with all that follows from it, or not at all."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.bulk import find_members, insert_notices
from accounts.documents import GOOD, Member
from accounts.notices import Notice
from accounts.standing import count_reports
from moderation.bulk import Chain, find_open_targets, insert_documents
from moderation.decision_notices import author_notice, reporter_notice
from moderation.decisions import decision_log_entry, until_phrase
from moderation.documents import Case
from moderation.effects import apply
from moderation.log_documents import Decision
from moderation.rules import ACTIONS, REVIEW
from moderation.targets import Target, build_review_target, member_about
from movies.queries import get_cards
from reviews.bulk import BulkVisibility
from reviews.documents import HELD, HIDDEN

from . import scene
from .events import DECIDE, Event

Doc = dict[str, Any]
NAMES = ("cases", "reports", "appeals")


class Batch:
    """What the events of one transaction read together, and write together."""

    def __init__(self, events: Sequence[Event], until: datetime, session: ClientSession) -> None:
        self.until, self.session, self.chain = until, session, Chain(session)
        self.new: dict[str, list[Doc]] = {name: [] for name in NAMES}
        self.notices: list[Doc] = []
        self.counted: dict[bool, Counter[ObjectId]] = defaultdict(Counter)
        self.put: Counter[str] = Counter()
        stories = [event.story for event in events]
        self.fates = BulkVisibility([story.review.id for story in stories], session)
        self.members = find_members({story.review.author_id for story in stories}, session)
        films = {ObjectId(review.movie_id) for review in self.fates.reviews.values()}
        self.titles = {film: card.title for film, card in get_cards(films).items()}
        self.busy = self._open_targets()

    def _open_targets(self) -> set[ObjectId]:
        targets = [*self.fates.reviews, *self.members]
        return find_open_targets(targets, self.session)

    def begin(self, event: Event) -> None:
        """Open a case, and decide it where the event says so; what is gone is left out."""
        thing = self._thing(event)
        if thing is None or thing.about.id in self.busy:
            return
        case, reports = scene.case_and_reports(event, thing)
        if event.story.is_held:
            case["held_because"] = self._hold(event, thing)
        elif scene.is_hidden(case, thing):
            self.fates.set_visibility(review_id=thing.about.id, state=HIDDEN, session=self.session)
            case["hidden_by_reports"] = True
        if event.step == DECIDE:
            self._decide(event, thing, case, reports)
        else:
            self.busy.add(thing.about.id)
        self.new["cases"].append(case)
        self.new["reports"] += reports
        self.put.update(cases=1, reports=len(reports))

    def _thing(self, event: Event) -> Target | None:
        review = self.fates.find_visible(event.story.review.id)
        author = self.members.get(event.story.review.author_id)
        if review is None or author is None:
            return None
        if event.story.kind == REVIEW:
            return build_review_target(review, author, self.titles.get(review.movie_id, ""))
        return Target(member_about(author), None, author.is_staff)

    def _hold(self, event: Event, thing: Target) -> str:
        because = scene.why_held(event)
        self.fates.held_because[thing.about.id] = because
        self.fates.set_visibility(review_id=thing.about.id, state=HELD, session=self.session)
        return because

    def _decide(self, event: Event, thing: Target, case: Doc, reports: list[Doc]) -> None:
        assert event.judge is not None  # noqa: S101 -- only events with one decide
        verdict = scene.verdict_of(event, self._action(event, case))
        whole = Case.from_doc(case)
        effect = apply(whole, verdict, self.session, self.fates.set_visibility)
        entry = decision_log_entry(whole, verdict, effect)
        row = self.chain.add(entry, by=event.judge, at=event.at, row_id=event.id("decision"))
        decision = Decision.from_doc(row)
        scene.closed(case, reports, decision)
        quote = whole.words.text if whole.words else ""
        if decision.action != "dismiss":
            notice = author_notice(thing.about, decision, quote, until_phrase(verdict))
            self.tell({thing.about.member_id: notice}, event.at, decision)
        reporters = [member.id for member in event.reporters]
        self.tell(
            dict.fromkeys(reporters, reporter_notice(thing.about, decision)), event.at, decision
        )
        self.counted[ACTIONS[decision.action].against].update(reporters)

    def _action(self, event: Event, case: Doc) -> str:
        """Give the planned action, or another where that would change nothing."""
        action, story = ACTIONS[event.story.action], event.story
        if action.standing and self.now(story.review.author_id).standing.kind != GOOD:
            return "warn"
        if action.spoiler and case["shown"]["spoiler"]:
            return "dismiss"
        # Hidden by reports alone: hiding it changes nothing, and folding would leave it hidden.
        if case.get("hidden_by_reports") and (action.spoiler or action.state == HIDDEN):
            return "remove" if action.state else "dismiss"
        return story.action

    def now(self, member_id: ObjectId) -> Member:
        """Give a member with the standing that this batch may have given them."""
        return find_members([member_id], self.session)[member_id]

    def tell(self, told: dict[Any, Notice], at: datetime, decision: Decision) -> None:
        """Put notices into the inboxes of these members."""
        self.notices += scene.notices(told, at, self.until, decision.id)

    def flush(self) -> None:
        """Write all that has been gathered."""
        insert_documents(self.new, self.session)
        self.chain.flush()
        self.fates.flush(self.session)
        insert_notices(self.notices, self.session)
        for was_right, members in self.counted.items():
            changed = {member_id: by for member_id, by in members.items() if by}
            count_reports(members=changed, was_right=was_right, session=self.session)
        self.put["decisions"] = len(self.chain.rows)
