"""Volunteers: who helps (volunteer), with what (role), and what they have proved (credential).

When help is wanted (shift), week after week (plan), who takes a place (claim), and how much one may
take on (rules).
Who could be asked, before anybody is (filling).
Who was there (presence), the hours that count (hours), and the thanks for them (star).
"""

from volunteers.models.claim import Claim, ClaimChange, Handover
from volunteers.models.credential import Credential, CredentialKind
from volunteers.models.filling import FillRun, GapNotice, Suggestion, UnfilledNeed
from volunteers.models.group import GroupClaim
from volunteers.models.hours import HoursEntry, HoursProposal, HoursStanding, HoursStatement
from volunteers.models.plan import PlannedNeed, ShiftPlan
from volunteers.models.presence import PeopleServed, Presence
from volunteers.models.role import Role
from volunteers.models.rules import VolunteerRules
from volunteers.models.shift import Need, Shift
from volunteers.models.star import StarAward, StarLevel
from volunteers.models.team_message import TeamMessage
from volunteers.models.volunteer import Availability, Volunteer

__all__ = [
    "Availability",
    "Claim",
    "ClaimChange",
    "Credential",
    "CredentialKind",
    "FillRun",
    "GapNotice",
    "GroupClaim",
    "Handover",
    "HoursEntry",
    "HoursProposal",
    "HoursStanding",
    "HoursStatement",
    "Need",
    "PeopleServed",
    "PlannedNeed",
    "Presence",
    "Role",
    "Shift",
    "ShiftPlan",
    "StarAward",
    "StarLevel",
    "Suggestion",
    "TeamMessage",
    "UnfilledNeed",
    "Volunteer",
    "VolunteerRules",
]
