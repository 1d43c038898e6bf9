"""The functions that templates call: texts with values, queries, and shared globals."""

from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.middleware.csrf import _does_token_match
from django.template import engines

from mflix_site.web.requests import page_token
from mflix_site.web.templates import query_around, query_text, querystring


def rendered(source: str, **values: object) -> str:
    return str(engines["jinja2"].from_string(source).render(values))  # type: ignore[attr-defined]


def test_a_texts_values_are_escaped_and_its_own_markup_is_not() -> None:
    source = "{% trans name=who %}<b>By</b> {{ name }}{% endtrans %}"
    assert rendered(source, who="<i>") == "<b>By</b> &lt;i&gt;"
    assert rendered('{{ _("<b>Now</b>") }} {{ _("100%%") }}') == "<b>Now</b> 100%"


def test_a_text_has_a_form_for_one_and_for_many() -> None:
    source = "{% trans count=n %}{{ count }} film{% pluralize %}{{ count }} films{% endtrans %}"
    assert [rendered(source, n=n) for n in (1, 2)] == ["1 film", "2 films"]


def test_a_query_keeps_its_other_parameters_in_their_order() -> None:
    query = QueryDict("genre=War&genre=Film+%26+Noir&page=2&q=%C3%A9")
    assert querystring(query, page=3) == "?genre=War&genre=Film+%26+Noir&page=3&q=%C3%A9"
    assert querystring(query, page=None, more="genre") == (
        "?genre=War&genre=Film+%26+Noir&q=%C3%A9&more=genre"
    )


def test_what_is_around_a_value_is_the_rest_of_the_query() -> None:
    query = QueryDict("q=a+%26+b&genre=War&page=2&genre=Film+Noir&x=%C3%A9")
    assert query_around(query, "page") == (
        "?q=a+%26+b&amp;genre=War&amp;genre=Film+Noir&amp;page=",
        "&amp;x=%C3%A9",
    )
    assert query_around(query, "more", "page", "q") == (
        "?genre=War&amp;genre=Film+Noir&amp;x=%C3%A9&amp;more=",
        "",
    )
    pairs = [("q", "a & b/ü?=+"), ("", "~"), ("a b", "")]
    assert query_text(pairs) == urlencode(pairs)


def test_django_accepts_the_token_of_a_page() -> None:
    tokens = set()
    for _ in range(300):
        request = HttpRequest()
        tokens.add(page_token(request))
        again = HttpRequest()
        again.META["CSRF_COOKIE"] = secret = request.META["CSRF_COOKIE"]
        tokens.add(page_token(again))
        assert again.META["CSRF_COOKIE_NEEDS_UPDATE"]
        assert all(_does_token_match(page_token(one), secret) for one in (request, again))
    assert len(tokens) == 600
    assert len(set("".join(tokens))) == 62
