"""The settings, read top to bottom; what may differ comes from the environment or `.env`."""

import os
import re
import secrets
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from mflix_site import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
SMTP = "django.core.mail.backends.smtp.EmailBackend"

env.read_env_file(BASE_DIR / ".env")


def local_secret_key() -> str:
    """Return this machine's own key, stored under `var/`: for DEBUG and the demo only."""
    path = VAR_DIR / "secret_key"
    try:
        if not path.is_file() or not path.stat().st_size:
            path.parent.mkdir(exist_ok=True)
            draft = path.with_name(f"secret_key.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(50))
            draft.replace(path)  # atomic, also when killed in between
        return path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{path} cannot be read or written.") from error


def email_config(url: str) -> dict[str, Any]:
    """Return Django's settings for the address of a mail server; raise ValueError."""
    try:
        config: dict[str, Any] = Env.email_url_config(url)
    except (ValueError, ImproperlyConfigured):
        config = {}
    lacks_server = not config.get("EMAIL_HOST") or config.get("EMAIL_PORT") == 0
    if lacks_server and config.get("EMAIL_BACKEND", SMTP) == SMTP:
        raise env.UnreadablePart(url.partition("://")[0])  # not the whole, which has a password
    return config


# -- where the data is ------------------------------------------------------------------------
# Empty: the embedded server under var/mongodb/, which is for one machine, the demo and the tests.
MONGODB_URI = env.text("MONGODB_URI", "")
MONGODB_DB = env.text("MONGODB_DB", "mflix")
if MONGODB_URI and MONGODB_URI.partition("://")[0] not in {"mongodb", "mongodb+srv"}:
    raise ImproperlyConfigured("MONGODB_URI must begin with mongodb:// or mongodb+srv://.")
if (
    len(MONGODB_DB.encode()) > 63
    or set(MONGODB_DB) & set('/\\. "$\0*<>:|?')
    or MONGODB_DB in {"admin", "config", "local"}
):
    raise ImproperlyConfigured(
        f"MONGODB_DB={MONGODB_DB!r} can't be the name of our database: use up to 63 letters, "
        "digits, - and _, and not one of MongoDB's own names."
    )
EMBEDDED = not MONGODB_URI
# `serve` sets it for its processes: it alone starts the database, and restarts it.
DATABASE_MANAGED = "MFLIX_DATABASE_MANAGED" in os.environ

# -- hosts and secrets -------------------------------------------------------------------------
DEBUG: bool = env.flag("DEBUG", False)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS") or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")
# Whose pages may read /api/movies in a browser; empty: none but this site's own.
API_ALLOWED_ORIGINS = frozenset(env.origins("API_ALLOWED_ORIGINS"))
SECRET_KEY = env.text("SECRET_KEY", "")
if not SECRET_KEY and (DEBUG or EMBEDDED):
    SECRET_KEY = local_secret_key()
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing. Make one with "
        "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` and set it."
    )
if not DEBUG and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5):
    raise ImproperlyConfigured(
        "SECRET_KEY is weak: it needs 50 random characters when DEBUG is off."
    )
PORT = env.number("PORT", 8000, 1, 65535)
# Where gunicorn listens: every address is 0.0.0.0 or ::, for a proxy on another machine.
BIND_ADDRESS = env.parsed(
    "BIND_ADDRESS", ip_address("127.0.0.1"), ip_address, "an IP address, such as 0.0.0.0"
)
# The path under which a proxy shows the site, such as /films; gunicorn reads it too.
SCRIPT_NAME = env.text("SCRIPT_NAME", "").rstrip("/")
if not re.fullmatch(r"(/(?!\.{1,2}(/|$))[\w.~-]+)*", SCRIPT_NAME, re.ASCII):
    raise ImproperlyConfigured(f"SCRIPT_NAME={SCRIPT_NAME!r} must be a path such as /films.")
