from datetime import datetime

from django import template

from network.models import Branch
from network.services import opening

register = template.Library()


@register.simple_tag
def opening_now(branch: Branch, now: datetime) -> opening.OpeningNow:
    """``{% opening_now branch now as opening %}``: whether one finds the doors open."""
    return opening.opening_now(branch, now)
