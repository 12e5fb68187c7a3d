"""The app of a station: a page that says nothing of anybody, and what it needs without a signal."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.views.offline import FILE
from door.choices import DoorAnswer
from door.forms import GroupCountForm, HeadcountForm, WalkInForm

OWN_FILES = Path(__file__).parent.parent / "static"
ZXING = (
    "vendor/zxing-wasm/dist/es/reader/index.js",
    "vendor/zxing-wasm/dist/reader/zxing_reader.wasm",
)
IMPORTED_BY_ZXING = ("vendor/zxing-wasm/dist/es/share.js",)


@require_safe
@never_cache
def station(request: HttpRequest) -> HttpResponse:
    """The shell of the app, in the language of the device."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    with override(chosen if chosen in dict(settings.LANGUAGES) else get_language()):
        return render(request, "door/station/app.html", _context())


@require_safe
@never_cache
def station_worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it looks after what lies below its own address."""
    response = render(
        request, "door/station/worker.js", {"app": _app()}, content_type="text/javascript"
    )
    response["Service-Worker-Allowed"] = reverse("station")
    return response


@require_safe
def station_manifest(request: HttpRequest) -> JsonResponse:
    """What makes an app of the page (https://www.w3.org/TR/appmanifest/)."""
    return JsonResponse(
        {
            "id": reverse("station"),
            "name": _("Shuxiang: check-in"),
            "short_name": _("Check-in"),
            "start_url": reverse("station"),
            "scope": reverse("station"),
            "display": "standalone",
            "orientation": "any",
            "theme_color": "#f7f4ec",
            "background_color": "#f7f4ec",
            "icons": [
                {
                    "src": reverse("app_icon", args=["any", size]),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                }
                for size in (192, 512)
            ],
        },
        content_type="application/manifest+json",
    )


def _context() -> dict[str, Any]:
    return {
        "answers": list(DoorAnswer),
        "people": WalkInForm(auto_id="walk-in-%s"),
        "group": GroupCountForm(auto_id="group-%s"),
        "figure": HeadcountForm(auto_id="correct-%s"),
        "words": _words(),
        "time_zone": settings.LIBRARY_TIME_ZONE,
        "patience": round(settings.DOOR_PATIENCE * 1000),
    }


def _words() -> dict[str, Any]:
    """Sentences with a figure or a name in them, as the app fills them: `{count}`, `{time}` …"""

    def plural(one: str, many: str) -> dict[str, str]:
        return {
            category: ngettext(one, many, number) % {"count": "{count}"}
            for category, number in (("one", 1), ("other", 2))
        }

    return {
        "answers": {answer.value: str(answer.label) for answer in DoorAnswer},
        "adults": plural("%(count)s adult", "%(count)s adults"),
        "children": plural("%(count)s child", "%(count)s children"),
        "years": plural("%(count)s year", "%(count)s years"),
        "unsent": plural("%(count)s not sent yet", "%(count)s not sent yet"),
        "refused": plural("%(count)s could not be used", "%(count)s could not be used"),
        "places_free": plural("%(count)s place is free.", "%(count)s places are free."),
        "tickets": plural("%(count)s ticket", "%(count)s tickets"),
        "more": plural(
            "%(count)s more ticket. Search for the name.",
            "%(count)s more tickets. Search for the name.",
        ),
        "adult": _("adult"),
        "child": _("child"),
        "separator": _(", "),
        "already_since": _("Already here since %(time)s") % {"time": "{time}"},
        "since": _("since %(time)s") % {"time": "{time}"},
        "here_of": _("%(here)s of %(expected)s here")
        % {"here": "{here}", "expected": "{expected}"},
        "counted": _("%(counted)s counted today") % {"counted": "{count}"},
        "not_here": _("Not here yet: %(names)s") % {"names": "{names}"},
        "prepared": _("%(tickets)s, ready for no signal since %(time)s")
        % {"tickets": "{tickets}", "time": "{time}"},
        "preparing": _("Preparing for no signal …"),
        "all_sent": _("All sent"),
        "no_signal": _("No signal"),
        "has_left": _("Has left. Thank you!"),
        "no_pass": _("No pass was found. Ask the coordinator."),
        "take_back": _("Take back %(people)s (%(time)s)")
        % {"people": "{people}", "time": "{time}"},
        "taken_back": _("taken back"),
        "take_back_of": _("Take back: %(who)s") % {"who": "{who}"},
        "gone_at": _("went home %(time)s") % {"time": "{time}"},
        "collected": _("Only against the guardian’s code"),
        "free_to_go": _("Goes as they please"),
        "code_needs_signal": _(
            "Without a signal nobody can tell whether the code is right. Go where there is one, "
            "or call the coordinator before you let the child go."
        ),
        "went_home": plural("%(count)s went home.", "%(count)s went home."),
        "did_not_come_along": _("Did not come along"),
        "not_here_after_all": _("Not here: %(name)s") % {"name": "{name}"},
        "group_here": _("%(here)s of %(all)s are here.") % {"here": "{here}", "all": "{all}"},
        "counted_again": _("Counted again"),
        "check_in_name": _("Check in: %(name)s") % {"name": "{name}"},
        "some_here": _("%(here)s here") % {"here": "{here}"},
        "no_ticket_matches": _("No ticket matches. People without a ticket can walk in."),
        "everyone_is_here": _("Everyone is here."),
        "nobody_yet": _("Nobody yet."),
        "phone_unknown": _(
            "No ticket for this event was booked with this number. Only whole numbers are found."
        ),
        "phone_needs_signal": _(
            "Telephone numbers are known to the library only. Look for the name or the reference, "
            "or try again where there is a signal."
        ),
        "needs_signal": _(
            "Without a signal nobody knows what others have counted. Try again where there is one."
        ),
        "another_day": _("This session is not today. It is on %(day)s.") % {"day": "{day}"},
        "cancelled_session": _("This session does not take place. Nobody can be checked in."),
        "walk_in": _("Walk-in"),
        "no_library": _("The library could not be reached. Opening a station needs a signal once."),
        "send_first": _(
            "Some scans are not sent yet. Go where there is a signal before you leave."
        ),
        "nobody": _("Say how many people there are: at least one."),
        "mistake": _("Scanned by mistake"),
        "check_in": _("Check-in"),
        "station_ended": _("Its time is up."),
        "corrected": _("The library says otherwise: %(answer)s") % {"answer": "{answer}"},
    }


@cache
def _app() -> str:
    """What the worker needs, as JSON; the same until the next release."""
    pages = [_shell(language) for language, _name in settings.LANGUAGES]
    files = sorted(_files("".join(pages)))
    manifest = getattr(staticfiles_storage, "manifest_hash", "")
    return json.dumps(
        {
            "version": sha256("".join([manifest, *pages]).encode()).hexdigest()[:12],
            "page": reverse("station"),
            "files": [*files, reverse("station_manifest")],
        }
    )


def _shell(language: str) -> str:
    with override(language):
        return render_to_string("door/station/app.html", _context())


def _files(page: str) -> set[str]:
    """The files that the page names, and the modules that those import by their plain names."""
    named = {path.partition("#")[0] for path in FILE.findall(page)}
    modules = (path.relative_to(OWN_FILES).as_posix() for path in OWN_FILES.rglob("*.js"))
    imported = {urljoin(settings.STATIC_URL, path) for path in (*modules, *IMPORTED_BY_ZXING)}
    return named | imported | {static(path) for path in ZXING}
