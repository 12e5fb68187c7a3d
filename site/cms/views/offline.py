"""The service worker, and the page that it shows while there is no signal."""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.languages import home_url
from cms.offline import KEEP_UNTIL, farewells
from cms.views.public import public_page
from core.addresses import ADMIN, DOOR

PRIVATE = (ADMIN, DOOR, "/documents/", "/dev/")

FILE = re.compile(r'(?:src|href)="(/(?:static|art)/[^"#]+)')


@require_safe
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker stands at the root, for it may only look after what lies below its own address."""
    return render(
        request, "cms/service_worker.js", {"site": _site()}, content_type="text/javascript"
    )


@require_safe
@public_page
def offline(request: HttpRequest) -> HttpResponse:
    """What still works without a signal, and the tickets that this phone keeps."""
    return render(request, "cms/offline.html")


@cache
def _site() -> str:
    """What the worker needs to know, as JSON; the same until the next release."""
    languages = [language for language, _name in settings.LANGUAGES]
    pages = [_in_language(language) for language in languages]
    files = sorted({path for page in pages for path in FILE.findall(page)})
    manifest = getattr(staticfiles_storage, "manifest_hash", "")
    return json.dumps(
        {
            "version": sha256("".join([manifest, *pages]).encode()).hexdigest()[:12],
            "files": files,
            "pages": {home_url(language): _address("offline", language) for language in languages},
            "keepUntil": KEEP_UNTIL,
            "farewells": [
                _address(name, language) for _key, name in farewells for language in languages
            ],
            "private": PRIVATE,
        }
    )


def _in_language(language: str) -> str:
    with override(language):
        return render_to_string("cms/offline.html")


def _address(name: str, language: str) -> str:
    with override(language):
        return reverse(name)
