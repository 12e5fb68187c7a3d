"""Photos of events."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NotAPicture(DomainError):
    code = "not_a_picture"
    message = _(
        "%(name)s is no picture that can be read. Choose photos as your phone or camera makes them."
    )


class PictureTooLarge(DomainError):
    code = "picture_too_large"
    message = _("%(name)s is larger than %(most)s MB. Choose a smaller copy of it.")


class TooManyPhotos(DomainError):
    code = "too_many_photos"
    message = _("An event holds %(most)s photos at most. Remove some that you do not need.")


class AgreementIncomplete(DomainError):
    """Agreement is recorded without whose it is, or without a day that has come."""

    code = "agreement_incomplete"
    message = _("Write down who is on the photo and agreed, and on which day, today at the latest.")
