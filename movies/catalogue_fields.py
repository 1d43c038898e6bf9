"""A field that the catalogue derives: the title it is sorted by, without articles."""

import re

from mflix_site.text import fold_signs, fold_text

# Articles that a title is sorted without: English ones, as catalogues translate titles, and those
# of the first language of its film.
ENGLISH_ARTICLES = ("the", "a", "an")
ARTICLES = {
    "french": "le la les l un une des", "german": "der die das ein eine",
    "spanish": "el la los las un una unos unas", "italian": "il lo la i gli le l un uno una",
    "portuguese": "o a os as um uma", "dutch": "de het een", "swedish": "en ett den det",
    "danish": "en et den det", "norwegian": "en et ei den det", "catalan": "el la els les l un una",
    "hungarian": "a az egy", "romanian": "un o",
}  # fmt: skip
FIRST_WORD = re.compile(r"\W*(\w+)(['’ʼ]|\s)\s*(?=\S)")


def title_key(title: str, language: str = "") -> str:
    """Return the key a title is sorted by: without an English article, or one of its language.

    "A.I.", "À nous la liberté" and the English film "Die Hard" have none.
    """
    first = FIRST_WORD.match(title)
    if first and _is_article(first[1], language) and (first[2].isspace() or first[1] in "lL"):
        title = title[first.end() :]
    return fold_text(title) or fold_signs(title) or title.strip().casefold()


def _is_article(word: str, language: str) -> bool:
    own = ARTICLES.get(fold_text(language), "").split()
    return word.casefold() in ENGLISH_ARTICLES or fold_text(word) in own