FORCE_SCRIPT_NAME = SCRIPT_NAME  # also where it is empty: it is the same for all requests
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{SCRIPT_NAME}/"
# A built client of the API, and the port where `serve` and gunicorn show it beside the site.
CLIENT_DIR = env.folder(
    "CLIENT_DIR", BASE_DIR, "index.html", "the folder of a built client, with its index.html"
)
CLIENT_PORT = env.number("CLIENT_PORT", PORT + 1 if PORT < 65535 else 65534, 1, 65535)
if CLIENT_DIR and (CLIENT_PORT == PORT or SCRIPT_NAME):
    raise ImproperlyConfigured(
        "CLIENT_DIR needs a CLIENT_PORT that isn't PORT, and no SCRIPT_NAME."
    )
if env.text("CLIENT_PORT", "") and not CLIENT_DIR:
    raise ImproperlyConfigured("CLIENT_PORT is set without CLIENT_DIR, the client to show there.")
WEB_CONCURRENCY = env.number("WEB_CONCURRENCY", 2, 1, 64)
# Every page lists the MongoDB commands behind it; admins always see them.
SHOW_COMMANDS: bool = env.flag("SHOW_COMMANDS", False)
# How long a worker may show visitors a page that it made before; 0 disables the cache.
PAGE_CACHE_SECONDS = env.number("PAGE_CACHE_SECONDS", 0 if DEBUG else 2, 0, 10)

# -- the application --------------------------------------------------------------------------
# No contrib.auth, sessions or contenttypes: they need the ORM, and there is no SQL database.
INSTALLED_APPS = [
    *("mflix_site", "accounts", "movies", "reviews", "diary", "lists", "moderation"),
    *("administration", "posters", "importing", "seeding", "api"),
    "django.contrib.humanize",  # for its translations of "3 days ago"; it has no models
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "mflix_site.web.middleware.head_without_body",
    "mflix_site.web.middleware.cross_origin",
    "mflix_site.web.page_cache.compression",
    "mflix_site.web.page_cache.page_cache",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mflix_site.web.middleware.security_headers",
    "mflix_site.web.middleware.CommandsPanelMiddleware",
    "mflix_site.web.middleware.ErrorPagesMiddleware",
    "accounts.requests.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "mflix_site.web.middleware.chunked_bodies",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "mflix_site.urls"
WSGI_APPLICATION = "mflix_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "mflix_site.web.templates.environment",
            "auto_reload": DEBUG,
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "diary.requests.viewer_context",
            ],
        },
    }
]

# -- signing in -------------------------------------------------------------------------------
SESSION_ENGINE = "accounts.requests"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "mflix_session", "mflix_csrf"
CSRF_FAILURE_VIEW = "mflix_site.web.error_pages.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
PASSWORD_HASHERS = ["accounts.passwords.Argon2idHasher"]
PASSWORD_MIN_LENGTH = env.number("PASSWORD_MIN_LENGTH", 10, 8, 64)
TEACHING: bool = env.flag("TEACHING", False)  # for a class with the course's own client

# How often one address or one member may do each of these, as (times, seconds): generous.
LIMITS: dict[str, tuple[int, int]] = {
    "sign-up": (env.number("LIMIT_SIGN_UPS", 30, 1, 10**6), 60),
    "log-in": (env.number("LIMIT_LOG_INS", 120, 1, 10**6), 60),
    "failed-log-in": (env.number("LIMIT_FAILED_LOG_INS", 10, 1, 10**6), 900),
    "handle": (env.number("LIMIT_HANDLES", 3, 1, 10**6), 30 * 86_400),
    "reset": (env.number("LIMIT_RESETS", 20, 1, 10**6), 600),
    "kept-form": (60, 600),
    "diary": (env.number("LIMIT_DIARY", 300, 1, 10**6), 60),
    "review": (env.number("LIMIT_REVIEWS", 120, 1, 10**6), 60),
    "review-network": (env.number("LIMIT_REVIEWS_NETWORK", 600, 1, 10**6), 60),
    "import": (env.number("LIMIT_IMPORTS", 20, 1, 10**6), 3600),
    "api-token": (env.number("LIMIT_API_TOKEN", 300, 1, 10**6), 60),
    "api-network": (env.number("LIMIT_API_NETWORK", 300, 1, 10**6), 60),
    "list": (env.number("LIMIT_LISTS", 300, 1, 10**6), 60),
    "report": (env.number("LIMIT_REPORTS", 60, 1, 10**6), 3600),
    "report-network": (env.number("LIMIT_REPORTS_NETWORK", 240, 1, 10**6), 3600),
}

