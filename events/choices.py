from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AttendanceMode(models.TextChoices):
    """As schema.org's `eventAttendanceMode`."""

    ONSITE = "onsite", _("on site")
    ONLINE = "online", _("online")
    MIXED = "mixed", _("on site and online")


class ListingView(models.TextChoices):
    """The ways to look at what is on; each has an address of its own."""

    LIST = "list", pgettext_lazy("view of events", "List")
    MONTH = "month", pgettext_lazy("view of events", "Month")
    WEEK = "week", pgettext_lazy("view of events", "Week")
    MAP = "map", pgettext_lazy("view of events", "Map")


class EventStatus(models.TextChoices):
    """As schema.org's `eventStatus`."""

    SCHEDULED = "scheduled", _("takes place")
    CANCELLED = "cancelled", _("cancelled")


class Standing(models.TextChoices):
    """How far an event has come, as its makers see it."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    NEEDS_CHANGES = "needs_changes", _("changes asked for")
    SCHEDULED = "scheduled", _("goes public later")
    PUBLISHED = "published", _("published")
    CHANGED = "changed", _("published, with changes waiting")
    CANCELLED = "cancelled", _("cancelled")


class SessionState(models.TextChoices):
    PLANNED = "planned", _("planned")
    CANCELLED = "cancelled", _("cancelled")


class OfficialCount(models.TextChoices):
    """Which figure stands as a session's attendance."""

    BOTH = "both", _("checked-in people and headcount together")
    NAMED = "named", _("checked-in people")
    HEADCOUNT = "headcount", _("headcount")


class PoolKind(models.TextChoices):
    GENERAL = "general", _("general places")
    CHILDREN = "children", _("children's places")
    WHEELCHAIR = "wheelchair", _("wheelchair places")
    COMPANION = "companion", _("places for companions")
    ONLINE = "online", _("online places")
    RESERVE = "reserve", _("kept for telephone and desk")


# What the public counts as places. The others are for those who need them, or for the desk.
FOR_EVERYONE = (PoolKind.GENERAL, PoolKind.CHILDREN, PoolKind.ONLINE)

# Parents and children take these together, so whoever waits for the one waits for the other.
MIXED_BY_FAMILIES = (PoolKind.GENERAL, PoolKind.CHILDREN)


class AccessNeed(models.TextChoices):
    """What helps somebody to take part; the values are those of `brands.choices.AccessOffer`."""

    WHEELCHAIR = "wheelchair", _("a wheelchair place")
    SIGN_INTERPRETER = "sign_interpreter", _("a sign language interpreter")
    AUDIO_DESCRIPTION = "audio_description", _("audio description")
    HEARING_LOOP = "hearing_loop", _("a hearing loop")
    LARGE_TYPE = "large_type", _("large type")
    COMPANION = "companion", _("a companion who helps")


class PlaceState(models.TextChoices):
    """Where a registration or one of its attendees stands."""

    SEATED = "seated", _("has a place")
    OFFERED = "offered", _("is offered a place")
    WAITING = "waiting", _("on the waiting list")
    APPLIED = "applied", _("has asked for a place")
    ENTERED = "entered", _("in the draw")
    DECLINED = "declined", _("not accepted")
    CANCELLED = "cancelled", _("cancelled")


# Those who asked and those in the draw hold no place and stand in no queue: they await an answer.
UNDECIDED_STATES = (PlaceState.APPLIED, PlaceState.ENTERED)
# Those who count as taken: a place that is offered is kept until the answer.
HOLDING_STATES = (PlaceState.SEATED, PlaceState.OFFERED)
LIVE_STATES = (*HOLDING_STATES, PlaceState.WAITING, *UNDECIDED_STATES)

# Stored as the reason where a party said neither yes nor no to an offer, and where one that let
# others go first takes its turn.
NO_ANSWER = "no answer in time"
RELEASED = "others no longer go first"
# Stored as the reasons where a party answered to a changed plan.
STILL_COMES = "still comes"
CANNOT_COME = "cannot come by the new plan"

# How the reason begins where a party was changed; how many they were and are follows.
PARTY_CHANGED = "party changed: "


class FollowKind(models.TextChoices):
    """What can be followed; also the name of the key in `events.models.Follow`."""

    EVENT = "event", _("event")
    BRAND = "brand", _("brand")
    BRANCH = "branch", _("library or service point")


