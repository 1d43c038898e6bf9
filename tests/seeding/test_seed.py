"""Seeding a believable community, the same for the same seed and day."""

import hashlib
from collections import Counter
from typing import Any

import pytest
from bson import encode
from django.core.management.base import CommandError

from accounts.errors import WrongPassword
from accounts.passwords import verify_password
from accounts.services import log_in
from diary.recounting import recount_diaries
from reviews.recounting import recount
from seeding.data_files import catalogue_films
from tests.support.browsing import Browser
from tests.support.sample import run
from tests.support.stored_state import filled_once

SIZE = {"movies": 40, "members": 30, "reviews": 300, "until": "2026-11-20"}
NAMES = ("movies", "users", "comments", "diary", "lists", "list_entries")


def seed(**options: Any) -> str:
    asked = {**SIZE, "seed": 1, **options}
    return run("seed", *(f"--{name}={value}" for name, value in asked.items()))


def fingerprint(database: Any) -> dict[str, str]:
    """Hash every document of a site, except the moment at which a film was inserted."""
    hashes = {}
    for name in NAMES:
        docs = list(database[name].find({}, {"lastupdated": 0}).sort("_id", 1))
        hashes[name] = hashlib.sha256(b"".join(map(encode, docs))).hexdigest()
    return hashes


@filled_once
def seeded_site() -> str:
    """Seed the usual site; return what was printed."""
    return seed()


def test_it_inserts_as_many_as_were_asked_for(seeded_site: str, database: Any) -> None:
    assert "Inserted 40 films, 30 members and 300 reviews" in seeded_site
    assert [database[name].count_documents({}) for name in NAMES][:3] == [40, 30, 300]


def test_seeding_twice_changes_nothing(seeded_site: str, database: Any) -> None:
    before = fingerprint(database)
    assert "Inserted 0 films, 0 members and 0 reviews" in seed()
    assert fingerprint(database) == before


def test_a_smaller_site_is_part_of_a_larger_one(seeded_site: str, database: Any) -> None:
    assert "Inserted 0 films, 0 members and 0 reviews" in seed(movies=20, members=10, reviews=50)
    assert recount_diaries() == ([], [])
    assert "Nothing changed" in run("recount")


def test_another_seed_makes_other_members_and_reviews(seeded_site: str, database: Any) -> None:
    assert "30 members and 300 reviews" in seed(seed=2)
    assert database.users.count_documents({}) == 60


def test_more_can_be_added_later(seeded_site: str, database: Any) -> None:
    output = seed(movies=50, members=35)
    assert "Inserted 10 films, 5 members" in output
    assert database.movies.count_documents({}) == 50


def test_the_tallies_are_those_of_the_reviews(seeded_site: str, database: Any) -> None:
    assert database.movies.count_documents({"num_mflix_comments": {"$gt": 0}}) > 20
    assert recount(lambda _: None).changed_nothing


def test_one_member_reviews_a_film_once(seeded_site: str, database: Any) -> None:
    pair = {"member": "$author.id", "film": "$movie_id"}
    pairs = list(database.comments.aggregate([{"$group": {"_id": pair}}]))
    assert len(pairs) == 300


def test_nobody_can_log_in_as_a_seeded_member(seeded_site: str, database: Any) -> None:
    hashes = database.users.distinct("password")
    assert len(hashes) == 1
    assert not any(
        verify_password(word, hashes[0]) for word in ("", "!", "password", str(hashes[0]))
    )
    email = (database.users.find_one({}) or {})["email"]
    with pytest.raises(WrongPassword):
        log_in(email=email, password=hashes[0], client_ip="::1")


def test_every_film_of_sam_raimi_is_there_even_in_a_small_site(
    seeded_site: str, database: Any
) -> None:
    his = {f["title"] for f in catalogue_films() if "Sam Raimi" in f["directors"]}
    assert his
    assert his <= set(database.movies.distinct("title", {"directors": "Sam Raimi"}))


