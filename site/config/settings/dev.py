"""For a developer's own machine: nothing needs to be set.

`bin/run` uses it too, with DEBUG=off: then it serves what a visitor of the real site would get.
"""

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES, VAR, env

SECRET_KEY = "development only: production refuses to start with this key"
DEMO_PASSWORD = "open-the-book"
DEBUG = env.bool("DEBUG", default=True)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]

# Mails go nowhere; /dev/mail/ shows them.
EMAIL_BACKEND = "notifications.services.dev_mailbox.EmailBackend"
DEV_MAILBOX = VAR / "mail"

# Browsers take localhost for a safe place, even without a certificate.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

STYLEGUIDE_PUBLIC = True

# Where the libraries of the demo are.
CITY_EN, CITY_ZH = "Changhe", "长河市"

if DEBUG:
    PAGE_CACHE_SECONDS = 0
    STORAGES |= {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
