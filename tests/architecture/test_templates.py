"""Templates keep to the content policy, escape everything, and say what they are given."""

import re
from pathlib import Path

import pytest

from tests.support.sources import ROOT, files, modules

TEMPLATES = files(".html", "templates")
PARTIALS = [path for path in TEMPLATES if path.name.startswith("_")]
INPUTS = re.compile(r"\{# Inputs: .+ #\}")
TAG = re.compile(r"<[a-zA-Z](?:\{[%{#].*?[%}#]\}|\"(?:\{[%{].*?[%}]\}|[^\"])*\"|'[^']*'|[^>\"'])*>")
# Only the tag that draws posters may say that markup of our own is safe.
MAY_MARK_SAFE = Path("mflix_site", "web", "tags.py")


def text(path: Path) -> str:
    """Give a template without its comments."""
    return re.sub(r"\{#.*?#\}", "", (ROOT / path).read_text())


def without_template_tags(markup: str) -> str:
    """Give markup with template syntax put away."""
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", markup, flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_nothing_is_inline(path: Path) -> None:
    markup = text(path)
    assert not re.findall(r"\sstyle\s*=|<style\b", markup)
    assert not re.findall(r"<[^>]*\son[a-z]+\s*=", without_template_tags(markup))
    assert not [tag for tag in re.findall(r"<script\b[^>]*>", markup) if " src=" not in tag]
    assert "javascript:" not in markup


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_everything_is_escaped(path: Path) -> None:
    assert not re.findall(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off", text(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_attribute_is_quoted(path: Path) -> None:
    assert not re.findall(r"<[a-z][^>]*\s[a-z-]+=(?![\"'])[^\s>]+", without_quoted(text(path)))


def without_quoted(markup: str) -> str:
    """Give markup whose quoted values are empty."""
    return re.sub(r"=\s*(\"|').*?\1", '=""', without_template_tags(markup), flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_form_that_writes_has_its_token(path: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", text(path), re.DOTALL):
        if 'method="post"' in form:
            assert "{% csrf_token %}" in form


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_nothing_comes_from_another_host(path: Path) -> None:
    assert not re.findall(r"\s(?:src|srcset|action)=[\"'](?:https?:)?//", text(path))
    assert not re.findall(r"<link\b[^>]*href=[\"'](?:https?:)?//", text(path))


@pytest.mark.parametrize("path", PARTIALS, ids=str)
def test_a_partial_says_what_it_is_given_on_its_first_line(path: Path) -> None:
    assert INPUTS.match((ROOT / path).read_text().splitlines()[0])


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_partial_is_given_what_it_says_and_nothing_else(path: Path) -> None:
    tags = re.findall(r"\{%\s*include\b.*?%\}", text(path))
    assert not [tag for tag in tags if not tag.rstrip("%} ").endswith(" only")]


def test_every_partial_is_used() -> None:
    everything = "".join(text(path) for path in TEMPLATES)
    names = [str(path.relative_to("templates")) for path in PARTIALS]
    assert not [name for name in names if f'"{name}"' not in everything]


@pytest.mark.parametrize("path", modules(), ids=str)
def test_no_module_calls_markup_safe_but_the_one_that_draws(path: Path) -> None:
    if path != MAY_MARK_SAFE:
        assert not re.findall(r"\bmark_safe\b|\bSafeString\(", (ROOT / path).read_text())
