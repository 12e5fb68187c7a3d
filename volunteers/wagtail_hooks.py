from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from staff.models import LogEntry
from volunteers.models import (
    CredentialKind,
    Role,
    Shift,
    ShiftPlan,
    StarLevel,
    Volunteer,
    VolunteerRules,
)
from volunteers.permissions import (
    ShiftPermissionPolicy,
    VolunteersPolicy,
    credential_kinds_policy,
    roles_policy,
    shift_plans_policy,
    star_levels_policy,
)
from volunteers.viewsets import VolunteersGroup
from volunteers.viewsets.filling import FillingViewSet
from volunteers.viewsets.hours import viewset as hours
from volunteers.viewsets.plans import ShiftPlanViewSet
from volunteers.viewsets.publishing import PublishViewSet
from volunteers.viewsets.radar import RadarViewSet
from volunteers.viewsets.roster import RosterViewSet
from volunteers.viewsets.rules import RulesViewSet
from volunteers.viewsets.stars import StarLevelViewSet

register_permission_policy(Volunteer, VolunteersPolicy())
register_permission_policy(Role, roles_policy())
register_permission_policy(CredentialKind, credential_kinds_policy())
register_permission_policy(Shift, ShiftPermissionPolicy())
register_permission_policy(ShiftPlan, shift_plans_policy())
register_permission_policy(StarLevel, star_levels_policy())
register_snippet(VolunteersGroup)


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet]:
    return [
        ShiftPlanViewSet(),
        PublishViewSet(),
        RosterViewSet(),
        RadarViewSet(),
        FillingViewSet(),
        hours,
        StarLevelViewSet(),
        RulesViewSet(),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for model in (
        Volunteer,
        Role,
        CredentialKind,
        Shift,
        ShiftPlan,
        StarLevel,
        VolunteerRules,
    ):
        actions.register_model(model, LogEntry)
    for name, label, sentence in (
        ("applied", _("Apply"), _("Applied as a volunteer")),
        ("approved", _("Approve"), _("Welcomed them as a volunteer")),
        ("declined", _("Decline"), _("Declined the application")),
        ("left", _("Leave"), _("Stopped as a volunteer")),
        ("suspended", _("Suspend"), _("Let them pause")),
        ("suspension_lifted", _("Lift a suspension"), _("Let them take shifts again")),
        ("insured", _("Insure"), _("Changed the period of insurance")),
        ("verified", _("Verify"), _("Verified a credential")),
        ("revoked", _("Revoke"), _("Revoked a credential")),
        ("identity_read", _("Read papers"), _("Read the name and number in their papers")),
        ("shift_made", _("Add shift"), _("Added a shift")),
        ("shift_changed", _("Change shift"), _("Changed what is told of a shift")),
        ("shift_moved", _("Move shift"), _("Moved a shift")),
        ("shift_published", _("Publish shift"), _("Published a shift")),
        ("shift_closed", _("Close shift"), _("Closed a shift")),
        ("shift_cancelled", _("Cancel shift"), _("Cancelled a shift")),
        ("rules_changed", _("Change rules"), _("Changed the rules for volunteers")),
        ("roster_printed", _("Print a roster"), _("Printed who is on a shift")),
        ("team_told", _("Write to a team"), _("Wrote to the team of a shift")),
        ("plan_used", _("Make shifts"), _("Made shifts from a plan")),
        ("need", _("Change needs"), _("Changed how many volunteers a shift needs")),
        ("put_on", _("Put somebody on a shift"), _("Put a volunteer on a shift")),
        ("group", _("Group on a shift"), _("Changed how many places a group has on a shift")),
        ("group_came", _("Count a group"), _("Counted how many of a group came to a shift")),
        ("asked", _("Ask somebody"), _("Asked a volunteer to help on a shift")),
        ("taken_off", _("Take somebody off a shift"), _("Took a volunteer off a shift")),
        ("absence_decided", _("Decide an absence"), _("Decided whether an absence is excused")),
    ):
        actions.register_action(f"volunteers.{name}", label, sentence)
