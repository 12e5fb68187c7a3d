from django.db import models
from django.utils.translation import gettext_lazy as _


class DoorAnswer(models.TextChoices):
    """What the door says to a code."""

    WELCOME = "welcome", _("Welcome")
    ALREADY_HERE = "already_here", _("Already here")
    OTHER_EVENT = "other_event", _("Another event")
    CANCELLED = "cancelled", _("Cancelled")
    WAITING = "waiting", _("On the waiting list")
    UNKNOWN = "unknown", _("Unknown code")
    TAKEN_BACK = "taken_back", _("Taken back")

    @property
    def icon(self) -> str:
        """Its shape, for those who do not see its colour."""
        return ICONS[self]

    @property
    def advice(self) -> str:
        """What whoever stands at the door does next, as far as the answer alone tells."""
        return str(ADVICE.get(self, ""))


ICONS = {
    DoorAnswer.WELCOME: "check",
    DoorAnswer.ALREADY_HERE: "check-double",
    DoorAnswer.OTHER_EVENT: "arrow-right",
    DoorAnswer.CANCELLED: "cross",
    DoorAnswer.WAITING: "waiting",
    DoorAnswer.UNKNOWN: "question",
    DoorAnswer.TAKEN_BACK: "cross",
}


ADVICE = {
    DoorAnswer.CANCELLED: _(
        "This ticket was cancelled. If places are free, let them in as walk-ins."
    ),
    DoorAnswer.WAITING: _("No place has come free for them yet. Please ask them to wait."),
    DoorAnswer.UNKNOWN: _("No ticket was found. Type the short reference, or look for the name."),
}


class ConflictKind(models.TextChoices):
    """What a station let happen that the library, knowing all, would have answered otherwise."""

    LET_IN_TWICE = "let_in_twice", _("The same ticket was let in twice")
    CANCELLED_MEANWHILE = "cancelled_meanwhile", _("The ticket had been cancelled")
    WAITING_LET_IN = "waiting_let_in", _("They were still on the waiting list")
    OTHER_EVENT_LET_IN = "other_event_let_in", _("The ticket is for another event")
    UNKNOWN_LET_IN = "unknown_let_in", _("Nobody knows the code")
    TURNED_AWAY = "turned_away", _("A good ticket was turned away")


class BadgesFor(models.TextChoices):
    """Who gets a badge."""

    EVERYONE = "everyone", _("Everyone with a place")
    NOT_HERE = "not_here", _("Only those who are not here yet")
