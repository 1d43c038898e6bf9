"""The environment of the templates: Jinja2, with Django's filters and the functions of each app.

An app registers its functions and filters in `template_functions.py`, which is imported here.
"""

import os
import re
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, TypeVar, cast
from urllib.parse import quote, quote_plus
from urllib.parse import urlencode as query_of

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.template import defaultfilters, engines
from django.templatetags import static as staticfiles
from django.urls import get_resolver, reverse
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import ChainableUndefined, Environment, FileSystemBytecodeCache, Template
from jinja2.runtime import Context
from markupsafe import Markup, escape

from mflix_site.caching import placeholder

FUNCTIONS: dict[str, Callable[..., Any]] = {}
FILTERS: dict[str, Callable[..., Any]] = {
    name: getattr(defaultfilters, name)
    for name in (
        *("capfirst", "date", "default", "default_if_none", "linebreaksbr", "pluralize", "slugify"),
        *("stringformat", "truncatewords"),
    )
}
DIRECT: set[object] = set()
PAGE_FILTERS: list[Callable[[str, HttpRequest], str]] = []
HAS_LANGUAGES = len(settings.LANGUAGES) > 1
F = TypeVar("F", bound=Callable[..., Any])


ANY_TOKEN = placeholder("token")
PREFIX = f"{settings.SCRIPT_NAME}/"
OBJECT_ID, ANY_ID = re.compile(r"[0-9a-f]{24}", re.ASCII), "0" * 24  # stands for any other
UNQUOTED = RFC3986_SUBDELIMS + "/~:@"
Route = tuple[str, Sequence[str], re.Pattern[str]]


def template_function(function: F) -> F:
    """Make a function known to all templates under its name."""
    FUNCTIONS[function.__name__] = function
    return function


def template_filter(function: F) -> F:
    """Make a function known to all templates as a filter under its name."""
    FILTERS[function.__name__] = function
    return function


def page_filter(function: F) -> F:
    """Pass every page that is rendered for a request through a function."""
    PAGE_FILTERS.append(function)
    return function


class PageTemplate(Template):
    """A template whose pages pass through `PAGE_FILTERS`."""

    def render(self, *args: Any, **context: Any) -> str:
        page = super().render(*args, **context)
        if request := dict(*args, **context).get("request"):
            for change in PAGE_FILTERS:
                page = change(page, request)
        return page


class SiteContext(Context):
    """A context that calls the site's own functions without asking what they want to be passed."""

    def call(self, function: Any, /, *args: Any, **values: Any) -> Any:
        if function not in DIRECT:
            return super().call(function, *args, **values)
        values.pop("_block_vars", None)
        values.pop("_loop_vars", None)
        return function(*args, **values)


class SiteEnvironment(Environment):
    """An environment whose templates share one set of globals: comparing copies is slow."""

    template_class = PageTemplate
    context_class = SiteContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **d} if d else self.globals


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 backend renders with."""
    autodiscover_modules("template_functions")
    # All templates are cached, and never sorted by when they were last used.
    options |= {"undefined": ChainableUndefined, "lstrip_blocks": True, "cache_size": -1}
    extensions = ["jinja2.ext.i18n"]
    made = SiteEnvironment(extensions=extensions, **options)  # Django's backend: autoescape
    made.policies["ext.i18n.trimmed"] = True
    made.newstyle_gettext = True  # type: ignore[attr-defined] # the parser asks: values by name
    translators = (gettext, ngettext, pgettext, npgettext)
    made.globals.update({one.__name__: _text_function(one) for one in translators})
    made.globals["_"] = made.globals["gettext"]
    made.globals.update(FUNCTIONS)
    DIRECT.update(made.globals.values())
    made.filters.update(FILTERS)
    return made


def _text_function(translate: Callable[..., str]) -> Callable[..., Markup]:
    """Return a translating function for templates: each text is looked up once a language.

    Jinja's own would put values even into texts that have none: five times as slow.
    """
    language = get_language if HAS_LANGUAGES else str

    @lru_cache(4096)
    def translated(_language: str, *texts: Any) -> str:
        return translate(*texts)

    @lru_cache(4096)
    def without_values(language: str, *texts: Any) -> Markup:
        return Markup(translated(language, *texts) % {})  # noqa: S704 -- a text of a template

    def text(*texts: Any, **values: Any) -> Markup:
        if not values:
            return without_values(language(), *texts)
        escaped = {name: escape(value) for name, value in values.items()}
        return Markup(translated(language(), *texts) % {"num": texts[-1], **escaped})  # noqa: S704

    return text


def load_all_templates() -> None:
    """Load every template, so that workers forked from this process share them.

    Compiled ones are cached under `var/`, if that can be written: the next start only reads them.
    """
    loaded, folder = cast(Any, engines["jinja2"]).env, settings.VAR_DIR / "templates"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    if os.access(folder, os.W_OK):
        loaded.bytecode_cache = FileSystemBytecodeCache(str(folder))
    for name in loaded.list_templates():
        loaded.get_template(name)


def markup_key() -> str | None:
    """Return what markup depends on beside its inputs: the language of its words."""
    return get_language() if HAS_LANGUAGES else None


def render_macro(template: str, macro: str, *inputs: Any, **more: Any) -> Markup:
    """Return the markup of a macro, for a function that caches it."""
    module = cast(Any, engines["jinja2"]).env.get_template(template).module
    markup: Markup = getattr(module, macro)(*inputs, **more).strip()
    return markup


@template_function
def language_code() -> str:
    """Return the language of the page's words, as HTML names it."""
    return get_language() or settings.LANGUAGE_CODE


