"""Invented members have names of many countries and handles that the site accepts."""

import re

from seeding.members import handle_for, random_names

HANDLE = re.compile(r"[a-z0-9_]{3,24}")


def test_the_same_seed_gives_the_same_names() -> None:
    assert random_names(1, 300) == random_names(1, 300)
    assert random_names(1, 300) != random_names(2, 300)


def test_names_hardly_repeat() -> None:
    assert len(set(random_names(1, 5_000))) > 4_500


def test_names_are_in_latin_script_and_have_two_parts() -> None:
    for name in random_names(1, 2_000):
        assert " " in name and all(ord(letter) < 0x250 for letter in name)


def test_handles_fit_the_pattern() -> None:
    for number, name in enumerate(random_names(1, 5_000)):
        assert HANDLE.fullmatch(handle_for(name, 0)), name
        assert HANDLE.fullmatch(handle_for(name, number)), name


def test_odd_names_still_get_a_handle() -> None:
    for name in ("", "小津", "Ł", "Bo Å", "Wolfeschlegelsteinhausenbergerdorff Ottokarsson", "O'X"):
        assert HANDLE.fullmatch(handle_for(name, 0)), name
        assert HANDLE.fullmatch(handle_for(name, 999_999)), name


def test_numbers_keep_handles_apart() -> None:
    names = random_names(1, 5_000)
    handles = {handle_for(name, number) for number, name in enumerate(names, 1)}
    assert len(handles) == len(names)


def test_accents_are_removed() -> None:
    handle = handle_for("Zoë Łukasiewicz", 0)
    assert "zo" in handle or "lukasiewicz" in handle


def test_handles_vary_in_look() -> None:
    plain = [handle_for(name, 0) for name in random_names(1, 1_000)]
    assert 100 < sum("_" in handle for handle in plain) < 800
    assert 50 < sum(handle[-1].isdigit() for handle in plain) < 300
