"""What a staff scope comes to, in words, and how it is given."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from staff.choices import StaffRole
from staff.models import StaffScope

# By role, then: every library and brand; one library; one brand; one brand at one library.
CONSEQUENCES = {
    StaffRole.COORDINATOR: (
        _("May edit and publish every event, at every library."),
        _("May edit and publish events of every brand at %(branch)s and everything below it."),
        _("May edit and publish events of %(brand)s at every library, and its programmes."),
        _("May edit and publish events of %(brand)s at %(branch)s and everything below it."),
    ),
    StaffRole.REVIEWER: (
        _("May see and review the texts of every event, at every library."),
        _("May see and review events of every brand at %(branch)s and everything below it."),
        _("May see and review events of %(brand)s at every library."),
        _("May see and review events of %(brand)s at %(branch)s and everything below it."),
    ),
    StaffRole.DOOR: (
        _("May check people in at every event, at every library."),
        _("May check people in at events of every brand at %(branch)s and everything below it."),
        _("May check people in at events of %(brand)s at every library."),
        _("May check people in at events of %(brand)s at %(branch)s and everything below it."),
    ),
    StaffRole.DIRECTOR: (
        _("May see every event and its figures, at every library."),
        _("May see events and figures of every brand at %(branch)s and everything below it."),
        _("May see events and figures of %(brand)s at every library."),
        _("May see events and figures of %(brand)s at %(branch)s and everything below it."),
    ),
}


def consequence(scope: StaffScope) -> str:
    """What the holder may do, as a sentence without a subject."""
    sentence = CONSEQUENCES[StaffRole(scope.role)][bool(scope.branch_id) + 2 * bool(scope.brand_id)]
    return str(sentence) % {"branch": scope.branch, "brand": scope.brand}


@transaction.atomic
def give_scope(scope: StaffScope) -> StaffScope:
    """Keep the scope, new or changed, and remember that its holder works for the library."""
    scope.save()
    if not scope.user.is_staff:
        scope.user.is_staff = True
        scope.user.save(update_fields=["is_staff"])
    return scope
