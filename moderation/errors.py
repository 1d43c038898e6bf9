"""Errors of reports, cases, decisions and appeals."""

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
    """Nobody reports or decides what is their own."""

    sentence = "This is about yourself, so somebody else must look at it."


class OwnReport(Forbidden):
    """Nobody decides what they reported."""

    sentence = "You reported this, so somebody else must decide."


class OwnDecision(Forbidden):
    """Nobody answers an appeal against their own decision."""

    sentence = "You made this decision, so somebody else must answer the appeal."


class StaffTarget(Forbidden):
    """Only admins decide about staff."""

    sentence = "This is about somebody who looks after the site: only an admin can decide it."


class AlreadyReported(Conflict):
    """One open report for each reporter and target."""

    sentence = "You have reported this already, and it is being looked at."


class AlreadyDecided(Conflict):
    """Another moderator was quicker."""

    sentence = "Somebody has decided this case meanwhile."


class ClaimedByOther(Conflict):
    """Somebody else is looking at it."""

    sentence = "Somebody else is looking at this case just now."


class NothingToDo(Conflict):
    """The target is already as the decision would make it."""

    sentence = "It is so already: nothing would change."


class AlreadyUndone(Conflict):
    """A decision is undone once."""

    sentence = "This decision has been taken back already."


class NotUndoable(Conflict):
    """There is nothing to undo, or the target has changed since."""

    sentence = "This cannot be taken back: it has changed since, or is gone."


class AlreadyAppealed(Conflict):
    """One appeal a decision."""

    sentence = "You have appealed this decision already."


class NotAppealable(Conflict):
    """Too late, taken back, or not against anybody."""

    sentence = (
        "This decision cannot be appealed: it is more than 30 days old, or has been taken back."
    )


class AlreadyAnswered(Conflict):
    """Another moderator was quicker."""

    sentence = "Somebody has answered this appeal meanwhile."