class MessageKind(models.TextChoices):
    """What a message about a registration says; `subject_id` is the registration's key."""

    CONFIRMED = "registration-confirmed"
    WAITING = "waiting-list-joined"
    ENTERED = "draw-entered"
    APPLIED = "place-asked-for"
    DECLINED = "place-declined"
    PROMOTED = "place-came-free"
    OFFERED = "place-offered"
    OFFER_ENDED = "offer-ended"
    CHANGED = "registration-changed"
    CANCELLED = "registration-cancelled"
    EVENT_CANCELLED = "event-cancelled"
    TICKET_AGAIN = "ticket-again"
    PLAN_CHANGED = "plan-changed"
    REMINDER = "reminder"
    ANNOUNCEMENT = "announcement"
    NO_SHOW = "no-show"
    RESTRICTED = "waiting-list-only"
    RESTRICTION_ENDED = "waiting-list-only-ended"
    APPEAL_ANSWERED = "appeal-answered"
    FEEDBACK = "feedback-asked"


class NewsKind(models.TextChoices):
    """What a letter to a follower says."""

    # `subject_id` is the key of the user, `data["events"]` the keys of what is new.
    NEW_EVENTS = "followed-news", _("what is new at the brands and libraries that you follow")
    # `subject_id` is the key of the follow.
    PLACES_FREE = (
        "followed-places-free",
        _("that places are free again at an event that you follow"),
    )


class InvitationKind(models.TextChoices):
    """Who may use an invitation; the first is a whole group, the others come one by one."""

    GROUP = "group", _("one group that comes together")
    PEOPLE = "people", _("many people, each for themselves")


class InvitationMessage(models.TextChoices):
    """What is written about an invitation; `subject_id` is its key."""

    INVITED = "invitation"


class AttendeeKind(models.TextChoices):
    ADULT = "adult", _("adult")
    CHILD = "child", _("child")


class RegistrationChannel(models.TextChoices):
    WEB = "web", _("online")
    DESK = "desk", _("at a desk")
    WALK_IN = "walk_in", _("walked in")


class CardStanding(models.TextChoices):
    """What is known of a reader card's number."""

    KNOWN = "known", _("known to the library system")
    LOOKS_RIGHT = "looks_right", _("looks right")
    NOT_VERIFIED = "not_verified", _("not verified: the library system did not answer")
    UNKNOWN = "unknown", _("unknown")


class CheckInMethod(models.TextChoices):
    SCAN = "scan", _("scanned")
    TYPED = "typed", _("typed")
    WALK_IN = "walk_in", _("walked in")
    PAPER = "paper", _("signed on paper")
    SELF = "self", _("checked in by themselves")


class CheckOutMethod(models.TextChoices):
    """How somebody went home."""

    FREELY = "freely", _("went home")
    BY_CODE = "by_code", _("collected with the guardian's code")
    BY_STAFF = "by_staff", _("let go by staff, without the code")
    SELF = "self", _("said so themselves")


class Recipients(models.TextChoices):
    """To whom of an event somebody writes."""

    REGISTERED = "registered", _("everyone who is registered or waits")
    SEATED = "seated", _("those who have a place")
    WAITING = "waiting", _("those on the waiting list")
    CANCELLED = "cancelled", _("those who have cancelled")
    HERE = "here", _("those who are checked in")
    NOT_HERE = "not_here", _("those who have a place and are not checked in yet")
    SILENT = "silent", _("those who have not said whether they still come")


# Where the registrations of those stand who are written to.
STATES_OF_RECIPIENTS = {
    Recipients.REGISTERED: LIVE_STATES,
    Recipients.SEATED: (PlaceState.SEATED,),
    Recipients.WAITING: (PlaceState.WAITING,),
    Recipients.CANCELLED: (PlaceState.CANCELLED,),
    Recipients.HERE: (PlaceState.SEATED,),
    Recipients.NOT_HERE: (PlaceState.SEATED,),
    Recipients.SILENT: (PlaceState.SEATED,),
}

# These are asked about one session.
RECIPIENTS_OF_A_SESSION = (Recipients.HERE, Recipients.NOT_HERE)


