"""For the real thing. Refuses to start until everything it needs has been set."""

import base64
import os

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import (
    BASE_URL,
    ENCRYPTION_KEYS,
    SMS_GATEWAY_URL,
    WEBHOOK_CARRIES,
    WEBHOOK_SECRETS,
    WEBHOOK_URL,
    env,
)

NEEDED = {
    "SECRET_KEY": "a long random text that nobody else knows",
    "DATABASE_URL": "postgres://user:password@host/name",
    "EMAIL_URL": "smtp+tls://user:password@host:587",
    "BASE_URL": "the address people type, such as https://events.library.example",
    "ALLOWED_HOSTS": "the host names of that address, separated by commas",
}

if missing := [name for name in NEEDED if not os.environ.get(name)]:
    raise ImproperlyConfigured(
        "Shuxiang does not start in production without these environment variables:\n"
        + "\n".join(f"  {name}: {NEEDED[name]}" for name in missing)
    )

SECRET_KEY = env.str("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short: give it at least 50 characters.")

# What earlier keys signed and encrypted can still be read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

for key in ENCRYPTION_KEYS:
    try:
        Fernet(key)
    except ValueError as error:
        raise ImproperlyConfigured(
            "Each of ENCRYPTION_KEYS is 32 random bytes in url-safe base64, as `python -c 'from "
            "cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'` makes one."
        ) from error

DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
vars().update(env.email_url("EMAIL_URL"))

REQUIRE_STAFF_MFA = True

# Text messages go to SMS_GATEWAY_URL, or to a function of the library's own that SMS_GATEWAY names.
# Without one nobody can sign in by phone.
SMS_GATEWAY = env.str(
    "SMS_GATEWAY", default=SMS_GATEWAY_URL and "notifications.services.sms.http_gateway"
)
if not SMS_GATEWAY:
    ACCOUNT_LOGIN_METHODS = {"email"}
    ACCOUNT_SIGNUP_FIELDS = ["email*"]

if WEBHOOK_URL:
    if not WEBHOOK_URL.startswith(("https://", "http://")):
        raise ImproperlyConfigured("WEBHOOK_URL must begin with https:// (or http://).")
    if unknown := set(WEBHOOK_CARRIES) - {"email", "sms"}:
        raise ImproperlyConfigured(f"WEBHOOK_CARRIES knows email and sms, not {unknown}.")
    try:
        keys = [
            base64.b64decode(secret.removeprefix("whsec_"), validate=True)
            for secret in WEBHOOK_SECRETS
        ]
    except ValueError as error:
        raise ImproperlyConfigured("Each of WEBHOOK_SECRETS is whsec_ and base64.") from error
    if not keys or min(map(len, keys)) < 24:
        raise ImproperlyConfigured("WEBHOOK_SECRETS needs a key of 24 bytes at least, in base64.")

if BASE_URL.startswith("https://"):
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

if env.int("TRUSTED_PROXIES", default=0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # What other host names of the library do with HTTPS is not ours to say, ...
    "security.W021",  # ... nor to be written into every browser.
    "security.W019",  # The editor's preview shows pages in a frame of the same site.
]
