"""Posters and cards of films, filters, and links to the pages of people."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from hashlib import blake2b
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from accounts.documents import Preferences
from accounts.requests import Viewer
from mflix_site.caching import BoundedCache, Outline, cached, fill, placeholder
from mflix_site.web.templates import (
    ANY_ID,
    ANY_TOKEN,
    markup_key,
    query_around,
    render_macro,
    template_function,
    url,
)

from .documents import MovieCard
from .facets import FacetChoice, FacetGroup, Facets, HistogramBar
from .forms import BrowseForm
from .home_rows import Row

# Of the form of filters, what is not a facet.
PANEL_FIELDS = (
    *("q", "year_min", "year_max", "runtime_min", "runtime_max", "rating_min", "person"),
    *("exact", "hide_reviewed", "all_ratings"),
)
ANY_COUNT, ANY_CARDS = placeholder("count"), placeholder("cards")
ANY_TEXTS = {name: placeholder(name) for name in ("q", "person")}
COUNTS = ("groups", "years", "runtimes", "total")
ANY_COUNTS = tuple(map(placeholder, COUNTS))
ANY_PARTS = (*ANY_TEXTS.values(), *ANY_COUNTS)
ANY_FACET = (placeholder("first"), placeholder("others"), placeholder("url"))
ANY_BARS = (placeholder("bars"), placeholder("items"))
FACET_LABELS = {
    "genre": _("Genre"), "country": _("Country"), "language": _("Language"),
    "rated": _("Certificate"),
}  # fmt: skip
OFF = ' class="off"'
BAR_TEXTS = ("%(low)s to %(high)s: %(number)s film", "%(low)s to %(high)s: %(number)s films")
LAST_BAR_TEXTS = ("From %(low)s: %(number)s film", "From %(low)s: %(number)s films")
# Each with the facets that it was rendered from, and is reused for.
panels = BoundedCache[tuple[Facets, Markup]](max_bytes=1_000_000)
DRAWING_VERSION = 2  # increase it when the drawing changes: browsers cache posters by URL
Facts = tuple[str, int | None, tuple[str, ...], str]  # of a film, that its poster shows


def poster_facts(film: MovieCard) -> Facts:
    """Return the facts that a film's poster depends on: title, year, genres and first director."""
    return film.title, film.year, film.genres, film.directors[0] if film.directors else ""


def poster_digest(facts: Facts) -> str:
    """Return a short hash of the facts, which makes a poster's address immutable."""
    return blake2b(repr((DRAWING_VERSION, facts)).encode(), digest_size=6).hexdigest()


def poster_path(film: MovieCard, name: str = "poster") -> str:
    return url(name, film.id, poster_digest(poster_facts(film)))


@template_function
def poster_png_path(film: MovieCard) -> str:
    return poster_path(film, "poster-png")


@template_function
def poster(film: MovieCard, in_first_view: bool = False) -> Markup:
    """Show a film's poster; a picture from an allowed host covers it, and may fail to load."""
    when = 'fetchpriority="high"' if in_first_view else 'loading="lazy"'
    images = _image(poster_path(film), f'{when} decoding="async"') + _picture(film.poster_url)
    return Markup(f'<span class="frame">{images}</span>')  # noqa: S704


