"""A reader's own calendar: what their family is going to, under a secret address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import icalendar
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Household, User
from core.addresses import absolute
from core.codes import secret_code
from core.registries import Registry
from events.choices import PlaceState
from events.models import CalendarLink, Registration, Session
from events.services.calendar import calendar_file, session_entry

# What other apps put into the calendar of a user: their entries from a moment on.
entries: Registry[Callable[[User, datetime], Iterable[icalendar.Event]]] = Registry("calendars")


def open_calendar(user: User, *, now: datetime) -> CalendarLink:
    """The user's calendar link, made if there is none. Opening twice is opening once."""
    link, _made = CalendarLink.objects.get_or_create(user=user, defaults={"created_at": now})
    return link


def renew_calendar(user: User, *, now: datetime) -> CalendarLink:
    """A new address; the old one leads nowhere from now on."""
    link, _made = CalendarLink.objects.update_or_create(
        user=user, defaults={"code": secret_code(), "created_at": now}
    )
    return link


def close_calendar(user: User) -> None:
    """No address leads to the calendar any more."""
    CalendarLink.objects.filter(user=user).delete()


def calendar_url(link: CalendarLink) -> str:
    """The whole address, as a calendar program is given it."""
    return absolute(reverse("my_calendar_feed", args=[link.code]))


def personal_calendar(code: str, *, now: datetime) -> bytes | None:
    """The calendar file behind this code, in its reader's language; nothing behind a wrong one.

    It lies with whoever runs the reader's calendar, so it tells where to be and when, and nothing
    else: no names, no ticket, no link into an online meeting, nothing that is over.
    """
    link = (
        CalendarLink.objects.filter(code=code.upper(), user__is_active=True)
        .select_related("user")
        .first()
    )
    if link is None:
        return None
    seated = Registration.objects.filter(
        household__in=Household.objects.held_by(link.user), state=PlaceState.SEATED
    )
    sessions = (
        Session.objects.filter(event__in=seated.values("event"), ends_at__gt=now)
        .select_related("branch", "room", "event__intake", "event__brand")
        .order_by("starts_at", "pk")
    )
    with translation.override(link.user.language):
        return calendar_file(
            [
                *(session_entry(session, now=now) for session in sessions),
                *(entry for _name, more in entries for entry in more(link.user, now)),
            ],
            name=_("My library events"),
            source=calendar_url(link),
        )