@template_function
@lru_cache(64)
def static(path: str) -> str:
    """Return the address of a static file, with the hash that collectstatic gave it."""
    return staticfiles.static(path)


@template_function
def url(name: str, *arguments: Any, **keywords: Any) -> str:
    """Return the path of a view, or raise NoReverseMatch.

    As Django's `reverse` makes it, in a tenth of its time: pages have hundreds.
    """
    if keywords:
        return reverse(name, args=arguments, kwargs=keywords)
    if not arguments:
        return _fixed_path(name)
    if len(arguments) == 1 and OBJECT_ID.fullmatch(id := str(arguments[0])):
        return _fixed_path(name, ANY_ID).replace(ANY_ID, id)
    if route := _only_route(name, len(arguments)):
        path, parameters, pattern = route
        filled = path % dict(zip(parameters, arguments, strict=True))
        if pattern.match(filled) and not filled.startswith("/"):
            return PREFIX + quote(filled, safe=UNQUOTED)
    return reverse(name, args=arguments)


@lru_cache(1024)
def _fixed_path(name: str, *arguments: Any) -> str:
    return reverse(name, args=arguments)


@lru_cache(1024)
def _only_route(name: str, count: int) -> Route | None:
    """Return path, parameters and pattern of a name's route with so many arguments, if one only."""
    routes = [
        (path, parameters, re.compile(pattern))
        for paths, pattern, _, converters in get_resolver().reverse_dict.getlist(name)
        for path, parameters in paths
        if len(parameters) == count and converters.keys() >= set(parameters)
    ]
    return routes[0] if len(routes) == 1 else None


@template_function
def absolute_url(path: str) -> str:
    """Return the public address of a path, for what leaves the site: feeds, mails, crawlers."""
    return f"{settings.SITE_URL.rstrip('/').removesuffix(settings.SCRIPT_NAME)}{path}"


@template_function
def site_path(path: str) -> str:
    """Return the path of a page as browsers know it, from one that is stored: with the prefix."""
    return f"{settings.SCRIPT_NAME}{path}"


@template_function
def querystring(query: QueryDict, **changes: Any) -> str:
    """Return a query with some parameters set, or left out where they are None."""
    pairs: dict[str, Any] = dict(query.lists())
    for name, value in changes.items():
        pairs[name] = () if value is None else str(value)
    return f"?{query_of(pairs, doseq=True)}"


def query_around(query: QueryDict, name: str, *without: str) -> tuple[Markup, Markup]:
    """Return what stands before and after the value of a parameter in a query, escaped.

    For many links that differ in this value alone.
    """
    pairs = [(key, value) for key, values in query.lists() for value in values]
    at = next((at for at, (key, _) in enumerate(pairs) if key == name), len(pairs))
    parts = (pairs[:at], [pair for pair in pairs[at:] if pair[0] != name])
    before, after = (query_text(pair for pair in part if pair[0] not in without) for part in parts)
    return escape(f"?{before}{'&' if before else ''}{name}="), escape(after and f"&{after}")


def query_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a query with these parameters, as `urlencode` makes it: most are quoted often."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


_quoted = lru_cache(1024)(quote_plus)


@template_function
def page_resources() -> Markup:
    """Return the links to icons, fonts, styles and scripts in the head of every page."""
    return _page_resources(markup_key())


@lru_cache(8)
def _page_resources(_key: Any) -> Markup:
    return render_macro("shared/_resources.html", "render_resources")


@template_filter
@lru_cache(4096)
def urlencode(value: object) -> str:
    """Return a value as a part of a path or query: Django's filter, without asking what it is."""
    return quote(str(value))


@template_filter
def truncatechars(text: str, length: int) -> str:
    """Return a text cut to a length, as Django's filter does."""
    return text if len(text) <= length and text.isascii() else _truncated(text, length)


@lru_cache(256)
def _truncated(text: str, length: int) -> str:
    return defaultfilters.truncatechars(text, length)


@template_filter
def grouped(number: int) -> str:
    """Return a whole number with thousands separators: 12,480."""
    return f"{number:,}"
