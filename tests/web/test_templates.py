"""The functions that templates call: texts with values, queries, and shared globals."""

from django.http import QueryDict
from django.template import engines

from mflix_site.web.templates import querystring


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
