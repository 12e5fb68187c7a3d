"""Refusals of the workbench: a stable code and a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class LookUpExpired(DomainError):
    """Whoever was found an hour ago, or by somebody else, is looked up anew."""

    code = "look_up_expired"
    message = _("Look the person up once more: what was found has expired.")
    status = 422


class TooManyEvents(DomainError):
    code = "too_many_events"
    message = _(
        "These are %(events)s events, and a pack holds %(most)s at most. Choose fewer days, one "
        "library or one brand."
    )


class TooManyPacks(DomainError):
    code = "too_many_packs"
    message = _(
        "%(most)s packs of yours are still being put together. Wait for one, or stop one of them."
    )