class QuestionKind(models.TextChoices):
    """What an answer to a question can be."""

    TEXT = "text", _("a line of text")
    CHOICE = "choice", _("one of several")
    MANY = "many", _("any of several")
    NUMBER = "number", _("a whole number")
    DATE = "date", _("a date")
    CONSENT = "consent", _("an agreement: a box to tick")


KINDS_WITH_OPTIONS = (QuestionKind.CHOICE, QuestionKind.MANY)


class QuestionStep(models.TextChoices):
    """What is done with a question on the list of questions."""

    UP = "up", _("Move up")
    DOWN = "down", _("Move down")
    RETIRE = "retire", _("Stop asking")
    ASK_AGAIN = "ask_again", _("Ask again")
    DELETE = "delete", _("Delete")


class ConductKind(models.TextChoices):
    """What a line of the conduct ledger says. The last four each take one of the first two back."""

    NO_SHOW = "no_show", _("did not come")
    RESTRICTED = "restricted", _("waiting list only")
    EXCUSED = "excused", _("excused")
    ATTENDED = "attended", _("came after all")
    ENDED = "ended", _("ended early")
    LIFTED = "lifted", _("lifted")


class ExcuseReason(models.TextChoices):
    """What people say about having missed something."""

    THERE = "there", _("I was there")
    ILL = "ill", _("I was ill, or somebody who needs me was")
    CANCELLED = "cancelled", _("I had cancelled")
    HINDERED = "hindered", _("Something came up that I could not help")
    OTHER = "other", _("Something else")


class AppealState(models.TextChoices):
    OPEN = "open", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("not accepted")


class Paper(models.TextChoices):
    """What posters are printed on."""

    A4 = "a4", "A4"
    A3 = "a3", "A3"


class PrintLanguage(models.TextChoices):
    """The languages of what is printed."""

    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "中文"
    BOTH = "both", _("Both languages")

    @property
    def codes(self) -> tuple[str, ...]:
        """The languages one by one; of both, the Chinese leads."""
        return ("zh-hans", "en") if self == PrintLanguage.BOTH else (self.value,)


class Shape(models.TextChoices):
    """The shapes of pictures that are sent around, by what shows them whole."""

    SQUARE = "square", _("square")
    PORTRAIT = "portrait", _("upright (4:5)")
    STORY = "story", _("whole screen of a phone (9:16)")
    LINK = "link", _("beside a shared link")
    WECHAT_COVER = "wechat-cover", _("cover of a WeChat article")


class PhotoAgreement(models.TextChoices):
    """How those whom a photo shows have agreed that it is published."""

    NONE = "none", _("not recorded: stays in the house")
    NOBODY = "nobody", _("nobody can be recognised")
    WRITTEN = "written", _("signed, the paper is filed")
    SPOKEN = "spoken", _("said so to the person who records it")


class FeedbackWay(models.TextChoices):
    """How somebody came to the survey."""

    LETTER = "letter", _("by the letter or the ticket")
    SIGN = "sign", _("by the sign on the table")


class Agreement(models.TextChoices):
    """What can be answered to the two questions of the survey."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class PackState(models.TextChoices):
    """How far an evidence pack is."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being put together")
    FINISHED = "finished", _("ready")
    CANCELLED = "cancelled", _("stopped")
    FAILED = "failed", _("failed")


UNFINISHED_PACKS = (PackState.WAITING, PackState.RUNNING)


class Treatment(models.TextChoices):
    """What a kind of day of the calendar means to a series of events."""

    SKIP = "skip", _("leave out")
    KEEP = "keep", _("makes no difference")
    ONLY = "only", _("only then")
    ALSO = "also", _("then too, whatever the weekday")


class ClashKind(models.TextChoices):
    """What an event has in common with another one at the same time."""

    ROOM = "room", _("room")
    LEAD = "lead", _("lead")
    BRAND = "brand", _("brand")
    AUDIENCE = "audience", _("audience")


class TaskState(models.TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("done")
    DROPPED = "dropped", _("not needed")


class WhyDropped(models.TextChoices):
    """Why a task is not needed any more."""

    CANCELLED = "cancelled", _("the event is cancelled")
    NOT_NEEDED = "not_needed", _("not needed for this event")
    TAKEN_OUT = "taken_out", _("the programme does without it now")
