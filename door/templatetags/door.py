"""What the door's own pages need in their forms."""

from uuid import UUID, uuid4

from django import template

from door.forms import GroupCountForm
from door.services.parties import Party

register = template.Library()


@register.simple_tag
def group_form(party: Party) -> GroupCountForm:
    """How many of a group are here; before anybody is, as many as have places."""
    shown = party.here or party.seated
    children = sum(member.is_child for member in shown)
    return GroupCountForm(initial={"adults": len(shown) - children, "children": children})


@register.simple_tag
def client_id() -> UUID:
    """A fresh identifier for one intention: sent twice, it happens once."""
    return uuid4()