# -- what is held for a moderator -------------------------------------------------------------
HOLD_FIRST_POSTS: bool = env.flag("HOLD_FIRST_POSTS", False)
# Links in reviews of accounts younger than this many days are held; 0 holds none.
HOLD_LINKS_DAYS = env.number("HOLD_LINKS_DAYS", 3, 0, 365)
WATCHED_WORDS = env.items("WATCHED_WORDS", "words separated by commas")
# A form to join that is sent sooner than this many seconds after it was opened is sent back.
SIGN_UP_SECONDS = env.number("SIGN_UP_SECONDS", 0, 0, 60)

# -- behind HTTPS; Django's defaults for other headers and for cookies are strict already -------
HTTPS: bool = env.flag("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# What browsers remember of it cannot be taken back, least of all for names beside this one.
HSTS_SECONDS = env.number("HSTS_SECONDS", 63072000, 0, 10**9)
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS: bool = env.flag("HSTS_SUBDOMAINS", False) and HTTPS
SECURE_HSTS_PRELOAD: bool = env.flag("HSTS_PRELOAD", False) and HTTPS
# Only a proxy of the operator's own may say how a request came; see docs/operations.md.
TRUSTED_PROXY: bool = env.flag("TRUSTED_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
# Without the proxy's word every request looks like plain HTTP, and would be redirected for ever.
SECURE_SSL_REDIRECT = HTTPS and TRUSTED_PROXY
SECURE_REDIRECT_EXEMPT = ["(^|/)healthz$", "(^|/)readyz$"]
DATA_UPLOAD_MAX_MEMORY_SIZE, DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000_000, 300
FILE_UPLOAD_HANDLERS = ["mflix_site.web.uploads.UploadHandler"]
IMPORT_MAX_MB = env.number("IMPORT_MAX_MB", 20, 1, 200)
IMPORT_MAX_ROWS = env.number("IMPORT_MAX_ROWS", 50_000, 100, 10**6)

# -- mail -------------------------------------------------------------------------------------
vars().update(
    env.parsed(
        "EMAIL_URL",
        Env.email_url_config("consolemail://"),
        email_config,
        "like smtp+tls://user:password@host:587, with %23 for #, %2F for /, %3F for ? and %40 for "
        "@ in user name and password",
    )
)
# Without it, a mail would be printed, with the link in it: for the demo and development only.
MAILS_ARE_SENT = bool(env.text("EMAIL_URL", "")) or EMBEDDED or DEBUG
# A mail server that accepts a connection and says nothing must not stop all mail.
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 10, 1, 100)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "mflix <mflix@localhost>")
if not re.fullmatch(env.SENDER, DEFAULT_FROM_EMAIL):
    raise ImproperlyConfigured(
        f"DEFAULT_FROM_EMAIL={DEFAULT_FROM_EMAIL!r} cannot be read: it must be one address, such "
        "as films@films.example or Films <films@films.example>."
    )
# Links in mails are made from this, never from a request's Host header.
SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_URL = SITE_URL.removesuffix(SCRIPT_NAME)
if not re.fullmatch(env.ORIGIN, SITE_URL):
    raise ImproperlyConfigured(
        f"SITE_URL={SITE_URL!r} cannot be read: it must be like https://films.example or "
        "https://films.example:8443, and its path, if any, that of SCRIPT_NAME."
    )
SITE_URL += SCRIPT_NAME

# -- words, time and static files -------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [(LANGUAGE_CODE, "English")]  # a further one: docs/writing.md
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
STATIC_URL = f"{SCRIPT_NAME}/static/"
STATIC_ROOT, STATICFILES_DIRS = VAR_DIR / "static", [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "mflix_site.web.static_files.BundledStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# Hosts of posters that the operator lets pages show; empty: only the posters made here.
POSTER_HOSTS = env.hosts("POSTER_HOSTS", "*.")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

LOGGING = {
    **{"version": 1, "disable_existing_loggers": False},
    "formatters": {
        "line": {
            **{"()": "mflix_site.web.log_lines.LineFormatter", "style": "{"},
            "format": "{asctime} {levelname} {name} {message}",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # a mistyped form is nothing to warn of
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}

env.refuse_unknown_names(".env")
