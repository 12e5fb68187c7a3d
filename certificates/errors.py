"""Every refusal of the certificates app: a stable code and a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class CharacterMissing(DomainError):
    """The font has no glyph for one of the characters; `character` is the first of them."""

    code = "character_missing"
    message = _(
        "The font of this template has no character “%(character)s” (%(code_point)s) for the name "
        "“%(name)s”. Choose a template with another font, or write the name differently."
    )
    status = 422


class NameMissing(DomainError):
    code = "certificate_name_missing"
    message = _("There is no name to print. Ask for it, and write it down before you issue.")
    status = 422


class NameTooLong(DomainError):
    code = "certificate_name_too_long"
    message = _("A name has at most %(longest)s characters. Shorten it as its bearer would.")
    status = 422


class ValueMissing(DomainError):
    """The text of the template says something that is not known; `name` is its placeholder."""

    code = "certificate_value_missing"
    message = _(
        "The text of the template needs %(name)s, which is not known here. Write it down, or "
        "choose a template that does without."
    )
    status = 422


class NotEarned(DomainError):
    """What the certificate would be for has not happened, or not often enough."""

    code = "certificate_not_earned"
    message = _("%(came)s of %(held)s sessions attended; this certificate takes %(needed)s.")


class NothingHeldYet(DomainError):
    code = "no_session_held_yet"
    message = _("No session of this event has been held yet. Issue certificates afterwards.")


class IssuedAlready(DomainError):
    code = "certificate_issued_already"
    message = _("There is a valid certificate for this already: %(number)s. Print or reissue it.")


class RecipientForgotten(DomainError):
    code = "recipient_forgotten"
    message = _("Who this was for has asked to be forgotten. There is nobody to issue it to.")


class GuardianConsentMissing(DomainError):
    code = "certificate_consent_missing"
    message = _(
        "A guardian has not agreed that the child takes part. Ask the family to agree on its page."
    )


class NothingBehindIt(DomainError):
    code = "nothing_behind_it"
    message = _("What this certificate would be for cannot be found any more. Look it up again.")


class TemplateDoesNotFit(DomainError):
    code = "template_does_not_fit"
    message = _("This template is for %(purpose)s. Choose one that is made for what you issue.")
    status = 422


class TemplateRetired(DomainError):
    code = "template_retired"
    message = _("This template is out of use. Choose another one.")


class NotValidAnyMore(DomainError):
    code = "certificate_not_valid_any_more"
    message = _("This certificate was replaced or revoked already. Reload the page.")


class RevocationReasonMissing(DomainError):
    code = "revocation_reason_missing"
    message = _("Write down why it is revoked, so that others understand it later.")
    status = 422


class NothingToAnswer(DomainError):
    code = "nothing_to_answer"
    message = _("Nothing is to be decided about this certificate. Reload the page.")


class NameIsForgotten(DomainError):
    """The personal part is erased: number and state stay, the paper cannot be made again."""

    code = "certificate_name_forgotten"
    message = _("The name on this certificate is erased, so it cannot be printed any more.")


class BadgeWithdrawn(DomainError):
    code = "badge_withdrawn"
    message = _(
        "The certificate behind this badge was replaced or revoked. Ask its holder for the new "
        "one, or the library that issued it."
    )
    status = 410


class KeyReplacedAlready(DomainError):
    code = "signing_key_replaced_already"
    message = _("This key was replaced already. Reload the page to see the one that signs now.")


class KeyWithdrawnAlready(DomainError):
    code = "signing_key_withdrawn_already"
    message = _("This key was withdrawn already. Reload the page to see the one that signs now.")


class KeyUnreadable(DomainError):
    """It was encrypted with a key of the site that is not among ENCRYPTION_KEYS any more."""

    code = "signing_key_unreadable"
    message = _(
        "Digital badges of this library cannot be signed for the moment. The certificate itself is "
        "not touched by that. Please tell the library, and try again later."
    )


class LinkExpired(DomainError):
    """The link of a letter, months later, or one that nobody here has written."""

    code = "certificate_link_expired"
    message = _(
        "This link does not open anything any more. Ask the library that issued the certificate; "
        "with an account of your own you find all of yours at any time."
    )
    status = 410


class NothingToPrint(DomainError):
    code = "nothing_to_print"
    message = _("There is no valid certificate to print. Issue some first.")
