"""The queue: weightiest first, filters, search, claims, notes, bulk decisions, the whole case."""

from datetime import timedelta
from typing import Any

import pytest

from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from moderation.cases import add_case_note, claim_case, release_case
from moderation.errors import AlreadyDecided, CaseNotFound, ClaimedByOther, OwnTarget
from moderation.queries import QueueFilter, get_case, next_case, page_of_cases
from moderation.undo import undo_decision
from reviews.documents import ReviewContent
from reviews.services import edit_review
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review

from ..support.moderation import (
    a_decision_input,
    a_report,
    a_report_of_member,
    decided,
    inbox_of,
    shown_on,
)

SENT = {"rule": "2", "reason": "It is about a person, not the film.", "note": ""}


def ids(scene: Any, **asked: Any) -> list[Any]:
    return [case.id for case in page_of_cases(scene.maud, QueueFilter(**asked), 1).items]


def another(scene: Any, reason: str, author: str = "dev", title: str = "Alien") -> Any:
    review = a_review(getattr(scene, author), a_film(title=title)).id
    return a_report(scene.bob if author != "bob" else scene.carla, review, reason)


def test_the_weightiest_comes_first(scene: Any) -> None:
    low, high = another(scene, "off-topic"), another(scene, "illegal", "carla")
    assert ids(scene) == [high, scene.case, low]


def test_what_has_waited_longer_rises(scene: Any) -> None:
    low = another(scene, "off-topic")
    week = {"$inc": {"rank": 7}, "$set": {"opened_at": now() - timedelta(days=7)}}
    mongo.cases().update_one({"_id": low}, week)
    assert ids(scene)[0] == low
    assert get_case(scene.maud, low).level == "low"


@pytest.mark.parametrize(
    ("reason", "level"), [("off-topic", "low"), ("spam", "medium"), ("illegal", "high")]
)
def test_the_level_depends_on_the_reports_and_not_on_the_wait(
    scene: Any, reason: str, level: str
) -> None:
    case = another(scene, reason)
    mongo.cases().update_one({"_id": case}, {"$set": {"opened_at": now() - timedelta(days=90)}})
    assert get_case(scene.maud, case).level == level
    assert f"level-{level}" in scene.browser("maud").text(f"/moderation/cases/{case}/")


def test_filters_and_search_narrow_it(scene: Any) -> None:
    spam = another(scene, "spam", title="Playtime")
    assert ids(scene, reason="spam") == [spam]
    assert ids(scene, words="PLAYTIME dev") == [spam]
    assert ids(scene, words="angstrom") == [scene.case]
    assert ids(scene, words="nobody") == []


def test_decided_ones_are_kept(scene: Any) -> None:
    decided(scene.maud, scene.case)
    assert ids(scene) == []
    assert ids(scene, decided=True) == [scene.case]


def test_nobody_sees_the_case_about_themselves(scene: Any) -> None:
    case = a_report_of_member(scene.bob, scene.maud.handle)
    assert case not in ids(scene)
    with pytest.raises(OwnTarget):
        get_case(scene.maud, case)
    answer = scene.browser("maud").get(f"/moderation/cases/{case}/")
    assert (answer.status_code, "Bob" in answer.content.decode()) == (403, False)


def test_a_claim_is_one_persons_and_expires(scene: Any) -> None:
    claim_case(moderator=scene.maud, case_id=scene.case)
    with pytest.raises(ClaimedByOther):
        claim_case(moderator=scene.moe, case_id=scene.case)
    past = {"$set": {"claim.until": now() - timedelta(seconds=1)}}
    mongo.cases().update_one({"_id": scene.case}, past)
    claim_case(moderator=scene.moe, case_id=scene.case)
    assert get_case(scene.maud, scene.case).claim["handle"] == "moe"  # type: ignore[index]


def test_a_claim_is_left_by_its_holder_alone(scene: Any) -> None:
    claim_case(moderator=scene.maud, case_id=scene.case)
    release_case(moderator=scene.moe, case_id=scene.case)
    assert get_case(scene.moe, scene.case).claim
    release_case(moderator=scene.maud, case_id=scene.case)
    assert get_case(scene.moe, scene.case).claim is None


def test_a_decided_case_cannot_be_claimed(scene: Any) -> None:
    decided(scene.maud, scene.case)
    with pytest.raises(AlreadyDecided):
        claim_case(moderator=scene.moe, case_id=scene.case)


