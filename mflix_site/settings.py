"""The settings, read top to bottom; what may differ comes from the environment or `.env`."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
try:
    env.read_env(BASE_DIR / ".env")
except (OSError, UnicodeDecodeError) as error:
    raise ImproperlyConfigured(f".env cannot be read: {error}.") from error


def setting(name: str, kind: str, default: object, must: str) -> Any:
    """Read one variable as `kind`; a value of another kind raises, with what it must be."""
    if not str(env.ENVIRON.get(name, "")).strip():  # empty counts as not set
        return default
    try:
        return getattr(env, kind)(name, default=default)
    except (ValueError, KeyError, TypeError) as error:
        reason = f"{name}={env.ENVIRON.get(name)!r} cannot be read: it must be {must}."
        raise ImproperlyConfigured(reason) from error


def bool_setting(name: str, default: bool) -> bool:
    """Read a boolean; refuse a word that is neither true nor false."""
    word = str(env.ENVIRON.get(name) or default).strip().lower()
    if word not in {"true", "1", "yes", "on", "false", "0", "no", "off"}:
        raise ImproperlyConfigured(f"{name}={word!r} cannot be read: it must be true or false.")
    return word in {"true", "1", "yes", "on"}


def int_setting(name: str, default: int, low: int, high: int) -> int:
    """Read a whole number; refuse one that is out of range."""
    value: int = setting(name, "int", default, "a whole number")
    if not low <= value <= high:
        raise ImproperlyConfigured(f"{name}={value} is out of range: {low} to {high}.")
    return value


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
        raise ImproperlyConfigured(f"{path} cannot be written or read: {error}.") from error


# -- where the data is ------------------------------------------------------------------------
# Empty: the embedded server under var/mongodb/, which is for one machine, the demo and the tests.
MONGODB_URI: str = setting("MONGODB_URI", "str", "", "a mongodb:// or mongodb+srv:// address")
MONGODB_DB: str = setting("MONGODB_DB", "str", "mflix", "the name of a database")
if MONGODB_URI and MONGODB_URI.partition("://")[0] not in {"mongodb", "mongodb+srv"}:
    raise ImproperlyConfigured("MONGODB_URI must begin with mongodb:// or mongodb+srv://.")
if not MONGODB_DB or len(MONGODB_DB) > 63 or set(MONGODB_DB) & set('/\\. "$\0*<>:|?'):
    raise ImproperlyConfigured(
        f"MONGODB_DB={MONGODB_DB!r} is no database name: letters, digits, - and _, 63 at most."
    )
EMBEDDED = not MONGODB_URI
# `serve` sets it for its processes: it alone starts the database, and restarts it.
DATABASE_MANAGED = "MFLIX_DATABASE_MANAGED" in os.environ

# -- hosts and secrets -------------------------------------------------------------------------
DEBUG: bool = bool_setting("DEBUG", False)
ALLOWED_HOSTS: list[str] = setting(
    "ALLOWED_HOSTS", "list", ["127.0.0.1", "localhost", "[::1]"], "host names with commas between"
)
CSRF_TRUSTED_ORIGINS: list[str] = setting(
    "CSRF_TRUSTED_ORIGINS", "list", [], "origins such as https://films.example, commas between"
)
SECRET_KEY: str = setting("SECRET_KEY", "str", "", "a long random text")
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
PORT = int_setting("PORT", 8000, 1, 65535)
WEB_CONCURRENCY = int_setting("WEB_CONCURRENCY", 2, 1, 64)
# Every page lists the MongoDB commands behind it; admins always see them.
SHOW_COMMANDS: bool = bool_setting("SHOW_COMMANDS", False)
# How long a worker may show visitors a page that it made before; 0 disables the cache.
PAGE_CACHE_SECONDS = int_setting("PAGE_CACHE_SECONDS", 0 if DEBUG else 2, 0, 10)

# -- the application --------------------------------------------------------------------------
# No contrib.auth, sessions or contenttypes: they need the ORM, and there is no SQL database.
INSTALLED_APPS = [
    "mflix_site",
    "accounts",
    "movies",
    "reviews",
    "moderation",
    "administration",
    "posters",
    "importing",
    "seeding",
    "django.contrib.humanize",  # for its translations of "3 days ago"; it has no models
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
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
                "accounts.requests.viewer_context",
            ],
        },
    }
]

# -- signing in -------------------------------------------------------------------------------
SESSION_ENGINE = "accounts.requests"
SESSION_COOKIE_NAME = "mflix_session"
CSRF_FAILURE_VIEW = "mflix_site.web.error_pages.csrf_failure"
CSRF_COOKIE_NAME = "mflix_csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
LOGIN_URL = "log-in"
PASSWORD_HASHERS = ["accounts.passwords.Argon2idHasher"]
PASSWORD_MIN_LENGTH = int_setting("PASSWORD_MIN_LENGTH", 10, 8, 64)

# How often one address or one member may do a thing, as (times, seconds). Generous on purpose.
LIMITS: dict[str, tuple[int, int]] = {
    "sign-up": (int_setting("LIMIT_SIGN_UPS", 30, 1, 10**6), 60),
    "log-in": (int_setting("LIMIT_LOG_INS", 120, 1, 10**6), 60),
    "failed-log-in": (int_setting("LIMIT_FAILED_LOG_INS", 10, 1, 10**6), 900),
    "reset": (int_setting("LIMIT_RESETS", 20, 1, 10**6), 600),
    "review": (int_setting("LIMIT_REVIEWS", 120, 1, 10**6), 60),
    "review-network": (int_setting("LIMIT_REVIEWS_NETWORK", 600, 1, 10**6), 60),
    "report": (int_setting("LIMIT_REPORTS", 60, 1, 10**6), 3600),
    "report-network": (int_setting("LIMIT_REPORTS_NETWORK", 240, 1, 10**6), 3600),
}

# -- what is held for a moderator -------------------------------------------------------------
HOLD_FIRST_POSTS: bool = bool_setting("HOLD_FIRST_POSTS", False)
# Links in reviews of accounts younger than this many days are held; 0 holds none.
HOLD_LINKS_DAYS = int_setting("HOLD_LINKS_DAYS", 3, 0, 365)
WATCHED_WORDS: list[str] = setting("WATCHED_WORDS", "list", [], "words with commas between")
# A form to join that is sent sooner than this many seconds after it was opened is sent back.
SIGN_UP_SECONDS = int_setting("SIGN_UP_SECONDS", 0, 0, 60)

# -- behind HTTPS; Django's defaults for other headers and for cookies are strict already -------
HTTPS: bool = bool_setting("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Only a proxy of the operator's own may say how a request came; see docs/operations.md.
TRUSTED_PROXY: bool = bool_setting("TRUSTED_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
# Without the proxy's word every request looks like plain HTTP, and would be redirected for ever.
SECURE_SSL_REDIRECT = HTTPS and TRUSTED_PROXY
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
FILE_UPLOAD_HANDLERS = ["mflix_site.web.requests.RefuseFiles"]

# -- mail -------------------------------------------------------------------------------------
try:
    vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
except (KeyError, ValueError, ImproperlyConfigured) as error:
    raise ImproperlyConfigured(
        "EMAIL_URL cannot be read: it must be such as smtp+tls://user:password@host:587."
    ) from error
DEFAULT_FROM_EMAIL: str = setting(
    "DEFAULT_FROM_EMAIL", "str", "mflix <mflix@localhost>", "an address"
)
# Links in mails are made from this, never from a request's Host header.
SITE_URL: str = setting(
    "SITE_URL", "str", f"http://127.0.0.1:{PORT}", "such as https://films.example"
)
for _name, _origins in (("SITE_URL", [SITE_URL]), ("CSRF_TRUSTED_ORIGINS", CSRF_TRUSTED_ORIGINS)):
    for _origin in _origins:
        if urlsplit(_origin).scheme not in {"http", "https"} or not urlsplit(_origin).netloc:
            raise ImproperlyConfigured(
                f"{_name}: {_origin!r} must be such as https://films.example."
            )

# -- words, time and static files -------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [(LANGUAGE_CODE, "English")]  # a further one: docs/writing.md
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
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
POSTER_HOSTS: list[str] = setting("POSTER_HOSTS", "list", [], "host names with commas between")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # a mistyped form is nothing to warn of
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
