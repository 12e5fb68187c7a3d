"""Volunteers: who helps (volunteer), with what (role), and what they have proved (credential)."""

from volunteers.models.credential import Credential, CredentialKind
from volunteers.models.role import Role
from volunteers.models.volunteer import Availability, Volunteer

__all__ = ["Availability", "Credential", "CredentialKind", "Role", "Volunteer"]
