"""How much volunteers may do: what the network has set."""

from volunteers.models import VolunteerRules


def volunteer_rules() -> VolunteerRules:
    """What the network has set, or what holds until it sets anything."""
    return VolunteerRules.objects.first() or VolunteerRules()
