"""Templates keep to the content policy, escape everything, and say what they are given."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.sources import ROOT, files, modules

TEMPLATES = files(".html", "templates")
PARTIALS = [path for path in TEMPLATES if path.name.startswith("_")]
INPUTS = re.compile(r"\{# Inputs: .+ #\}")


def text(path: Path) -> str:
    """Return a template without its comments."""
    return re.sub(r"\{#.*?#\}", "", (ROOT / path).read_text())


def without_template_tags(markup: str) -> str:
    """Return markup with template syntax put away."""
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", markup, flags=re.DOTALL)


def found(pattern: str, put: Callable[[Path], str] = text) -> dict[str, list[str]]:
    """Return what of a pattern the templates hold, by template."""
    hits = {str(path): re.findall(pattern, put(path), re.DOTALL) for path in TEMPLATES}
    return {path: hit for path, hit in hits.items() if hit}


def plain(path: Path) -> str:
    """Return a template's markup without template syntax."""
    return without_template_tags(text(path))


def unquoted(path: Path) -> str:
    """Return a template's markup with empty values where they are quoted."""
    return re.sub(r"=\s*(\"|').*?\1", '=""', plain(path), flags=re.DOTALL)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\sstyle\s*=",
        r"<style\b",
        r"<script\b(?![^>]*\ssrc=)[^>]*>",
        r"javascript:",
        r"<[^>]*\son[a-z]+\s*=",
    ],
)
def test_nothing_is_inline(pattern: str) -> None:
    assert not found(pattern, plain)


def test_everything_is_escaped() -> None:
    assert not found(r"\|\s*safe(?:seq)?\b|autoescape\s+off")


def test_every_attribute_is_quoted() -> None:
    assert not found(r"<[a-z][^>]*\s[a-z-]+=(?![\"'])[^\s>]+", unquoted)


def test_every_form_that_writes_has_its_token() -> None:
    forms = found(r"<form\b[^>]*method=\"post\".*?</form>")
    assert len(forms) > 5
    assert not [
        form
        for all_ in forms.values()
        for form in all_
        if "{{ csrf_field(csrf_token) }}" not in form
    ]


def test_nothing_comes_from_another_host() -> None:
    assert not found(r"\s(?:src|srcset|action)=[\"'](?:https?:)?//")
    assert not found(r"<link\b[^>]*href=[\"'](?:https?:)?//")


def test_a_partial_says_what_it_is_given_on_its_first_line() -> None:
    first = {path: (ROOT / path).read_text().partition("\n")[0] for path in PARTIALS}
    assert first
    assert not [path for path, line in first.items() if not INPUTS.match(line)]


def test_a_partial_is_a_macro_and_sees_nothing_but_what_it_is_given() -> None:
    assert not found(r"\{%\s*include\b")
    assert not found(r"\{%[^%]*\bwith context\b")
    macros = found(r"\{% macro render_\w+\(")
    assert set(macros) == {str(path) for path in PARTIALS}


def test_every_partial_is_used() -> None:
    renderers = {"template_functions", "menu", "templates"}
    functions = [path for path in modules() if path.stem in renderers]
    everything = "".join(text(path) for path in (*TEMPLATES, *functions))
    names = [str(path.relative_to("templates")) for path in PARTIALS]
    assert not [name for name in names if f'"{name}"' not in everything]


def test_no_module_calls_markup_safe() -> None:
    marks = re.compile(r"\bmark_safe\b|\bSafeString\(")
    assert not [path for path in modules() if marks.search((ROOT / path).read_text())]


def test_a_form_that_posts_names_no_fragment() -> None:
    """A redirect inherits it, and the page then scrolls past its message and moves no focus."""
    assert found(r'<form(?=[^>]*method="post")[^>]*action="[^"]*#[^>]*>', plain) == {}


def test_a_rating_names_its_film_so_that_it_can_be_hidden() -> None:
    """Or says that it is of none: `rating(value, viewer, none)`."""
    assert found(r"(?<![\w.])rating\([^()]*\)")
    assert not found(r"(?<![\w.])rating\([^(),]*(?:,[^(),]*)?\)")
