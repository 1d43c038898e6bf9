"""Errors of reviews, with the sentence that a person reads."""

from django.utils.translation import gettext_lazy as _

from mflix_site.errors import Conflict, EditConflict, Forbidden, NotFound


class ReviewNotFound(NotFound):
    sentence = _("We can't find this review. It may have been deleted.")


class NotYourReview(Forbidden):
    sentence = _("This is somebody else's review. Only its author can edit or delete it.")


class AlreadyReviewed(Conflict):
    sentence = _("You've already reviewed this film. Edit that review instead; your text is below.")


class ReviewEditConflict(EditConflict):
    sentence = _(
        "This review has been saved somewhere else since you opened it. Both versions are below: "
        "save again to keep yours."
    )


class WasTakenDown(Conflict):
    sentence = _(
        "Your review of this film is hidden or was removed, so you can't post another. Your "
        "standing page says why, and how to appeal."
    )


class VisibilityChanged(Conflict):
    sentence = _("This review has changed since that decision. Look at it again before you decide.")
