"""Every refusal of the volunteers app: a stable code and a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class VolunteersAlready(DomainError):
    code = "volunteers_already"
    message = _("%(name)s has applied already. Everything about it is on the volunteer page.")


class TooYoungToVolunteer(DomainError):
    code = "too_young_to_volunteer"
    message = _(
        "Volunteers are at least %(age)s years old. We look forward to %(name)s then; until that "
        "day there is much to join in."
    )
    status = 422


class NotOfAge(DomainError):
    code = "not_of_age"
    message = _(
        "Under 18, a parent or guardian applies for you: ask them to add you to their family and "
        "to sign you up from their account."
    )
    status = 422


class AgreementMissing(DomainError):
    code = "agreement_missing"
    message = _("Read what volunteers agree to and tick the box, or ask us at the library.")
    status = 422


class GuardianMissing(DomainError):
    code = "guardian_missing"
    message = _(
        "A guardian's consent is missing. Read the text and tick the box, or ask us at the library."
    )
    status = 422


class DecidedAlready(DomainError):
    code = "volunteer_decided_already"
    message = _("Somebody has decided about this meanwhile. Look at the page again.")


class ReasonMissing(DomainError):
    code = "volunteer_reason_missing"
    message = _("Say why, in a sentence that helps: they read it.")
    status = 422


class NotAboutYourself(DomainError):
    code = "not_about_yourself"
    message = _("This is about you or your family. Ask a colleague to decide.")


class NotAVolunteerNow(DomainError):
    code = "not_a_volunteer_now"
    message = _("They are not an approved volunteer now. Decide about the application first.")


class EndsTooSoon(DomainError):
    code = "volunteer_period_ends_too_soon"
    message = _("The end is past, or comes before the beginning. Choose a later day.")
    status = 422


class VerifiedAlready(DomainError):
    code = "credential_verified_already"
    message = _("This was verified with the same date already. Choose another day, or leave it.")
