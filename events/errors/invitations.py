"""Invitations and groups."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class InvitationNeeded(DomainError):
    code = "invitation_needed"
    message = _(
        "This event is by invitation. Open the link in your invitation, or ask the library for one."
    )


class InvitationRevoked(DomainError):
    code = "invitation_revoked"
    message = _("This invitation has been taken back. Ask the library for another one.")


class InvitationExpired(DomainError):
    code = "invitation_expired"
    message = _("This invitation was good until %(moment)s. Ask the library for another one.")


class InvitationUsedUp(DomainError):
    code = "invitation_used_up"
    message = _("All places of this invitation are taken. Ask the library for more.")


class InvitationHoldsMore(DomainError):
    code = "invitation_holds_more"
    message = _("%(taken)s people have come by this invitation already: give it as many places.")
    status = 422


class TooFewPlacesInvited(DomainError):
    code = "too_few_places_invited"
    message = _(
        "Only %(left)s places are left on this invitation. "
        "Register fewer people, or ask the library for more."
    )
    status = 422


class GroupRegisteredAlready(DomainError):
    code = "group_registered_already"
    message = _(
        "This group is registered already: whoever did it has the ticket. "
        "Ask the library if something has to be changed."
    )


class GroupTooYoung(DomainError):
    code = "group_too_young"
    message = _(
        "Some of the children are too young: this event is for people from the age of %(age)s. "
        "Register those who are old enough, or ask the library."
    )
    status = 422


class GroupTooOld(DomainError):
    code = "group_too_old"
    message = _(
        "Some of the children are too old: this event is for people up to the age of %(age)s. "
        "Register those who are young enough, or ask the library."
    )
    status = 422
