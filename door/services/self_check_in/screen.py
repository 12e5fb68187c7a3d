"""What a screen at the place is told: enough to go on for some minutes without a network."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms import formats
from cms.services.qr import qr_drawing
from door.models import SelfCheckIn
from door.services.judging import takes_place
from door.services.self_check_in.codes import ShownCode, code_address, screen_codes
from door.services.self_check_in.offers import opens_at, place_of
from events.models import Attendance
from events.services.words import time_in_words

AHEAD = timedelta(minutes=10)


def screen_told(offer: SelfCheckIn, *, now: datetime) -> dict[str, Any]:
    """The codes of the next minutes, and what stands beside them in each language.

    Times are milliseconds since 1970, as browsers count.
    """
    session = offer.session
    begins = max(now, opens_at(session))
    ends = min(now + AHEAD, session.ends_at)
    codes = screen_codes(offer, after=begins, until=ends) if takes_place(session) else ()
    here = Attendance.objects.filter(session=session, undone_at__isnull=True).count()
    return {
        "now": _milliseconds(now),
        "opens": _milliseconds(opens_at(session)),
        "closes": _milliseconds(session.ends_at),
        "takes_place": takes_place(session),
        "codes": [_told(offer, code) for code in codes],
        "words": {
            language: _words(offer, here, language) for language, _name in settings.LANGUAGES
        },
    }


def _told(offer: SelfCheckIn, shown: ShownCode) -> dict[str, Any]:
    drawing = qr_drawing(code_address(offer, shown.code))
    return {
        "code": shown.code,
        "begins": _milliseconds(shown.begins),
        "ends": _milliseconds(shown.ends),
        "side": drawing.side,
        "path": drawing.path,
    }


def _words(offer: SelfCheckIn, here: int, language: str) -> dict[str, str]:
    session = offer.session
    with translation.override(language):
        opens = formats.moment(opens_at(session), today=timezone.localdate(session.starts_at))
        return {
            "title": session.event.title,
            "when": time_in_words(session),
            "place": place_of(session),
            "here": ngettext("%(count)s person is here", "%(count)s people are here", here)
            % {"count": here},
            "opens": _("Check-in opens: %(when)s") % {"when": opens},
        }


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