def test_an_unknown_case_is_none(scene: Any) -> None:
    for act in (claim_case, get_case):
        with pytest.raises(CaseNotFound):
            act(scene.maud, scene.film) if act is get_case else act(
                moderator=scene.maud, case_id=scene.film
            )


def test_notes_are_for_moderators(scene: Any) -> None:
    add_case_note(moderator=scene.moe, case_id=scene.case, text="Seen before.")
    assert "Seen before." in scene.browser("maud").text(f"/moderation/cases/{scene.case}/")


def test_adding_a_note_says_who_can_see_it(scene: Any) -> None:
    case, as_maud = f"/moderation/cases/{scene.case}/", scene.browser("maud")
    as_maud.post(f"{case}notes/", {"text": "Seen before."})
    assert "Your note has been added. Only moderators can see it." in as_maud.text(case)


def test_a_note_that_is_sent_again_is_added_once(scene: Any) -> None:
    case, as_maud = f"/moderation/cases/{scene.case}/", scene.browser("maud")
    origin = {"Origin": "http://testserver"}
    for token in ("a" * 64, "a" * 64, "b" * 64):
        sent = {"text": "Seen before.", "csrfmiddlewaretoken": token}
        assert as_maud.post(f"{case}notes/", sent, headers=origin).status_code == 302
    assert len(get_case(scene.maud, scene.case).notes) == 2


def test_the_whole_case_is_on_one_page(scene: Any) -> None:
    decided(scene.maud, a_report_of_member(scene.bob, scene.alice.handle), "warn")
    page = scene.browser("maud").text(f"/moderation/cases/{scene.case}/")
    for part in (
        "You are all fools.",
        "The Third Man",
        "Bob",
        "Carla",
        "Warned",
        "1 of 1 earlier report confirmed",
    ):
        assert part in page, part


def test_several_cases_are_decided_alike(scene: Any) -> None:
    cases = [str(scene.case), str(another(scene, "spam")), str(another(scene, "spam", "carla"))]
    sent = {**SENT, "action": "hide", "case": cases}
    answer = scene.browser("maud").post("/moderation/decide/", sent, follow=True)
    assert "Decided 3 of 3 cases." in answer.content.decode()
    assert mongo.decisions().count_documents({"action": "hide"}) == 3


def test_of_several_those_that_cannot_be_decided_say_why(scene: Any) -> None:
    claim_case(moderator=scene.moe, case_id=scene.case)
    sent = {**SENT, "action": "hide", "case": [str(scene.case), str(another(scene, "spam"))]}
    page = scene.browser("maud").post("/moderation/decide/", sent, follow=True).content.decode()
    assert "Decided 1 of 2 cases." in page
    assert "Somebody else has claimed this case" in page


@pytest.mark.parametrize("case", [[], ["zzz"], ["0" * 24 + "x"]])
def test_choosing_nothing_that_is_there_is_422(scene: Any, case: list[str]) -> None:
    sent = {**SENT, "action": "hide", "case": case}
    assert scene.browser("maud").post("/moderation/decide/", sent).status_code == 422


BAD = (
    {"action": "explode"}, {"rule": "99"}, {"reason": ""}, {"reason": "No."},
    {"action": "suspend"}, {"action": "suspend", "until": "2001-01-01"},
    {"action": "suspend", "until": "yesterday"}, {"action": "suspend", "until": "9999-12-31"},
    {"reason": "x" * 3000}, {"action": ""}, {"reason": "\u200b" * 20},
)  # fmt: skip


@pytest.mark.parametrize("wrong", BAD)
def test_a_bad_decision_is_422_and_keeps_the_words(scene: Any, wrong: dict[str, str]) -> None:
    sent = {**SENT, "action": "hide", "note": "A note that I wrote.", **wrong}
    path = f"/moderation/cases/{scene.case}/decide/"
    answer = scene.browser("maud").post(path, sent)
    assert (answer.status_code, mongo.decisions().count_documents({})) == (422, 0)
    assert "A note that I wrote." in answer.content.decode()


def test_what_cannot_be_decided_says_why_above_the_words(scene: Any) -> None:
    decided(scene.moe, scene.case)
    path = f"/moderation/cases/{scene.case}/decide/"
    answer = scene.browser("maud").post(path, {**SENT, "action": "hide"})
    assert answer.status_code == 409


