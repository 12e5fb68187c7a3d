from django import template
from django.http import HttpRequest

from events.services import following

register = template.Library()


@register.simple_tag
def is_following(request: HttpRequest, target: following.Target) -> bool:
    """``{% is_following request event as follows %}``: for somebody who is signed in."""
    return following.is_following(target, user=request.user)  # type: ignore[arg-type]
