"""Collect the words of the interface, and bring the catalogues under locale/ up to date.

    python tools/messages.py [LANGUAGE ...]

A language that is named and has no catalogue yet gets an empty one; docs/writing.md says more.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
KEYWORDS = ("Phrase", "gettext_lazy", "gettext_noop", "ngettext_lazy:1,2", "pgettext_lazy:1c,2")


def extract(template: Path) -> None:
    """Write the template of all catalogues."""
    keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    names = ["--project=mflix", "--no-location", "--sort-output", "--omit-header"]
    babel("extract", "-F", "pyproject.toml", *keywords, *names, "-o", str(template), ".")


def babel(*arguments: str) -> None:
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", *arguments]
    subprocess.run(command, check=True, cwd=ROOT)


def main(languages: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "django.pot"
        extract(template)
        LOCALE.mkdir(exist_ok=True)
        common = ["-D", "django", "-i", str(template), "-d", str(LOCALE)]
        for language in languages:
            if not (LOCALE / language).exists():
                babel("init", *common, "-l", language)
        if any(LOCALE.iterdir()):
            babel("update", *common, "--no-fuzzy-matching")
            babel("compile", "-D", "django", "-d", str(LOCALE))


if __name__ == "__main__":
    main(sys.argv[1:])
