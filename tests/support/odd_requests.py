"""Odd inputs: what no form of ours would send, for every field, path, header and body."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from pathlib import Path
from urllib.parse import quote, urlencode

from .routes import ROUTES, TOKEN, World, path_of

HUGE = "x" * 100_000
# What views read of a query or form by its name.
READ = re.compile(r'\b(?:GET|POST)\.get(?:list)?\(\s*"(\w+)"')
SOURCES = [
    path.read_text()
    for path in Path(__file__).parents[2].glob("[!.]*/**/*.py")
    if "tests" not in path.parts
]
NAMES_READ = sorted({name for source in SOURCES for name in READ.findall(source)})
NUMBERS = (
    *("-1", "0", "00", "+1", "1.5", "1e3", "1e999", "-1e999", "NaN", "Infinity", "-Infinity"),
    *("0x10", "0b1", "1_000", "٣", "二", "½", "²", "--1", "1;2", "1,000", "null", "None", "true"),
    *(str(2**31), str(2**63), str(-(2**63) - 1), str(2**64), "9" * 500, "1" * 4_400),
)
OPERATORS = (
    *('{"$gt": ""}', '{"$ne": null}', "[$ne]=1", "$where", "$where: 'sleep(5000)'", "{$regex: .*}"),
    *("'; return true; var x='", "a'||'1'=='1", "' OR 1=1 --", "$", ".", "..", "a.b", "author.id"),
    *(
        "-day\\q",
        "-a\\1",
        "-a\\g<x>",
        'year:""',
        'genre:"',
        'horror -year:""',
        'a:b:"":',
        ":",
        '":',
    ),
    *("(a+)+$", "[", "(", "*", "\\", "/.*/", '"quoted', '"', "-", "--", "- -", '-"x"', "^(?=x)"),
)
CHARACTERS = (
    *("\x00", "a\x00b", "\x1b[31m", "\r\nSet-Cookie: a=b", "\n\n\n", "\t", "\u2028", "\ufeff"),
    *(
        "\u202e" + "live",
        "\u200b",
        "\u200d" * 50,
        "e" + "\u0301" * 500,
        "👩‍👩‍👧‍👦",
        "🎬" * 500,
        "ﷺ" * 100,
    ),
    *("𝔘𝔫𝔦", "İ", "ß", "ǆ", "\U0010ffff", "\ufffe", "مرحبا", "שלום", "日本語", "ﬁ"),
)
MARKUP = (
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)"),
    *("{{ 7*7 }}", "{% debug %}", "{0.__class__}", "${7*7}", "%s%s%n", "%(x)s", "&lt;&amp;", "]]>"),
    *("../../../etc/passwd", "//elsewhere.example", "http://[", "file:///", "a@b@c", "@", "a@[1]"),
)
TEXTS = (*NUMBERS, *OPERATORS, *CHARACTERS, *MARKUP, "", " ", HUGE)
# Bytes that are no UTF-8: a lone surrogate, an overlong slash and NUL, cut and stray sequences.
ESCAPED = (
    *("%ED%A0%80", "%ED%BF%BF", "%C0%AF", "%C0%80", "%E0%80%AF", "%F8%88%80%80%80", "%FF%FE"),
    *("%80", "%C3", "%E2%82", "%F4%90%80%80", "%00", "%0D%0A", "%", "%ZZ", "%u0041", "+%2B+"),
)
SUFFIXES = ("[$ne]", "[$gt]", "[]", "[$regex]", ".$where", "[0][a]", "%00", "\x00", "$")
PATHS = (
    *("{}/..%2f..%2f", "{}%00", "{}%0d%0aX:y", "{}?{}", "{}//", "/{}", "{}.json", "{}%ED%A0%80"),
    *("{}..;/", "{}%2e%2e/", "{}#x", "{};a=b", "{}\\", "{}%C0%AF", "{}%25", "{}💥/"),
)
IDS = (
    *("0", "1", "-1", "null", "None", "[object Object]", "g" * 24, "A" * 24, "0" * 23, "0" * 25),
    *("0" * 24, "f" * 24, "%00" * 24, "٣" * 24, "{$ne:1}", "a" * 5_000, "..", "%ED%A0%80", "💥"),
)
HEADERS: tuple[Mapping[str, str], ...] = (
    {"Accept": "\x00"},
    {"Accept-Language": "x" * 5_000},
    {"Accept-Language": "zz-ZZ;q=9, *;q=-1, \ufffd"},
    {"Referer": "http://[::1"},
    {"Referer": "\r\nX: y"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"X-Forwarded-For": "1.2.3.4, <script>"},
    {"X-Forwarded-Proto": "gopher"},
    {"X-Forwarded-Host": "elsewhere.example"},
    {"Host": "elsewhere.example"},
    {"Host": "a b"},
    {"Host": "testserver:99999999"},
    {"Host": "[::1"},
    {"If-Modified-Since": "yesterday"},
    {"If-None-Match": "\x00"},
    {"Range": "bytes=-1--1"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"X-CSRFToken": "ü"},
    {"User-Agent": ""},
    {"Expect": "100-continue"},
    {"Authorization": "Basic !!!"},
)
COOKIES = (
    *("mflix_session=", "mflix_session=x", "mflix_session=\x00", "mflix_session=" + "a" * 8_000),
    *("mflix_session=%ED%A0%80", 'mflix_session="', "mflix_session={$gt: 1}", "mflix_session=é"),
    *("mflix_csrf=", "mflix_csrf=short", "mflix_csrf=" + "!" * 32, "mflix_csrf=" + "é" * 32),
    *("messages=", "messages=x", "messages=a:b:c", 'messages="[[', "messages=" + "[" * 5_000),
    *("=", ";;;;", "a", "a=b; a=c; a", "$Version=1", "=".join("ab") * 5_000, "\xff", "\x01=\x02"),
)
BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b'{"text": {"$gt": ""}, "rating": {"$ne": 1}}'),
    ("application/json", b"[" * 50_000),
    ("application/json", b"\xff\xfe"),
    ("text/plain", b"text=x&rating=50"),
    ("application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("", b"text=x"),
    ("nonsense", b"\x00"),
    ("application/x-www-form-urlencoded", b"%ED%A0%80=%C0%AF&&&===&%=%"),
    ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 400)),
    ("application/x-www-form-urlencoded", b"text=" + b"x" * 1_100_000),
    ("application/x-www-form-urlencoded; charset=utf-7", b"text=+ADw-b+AD4-"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"text=x"),
    ("multipart/form-data", b"--x"),
    ("multipart/form-data; boundary=", b"--\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name="),
    ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
    ("multipart/form-data; boundary=\xe9", b"--x--"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="text"; filename="a"\r\n\r\nb\r\n--x--\r\n',
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n",
    ),
)

# A quick run sends each route one request in so many. It shares no factor with the cycles of kinds
# and senders, so that a sample has all of them.
SAMPLE_STEP = 101


@dataclass(frozen=True, slots=True)
class OddRequest:
    """One odd request; with `cookie`, that header as it is, and no other."""

    path: str
    method: str = "GET"
    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookie: str | None = None


def odd_requests(name: str, world: World, number: int) -> list[OddRequest]:
    """Return `number` different odd requests of one route, of all kinds."""
    kinds = (_fields(name, world), _shapes(name, world), _edges(name, world))
    found: dict[object, OddRequest] = {}
    for kind in cycle(kinds):
        for odd in islice(kind, 8):
            headers = tuple(odd.headers.items())
            found[odd.path, odd.method, odd.body, odd.content_type, headers, odd.cookie] = odd
        if len(found) >= number:
            return list(found.values())[:number]
    raise AssertionError


def sample_start(name: str) -> int:
    """Return where a route's sample begins: together, the routes' samples hold every position."""
    return list(ROUTES).index(name) % SAMPLE_STEP


def _form(path: str, pairs: list[tuple[str, str]]) -> OddRequest:
    sent = [(k, str(v).encode("utf-8", "surrogatepass")) for k, v in pairs]
    body = urlencode([*sent, ("csrfmiddlewaretoken", TOKEN)])
    return OddRequest(path, "POST", body.encode())


def _fields(name: str, world: World) -> Iterator[OddRequest]:
    """One field odd and the others as they should be, in the query and in the form."""
    path, row = path_of(name, world), ROUTES[name]
    often = ("page", "sort", "next", "q", "text", "rating", "key", "version")
    names = list(dict.fromkeys([*row.query, *row.sent(world), *often]))
    for turn in count():
        # Every text soon, and every text in every field in the end.
        lap, at = divmod(turn, len(TEXTS))
        text, key = TEXTS[at], names[(at + lap) % len(names)]
        yield OddRequest(f"{path}?{urlencode({**row.query, key: text})}")
        yield _form(path, [*(dict(row.sent(world)) | {key: text}).items()])


def _shapes(name: str, world: World) -> Iterator[OddRequest]:
    """Operators for names, repeated names, bytes that are no text."""
    path, row = path_of(name, world), ROUTES[name]
    names = list(dict.fromkeys([*row.query, *row.sent(world), "page", "next"]))
    for text in ('"', "\\1", "\x00", "-1", "9" * 500, "{$ne:1}", ".", "é" * 30):
        yield OddRequest(f"{path}?{urlencode(dict.fromkeys(NAMES_READ, text))}")
        yield _form(path, [*(dict.fromkeys(NAMES_READ, text) | row.sent(world)).items()])
    for key in names:
        for suffix in SUFFIXES:
            yield OddRequest(f"{path}?{quote(key + suffix)}=1")
            rest = [pair for pair in row.sent(world).items() if pair[0] != key]
            yield _form(path, [*rest, (key + suffix, "1")])
        for escaped in ESCAPED:
            yield OddRequest(f"{path}?{key}={escaped}")
            body = f"{key}={escaped}&csrfmiddlewaretoken={TOKEN}".encode()
            yield OddRequest(path, "POST", body)
        yield OddRequest(f"{path}?" + "&".join([f"{key}=1"] * 250))
        yield _form(path, [*row.sent(world).items(), *[(key, "2")] * 20])


def _edges(name: str, world: World) -> Iterator[OddRequest]:
    """Odd headers, cookies, bodies, methods, paths and ids."""
    path = path_of(name, world)
    for headers in HEADERS:
        yield OddRequest(path, headers=headers)
        yield OddRequest(path, "POST", b"csrfmiddlewaretoken=" + TOKEN.encode(), headers=headers)
    for cookie in COOKIES:
        yield OddRequest(path, cookie=cookie)
        yield OddRequest(path, "POST", b"csrfmiddlewaretoken=" + TOKEN.encode(), cookie=cookie)
    for kind, body in BODIES:
        yield OddRequest(path, "POST", body, kind, {"X-CSRFToken": TOKEN})
        yield OddRequest(path, "POST", body, kind)
    for method in ("PUT", "DELETE", "TRACE", "CONNECT", "BREW", "get"):
        yield OddRequest(path, method, headers={"X-CSRFToken": TOKEN})
    for pattern in PATHS:
        yield OddRequest(pattern.replace("{}", path))
    for given in ROUTES[name].arguments(world):
        for odd in IDS:
            yield OddRequest(path.replace(quote(str(given)), odd))
            yield _form(path.replace(quote(str(given)), odd), [*ROUTES[name].sent(world).items()])
