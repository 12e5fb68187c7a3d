"""For tests: the real database; what would only cost time is replaced."""

from config.settings.base import *  # noqa: F403
from config.settings.base import CACHES, DATABASES, STORAGES, VAR, embedded_database

SECRET_KEY = "tests only"
DEMO_PASSWORD = "open-the-book"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

# One process, one cache: nothing to share.
CACHES = CACHES | {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

PAGE_CACHE_SECONDS = 0

# A test that loses its data in a power cut can be run again: the embedded server of the tests is
# one of their own, which `tests.template_database` makes quick instead of safe.
if "EMBEDDED_DATA_DIR" in DATABASES["default"]:
    DATABASES = DATABASES | {"default": embedded_database(VAR / "postgres-of-tests")}
DATABASES["default"]["OPTIONS"] |= {"options": "-c synchronous_commit=off"}

STORAGES |= {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
