"""What holds everywhere. Development, tests and production each add their own few lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import embedded_postgres

ROOT = Path(__file__).resolve().parents[3]
VAR = ROOT / "var"

env = environ.Env()

# Connections outlive the request that opened them; one that has died is noticed and replaced.
LASTING_CONNECTION = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
# Only core.prepared_statements prepares any, each when it first runs.
PREPARED_STATEMENTS = {"prepare_threshold": 0}


def embedded_database(data_dir: Path) -> dict[str, Any]:
    """Settings of a database that runs from this folder and starts on the first connection."""
    return {
        "ENGINE": "config.database",
        "EMBEDDED_DATA_DIR": str(data_dir),
        **embedded_postgres.connection_settings(data_dir),
        **LASTING_CONNECTION,
        "OPTIONS": {**PREPARED_STATEMENTS},
    }


def database_from_url() -> dict[str, Any] | None:
    """The database that DATABASE_URL names: `postgres://...` or `embedded:<folder>`."""
    url = env.str("DATABASE_URL", default="")
    if not url:
        return None
    if url.startswith("embedded:"):
        return embedded_database(Path(url.removeprefix("embedded:")))
    database = env.db_url("DATABASE_URL")
    options = {**PREPARED_STATEMENTS, **database.get("OPTIONS", {})}
    return {**database, **LASTING_CONNECTION, "OPTIONS": options}


INSTALLED_APPS = [
    "demo",
    "home",
    "workbench",
    "reports",
    "certificates",
    "door",
    "rewards",
    "volunteers",
    "events",
    "staff",
    "brands",
    "books",
    "accounts",
    "network",
    "notifications",
    "cms",
    "core",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.AdminUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "accounts.wechat",
    "django_filters",
    "django_htmx",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.CompressionMiddleware",
    "config.content_security.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "staff.middleware.AdminUserMiddleware",
    "cms.middleware.LargeModeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.AccountPagesMiddleware",
    "config.admin_sign_in.StaffSecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# Database and cache

DATABASES: dict[str, dict[str, Any]] = {
    "default": database_from_url() or embedded_database(VAR / "postgres")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits count here, so every process must see the same cache.
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            # Valkey speaks the same protocol; the client knows it under the old name only.
            "LOCATION": env.str("CACHE_URL").replace("valkey", "redis", 1),
        }
        if env.str("CACHE_URL", default="")
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "shared_cache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    ),
    # Long, and as many as there are addresses: whoever invents those must not fill the disk, nor
    # push out what limits them.
    "feeds": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "feeds",
        "OPTIONS": {"MAX_ENTRIES": 20},
    },
}

# How old a page for visitors without cookies may be.
PAGE_CACHE_SECONDS = 5

# Jobs: procrastinate runs them all, Wagtail's own included.

TASKS = {"default": {"BACKEND": "core.task_backend.ProcrastinateBackend"}}
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

# The style guide shows itself to staff; in development to everyone.
STYLEGUIDE_PUBLIC = False

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "staff.backends.StaffScopeBackend",
]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_page"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# One sign-in for all: a code to an e-mail address or a phone, which also opens an account.
# A password is a matter of taste, passkeys are welcome.
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "confirm_login_code": "accounts.forms.sign_in.CodeForm",
    "confirm_email_verification_code": "accounts.forms.sign_in.EmailCodeForm",
    "confirm_password_reset_code": "accounts.forms.sign_in.CodeForm",
    "verify_phone": "accounts.forms.sign_in.PhoneCodeForm",
    "reauthenticate": "accounts.forms.sign_in.PasswordAgainForm",
    "add_email": "accounts.forms.sign_in.NewEmailForm",
    "change_phone": "accounts.forms.sign_in.NewPhoneForm",
    "set_password": "accounts.forms.sign_in.SetPasswordForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "reset_password": "accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.sign_in.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = str
# Six digits can be guessed: three tries for each code, and few codes an hour for each address.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,12/h/key"}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

# By WeChat, where the library has an app there: an official account for those who read inside
# WeChat, or a website of the open platform for those who scan a code.
SOCIALACCOUNT_ADAPTER = "accounts.adapter.WeChatAccountAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
WECHAT_CLIENT_ID = env.str("WECHAT_CLIENT_ID", default="")
WECHAT_CLIENT_SECRET = env.str("WECHAT_CLIENT_SECRET", default="")
WECHAT_KIND = (
    env.str("WECHAT_KIND", default="official-account")
    if WECHAT_CLIENT_ID and WECHAT_CLIENT_SECRET
    else ""
)
if WECHAT_KIND not in ("", "official-account", "website"):
    raise ImproperlyConfigured("WECHAT_KIND must be official-account or website.")
SOCIALACCOUNT_PROVIDERS = (
    {"weixin": {"APPS": [{"client_id": WECHAT_CLIENT_ID, "secret": WECHAT_CLIENT_SECRET}]}}
    if WECHAT_KIND
    else {}
)

MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.second_factor.PasskeyForm",
    "edit_webauthn": "accounts.forms.second_factor.PasskeyNameForm",
    "activate_totp": "accounts.forms.second_factor.AuthenticatorAppForm",
    "authenticate": "accounts.forms.second_factor.SecondFactorForm",
    "reauthenticate": "accounts.forms.second_factor.SecondFactorAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Shuxiang"
MFA_TOTP_TOLERANCE = 1

# A phone number typed without a country code is one of this country.
PHONE_COUNTRY_CODE = env.str("PHONE_COUNTRY_CODE", default="86")
REQUIRE_STAFF_MFA = False

# What encrypts names and numbers from papers, the latest key first; without, the secret key does.
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[])

# From this age on people can help as volunteers; until 18 with a guardian's consent.
VOLUNTEERS_FROM_AGE = env.int("VOLUNTEERS_FROM_AGE", default=14)

# Messages

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default="Shuxiang <library@localhost>")
EMAIL_TIMEOUT = 10
# The dotted path of a function that hands text messages over; see notifications.services.sms.
SMS_GATEWAY = "notifications.services.sms.sms_as_mail"
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", default="")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN", default="")
# A gateway that messages are posted to, what it takes over (email, sms), the keys that sign them;
# see notifications.services.webhook.
WEBHOOK_URL = env.str("WEBHOOK_URL", default="")
WEBHOOK_CARRIES = env.list("WEBHOOK_CARRIES", default=["sms"])
WEBHOOK_SECRETS = env.list("WEBHOOK_SECRETS", default=[])
# A folder in which mails stay to be read at /dev/mail/, instead of being sent; see settings.dev.
DEV_MAILBOX: Path | None = None

# Readers

# The city, as it is called where events are for its residents first.
CITY_EN = env.str("CITY_EN", default="")
CITY_ZH = env.str("CITY_ZH", default="")
# From this age on children go home alone, unless their guardians say otherwise.
GOES_HOME_ALONE_FROM_AGE = env.int("GOES_HOME_ALONE_FROM_AGE", default=12)
# Seconds that the library has to answer a door before the phone there does it by itself.
DOOR_PATIENCE = env.float("DOOR_PATIENCE", default=1.2)
# What the number of a reader card looks like, spaces left out; and the dotted path of a function
# that knows whether there is such a card: see events.services.registration.reader_cards.
READER_CARD_PATTERN = env.str("READER_CARD_PATTERN", default=r"[0-9A-Z]{6,20}")
READER_CARD_URL = env.str("READER_CARD_URL", default="")
READER_CARD_TOKEN = env.str("READER_CARD_TOKEN", default="")
READER_CARD_CHECKER = env.str(
    "READER_CARD_CHECKER",
    default="events.services.registration.reader_cards."
    + ("by_library_system" if READER_CARD_URL else "by_format"),
)
# What turns reader numbers into what is stored of them; without, the secret key does. Once loans
# were imported, another key makes every number a stranger.
READER_NUMBER_KEY = env.str("READER_NUMBER_KEY", default="")

# Books

# Where the library's own catalogue shows a book: an address with {isbn} in it. Nobody is sent there
# over an open line.
CATALOGUE_URL = env.str("CATALOGUE_URL", default="")
if CATALOGUE_URL and not (CATALOGUE_URL.startswith("https://") and "{isbn}" in CATALOGUE_URL):
    raise ImproperlyConfigured(
        "CATALOGUE_URL must begin with https:// and hold {isbn} where the number of the book goes, "
        "such as https://opac.library.example/search?isbn={isbn}"
    )

# Languages and time

LIBRARY_TIME_ZONE = env.str("LIBRARY_TIME_ZONE", default="Asia/Shanghai")
# Whose public holidays the calendar can be filled with, as two letters (ISO 3166-1).
LIBRARY_COUNTRY = env.str("LIBRARY_COUNTRY", default="CN")

# Under which licence open data are published, by its identifier of SPDX.
LIBRARY_OPEN_DATA_LICENCE = env.str("LIBRARY_OPEN_DATA_LICENCE", default="CC-BY-4.0")
SITE_LANGUAGE = env.str("SITE_LANGUAGE", default="en")

USE_I18N = True
LANGUAGE_CODE = SITE_LANGUAGE
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
# The second says what Wagtail's own catalogues leave in English, and nothing of ours.
LOCALE_PATHS = [ROOT / "locale", ROOT / "site" / "cms" / "wagtail_locale"]

USE_TZ = True  # Stored in UTC, ...
TIME_ZONE = LIBRARY_TIME_ZONE  # ... shown as the library's clocks show it.

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_FINDERS = [
    "config.stylesheets.StylesheetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.npm_files.NpmFinder",
]
STYLESHEETS = ["cms/css/shuxiang.css", "cms/admin/admin.css"]
STYLESHEETS_ROOT = VAR / "stylesheets"
NODE_MODULES = ROOT / "node_modules"
NPM_STATIC_FILES = [
    "@fontsource/source-serif-4/files/source-serif-4-latin-600-normal.woff2",
    "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2",
    "htmx.org/dist/htmx.min.js",
    "zxing-wasm/dist/es/reader/index.js",
    "zxing-wasm/dist/es/share.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm",
]
# Set on paper only, never served: family and weight.
NPM_PRINT_FONTS = {
    (
        "Source Sans 3",
        400,
    ): "@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf",
    ("Source Sans 3", 700): "@expo-google-fonts/source-sans-3/700Bold/SourceSans3_700Bold.ttf",
    ("Source Serif 4", 400): (
        "@expo-google-fonts/source-serif-4/400Regular/SourceSerif4_400Regular.ttf"
    ),
    ("Source Serif 4", 700): "@expo-google-fonts/source-serif-4/700Bold/SourceSerif4_700Bold.ttf",
}

WHITENOISE_ALLOW_ALL_ORIGINS = False

MEDIA_URL = "/media/"
MEDIA_ROOT = ROOT / "media"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What no address leads to: views hand it out to whom it belongs.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "private"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Wagtail

WAGTAIL_SITE_NAME = "Shuxiang 书香"
WAGTAIL_I18N_ENABLED = True
# Staff speak the site's languages and live by the library's clock.
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [LIBRARY_TIME_ZONE]
FILTERS_EMPTY_CHOICE_LABEL = _("all")

# Only what was reviewed is published; a text changed after a review needs a new one.
WAGTAIL_FINISH_WORKFLOW_ACTION = "staff.services.review.publish_reviewed"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False

WAGTAILIMAGES_IMAGE_MODEL = "cms.CustomImage"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.CustomDocument"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_BASE_URL = BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "pptx", "txt", "xlsx"]

# Nothing is asked of or told to anyone outside.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# Staff sign in where everyone does: Wagtail's own page and its passwords are switched off.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

# The page editor of a rich story sends more than Django's 1,000 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# A form that was not ours, or is out of date, is told so on a page of this site.
CSRF_FAILURE_VIEW = "config.refusals.form_not_accepted"

# Pages are framed by the editor's own preview and by nobody else.
X_FRAME_OPTIONS = "SAMEORIGIN"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "filters": {
        "hide_secrets": {"()": "config.logs.HideSecrets"},
        # Only /readyz answers so, and it tells those who ask.
        "no_503": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", None) != 503,
        },
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_503", "hide_secrets"],
        },
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A page that is not there is the visitor's concern.
    "loggers": {"django.request": {"level": "ERROR"}},
}
