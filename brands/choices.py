from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("everyone")
    FAMILIES = "families", _("parents and children")
    CHILDREN = "children", _("children")
    TEENS = "teens", _("teenagers")
    ADULTS = "adults", _("adults")
    ELDERS = "elders", _("elders")
    DISABLED_READERS = "disabled_readers", _("disabled readers")


class EventKind(models.TextChoices):
    """What sort of activity it is; library statistics count by it (ISO 2789, GB/T 13191)."""

    READING = "reading", _("reading promotion")
    LECTURE = "lecture", _("lecture")
    COURSE = "course", _("course")
    EXHIBITION = "exhibition", _("exhibition")
    CONTEST = "contest", _("contest")
    PERFORMANCE = "performance", _("performance")
    FAIR = "fair", _("fair")
    OUTREACH = "outreach", _("outreach")
    INTERNAL = "internal", _("internal")


class AccessOffer(models.TextChoices):
    """Help that an event offers to those who need it."""

    WHEELCHAIR = "wheelchair", _("step-free access")
    SIGN_INTERPRETER = "sign_interpreter", _("sign language interpreter")
    AUDIO_DESCRIPTION = "audio_description", _("audio description")
    HEARING_LOOP = "hearing_loop", _("hearing loop")
    LARGE_TYPE = "large_type", _("large type")
    COMPANION = "companion", _("free place for a companion")


class EventLanguage(models.TextChoices):
    """What is spoken or signed at an event; the values are language tags (BCP 47)."""

    MANDARIN = "cmn", _("Mandarin")
    CANTONESE = "yue", _("Cantonese")
    ENGLISH = "en", _("English")
    SIGN = "csl", _("Chinese Sign Language")


class WayIn(models.TextChoices):
    DROP_IN = "drop_in", _("drop in, no registration")
    FIRST_COME = "first_come", _("registration, first come first served")
    APPROVAL = "approval", _("by request, the library decides")
    DRAW = "draw", _("by lot, once registration has closed")
    INVITATION = "invitation", _("by invitation")


# A draw needs a number that is named for each event: no programme can say it for all of them.
WAYS_IN_OF_PROGRAMMES = [
    (way.value, way.label)
    for way in (WayIn.DROP_IN, WayIn.FIRST_COME, WayIn.APPROVAL, WayIn.INVITATION)
]


class ReaderCardRule(models.TextChoices):
    """Whether those who register must have a reader card, and who looks at its number."""

    NONE = "none", _("not needed")
    FORMAT = "format", _("needed; the number must look right")
    VERIFIED = "verified", _("needed; the library system knows it")


class TaskTime(models.TextChoices):
    """From which end of an event the days of a task are counted."""

    BEFORE = "before", _("before the event")
    AFTER = "after", _("after the event")


class TaskDoer(models.TextChoices):
    """To whom a task falls: the lead, or a role by its value in `staff.choices.StaffRole`."""

    LEAD = "lead", _("who leads the programme")
    COORDINATOR = "coordinator", _("a coordinator of the library")
    REVIEWER = "reviewer", _("a reviewer of the library")
    DIRECTOR = "director", _("a director of the library")


class TaskPlace(models.TextChoices):
    """Where at the desk of an event a task is done."""

    SESSIONS = "sessions", _("sessions and rooms")
    TEXT = "text", _("text")
    BOOK_LISTS = "book_lists", _("book lists")
    PRINTING = "printing", _("posters and cards")
    PAPER = "paper", _("sign-in sheets and name badges")
    VOLUNTEERS = "volunteers", _("volunteers")
    STATIONS = "stations", _("stations at the door")
    MESSAGES = "messages", _("messages")
    PHOTOS = "photos", _("photos")
    RECAP = "recap", _("look back")
    CERTIFICATES = "certificates", _("certificates")
    COSTS = "costs", _("cost")
