from django.db import models
from django.utils.translation import gettext_lazy as _


class VolunteerState(models.TextChoices):
    """How far somebody is who wants to help. Whoever was declined or left may apply again."""

    APPLIED = "applied", _("applied")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    LEFT = "left", _("left")


class PartOfDay(models.TextChoices):
    """When people say they can help: nobody thinks of it by the minute."""

    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")


class VolunteerMessage(models.TextChoices):
    """What a message to a volunteer says; `subject_id` is the key of the volunteer."""

    APPLIED = "volunteer_applied", _("applied")
    APPROVED = "volunteer_approved", _("approved")
    DECLINED = "volunteer_declined", _("declined")
    SUSPENDED = "volunteer_suspended", _("suspended")
    CREDENTIAL_GRANTED = "credential_granted", _("credential granted")
    CREDENTIAL_EXPIRES = "credential_expires", _("credential expires")


class CredentialSort(models.TextChoices):
    """What a credential says of the one who holds it."""

    TRAINING = "training", _("training")
    SKILL = "skill", _("skill")
    BACKGROUND_CHECK = "background_check", _("background check")


class ShiftState(models.TextChoices):
    """Only published shifts are shown to volunteers; a closed one takes nobody in any more."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


class ClaimState(models.TextChoices):
    """Where somebody's sign-up for a shift stands."""

    HELD = "held", _("has a place")
    OFFERED = "offered", _("is offered a place")
    WAITING = "waiting", _("on the waiting list")
    RELEASED = "released", _("given back")
    LATE = "late", _("said late that they cannot come")
    EXCUSED = "excused", _("excused")
    HANDED_OVER = "handed_over", _("handed over")
    CANCELLED = "cancelled", _("cancelled")


# Those that count as taken and make their person busy: an offered place is kept until the answer.
HOLDING_STATES = (ClaimState.HELD, ClaimState.OFFERED)
CURRENT_STATES = (*HOLDING_STATES, ClaimState.WAITING)


class HandoverKind(models.TextChoices):
    HAND_OVER = "hand_over", _("hand over")
    SWAP = "swap", _("swap")


class ClaimMessage(models.TextChoices):
    """What a message about a sign-up says; `subject_id` is the key of the claim."""

    CLAIMED = "shift-claimed"
    WAITING = "shift-waiting"
    OFFERED = "shift-offered"
    ASKED = "shift-asked"
    OFFER_ENDED = "shift-offer-ended"
    RELEASED = "shift-released"
    CANNOT_COME = "shift-cannot-come"
    DECIDED = "shift-decided"
    MOVED = "shift-moved"
    CLASHES = "shift-clashes"
    MAY_NOT_STAY = "shift-may-not-stay"
    CANCELLED = "shift-cancelled"
    TAKEN_OFF = "shift-taken-off"
    HANDED_OVER = "shift-handed-over"
    REMINDER = "shift-reminder"
    TEAM = "shift-team"


class GroupMessage(models.TextChoices):
    """What a message to a group says; `subject_id` is the key of the group on the shift."""

    ON = "group-on"
    CHANGED = "group-changed"
    MOVED = "group-moved"
    CANCELLED = "group-cancelled"
    BARRED = "group-barred"


# Stored as reasons where nobody gave one.
NO_ANSWER = "no answer in time"
ASKED_TO_STAND_IN = "asked to stand in"
MOVED_INTO_ANOTHER = "moved into another shift of theirs"
MAY_NOT_STAY = "may not be on it any more"
CAME_TOO_EARLY = "checked in before the sign-up ended or the shift was moved"


class PresenceMethod(models.TextChoices):
    """How a volunteer was checked in to a shift."""

    DOOR = "door", _("at the door")
    ON_SITE = "on_site", _("by the code on site")
    DESK = "desk", _("by a coordinator")


class HoursKind(models.TextChoices):
    """Where hours come from; the two are never added up without saying so."""

    CHECKED_IN = "checked_in", _("checked in")
    MANUAL = "manual", _("added by hand")


class DecisionState(models.TextChoices):
    """How something stands that one person asks for and another decides."""

    OPEN = "open", _("to be decided")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")


class HoursMessage(models.TextChoices):
    """What a message about hours says; `subject_id` is the key of what it is about."""

    REVIEWED = "hours-reviewed"
    STAR_DECIDED = "star-decided"


class SuggestionState(models.TextChoices):
    """What became of the suggestion that somebody could take a place."""

    OPEN = "open", _("not sent yet")
    DROPPED = "dropped", _("dropped")
    SENT = "sent", _("sent")
    OVERTAKEN = "overtaken", _("something has come between")


class RadarBand(models.TextChoices):
    """How near a shift is for which hands are missing."""

    HOURS = "6_hours", _("within 6 hours")
    DAYS = "48_hours", _("within 48 hours")
    WEEK = "7_days", _("within 7 days")


# What coordinators are told where hands are missing.
GAPS_MESSAGE = "shift-gaps"
