"""Writing reviews: a review and its film's tally change together, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import permission_filter, recheck_permission
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from movies.tallies import TallyChange, change_tally, lock_film

from .documents import HELD, VISIBLE, Doc, Review, ReviewContent, Visibility, change_times
from .errors import AlreadyReviewed, NotYourReview, ReviewEditConflict, ReviewNotFound, WasTakenDown
from .queries import find_own_review

# The update for a review that was taken down and that its author deletes.
NO_CONTENT = {"text": "", "spoiler": False, "erased": True}
ERASE_CONTENT = {"$set": NO_CONTENT, "$unset": {"rating": "", "edited_at": "", "changed_at": ""}}
# Called with the review after it was written, in the same transaction.
AfterWrite = Callable[[Review, ClientSession], None]
# `set_visibility`, or what does the same for many reviews at once.
VisibilityWriter = Callable[..., tuple[Visibility, Visibility]]
# Called in the transaction with the member as they are now; returns None for what is not held.
FindHold = Callable[[Member], "Hold | None"]


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a review waits for a moderator, and what opens its case in the same transaction."""

    reason: str
    open_case: AfterWrite


def post_review(
    *,
    member: Member,
    movie_id: ObjectId,
    content: ReviewContent,
    find_hold: FindHold | None = None,
    before_write: Callable[[ClientSession], object] | None = None,
) -> Review:
    """Publish a member's review of a film, or hold it; `before_write` is called in its transaction.

    Posting the same content again returns the first review. Raise AlreadyReviewed or
    WasTakenDown if the member has another review of the film, and MovieNotFound.
    """

    def work(session: ClientSession) -> Review:
        author = recheck_permission(member=member, action="post-review", session=session)
        hold = find_hold(author) if find_hold else None
        if before_write:
            before_write(session)
        return _insert(new_review_document(author, movie_id, content, hold), hold, session)

    try:
        return in_transaction(work)
    except Duplicate as error:
        if "movie_id" not in error.key:
            raise
        return _get_same_review(member, movie_id, content)


def new_review_document(
    member: Member, movie_id: ObjectId, content: ReviewContent, hold: Hold | None = None
) -> Doc:
    """Return the document of a new review, visible unless it is held."""
    return {
        "_id": ObjectId(),
        "movie_id": movie_id,
        "author": member.as_author(),
        **content.fields(),
        "date": now(),
        "version": 1,
        **({"state": HELD, "held_because": hold.reason} if hold else {"state": VISIBLE}),
        "origin": "site",
    }


def _insert(doc: Doc, hold: Hold | None, session: ClientSession) -> Review:
    mongo.reviews().insert_one(doc, session=session)
    review = Review.from_doc(doc)
    if hold is None:
        update_tally(None, review, session)
    else:
        lock_film(doc["movie_id"], session=session)
        hold.open_case(review, session)
    return review


def set_rating(
    *,
    member: Member,
    movie_id: ObjectId,
    rating: int | None,
    hold: Hold | None,
    session: ClientSession,
) -> Review | None:
    """Within a transaction: set or clear a member's rating of a film; return what is left of it.

    The words of a review stay. A review that was only a rating is deleted with it. The caller has
    checked the permission, which also keeps other requests of the member out.
    """
    own_review = find_own_review(member, movie_id, session)
    if own_review is None:
        if rating is None:
            return None
        doc = new_review_document(member, movie_id, ReviewContent("", rating), hold)
        return _insert(doc, hold, session)
    own = {"_id": ObjectId(own_review.id), "author.id": member.id}
    if rating is None and not own_review.text:
        _delete(own, own_review, session)
        return own_review if own_review.is_taken_down else None
    content = replace(own_review.content, rating=rating)
    return _edit(own, content, None, (hold, None), session)


def _get_same_review(member: Member, movie_id: ObjectId, content: ReviewContent) -> Review:
    # A transaction waits for the first write, which a majority may not have acknowledged yet.
    existing = in_transaction(partial(find_own_review, member, movie_id))
    if existing is not None and existing.is_taken_down:
        raise WasTakenDown
    if existing is None or content != existing.content:
        raise AlreadyReviewed
    return existing


def edit_review(
    *,
    member: Member,
    review_id: ObjectId,
    content: ReviewContent,
    version: int | None = None,
    find_hold: FindHold | None = None,
    release: AfterWrite | None = None,
) -> Review:
    """Replace the content of a member's own review, and keep the old content as a revision.

    `version` is the version that the member saw: raise ReviewEditConflict if it is another now.
    With a hold, a visible review is held. With `release`, a held one is examined again: it waits
    for the reason of the hold, or is published. Raise NotYourReview or ReviewNotFound.
    """
    own = {"_id": review_id, **permission_filter(member, "edit-review", "author.id")}

    def work(session: ClientSession) -> Review:
        author = recheck_permission(member=member, action="edit-review", session=session)
        hold = find_hold(author) if find_hold else None
        return _edit(own, content, version, (hold, release), session)

    return in_transaction(work)


