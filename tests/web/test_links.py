"""What is taken for a web address in what members write, and what only looks like one."""

import pytest

from mflix_site.text import contains_link

LINKS = [
    *(
        "See https://cheap.example/now",
        "HTTPS://CHEAP.EXAMPLE",
        "ftp://films.example",
        "http:films",
    ),
    *("www.watches.test", "mailto:rex@films.example", "go to Cheap-Films.COM today"),
    *("bit.ly/3xyz", "BIT.LY/3XYZ", "t.me/spamroom", "discord.gg/x", "youtu.be/abc", "goo.gl"),
    *("example.io", "Look: example.de.", "(films.co.uk/shop)", "films.co.uk?buy=1", "gmail.com"),
    *(
        "rex@gmail.com",
        "ｅｘａｍｐｌｅ．ｃｏｍ",
        "example。com",
        "exam\u200bple.c\u00adom",
        "bücher.de",
    ),
    *("https:\u2060//a", "films.com:8080", "films.example.com", "films.xyz!", "bücher.de"),
]
NOT_LINKS = [
    *(
        "Mr.Smith",
        "Mr.Ng and Dr.No",
        "Dr.No/Goldfinger",
        "St.Louis",
        "8.5/10",
        "9.5/10.",
        "e.g.this",
    ),
    *(
        "i.e. it",
        "It ends.So it goes.",
        "it ended.so did i",
        "A film.com-parable to none",
        "U.S.A.",
    ),
    *(
        "S.W.A.T.",
        "E.T./Jaws",
        "R.I.P.D.",
        "WALL·E",
        "Se7en...com on",
        "Fahrenheit 9/11",
        "M*A*S*H",
    ),
    *(
        "and/or",
        "Loved it.It is great",
        "Act.II",
        "vol.2/3",
        "Inc. and Co. of it",
        "2.0",
        "a.m./p.m.",
    ),
    *("The end.", "was it.me", "example dot com", "C'est la fin.De rien", "scenes 1.2-1.4", ""),
    *("9.5/10.", "U.S.A.", "Fahrenheit 9/11", "a.m./p.m."),
]


@pytest.mark.parametrize("text", LINKS)
def test_a_web_address_is_found(text: str) -> None:
    assert contains_link(text)


@pytest.mark.parametrize("text", NOT_LINKS)
def test_what_only_looks_like_one_is_not(text: str) -> None:
    assert not contains_link(text)


def test_long_texts_take_no_long_time() -> None:
    for text in ("a" * 100_000, "a." * 50_000, "a+" * 50_000 + "://"[:2]):
        assert not contains_link(text)
