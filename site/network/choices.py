from django.db import models
from django.utils.translation import gettext_lazy as _


class BranchKind(models.TextChoices):
    CENTRAL = "central", _("central library")
    BRANCH = "branch", _("branch library")
    READING_ROOM = "reading_room", _("reading room")
    SERVICE_POINT = "service_point", _("service point")
    MOBILE_STOP = "mobile_stop", _("mobile stop")
    PARTNER = "partner", _("partner's place")


class BranchLevel(models.TextChoices):
    CITY = "city", _("city")
    DISTRICT = "district", _("district")
    TOWN = "town", _("town")
    VILLAGE = "village", _("village")


class PartnerKind(models.TextChoices):
    ORGAN = "organ", _("government organ")
    SCHOOL = "school", _("school")
    COMPANY = "company", _("company")
    BOOKSHOP = "bookshop", _("bookshop")
    TEA_HOUSE = "tea_house", _("tea house")
    ASSOCIATION = "association", _("association")
    OTHER = "other", _("other")


class ReviewRule(models.IntegerChoices):
    """How many people other than the author look at a text before it is published."""

    NONE = 0, _("no review")
    ONE = 1, _("one review")
    THREE = 3, _("three reviews")


class Weekday(models.IntegerChoices):
    """As `date.weekday()` counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class DayKind(models.TextChoices):
    """How days of the calendar differ from others."""

    PUBLIC_HOLIDAY = "public_holiday", _("public holiday")
    WORKING_DAY = "working_day", _("adjusted working day")
    SCHOOL_TERM = "school_term", _("school term")
    SCHOOL_HOLIDAY = "school_holiday", _("school holiday")
    CLOSED_DAY = "closed_day", _("closed day")
