"""Wiring of both buildings: every name is given here once; values come from the environment."""

import os
from pathlib import Path
from typing import Any

import structlog

from chopmark.config import logs, tencent
from chopmark.config.environment import database, derived_secret, number, redact, session_key, words

ROOT = Path(os.environ.get("CHOPMARK_ROOT", Path(__file__).resolve().parents[3]))
HOME = Path(os.environ.get("CHOPMARK_HOME", ROOT / "var"))

# Which of the two buildings this process serves: "platform" or "cloud".
CHOPMARK_BUILDING = os.environ.get("CHOPMARK_BUILDING", "platform")
# "practice" answers for carrier, registry and police itself; "production" refuses those engines.
CHOPMARK_MODE = os.environ.get("CHOPMARK_MODE", "practice")
PRACTICE = CHOPMARK_MODE == "practice"
CHOPMARK_KEY_FILE = os.environ.get("CHOPMARK_KEY_FILE", str(HOME / "keys" / "master.json"))
CHOPMARK_FONTS = os.environ.get("CHOPMARK_FONTS", str(ROOT / "node_modules" / "@expo-google-fonts"))

PLATFORM_URL = os.environ.get("CHOPMARK_PLATFORM_URL", "http://127.0.0.1:8000")
CLOUD_URL = os.environ.get("CHOPMARK_CLOUD_URL", "http://127.0.0.1:8001")

# The identity provider that the platform trusts, and what it calls our claims (docs/claims.md).
CHOPMARK_SIGNIN = os.environ.get("CHOPMARK_SIGNIN", "oidc")  # or "tencent": Tencent Cloud, which is no OpenID provider
OIDC_ISSUER = tencent.ISSUERS.get(CHOPMARK_SIGNIN) or os.environ.get("CHOPMARK_OIDC_ISSUER", CLOUD_URL)
OIDC_CLIENT_ID = os.environ.get("CHOPMARK_OIDC_CLIENT_ID", "chopmark-platform")
OIDC_CLIENT_SECRET = os.environ.get("CHOPMARK_OIDC_CLIENT_SECRET", "") or derived_secret(HOME, "oidc-client")
OIDC_TWO_FACTORS = os.environ.get("CHOPMARK_OIDC_TWO_FACTORS", "urn:chopmark:acr:two-factors")  # asked for and known
OIDC_CA = os.environ.get("CHOPMARK_OIDC_CA", "")  # a certificate to trust beside the system's, for LAN=1
OIDC_CLAIM_MAP: dict[str, str] = dict(
    pair.split("=", 1) for pair in words(os.environ.get("CHOPMARK_OIDC_CLAIM_MAP", ""))
)
# Staff: a role belongs to accounts of this owner whose claims list this action (root: all of them).
STAFF_OWNER_UIN = os.environ.get("CHOPMARK_STAFF_OWNER_UIN", "100000000001")
STAFF_ACTIONS = {"reviewer": "ess:ReviewApplications", "auditor": "ess:ReadAudit", "operator": "ess:Operate"}

OPERATOR_NAME = os.environ.get("CHOPMARK_OPERATOR_NAME", "")
CONTACT_MAIL = os.environ.get("CHOPMARK_CONTACT_MAIL", "help@chopmark.example")
CONTACT_PHONE = os.environ.get("CHOPMARK_CONTACT_PHONE", "400-000-0000")
CONTACT_HOURS = os.environ.get("CHOPMARK_CONTACT_HOURS", "9:00-18:00")

# Hosts that callbacks may reach although they lie inside, or without https: receivers on the operator's own network.
WEBHOOK_HOSTS = words(os.environ.get("CHOPMARK_WEBHOOK_HOSTS", ""))

# A time-stamp authority outside, and the roots by which it is believed; the roots alone keep its earlier stamps good.
CHOPMARK_TSA_URL = os.environ.get("CHOPMARK_TSA_URL", "")
CHOPMARK_TSA_ROOTS = os.environ.get("CHOPMARK_TSA_ROOTS", "")  # a PEM file
_STAMPS = {False: "chopmark.trust.timestamps.BuiltInTimestamps", True: "chopmark.trust.outside.OutsideTimestamps"}

# Engines by the name of their module and class: heavy ones are only imported by a worker.
_ENGINES = {
    "ocr": "chopmark.evidence.engines.rapidocr.RapidOcr",
    "licence": "chopmark.evidence.licence.reading.read_licence",
    "letter": "chopmark.evidence.letter.reading.check_letter",
    "idcards": "chopmark.evidence.idcards.reading.read_card",
    "portraits": "chopmark.practice.engines.PracticePortraits",
    "registry": "chopmark.practice.engines.PracticeRegistry",
    "identity": "chopmark.practice.engines.PracticeIdentity",
    "bank": "chopmark.practice.engines.PracticeBank",
    "faces": "chopmark.evidence.engines.dlib_faces.DlibFaces",
    "liveness": "chopmark.evidence.engines.dlib_faces.DlibLiveness",
    "sms": "chopmark.practice.engines.OutboxSms",
    "authority": "chopmark.trust.authority.BuiltInAuthority",
    "timestamps": _STAMPS[bool(CHOPMARK_TSA_URL)],
    "signin": tencent.SIGNINS.get(CHOPMARK_SIGNIN, CHOPMARK_SIGNIN),
}
ENGINES = {name: os.environ.get(f"CHOPMARK_ENGINE_{name.upper()}", path) for name, path in _ENGINES.items()}
# Engines that are asked in a process of their own, and which of them share one: each holds its models once.
ENGINES_APART = {"licence": "reading", "letter": "reading", "idcards": "reading", "faces": "faces", "liveness": "faces"}
ENGINE_ANSWERS = "chopmark.evidence"  # the room whose values they answer with; anything else is not taken
ENGINE_SECONDS = 60  # the longest reading measured took 5
ENGINE_MEMORY = 3 << 30  # bytes of address space; the reader of licences takes 1.5 GiB of it (measured: VmPeak)
TENCENT = tencent.account()
ENGINE_SETTINGS: dict[str, dict[str, Any]] = {
    tencent.SIGNINS["oidc"]: {"issuer": OIDC_ISSUER},
    tencent.SIGNINS["tencent"]: {"account": TENCENT, **tencent.signin(PLATFORM_URL)},
    _STAMPS[True]: {"url": CHOPMARK_TSA_URL, "roots": CHOPMARK_TSA_ROOTS},
    **tencent.engine_settings(TENCENT),
}

