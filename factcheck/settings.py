"""All settings. What differs between installations comes from the environment; .env.example lists every variable.

A malformed value stops the start and is named. Unsafe values are refused unless DEBUG or DEMO is set.
"""

import os
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import quote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from environs import Env, validate
from whitenoise.compress import Compressor

from factcheck import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / "var"

env = Env()
env.read_env(os.environ.get("ENV_FILE", str(BASE_DIR / ".env")), recurse=False)

DEBUG = env.bool("DEBUG", False)
# A demonstration runs without TLS on this machine only, and says on every page that it is one.
DEMO = env.bool("DEMO", False)
LOCAL = DEBUG or DEMO

SECRET_KEY = env.str("SECRET_KEY", environment.INSECURE_SECRET_KEY if LOCAL else "")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if LOCAL else [], validate=environment.validate_hosts
)
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000" if LOCAL else "", validate=environment.validate_site_url)
SITE_URL = SITE_URL.rstrip("/")
environment.refuse_unsafe(local=LOCAL, secret_key=SECRET_KEY, allowed_hosts=ALLOWED_HOSTS, site_url=SITE_URL)

# A function that gives a second opinion on which claims a text may repeat: see claims/matching/fusion.py.
MATCHING_SIMILARITY = env.str("MATCHING_SIMILARITY", "")
SITE_NAME = env.str("SITE_NAME", "Factcheck", validate=validate.Length(min=1))
CORRECTIONS_EMAIL = env.str("CORRECTIONS_EMAIL", "", validate=environment.validate_email)
# How many days people have to answer, as the desk proposes it.
REPLY_DAYS = env.int("REPLY_DAYS", 3, validate=validate.Range(min=1, max=365))
# Under which anybody may use the data: said with every answer of the API, and in its ClaimReviews.
DATA_LICENSE = env.str(
    "DATA_LICENSE", "https://creativecommons.org/licenses/by/4.0/", validate=environment.validate_license
)
# Pages of the newsroom on its ethics, and on who owns and pays for it: in the foot of every page, and in ClaimReviews.
ETHICS_POLICY_URL = env.str("ETHICS_POLICY_URL", "", validate=environment.validate_page)
OWNERSHIP_FUNDING_URL = env.str("OWNERSHIP_FUNDING_URL", "", validate=environment.validate_page)
# For /.well-known/security.txt, which needs both: where to report a weakness, and until when that is true.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "", validate=environment.validate_contact)
SECURITY_EXPIRES = env.str("SECURITY_EXPIRES", "", validate=environment.validate_moment)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "sources",
    "claims",
    "factcheck",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "factcheck.middleware.HeadWithoutBody",
    "factcheck.policy.ContentSecurityPolicy",
    "factcheck.middleware.AddressLanguage",
    "factcheck.middleware.ApiAnswers",
    "factcheck.middleware.AddressInUtf8",
    "factcheck.middleware.RecordVersion",  # before whatever looks at sessions: a 304 costs one query
    "factcheck.middleware.OnlyRead",
    "factcheck.rates.RateLimit",
    "factcheck.keeping.KeptAnswers",  # an answer that is kept counts as one that was asked for
    "django.contrib.sessions.middleware.SessionMiddleware",
    "factcheck.middleware.DeskLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"desk": "claims.admin.tags"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "factcheck.context.site",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env.str(
            "DATABASE_URL",
            f"sqlite:///{quote(str(DATA_DIR / 'factcheck.sqlite3'))}",
            validate=environment.validate_database_url,
        )
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    if DATABASES["default"]["NAME"] != ":memory:":
        DATABASES["default"]["NAME"] = BASE_DIR / DATABASES["default"]["NAME"]
        DATABASES["default"]["NAME"].parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Writers queue for the lock instead of failing, and readers never wait for them.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
# A thread keeps its connection between requests, and asks whether it still stands before using it again.
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("id", "Bahasa Indonesia")]
FORMAT_MODULE_PATH = ["factcheck.formats"]
TIME_ZONE = env.str("TIME_ZONE", "UTC", validate=environment.validate_time_zone)
USE_I18N = True
USE_TZ = True
# An address typed without its scheme is https, as it will be in Django 6.
FORMS_URLFIELD_ASSUME_HTTPS = True

