"""Names, handles and addresses that look alike."""

import re

import pytest
from django.core.exceptions import ValidationError

from accounts.forms import EmailAddressField
from accounts.names import (
    MAX_HANDLE_LENGTH,
    deliverable_address,
    email_key,
    email_keys,
    handle_from_name,
    handle_key,
    numbered_handle,
)
from mflix_site.text import clean_line, clean_text, fold_text
from mflix_site.web.requests import PATTERNS


@pytest.mark.parametrize(
    "written",
    ["Alice@Example.TEST", " alice@example.test ", "ａｌｉｃｅ＠ｅｘａｍｐｌｅ．ｔｅｓｔ",
     "al\u200bice@example.test",
     "alice@exam\u00adple.test", "\ufeffalice@example.test", "al\u2060ice@example.test",
     "alice@example\ufe0f.test", "\u202ealice@example.test", "alice@ex\u034fample.test"],
)  # fmt: skip
def test_an_address_is_the_same_however_it_is_written(written: str) -> None:
    assert email_key(written) == "alice@example.test"


@pytest.mark.parametrize(
    "other",
    ["alice2@example.test", "a.lice@example.test", "alice+x@example.test", "alice@exam-ple.test"],
)
def test_addresses_that_differ_for_the_mail_server_stay_apart(other: str) -> None:
    assert email_key(other) != email_key("alice@example.test")


@pytest.mark.parametrize(
    ("unicode", "ascii_form"),
    [("bücher.example", "xn--bcher-kva.example"), ("BÜCHER.example", "XN--BCHER-KVA.Example"),
     ("bu\u0308cher.example", "xn--bcher-kva.example"),
     ("bücher。example", "xn--bcher-kva.example"),
     ("straße.example", "xn--strae-oqa.example"), ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
     ("i❤.example", "xn--i-7iq.example"), ("mail.bücher.example", "mail.xn--bcher-kva.example"),
     ("кино.рф", "xn--h1adke.xn--p1ai"), ("b\u00ad\u00fccher.example", "xn--bcher-kva.example")],
)  # fmt: skip
def test_a_domain_is_the_same_in_unicode_and_in_punycode(unicode: str, ascii_form: str) -> None:
    assert email_key(f"anna@{unicode}") == email_key(f"Anna@{ascii_form}")
    assert email_key(email_key(f"anna@{ascii_form}")) == email_key(f"anna@{ascii_form}")


@pytest.mark.parametrize(
    "domain", ["xn--.test", "xn--a.test", "xn--999999999.test", "xn--a-ecp.test", "[127.0.0.1]", ""]
)
def test_what_is_no_punycode_stays_as_it_is(domain: str) -> None:
    assert email_key(f"anna@{domain}") == f"anna@{domain}"


def test_two_domains_that_browsers_keep_apart_are_two() -> None:
    assert email_key("anna@straße.example") != email_key("anna@strasse.example")


def test_an_address_is_found_under_the_keys_of_earlier_versions() -> None:
    keys = {"anna@bücher.example", "anna@xn--bcher-kva.example"}
    assert set(email_keys("anna@bücher.example")) == keys
    assert email_keys("anna@xn--bcher-kva.example")[0] == "anna@xn--bcher-kva.example"
    assert email_keys("Anna@Example.test") == ["anna@example.test"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("STRASSE@x.test", "straße@x.test"),
        ("ﬁ@x.test", "FI@x.test"),
        ("e\u0301@x.test", "É@x.test"),
        ("K@x.test", "k@x.test"),
    ],
)
def test_case_is_folded_in_every_script(one: str, two: str) -> None:
    assert email_key(one) == email_key(two)


@pytest.mark.parametrize("text", ["ﬁ@x.test", "\u0345a@x.test", "ŉ@x.test", "İ@x.test", "①@x.test"])
def test_folding_an_address_twice_is_as_folding_it_once(text: str) -> None:
    assert email_key(email_key(text)) == email_key(text)


@pytest.mark.parametrize(
    "alike",
    ["alice_long", "ALICE_LONG", "AliceLong", "alice__long", "álice_lóng", "alice_l0ng",
     "a1ice_1ong", "ａｌｉｃｅｌｏｎｇ", "alice-long", "alice long"],
)  # fmt: skip
def test_handles_that_look_alike_have_one_key(alike: str) -> None:
    assert handle_key(alike) == handle_key("alice_long")


def test_handles_that_do_not_look_alike_have_two() -> None:
    keys = {handle_key(h) for h in ("alice", "alicia", "al", "alice2", "bob", "malice")}
    assert len(keys) == 6


@pytest.mark.parametrize(
    ("name", "handle"),
    [("Alice Ångström", "alice_angstrom"), ("  Bob  ", "bob"), ("O'Neill-Smith", "o_neill_smith"),
     ("Straße", "strasse"), ("李小龍", "film_fan"), ("", "film_fan"), ("A", "film_a"),
     ("Admin", "film_admin"), ("💥", "film_fan"), ("x" * 60, "x" * MAX_HANDLE_LENGTH)],
)  # fmt: skip
def test_a_handle_is_made_of_a_name(name: str, handle: str) -> None:
    assert handle_from_name(name) == handle


