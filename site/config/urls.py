"""Every address of the site; what the editors publish comes last.

An app's `urls` module has `urlpatterns` for pages, which exist once per language, and may have
`language_neutral` for what machines fetch: feeds, pictures, short codes.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

import accounts.urls
import books.urls
import brands.urls
import certificates.urls
import cms.urls
import door.urls
import events.urls
import home.urls
import notifications.urls
import reports.urls
import rewards.urls
import volunteers.urls
import workbench.urls
from config import admin_sign_in, health
from config.media import media, no_such_document
from door.api import api

urlpatterns = [
    path("", include(health)),
    path("", include(admin_sign_in)),
    path("", include(cms.urls.language_neutral)),
    path("", include(notifications.urls.language_neutral)),
    path("", include(books.urls.language_neutral)),
    path("", include(brands.urls.language_neutral)),
    path("", include(events.urls.language_neutral)),
    path("", include(door.urls.language_neutral)),
    path("", include(volunteers.urls.language_neutral)),
    path("", include(rewards.urls.language_neutral)),
    path("", include(certificates.urls.language_neutral)),
    path("", include(reports.urls.language_neutral)),
    path("", include(home.urls.language_neutral)),
    path("", include(workbench.urls.language_neutral)),
    path("api/v1/", api.urls),
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^documents/\d{20}", no_such_document),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", media),
]

urlpatterns += i18n_patterns(
    path("", include(cms.urls)),
    path("", include(notifications.urls)),
    path("", include(accounts.urls)),
    path("", include(books.urls)),
    path("accounts/", include("allauth.urls")),
    path("", include(events.urls)),
    path("", include(volunteers.urls)),
    path("", include(certificates.urls)),
    path("", include(rewards.urls)),
    path("", include(door.urls)),
    path("", include(reports.urls)),
    path("", include(home.urls)),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
