from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brands.choices import EventKind


class Dimension(models.TextChoices):
    """By what figures can be told apart; each is a column of a fact."""

    BRAND = "brand", _("brand")
    PROGRAMME = "programme", _("programme")
    KIND = "kind", _("kind")
    AUDIENCE = "audience", _("audience")
    DISTRICT = "district", _("district")
    BRANCH = "branch", _("library or service point")
    MONTH = "month", _("month")


class Measure(models.TextChoices):
    """A figure that can be looked at; each is an attribute of `reports.services.facts.Measures`."""

    EVENTS = "events", _("Events")
    SESSIONS = "sessions", _("Sessions")
    ATTENDANCES = "attendances", _("Attendances")
    ON_SITE = "attendances_on_site", _("Attendances on site")
    ONLINE = "attendances_online", _("Attendances online")
    REGISTRATIONS = "registrations", _("Registrations")
    REGISTERED = "registered", _("People registered")
    SEATS_FILLED = "seats_filled", _("Share of places filled")
    NO_SHOWS = "no_shows", _("No-shows")
    NO_SHOW_RATE = "no_show_rate", _("Share of no-shows")
    COST_PER_ATTENDANCE = "cost_per_attendance", _("Cost of an attendance")
    SATISFACTION = "satisfaction", _("Satisfaction, in stars")
    ANSWERS = "answers", _("Answers to the survey")
    RESPONSE_RATE = "response_rate", _("Share of parties that answered")
    VOLUNTEER_HOURS = "volunteer_hours", _("Volunteers' hours")
    CLASHES = "clashes", _("Clashes")

    @property
    def counted(self) -> str:
        """The measure of facts that it is counted from: facts without any are not behind it."""
        return COUNTED_FROM.get(self, self.value)

    @property
    def made_of(self) -> tuple[str, ...]:
        """The measures of facts that must be read for it."""
        return MADE_OF.get(self, (self.value,))

    @property
    def is_share(self) -> bool:
        return self in (Measure.SEATS_FILLED, Measure.NO_SHOW_RATE, Measure.RESPONSE_RATE)


COUNTED_FROM = {
    Measure.SEATS_FILLED: "seats",
    Measure.NO_SHOW_RATE: "expected",
    Measure.COST_PER_ATTENDANCE: "attendances_costed",
    Measure.SATISFACTION: "answers",
    Measure.RESPONSE_RATE: "parties_asked",
    Measure.VOLUNTEER_HOURS: "volunteer_minutes",
}

MADE_OF = {
    Measure.ON_SITE: ("attendances", "attendances_online"),
    Measure.SEATS_FILLED: ("registered", "seats"),
    Measure.NO_SHOW_RATE: ("no_shows", "expected"),
    Measure.COST_PER_ATTENDANCE: ("actual_cost", "attendances"),
    Measure.SATISFACTION: ("stars", "answers"),
    Measure.RESPONSE_RATE: ("parties_answered", "parties_asked"),
    Measure.VOLUNTEER_HOURS: ("volunteer_minutes",),
}


class KindGroup(models.TextChoices):
    """The groups of kinds that library statistics tell from each other (GB/T 13191, ISO 2789)."""

    LECTURES = "lectures", _("Lectures and trainings")
    EXHIBITIONS = "exhibitions", _("Exhibitions")
    READING = "reading", _("Reading promotion")

    @property
    def kinds(self) -> tuple[EventKind, ...]:
        return KINDS_OF[self]


KINDS_OF: dict[KindGroup, tuple[EventKind, ...]] = {
    KindGroup.LECTURES: (EventKind.LECTURE, EventKind.COURSE),
    KindGroup.EXHIBITIONS: (EventKind.EXHIBITION,),
    KindGroup.READING: (
        *(EventKind.READING, EventKind.CONTEST, EventKind.PERFORMANCE),
        *(EventKind.FAIR, EventKind.OUTREACH),
    ),
}


class ReportState(models.TextChoices):
    """How far a report has come. It goes back from review alone."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")


class MediaLevel(models.TextChoices):
    """How far an outlet is read, as reports to the city tell mentions apart."""

    DISTRICT = "district", pgettext_lazy("level of media", "district")
    CITY = "city", pgettext_lazy("level of media", "city")
    PROVINCE = "province", pgettext_lazy("level of media", "province")
    NATIONAL = "national", pgettext_lazy("level of media", "national")


class MediaKind(models.TextChoices):
    """How an outlet reaches people."""

    PRINT = "print", _("print")
    BROADCAST = "broadcast", _("radio and television")
    ONLINE = "online", _("online")


class Way(models.TextChoices):
    """Where the numbers of an indicator come from."""

    COUNTED = "counted", _("counted by the platform")
    ENTERED = "entered", _("entered by the libraries")


class Aggregation(models.TextChoices):
    """What an indicator comes to over several months."""

    SUM = "sum", _("the sum of the months")
    LAST = "last", _("the last month")


class Standing(models.TextChoices):
    """How a target stands against the year; of one that is a most, ahead is less than planned."""

    REACHED = "reached", _("reached")
    AHEAD = "ahead", _("ahead")
    ON_COURSE = "on_course", _("on course")
    BEHIND = "behind", _("behind")
    OPEN = "open", _("not reached yet")
    MISSED = "missed", _("not reached")
    KEPT = "kept", _("kept")
    EXCEEDED = "exceeded", _("exceeded")


class RowKind(models.TextChoices):
    """What becomes of a row of a file of figures."""

    NEW = "new", _("new")
    CHANGED = "changed", pgettext_lazy("figure in a file", "changed")
    SAME = "same", _("stands already")
    EMPTY = "empty", _("without a number")
    REFUSED = "refused", _("refused")
