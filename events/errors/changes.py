"""Changes of a registration that is there."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NotRegisteredAnyMore(DomainError):
    code = "not_registered_any_more"
    message = _(
        "This registration is cancelled or was declined, so nobody of it can be changed. "
        "Sign up again."
    )


class TooLateToChange(DomainError):
    code = "too_late_to_change"
    message = _(
        "Changes were possible until %(until)s. Something has come up? Tell the library, "
        "with your reference: it can still change everything."
    )


class ListIsPublished(DomainError):
    code = "list_is_published"
    message = _(
        "The list of entries is published, so your entry stays as it is until the lots are drawn. "
        "You can withdraw it as a whole, or change it after the draw."
    )


class NoPlaceForMore(DomainError):
    """The places that the party has stay its own."""

    code = "no_place_for_more"
    message = _(
        "There are no places for more people, or others wait for them. Your own places stay yours: "
        "nothing was changed. Sign the others up separately, under a name of their own: "
        "they go to the waiting list."
    )


class OfferIsForSoMany(DomainError):
    code = "offer_is_for_so_many"
    message = _(
        "The offer is for as many people as you were. Answer it first, with fewer people if need "
        "be, and sign the others up separately."
    )


class LibraryDecidesWhoJoins(DomainError):
    """The party came in by the library's word, and that was about so many."""

    code = "library_decides_who_joins"
    message = _(
        "Who comes to this event, the library decides, so more people cannot join by themselves. "
        "Your own places stay yours: nothing was changed. Tell the library, with your reference."
    )


class HereAlready(DomainError):
    code = "here_already"
    message = _("%(names)s: checked in at the door, and cannot be taken off any more.")


class PlanChangedAgain(DomainError):
    code = "plan_changed_again"
    message = _("The plan has just changed once more. Read it again, and answer then.")
