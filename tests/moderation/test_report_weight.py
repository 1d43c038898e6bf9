"""Which reports together hide a review: record, age and network count; attacks fail."""

from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from moderation.reports import HIDE_THRESHOLD, report_trust
from moderation.undo import undo_decision
from reviews.documents import ReviewContent
from reviews.services import delete_review, edit_review
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review

from ..support.moderation import a_report, an_old_member, decided, state_of

DAY = timedelta(days=1)


def attacked(scene: Any, accounts: int, age: timedelta, address: str, **fields: Any) -> str:
    """Report a review of Dev's from accounts of one age; return what becomes of it."""
    review = a_review(scene.dev, scene.film).id
    for number in range(accounts):
        member = make_member(f"Wolf{number}", joined_at=now() - age, **fields)
        a_report(member, review, address=address.format(number))
    return state_of(review)


ONE_ADDRESS, ONE_NETWORK, EACH_ITS_OWN = "203.0.113.7", "203.0.113.{}", "10.{}.0.1"


def test_three_accounts_of_eight_days_from_one_address_hide_nothing(scene: Any) -> None:
    assert attacked(scene, 3, 8 * DAY, ONE_ADDRESS) == "visible"


def test_twelve_accounts_of_a_minute_from_twelve_networks_hide_nothing(scene: Any) -> None:
    assert attacked(scene, 12, timedelta(minutes=1), EACH_ITS_OWN) == "visible"


@pytest.mark.parametrize("age", [timedelta(0), 8 * DAY, 400 * DAY])
def test_forty_accounts_of_one_network_hide_nothing(scene: Any, age: timedelta) -> None:
    assert attacked(scene, 40, age, ONE_NETWORK) == "visible"
    case = mongo.cases().find_one({"target.id": {"$ne": scene.review_id}}) or {}
    assert (case["reports"], len(case["networks"])) == (40, 1)
    assert sum(known["trust"] for known in case["trusts"]) <= 1


@pytest.mark.parametrize(
    ("accounts", "age", "address"),
    [
        (40, 29 * DAY, EACH_ITS_OWN),
        (17, 90 * DAY, EACH_ITS_OWN),
        (40, 364 * DAY, EACH_ITS_OWN),
        (20, 400 * DAY, "2001:db8:77:{}::1"),
    ],
)
def test_neither_do_sleepers(scene: Any, accounts: int, age: timedelta, address: str) -> None:
    assert attacked(scene, accounts, age, address) == "visible"


def test_a_raid_adds_nothing_to_the_reports_of_two_trusted_members(scene: Any) -> None:
    for number in range(20):
        raider = make_member(f"Wolf{number}", joined_at=now() - 90 * DAY)
        a_report(raider, scene.review)
    assert state_of(scene.review) == "visible"
    a_report(scene.dev, scene.review)
    assert state_of(scene.review) == "hidden"


def test_three_young_members_whose_reports_were_right_hide_it(scene: Any) -> None:
    record = {"report_record": {"right": 5}}
    assert attacked(scene, 3, 90 * DAY, EACH_ITS_OWN, **record) == "hidden"


@pytest.mark.parametrize("accounts", [3, 40])
def test_members_of_a_year_who_were_never_right_hide_nothing_by_themselves(
    scene: Any, accounts: int
) -> None:
    assert attacked(scene, accounts, 400 * DAY, EACH_ITS_OWN) == "visible"


@pytest.mark.parametrize(("unproven", "state"), [(1, "visible"), (2, "hidden"), (40, "hidden")])
def test_one_who_was_right_before_hides_with_two_of_them(
    scene: Any, unproven: int, state: str
) -> None:
    attacked(scene, unproven, 365 * DAY, EACH_ITS_OWN)
    assert attacked_again(scene, report_record={"right": 1}) == state


def test_the_order_of_reports_makes_no_difference(scene: Any) -> None:
    attacked(scene, 1, 365 * DAY, EACH_ITS_OWN, report_record={"right": 1})
    assert attacked_again(scene) == "visible"
    assert attacked_again(scene) == "hidden"


def test_of_a_network_whoever_adds_most_counts(scene: Any) -> None:
    review = a_review(scene.alice, a_film(title="Alien")).id
    for number, record in enumerate(({}, {"right": 1}, {})):
        member = an_old_member(f"Kin{number}", report_record=record)
        a_report(member, review, address=ONE_ADDRESS)
    [case] = mongo.cases().find({"target.id": {"$ne": scene.review_id}})
    assert [(known["trust"], known["proven"]) for known in case["trusts"]] == [(1.0, True)]
    a_report(an_old_member("Second"), review)
    a_report(an_old_member("Third"), review)
    assert state_of(review) == "hidden"