def test_the_films_are_of_many_decades_and_countries(database: Any) -> None:
    seed(movies=100, reviews=10, members=5)
    assert len({year // 10 for year in database.movies.distinct("year")}) >= 8
    assert len(database.movies.distinct("countries")) >= 10


def test_beyond_the_shipped_films_there_are_plausible_ones(database: Any) -> None:
    known = {f["title"] for f in catalogue_films()}
    seed(movies=len(catalogue_films()) + 60, reviews=10, members=5)
    made = list(database.movies.find({"title": {"$nin": sorted(known)}}))
    assert len(made) >= 40
    for film in made:
        assert film["title"] and film["plot"] and film["directors"] and film["genres"]
        assert 1900 <= film["year"] <= 2030
        assert 5 <= film["runtime"] <= 300


def test_reviews_are_dated_after_their_author_joined_and_not_after_the_day(
    seeded_site: str, database: Any
) -> None:
    joined = {m["_id"]: m["joined_at"] for m in database.users.find()}
    for review in database.comments.find():
        assert joined[review["author"]["id"]] <= review["date"]
        assert review["date"].isoformat() <= "2026-11-20T00:00:00"


def test_reviews_vary_in_what_they_hold(seeded_site: str, database: Any) -> None:
    texts = [review["text"] for review in database.comments.find()]
    written = [text for text in texts if text]
    assert len(set(written)) > 0.95 * len(written)
    assert 0.05 < texts.count("") / len(texts) < 0.4
    assert 1 <= database.comments.count_documents({"spoiler": True}) < 60
    assert len(database.comments.distinct("rating")) > 15


def test_a_few_members_write_much(seeded_site: str, database: Any) -> None:
    rows = list(database.comments.aggregate([{"$sortByCount": "$author.id"}]))
    assert rows[0]["count"] >= 2 * 300 / 30
    assert sum(row["count"] for row in rows[:6]) > 300 / 3


def test_every_member_has_a_consistent_diary(seeded_site: str, database: Any) -> None:
    entries = list(database.diary.find())
    assert f"{len(entries)} diary entries" in seeded_site
    assert len({entry["member_id"] for entry in entries}) > 25
    assert all("2024-11-20" <= e["day"] < "2026-11-21" for e in entries if "day" in e)
    for share, least, most in (
        ([e for e in entries if e["rewatch"]], 0.03, 0.3),
        ([e for e in entries if e["tags"]], 0.15, 0.5),
        ([e for e in entries if e["privacy"] == "private"], 0.005, 0.15),
    ):
        assert least < len(share) / len(entries) < most


def test_states_agree_with_the_diary(seeded_site: str, database: Any) -> None:
    pairs = Counter((e["member_id"], e["movie_id"]) for e in database.diary.find())
    states = {(s["member_id"], s["movie_id"]): s for s in database.film_states.find()}
    counted = {pair: s["viewings"] for pair, s in states.items() if "viewings" in s}
    assert counted == pairs
    assert all(states[pair]["watched"] for pair in pairs)
    assert not [s for s in states.values() if "wanted" in s and "watched" in s]


def test_a_rating_of_a_diary_is_that_of_the_review(seeded_site: str, database: Any) -> None:
    reviews = {(r["author"]["id"], r["movie_id"]): r for r in database.comments.find()}
    rated = [e for e in database.diary.find() if "rating" in e]
    assert len(rated) > 50
    for entry in rated:
        review = reviews[entry["member_id"], entry["movie_id"]]
        assert entry["rating"] == review["rating"]
        assert entry.get("review_id", review["_id"]) == review["_id"]


def test_the_pages_of_a_seeded_member_have_something_on_them(
    seeded_site: str,
    database: Any,
) -> None:
    expected = {
        "diary/": 'class="diary-entry"',
        "year/all/": "Most-watched",
        "watchlist/": 'class="card"',
    }
    for path, shown in expected.items():
        kind = {"wanted": {"$exists": path == "watchlist/"}}
        states = Counter(s["member_id"] for s in database.film_states.find(kind))
        handle = database.users.find_one({"_id": states.most_common(1)[0][0]})["handle"]
        assert shown in Browser().text(f"/members/{handle}/{path}")


def test_there_are_moderators(database: Any) -> None:
    seed(members=30, reviews=10)
    assert database.users.count_documents({"role": "moderator"}) == 2


def test_more_reviews_than_members_can_write_are_refused(database: Any) -> None:
    with pytest.raises(CommandError, match="ask for fewer reviews, or for more members or films"):
        seed(movies=2, members=2, reviews=50)
    assert [database[name].count_documents({}) for name in NAMES] == [0] * len(NAMES)


@pytest.mark.parametrize("asked", [{"movies": -1}, {"reviews": "many"}, {"until": "tomorrow"}])
def test_an_odd_argument_is_refused(database: Any, asked: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="is not a"):
        seed(**asked)


def test_nothing_can_be_asked_for(database: Any) -> None:
    assert "Inserted 0 films, 0 members and 0 reviews" in seed(movies=0, members=0, reviews=0)
    assert "Inserted 5 films, 0 members" in seed(movies=5, members=0, reviews=0)


def test_what_people_wrote_meanwhile_stays(seeded_site: str, alice: Any, database: Any) -> None:
    review = database.comments.find_one({})
    database.comments.update_one({"_id": review["_id"]}, {"$set": {"text": "Mine."}})
    seed()
    assert database.comments.find_one({"_id": review["_id"]})["text"] == "Mine."
    assert database.users.find_one({"_id": alice.id})


def test_members_make_lists_that_fit_them(seeded_site: str, database: Any) -> None:
    lists = list(database.lists.find())
    assert f"{len(lists)} lists" in seeded_site
    for one in lists:
        entries = list(database.list_entries.find({"list_id": one["_id"]}).sort("position", 1))
        assert len(entries) == one["entry_count"] >= 3
        assert [entry["movie_id"] for entry in entries[:5]] == one["cover"]
    assert {one["ranked"] for one in lists} == {True, False}
    assert database.list_entries.count_documents({"note": {"$gt": ""}}) > 0


def test_seeding_more_films_leaves_diaries_that_need_no_recount(
    seeded_site: str, database: Any
) -> None:
    seed(movies=90)
    assert recount_diaries() == ([], [])
    assert recount(lambda _: None).changed_nothing
