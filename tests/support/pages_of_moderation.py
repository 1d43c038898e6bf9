"""The pages of moderation with something on each: awkward names, long words, every state."""

from collections.abc import Iterator
from typing import Any

from accounts.documents import Member
from moderation.appeals import file_appeal
from moderation.cases import add_case_note, claim_case

from .factories import a_film, a_review
from .moderation import a_report, a_report_of_member, an_old_member, as_stored, decided
from .page_visits import Visit

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff" * 2
NAMES = (
    "queue", "queue, nothing found", "queue, decided", "case", "case of a member", "case, decided",
    "case, theirs", "take back", "appeals", "an appeal", "log", "log, nothing found", "log row",
    "check the log", "rules", "standing", "standing, good", "inbox", "inbox, empty", "own reports",
    "own reports, none", "appeal", "report", "report again", "report a member",
)  # fmt: skip


def stops(film: Any) -> Iterator[Visit]:
    """Insert cases of every kind, and return the pages."""
    maud, moe = (an_old_member(n, role="moderator") for n in ("Maud Brenner", "Moe Hill"))
    lena, bela = an_old_member(LONG_NAME[:60]), an_old_member("Bela")
    first, second = (a_review(m, a_film(title=t), "word" * 60) for m, t in _authors(lena, bela))
    removed = decided(maud, a_report(bela, first.id, note="n" * 300), "remove", note="Seen.")
    appealed = decided(maud, a_report_of_member(bela, lena.handle), "limit")
    one = file_appeal(member=lena, decision_id=appealed.id, text="I object. " * 30)
    claimed, theirs = a_report(lena, second.id, "spam"), a_report_of_member(lena, moe.handle)
    claim_case(moderator=maud, case_id=claimed)
    add_case_note(moderator=maud, case_id=claimed, text="n" * 300)
    people = {"maud": maud, "moe": moe, "lena": _now(lena), "bela": bela}
    ids = {"removed": removed.id, "appeal": one, "claimed": claimed, "theirs": theirs}
    ids |= {"decided": removed.private["case_id"], "second": second.id, "handle": lena.handle}
    yield from _of_moderators(people, ids)
    yield from _of_members(people, ids)


def _authors(lena: Member, bela: Member) -> tuple[tuple[Member, str], ...]:
    return (lena, "A" * 150), (bela, "Playtime")


def _now(member: Member) -> Member:
    return Member.from_doc(as_stored(member))


def _of_moderators(people: dict[str, Member], ids: dict[str, Any]) -> Iterator[Visit]:
    maud, moe, ada = people["maud"], people["moe"], an_old_member("Ada", role="admin")
    yield Visit("queue", maud, "/moderation/")
    yield Visit("queue, nothing found", maud, "/moderation/?q=nobody&reason=spam")
    yield Visit("queue, decided", maud, "/moderation/?state=decided")
    yield Visit("case", maud, f"/moderation/cases/{ids['claimed']}/")
    yield Visit("case of a member", ada, f"/moderation/cases/{ids['theirs']}/")
    yield Visit("case, decided", maud, f"/moderation/cases/{ids['decided']}/")
    yield Visit("case, theirs", moe, f"/moderation/cases/{ids['claimed']}/")
    yield Visit("take back", maud, f"/moderation/decisions/{ids['removed']}/undo/")
    yield Visit("appeals", moe, "/moderation/appeals/")
    yield Visit("an appeal", moe, f"/moderation/appeals/{ids['appeal']}/")


def _of_members(people: dict[str, Member], ids: dict[str, Any]) -> Iterator[Visit]:
    lena, bela, dora = people["lena"], people["bela"], an_old_member("Dorothea")
    yield Visit("log", None, "/moderation/log/")
    yield Visit("log, nothing found", None, "/moderation/log/?action=close&moderator=nobody")
    yield Visit("log row", None, "/moderation/log/1/")
    yield Visit("check the log", None, "/moderation/log/check/")
    yield Visit("rules", None, "/rules/")
    yield Visit("standing", lena, "/accounts/standing/")
    yield Visit("standing, good", dora, "/accounts/standing/")
    yield Visit("inbox", lena, "/accounts/inbox/")
    yield Visit("inbox, empty", dora, "/accounts/inbox/")
    yield Visit("own reports", bela, "/accounts/reports/")
    yield Visit("own reports, none", dora, "/accounts/reports/")
    yield Visit("appeal", lena, f"/accounts/appeals/{ids['removed']}/")
    yield Visit("report", dora, f"/reviews/{ids['second']}/report/")
    yield Visit("report again", lena, f"/reviews/{ids['second']}/report/")
    yield Visit("report a member", dora, f"/members/{ids['handle']}/report/")
