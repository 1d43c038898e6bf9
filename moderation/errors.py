"""What can go wrong with reports, decisions and appeals, in words."""

from mflix_site.errors import Conflict, Forbidden, NotFound


class CaseNotFound(NotFound):
    """No case has this id."""

    sentence = "There is no such case."


class DecisionNotFound(NotFound):
    """No row of the log has this number or id."""

    sentence = "The log has no such row."


class AppealNotFound(NotFound):
    """No appeal has this id."""

    sentence = "There is no such appeal."


class OwnTarget(Forbidden):
    """Nobody reports or judges what is their own."""

    sentence = "This is about yourself, so somebody else must look at it."


class OwnReport(Forbidden):
    """Nobody judges what they reported."""

    sentence = "You reported this, so somebody else must decide."


class OwnDecision(Forbidden):
    """Nobody answers an appeal against their own decision."""

    sentence = "You made this decision, so somebody else must answer the appeal."


class StaffTarget(Forbidden):
    """Who looks after the site is judged by admins alone."""

    sentence = "This is about somebody who looks after the site: only an admin can decide it."


class AlreadyReported(Conflict):
    """One open report a person and thing."""

    sentence = "You have reported this already, and it is being looked at."


class AlreadyDecided(Conflict):
    """Somebody was quicker."""

    sentence = "Somebody has decided this case meanwhile."


class ClaimedByOther(Conflict):
    """Somebody else is looking at it."""

    sentence = "Somebody else is looking at this case just now."


class NothingToDo(Conflict):
    """The thing is already as the decision would make it."""

    sentence = "It is so already: nothing would change."


class AlreadyUndone(Conflict):
    """A decision is taken back once."""

    sentence = "This decision has been taken back already."


class NotUndoable(Conflict):
    """There is nothing to take back, or things have moved on."""

    sentence = "This cannot be taken back: the thing has changed since, or is gone."


class AlreadyAppealed(Conflict):
    """One appeal a decision."""

    sentence = "You have appealed this decision already."


class NotAppealable(Conflict):
    """Too late, taken back, or not against anybody."""

    sentence = (
        "This decision cannot be appealed: it is more than 30 days old, or has been taken back."
    )


class AlreadyAnswered(Conflict):
    """Somebody was quicker."""

    sentence = "Somebody has answered this appeal meanwhile."
