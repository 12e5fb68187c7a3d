"""The draw."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class DrawPending(DomainError):
    code = "draw_pending"
    message = _(
        "The list of entries is closed and the lots are not drawn yet. "
        "Look again after the draw: there may be a waiting list."
    )


class RegistrationStillOpen(DomainError):
    code = "registration_still_open"
    message = _("Registration is still open. The list is published when it has closed.")


class DrawListNotPublished(DomainError):
    code = "draw_list_not_published"
    message = _("The list of entries is not published yet. Publish it before you draw.")


class DrawNumberKnownTooEarly(DomainError):
    code = "draw_number_known_too_early"
    message = _(
        "The number may be known already, so nobody could trust the draw. "
        "Name another number that will be known later."
    )


class DrawNumberNotKnownYet(DomainError):
    code = "draw_number_not_known_yet"
    message = _("The number will be known on %(moment)s. Come back then.")


class DrawIsOver(DomainError):
    code = "draw_is_over"
    message = _("The lots are drawn already, with the number %(number)s. The result stands.")


class DrawCannotChange(DomainError):
    code = "draw_cannot_change"
    message = _("The list of entries is published: the number that was named stands.")
