"""What the demo's own people see on first sight: Alice has been told of a decision."""

from bson import ObjectId

from accounts.documents import Member
from moderation.bulk import find_open_case
from moderation.decisions import decide_case
from moderation.effects import Verdict
from moderation.reports import Complaint, report
from moderation.review_posting import post_review
from moderation.targets import get_visible_review_target
from movies.queries import get_page
from movies.selection import Selection
from reviews.documents import Review
from reviews.queries import find_own
from reviews.services import ReviewContent

SAID = ReviewContent(
    "I came for the first scene and stayed for the last: she knew from the beginning, and the "
    "letter was never sent. Go and see it before somebody tells you. Oh.",
    rating=90,
)
VERDICT = Verdict(
    action="mark-spoiler",
    rule="4",
    reason="It gives the last scene away. The review stays as it is, but folded.",
    note="Meant kindly, I think.",
)


def fold_review(*, author: Member, reporter: Member, moderator: Member) -> None:
    """Have somebody review a film and give it away, somebody report it, and it be folded.

    Done by the services that pages use, step by step: what is done already is not done again.
    """
    review = _review_of(author)
    if review is None or review.spoiler or not review.is_visible:
        return
    review_id = ObjectId(review.id)
    case_id = find_open_case(review_id) or _reported(reporter, review_id)
    decide_case(moderator=moderator, case_id=case_id, verdict=VERDICT)


def _review_of(author: Member) -> Review | None:
    films = get_page(Selection(), 1).items
    if not films:
        return None
    film_id = ObjectId(films[0].id)
    there = find_own(author, film_id)
    return there or post_review(member=author, movie_id=film_id, words=SAID)


def _reported(reporter: Member, review_id: ObjectId) -> ObjectId:
    complaint = Complaint("spoiler", "Now I know about the letter.")
    thing = get_visible_review_target(review_id)
    return report(member=reporter, thing=thing, complaint=complaint, address="127.0.0.1")
