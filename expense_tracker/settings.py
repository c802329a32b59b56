"""All settings of the project, read top-down from the environment and the file `.env`.

`.env.example` documents every variable. A value that is missing, malformed or unsafe stops the
start with one line that says which and why; nothing falls back to a guess.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ

from common.money import CURRENCIES
from expense_tracker.databases import chosen_database
from expense_tracker.environment import (
    address,
    check_strength,
    choice,
    env,
    flag,
    names,
    origins,
    rate,
    secret,
    stop,
    whole_number,
)
from expense_tracker.mailers import mail_settings
from expense_tracker.openapi import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS

BASE_DIR = Path(__file__).resolve().parent.parent
# `.env`, `var` and `staticfiles` are below it. An installed wheel has another (serving/command.py).
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR))).absolute()
BACKUPS_DIR = DATA_DIR / "var" / "backups"
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

# The file of settings. What the environment itself says wins over the file.

ENV_FILE = env.str("ENV_FILE", default=str(DATA_DIR / ".env"))
if ENV_FILE:
    if "ENV_FILE" in env and not Path(ENV_FILE).is_file():
        stop(f"ENV_FILE names {ENV_FILE}, and there is no such file.")
    env.read_env(ENV_FILE)


# Security

DEBUG = flag("DEBUG", default=False)

SECRET_KEY = secret("SECRET_KEY")
if not SECRET_KEY:
    stop("SECRET_KEY is missing: `make .env` writes a .env file with a random one.")
check_strength("SECRET_KEY", SECRET_KEY)

ALLOWED_HOSTS = names("ALLOWED_HOSTS", default=LOCAL_HOSTS) or LOCAL_HOSTS
if "*" in ALLOWED_HOSTS:
    stop("ALLOWED_HOSTS is '*', which allows any name: list the names of this server.")
if DEBUG and not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS):
    stop("DEBUG is on while ALLOWED_HOSTS names a public host: errors would show the source.")

# HTTPS=off is for a server that only this machine reaches, such as `make run`.
HTTPS = flag("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = whole_number("HSTS_SECONDS", default=365 * 24 * 3600) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_ENGINE = "users.sessions"
# Somebody who opens a page once a month stays signed in: pages begin the 30 days anew.
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# A browser takes a cookie with this prefix from this very host alone, not from one beside it.
_HOST_ONLY = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_HOST_ONLY}sessionid"
CSRF_COOKIE_NAME = f"{_HOST_ONLY}csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "web.error_pages.csrf_failure"
CSRF_TRUSTED_ORIGINS = origins("CSRF_TRUSTED_ORIGINS")

# How many reverse proxies stand in front. Their X-Forwarded headers are believed only if there
# are any: without one, a client could write the headers itself.
TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES", default=0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# Browsers on these origins may call the API. Tokens travel in a header, so no cookies are let in.
CORS_ALLOWED_ORIGINS = origins("CORS_ALLOWED_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = [
    *("accept", "authorization", "book", "content-type"),
    *("idempotency-key", "if-match", "if-none-match"),
]
CORS_EXPOSE_HEADERS = [
    *("Book-Change", "Content-Disposition", "ETag", "Location", "Retry-After", "X-Request-ID"),
]

# The pages of the API documentation relax this for themselves, in urls.py.
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}


# Applications

INSTALLED_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",  # before users, which takes their pages out of the admin
    "users",  # before django.contrib.auth, whose command createsuperuser it extends
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "csp",
    "api",
    "books",
    "currencies",
    "categories",
    "accounts",
    "statements",
    "transactions",
    "reconciliation",
    "households",
    "reports",
    "budgets",
    "schedules",
    "exports",
    "archives",
    "imports",
    "web",
    "expense_tracker",
]

# Conditional constraints of allauth, which MariaDB and MySQL leave out: users.second_step locks
# the person instead, and nothing writes an EmailAddress. tests/test_checks.py forbids our own.
# Django looks for its own middleware against forged requests, which ours is for pages, and from 6.1
# on for a mail server, which is not needed.
SILENCED_SYSTEM_CHECKS = ["models.W036", "security.W003", "mail.E001"]

MIDDLEWARE = [
    "expense_tracker.logs.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "expense_tracker.policies.PolicyMiddleware",
    "expense_tracker.texts.TextMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "expense_tracker.pages.PageSessionMiddleware",
    "expense_tracker.slashes.SlashMiddleware",
    "expense_tracker.pages.PageCsrfMiddleware",
    "expense_tracker.pages.PageAuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "expense_tracker.pages.PageMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# Metrics, on an address of their own; without one, nothing is counted. The middleware stands around
# all others, so that it measures their work as well.
METRICS_ADDRESS = address("METRICS_ADDRESS")
if METRICS_ADDRESS:
    MIDDLEWARE.insert(0, "expense_tracker.metrics.middleware.MetricsMiddleware")

ROOT_URLCONF = "expense_tracker.urls"
WSGI_APPLICATION = "expense_tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


# Database: DATABASE_URL, or the classic DB_NAME and its companions for MySQL and MariaDB, or
# else a SQLite file.

DATABASES = {"default": chosen_database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if DATABASES["default"]["ENGINE"] == "django.db.backends.mysql" and find_spec("MySQLdb") is None:
    # mysqlclient, the faster driver, needs a compiler to install. PyMySQL stands in for it.
    import pymysql

    pymysql.install_as_MySQLdb()


# Cache and email. The cache holds the throttles' counts, so every process has to see the same one.

CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Far more than there are clients at a time. Beyond it entries are dropped at random, and
        # with them what the throttles have counted.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
if cache_url := secret("CACHE_URL"):
    try:
        CACHES = {"default": env.cache_url_config(cache_url)}
    except (ValueError, environ.ImproperlyConfigured):
        stop("CACHE_URL is malformed: write redis://HOST:6379/1 or locmemcache://.")

try:
    vars().update(mail_settings(secret("EMAIL_URL", default="consolemail://")))
except (KeyError, ValueError, environ.ImproperlyConfigured):
    stop("EMAIL_URL is malformed: write smtp+tls://USER:PASSWORD@HOST:587 or consolemail://.")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="expenses@localhost")


# People

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
AUTH_PASSWORD_VALIDATORS.append({"NAME": "users.passwords.MaximumLengthValidator"})
# No rule for passwords: Django tells its validators of every new password, by whatever door.
AUTH_PASSWORD_VALIDATORS.append({"NAME": "users.sessions.NewPasswordEndsSessions"})
PASSWORD_HASHERS = [
    f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["users.backends.NameOrEmailBackend"]
PASSWORD_RESET_TIMEOUT = 3600  # seconds, for which the link of an e-mail works
REGISTRATION_OPEN = flag("REGISTRATION_OPEN", default=True)

# Signing in by allauth. Names and addresses are ours (users.models.Person), so are the limits.
ACCOUNT_ADAPTER = "users.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  # a class
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# Of names, passwords and codes the limits are ours (users.throttles).
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reauthenticate": None}
ACCOUNT_FORMS = {
    "login": "web.forms.gate.SignInForm",
    "reauthenticate": "web.forms.gate.ConfirmForm",
    "reset_password": "web.forms.gate.ForgottenForm",
    "reset_password_from_key": "web.forms.gate.NewPasswordForm",
}
MFA_FORMS = {
    "authenticate": "web.forms.gate.CodeForm",
    "authenticate_webauthn": "web.forms.gate.PasskeyForm",
    "login_webauthn": "web.forms.gate.PasskeySignInForm",
    "reauthenticate": "web.forms.gate.ConfirmCodeForm",
    "reauthenticate_webauthn": "web.forms.gate.ConfirmPasskeyForm",
}
MFA_ADAPTER = "users.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TRUST_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # a step of 30 seconds to either side, for clocks that are off

# The home currency of a new book whose owner names none.
DEFAULT_CURRENCY = env.str("DEFAULT_CURRENCY", default="EUR")
if DEFAULT_CURRENCY not in CURRENCIES:
    stop(f"DEFAULT_CURRENCY is '{DEFAULT_CURRENCY}': write an ISO 4217 code, such as EUR.")

# How long an invitation to a book can be accepted.
INVITATION_DAYS = whole_number("INVITATION_DAYS", default=7)
if not 1 <= INVITATION_DAYS <= 365:
    stop(f"INVITATION_DAYS is {INVITATION_DAYS}: write a number from 1 to 365.")

# What API tokens, invitations and digests of session keys derive from. Another key ends them all.
TOKEN_KEY = secret("TOKEN_KEY", default=SECRET_KEY)
check_strength("TOKEN_KEY", TOKEN_KEY)


# Imports, which `manage.py work` reads and commits in the background.

# The size of a file to import. Larger ones have to be cut, or read by `manage.py import_file`.
IMPORT_BYTES_MAX = whole_number("IMPORT_MIB_MAX", default=512) * 2**20
# What one import may take in the worker. A file of a million rows takes a quarter of this memory
# and a thirtieth of this time on an ordinary machine.
IMPORT_MEMORY_BYTES_MAX = whole_number("IMPORT_MEMORY_MIB_MAX", default=1024) * 2**20
if IMPORT_MEMORY_BYTES_MAX < 256 * 2**20:
    stop("IMPORT_MEMORY_MIB_MAX is less than 256: the program alone takes most of that.")
IMPORT_SECONDS_MAX = 60 * whole_number("IMPORT_MINUTES_MAX", default=30)
# How many imports one worker has under way, each of another person: two, so that a large file
# leaves room for a small one. Each takes a core and IMPORT_MEMORY_BYTES_MAX.
IMPORTS_AT_ONCE = whole_number("IMPORTS_AT_ONCE", default=2)
if not IMPORT_SECONDS_MAX or not IMPORTS_AT_ONCE:
    stop("IMPORT_MINUTES_MAX or IMPORTS_AT_ONCE is 0: write 1 or more.")

# How many files of one person may wait until a worker reads them: those of four accounts for a
# year, month by month. The worker takes them by turns anyway; this bounds the room that they take.
IMPORTS_WAITING_MAX = whole_number("IMPORTS_WAITING_MAX", default=50)
if not IMPORTS_WAITING_MAX:
    stop("IMPORTS_WAITING_MAX is 0: write 1 or more.")

# Whether `/readyz` asks for a worker that is alive: the server alone records no imports.
WORKER_EXPECTED = flag("WORKER_EXPECTED", default=True)


# Language, time and static files. Instants are UTC; booking dates are plain dates without a zone.

LANGUAGE_CODE = "en-us"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "expense_tracker.static_files.StaticFiles"},
}


# The API

# The size of a request body: room for a bulk call of 1,000 transactions with notes and splits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "api.uploads.UnnamedFileUploadHandler",
]

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["api.rendering.FastJSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.negotiation.PlainNegotiation",
    "DEFAULT_PARSER_CLASSES": ["api.parsers.ExactJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["users.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["users.permissions.InScope"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.Schema",
    # No member of a request can have this name: a body that holds a NUL is refused before.
    "NON_FIELD_ERRORS_KEY": "\0",
    "EXCEPTION_HANDLER": "api.exception_handler.problem_response",
    "COERCE_DECIMAL_TO_STRING": True,
    "NUM_PROXIES": TRUSTED_PROXIES,
    # Addresses are shared by offices and schools, so that theirs are wide. Guesses are few for
    # one name, and fewer from one address; what sends e-mail or tries a password is for people.
    "DEFAULT_THROTTLE_RATES": {
        "register": rate("THROTTLE_REGISTER", default="300/h"),
        "login": rate("THROTTLE_LOGIN", default="600/h"),
        "login_failures": rate("THROTTLE_LOGIN_FAILURES", default="20/15m"),
        "login_failures_account": rate("THROTTLE_LOGIN_FAILURES_ACCOUNT", default="100/h"),
        "second_step": rate("THROTTLE_SECOND_STEP", default="10/h"),
        "password": rate("THROTTLE_PASSWORD", default="30/h"),
        "invitations": rate("THROTTLE_INVITATIONS", default="30/h"),
        "invitations_address": rate("THROTTLE_INVITATIONS_ADDRESS", default="5/d"),
        "invitation_lookups": rate("THROTTLE_INVITATION_LOOKUPS", default="60/h"),
        # One client that sends request after request got 147 lists of categories a second of a
        # process; an edit takes it 15 ms (docs/benchmarks.md), so 66. With 100 a second such
        # edits never wait, and a third of the process is left for the others. 6,000 at once is
        # more than a sync of a household sends. A program has half, and its person the rest.
        "requests": rate("THROTTLE_REQUESTS", default="6000/m"),
        "token_requests": rate("THROTTLE_TOKEN_REQUESTS", default="3000/m"),
    },
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}


# Logs, to standard error: where they go from there is up to what started us.

LOG_LEVEL = choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], default="INFO")
LOG_FORMAT = choice("LOG_FORMAT", ["text", "json"], default="text")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "expense_tracker.logs.RequestIdFilter"},
        "no_tokens": {"()": "expense_tracker.logs.NoTokensFilter"},
        "faults": {"()": "expense_tracker.logs.FaultsInOneLineFilter"},
    },
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
        "json": {"()": "expense_tracker.logs.JsonFormatter"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["request_id", "faults", "no_tokens"],
            "formatter": LOG_FORMAT,
        }
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": [], "level": LOG_LEVEL, "propagate": True}},
}