STATIC_URL = "/static/"
# On this machine static files are served from where they lie; elsewhere `collectstatic` gathers and compresses them.
STATIC_ROOT = None if LOCAL else DATA_DIR / "static"
WHITENOISE_USE_FINDERS = LOCAL
# The maps of the API reader's scripts are most of all bytes, and nobody loads them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

# Captures are evidence, not media: they have no public address.
CAPTURES_DIR = BASE_DIR / env.path("CAPTURES_DIR", DATA_DIR / "captures")
# Fetching them: how much of a page, as sent and as unpacked, and how long for all of it.
CAPTURE_MAX_BYTES = env.int("CAPTURE_MAX_BYTES", 50 * 1024 * 1024, validate=validate.Range(min=1024))
CAPTURE_TIMEOUT = env.int("CAPTURE_TIMEOUT", 60, validate=validate.Range(min=1, max=600))
# A public archive that is told of every address fetched: none unless somebody wants that.
ARCHIVE = env.str("ARCHIVE", "", validate=validate.OneOf(["", "internet-archive"]))
ARCHIVE_URL = env.str("ARCHIVE_URL", "https://web.archive.org", validate=environment.validate_site_url)
ARCHIVE_KEY = env.str("ARCHIVE_KEY", "", validate=environment.validate_archive_key)
environment.refuse_archive_without_key(archive=ARCHIVE, key=ARCHIVE_KEY)
# Subscribers, who are told of every publication. Hosts named here, as host:port, may lie in a private network, and are
# asked without TLS and on any port.
WEBHOOK_PRIVATE_HOSTS = env.list("WEBHOOK_PRIVATE_HOSTS", [], validate=environment.validate_hosts_with_ports)
# After so many days without a success a subscriber is switched off.
WEBHOOK_SWITCH_OFF_DAYS = env.int("WEBHOOK_SWITCH_OFF_DAYS", 5, validate=validate.Range(min=1, max=365))
# A claim with many accusations and much evidence is one long form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# History is read, never brought back; its pages look for rows by key, not by date.
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_DATE_INDEX = False

# Work that takes long waits in a table; `manage.py work` does it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# TLS ends at a proxy that sets X-Forwarded-Proto itself. Believing that header without such a proxy would be unsafe.
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies add to X-Forwarded-For whom they were asked by. What stands before that is anybody's invention.
PROXIES = env.int("PROXIES", 1 if BEHIND_PROXY else 0, validate=validate.Range(min=0, max=10))
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 0 if LOCAL else env.int("HSTS_SECONDS", 30 * 24 * 3600, validate=validate.Range(min=0))
# Neighbouring host names are not this site's to decide on, and preloading can hardly be taken back.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Not here because they are Django's own defaults: nosniff, DENY, and “same-origin” for referrer and opener.

# What a browser may load and run. Nothing comes from another host, and nothing is written into the page itself.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
DESK_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"script-src": [SELF], "connect-src": [SELF]},
}

# How much one client may ask for of the API, and of searches on pages, counted in files that this machine's server
# processes share.
API_RATE = env.str("API_RATE", "off" if LOCAL else "600/minute", validate=environment.validate_rate)
SEARCH_RATE = env.str("SEARCH_RATE", "off" if LOCAL else "60/minute", validate=environment.validate_rate)
RATES_DIR = Path(gettempdir()) / f"factcheck-{os.getuid()}"
API_RATE_FILE = RATES_DIR / f"rates-{urlsplit(SITE_URL).netloc}.sqlite3"
SEARCH_RATE_FILE = RATES_DIR / f"searches-{urlsplit(SITE_URL).netloc}.sqlite3"

# How much of what was answered a server process remembers. While templates are worked on, nothing.
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", 0 if DEBUG else 32, validate=validate.Range(min=0, max=10_000))

REST_FRAMEWORK = {
    "NUM_PROXIES": PROXIES,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "URL_FORMAT_OVERRIDE": None,  # the Accept header alone says what is asked for
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} API",
    "DESCRIPTION": "Fact-checked claims, read from the public record. Nothing here needs an account.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVERS": [{"url": SITE_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "WEBHOOKS": ["claims.api.webhooks.publication_created", "claims.api.webhooks.webhook_test"],
    "POSTPROCESSING_HOOKS": ["claims.api.contract.complete"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Without this, Django would print only while DEBUG is set, and mail the rest to nobody.
    "loggers": {"django": {"handlers": [], "level": "INFO"}},
}
