"""Every word of the interface is marked for translation, and every catalogue compiles."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from jinja2 import Environment

from mflix_site.web.templates import environment
from moderation.notices import HOW_TO_APPEAL
from moderation.rules import ACTIONS
from tests.support.sources import PRODUCT, modules, tree
from tools.messages import LOCALE, extract

TEMPLATES = sorted(Path("templates").rglob("*.*"))
WORD = re.compile(r"[^\W\d_]{2}")
SPOKEN = ("aria-label", "placeholder", "title", "alt", "content")  # attributes that people read
SPOKEN_ATTRIBUTE = re.compile(rf'\s(?:{"|".join(SPOKEN)})="([^"]*)"?')
TAG = re.compile(r"<!--.*?-->|<(?:svg|style|script)\b.*?</(?:svg|style|script)>|<[^>]*>?", re.S)
# Names and code, which are the same in every language.
SAME_EVERYWHERE = re.compile(
    r"&\w+;|mflix|manage\.py \w+|sample_mflix|width=device-width, initial-scale=1|light dark"
    r"|^(?:article|summary|video\.movie|website)$|noindex|UTC|MongoDB|PyMongo|\bPATH\b|#\w{6}"
)
# Functions whose first or second argument somebody reads.
SPEAKS = {"success": 1, "info": 1, "warning": 1, "error": 1, "ValidationError": 0, "add_error": 1}
FIELD_TEXTS = ("label", "help_text")


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_has_no_unmarked_words(path: Path) -> None:
    assert not list(unmarked_words(path.read_text(), environment(autoescape=True)))


@pytest.mark.parametrize(
    "text", ["<p>Some words</p>", '<p aria-label="Some words">', "{% if x %}Words{% endif %}"]
)
def test_unmarked_words_of_a_template_are_seen(text: str) -> None:
    assert list(unmarked_words(text, environment(autoescape=True)))


@pytest.mark.parametrize("folder", PRODUCT)
def test_the_code_has_no_unmarked_sentence(folder: str) -> None:
    paths = [path for path in modules(folder) if "management" not in path.parts]
    assert not [f"{path}:{line}" for path in paths for line in unmarked_sentences(tree(path))]


def test_catalogues_are_complete_in_form() -> None:
    for path in LOCALE.glob("*/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            catalogue = read_po(file)
        assert not list(catalogue.check()), path
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        assert path.with_suffix(".mo").read_bytes() == compiled.getvalue(), path


@pytest.fixture
def esperanto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Translate every message into brackets, in a language of its own; yield how many."""
    catalogue = bracketed_messages(tmp_path / "django.pot")
    folder = tmp_path / "eo" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(settings, "LOCALE_PATHS", [tmp_path])
    monkeypatch.setattr(settings, "LANGUAGES", [("en-gb", "English"), ("eo", "Esperanto")])
    monkeypatch.setattr("django.utils.translation.trans_real._translations", {})
    with translation.override("eo"):
        yield len(catalogue)
    translation.trans_real._translations.pop("eo", None)


def bracketed_messages(path: Path) -> Catalog:
    extract(path)
    catalogue = Catalog(locale="eo")
    with path.open("rb") as file:
        for message in filter(lambda message: message.id, read_po(file)):
            texts = (message.id,) if isinstance(message.id, str) else message.id
            marked = tuple(f"⟦{text}⟧" for text in texts)
            string = marked[0] if isinstance(message.id, str) else marked
            catalogue.add(message.id, string, context=message.context)
    return catalogue


def test_a_new_language_needs_only_a_catalogue(esperanto: int) -> None:
    assert esperanto > 100
    template = environment(autoescape=True).from_string("{{ _('Log in') }}")
    assert template.render() == "⟦Log in⟧"
    assert str(ACTIONS["hide"].label) == "⟦Hide⟧"
    assert gettext(HOW_TO_APPEAL) == f"⟦{HOW_TO_APPEAL}⟧"


def unmarked_words(source: str, templates: Environment) -> Iterator[str]:
    """Yield the words that a template shows outside of `_()` and `{% trans %}`."""
    html, marked, block = [], False, ""
    for _line, kind, value in templates.lex(source):
        if kind == "block_begin":
            block = ""
        elif kind == "name" and not block:
            block = value
            marked = (marked or value == "trans") and value != "endtrans"
        elif kind == "data" and not marked:
            html.append(value)
        elif kind in ("variable_begin", "data"):
            html.append("0")  # something stands here
    text = "".join(html)
    for part in (*SPOKEN_ATTRIBUTE.findall(text), *TAG.sub("\n", text).splitlines()):
        if WORD.search(SAME_EVERYWHERE.sub("", part)):
            yield part.strip()


def unmarked_sentences(module: ast.Module) -> Iterator[int]:
    """Yield the lines of sentences that are shown to people without being marked."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = [k.value for k in node.keywords if k.arg in FIELD_TEXTS]
            texts += node.args[SPEAKS[name] :][:1] if name in SPEAKS else []
            yield from (text.lineno for text in texts if is_text(text))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and is_sentence(node):
            yield node.lineno


def is_sentence(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    named = "sentence" in map(ast.unparse, targets)
    return named and node.value is not None and is_text(node.value)


def is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    return isinstance(node, ast.Constant) and bool(WORD.search(str(node.value)))


LABELS = r"[A-Z_]*(?:LABELS|DECIDERS|REASONS)\.get"


def test_what_has_no_label_is_not_shown_by_its_key() -> None:
    """`LABELS.get(key, key)` shows people a name of the code."""
    calls = [
        (str(path), ast.unparse(node))
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and re.fullmatch(LABELS, ast.unparse(node.func))
    ]
    assert calls
    assert not [call for call in calls if re.search(r"\.get\((.+), \1\)$", call[1])]