# Whether a comparison of faces by this machine is enough where organisations are real.
FACE_DECIDES = PRACTICE or os.environ.get("CHOPMARK_FACE_DECIDES", "") == "1"
# Whether the registry's yes to three public details is proof enough of a cloud account's name.
REALNAME_BY_REGISTRY = PRACTICE or os.environ.get("CHOPMARK_REALNAME_BY_REGISTRY", "") == "1"
# Types of entity whose clear letters no person has to approve; one in ten goes to the desk all the same.
MACHINE_APPROVES = frozenset(words(os.environ.get("CHOPMARK_MACHINE_APPROVES", "")))

# Networks of proxies whose X-Forwarded-For is believed; from everybody else it is only a claim.
TRUSTED_PROXIES = words(os.environ.get("CHOPMARK_TRUSTED_PROXIES", ""))

SECRET_KEY = os.environ.get("CHOPMARK_SECRET_KEY", "") or session_key(HOME / "keys" / "session.key")
DEBUG = False
ALLOWED_HOSTS = words(os.environ.get("CHOPMARK_HOSTS", "127.0.0.1,localhost"))
CSRF_TRUSTED_ORIGINS = [url for url in (PLATFORM_URL, CLOUD_URL) if url.startswith("https://")]
ROOT_URLCONF = f"chopmark.config.urls_{CHOPMARK_BUILDING}"
WSGI_APPLICATION = "chopmark.config.wsgi.application"
AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "signin"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # the templates of its widgets, which our renderer finds like any other
    "django_htmx",
    "procrastinate.contrib.django",
    "chopmark.config",
    "chopmark.kit",
    "chopmark.audit",
    "chopmark.web",
    "chopmark.notify",
    "chopmark.evidence",
    "chopmark.trust",
    "chopmark.people",
    "chopmark.review",
    "chopmark.camera",
    "chopmark.organisations",
    "chopmark.seals",
    "chopmark.proofs",
    "chopmark.onboarding",
    "chopmark.contracts",
    "chopmark.webhooks",
    "chopmark.openapi",
    "chopmark.cloud.accounts",
    "chopmark.cloud.cam",
    "chopmark.cloud.realname",
    "chopmark.cloud.oidc",
    "chopmark.cloud.scan",
    "chopmark.cloud.console",
    *(["chopmark.practice"] if PRACTICE else []),
]
_SHARED_FIRST = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chopmark.web.addresses.ClientAddress",
    "chopmark.web.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
_SHARED_LAST = [
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "chopmark.web.middleware.Refusals",
]
_BUILDING = {
    "platform": [
        "chopmark.openapi.gateway.Gateway",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "chopmark.organisations.middleware.Entries",
    ],
    "cloud": ["chopmark.cloud.accounts.middleware.CurrentAccount"],
}
MIDDLEWARE_OF = {name: [*_SHARED_FIRST, *own, *_SHARED_LAST] for name, own in _BUILDING.items()}
MIDDLEWARE = MIDDLEWARE_OF[CHOPMARK_BUILDING]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "chopmark.web.context.shell",
            ],
            "builtins": ["chopmark.web.templatetags.chopmark", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "chopmark.web.forms.Renderer"

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

SESSION_COOKIE_NAME = f"chopmark_{CHOPMARK_BUILDING}"
CSRF_COOKIE_NAME = f"chopmark_{CHOPMARK_BUILDING}_csrf"
LANGUAGE_COOKIE_NAME = "chopmark_language"
SESSION_COOKIE_AGE = 12 * 3600  # a working day; what was filled in is in the database, not here
SECURE_COOKIES = PLATFORM_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # the return from the identity provider is a top-level navigation
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "chopmark.web.errors.stale_form"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "cloud" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "static"
STATICFILES_DIRS = [("built", ROOT / "build" / "front")]
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "chopmark.web.statics.HashedStatics"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
MAX_UPLOAD_BYTES = 8 * 1024 * 1024  # domain 1.5: 8 MB a file
DATA_UPLOAD_MAX_MEMORY_SIZE = number("CHOPMARK_MAX_FORM_BYTES", 24 * 1024 * 1024)
FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_UPLOAD_BYTES + 64 * 1024
FILE_UPLOAD_HANDLERS = ["chopmark.web.uploads.CappedMemoryHandler"]

PROCRASTINATE_ON_APP_READY = "chopmark.config.timetable.on_app_ready"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOGGING = logs.LOGGING
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        redact,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
)
SILENCED_SYSTEM_CHECKS = [
    *(["security.W004", "security.W008", "security.W012", "security.W016"] if not SECURE_COOKIES else []),
]
