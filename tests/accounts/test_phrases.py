"""Notices are stored as messages and values, and worded in the language of their reader."""

from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from accounts.documents import Member
from accounts.notices import Notice, inbox_page, notices_export, send_notices, write_notice_mail
from importing.documents import row_from_doc, row_to_doc
from importing.personal.documents import Row
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import Phrase, as_stored, as_worded, now

GERMAN = {
    "Your %(post)s was removed": "Entfernt: %(post)s",
    "review of %(title)s": "Kritik zu %(title)s",
    "a film": "ein Film",
}


@pytest.fixture
def german(monkeypatch: Any) -> Any:
    """Provide another language's words for some messages."""
    monkeypatch.setattr("mflix_site.text.gettext", lambda message: GERMAN.get(message, message))


def removed(title: Any) -> Phrase:
    post = Phrase("review of %(title)s") % {"title": title}
    return Phrase("Your %(post)s was removed") % {"post": post}


def test_a_phrase_is_a_text_with_its_values() -> None:
    assert removed("100% Wolf") == "Your review of 100% Wolf was removed"
    assert Phrase.of(gettext_lazy("a film")) == Phrase.of("a film") == "a film"
    assert not Phrase.of("")


def test_it_is_stored_without_its_words_and_worded_in_another_language(german: Any) -> None:
    stored = as_stored(removed(Phrase("a film")))
    assert stored["message"] == "Your %(post)s was removed"
    assert as_worded(stored) == "Entfernt: Kritik zu ein Film"
    assert as_stored(as_worded(stored)) == stored


def test_a_notice_is_worded_when_it_is_read(alice: Member, monkeypatch: Any) -> None:
    notice = Notice(removed("Alien"), (Phrase("a film"), "As written."), "A quote.")
    in_transaction(lambda session: send_notices({alice.id: notice}, session=session))
    stored = mongo.notices().find_one({}) or {}
    assert "Your review of Alien" not in str(stored)
    assert notices_export(alice.id)[0]["subject"] == "Your review of Alien was removed"
    monkeypatch.setattr("mflix_site.text.gettext", lambda message: GERMAN.get(message, message))
    [shown] = inbox_page(alice, 1).items
    mail = write_notice_mail({"notice_id": stored["_id"]}) or ()
    assert [shown.subject, mail[1:2]] == ["Entfernt: Kritik zu Alien", (shown.subject,)]
    assert shown.paragraphs == ("ein Film", "As written.")


def test_a_notice_of_an_earlier_version_is_read_as_it_was_written(alice: Member) -> None:
    old = {"member_id": alice.id, "at": now(), "seen": False, "quote": "", "path": "", "label": ""}
    words = {"subject": "Your review was removed", "paragraphs": ["Reason: 100% off topic."]}
    mongo.notices().insert_one({**old, **words})
    [shown] = inbox_page(alice, 1).items
    assert (shown.subject, shown.paragraphs) == (words["subject"], tuple(words["paragraphs"]))
    with translation.override("de"):
        assert inbox_page(alice, 1).items[0].subject == words["subject"]


def test_what_an_import_says_of_a_row_is_stored_as_messages() -> None:
    warning = Phrase("“%(cell)s” isn't a year, so it wasn't used.") % {"cell": "100%"}
    about = {"source": "imdb", "file": "a.csv", "number": 1, "kind": "rating"}
    row = Row(**about, warnings=(warning,), skip_reason=Phrase("a film"))  # type: ignore[arg-type]
    stored = row_to_doc(row)
    assert stored["warnings"][0]["values"] == {"cell": "100%"}
    assert stored["skip_reason"] == {"message": "a film", "values": {}}
    assert row_from_doc(stored) == row
    old = row_from_doc({**stored, "skip_reason": "As it was.", "warnings": ["Words."]})
    assert (old.skip_reason, old.warnings) == ("As it was.", ("Words.",))
