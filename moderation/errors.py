"""Errors of reports, cases, decisions and appeals, each with the sentence that a person reads."""

from mflix_site.errors import Conflict, Forbidden, NotFound


class CaseNotFound(NotFound):
    sentence = "There is no such case."


class DecisionNotFound(NotFound):
    sentence = "The log has no such row."


class AppealNotFound(NotFound):
    sentence = "There is no such appeal."


class OwnTarget(Forbidden):
    sentence = "This is about yourself, so somebody else must look at it."


class OwnReport(Forbidden):
    sentence = "You reported this, so somebody else must decide."


class OwnDecision(Forbidden):
    sentence = "You made this decision, so somebody else must answer the appeal."


class StaffTarget(Forbidden):
    sentence = "This is about somebody who looks after the site: only an admin can decide it."


class AlreadyReported(Conflict):
    sentence = "You have reported this already, and it is being looked at."


class AlreadyDecided(Conflict):
    sentence = "Somebody has decided this case meanwhile."


class ClaimedByOther(Conflict):
    sentence = "Somebody else is looking at this case just now."


class NothingToDo(Conflict):
    sentence = "It is so already: nothing would change."


class AlreadyUndone(Conflict):
    sentence = "This decision has been taken back already."


class NotUndoable(Conflict):
    sentence = "This cannot be taken back: it has changed since, or is gone."


class AlreadyAppealed(Conflict):
    sentence = "You have appealed this decision already."


class NotAppealable(Conflict):
    sentence = (
        "This decision cannot be appealed: it is more than 30 days old, or has been taken back."
    )


class AlreadyAnswered(Conflict):
    sentence = "Somebody has answered this appeal meanwhile."