def _edit(
    own: Doc,
    content: ReviewContent,
    version: int | None,
    examination: tuple[Hold | None, AfterWrite | None],
    session: ClientSession,
) -> Review:
    stored = _get_document(own, session)
    before = Review.from_doc(stored)
    new = replace(content, spoiler=True) if before.spoiler_locked else content
    if new == before.content:
        return before
    if version is not None and version != before.version:
        raise ReviewEditConflict(before)
    state, after_write = _state_after_edit(before, *examination)
    moment = now()
    edited = {**change_times(before.text, new.text, moment), **new.fields(), **state}
    edited["version"] = before.version + 1
    absent = {"erased", "rating"} if before.text else {"erased", "rating", "edited_at"}
    unset = dict.fromkeys(absent - set(edited), "")
    if edited.get("state") == VISIBLE:
        unset["held_because"] = ""
    mongo.reviews().update_one(own, {"$set": edited, "$unset": unset}, session=session)
    kept = {name: value for name, value in stored.items() if name not in unset}
    after = Review.from_doc({**kept, **edited})
    mongo.revisions().insert_one(before.revision(moment), session=session)
    update_tally(before, after, session)
    if after_write:
        after_write(after, session)
    return after


def _state_after_edit(
    before: Review, hold: Hold | None, release: AfterWrite | None
) -> tuple[Doc, AfterWrite | None]:
    """Return the fields of a review's new state, and what follows it in the transaction."""
    is_examined = before.is_visible or (release is not None and before.state == HELD)
    if hold and is_examined:
        return {"state": HELD, "held_because": hold.reason}, hold.open_case
    if is_examined and before.state == HELD:
        return {"state": VISIBLE}, release
    return {}, None


def delete_review(
    *, member: Member, review_id: ObjectId, version: int | None = None, keep_rating: bool = False
) -> Review:
    """Delete a member's own review and its revisions, and subtract it from the film's tally.

    With `version`, raise ReviewEditConflict if the review has another now. With `keep_rating` the
    rating of a visible one stays, without its words. Of a review that was taken down only the
    content is erased: its document stays with the decision, so that the member cannot post another.
    """
    own = {"_id": review_id, **permission_filter(member, "delete-review", "author.id")}

    def work(session: ClientSession) -> Review:
        recheck_permission(member=member, action="delete-review", session=session)
        review = Review.from_doc(_get_document(own, session))
        if version is not None and version != review.version:
            raise ReviewEditConflict(review)
        if not (keep_rating and review.is_visible and review.rating):
            return _delete(own, review, session)
        _edit(own, ReviewContent("", review.rating), None, (None, None), session)
        mongo.revisions().delete_many({"review_id": review_id}, session=session)
        return review

    return in_transaction(work)


def _delete(own: Doc, review: Review, session: ClientSession) -> Review:
    if review.is_taken_down:
        mongo.reviews().update_one(own, ERASE_CONTENT, session=session)
    else:
        mongo.reviews().delete_one(own, session=session)
    mongo.revisions().delete_many({"review_id": own["_id"]}, session=session)
    update_tally(review, None, session)
    return review


def _get_document(own: Doc, session: ClientSession) -> Doc:
    if doc := mongo.reviews().find_one(own, session=session):
        return doc
    other = mongo.reviews().find_one({"_id": own["_id"]}, {"state": 1}, session=session)
    raise NotYourReview if other and other.get("state", VISIBLE) == VISIBLE else ReviewNotFound


def update_tally(before: Review | None, after: Review | None, session: ClientSession) -> None:
    """Within a transaction: change a film's tally when a review of it changes.

    None stands for the review before it exists, or after it is deleted.
    """
    removed = before if before and before.is_visible else None
    added = after if after and after.is_visible else None
    review = added or removed
    # A comment of an old database may be about no film.
    if review and ObjectId.is_valid(review.movie_id):
        change = TallyChange(
            bool(added) - bool(removed),
            removed_rating=removed.rating if removed else None,
            added_rating=added.rating if added else None,
            date=review.date,
        )
        change_tally(ObjectId(review.movie_id), change, session=session)


def set_visibility(
    *,
    target_id: ObjectId,
    change: Callable[[Visibility], Visibility],
    session: ClientSession,
    check: Callable[[Review], None] | None = None,
) -> tuple[Visibility, Visibility]:
    """Within a decision's transaction: change a review and its film's tally; return old and new.

    `check` is given the review first; both may raise. Raise ReviewNotFound if the author has
    deleted the review or erased its content.
    """
    not_erased = {"_id": target_id, "erased": {"$exists": False}}
    doc = mongo.reviews().find_one(not_erased, session=session)
    if doc is None:
        raise ReviewNotFound
    review = Review.from_doc(doc)
    if check:
        check(review)
    before = Visibility.of(review)
    after = change(before)
    if after != before:
        mongo.reviews().update_one(not_erased, after.update(), session=session)
        update_tally(review, replace(review, state=after.state), session)
    return before, after