@pytest.mark.parametrize(
    "name", ["аlice", "Łukasz", "Ｂｏｂ", "ıj", "İ", "աdmin", "a\u0301\u200b", "١٢"]
)
def test_a_handle_is_ascii_whatever_the_name(name: str) -> None:
    assert re.fullmatch(PATTERNS["handle"], handle_from_name(name))


@pytest.mark.parametrize("number", [2, 10, 999_999])
@pytest.mark.parametrize("handle", ["bob", "x" * MAX_HANDLE_LENGTH])
def test_a_numbered_handle_is_another_and_no_longer(handle: str, number: int) -> None:
    tried = numbered_handle(handle, number)
    assert tried.endswith(f"_{number}")
    assert len(tried) <= MAX_HANDLE_LENGTH
    assert handle_key(tried) != handle_key(handle)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [("a\r\nb\rc", "a\nb\nc"), ("a\x00b", "ab"), ("  a  ", "a"), ("a\u202eb\u200bc", "abc"),
     ("a\ud800b", "ab"), ("e\u0301", "é"), ("a\tb", "a\tb"), ("\ufeff", ""),
     ("👩\u200d🚀", "👩\u200d🚀")],
)  # fmt: skip
def test_text_is_cleaned_of_what_nobody_sees(raw: str, cleaned: str) -> None:
    assert clean_text(raw) == cleaned
    assert clean_text(clean_text(raw)) == cleaned


def test_a_line_is_one_line_with_single_spaces() -> None:
    assert clean_line(" a \n\n b\t\tc\u00a0 d ") == "a b c d"


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Amélie!", "amelie"), ("WALL·E", "wall e"), ("Straße", "strasse"), ("  ", ""),
     ("Ｆｕｌｌ", "full")],
)  # fmt: skip
def test_text_is_folded_for_comparing(text: str, folded: str) -> None:
    assert fold_text(text) == folded


def test_signs_of_ascii_are_folded_like_others() -> None:
    for sign in map(chr, range(128)):
        assert fold_text(f"A{sign}b") == fold_text(f"A{sign}b é").removesuffix(" e"), sign


TYPED = {
    "a＠ｅｘａｍｐｌｅ。com": ("a@example.com", "a@example.com"),
    "ａ@example．com": ("a@example.com", "a@example.com"),
    "a@example｡com": ("a@example.com", "a@example.com"),
    "\ufeffa@example.com\u200b ": ("a@example.com", "a@example.com"),
    "A@Example.com": ("A@Example.com", "A@example.com"),
    "a@bücher.example": ("a@bücher.example", "a@xn--bcher-kva.example"),
    "a@xn--bcher-kva.example": ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
    "a@faß.example": ("a@faß.example", "a@xn--fa-hia.example"),
    "a@👍.example": ("a@👍.example", "a@xn--yp8h.example"),
    "a@𠀀.example": ("a@𠀀.example", "a@xn--j50i.example"),
    "o'brien+films@[127.0.0.1]": ("o'brien+films@[127.0.0.1]", "o'brien+films@[127.0.0.1]"),
}


@pytest.mark.parametrize(("typed", "stored", "sent_to"), [(t, *to) for t, to in TYPED.items()])
def test_an_address_is_accepted_as_it_is_typed_and_mail_goes_to_its_own_domain(
    typed: str, stored: str, sent_to: str
) -> None:
    assert EmailAddressField().clean(typed) == stored
    assert deliverable_address(stored) == sent_to
    assert email_key(stored) == email_key(sent_to) == email_key(typed)


@pytest.mark.parametrize("address", [
    "a", "@x.com", "a@", "a b@x.com", "a@x..com", "a@-x.com", "a@b.c", "a@x.com.", "a\u200b@x.com",
    "a@ex\u00adample.com", "a@a\u200db.com", "a@\ud800.com", "a@xn--.com", f"a@{'é' * 60}.com",
    f"{'a' * 65}@x.com", f"a@{'b.' * 130}com",
])  # fmt: skip
def test_what_is_no_address_is_refused_in_one_sentence(address: str) -> None:
    with pytest.raises(ValidationError) as caught:
        EmailAddressField().clean(address)
    assert caught.value.messages == ["Enter a valid e-mail address."]


@pytest.mark.parametrize("address", ["grün@example.com", "用户@例子.测试", "é" * 64 + "@x.com"])
def test_an_address_that_mail_cannot_be_sent_to_says_why(address: str) -> None:
    with pytest.raises(ValidationError) as caught:
        EmailAddressField().clean(address)
    assert [text[:38] for text in caught.value.messages] == [
        "We can't send e-mail to this address: "
    ]
