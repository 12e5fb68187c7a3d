from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Unit(models.TextChoices):
    """What a challenge counts."""

    BOOKS = "books", _("books")
    MINUTES = "minutes", _("minutes of reading")
    PAGES = "pages", _("pages")
    DAYS = "days", _("days on which somebody read")
    EVENTS = "events", _("events attended")
    LOANS = "loans", _("loans")
    POINTS = "points", _("points")


class Way(models.TextChoices):
    """How a reading record comes to be."""

    OWN_LOG = "own_log", _("readers write it down themselves")
    ATTENDANCE = "attendance", _("attending an event")
    CODE = "code", _("a secret code that is announced at an event")
    LIBRARIAN = "librarian", _("a librarian enters it")
    SHEET = "sheet", _("from a log sheet on paper")
    LOANS = "loans", _("loan counts of the library system")


# What the platform knows by itself is not judged by what somebody can have read.
TOLD_BY_PEOPLE = (Way.OWN_LOG, Way.LIBRARIAN, Way.SHEET)

# By which ways records of a unit can come. Points come by every way.
WAYS_BY_UNIT = {
    Unit.BOOKS: (Way.OWN_LOG, Way.CODE, Way.LIBRARIAN, Way.SHEET),
    Unit.MINUTES: (Way.OWN_LOG, Way.CODE, Way.LIBRARIAN, Way.SHEET),
    Unit.PAGES: (Way.OWN_LOG, Way.CODE, Way.LIBRARIAN, Way.SHEET),
    Unit.DAYS: (Way.OWN_LOG, Way.LIBRARIAN, Way.SHEET),
    Unit.EVENTS: (Way.ATTENDANCE, Way.CODE, Way.LIBRARIAN, Way.SHEET),
    Unit.LOANS: (Way.LOANS,),
    Unit.POINTS: tuple(Way),
}


class Activity(models.TextChoices):
    """What earns points. A secret code says itself how many."""

    BOOK = "book", _("a book")
    LIST_BOOK = "list_book", _("a book of the list")
    QUARTER_HOUR = "quarter_hour", _("a quarter of an hour of reading")
    TEN_PAGES = "ten_pages", _("ten pages")
    BINGO_FIELD = "bingo_field", _("a field of the bingo card")
    EVENT = "event", _("an event attended")
    LOAN = "loan", _("a loan")


class Joining(models.TextChoices):
    """How somebody comes to take part."""

    BY_SIGN_UP = "by_sign_up", _("readers sign up")
    BY_ITSELF = "by_itself", _("whoever earns something takes part")


class PrizeRule(models.TextChoices):
    """Which prizes a reader gets who has reached several tiers."""

    HIGHEST = "highest", _("one prize, for the highest tier, once the challenge is closed")
    EACH = "each", _("a prize for each tier, as soon as it is reached")


class ChallengeState(models.TextChoices):
    """A closed challenge takes no more records: its figures are final."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")


class CardProof(models.TextChoices):
    """How the library knows whose a reader card is."""

    SEEN_AT_DESK = "seen_at_desk", _("seen at a desk")
    SLIP = "slip", _("by the code of a printed slip")


class ReviewState(models.TextChoices):
    """How something stands about which the library decides."""

    OPEN = "open", _("to be decided")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("not accepted")


class Limit(models.TextChoices):
    """Which limit of plausibility a record is above."""

    PER_ENTRY = "per_entry", _("more than usual at once")
    PER_DAY = "per_day", _("more than usual on one day")


class GroupKind(models.TextChoices):
    CLASS = "class", _("school class")
    FAMILY = "family", _("family")
    OTHER = "other", pgettext_lazy("of people", "group")


class AwardState(models.TextChoices):
    EARNED = "earned", _("earned")
    LAPSED = "lapsed", _("lapsed")


class CollectionState(models.TextChoices):
    """What becomes of a prize that is put aside for somebody."""

    WAITING = "waiting", _("waiting for the prize")
    RESERVED = "reserved", _("put aside")
    COLLECTED = "collected", _("collected")
    FELL_BACK = "fell_back", _("not collected in time")
    RELEASED = "released", _("no longer put aside")


# Those that may still be collected.
OPEN_COLLECTIONS = (CollectionState.WAITING, CollectionState.RESERVED)

# Those in which a prize is somebody's, or will be.
LIVE_COLLECTIONS = (*OPEN_COLLECTIONS, CollectionState.COLLECTED)

# Those for which a piece has left the shelf.
GIVEN_COLLECTIONS = (CollectionState.RESERVED, CollectionState.COLLECTED)


class StockKind(models.TextChoices):
    """What a line of the stock ledger says."""

    DELIVERED = "delivered", _("delivered")
    TRANSFER_IN = "transfer_in", _("came from another library")
    TRANSFER_OUT = "transfer_out", _("went to another library")
    COLLECTED = "collected", _("collected by a reader")
    WRITTEN_OFF = "written_off", _("written off")
    FOUND = "found", _("more than expected when counted")
    MISSING = "missing", _("fewer than expected when counted")


STOCK_THAT_COMES = (StockKind.DELIVERED, StockKind.TRANSFER_IN, StockKind.FOUND)
STOCK_THAT_GOES = (
    StockKind.TRANSFER_OUT,
    StockKind.COLLECTED,
    StockKind.WRITTEN_OFF,
    StockKind.MISSING,
)


class PrizeMessage(models.TextChoices):
    """What a message about a prize says; `subject_id` is the key of the collection."""

    READY = "prize-ready"
    WAITING = "prize-waiting"
    REMINDER = "prize-reminder"
    FELL_BACK = "prize-fell-back"
    RELEASED = "prize-released"


# Stored as reasons where nobody gave one, and what they say to readers.
CHECK_IN_UNDONE = "check-in undone"
TAKEN_BACK_BY_READER = "taken back by the reader"
REASONS_IN_WORDS = {
    CHECK_IN_UNDONE: _("The check-in at the event was undone."),
    TAKEN_BACK_BY_READER: _("Taken back by the reader."),
}


class ImportState(models.TextChoices):
    """How far an import of loan counts has come. One that stopped goes on where it was."""

    WAITING = "waiting", pgettext_lazy("job", "waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("stopped by an error")


class RowFault(models.TextChoices):
    """Why a row of a file of loans is not counted."""

    CELLS_MISSING = "cells_missing", _("Cells are missing in this row.")
    NUMBER_MISSING = "number_missing", _("The reader number is missing.")
    NUMBER_UNKNOWN = "number_unknown", _("This is not the form of a reader number here.")
    COUNT_UNREADABLE = "count_unreadable", _("The count is not a whole number from 0 on.")
    COUNT_TOO_HIGH = "count_too_high", _("The loans of this number are more than can be true.")
    LIBRARY_UNKNOWN = (
        "library_unknown",
        _("No library has this name. Write it as in the list of libraries."),
    )
    DAY_UNREADABLE = "day_unreadable", _("The day is not a date such as 2026-05-31.")
    DAY_OUTSIDE = "day_outside", _("The day is not in the period of this import.")


class ReadingMessage(models.TextChoices):
    """What a message about reading says; `subject_id` is the key of what it is about."""

    TIER_REACHED = "reading-tier-reached"
    RECORD_DECIDED = "reading-record-decided"
    DISPUTE_ANSWERED = "reading-dispute-answered"
    ENDS_SOON = "reading-ends-soon"
