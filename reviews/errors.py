"""Errors of reviews, with the sentence that a person reads."""

from mflix_site.errors import Conflict, Forbidden, NotFound

from .documents import Review


class ReviewNotFound(NotFound):
    sentence = "This review is gone, or never was here."


class NotYourReview(Forbidden):
    sentence = "This review is somebody else's. Only its author can change or remove it."


class AlreadyReviewed(Conflict):
    sentence = (
        "You have reviewed this film already. Edit that review instead; your words are below."
    )


class ReviewEditConflict(Conflict):
    sentence = (
        "This review was saved in another window since you opened it. Both texts are below: "
        "save again to keep yours."
    )

    def __init__(self, review: Review) -> None:
        super().__init__()
        self.review = review


class WasTakenDown(Conflict):
    sentence = (
        "A moderator has taken down your review of this film. Your standing says why, and how to "
        "appeal."
    )


class VisibilityChanged(Conflict):
    sentence = "This review has changed hands since that decision: look at it as it stands now."