def _picture(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or parts.hostname not in settings.POSTER_HOSTS:
        return ""
    return _image(escape(address), 'loading="lazy" decoding="async" referrerpolicy="no-referrer"')


def _image(source: str, attributes: str) -> str:
    return f'<img src="{source}" alt="" width="200" height="300" {attributes}>'


@template_function
def film_card(card: MovieCard, viewer: Viewer | None = None) -> Markup:
    """Return a film's card; a member's has a mark, which `diary.requests` replaces by buttons."""
    return _film_cards([card], viewer or Viewer())[0]


@template_function
def film_cards(cards: Iterable[MovieCard], viewer: Viewer, in_first_view: int = 0) -> Markup:
    """Return the cards of films as items of a list; the first few posters are fetched first."""
    films = list(cards)
    first, others = films[:in_first_view], films[in_first_view:]
    items = _film_cards(first, viewer, True) + _film_cards(others, viewer)
    return Markup("".join(f"<li>{item}</li>" for item in items))  # noqa: S704 -- rendered


@template_function
def film_row(row: Row, viewer: Viewer, csrf_token: Any) -> Markup:
    """Return a row of the home page; all but its cards and the token is cached."""
    can_hide = row.can_hide and viewer.member is not None and viewer.may("hide-row")
    frame = _row_frame(row.key, row.title, row.explanation, row.url, can_hide, markup_key())
    token = str(csrf_token) if can_hide else ""
    return fill(frame, (ANY_CARDS, ANY_TOKEN), (film_cards(row.cards, viewer), token))


@cached(max_bytes=500_000)
def _row_frame(*facts: Any) -> Markup:
    return render_macro("movies/_row.html", "render_row", *facts[:-1], ANY_CARDS, ANY_TOKEN)


def _film_cards(cards: Iterable[MovieCard], viewer: Viewer, *in_first_view: bool) -> list[Markup]:
    has_buttons = viewer.member is not None and viewer.may("set-watched")
    return _cards(("movies/_card.html", "render_card"), cards, viewer, has_buttons, *in_first_view)


@template_function
def compact_cards(cards: Iterable[MovieCard], viewer: Viewer) -> list[Markup]:
    """Return the small cards of films beside another one."""
    return _cards(("movies/_compact_card.html", "render_compact_card"), cards, viewer)


def _cards(
    macro: tuple[str, str], cards: Iterable[MovieCard], viewer: Viewer, *flags: bool
) -> list[Markup]:
    if viewer.scores_shown_for is not None:
        cards = (replace(c, rating=None) if viewer.hides_score(c.id) else c for c in cards)
    inputs = flags, macro, viewer.preferences.rating_scale, markup_key()
    return [_card(card, *inputs) for card in cards]


@cached(max_bytes=5_000_000)
def _card(card: MovieCard, flags: tuple[bool, ...], *inputs: Any) -> Markup:
    texts = {"title": card.title, "year": card.year, "explanation": card.explanation}
    own = {name: escape(text) for name, text in texts.items() if text}
    outline = _card_outline(tuple(own), card.rating, flags, *inputs)
    return outline.filled({**own, "film": card.id, "poster": poster(card, *flags[1:])})


@lru_cache(1024)
def _card_outline(
    names: tuple[str, ...], rating: int | None, flags: tuple[bool, ...], *inputs: Any
) -> Outline:
    macro, scale, _key = inputs
    texts: dict[str, Any] = {name: placeholder(name) for name in names}
    card = replace(MovieCard.from_doc({"_id": ANY_ID}), rating=rating, **texts)
    viewer = SimpleNamespace(preferences=Preferences(rating_scale=scale))
    markup = render_macro(*macro, card, viewer, *flags)
    return Outline.of(markup, poster=poster(card, *flags[1:]), film=ANY_ID)


@template_function
def filter_panel(form: BrowseForm, facets: Facets, viewer: Viewer, active: int) -> Markup:
    """Return the form of all filters, of which so many are active.

    It is cached for as long as the facets of an address are, which are the same object then.
    """
    query = cast(QueryDict, form.data)
    inputs = active, viewer.preferences.rating_scale, viewer.member is not None
    key = id(facets), tuple((name, *values) for name, values in query.lists()), inputs, markup_key()
    counted, panel = panels.get(key) or (None, None)
    if panel is None or counted is not facets:
        panel = _filter_panel(form, query, facets, inputs)
        panels.put(key, (facets, panel), 2 * sys.getsizeof(panel))
    return panel


def _filter_panel(
    form: BrowseForm, query: QueryDict, facets: Facets, inputs: tuple[int, int, bool]
) -> Markup:
    """Fill in what each page has of its own: counts, texts, addresses; other parts are cached."""
    address, opened = query_around(query, "more", "page"), query.getlist("more")
    groups = "".join(_facet(g, address, g.name in opened) for g in facets.groups if g.first)
    total = ngettext("Show %(number)s film", "Show %(number)s films", facets.total)
    histograms = _histogram(facets.years), _histogram(facets.runtimes)
    counts = (Markup(groups), *histograms, escape(total % {"number": facets.total_text}))  # noqa: S704
    if form.errors:
        return _panel(form, counts, *inputs)
    data = tuple((n, ANY_TEXTS.get(n) or str(query[n])) for n in PANEL_FIELDS if n in query)
    texts = (escape(query.get(name, "")) for name in ANY_TEXTS)
    return fill(_cached_panel(data, inputs, markup_key()), ANY_PARTS, (*texts, *counts))


@cached(max_bytes=2_000_000)
def _cached_panel(data: tuple[tuple[str, str], ...], inputs: tuple[Any, ...], _key: Any) -> Markup:
    form = BrowseForm(MultiValueDict({name: [value] for name, value in data}))
    return _panel(form, ANY_COUNTS, *inputs)


def _panel(form: BrowseForm, counts: Sequence[Markup], *inputs: Any) -> Markup:
    active, scale, is_member = inputs
    parts = dict(zip(COUNTS, counts, strict=True))
    viewer = SimpleNamespace(preferences=Preferences(rating_scale=scale))
    all_inputs = (form, parts, active, viewer, is_member)
    return render_macro("movies/_filters.html", "render_filters", *all_inputs)


def _facet(group: FacetGroup, address: tuple[str, str], is_open: bool) -> Markup:
    first = _choices(group.name, group.first)
    others = _choices(group.name, group.others) if is_open else ""
    facet = _cached_facet(group.name, len(group.rest), bool(others), markup_key())
    return fill(facet, ANY_FACET, (first, others, group.name.join(address)))


@lru_cache(512)
def _cached_facet(name: str, count: int, is_open: bool, _key: Any) -> Markup:
    inputs = (name, str(FACET_LABELS[name]), count, is_open, *ANY_FACET)
    return render_macro("movies/_facet.html", "render_facet", *inputs)


def _choices(name: str, choices: Iterable[FacetChoice]) -> str:
    key, noun = markup_key(), partial(ngettext, "film", "films")
    return "\n".join(
        _choice(name, value, noun(films), is_on, is_off, not (films or is_on), key).replace(
            ANY_COUNT, text
        )
        for value, films, text, is_on, is_off in choices
    )


@cached(max_bytes=1_000_000)
def _choice(name: str, value: str, noun: str, *states: Any) -> str:
    inputs = (name, value, ANY_COUNT, noun, *states[:-1])
    return str(render_macro("movies/_facet_choice.html", "render_facet_choice", *inputs))


def _histogram(bars: Sequence[HistogramBar]) -> Markup:
    """Return bars, and a list for screen readers; empty for fewer than two bars."""
    if len(bars) < 2:
        return Markup()
    low, last, key = bars[0].low or "", bars[-1], markup_key()
    frame = _cached_histogram(len(bars), low, last.high or f"{last.low}+", key)
    items = "".join(_bar_item(bar.low, bar.high, bar.total, key) for bar in bars if bar.total)
    return fill(frame, ANY_BARS, ("".join(map(_bar, range(len(bars)), bars)), items))


@lru_cache(512)
def _cached_histogram(count: int, low: int | str, high: int | str, _key: Any) -> Markup:
    macro = ("movies/_facet_histogram.html", "render_facet_histogram")
    return render_macro(*macro, count, *ANY_BARS, low, high)


def _bar(at: int, bar: HistogramBar) -> str:
    low, high, films, height, is_selected = bar
    return (
        f'<rect x="{10 * at + 0.6:.1f}" y="0" width="8.8" height="{height or 0.5}"'
        f"{'' if is_selected else OFF}><title>{low}{f'–{high}' if high else '+'}: {films:,}</title>"
        "</rect>"
    )


@lru_cache(4096)
def _bar_item(low: int, high: int | None, films: int, _key: Any) -> str:
    text = ngettext(*(BAR_TEXTS if high else LAST_BAR_TEXTS), films)
    return f"<li>{text % {'low': low, 'high': high, 'number': f'{films:,}'}}</li>"


@template_function
def person_links(names: Sequence[str]) -> Markup:
    """Return names separated by commas, each a link to that person's page."""
    return Markup(", ".join(map(_person_link, names)))  # noqa: S704 -- escaped


@lru_cache(2048)
def _person_link(name: str) -> str:
    path, shown = person_url(name), escape(name)
    return f'<a href="{escape(path)}" dir="auto">{shown}</a>' if path else shown


@template_function
def person_url(name: str) -> str:
    """Return the path of a person's page, or "" where no path can hold the name.

    Untidy data may hold a whole paragraph in place of a name.
    """
    try:
        return url("person", name)
    except NoReverseMatch:
        return ""
