"""Whether a text holds a web address: a scheme, or a host with a well-known ending."""

import re
import unicodedata

from .text import clean_text

ENDINGS = "com|net|org|info|biz|xyz|top|shop|site|store|online|icu|vip|app|dev|website|edu|gov|mobi"
COUNTRIES = (
    "ai|ar|au|bg|br|ca|cc|cf|ch|cl|cn|co|cz|de|dk|ee|es|eu|fi|fm|fr|ga|gg|gl|gq|gr|hk|hr|hu|ie|il|"
    "io|ir|jp|ke|kr|kz|lt|lu|lv|ly|ml|mx|ng|nl|nz|pe|ph|pk|pl|pt|ro|rs|ru|sa|se|sg|sh|sk|su|th|tk|"
    "tr|tv|tw|ua|ug|uk|uy|uz|ve|vn|ws|za"
)
# Endings that are words too: only with a path, as in "It ended.so did I".
WORDS = (
    "am|as|at|be|by|click|cloud|club|do|fun|gd|id|im|in|is|it|la|life|link|live|me|movie|my|name|"
    "news|no|page|pm|pro|pw|so|space|st|stream|team|to|us|wiki|world"
)
# "Mr.Ng" and "Dr.No/Goldfinger": the short endings are in small letters, or in capitals.
LINK = re.compile(
    r"[a-z][a-z0-9+.-]{0,30}://|\bhttps?:|\bmailto:|\bwww\.\w"
    rf"|[^\W_]\.(?:{ENDINGS}|(?-i:{COUNTRIES}|{COUNTRIES.upper()}))(?![\w-]|\.\w)"
    rf"|[^\W_]\.(?-i:{WORDS}|{WORDS.upper()})/\w",
    re.IGNORECASE,
)


def contains_link(text: str) -> bool:
    """Return whether a text holds a web address, also in full-width or with invisible letters."""
    composed = unicodedata.normalize("NFKC", clean_text(text)).replace("。", ".")
    return bool(LINK.search("".join(c for c in composed if unicodedata.category(c) != "Cf")))
