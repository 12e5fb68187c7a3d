"""Every refusal of the accounts app: a stable code and a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class CodeNotSent(DomainError):
    code = "code_not_sent"
    message = _(
        "We could not send you a code just now. Try again in a few minutes, or use another way in."
    )


class HouseholdFull(DomainError):
    code = "household_full"
    message = _(
        "Your family has %(most)s people already, which is as many as one account can hold. "
        "Remove someone first, or let another adult open an account of their own."
    )


class AlreadyInFamily(DomainError):
    code = "already_in_family"
    message = _(
        "%(name)s is in your family already. "
        "If this is someone else, give a name that tells the two apart."
    )


class ChildNeedsConsent(DomainError):
    code = "child_needs_consent"
    message = _(
        "A child takes part with a guardian's consent. "
        "Read what you agree to and tick the box, or come to the library and ask us."
    )
    status = 422


class NotAChild(DomainError):
    code = "not_a_child"
    message = _("Born then, %(name)s is 18 or older. Add them as an adult instead.")
    status = 422


class StillAChild(DomainError):
    code = "still_a_child"
    message = _("Born then, %(name)s is under 18. Add them as a child instead.")
    status = 422


class NotBornYet(DomainError):
    code = "not_born_yet"
    message = _("This month is still to come. Check the year and the month of birth.")
    status = 422


class HolderStays(DomainError):
    code = "holder_stays"
    message = _(
        "This is you: you cannot leave your own family. "
        "To go for good, delete your account on the account page."
    )


class ConsentTextChanged(DomainError):
    code = "consent_text_changed"
    message = _("The wording has changed since you opened the page. Read it again and decide.")


class NotYourOwnGuardian(DomainError):
    code = "not_your_own_guardian"
    message = _(
        "Under 18, a parent or guardian agrees for you: ask them to add you to their family and "
        "to agree from their account."
    )
    status = 422


class StaffAccountStays(DomainError):
    code = "staff_account_stays"
    message = _(
        "This account belongs to your work at the library. "
        "Ask an administrator to end your duties first, then delete it."
    )