def attacked_again(scene: Any, **fields: Any) -> str:
    [case] = mongo.cases().find({"target.id": {"$ne": scene.review_id}})
    reporter = an_old_member(f"Another{case['reports']}", **fields)
    a_report(reporter, str(case["target"]["id"]))
    return state_of(str(case["target"]["id"]))


@pytest.mark.parametrize(
    ("days", "right", "wrong", "trust"),
    [
        *((0, 0, 0, 0), (29, 9, 0, 0), (30, 0, 0, 0), (90, 0, 0, 0), (364, 0, 0, 0)),
        *((365, 0, 0, 1), (4000, 0, 0, 1), (30, 1, 0, 0.179), (90, 5, 0, 1), (60, 1, 0, 0.269)),
        *((400, 0, 1, 0), (400, 3, 4, 0), (400, 3, 3, 1)),
    ],
)
def test_trust_grows_with_age_and_with_reports_that_were_right(
    database: Any, days: int, right: int, wrong: int, trust: float
) -> None:
    moment, record = now(), {"right": right, "wrong": wrong}
    member = make_member("Nora", joined_at=moment - days * DAY, report_record=record)
    assert report_trust(member, moment) == trust


def test_members_of_an_old_database_joined_with_their_id(database: Any) -> None:
    old = make_member("Nora", _id=ObjectId("59b99db4cfa9a34dcd7885b6"), joined_at=None)
    assert report_trust(old, now()) == 1
    assert report_trust(make_member("Olga", joined_at=None), now()) == 0


@pytest.mark.parametrize("standing", ["limited", "suspended"])
def test_reports_by_restricted_members_hide_nothing(scene: Any, standing: str) -> None:
    member = an_old_member("Nora", standing=standing)
    assert report_trust(member, now()) == 0


def dismissed(scene: Any) -> Any:
    """Three members have hidden Alice's review, and Maud dismisses their reports."""
    a_report(scene.dev, scene.review)
    assert state_of(scene.review) == "hidden"
    return decided(scene.maud, scene.case, "dismiss")


def reported_by_three_others(scene: Any) -> str:
    for number in range(3):
        a_report(an_old_member(f"Other{number}", report_record={"right": 1}), scene.review)
    return state_of(scene.review)


def test_after_a_dismissal_others_do_not_hide_it_again(scene: Any) -> None:
    dismissed(scene)
    assert reported_by_three_others(scene) == "visible"
    assert mongo.cases().count_documents({"open": True, "reports": 3}) == 1


@pytest.mark.parametrize("action", ["hide", "remove"])
def test_nor_after_a_decision_that_was_undone(scene: Any, action: str) -> None:
    decision = decided(scene.maud, scene.case, action)
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    assert reported_by_three_others(scene) == "visible"


def test_the_protection_ends_after_thirty_days(scene: Any) -> None:
    decision = dismissed(scene)
    mongo.decisions().update_one({"_id": decision.id}, {"$set": {"at": now() - 31 * DAY}})
    mongo.reviews().update_one({"_id": scene.review_id}, {"$set": {"date": now() - 40 * DAY}})
    assert reported_by_three_others(scene) == "hidden"


def test_only_the_words_a_moderator_has_seen_are_protected(scene: Any) -> None:
    dismissed(scene)
    content = ReviewContent("Something vile, now that they have looked.", 80)
    edit_review(member=scene.alice, review_id=scene.review_id, content=content)
    assert reported_by_three_others(scene) == "hidden"


def test_new_words_on_a_rating_that_stayed_are_not_protected(scene: Any) -> None:
    dismissed(scene)
    by, words = {"member": scene.alice, "review_id": scene.review_id}, "Something vile."
    delete_review(keep_rating=True, **by)
    edit_review(content=ReviewContent(words, 80), **by)
    assert reported_by_three_others(scene) == "hidden"


def test_an_undone_dismissal_protects_nothing(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "dismiss")
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    a_report(scene.dev, scene.review)
    assert state_of(scene.review) == "hidden"


def test_a_case_stored_by_an_earlier_version_keeps_counting(scene: Any) -> None:
    older = {"$unset": {"trusts": ""}, "$set": {"trust": 2.0}}
    mongo.cases().update_one({"_id": scene.case}, older)
    assert reported_by_three_others(scene) == "hidden"


def test_a_case_keeps_few_networks(scene: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("moderation.reports.MAX_NETWORKS", 3)
    assert HIDE_THRESHOLD == 3
    for number in range(4):
        a_report(make_member(f"New{number}"), scene.review, address=f"192.0.{number}.1")
    case = mongo.cases().find_one({"_id": scene.case}) or {}
    assert (case["reports"], len(case["networks"])) == (6, 3)
