"""Events: what is told (event), what is operated (intake, session), what happens.

Only `Event` takes part in drafts and revisions. Everything people depend on is a plain table, so
publishing an older text can never restore or delete a session, a place or a registration.
"""

from events.models.attendance import Attendance, Headcount
from events.models.calendar_link import CalendarLink
from events.models.conduct import Appeal, ConductEntry, ConductPolicy
from events.models.draw import Draw
from events.models.event import (
    TEXT_FROM_PROGRAMME,
    Event,
    EventBookList,
    EventPartner,
    EventSpeaker,
)
from events.models.evidence import EvidencePack
from events.models.feedback import Feedback, FeedbackQuestion, FeedbackReceipt
from events.models.follow import Follow
from events.models.intake import Intake, SeatPool
from events.models.invitation import Invitation
from events.models.messages import Announcement, EventReminders
from events.models.note import EventNote
from events.models.photo import EventPhoto
from events.models.printing import PrintedTexts
from events.models.question import Answer, Question
from events.models.recap import Recap
from events.models.registration import (
    Attendee,
    ReaderCard,
    Registration,
    RegistrationChange,
)
from events.models.search import EventWords, KnownWord
from events.models.series import CopiedWeek, Series
from events.models.session import Session
from events.models.task import EventTask

__all__ = [
    "TEXT_FROM_PROGRAMME",
    "Announcement",
    "Answer",
    "Appeal",
    "Attendance",
    "Attendee",
    "CalendarLink",
    "ConductEntry",
    "ConductPolicy",
    "CopiedWeek",
    "Draw",
    "Event",
    "EventBookList",
    "EventNote",
    "EventPartner",
    "EventPhoto",
    "EventReminders",
    "EventSpeaker",
    "EventTask",
    "EventWords",
    "EvidencePack",
    "Feedback",
    "FeedbackQuestion",
    "FeedbackReceipt",
    "Follow",
    "Headcount",
    "Intake",
    "Invitation",
    "KnownWord",
    "PrintedTexts",
    "Question",
    "ReaderCard",
    "Recap",
    "Registration",
    "RegistrationChange",
    "SeatPool",
    "Series",
    "Session",
]
