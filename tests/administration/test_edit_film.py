"""Editing a film: only what differs, all that follows from it, and never over somebody's edit."""

from typing import Any

import pytest
from bson import ObjectId

from accounts.errors import NotAllowed
from administration.films import edit_film
from mflix_site.mongo import collections as mongo
from moderation.errors import NothingToDo
from movies.errors import FilmEditConflict, MovieNotFound
from movies.facet_index.building import rebuild_facet_index
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.catalogue import many_films
from tests.support.factories import a_film, a_review, tally_of
from tests.support.running import WHY, actions, an_edit, counted, facts_of, logged, stored


def form_data(film: ObjectId, **changes: str) -> dict[str, str]:
    """Return what a browser sends for a film's form, with some changes."""
    facts = facts_of(film)
    lists = ("genres", "countries", "languages", "directors", "writers", "cast")
    said = {name: "\n".join(getattr(facts, name)) for name in lists}
    said |= {name: str(getattr(facts, name) or "") for name in ("title", "year", "runtime", "plot")}
    return {**said, "rated": facts.rated, "version": "1", "reason": WHY, **changes}


def test_an_edit_changes_the_facts_and_what_is_computed_of_them(ada: Any, film: Any) -> None:
    an_edit(ada, film, title="Der dritte Mann", genres=("Crime",), directors=("Carl Reed",))
    doc = stored(film)
    assert (doc["title"], doc["title_key"]) == ("Der dritte Mann", "der dritte mann")
    assert doc["search"]["title"] == "derdrittemann"
    assert doc["kinds"] == ["Crime|1940s|UK", "Crime|1940s"]
    assert "carl reed" in doc["person_keys"]
    assert "carol reed" not in doc["person_keys"]
    assert doc["version"] == 2


def test_a_fact_that_is_emptied_is_gone(ada: Any, film: Any) -> None:
    an_edit(ada, film, year=None, plot="", cast=())
    assert not set(stored(film)) & {"year", "plot", "cast"}


def test_what_is_not_edited_stays_untidy_as_it_was(ada: Any) -> None:
    film = a_film(runtime="104 min", imdb={"rating": "", "id": 7}, awards={"wins": 1})
    an_edit(ada, film, title="Other")
    doc = stored(film)
    assert doc["runtime"] == "104 min"
    assert (doc["imdb"], doc["awards"]) == ({"rating": "", "id": 7}, {"wins": 1})


def test_reviews_and_tally_stay(ada: Any, alice: Any, film: Any) -> None:
    a_review(alice, film, rating=70)
    before = tally_of(film)
    an_edit(ada, film, title="Other")
    assert tally_of(film) == before


def test_the_counts_beside_filters_follow(ada: Any, film: Any) -> None:
    many_films(40)
    rebuild_facet_index()
    an_edit(ada, film, genres=("Silent",), year=1919)
    assert (counted(genre=("Silent",)) or (0,))[0] == 1
    assert (counted(year_min=1919, year_max=1919, genre=("Silent",)) or (0,))[0] == 1


def test_it_is_logged(ada: Any, film: Any) -> None:
    an_edit(ada, film, year=1950)
    [row] = logged()
    assert (row["action"], row["detail"]) == ("edit-film", "The Third Man")
    assert row["about"]["film"] == str(film)


def test_an_edit_of_an_older_version_is_refused(ada: Any, film: Any) -> None:
    an_edit(ada, film, version=1, year=1950)
    with pytest.raises(FilmEditConflict):
        an_edit(ada, film, version=1, year=1951)
    assert (stored(film)["year"], actions()) == (1950, ["edit-film"])


def test_saying_the_same_again_writes_nothing(ada: Any, film: Any) -> None:
    before = stored(film)
    with pytest.raises(NothingToDo):
        an_edit(ada, film)
    assert (stored(film), actions()) == (before, [])
    assert mongo.movie_revisions().count_documents({}) == 0


def test_only_admins_edit(maud: Any, film: Any) -> None:
    with pytest.raises(NotAllowed):
        an_edit(maud, film, year=1950)
    assert stored(film)["year"] == 1949


def test_a_film_that_is_gone_is_not_edited(ada: Any, film: Any) -> None:
    facts = facts_of(film)
    mongo.movies().delete_one({"_id": film})
    with pytest.raises(MovieNotFound):
        edit_film(admin=ada, movie_id=film, facts=facts, version=1, reason=WHY)


def test_the_form_shows_the_facts_and_saves_them(as_ada: Browser, film: Any) -> None:
    path = f"/administration/films/{film}/edit/"
    assert "Joseph Cotten\nAlida Valli" in as_ada.text(path)
    answer = as_ada.post(path, form_data(film, plot="Shorter."), follow=True)
    assert "The film has been saved" in answer.content.decode()
    assert stored(film)["plot"] == "Shorter."


def test_of_two_who_edit_the_second_sees_both_texts_and_may_save_again(
    as_ada: Browser, film: Any
) -> None:
    path = f"/administration/films/{film}/edit/"
    an_edit(make_member("Otto", role="admin"), film, plot="Otto wrote this.")
    answer = as_ada.post(path, form_data(film, plot="Ada wrote this."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.index("Otto wrote this.") < page.index("Ada wrote this.</textarea>")
    assert 'name="version" value="2"' in page
    assert as_ada.post(path, form_data(film, plot="Ada's.", version="2")).status_code == 302
    assert stored(film)["plot"] == "Ada's."


def test_saving_without_a_change_says_so(as_ada: Browser, film: Any) -> None:
    path = f"/administration/films/{film}/edit/"
    answer = as_ada.post(path, form_data(film), follow=True)
    assert "nothing to save" in answer.content.decode()
    assert actions() == []


def test_an_odd_poster_that_was_there_may_stay(as_ada: Browser) -> None:
    film = a_film(poster="N/A")
    sent = form_data(film, poster="N/A", title="Other")
    assert as_ada.post(f"/administration/films/{film}/edit/", sent).status_code == 302


def test_a_film_page_offers_the_edit_to_admins_alone(
    as_ada: Browser, as_bob: Browser, maud: Any, film: Any
) -> None:
    link, path = f"/administration/films/{film}/edit/", f"/movies/{film}/"
    assert link in as_ada.text(path)
    assert link not in as_bob.text(path)
    assert link not in Browser(maud).text(path)
