"""Volunteers: who helps (volunteer), with what (role), and what they have proved (credential).

When help is wanted (shift), who takes a place (claim), and how much one may take on (rules).
"""

from volunteers.models.claim import Claim, ClaimChange, Handover
from volunteers.models.credential import Credential, CredentialKind
from volunteers.models.role import Role
from volunteers.models.rules import VolunteerRules
from volunteers.models.shift import Need, Shift
from volunteers.models.volunteer import Availability, Volunteer

__all__ = [
    "Availability",
    "Claim",
    "ClaimChange",
    "Credential",
    "CredentialKind",
    "Handover",
    "Need",
    "Role",
    "Shift",
    "Volunteer",
    "VolunteerRules",
]
