"""People, times and places in words, as tickets, letters, calendars and feeds tell them."""

from django.conf import settings
from django.utils.formats import time_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cms import formats
from events.choices import AttendanceMode
from events.models import Session


def adults_and_children(*, adults: int, children: int) -> list[str]:
    """1 adult; 2 children. Those of whom there are none go unsaid."""
    parts = []
    if adults:
        parts.append(ngettext("%(count)s adult", "%(count)s adults", adults) % {"count": adults})
    if children:
        parts.append(
            ngettext("%(count)s child", "%(count)s children", children) % {"count": children}
        )
    return parts


def time_in_words(session: Session) -> str:
    """Sat 28 Nov 2026, 10:00–11:30; 1–31 May 2026 where days say it all."""
    if session.spans_whole_days:
        return formats.days(session.first_day, session.last_day)
    return formats.when(session.starts_at, session.ends_at)


def opening_in_words(session: Session) -> str:
    """From when to when an exhibition is open each day; nothing where that is not known."""
    if not (session.daily_opens_at and session.daily_closes_at):
        return ""
    return _("Open daily %(opens)s–%(closes)s") % {
        "opens": time_format(session.daily_opens_at, "H:i"),
        "closes": time_format(session.daily_closes_at, "H:i"),
    }


def place_in_words(session: Session) -> str:
    """Where a session is, in one line: room, library, address."""
    if session.event.attendance_mode == AttendanceMode.ONLINE:
        return _("Online")
    room = session.room.name if session.room else ""
    return ", ".join(filter(None, [room, session.branch.name, session.branch.address]))


def city() -> str:
    """The city whose libraries these are, as its people call it; "this city" where nobody said."""
    is_chinese = (get_language() or "").startswith("zh")
    return (settings.CITY_ZH if is_chinese else settings.CITY_EN) or _("this city")
