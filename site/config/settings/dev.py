"""For a developer's own machine: nothing needs to be set."""

from config.settings.base import *  # noqa: F403

SECRET_KEY = "development only: production refuses to start with this key"
DEBUG = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
