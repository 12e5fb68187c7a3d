from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from cms import formats
from core import clock
from network.models import Branch
from network.services import opening

register = template.Library()


@register.simple_tag
def opening_now(branch: Branch, now: datetime) -> opening.OpeningNow:
    """``{% opening_now branch now as opening %}``: whether one finds the doors open."""
    return opening.opening_now(branch, now)


@register.filter
def said(doors: opening.OpeningNow) -> str:
    """``{{ opening|said }}``: Open until 21:30, or when the doors open next, if that is known."""
    if doors.closes_at:
        return _("Open until %(time)s") % {"time": f"{doors.closes_at:%H:%M}"}
    if doors.next_opening is None:
        return ""
    day, time = doors.next_opening.day, f"{doors.next_opening.opens_at:%H:%M}"
    match (day - clock.today()).days:
        case 0:
            return _("Closed, opens today at %(time)s") % {"time": time}
        case 1:
            return _("Closed, opens tomorrow at %(time)s") % {"time": time}
    return _("Closed, opens %(day)s at %(time)s") % {"day": formats.weekday(day), "time": time}