def test_a_decision_sent_twice_is_one_and_the_second_click_leads_on_too(scene: Any) -> None:
    following, maud = another(scene, "spam"), scene.browser("maud")
    sent = {**SENT, "action": "hide", "shown": shown_on(scene.case)}
    for _ in range(2):
        answer = maud.post(f"/moderation/cases/{scene.case}/decide/", sent)
        assert answer["Location"] == f"/moderation/cases/{following}/"
    assert mongo.decisions().count_documents({}) == 1
    other = sent | {"action": "remove"}
    assert maud.post(f"/moderation/cases/{scene.case}/decide/", other).status_code == 409
    mongo.decisions().update_one({}, {"$set": {"at": now() - timedelta(minutes=2)}})
    assert maud.post(f"/moderation/cases/{scene.case}/decide/", sent).status_code == 409


def test_a_decision_about_words_that_changed_since_is_no_second_click(scene: Any) -> None:
    maud, sent = scene.browser("maud"), {**SENT, "action": "hide", "shown": shown_on(scene.case)}
    maud.post(f"/moderation/cases/{scene.case}/decide/", sent)
    decision = mongo.decisions().find_one({}) or {}
    undo_decision(moderator=scene.moe, decision_id=decision["_id"], reason="A mistake.")
    content = ReviewContent("Words that nobody has read.", 80)
    edit_review(member=scene.alice, review_id=scene.review_id, content=content)
    assert maud.post(f"/moderation/cases/{scene.case}/decide/", sent).status_code == 409


def test_after_a_decision_the_next_case_comes(scene: Any) -> None:
    following = another(scene, "spam")
    maud, sent = scene.browser("maud"), {**SENT, "action": "hide"}
    sent["shown"] = shown_on(scene.case)
    answer = maud.post(f"/moderation/cases/{scene.case}/decide/", sent)
    assert answer["Location"] == f"/moderation/cases/{following}/"
    sent["shown"] = shown_on(following)
    answer = maud.post(f"/moderation/cases/{following}/decide/", sent)
    assert answer["Location"] == "/moderation/"


def test_the_next_case_is_never_about_the_moderator(scene: Any) -> None:
    own = another(scene, "illegal", "maud")
    assert next_case(scene.moe) == own
    assert next_case(scene.maud) == scene.case


def test_a_moderator_looks_into_what_nobody_reported(scene: Any) -> None:
    review = a_review(scene.dev, scene.film).id
    answer = scene.browser("maud").post(f"/moderation/reviews/{review}/")
    case = mongo.cases().find_one({"reasons": "looked-into"}) or {}
    assert answer["Location"] == f"/moderation/cases/{case['_id']}/"
    assert decided(scene.maud, case["_id"], "hide").action == "hide"


def test_a_decision_input_is_made_of_what_the_form_says() -> None:
    assert a_decision_input("warn").action == "warn"


def test_a_visible_review_is_not_offered_to_be_restored(scene: Any) -> None:
    page = Browser(scene.maud).text(f"/moderation/cases/{scene.case}/")
    assert 'value="hide"' in page
    assert 'value="restore"' not in page


def test_a_case_leads_to_the_open_cases_that_are_not_beside_it(
    scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    another(scene, "off-topic")
    assert "All open cases" not in Browser(scene.maud).text(f"/moderation/cases/{scene.case}/")
    monkeypatch.setattr("moderation.views.cases.SIDEBAR_SIZE", 1)
    assert "All open cases" in Browser(scene.maud).text(f"/moderation/cases/{scene.case}/")


@pytest.mark.parametrize("action", ["remove", "hide", "mark-spoiler"])
def test_what_cannot_be_done_to_a_member_is_not_decided_together(scene: Any, action: str) -> None:
    of_member = a_report_of_member(scene.bob, scene.alice.handle)
    sent = {**SENT, "action": action, "case": [str(of_member), str(scene.case)]}
    page = scene.browser("maud").post("/moderation/decide/", sent, follow=True).content.decode()
    assert "Decided 1 of 2 cases." in page
    assert "1 case: This decision doesn" in page
    assert (mongo.cases().find_one({"_id": of_member}) or {})["open"]
    assert not any("your account" in n["subject"].lower() for n in inbox_of(scene.alice))


def test_the_queue_says_its_order_and_how_many_reasons_a_case_has(scene: Any) -> None:
    page = scene.browser("maud").text("/moderation/")
    assert "how serious the reports are, and how long the case has waited" in page
    assert "and 1 more reason<" in page
