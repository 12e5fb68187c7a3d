"""Writing to people, and following what is on."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class SaidAlready(DomainError):
    """The same was written to people of the same event a few minutes ago."""

    code = "said_already"
    message = _(
        "The same message was sent %(minutes)s minutes ago. Tick the box below if you mean to send "
        "it once more."
    )


class NobodyToWriteTo(DomainError):
    """None of the recipients has left an address."""

    code = "nobody_to_write_to"
    message = _("There is nobody among them whom we could write to. Choose other recipients.")


class NothingToFollow(DomainError):
    code = "nothing_to_follow"
    message = _("There is nothing to follow here. See in the list of events what is on.")
    status = 404
